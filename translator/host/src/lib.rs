//! The import phase: live objects of the target program, held by a host CPython.
//!
//! [`Host`] starts the child process, imports the target there, and answers questions about its
//! objects: [`Host::describe`] gives plain data, [`Host::call`] and its kin run host code,
//! [`Host::ast_of`] finds the source of a function. Descriptions are fetched in batches and kept.
//!
//! Not here: what a description means for a translation. No other crate knows of the process.

mod client;
mod desc;
mod literal;
mod parsing;
mod process;
mod source;
pub mod walk;

pub use client::{Host, HostOptions, InnerFunction, Nested, Target, WrapValue};
pub use desc::{BuiltinDesc, ClassDesc, CodeKey, Desc, DictDesc, FuncDesc, InstDesc, LLDesc, LLPart, NameTable};
pub use graph::HostObj;
pub use literal::{literal_value, Literal};
pub use process::{run_on_host, HostError, HostFrame};
pub use rustpython_parser::ast;
pub use source::{FunctionAst, FunctionNode, ParsedFile};

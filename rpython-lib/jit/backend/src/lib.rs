//! The back end of the JIT: from optimised traces to something that runs.
//!
//! A trace is lowered to a small low-level IR ([`lir`]) by the GC rewrite ([`lower`]); a [`Backend`]
//! compiles and runs that. There are two: [`interp::Interp`], a checked interpreter that is the oracle
//! of the tests and runs on every architecture, and [`x64::X64`], machine code by one-pass linear scan.
//!
//! Reading order: [`backend`] (the interface), [`lir`] and [`verify`] (its language), [`lower`], [`interp`],
//! [`callee`] (loops that call loops), then `x64`: `gen` and `calls` (instructions), `regs` (allocation), `moves`, `records` (exits and maps),
//! `routines`, `arena` (executable memory). Compiled code relies on two things from outside: functions
//! return `{result, exception}` in registers exactly if their descriptor says that they can raise, and
//! the collector calls [`Backend::roots`].
//!
//! Not here: traces' meaning to the language (resume data), warm state, optimisation.

pub mod backend;
pub mod callee;
pub mod ccall;
pub mod gc;
pub mod interp;
pub mod lir;
pub mod lower;
pub mod verify;
#[cfg(target_arch = "x86_64")]
pub mod x64;

pub use backend::{Backend, CodeId, Ended, Error, ExitData, ExitRef};
pub use callee::Runner;
pub use gc::Gc;
pub use lower::{lower, Lowered};

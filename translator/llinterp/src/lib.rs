//! Interpreter of low-level programs: the oracle of the tests.
//!
//! Runs a [`Program`](graph::Program) before or after any pass, with every object access checked,
//! and says what the translated program must print and return. Broken rules of the low-level
//! model (an index out of range, a shadow stack out of balance) are an [`Error`], never undefined;
//! the access of a field of the null reference ends the program, as in a translated one.
//!
//! Not here: typing, garbage collection (objects are never freed), speed beyond what tests need.

mod decode;
mod externs;
mod float_text;
mod machine;
mod memory;
mod raw;
mod value;

pub use externs::ExternFn;
pub use machine::{Called, Error, Interp, Outcome, FATAL_EXIT};
pub use value::{Items, Object, Value};

use graph::{GraphId, Program};

/// Runs a program from an entry point with the given arguments (the first is the program's name).
///
/// # Errors
/// If the program breaks a rule of the low-level model, or takes too many steps.
pub fn run(program: &Program, entry: GraphId, args: &[&[u8]]) -> Result<Outcome, Error> {
    Interp::new(program).run(entry, args)
}

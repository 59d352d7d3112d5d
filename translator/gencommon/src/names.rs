//! Names of symbols, and how graphs return.

use crate::Input;
use graph::{ExternId, GraphId, StaticId};

/// The program's table (`abi::ProgramTable`), in the object of data.
pub const TABLE: &str = "rpy_program";
/// The entry point behind the C convention, made by the code generator.
pub const ENTRY: &str = "rpy_entry";

/// Whether a graph returns an exception beside its result: if it can raise, or if it may be called
/// through a pointer.
pub fn raises(input: &Input<'_>, g: GraphId) -> bool {
    input.analysis.can_raise(g) || input.live.address_taken.contains(g)
}

/// The symbol of a graph.
pub fn graph(input: &Input<'_>, g: GraphId) -> String {
    format!("rpy_{}_{}", clean(&input.program.graphs[g].name), g.as_u32())
}

/// The symbol of a prebuilt object.
pub fn object(input: &Input<'_>, s: StaticId) -> String {
    format!("rpys_{}_{}", clean(&input.program.statics[s].name), s.as_u32())
}

/// The symbol of a wrapper that makes an external function callable through a function pointer.
pub fn thunk(input: &Input<'_>, x: ExternId) -> String {
    format!("rpy_thunk_{}", input.program.externs[x].symbol)
}

fn clean(name: &str) -> String {
    name.chars().take(60).map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect()
}

//! From a low-level program to a native executable through Cranelift: quick to make, slower to run than `genllvm`'s.
//!
//! [`compile`] makes machine code of all graphs in parallel, one function at a time, and one object of it. Calls
//! between functions of the program are resolved here; the linker sees references to data and to the run time.
//! Conventions are those of `genllvm` (System V; a function that can raise returns its result and the exception).
//!
//! Not here: the object of prebuilt data, the linker (`gencommon`).

mod code;
mod function;
mod helpers;
mod memory_ops;
mod ops;
mod text;

pub use gencommon::{Options, Timings};

use diagnostics::Diagnostic;
use gencommon::{link, Code, Input};
use graph::Program;
use std::time::Instant;

/// Compiles a program to an executable.
///
/// # Errors
/// If Cranelift, the linker or the file system fails.
pub fn compile(program: Program, options: &Options) -> Result<Timings, Diagnostic> {
    let mut timings = Timings::default();
    let prepared = gencommon::prepare(program, options, &mut timings)?;
    let input = prepared.input();

    let start = Instant::now();
    let (data, graphs) =
        rayon::join(|| gencommon::data_object(&input), || text::graphs(&input, 0..timings.units, options));
    let data = data?;
    let code = text::finish(&input, graphs?, Some(&data.thunks), options)?;
    timings.ir_lines = code.instructions;
    if let Some(dir) = &options.keep_ir {
        link::keep(dir, "program.clif", code.ir.as_bytes())?;
    }
    if let Some(dir) = &options.keep_asm {
        link::keep(dir, "program.s", code.assembly.as_bytes())?;
    }
    let objects = [("code".to_string(), code.object), ("data".to_string(), data.bytes)];
    timings.objects = start.elapsed();
    gencommon::finish(prepared, &objects, options, &mut timings)?;
    Ok(timings)
}

/// Compiles one unit of a program whose other units another generator compiles ([`gencommon::Quick`]).
///
/// # Errors
/// If Cranelift fails.
pub fn unit(input: &Input<'_>, unit: usize, options: &Options) -> Result<Code, Diagnostic> {
    text::finish(input, text::graphs(input, unit..unit + 1, options)?, None, options)
}

//! From a low-level program to a native executable through LLVM.
//!
//! [`compile`] runs `gctransform`, writes LLVM IR as text (one module per unit, clustered by call
//! graph, deterministic), has LLVM optimise and assemble the units in parallel, and links them with
//! the run-time library of the collector's policy. Text, because it is easy to keep, to hash and to
//! read, and parsing it costs a small part of what optimising it does.
//!
//! Not here: optimisations of graphs (`backendopt`), knowledge of the source language.

mod debuginfo;
mod emit;
mod entry;
mod fresh;
mod function;
mod memory_ops;
mod ops;
mod unit;

pub use gencommon::{type_id, Options, Sources, Timings};

use diagnostics::Diagnostic;
use gencommon::{cache, link};
use graph::Program;
use rayon::prelude::*;
use std::time::Instant;
use unit::Module;

/// Compiles a program to an executable.
///
/// # Errors
/// If LLVM, the linker or the file system fails.
pub fn compile(program: Program, options: &Options) -> Result<Timings, Diagnostic> {
    let mut timings = Timings::default();
    let mut prepared = gencommon::prepare(program, options, &mut timings)?;
    let input = prepared.input();

    let start = Instant::now();
    // The last unit, if it is what hardly runs, is made by a quick generator.
    let quick = options.quick.filter(|_| input.plan.cold);
    let full = timings.units - usize::from(quick.is_some());
    let units = || (0..full).into_par_iter().map(|i| (format!("unit{i}"), unit::module(&input, i))).collect();
    let (data, mut modules): (_, Vec<(String, Module)>) = rayon::join(|| gencommon::data_object(&input), units);
    let data = data?;
    let cold = quick.map(|quick| quick(&input, full, options)).transpose()?;
    modules.push(("entry".to_string(), entry::module(&input, &data.thunks)));
    timings.ir = start.elapsed();
    timings.ir_lines = modules.iter().map(|(_, m)| m.text.bytes().filter(|b| *b == b'\n').count()).sum();
    if let Some(dir) = &options.keep_ir {
        modules.iter().try_for_each(|(name, m)| link::keep(dir, &format!("{name}.ll"), m.text.as_bytes()))?;
    }

    if let (Some(cold), Some(dir)) = (&cold, &options.keep_ir) {
        link::keep(dir, "cold.clif", cold.ir.as_bytes())?;
    }
    if let (Some(cold), Some(dir)) = (&cold, &options.keep_asm) {
        link::keep(dir, "cold.s", cold.assembly.as_bytes())?;
    }

    // LLVM needs the memory, not the program.
    let program = prepared.take_program();
    match options.between {
        Some(between) => {
            drop(program);
            between(true);
        }
        None => drop(std::thread::spawn(move || drop(program))),
    }

    let start = Instant::now();
    let names: Vec<String> = modules.iter().map(|(name, _)| name.clone()).collect();
    // Largest first, so that the threads finish together; results keep their order.
    let objects: Result<Vec<(Vec<u8>, bool)>, Diagnostic> =
        modules.into_par_iter().with_max_len(1).map(|(name, module)| emit::unit(&name, module, options)).collect();
    let (objects, kept): (Vec<Vec<u8>>, Vec<bool>) = objects?.into_iter().unzip();
    timings.cached = kept.iter().filter(|k| **k).count();
    if let Some(dir) = options.cache.as_deref().filter(|_| timings.cached < kept.len()) {
        cache::trim(dir);
    }
    let mut objects: Vec<(String, Vec<u8>)> = names.into_iter().zip(objects).collect();
    objects.push(("data".to_string(), data.bytes));
    objects.extend(cold.map(|c| ("cold".to_string(), c.object)));
    timings.objects = start.elapsed();
    gencommon::finish(prepared, &objects, options, &mut timings)?;
    Ok(timings)
}

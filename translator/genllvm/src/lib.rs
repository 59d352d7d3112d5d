//! From a low-level program to a native executable through LLVM.
//!
//! [`compile`] runs `gctransform`, writes LLVM IR as text (one module per unit, clustered by call
//! graph, deterministic), has LLVM optimise and assemble the units in parallel, and links them with
//! the run-time library of the collector's policy. Text, because it is easy to keep, to hash and to
//! read, and parsing it costs a small part of what optimising it does.
//!
//! Not here: optimisations of graphs (`backendopt`), knowledge of the source language.

mod cache;
mod data;
mod emit;
mod function;
mod layouts;
mod link;
mod memory_ops;
mod ops;
mod typeinfo;
mod unit;
mod units;

use diagnostics::Diagnostic;
use gctransform::{Analysis, Reachable};
use graph::Program;
use layouts::Layouts;
use policy::GcPolicy;
use rayon::prelude::*;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What to make, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Optimisation by LLVM, 0 to 3.
    pub opt: u8,
    /// The collector.
    pub policy: &'static GcPolicy,
    /// The executable.
    pub output: PathBuf,
    /// Directory that holds the run-time libraries.
    pub runtime_dir: PathBuf,
    /// File name of the run-time library: that of the policy, or the same with a JIT.
    pub library: &'static str,
    /// Number of code units; 0: as many as seem good.
    pub units: usize,
    /// Where to keep the LLVM IR, if anywhere.
    pub keep_ir: Option<PathBuf>,
    /// Where to keep assembly, if anywhere.
    pub keep_asm: Option<PathBuf>,
    /// Where to keep object files, if anywhere.
    pub keep_objects: Option<PathBuf>,
    /// Where object code of units is kept between translations, if anywhere.
    pub cache: Option<PathBuf>,
    /// Whether to make the executable.
    pub link: bool,
    /// LLVM pass pipeline in place of the one that `opt` stands for.
    pub passes: Option<String>,
}

impl Options {
    /// Optimised code for that policy; the run-time library is looked for beside the running executable.
    pub fn new(policy: &'static GcPolicy, output: impl Into<PathBuf>) -> Options {
        let exe_dir = std::env::current_exe().ok().and_then(|p| p.parent().map(|d| d.to_path_buf()));
        Options {
            opt: 2,
            policy,
            output: output.into(),
            runtime_dir: exe_dir.unwrap_or_default(),
            library: policy.library,
            units: 0,
            keep_ir: None,
            keep_asm: None,
            keep_objects: None,
            cache: None,
            link: true,
            passes: None,
        }
    }
}

/// Where the time went, and how much there was to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Timings {
    /// Exceptions, barriers, roots.
    pub transform: Duration,
    /// Writing IR.
    pub ir: Duration,
    /// LLVM: parsing, passes, object code.
    pub llvm: Duration,
    /// The linker.
    pub link: Duration,
    /// Graphs compiled.
    pub graphs: usize,
    /// Units of code, without the one of data.
    pub units: usize,
    /// Lines of IR.
    pub ir_lines: usize,
    /// Units whose object code was kept from an earlier translation.
    pub cached: usize,
}

/// What all units are generated from.
pub(crate) struct Input<'a> {
    pub program: &'a Program,
    pub live: &'a Reachable,
    pub analysis: &'a Analysis,
    pub layouts: &'a Layouts,
    pub policy: &'static GcPolicy,
    pub plan: &'a units::Plan,
}

/// The collector's number of a GC structure of a program that is ready for [`compile`]; 0 for others.
pub fn type_id(program: &Program, policy: &GcPolicy) -> impl Fn(lltype::ContainerId) -> u32 {
    let layouts = Layouts::new(program, policy);
    move |id| layouts.gc_types.iter().position(|t| *t == id).map_or(0, |n| abi::FIRST_TYPE + n as u32)
}

/// Compiles a program to an executable.
///
/// # Errors
/// If LLVM, the linker or the file system fails.
pub fn compile(mut program: Program, options: &Options) -> Result<Timings, Diagnostic> {
    let mut timings = Timings::default();
    if program.entry.is_none() {
        return Err(Diagnostic::error("E0401", "the program has no entry point"));
    }
    link::check(options)?;
    let start = Instant::now();
    let (live, analysis) = gctransform::transform(&mut program, options.policy);
    timings.transform = start.elapsed();

    let start = Instant::now();
    let layouts = Layouts::new(&program, options.policy);
    let plan = units::plan(&program, &live, options.units);
    let input = Input {
        program: &program,
        live: &live,
        analysis: &analysis,
        layouts: &layouts,
        policy: options.policy,
        plan: &plan,
    };
    timings.graphs = Reachable::members(&live.graphs).count();
    timings.units = plan.units.len();
    let units =
        || (0..plan.units.len()).into_par_iter().map(|i| (format!("unit{i}"), unit::module(&input, i))).collect();
    let (data, mut modules): (String, Vec<(String, String)>) = rayon::join(|| data::module(&input), units);
    modules.push(("data".to_string(), data));
    timings.ir = start.elapsed();
    timings.ir_lines = modules.iter().map(|(_, text)| text.bytes().filter(|b| *b == b'\n').count()).sum();
    if let Some(dir) = &options.keep_ir {
        modules.iter().try_for_each(|(name, text)| link::keep(dir, &format!("{name}.ll"), text.as_bytes()))?;
    }

    let start = Instant::now();
    let names: Vec<String> = modules.iter().map(|(name, _)| name.clone()).collect();
    // Largest first, so that the threads finish together; results keep their order.
    let objects: Result<Vec<(Vec<u8>, bool)>, Diagnostic> =
        modules.into_par_iter().with_max_len(1).map(|(name, text)| emit::unit(&name, text, options)).collect();
    let (objects, kept): (Vec<Vec<u8>>, Vec<bool>) = objects?.into_iter().unzip();
    timings.cached = kept.iter().filter(|k| **k).count();
    if let Some(dir) = options.cache.as_deref().filter(|_| timings.cached < kept.len()) {
        cache::trim(dir);
    }
    if let Some(dir) = &options.keep_objects {
        objects.iter().zip(&names).try_for_each(|(o, name)| link::keep(dir, &format!("{name}.o"), o))?;
    }
    timings.llvm = start.elapsed();

    let start = Instant::now();
    if options.link {
        let asked = std::mem::take(&mut program.link_args);
        // Freeing the program takes as long as linking.
        let (linked, ()) = rayon::join(|| link::link(&objects, &asked, options), || drop((program, layouts)));
        linked?;
    }
    timings.link = start.elapsed();
    Ok(timings)
}

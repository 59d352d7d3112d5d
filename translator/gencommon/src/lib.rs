//! What the code generators have in common: options, layouts, names of symbols, division into units,
//! prebuilt data as an object file, the cache of object code, the linker.
//!
//! A generator calls [`prepare`], makes code from the [`Input`] it gets, has [`data_object`] make the
//! object of prebuilt data, and hands all objects to [`link::link`].
//!
//! Not here: instructions of any kind.

pub mod cache;
pub mod constants;
pub mod immediates;
pub mod layouts;
pub mod link;
pub mod names;
pub mod object_file;
pub mod places;
mod statics;
pub mod symbols;
mod typeinfo;
pub mod units;

pub use places::{Places, Sources};
pub use statics::{data_object, DataObject};

use backendopt::Goal;
use diagnostics::Diagnostic;
use gctransform::{Analysis, Reachable};
use graph::Program;
use layouts::Layouts;
use policy::GcPolicy;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What to make, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Optimisation of code, 0 to 3.
    pub opt: u8,
    /// What code is to be, at level 2.
    pub goal: Goal,
    /// Whether the collector is to take little memory.
    pub frugal: bool,
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
    /// Where to keep the generator's intermediate form, if anywhere.
    pub keep_ir: Option<PathBuf>,
    /// Where to keep assembly, if anywhere.
    pub keep_asm: Option<PathBuf>,
    /// Where to keep object files, if anywhere.
    pub keep_objects: Option<PathBuf>,
    /// Where object code of units is kept between translations, if anywhere.
    pub cache: Option<PathBuf>,
    /// Whether to make the executable.
    pub link: bool,
    /// Whether to describe the program to debuggers (needs `sources`).
    pub debug: bool,
    /// The source files, for tracebacks.
    pub sources: Option<Arc<Sources>>,
    /// What compiles graphs that hardly run; `None`: what compiles the others.
    pub quick: Option<Quick>,
    /// Called between steps that run different code; with `true` if no other thread is at work. `None`: time counts for
    /// more than memory.
    pub between: Option<fn(bool)>,
    /// LLVM pass pipeline in place of the one that `opt` stands for.
    pub passes: Option<String>,
}

/// Code that a quick generator made.
#[derive(Debug, Default)]
pub struct Code {
    /// The object file.
    pub object: Vec<u8>,
    /// The generator's form as text, if it is to be kept.
    pub ir: String,
    /// Assembly, if it is to be kept.
    pub assembly: String,
    /// Instructions in the generator's form.
    pub instructions: usize,
}

/// Compiles one unit of the plan quickly.
pub type Quick = fn(&Input<'_>, usize, &Options) -> Result<Code, Diagnostic>;

impl Options {
    /// Optimised code for that policy; the run-time library is looked for beside the running executable.
    pub fn new(policy: &'static GcPolicy, output: impl Into<PathBuf>) -> Options {
        let exe_dir = std::env::current_exe().ok().and_then(|p| p.parent().map(|d| d.to_path_buf()));
        Options {
            opt: 2,
            goal: Goal::Speed,
            frugal: false,
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
            debug: false,
            sources: None,
            quick: None,
            between: None,
            passes: None,
        }
    }
}

/// Where the time went, and how much there was to do.
#[derive(Clone, Copy, Debug, Default)]
pub struct Timings {
    /// Exceptions, barriers, roots.
    pub transform: Duration,
    /// Writing intermediate code, if it is not made together with the objects; prebuilt data.
    pub ir: Duration,
    /// Object code.
    pub objects: Duration,
    /// The linker.
    pub link: Duration,
    /// Graphs compiled.
    pub graphs: usize,
    /// Units of code, without the one of data.
    pub units: usize,
    /// Lines of intermediate code (Cranelift: instructions).
    pub ir_lines: usize,
    /// Units whose object code was kept from an earlier translation.
    pub cached: usize,
}

/// What all code is generated from.
pub struct Input<'a> {
    /// The program after `gctransform`.
    pub program: &'a Program,
    /// What the entry point reaches.
    pub live: &'a Reachable,
    /// Which graphs raise.
    pub analysis: &'a Analysis,
    /// Offsets, type ids.
    pub layouts: &'a Layouts,
    /// The collector.
    pub policy: &'static GcPolicy,
    /// Which graph goes where.
    pub plan: &'a units::Plan,
    /// Places of the source that tracebacks know.
    pub places: &'a Places,
    /// The source files, if they are known.
    pub sources: Option<&'a Sources>,
    /// Whether to describe the program to debuggers.
    pub debug: bool,
    /// Optimisation of code.
    pub opt: u8,
    /// What code is to be.
    pub goal: Goal,
    /// Whether the collector is to take little memory.
    pub frugal: bool,
}

/// A program ready for code generation; borrow it with [`Prepared::input`].
pub struct Prepared {
    /// The program after `gctransform`.
    pub program: Program,
    live: Reachable,
    analysis: Analysis,
    layouts: Layouts,
    policy: &'static GcPolicy,
    plan: units::Plan,
    places: Places,
    sources: Option<Arc<Sources>>,
    debug: bool,
    opt: u8,
    goal: Goal,
    frugal: bool,
}

impl Prepared {
    /// What generators read.
    pub fn input(&self) -> Input<'_> {
        Input {
            program: &self.program,
            live: &self.live,
            analysis: &self.analysis,
            layouts: &self.layouts,
            policy: self.policy,
            plan: &self.plan,
            places: &self.places,
            sources: self.sources.as_deref(),
            debug: self.debug,
            opt: self.opt,
            goal: self.goal,
            frugal: self.frugal,
        }
    }

    /// What [`finish`] does not need, once all code has been written.
    pub fn take_program(&mut self) -> Program {
        let link_args = std::mem::take(&mut self.program.link_args);
        std::mem::replace(&mut self.program, Program { link_args, ..Program::default() })
    }
}

/// Checks that the executable can be made, makes exceptions, barriers and roots explicit, lays out all types.
///
/// # Errors
/// If there is no entry point, or no place for the executable.
pub fn prepare(mut program: Program, options: &Options, timings: &mut Timings) -> Result<Prepared, Diagnostic> {
    if program.entry.is_none() {
        return Err(Diagnostic::error("E0401", "the program has no entry point"));
    }
    link::check(options)?;
    let start = Instant::now();
    let (live, analysis) = gctransform::transform(&mut program, options.policy);
    let layouts = Layouts::new(&program, options.policy);
    let plan = units::plan(&program, &live, options.units, options.quick.is_some());
    let places =
        options.sources.as_ref().map_or_else(Places::default, |sources| Places::new(&mut program, &plan, sources));
    timings.transform = start.elapsed();
    timings.graphs = Reachable::members(&live.graphs).count();
    timings.units = plan.units.len();
    Ok(Prepared {
        program,
        live,
        analysis,
        layouts,
        policy: options.policy,
        plan,
        places,
        sources: options.sources.clone(),
        debug: options.debug && options.sources.is_some(),
        opt: options.opt,
        goal: options.goal,
        frugal: options.frugal,
    })
}

/// Keeps objects, if asked to, and links them; the program is not needed any more.
///
/// # Errors
/// If the linker or the file system fails.
pub fn finish(
    prepared: Prepared,
    objects: &[(String, Vec<u8>)],
    options: &Options,
    timings: &mut Timings,
) -> Result<(), Diagnostic> {
    if let Some(dir) = &options.keep_objects {
        objects.iter().try_for_each(|(name, o)| link::keep(dir, &format!("{name}.o"), o))?;
    }
    let start = Instant::now();
    if options.link {
        let mut prepared = prepared;
        let asked = std::mem::take(&mut prepared.program.link_args);
        // Freeing the program takes as long as linking.
        let (linked, ()) = rayon::join(|| link::link(objects, &asked, options), || drop(prepared));
        linked?;
    }
    timings.link = start.elapsed();
    Ok(())
}

/// The collector's number of a GC structure of a program that is ready for code generation; 0 for others.
pub fn type_id(program: &Program, policy: &GcPolicy) -> impl Fn(lltype::ContainerId) -> u32 {
    let layouts = Layouts::new(program, policy);
    move |id| layouts.type_id(id)
}

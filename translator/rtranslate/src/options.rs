//! The command line.

use clap::{Parser, ValueEnum};
use std::path::PathBuf;

/// Optimisation level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Opt {
    /// Quickest translation.
    #[value(name = "0")]
    O0,
    /// Some optimisation.
    #[value(name = "1")]
    O1,
    /// Full optimisation (default).
    #[value(name = "2")]
    O2,
    /// Everything LLVM has.
    #[value(name = "3")]
    O3,
    /// The smallest executable: little is inlined.
    #[value(name = "size")]
    Size,
    /// Level 2, and a collector that takes little memory: it collects more often.
    #[value(name = "mem")]
    Mem,
    /// Level 2, and a tracing JIT in the executable, if the program has a JitDriver.
    #[value(name = "jit")]
    Jit,
}

/// What makes machine code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Backend {
    /// LLVM: all levels, the JIT.
    Llvm,
    /// Cranelift: quick to translate, slower to run.
    Cranelift,
}

/// Form of the report on times and sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Report {
    /// A table on the terminal.
    Table,
    /// One JSON object on standard output.
    Json,
    /// Nothing.
    None,
}

/// A phase after which the translation can stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Phase {
    /// The target is imported on the host.
    Import,
    /// Types are inferred.
    Annotate,
    /// Low-level graphs are made.
    Rtype,
    /// Graphs are optimised.
    Optimise,
}

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The optimised low-level graphs as text, in OUTPUT.graphs.
    Graphs,
    /// The input of LLVM or Cranelift, in the folder OUTPUT.ll.
    Ll,
    /// Assembly, in the folder OUTPUT.asm.
    Asm,
    /// Object files, in the folder OUTPUT.obj.
    Obj,
    /// The executable.
    Exe,
}

/// What is checked besides what the language asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Checks {
    /// Signed arithmetic that overflows, raw memory that is used after it was freed.
    All,
}

/// Form of errors and warnings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// For people.
    Human,
    /// One JSON object a line, on standard error.
    Json,
}

/// Translates an interpreter written in RPython into a native executable.
///
/// TARGET.py defines `target(driver, args)`, which returns the entry point: a function that takes the
/// command line as a list of strings and returns the exit code.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "rtranslate",
    bin_name = "rtranslate",
    version,
    after_help = "Examples:
  rtranslate target.py                       make ./target-c, optimised, with the default collector
  rtranslate --opt=0 target.py -o prog       translate quickly, name the executable
  rtranslate --opt=jit target.py             put a tracing JIT in the executable
  rtranslate --gc=semispace target.py        use another garbage collector
  rtranslate --interpret target.py -- a b    run on the graph interpreter instead of compiling
  rtranslate --run-on-host target.py -- a b  run on the host Python, untranslated
  rtranslate --stop-after=rtype target.py    only look for errors
  rtranslate --view=main target.py           draw the flow graph of the function main in main.svg
  rtranslate --explain E0201                 what an error code means

Exit code: 0 if the executable was made, 1 if the program has errors, 2 for a wrong command line."
)]
pub struct Cli {
    /// The target file.
    #[arg(required_unless_present_any = ["explain", "batch"], value_name = "TARGET.py")]
    pub target: Option<PathBuf>,

    /// Look for errors in many targets: paths come on standard input, one a line, a JSON object each goes out.
    #[arg(long, conflicts_with_all = ["interpret", "run_on_host", "target"])]
    pub batch: bool,

    /// The most seconds that --batch gives a target.
    #[arg(long, value_name = "SECONDS", default_value = "10")]
    pub time_limit: u64,

    /// Arguments for `target(driver, args)`; with --interpret, for the program.
    #[arg(trailing_var_arg = true, value_name = "ARGS")]
    pub args: Vec<String>,

    /// Optimisation level.
    #[arg(short = 'O', long, value_enum, default_value = "2")]
    pub opt: Opt,

    /// What makes machine code [default: cranelift at --opt=0 if it is built in, else llvm].
    #[arg(long, value_enum, value_name = "NAME")]
    pub backend: Option<Backend>,

    /// Garbage collector: minimark (generational) or semispace (copying, for tests).
    #[arg(long, default_value = "minimark", value_name = "POLICY")]
    pub gc: String,

    /// The executable to make [default: what the target says, or TARGET-c].
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// The Python that imports the target (3.11 or later).
    #[arg(long, default_value = "python3", value_name = "PYTHON")]
    pub host_python: String,

    /// The folder that holds the package `rpython` [default: found beside the command].
    #[arg(long, value_name = "DIR")]
    pub lib_path: Option<PathBuf>,

    /// The folder that holds the run-time libraries [default: that of the command].
    #[arg(long, value_name = "DIR")]
    pub runtime_dir: Option<PathBuf>,

    /// Times and sizes of the phases.
    #[arg(long, value_enum, default_value = "table")]
    pub report: Report,

    /// No progress bar and no report.
    #[arg(short, long)]
    pub quiet: bool,

    /// Stop after a phase; nothing is written.
    #[arg(long, value_enum, value_name = "PHASE")]
    pub stop_after: Option<Phase>,

    /// What to write, instead of the executable only.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KINDS", default_value = "exe")]
    pub emit: Vec<Emit>,

    /// Print the low-level graph of a function as text and stop (after optimisation, or the phase of --stop-after).
    #[arg(long, value_name = "NAME")]
    pub dump_graph: Vec<String>,

    /// Draw the low-level graph of a function, with source lines, in NAME.svg and stop.
    #[arg(long, value_name = "NAME")]
    pub view: Vec<String>,

    /// Form of errors and warnings.
    #[arg(long, value_enum, default_value = "human", value_name = "FORM")]
    pub message_format: MessageFormat,

    /// Run the target's entry point on the host Python with ARGS, untranslated.
    #[arg(long, conflicts_with = "interpret")]
    pub run_on_host: bool,

    /// Run the low-level graphs on the graph interpreter instead of compiling them.
    #[arg(long, visible_alias = "llinterp")]
    pub interpret: bool,

    /// Write the low-level graphs as text, before and after optimisation, and the jitcodes to DIR.
    #[arg(long, value_name = "DIR")]
    pub keep_graphs: Option<PathBuf>,

    /// Keep the input of LLVM or Cranelift in DIR.
    #[arg(long, value_name = "DIR")]
    pub keep_ir: Option<PathBuf>,

    /// Where object code is kept between translations, so that a small edit is translated quickly
    /// [default: rtranslate in the user's cache folder].
    #[arg(long, value_name = "DIR", env = "RTRANSLATE_CACHE")]
    pub cache: Option<PathBuf>,

    /// Neither use nor keep object code of other translations.
    #[arg(long)]
    pub no_cache: bool,

    /// Check the graphs after each phase.
    #[arg(long)]
    pub verify: bool,

    /// Describe the program to debuggers and profilers (DWARF): source lines, functions, variables.
    #[arg(short = 'g', long)]
    pub debug: bool,

    /// Leave out the checks of indices, divisors and the like that no handler can see: wrong programs then do anything.
    #[arg(long)]
    pub unchecked: bool,

    /// Make an executable that counts what runs, and adds that to a profile when it ends: FILE, or the name of the
    /// executable with `.prof`, in the folder where it runs (RPY_PROFILE names another).
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "", conflicts_with = "interpret")]
    pub profile_generate: Option<String>,

    /// Make the best code of what ran, as a profile says, and code quickly of the rest [default: TARGET.prof beside
    /// TARGET.py, if it is there].
    #[arg(long, value_name = "FILE", conflicts_with_all = ["profile_generate", "no_profile"])]
    pub profile_use: Option<PathBuf>,

    /// Do not use the profile beside the target.
    #[arg(long)]
    pub no_profile: bool,

    /// Stop the program where signed arithmetic overflows (not: what goes to intmask, unsigned ints, or through a
    /// mask) or raw memory is used after it was freed; the message names the line.
    #[arg(long, value_enum, value_name = "WHICH", conflicts_with = "unchecked")]
    pub checks: Option<Checks>,

    /// Compare PEP 484 annotations of functions with the types found; a difference is an error.
    #[arg(long)]
    pub check_annotations: bool,

    /// Explain an error code and stop.
    #[arg(long, value_name = "CODE")]
    pub explain: Option<String>,
}

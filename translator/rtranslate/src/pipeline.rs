//! The phases, in order.

use crate::options::{Backend, Cli, Emit, MessageFormat, Opt, Phase};
use crate::pages;
use crate::progress::Progress;
use crate::seeing;
use annotator::EntryArg;
use backendopt::Goal;
use diagnostics::{Diagnostic, FileId, SourceMap, Span};
use graph::Program;
use host::{Host, HostOptions};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What went wrong, with the sources to show it in.
pub struct Failure {
    /// At least one error.
    pub diagnostics: Vec<Diagnostic>,
    /// Where spans point to.
    pub sources: Arc<SourceMap>,
}

impl Failure {
    /// One error without sources.
    pub fn plain(d: Diagnostic) -> Failure {
        Failure { diagnostics: vec![d], sources: Arc::default() }
    }
}

/// A program of more files than that may take more memory, for the sake of time.
const MANY_FILES: usize = 200;

/// Translates (or interprets) the target.
pub fn run(cli: &Cli) -> Result<ExitCode, Failure> {
    run_with(cli, || Host::start(host_options(cli)?).map_err(Failure::plain))
}

/// The same, on a host started by `start`.
pub fn run_with(cli: &Cli, start: impl FnOnce() -> Result<Host, Failure>) -> Result<ExitCode, Failure> {
    let Some(target) = &cli.target else {
        return Err(Failure::plain(Diagnostic::error("E0001", "no target file is given")));
    };
    let policy = policy::find(&cli.gc).ok_or_else(|| {
        let names: Vec<&str> = policy::names().collect();
        let text = format!("there is no garbage collector '{}'", cli.gc);
        Failure::plain(Diagnostic::error("E0402", text).help(format!("choose one of: {}", names.join(", "))))
    })?;
    let backend = backend(cli).map_err(Failure::plain)?;
    if cli.run_on_host {
        return host::run_on_host(&host_options(cli)?, target, &cli.args).map_err(Failure::plain);
    }
    let mut progress = Progress::new(6, cli.quiet);
    let stops = |phase: Phase| cli.stop_after == Some(phase);
    let makes = !cli.interpret && cli.stop_after.is_none() && cli.dump_graph.is_empty() && cli.view.is_empty();

    progress.phase("import");
    let host = start()?;
    let sources: &Arc<SourceMap> = &host.source_map().clone();
    let fail = |diagnostics: Vec<Diagnostic>| Failure { diagnostics, sources: sources.clone() };
    let imported = host.import_target(target, &cli.args).map_err(|d| fail(vec![d]))?;
    let big = host.imported_files() > MANY_FILES;
    if big {
        pages::prefer_time();
    }
    let output = output_path(cli, target, imported.exe_name.as_deref());
    if makes {
        writable(&output).map_err(|d| fail(vec![d]))?;
    }
    if stops(Phase::Import) {
        progress.finish(cli.report, cli.quiet);
        return Ok(ExitCode::SUCCESS);
    }

    progress.phase("annotate");
    let args = entry_args(&host, &imported);
    let model = annotator::annotate(&host, imported.entry, &args, imported.uses_rpython).map_err(fail)?;
    if cli.check_annotations {
        let wrong = annotator::check_annotations(&host, &model);
        if !wrong.is_empty() {
            return Err(fail(wrong));
        }
    }
    if stops(Phase::Annotate) {
        warn(cli, &model.warnings, sources);
        progress.finish(cli.report, cli.quiet);
        return Ok(ExitCode::SUCCESS);
    }

    progress.phase("rtype");
    let (mut program, mut warnings) = rtyper::rtype_with(&host, &model, cli.checks.is_some()).map_err(fail)?;
    warnings.splice(0..0, model.warnings.iter().cloned());
    warn(cli, &warnings, sources);
    progress.fact("graphs", program.graphs.len() as u64);
    drop(model);
    // All that is left of the host is the text of its sources; freeing the rest takes a while.
    std::thread::spawn(move || drop(host));
    let jit = if cli.opt == Opt::Jit {
        progress.phase("jitcodes");
        let jit = prepare_jit(cli, &mut program, policy, sources).map_err(fail)?;
        if let Some((jit, _)) = &jit {
            let (inside, opaque) = jit.counts();
            progress.fact("jitcodes", inside as u64);
            progress.fact("opaque graphs", opaque as u64);
            progress.fact("bytes of JIT tables", jit.size() as u64);
            keep_text(cli, "jitcodes.txt", || jit.text(&program)).map_err(|d| fail(vec![d]))?;
        }
        jit
    } else {
        None
    };
    program.drop_jit_hints();
    keep(cli, &program, "rtyped").map_err(|d| fail(vec![d]))?;
    verify(cli, &program).map_err(|d| fail(vec![d]))?;
    if stops(Phase::Rtype) {
        seeing::show(cli, &program, sources).map_err(|d| fail(vec![d]))?;
        progress.finish(cli.report, cli.quiet);
        return Ok(ExitCode::SUCCESS);
    }

    progress.phase("optimise");
    let level = match cli.opt {
        Opt::O0 => 0,
        Opt::O1 => 1,
        Opt::O2 | Opt::Jit | Opt::Size | Opt::Mem => 2,
        Opt::O3 => 3,
    };
    if cli.unchecked {
        let dropped = backendopt::drop_checks(&mut program);
        progress.fact("checks left out", dropped as u64);
    }
    if cli.checks.is_some() {
        let inserted = backendopt::checks::insert_checks(&mut program, &places(cli, target, sources));
        progress.fact("checks inserted", inserted as u64);
        verify(cli, &program).map_err(|d| fail(vec![d]))?;
    }
    if let Some(file) = &cli.profile_generate {
        profile::instrument(&mut program, &profile_name(file, &output));
    } else if let Some(profile) = profile(cli, target).map_err(|d| fail(vec![d]))? {
        progress.fact("graphs that hardly run", profile.mark(&mut program) as u64);
    }
    let goal = if cli.opt == Opt::Size { Goal::Size } else { Goal::Speed };
    backendopt::optimize_for(&mut program, level, goal);
    keep(cli, &program, "optimised").map_err(|d| fail(vec![d]))?;
    verify(cli, &program).map_err(|d| fail(vec![d]))?;

    if cli.interpret {
        return interpret(cli, &program, target).map_err(|d| fail(vec![d]));
    }

    if !makes {
        seeing::show(cli, &program, sources).map_err(|d| fail(vec![d]))?;
        progress.finish(cli.report, cli.quiet);
        return Ok(ExitCode::SUCCESS);
    }
    if cli.emit.contains(&Emit::Graphs) {
        seeing::write(&seeing::beside(&output, "graphs"), &graph::print_program(&program))
            .map_err(|d| fail(vec![d]))?;
    }

    progress.phase("generate code");
    if !big {
        pages::forget_code();
    }
    let mut options = gencommon::Options::new(policy, &output);
    options.opt = level;
    options.goal = goal;
    options.frugal = cli.opt == Opt::Mem;
    if let Some((jit, library)) = jit {
        let type_id = gencommon::type_id(&program, policy);
        jit.finish(&mut program, &type_id);
        options.library = library;
    }
    let wanted = |kind: Emit, name: &str| cli.emit.contains(&kind).then(|| seeing::beside(&output, name));
    options.keep_ir = cli.keep_ir.clone().or(wanted(Emit::Ll, "ll"));
    options.keep_asm = wanted(Emit::Asm, "asm");
    options.keep_objects = wanted(Emit::Obj, "obj");
    options.cache = cache_dir(cli);
    options.sources = shown_sources(cli, target, sources).map(Arc::new);
    options.debug = cli.debug;
    options.quick = quick(cli);
    options.between = (!big).then_some(pages::between);
    options.link = cli.emit.contains(&Emit::Exe);
    if let Some(dir) = &cli.runtime_dir {
        options.runtime_dir = dir.clone();
    }
    let timings = match backend {
        Backend::Llvm => genllvm::compile(program, &options),
        #[cfg(feature = "cranelift")]
        Backend::Cranelift => gencranelift::compile(program, &options),
        #[cfg(not(feature = "cranelift"))]
        Backend::Cranelift => unreachable!("refused before"),
    };
    let timings = timings.map_err(|d| fail(vec![d]))?;
    progress.part("  transform", timings.transform);
    match backend {
        Backend::Llvm => {
            progress.part("  write IR", timings.ir);
            progress.part("  LLVM", timings.objects);
        }
        Backend::Cranelift => progress.part("  Cranelift", timings.objects),
    }
    progress.part("  link", timings.link);
    progress.fact("compiled graphs", timings.graphs as u64);
    progress.fact("lines of IR", timings.ir_lines as u64);
    progress.fact("units of code", timings.units as u64 + 1);
    progress.fact("units from the cache", timings.cached as u64);
    progress.finish(cli.report, cli.quiet);
    Ok(ExitCode::SUCCESS)
}

/// What makes machine code of graphs that hardly run, beside LLVM.
fn quick(cli: &Cli) -> Option<gencommon::Quick> {
    #[cfg(feature = "cranelift")]
    return (matches!(cli.opt, Opt::O2 | Opt::Mem) && !cli.debug).then_some(gencranelift::unit as gencommon::Quick);
    #[cfg(not(feature = "cranelift"))]
    return None;
}

/// The file that an executable with counters writes.
fn profile_name(given: &str, output: &Path) -> String {
    match given {
        "" => output.with_extension("prof").file_name().unwrap_or_default().to_string_lossy().into_owned(),
        _ => given.to_string(),
    }
}

/// The profile that the command line names, or that is beside the target.
fn profile(cli: &Cli, target: &Path) -> Result<Option<profile::Profile>, Diagnostic> {
    let beside = target.with_extension("prof");
    let file = match &cli.profile_use {
        Some(file) => file,
        None if !cli.no_profile && beside.is_file() => &beside,
        None => return Ok(None),
    };
    profile::Profile::read(file).map(Some)
}

/// What makes machine code: what the command line asks for, else what is best for it.
fn backend(cli: &Cli) -> Result<Backend, Diagnostic> {
    let present = cfg!(feature = "cranelift");
    if cli.backend == Some(Backend::Cranelift) && !present {
        return Err(Diagnostic::error("E0408", "this rtranslate was built without Cranelift")
            .help("build it with `cargo build --release -p rtranslate --features cranelift`"));
    }
    if cli.checks.is_some() && cli.opt == Opt::Jit {
        return Err(Diagnostic::error("E0408", "--checks makes no executables with a JIT").help("use --opt=0"));
    }
    if cli.backend == Some(Backend::Cranelift) && cli.debug {
        return Err(Diagnostic::error("E0408", "--backend=cranelift describes nothing to debuggers")
            .help("leave out --backend, or -g"));
    }
    if cli.backend == Some(Backend::Cranelift) && cli.opt == Opt::Jit {
        return Err(Diagnostic::error("E0408", "--backend=cranelift makes no executables with a JIT")
            .help("leave out --backend, or --opt=jit"));
    }
    // Who wants to see LLVM's input, or what debuggers show, gets LLVM.
    let ir = cli.keep_ir.is_some() || cli.emit.contains(&Emit::Ll) || cli.debug;
    let quick = present && cli.opt == Opt::O0 && !ir;
    Ok(cli.backend.unwrap_or(if quick { Backend::Cranelift } else { Backend::Llvm }))
}

/// The program's JIT and the library that runs it, if the program has a `JitDriver`.
fn prepare_jit(
    cli: &Cli,
    program: &mut Program,
    policy: &policy::GcPolicy,
    sources: &SourceMap,
) -> Result<Option<(codewriter::Prepared, &'static str)>, Vec<Diagnostic>> {
    let Some(library) = policy.jit_library else {
        let text = format!("the garbage collector '{}' has no JIT", policy.name);
        return Err(vec![Diagnostic::error("E0402", text).help("use --gc=minimark")]);
    };
    let jit = codewriter::prepare(program, lltype::layout::LayoutParams::X86_64)?;
    if let Some(jit) = &jit {
        warn(cli, &jit.warnings, sources);
    }
    if jit.is_none() && !cli.quiet {
        let text = "the program has no jit_merge_point: it is translated without a JIT";
        warn(cli, &[Diagnostic::warning("E0501", text)], sources);
    }
    Ok(jit.map(|j| (j, library)))
}

/// Shows warnings, unless asked to be quiet.
fn warn(cli: &Cli, warnings: &[Diagnostic], sources: &SourceMap) {
    if !cli.quiet && !warnings.is_empty() {
        tell(cli, warnings, sources);
    }
}

/// Shows diagnostics in the form that was asked for.
pub fn tell(cli: &Cli, diagnostics: &[Diagnostic], sources: &SourceMap) {
    use std::io::IsTerminal;
    match cli.message_format {
        MessageFormat::Json => diagnostics.iter().for_each(|d| eprintln!("{}", seeing::json(d, sources))),
        MessageFormat::Human => {
            let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            eprint!("{}", diagnostics::render_all(diagnostics, sources, color));
        }
    }
}

fn interpret(cli: &Cli, program: &Program, target: &Path) -> Result<ExitCode, Diagnostic> {
    let Some(entry) = program.entry else {
        return Err(Diagnostic::error("E0003", "the program has no entry point"));
    };
    let name = target.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let mut args: Vec<&[u8]> = vec![name.as_bytes()];
    args.extend(cli.args.iter().map(|a| a.as_bytes()));
    let mut interpreter = llinterp::Interp::new(program);
    interpreter.inherit_stdin = true;
    let outcome = interpreter
        .run(entry, &args)
        .map_err(|e| Diagnostic::error("E0403", format!("the graph interpreter stopped: {e}")))?;
    use std::io::Write;
    std::io::stdout().write_all(&outcome.stdout).ok();
    std::io::stderr().write_all(&outcome.stderr).ok();
    Ok(ExitCode::from(outcome.exit_code as u8))
}

/// How the host is started.
///
/// # Errors
/// If the package `rpython` is not found.
pub fn host_options(cli: &Cli) -> Result<HostOptions, Failure> {
    let lib = match &cli.lib_path {
        Some(p) => p.clone(),
        None => find_lib().ok_or_else(|| {
            Failure::plain(
                Diagnostic::error("E0005", "the package `rpython` was not found beside the command")
                    .help("give its folder with --lib-path"),
            )
        })?,
    };
    let mut options = HostOptions::new(lib);
    options.python = cli.host_python.clone();
    options.cache = cache_dir(cli);
    Ok(options)
}

/// The source files as tracebacks call them: from the folder of the target or of the package `rpython` on.
fn shown_sources(cli: &Cli, target: &Path, map: &SourceMap) -> Option<genllvm::Sources> {
    let lib = cli.lib_path.clone().or_else(find_lib)?;
    let whole = |p: &Path| p.canonicalize().unwrap_or_else(|_| p.to_path_buf());
    let folder = target.parent().map(whole);
    let folder = folder.filter(|p| p.is_dir()).unwrap_or_else(|| whole(Path::new(".")));
    let lib = whole(&lib);
    let helpers = lib.join("rpython/rtyper");
    Some(genllvm::Sources::new(map, &[folder, lib], &helpers))
}

/// Says where spans are in the code of the program: `FILE:LINE`, from the folder of the target on. Text that the
/// library makes code of is in no file.
fn places(cli: &Cli, target: &Path, map: &SourceMap) -> impl Fn(Span) -> Option<String> {
    let whole = |p: &Path| p.canonicalize().unwrap_or_else(|_| p.to_path_buf());
    let lib = cli.lib_path.clone().or_else(find_lib).map(|p| whole(&p)).unwrap_or_default();
    let folder = target.parent().map(whole).filter(|p| p.is_dir()).unwrap_or_else(|| whole(Path::new(".")));
    let files: Vec<_> = (0..).map_while(|n| map.get(FileId(n))).collect();
    let shown = |path: &Path| path.strip_prefix(&folder).unwrap_or(path).to_string_lossy().into_owned();
    let own = |path: &Path| path.is_file() && !path.starts_with(&lib);
    let names: Vec<_> = files.iter().map(|f| own(&f.path).then(|| shown(&f.path))).collect();
    move |span| {
        let file = span.file.0 as usize;
        let name = names.get(file)?.as_ref()?;
        Some(format!("{name}:{}", files[file].line_col(span.start).line))
    }
}

/// Where object code, and code of the target's modules on the host, is kept: what the command line says, or the user's cache folder.
fn cache_dir(cli: &Cli) -> Option<PathBuf> {
    if cli.no_cache {
        return None;
    }
    let var = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let users = || var("XDG_CACHE_HOME").or_else(|| var("HOME").map(|home| home.join(".cache")));
    cli.cache.clone().or_else(|| users().map(|dir| dir.join("rtranslate")))
}

/// `rpython-lib` in one of the folders above the executable.
fn find_lib() -> Option<PathBuf> {
    let exe = std::env::current_exe().ok()?;
    exe.ancestors().map(|d| d.join("rpython-lib")).find(|d| d.join("rpython").is_dir())
}

fn output_path(cli: &Cli, target: &Path, exe_name: Option<&str>) -> PathBuf {
    if let Some(o) = &cli.output {
        return o.clone();
    }
    let base = target.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_else(|| "program".into());
    match exe_name {
        Some(n) => PathBuf::from(n.replace("%(basename)s", &base).replace("%(backend)s", "c")),
        None => PathBuf::from(format!("{base}-c")),
    }
}

/// An output that cannot be written is said before the work, not after.
fn writable(output: &Path) -> Result<(), Diagnostic> {
    if gencommon::link::is_special(output) {
        return Ok(());
    }
    let dir = match output.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    };
    let probe = dir.join(format!(".rtranslate-probe-{}", std::process::id()));
    match std::fs::write(&probe, b"") {
        Ok(()) => {
            std::fs::remove_file(&probe).ok();
        }
        Err(e) => {
            return Err(Diagnostic::error("E0404", format!("cannot write {}: {e}", output.display()))
                .help("choose another place with -o"))
        }
    }
    if output.is_dir() {
        return Err(Diagnostic::error("E0404", format!("cannot write {}: it is a directory", output.display()))
            .help("choose another name with -o"));
    }
    Ok(())
}

/// Argument types of the entry point: the command line if it takes one argument.
fn entry_args(host: &Host, target: &host::Target) -> Vec<EntryArg> {
    let takes = match &*host.describe(target.entry) {
        host::Desc::Function(f) => match host.ast_of(target.entry) {
            Ok(ast) => flowspace::signature(f, &ast).args.len(),
            Err(_) => 1,
        },
        _ => 1,
    };
    if takes == 0 {
        Vec::new()
    } else {
        vec![EntryArg::StrList]
    }
}

fn keep(cli: &Cli, program: &Program, name: &str) -> Result<(), Diagnostic> {
    keep_text(cli, &format!("{name}.graph"), || graph::print_program(program))
}

fn keep_text(cli: &Cli, name: &str, text: impl FnOnce() -> String) -> Result<(), Diagnostic> {
    let Some(dir) = &cli.keep_graphs else { return Ok(()) };
    let path = dir.join(name);
    std::fs::create_dir_all(dir)
        .and_then(|()| std::fs::write(&path, text()))
        .map_err(|e| Diagnostic::error("E0404", format!("cannot write {}: {e}", path.display())))
}

fn verify(cli: &Cli, program: &Program) -> Result<(), Diagnostic> {
    if !cli.verify {
        return Ok(());
    }
    graph::verify_program(program).map_err(|violations| {
        let mut d = Diagnostic::error("E0405", "a phase made graphs that break the rules; please report it");
        for v in violations.iter().take(20) {
            d = d.note(v.to_string());
        }
        d
    })
}

//! LLVM at work: a module's text to object code.

use crate::unit::Module;
use backendopt::Goal;
use diagnostics::Diagnostic;
use gencommon::{cache, link, symbols, Options};
use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine, TargetTriple};
use inkwell::OptimizationLevel;
use std::sync::Once;

/// What pays on graphs that are inlined and simplified already; half the time of `default<O2>`.
const QUICK: &str =
    "function<eager-inv>(early-cse<memssa>,simplifycfg,instcombine<no-verify-fixpoint>,gvn,dse,simplifycfg)";
const LEAN: &str = "cgscc(inline),function<eager-inv>(early-cse<memssa>,simplifycfg,\
    instcombine<no-verify-fixpoint>,jump-threading,correlated-propagation,simplifycfg,loop-mssa(licm),gvn,dse,\
    loop(loop-rotate<no-header-duplication>),loop-simplify,lcssa,loop-vectorize,instcombine<no-verify-fixpoint>,simplifycfg),globaldce";

/// The same for small code: no loop becomes larger, functions that are alike become one.
const SMALL: &str = "cgscc(inline),function<eager-inv>(early-cse<memssa>,simplifycfg,instcombine<no-verify-fixpoint>,\
    jump-threading,correlated-propagation,simplifycfg,loop-mssa(licm),gvn,dse,instcombine<no-verify-fixpoint>,simplifycfg),\
    globaldce,mergefunc";

/// The pass pipeline of an optimisation level; none at level 0.
fn pipeline(opt: u8, goal: Goal) -> Option<&'static str> {
    match opt {
        0 => None,
        _ if goal == Goal::Size => Some(SMALL),
        1 => Some(QUICK),
        2 => Some(LEAN),
        _ => Some("default<O3>"),
    }
}

fn failed(what: &str, name: &str, detail: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::error("E0401", format!("LLVM could not {what} module {name}: {detail}"))
}

fn machine(opt: u8) -> Result<TargetMachine, Diagnostic> {
    static INIT: Once = Once::new();
    INIT.call_once(|| Target::initialize_x86(&InitializationConfig::default()));
    let triple = TargetTriple::create("x86_64-unknown-linux-gnu");
    let error = |e: &str| Diagnostic::error("E0401", format!("LLVM has no code generator for x86-64: {e}"));
    let target = Target::from_triple(&triple).map_err(|e| error(&e.to_string()))?;
    let level = match opt {
        0 => OptimizationLevel::None,
        1 => OptimizationLevel::Less,
        2 => OptimizationLevel::Default,
        _ => OptimizationLevel::Aggressive,
    };
    target
        .create_target_machine(&triple, "x86-64", "", level, RelocMode::Static, CodeModel::Small)
        .ok_or_else(|| error("no target machine"))
}

/// Object code of a module, and whether it was there already.
pub fn unit(name: &str, module: Module, options: &Options) -> Result<(Vec<u8>, bool), Diagnostic> {
    let (object, kept) = named_by_itself(name, module.text, options)?;
    let object = symbols::resolve(object, &module.meanings);
    Ok((object.ok_or_else(|| failed("assemble", name, "the object has no symbols"))?, kept))
}

/// The object with the names of its text, and whether it was there already.
fn named_by_itself(name: &str, text: String, options: &Options) -> Result<(Vec<u8>, bool), Diagnostic> {
    let Some(dir) = options.cache.as_deref().filter(|_| options.keep_asm.is_none()) else {
        return Ok((object(name, text, options)?, false));
    };
    let (major, minor, patch) = inkwell::support::get_llvm_version();
    let passes = passes(name, options).unwrap_or_default();
    let settings = format!("LLVM {major}.{minor}.{patch} O{} {} {passes}", options.opt, name == "entry");
    let place = cache::place(dir, &settings, &text);
    if let Some(object) = cache::load(&place) {
        return Ok((object, true));
    }
    let object = object(name, text, options)?;
    cache::store(&place, &object);
    Ok((object, false))
}

/// The passes that a module goes through.
fn passes<'a>(name: &str, options: &'a Options) -> Option<&'a str> {
    options.passes.as_deref().or(pipeline(options.opt, options.goal)).filter(|_| name != "entry")
}

/// Compiles the text of a module.
fn object(name: &str, text: String, options: &Options) -> Result<Vec<u8>, Diagnostic> {
    let context = Context::create();
    let buffer = MemoryBuffer::create_from_memory_range_copy(text.as_bytes(), name);
    drop(text);
    let module = context.create_module_from_ir(buffer).map_err(|e| failed("read", name, e.to_string()))?;
    let code = name != "entry";
    let machine = machine(if code { options.opt } else { 0 })?;
    if let Some(passes) = passes(name, options) {
        let settings = PassBuilderOptions::create();
        settings.set_verify_each(false);
        module.run_passes(passes, &machine, settings).map_err(|e| failed("optimise", name, e.to_string()))?;
        options.between.inspect(|between| between(false));
    }
    if let Some(dir) = &options.keep_asm {
        let text = machine.write_to_memory_buffer(&module, FileType::Assembly);
        let text = text.map_err(|e| failed("assemble", name, e.to_string()))?;
        link::keep(dir, &format!("{name}.s"), text.as_slice())?;
    }
    let object = machine
        .write_to_memory_buffer(&module, FileType::Object)
        .map_err(|e| failed("assemble", name, e.to_string()))?;
    Ok(object.as_slice().to_vec())
}

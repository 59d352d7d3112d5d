//! All functions of a program: compiled in parallel, put one after the other in an object.

use crate::code::{Symbol, Symbols};
use crate::function;
use crate::helpers::{self, Helper};
use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::{ExternalName, LibCall};
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::settings::Configurable;
use cranelift_codegen::{settings, Context, FinalizedRelocTarget};
use cranelift_frontend::FunctionBuilderContext;
use diagnostics::Diagnostic;
use gencommon::object_file::{ObjectFile, Reference, Section};
use gencommon::{names, places, Code, Input, Options};
use graph::{ExternId, GraphId};
use lltype::ContainerId;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// Functions that a task compiles.
const BATCH: usize = 32;
/// Functions begin at multiples of this.
const ALIGN: usize = 16;

/// A function to compile.
#[derive(Clone, Copy)]
enum Item {
    /// A graph of a unit.
    Graph(GraphId, usize),
    Helper(Helper),
}

/// A reference from code, by what follows the function's start.
struct Ref {
    offset: u32,
    target: Target,
    addend: i64,
    kind: Reloc,
}

/// What a reference is to.
enum Target {
    Symbol(Symbol),
    /// A place in the function itself.
    Here(u32),
}

/// Machine code of a function.
struct Compiled {
    bytes: Vec<u8>,
    refs: Vec<Ref>,
    instructions: usize,
    ir: String,
    assembly: String,
}

fn failed(what: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::error("E0401", format!("Cranelift failed: {what}"))
}

/// The code generator for an optimisation level.
fn target(opt: u8) -> Result<Arc<dyn TargetIsa>, Diagnostic> {
    let mut flags = settings::builder();
    let quick = opt == 0;
    let wanted = [
        ("opt_level", if quick { "none" } else { "speed" }),
        ("regalloc_algorithm", if quick { "single_pass" } else { "backtracking" }),
        ("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" }),
        ("is_pic", "false"),
        ("enable_probestack", "false"),
        ("unwind_info", "false"),
        ("enable_table_access_spectre_mitigation", "false"),
        ("enable_heap_access_spectre_mitigation", "false"),
        ("preserve_frame_pointers", "true"),
    ];
    for (name, value) in wanted {
        flags.set(name, value).map_err(failed)?;
    }
    let isa = cranelift_codegen::isa::lookup_by_name("x86_64-unknown-linux-gnu").map_err(failed)?;
    isa.finish(settings::Flags::new(flags)).map_err(failed)
}

/// The functions of all graphs, compiled.
pub struct Graphs {
    isa: Arc<dyn TargetIsa>,
    items: Vec<Item>,
    compiled: Vec<Compiled>,
}

/// Compiles the functions of the graphs of some units.
///
/// # Errors
/// If Cranelift fails.
pub fn graphs(input: &Input<'_>, units: Range<usize>, options: &Options) -> Result<Graphs, Diagnostic> {
    let isa = target(options.opt)?;
    let items = units.flat_map(|n| input.plan.units[n].iter().map(move |g| Item::Graph(*g, n))).collect::<Vec<_>>();
    let compiled = run(&items, input, &*isa, options)?;
    Ok(Graphs { isa, items, compiled })
}

/// Compiles the helper functions that graphs refer to, makes the object. `thunks`: what data refers to, if the object
/// is the whole program and has the entry point; else those are elsewhere.
///
/// # Errors
/// If Cranelift or the writer of the object fails.
pub fn finish(
    input: &Input<'_>,
    graphs: Graphs,
    whole: Option<&BTreeSet<ExternId>>,
    options: &Options,
) -> Result<Code, Diagnostic> {
    let Graphs { isa, mut items, mut compiled } = graphs;
    let (mut allocators, mut thunks): (BTreeSet<ContainerId>, BTreeSet<ExternId>) = Default::default();
    for r in compiled.iter().flat_map(|c| &c.refs) {
        match &r.target {
            Target::Symbol(Symbol::Allocator(c)) => allocators.insert(*c),
            Target::Symbol(Symbol::Thunk(x)) => thunks.insert(*x),
            _ => false,
        };
    }
    let mut more: Vec<Helper> = Vec::new();
    if let Some(given) = whole {
        more.extend([Helper::Entry, Helper::Main, Helper::Note]);
        thunks.extend(given);
    }
    more.extend(allocators.into_iter().map(Helper::Allocator));
    more.extend(thunks.into_iter().map(Helper::Thunk));
    let more: Vec<Item> = more.into_iter().map(Item::Helper).collect();
    compiled.extend(run(&more, input, &*isa, options)?);
    items.extend(more);
    Ok(Code {
        instructions: compiled.iter().map(|c| c.instructions).sum(),
        ir: compiled.iter().map(|c| c.ir.as_str()).collect(),
        assembly: compiled.iter().map(|c| c.assembly.as_str()).collect(),
        object: assemble(input, &items, compiled)?,
    })
}

/// Compiles functions in parallel.
fn run(items: &[Item], input: &Input<'_>, isa: &dyn TargetIsa, options: &Options) -> Result<Vec<Compiled>, Diagnostic> {
    let batches: Result<Vec<Vec<Compiled>>, Diagnostic> = items
        .par_chunks(BATCH)
        .map(|batch| {
            let mut worker = Worker::new(input, isa, options);
            batch.iter().map(|item| worker.compile(*item)).collect()
        })
        .collect();
    Ok(batches?.into_iter().flatten().collect())
}

/// What a thread keeps between functions.
struct Worker<'a> {
    input: &'a Input<'a>,
    isa: &'a dyn TargetIsa,
    context: Context,
    builder: FunctionBuilderContext,
    keep_ir: bool,
    keep_asm: bool,
}

impl<'a> Worker<'a> {
    fn new(input: &'a Input<'a>, isa: &'a dyn TargetIsa, options: &Options) -> Worker<'a> {
        let (keep_ir, keep_asm) = (options.keep_ir.is_some(), options.keep_asm.is_some());
        Worker { input, isa, context: Context::new(), builder: FunctionBuilderContext::new(), keep_ir, keep_asm }
    }

    fn compile(&mut self, item: Item) -> Result<Compiled, Diagnostic> {
        let mut symbols = Symbols::default();
        self.context.clear();
        self.context.set_disasm(self.keep_asm);
        let config = self.isa.frontend_config();
        let function = &mut self.context.func;
        match item {
            Item::Graph(g, unit) => {
                function::build(self.input, (g, unit), function, &mut self.builder, &mut symbols, config)
            }
            Item::Helper(h) => helpers::build(self.input, h, function, &mut self.builder, &mut symbols, config),
        }
        let name = if self.keep_ir || self.keep_asm { symbol(self.input, item) } else { String::new() };
        let ir = if self.keep_ir { format!("; {name}\n{}\n", self.context.func) } else { String::new() };
        let instructions = self.context.func.dfg.num_insts();
        let done = self.context.compile(self.isa, &mut ControlPlane::default());
        if let Err(e) = done {
            return Err(failed(format!("{}: {:?}", symbol(self.input, item), e.inner)));
        }
        let code = self.context.take_compiled_code().expect("just compiled");
        let names = self.context.func.params.user_named_funcs();
        let mut refs = Vec::with_capacity(code.buffer.relocs().len());
        for r in code.buffer.relocs() {
            let target = match &r.target {
                FinalizedRelocTarget::ExternalName(ExternalName::User(name)) => {
                    Target::Symbol(symbols.get(names[*name].index).clone())
                }
                FinalizedRelocTarget::ExternalName(ExternalName::LibCall(call)) => Target::Symbol(library(*call)?),
                FinalizedRelocTarget::Func(offset) => Target::Here(*offset),
                other => return Err(failed(format!("a reference to {other:?}"))),
            };
            refs.push(Ref { offset: r.offset, target, addend: r.addend, kind: r.kind });
        }
        let assembly = match code.vcode {
            Some(text) if self.keep_asm => format!("{name}:\n{text}\n"),
            _ => String::new(),
        };
        Ok(Compiled { bytes: code.buffer.data().to_vec(), refs, instructions, ir, assembly })
    }
}

/// Functions of the C library that Cranelift calls by itself.
fn library(call: LibCall) -> Result<Symbol, Diagnostic> {
    Ok(Symbol::Named(match call {
        LibCall::FloorF64 => "floor",
        LibCall::CeilF64 => "ceil",
        LibCall::TruncF64 => "trunc",
        LibCall::NearestF64 => "nearbyint",
        LibCall::Memcpy => "memcpy",
        LibCall::Memset => "memset",
        LibCall::Memmove => "memmove",
        LibCall::Memcmp => "memcmp",
        other => return Err(failed(format!("a call of {other}"))),
    }))
}

/// The name of a function.
fn symbol(input: &Input<'_>, item: Item) -> String {
    match item {
        Item::Graph(g, _) => names::graph(input, g),
        Item::Helper(Helper::Allocator(c)) => format!("rpy_new_{}", c.as_u32()),
        Item::Helper(Helper::Thunk(x)) => names::thunk(input, x),
        Item::Helper(Helper::Note) => helpers::NOTE.to_string(),
        Item::Helper(Helper::Entry) => names::ENTRY.to_string(),
        Item::Helper(Helper::Main) => "main".to_string(),
    }
}

/// What others call a function by.
fn as_symbol(item: Item) -> Symbol {
    match item {
        Item::Graph(g, _) => Symbol::Graph(g),
        Item::Helper(Helper::Allocator(c)) => Symbol::Allocator(c),
        Item::Helper(Helper::Thunk(x)) => Symbol::Thunk(x),
        Item::Helper(Helper::Note) => Symbol::Named(helpers::NOTE),
        Item::Helper(Helper::Entry) => Symbol::Named(names::ENTRY),
        Item::Helper(Helper::Main) => Symbol::Named("main"),
    }
}

/// Puts functions one after the other, resolves what they refer to among themselves.
fn assemble(input: &Input<'_>, items: &[Item], compiled: Vec<Compiled>) -> Result<Vec<u8>, Diagnostic> {
    let mut file = ObjectFile::default();
    let mut text = Vec::with_capacity(compiled.iter().map(|c| c.bytes.len() + ALIGN).sum());
    let mut places: HashMap<Symbol, u64> = HashMap::with_capacity(items.len());
    let mut starts = Vec::with_capacity(items.len());
    for (item, c) in items.iter().zip(&compiled) {
        text.resize(text.len().next_multiple_of(ALIGN), 0xcc);
        let start = text.len() as u64;
        let exported = matches!(item, Item::Helper(Helper::Main));
        file.define(&symbol(input, *item), Section::Code, start, c.bytes.len() as u64, exported);
        places.insert(as_symbol(*item), start);
        starts.push(start);
        text.extend_from_slice(&c.bytes);
    }
    let mut texts = Texts::default();
    for (start, c) in starts.iter().zip(&compiled) {
        for r in &c.refs {
            let at = start + u64::from(r.offset);
            let how = match r.kind {
                Reloc::Abs8 => Reference::Absolute,
                Reloc::X86PCRel4 => Reference::Relative,
                Reloc::X86CallPCRel4 | Reloc::X86CallPLTRel4 => Reference::Call,
                other => return Err(failed(format!("a reference of kind {other}"))),
            };
            let known = match &r.target {
                Target::Here(offset) => Some(start + u64::from(*offset)),
                Target::Symbol(s) => places.get(s).copied(),
            };
            if let Some(place) = known.filter(|_| how != Reference::Absolute) {
                let distance = (place as i64 + r.addend - at as i64) as i32;
                text[at as usize..at as usize + 4].copy_from_slice(&distance.to_le_bytes());
                continue;
            }
            let name = match &r.target {
                Target::Symbol(Symbol::Text(t)) => texts.name(t),
                Target::Symbol(s) => external(input, s),
                Target::Here(_) => return Err(failed("an absolute reference inside a function")),
            };
            let symbol = file.symbol(&name);
            file.refer(Section::Code, at, symbol, r.addend, how)?;
        }
    }
    texts.finish(&mut file);
    file.set_section(Section::Code, text, ALIGN as u64);
    file.write()
}

/// The name of something that may be elsewhere.
fn external(input: &Input<'_>, s: &Symbol) -> String {
    match s {
        Symbol::Graph(g) => names::graph(input, *g),
        Symbol::Object(s) => names::object(input, *s),
        Symbol::Extern(x) => input.program.externs[*x].symbol.to_string(),
        Symbol::Thunk(x) => names::thunk(input, *x),
        Symbol::Allocator(c) => format!("rpy_new_{}", c.as_u32()),
        Symbol::Named(name) => name.to_string(),
        Symbol::Places(unit) => places::symbol(*unit),
        Symbol::Text(_) => unreachable!("texts are here"),
    }
}

/// Texts of messages.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    places: HashMap<Vec<u8>, usize>,
    list: Vec<(usize, usize)>,
}

impl Texts {
    fn name(&mut self, text: &[u8]) -> String {
        let n = match self.places.get(text) {
            Some(n) => *n,
            None => {
                let n = self.list.len();
                self.list.push((self.bytes.len(), text.len()));
                self.bytes.extend_from_slice(text);
                self.places.insert(text.to_vec(), n);
                n
            }
        };
        format!("rpy_text.{n}")
    }

    fn finish(self, file: &mut ObjectFile) {
        for (n, (at, size)) in self.list.iter().enumerate() {
            file.define(&format!("rpy_text.{n}"), Section::ReadOnly, *at as u64, *size as u64, false);
        }
        file.set_section(Section::ReadOnly, self.bytes, 1);
    }
}

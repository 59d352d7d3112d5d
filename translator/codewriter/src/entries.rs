//! The way from a program's machine code into the JIT: native portals ask the run time at the places
//! where loops are entered, and the tables are objects of the program.
//!
//! At such a place the portal counts its key; when that has reached its limit, it stores its variables in a buffer and
//! calls [`ENTER_SYMBOL`], which
//! answers with one of [`abi::jit::entry`]'s verdicts: go on; go on at the merge point with the
//! variables in the buffer; return, or raise, what is in the buffer.

use crate::counting::{counted, Counters};
use crate::portal::marker;
use crate::unchanged::Unchanged;
use crate::virtualizable::{self, Virtualizables};
use crate::{split_portals, write_jitcodes, Output, Portal};
use abi::jit::entry::{self, Entry, ENTER_SYMBOL};
use abi::jit::{Descr, Symbol};
use abi::rule;
use cranelift_entity::EntityRef;
use diagnostics::{Diagnostic, Span};
use graph::{
    Block, Const, Exit, Extern, Graph, Imm, Link, OpCode, Operand, Program, Static, StaticId, StaticItems, Var,
};
use lltype::layout::{layout, size_align, LayoutParams};
use lltype::{ContainerId, Elem, Field, FieldRef, Immutability, LLType};

/// A program with a JIT, between the writing of its jitcodes and code generation.
#[derive(Debug)]
pub struct Prepared {
    output: Output,
    blob: StaticId,
    /// On promises that are visibly not kept.
    pub warnings: Vec<Diagnostic>,
}

/// Splits the portals, writes the jitcodes, and makes the portals call the JIT; `None` if the program
/// has no driver. To be called right after rtyping; [`Program::drop_jit_hints`] and full optimisation come after it.
///
/// # Errors
/// Hints that contradict each other, or portals that cannot be traced.
pub fn prepare(program: &mut Program, params: LayoutParams) -> Result<Option<Prepared>, Vec<Diagnostic>> {
    let warnings = crate::promises::check(program);
    let portals = split_portals(program)?;
    if portals.is_empty() {
        return Ok(None);
    }
    // As they are now, the merge point has its variables as parameters of its block.
    let native: Vec<Graph> = portals.iter().map(|p| program.graphs[p.graph].clone()).collect();
    backendopt::optimize(program, 0);
    // All functions in the tables have their address taken, so they give back exceptions.
    let output = write_jitcodes(program, &portals, params, &|_| true)?;
    let buffers: Vec<Buffer> = portals.iter().map(|p| Buffer::new(program, p, params)).collect();
    let counters = Counters::new(program, portals.len());
    let tables = Tables::new(program, &output, &buffers, &counters, params);
    for (n, (portal, mut graph)) in portals.iter().zip(native).enumerate() {
        let args = vec![tables.blob.1, tables.words.1, tables.addresses.1, LLType::Signed, LLType::Signed];
        let enter = program.externs.push(Extern {
            symbol: ENTER_SYMBOL.into(),
            args,
            result: LLType::Signed,
            pure: false,
            collects: true,
        });
        let mut call: Vec<Operand> = vec![Const::Extern(enter).into()];
        call.extend([tables.blob, tables.words, tables.addresses].map(|(s, t)| Operand::Const(Const::Static(s, t))));
        call.push(Const::Int(n as i64).into());
        install(&mut graph, portal, &Native { driver: n, buffer: &buffers[n], counters: &counters, call })?;
        program.graphs[portal.graph] = graph;
    }
    crate::vref::lower(program);
    crate::quasi::insert_checks(program);
    virtualizable::insert_checks(program, &Virtualizables::of(program, &portals), &portals, &output.graphs);
    Ok(Some(Prepared { output, blob: tables.blob.0, warnings }))
}

impl Prepared {
    /// The jitcodes, descriptors and decisions as text for people.
    pub fn text(&self, program: &Program) -> String {
        let mut out = abi::jit::text::print_all(&self.output.tables);
        out.push_str("\n# what calls do: effect, places read and written (?: any)\n");
        let count = |set: &Option<Vec<abi::jit::DescrId>>| set.as_ref().map_or("?".into(), |s| s.len().to_string());
        for (i, d) in self.output.tables.descrs.iter().enumerate() {
            if let Descr::Call(c) = d {
                let e = &self.output.tables.effects[c.effect.0 as usize];
                let (reads, writes) = (count(&e.reads), count(&e.writes));
                out.push_str(&format!("call d{i}: {:?} {:?} {reads} {writes}\n", e.extra, e.oopspec));
            }
        }
        out.push_str("\n# functions that are called but not looked into\n");
        for (g, why) in &self.output.opaque {
            out.push_str(&format!("opaque {}: {why}\n", program.graphs[*g].name));
        }
        out
    }

    /// How many functions the JIT looks into, and how many it calls as machine code.
    pub fn counts(&self) -> (usize, usize) {
        (self.output.tables.jitcodes.len(), self.output.opaque.len())
    }

    /// Bytes of the tables.
    pub fn size(&self) -> usize {
        self.output.tables.to_bytes().len()
    }

    /// Puts the tables in the program. `type_id` gives the collector's number of a container.
    pub fn finish(mut self, program: &mut Program, type_id: &dyn Fn(ContainerId) -> u32) {
        let number = |id: &mut u32| *id = type_id(ContainerId::new(*id as usize));
        for d in &mut self.output.tables.descrs {
            match d {
                Descr::Size(s) if s.gc => number(&mut s.type_id),
                Descr::Array(a) => number(&mut a.type_id),
                _ => {}
            }
        }
        program.statics[self.blob].items = StaticItems::Bytes(self.output.tables.to_bytes());
    }
}

/// Where a portal and the JIT hand variables to each other.
struct Buffer {
    object: (StaticId, LLType),
    args: Vec<FieldRef>,
    result: Option<FieldRef>,
    exc: Option<(FieldRef, LLType)>,
    /// The description for the run time.
    words: Vec<i64>,
    /// The greens that are counted by.
    counted: i64,
}

impl Buffer {
    fn new(program: &mut Program, portal: &Portal, params: LayoutParams) -> Buffer {
        let (args, result) = program.graphs[portal.graph].signature();
        let exception = program.object.map(LLType::Ptr);
        let result = (!result.is_void()).then_some(result);
        let all: Vec<LLType> = args.iter().copied().chain(result).chain(exception).collect();
        let field = |(n, ty): (usize, &LLType)| Field {
            name: format!("v{n}").into(),
            ty: *ty,
            immutable: Immutability::Mutable,
        };
        let name = format!("jit_buffer_{}", portal.name);
        let id = program.types.structure(&name, false, None, all.iter().enumerate().map(field).collect());
        let at = layout(&program.types, id, params);
        let describe = |n: usize| {
            let size = i64::from(size_align(all[n], params).0);
            let signed = matches!(all[n], LLType::Int8 | LLType::Int16 | LLType::Int32 | LLType::Signed);
            [i64::from(at.fields[n].1), if signed { -size } else { size }]
        };
        let counted = counted(&portal.greens, &args);
        let mut words = vec![counted, args.len() as i64];
        words.extend((0..args.len()).flat_map(describe));
        words.extend(result.map_or([0, 0], |_| describe(args.len())));
        words.extend(exception.map_or([0, 0], |_| describe(all.len() - 1)));
        let object = Static {
            name: name.as_str().into(),
            ty: id,
            fields: all.iter().map(|t| zero(*t)).collect(),
            items: StaticItems::None,
            immutable: false,
        };
        let object = program.statics.push(object);
        let place = |n: usize| FieldRef { container: id, index: n as u32 };
        Buffer {
            object: (object, LLType::Ptr(id)),
            args: (0..args.len()).map(place).collect(),
            result: result.map(|_| place(args.len())),
            exc: exception.map(|ty| (place(all.len() - 1), ty)),
            words,
            counted,
        }
    }

    fn place(&self) -> Operand {
        Const::Static(self.object.0, self.object.1).into()
    }

    /// Reads a field.
    fn load(&self, g: &mut Graph, b: Block, f: FieldRef, ty: LLType, span: Span) -> Operand {
        g.push_op(b, OpCode::GetField, Imm::Field(f), vec![self.place()].into(), Some(ty), span).into()
    }
}

fn zero(ty: LLType) -> Const {
    match ty {
        LLType::Void => Const::Void,
        LLType::Bool => Const::Bool(false),
        LLType::Char => Const::Char(0),
        LLType::UniChar => Const::UniChar(0),
        LLType::Float | LLType::SingleFloat => Const::Float(graph::F64::new(0.0)),
        LLType::Unsigned | LLType::UInt8 | LLType::UInt16 | LLType::UInt32 => Const::Uint(0),
        LLType::Address | LLType::Ptr(_) | LLType::GcRef => Const::Null(ty),
        LLType::Signed | LLType::Int8 | LLType::Int16 | LLType::Int32 => Const::Int(0),
    }
}

/// Three prebuilt arrays: the encoded tables, numbers, and addresses.
struct Tables {
    blob: (StaticId, LLType),
    words: (StaticId, LLType),
    addresses: (StaticId, LLType),
}

impl Tables {
    fn new(
        program: &mut Program,
        output: &Output,
        buffers: &[Buffer],
        counters: &Counters,
        params: LayoutParams,
    ) -> Tables {
        let mut words = vec![0i64; entry::HEADER_WORDS];
        for (place, name) in [(entry::RANGE_MIN, "subclassrange_min"), (entry::RANGE_MAX, "subclassrange_max")] {
            let field = program.vtable.and_then(|v| Some((v, program.types.find_field(v, name)?)));
            words[place] = field.map_or(-1, |(v, f)| i64::from(layout(&program.types, v, params).offset(f)));
        }
        words[entry::DRIVERS] = buffers.len() as i64;
        words.extend(buffers.iter().flat_map(|b| b.words.iter().copied()));
        let address = |s: &Symbol| match *s {
            Symbol::Graph(g) => Const::Func(graph::GraphId::new(g as usize)),
            Symbol::Extern(x) => Const::Extern(graph::ExternId::new(x as usize)),
            Symbol::Static(s) => {
                let s = StaticId::new(s as usize);
                Const::Static(s, LLType::Ptr(program.statics[s].ty))
            }
        };
        let buffer = |b: &Buffer| Const::Static(b.object.0, b.object.1);
        let counters = Const::Static(counters.object.0, counters.object.1);
        let own = buffers.iter().map(buffer).chain([counters]);
        let list: Vec<Const> = own.chain(output.tables.addresses.iter().map(address)).collect();
        // In memory an array of words; as a type a structure, since each address has its own type.
        let mut fields = vec![Const::Int(list.len() as i64)];
        fields.extend(list);
        let field = |(n, c): (usize, &Const)| Field {
            name: format!("a{n}").into(),
            ty: program.const_type(c),
            immutable: Immutability::Immutable,
        };
        let own = fields.iter().enumerate().map(field).collect();
        let ty = program.types.structure("jit_addresses", false, None, own);
        let name = "jit_addresses".into();
        let addresses = program.statics.push(Static { name, ty, fields, items: StaticItems::None, immutable: true });
        let addresses = (addresses, LLType::Ptr(ty));
        let mut object = |name: &str, item: LLType, items: StaticItems| {
            let ty = program.types.array(false, Elem::Prim(item), false);
            let s = Static { name: name.into(), ty, fields: Vec::new(), items, immutable: true };
            (program.statics.push(s), LLType::Ptr(ty))
        };
        Tables {
            // Filled when types have their numbers.
            blob: object("jit_tables", LLType::Char, StaticItems::Bytes(Vec::new())),
            words: object("jit_words", LLType::Signed, StaticItems::Prims(words.into_iter().map(Const::Int).collect())),
            addresses,
        }
    }
}

/// A place of a portal where the JIT is asked: the block, the position, and the portal's arguments there.
type Site = (Block, usize, Vec<Operand>);

/// What the machine code of a portal needs to ask the JIT.
struct Native<'a> {
    driver: usize,
    buffer: &'a Buffer,
    counters: &'a Counters,
    call: Vec<Operand>,
}

/// Where loops are entered, and the block of the merge point.
fn sites(g: &Graph, portal: &Portal) -> Option<(Vec<Site>, Block)> {
    let names: Vec<&str> =
        portal.greens.iter().map(|g| g.0.as_str()).chain(portal.reds.iter().map(|r| r.0.as_str())).collect();
    let (mut merge, mut enter) = (Vec::new(), Vec::new());
    let mut head = None;
    for b in g.rpo() {
        for (i, op) in g.blocks[b].ops.iter().enumerate() {
            let Some(m) = marker(op).filter(|m| m.driver == portal.name) else { continue };
            if m.what == "merge_point" {
                merge.push((b, i, op.args.to_vec()));
                head = Some(b);
            } else if m.what == "can_enter_jit" {
                let given: Vec<&str> = m.names().collect();
                let find = |n: &&str| given.iter().position(|g| g == n).and_then(|at| op.args.get(at)).cloned();
                if let Some(args) = names.iter().map(find).collect::<Option<Vec<Operand>>>() {
                    enter.push((b, i, args));
                }
            }
        }
    }
    Some((if enter.is_empty() { merge } else { enter }, head?))
}

fn install(g: &mut Graph, portal: &Portal, native: &Native) -> Result<(), Vec<Diagnostic>> {
    let buffer = native.buffer;
    let lost = || vec![Diagnostic::error("E0501", "the merge point of a portal is lost; please report it")];
    let (mut sites, head) = sites(g, portal).ok_or_else(lost)?;
    let types: Vec<LLType> = g.args().to_vec().into_iter().map(|v| g.ty(v)).collect();
    if g.blocks[head].params.len() != types.len() {
        return Err(lost());
    }
    let unchanged = Unchanged::find(g, head);
    // From the back, so that positions in a block stay what they are.
    sites.sort_by_key(|s| std::cmp::Reverse((s.0, s.1)));
    let mut sites: Vec<(Entry, Site)> = sites.into_iter().map(|s| (Entry::Loop, s)).collect();
    if portal.explicit_entry {
        let own = g.args().iter().map(|v| (*v).into()).collect();
        rule!("entries.function");
        sites.push((Entry::Call, (g.start, 0, own)));
    }
    for (kind, (b, at, args)) in sites {
        let rest = g.new_block();
        let mut tail = g.blocks[b].ops.split_off(at);
        let span = match kind {
            Entry::Loop => tail.remove(0).span,
            Entry::Call => g.span,
        };
        g.blocks[rest].ops = tail;
        g.blocks[rest].exit = std::mem::replace(&mut g.blocks[b].exit, Exit::Unreachable);
        let ask = g.new_block();
        let greens: Vec<(Operand, LLType)> =
            args.iter().cloned().zip(types.iter().copied()).take(portal.greens.len()).collect();
        let key = (native.driver, kind);
        let counter = native.counters.count(g, (b, ask, rest), key, &greens, buffer.counted, span);
        for (f, value) in buffer.args.iter().zip(&args) {
            let operands = vec![buffer.place(), value.clone()];
            g.push_op(ask, OpCode::SetField, Imm::Field(*f), operands.into(), Some(LLType::Void), span);
        }
        let mut call = native.call.clone();
        call.push(counter.into());
        let verdict: Var = g.push_op(ask, OpCode::DirectCall, Imm::None, call.into(), Some(LLType::Signed), span);
        let again = g.new_block();
        let back = |(n, own): (usize, &Operand)| match unchanged.is(own, n) {
            true => {
                rule!("entries.unchanged");
                own.clone()
            }
            false => buffer.load(g, again, buffer.args[n], types[n], span),
        };
        let values: Vec<Operand> = args.iter().enumerate().map(back).collect();
        g.blocks[again].exit = Exit::Goto(Link::with(head, values));
        let done = g.new_block();
        let result = match (buffer.result, g.result) {
            (Some(f), Some(ty)) => buffer.load(g, done, f, ty, span),
            _ => Const::Void.into(),
        };
        g.blocks[done].exit = Exit::Return(result);
        rule!("entries.ask");
        let mut cases = vec![(Const::Int(entry::AGAIN), Link::to(again)), (Const::Int(entry::DONE), Link::to(done))];
        if let Some((f, ty)) = buffer.exc {
            rule!("entries.raise");
            let raise = g.new_block();
            let exc = buffer.load(g, raise, f, ty, span);
            g.blocks[raise].exit = Exit::Raise(exc, span);
            cases.push((Const::Int(entry::RAISED), Link::to(raise)));
        }
        g.blocks[ask].exit = Exit::Switch { value: verdict.into(), cases, default: Some(Link::to(rest)) };
    }
    Ok(())
}

//! One graph as an LLVM function: blocks, phis, exits. Operations are in `ops`.

use crate::debuginfo;
use crate::unit::{lltype_name, result_type, Unit};
use backendopt::Goal;
use cranelift_entity::SecondaryMap;
use diagnostics::Span;
use gencommon::names::raises;
use graph::{Block, Exit, Graph, GraphId, Link, Op, Operand, Var};
use indexmap::IndexMap;
use lltype::LLType;
use std::collections::HashSet;
use std::fmt::Write;
use std::sync::Arc;

/// How the last operation of a block may fail.
pub struct Outcome {
    /// `i1` that is true if nothing was raised.
    pub ok: String,
    /// The exception otherwise.
    pub exc: String,
}

/// The text of one block under construction.
#[derive(Clone, Default)]
struct Body {
    text: String,
    /// For each parameter: values with the labels they come from.
    incoming: Vec<Vec<(String, String)>>,
}

/// A function under construction.
pub struct Function<'u, 'a> {
    pub unit: &'u mut Unit<'a>,
    pub g: &'a Graph,
    /// Its number.
    pub id: GraphId,
    bodies: SecondaryMap<Block, Body>,
    /// The text being written.
    pub out: String,
    /// Label of the LLVM block being written.
    pub label: String,
    temps: u32,
    raises: bool,
    /// Blocks to be written after the exit of the current one.
    pending: Vec<String>,
    exc: Option<(Var, String)>,
    /// A condition of the block being written, and what it is nearly always.
    pub expected: Option<(Var, bool)>,
    /// The operations of the block after the one being written.
    pub rest: &'a [Op],
    /// The results of loads that test for None as well.
    pub testing: HashSet<Var>,
    /// Variables that are other names of values.
    pub aliases: SecondaryMap<Var, Option<String>>,
    /// What is put behind instructions: `, !dbg !N`, or nothing.
    location: String,
    /// Where named variables live at --opt=0, for the debugger.
    slots: IndexMap<(Arc<str>, LLType), usize>,
}

/// Appends the function of a graph.
pub fn emit<'a>(unit: &mut Unit<'a>, id: GraphId, out: &mut String) {
    let input = unit.input;
    let g = &input.program.graphs[id];
    let raises = raises(input, id);
    let described = unit.debug.as_mut().map_or_else(String::new, |d| d.begin(g));
    let mut f = Function {
        unit,
        g,
        id,
        bodies: SecondaryMap::new(),
        out: String::new(),
        label: String::new(),
        temps: 0,
        testing: HashSet::new(),
        raises,
        pending: Vec::new(),
        exc: None,
        expected: None,
        rest: &[],
        aliases: SecondaryMap::new(),
        location: String::new(),
        slots: IndexMap::new(),
    };
    f.at(g.span);
    let rpo = g.rpo();
    for b in &rpo {
        f.bodies[*b].incoming = vec![Vec::new(); g.blocks[*b].params.len()];
    }
    for b in &rpo {
        f.block(*b);
    }
    let linkage = if input.plan.shared.contains(id) { "hidden" } else { "internal" };
    let params: Vec<String> = g
        .args()
        .iter()
        .filter(|v| !g.ty(**v).is_void())
        .map(|v| format!("{} %v{}", lltype_name(g.ty(*v)), v.as_u32()))
        .collect();
    let result = result_type(g.result.unwrap_or(LLType::Void), raises);
    let symbol = f.unit.graph(id);
    // Reading through None stops the program with a message, by the fault: LLVM must not take it for undefined.
    let small = if input.goal == Goal::Size { " optsize" } else { "" };
    let attributes = format!("nounwind null_pointer_is_valid{small}{described}");
    writeln!(out, "define {linkage} fastcc {result} {symbol}({}) {attributes} {{", params.join(", ")).ok();
    for b in rpo {
        writeln!(out, "b{}:", b.as_u32()).ok();
        if b == g.start {
            f.declare_slots(out);
        } else {
            for (p, incoming) in g.blocks[b].params.iter().zip(&f.bodies[b].incoming) {
                let ty = g.ty(*p);
                if !ty.is_void() {
                    let list: Vec<String> = incoming.iter().map(|(v, l)| format!("[ {v}, %{l} ]")).collect();
                    writeln!(out, "  %v{} = phi {} {}", p.as_u32(), lltype_name(ty), list.join(", ")).ok();
                }
            }
        }
        out.push_str(&f.bodies[b].text);
    }
    out.push_str("}\n\n");
}

impl Function<'_, '_> {
    fn block(&mut self, b: Block) {
        let g = self.g;
        self.out = String::new();
        self.label = format!("b{}", b.as_u32());
        self.expected = None;
        let mut outcome = None;
        let ops = &g.blocks[b].ops;
        if let Some(op) = ops.iter().find(|op| !op.span.is_none()) {
            self.at(op.span);
        }
        for p in &g.blocks[b].params {
            self.show(*p);
        }
        for (i, op) in ops.iter().enumerate() {
            self.rest = &ops[i + 1..];
            if !op.span.is_none() {
                self.at(op.span);
            }
            outcome = self.op(op);
        }
        if let Exit::Raise(_, span) = &g.blocks[b].exit {
            self.at(*span);
        }
        self.exit(&g.blocks[b].exit, outcome);
        self.bodies[b].text = std::mem::take(&mut self.out);
    }

    fn exit(&mut self, exit: &Exit, outcome: Option<Outcome>) {
        match exit {
            Exit::Goto(l) => {
                let to = self.link(l, false);
                self.line(format!("br label %{to}"));
            }
            Exit::Branch { cond, then, els } => {
                let expected = self.expected.filter(|(v, _)| cond.var() == Some(*v)).map(|(_, is)| is);
                let mut cond = self.value(cond, LLType::Bool);
                let twice = then.target == els.target;
                let (mut t, mut e) = (self.link(then, twice), self.link(els, twice));
                if expected == Some(false) {
                    cond = self.temp(format!("xor i1 {cond}, true"));
                    std::mem::swap(&mut t, &mut e);
                }
                let weights = if expected.is_some() { ", !prof !0" } else { "" };
                self.line(format!("br i1 {cond}, label %{t}, label %{e}{weights}"));
                self.trampolines();
            }
            Exit::Switch { value, cases, default } => {
                let ty = self.operand_type(value, cases.first().map(|(c, _)| c));
                let name = lltype_name(ty);
                let v = self.value(value, ty);
                let mut count: std::collections::HashMap<Block, u32> = std::collections::HashMap::new();
                for l in exit.links() {
                    *count.entry(l.target).or_default() += 1;
                }
                let mut text = String::new();
                for (c, l) in cases {
                    let to = self.link(l, count[&l.target] > 1);
                    write!(text, " {name} {}, label %{to}", self.unit.constant(c, ty)).ok();
                }
                let other = match default {
                    Some(l) => self.link(l, count[&l.target] > 1),
                    None => {
                        let label = self.temp_label("none");
                        self.pending.push(format!("{label}:\n  unreachable\n"));
                        label
                    }
                };
                self.line(format!("switch {name} {v}, label %{other} [{text} ]"));
                self.trampolines();
            }
            Exit::Raising { normal, handlers } => {
                let Some(o) = outcome else { panic!("raising exit without a raising operation in {}", self.g.name) };
                let failed = self.temp_label("exc");
                match handlers.first() {
                    Some(h) => {
                        let twice = normal.target == h.link.target;
                        let to = self.link(normal, twice);
                        self.line(format!("br i1 {}, label %{to}, label %{failed}, !prof !0", o.ok));
                        self.trampolines();
                        self.begin(&failed);
                        self.exc = Some((h.exc, o.exc));
                        let to = self.link(&h.link, false);
                        self.exc = None;
                        self.line(format!("br label %{to}"));
                    }
                    None => {
                        let to = self.link(normal, false);
                        self.line(format!("br i1 {}, label %{to}, label %{failed}, !prof !0", o.ok));
                        self.begin(&failed);
                        self.raise(&o.exc);
                    }
                }
            }
            Exit::Return(a) => {
                let ty = self.g.result.unwrap_or(LLType::Void);
                if ty.is_void() {
                    self.line(if self.raises { "ret ptr null" } else { "ret void" });
                    return;
                }
                let v = self.value(a, ty);
                let name = lltype_name(ty);
                if self.raises {
                    let t =
                        self.temp(format!("insertvalue {{ {name}, ptr }} {{ {name} undef, ptr null }}, {name} {v}, 0"));
                    self.line(format!("ret {{ {name}, ptr }} {t}"));
                } else {
                    self.line(format!("ret {name} {v}"));
                }
            }
            Exit::Raise(a, _) => {
                let v = self.value(a, LLType::GcRef);
                self.raise(&v);
            }
            Exit::Unreachable => self.line("unreachable"),
        }
    }

    fn raise(&mut self, exc: &str) {
        let ty = self.g.result.unwrap_or(LLType::Void);
        if ty.is_void() {
            self.line(format!("ret ptr {exc}"));
        } else {
            let name = lltype_name(ty);
            let t = self.temp(format!("insertvalue {{ {name}, ptr }} poison, ptr {exc}, 1"));
            self.line(format!("ret {{ {name}, ptr }} {t}"));
        }
    }

    /// Registers a jump; the label to jump to. A trampoline if a phi could not tell it from another one.
    fn link(&mut self, l: &Link, twice: bool) -> String {
        let target = format!("b{}", l.target.as_u32());
        let params = &self.g.blocks[l.target].params;
        let carries = params.iter().any(|p| !self.g.ty(*p).is_void());
        let (from, to) = if twice && carries {
            let label = self.temp_label("edge");
            self.pending.push(format!("{label}:\n  br label %{target}\n"));
            (label.clone(), label)
        } else {
            (self.label.clone(), target)
        };
        for (i, (a, p)) in l.args.iter().zip(params).enumerate() {
            let ty = self.g.ty(*p);
            if !ty.is_void() {
                let v = self.value(a, ty);
                self.bodies[l.target].incoming[i].push((v, from.clone()));
            }
        }
        to
    }

    fn trampolines(&mut self) {
        for t in std::mem::take(&mut self.pending) {
            self.out.push_str(&t);
        }
    }

    /// A line of text.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.out.push_str("  ");
        self.out.push_str(text.as_ref());
        self.out.push_str(&self.location);
        self.out.push('\n');
    }

    /// Instructions from here on come from that position.
    fn at(&mut self, span: Span) {
        if let Some(debug) = &mut self.unit.debug {
            self.location = debug.location(self.g, span);
        }
    }

    /// Tells the debugger the new value of a variable, if it has a name.
    pub fn show(&mut self, v: Var) {
        let g = self.g;
        let data = &g.vars[v];
        let (Some(debug), Some(name), Some(ty)) = (&mut self.unit.debug, &data.name, data.ty) else { return };
        if ty.is_void() || data.inlined || self.location.is_empty() {
            return;
        }
        let value = format!("%v{}", v.as_u32());
        if self.unit.input.opt == 0 {
            let next = self.slots.len();
            let slot = *self.slots.entry((name.clone(), ty)).or_insert(next);
            let value = if ty == LLType::Bool { self.temp(format!("zext i1 {value} to i8")) } else { value };
            return self.line(format!("store {} {value}, ptr %slot{slot}", crate::unit::memory_type(ty)));
        }
        let argument = g.args().iter().position(|a| *a == v).map_or(0, |n| n + 1);
        let Some((variable, at)) = debug.variable(g, name, ty, argument) else { return };
        self.unit.runtime("llvm.dbg.value", "declare void @(metadata, metadata, metadata)");
        let text = debuginfo::value(ty, &value, variable, at);
        writeln!(self.out, "  {text}").ok();
    }

    /// Slots of named variables.
    fn declare_slots(&mut self, out: &mut String) {
        let slots: Vec<(Arc<str>, LLType)> = self.slots.keys().cloned().collect();
        for (n, (name, ty)) in slots.into_iter().enumerate() {
            let g = self.g;
            let same = |a: &Var| g.ty(*a) == ty && g.vars[*a].name.as_ref() == Some(&name);
            let argument = g.args().iter().position(same).map_or(0, |n| n + 1);
            writeln!(out, "  %slot{n} = alloca {}", crate::unit::memory_type(ty)).ok();
            let Some(debug) = &mut self.unit.debug else { continue };
            let Some((variable, at)) = debug.variable(g, &name, ty, argument) else { continue };
            self.unit.runtime("llvm.dbg.declare", "declare void @(metadata, metadata, metadata)");
            writeln!(out, "  {}", debuginfo::declare(&format!("%slot{n}"), variable, at)).ok();
        }
    }

    /// A new temporary with that value.
    pub fn temp(&mut self, rhs: impl AsRef<str>) -> String {
        self.temps += 1;
        let name = format!("%t{}", self.temps);
        self.line(format!("{name} = {}", rhs.as_ref()));
        name
    }

    /// A new label.
    pub fn temp_label(&mut self, stem: &str) -> String {
        self.temps += 1;
        format!("{stem}{}", self.temps)
    }

    /// Starts an LLVM block.
    pub fn begin(&mut self, label: &str) {
        self.out.push_str(label);
        self.out.push_str(":\n");
        self.label = label.to_string();
    }

    /// An operand as a value of that type.
    pub fn value(&mut self, a: &Operand, ty: LLType) -> String {
        match a {
            Operand::Var(v) => match &self.exc {
                Some((exc, text)) if exc == v => text.clone(),
                _ => match &self.aliases[*v] {
                    Some(value) => value.clone(),
                    None => format!("%v{}", v.as_u32()),
                },
            },
            Operand::Const(c) => self.unit.constant(c, ty),
        }
    }

    /// The type of an operand; a constant that does not say gets that of `like`.
    pub fn operand_type(&self, a: &Operand, like: Option<&graph::Const>) -> LLType {
        match a {
            Operand::Var(v) => self.g.ty(*v),
            Operand::Const(c) => gencommon::constants::type_of(c, like),
        }
    }
}

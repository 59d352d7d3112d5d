//! From a graph of instructions to a jitcode: order of blocks, moves for links, live registers.

use crate::bitset::BitSet;
use crate::jgraph::{JExit, JGraph, JInsn, JLink, Opd, Val};
use crate::regalloc::{allocate, Registers};
use abi::jit::asm::{Label, Liveness, Operand};
use abi::jit::ops::Action;
use abi::jit::{CodeBuilder, FormatError, Insn, JitCode, JitOp, Kind, Value};
use abi::rule;
use cranelift_entity::SecondaryMap;
use graph::{Block, Var};
use std::collections::BTreeSet;

/// Assembles a function into `code`, whose name, arguments and result are set.
///
/// # Errors
/// A limit of the format is exceeded.
pub fn flatten(g: &JGraph, code: &mut JitCode, liveness: &mut Liveness) -> Result<(), FormatError> {
    let mut builder = CodeBuilder::new();
    let labels = g.blocks.keys().map(|b| (*b, builder.label())).collect();
    let regs = allocate(g);
    let mut scratch = [0u16; 3];
    for (v, reg) in regs.iter() {
        if let (Some(k), Some(reg)) = (g.kinds[v], reg) {
            scratch[k as usize] = scratch[k as usize].max(reg + 1);
        }
    }
    let mut f =
        Flatten { g, regs, scratch, builder, labels, emitted: BTreeSet::new(), pending: Vec::new(), items: Vec::new() };
    f.run();
    let Flatten { mut builder, mut items, .. } = f;
    fill_liveness(&mut items);
    for item in items {
        match item {
            Item::Insn(i) => builder.push(i),
            Item::Bind(l) => builder.bind(l),
        }
    }
    builder.finish(code, liveness)
}

enum Item {
    Insn(Insn),
    Bind(Label),
}

/// Code that has been jumped to and is yet to be emitted.
enum Pending {
    Edge(JLink),
    Block(Block),
    Handler(Option<Var>, JLink),
    RaiseOverflow,
}

struct Flatten<'a> {
    g: &'a JGraph,
    regs: Registers,
    scratch: [u16; 3],
    builder: CodeBuilder,
    labels: indexmap::IndexMap<Block, Label>,
    emitted: BTreeSet<Block>,
    pending: Vec<(Label, Pending)>,
    items: Vec<Item>,
}

/// Whether `-live-` stands before the instruction: its guard executes it again.
fn live_before(op: JitOp) -> bool {
    matches!(
        op.info().action,
        Action::GotoIfNot(_)
            | Action::Overflow(_)
            | Action::Switch
            | Action::GotoIfExceptionMismatch
            | Action::Raise
            | Action::GuardClass
            | Action::GuardValue
            | Action::StrGuardValue
            | Action::ConditionalCall
            | Action::ConditionalCallValue
            | Action::RecordQuasiImmutField
            | Action::ForceQuasiImmut
            | Action::GetVable
            | Action::SetVable
            | Action::GetVableItem
            | Action::SetVableItem
            | Action::NewArray
            | Action::MergePoint
    )
}

/// Whether `-live-` stands after the instruction.
fn live_after(op: JitOp) -> bool {
    matches!(
        op.info().action,
        Action::InlineCall
            | Action::ResidualCall
            | Action::ConditionalCall
            | Action::ConditionalCallValue
            | Action::RecursiveCall
    )
}

impl Flatten<'_> {
    fn run(&mut self) {
        let start = self.g.blocks.keys().next().copied();
        let mut next = start;
        loop {
            while let Some(b) = next {
                next = self.block(b);
            }
            let Some((label, what)) = self.pending.pop() else { return };
            if !matches!(what, Pending::Block(_)) {
                self.items.push(Item::Bind(label));
            }
            next = match what {
                Pending::Block(b) => (!self.emitted.contains(&b)).then_some(b),
                Pending::Edge(l) => self.link(&l),
                Pending::Handler(exc, l) => {
                    if let Some(reg) = exc.and_then(|v| self.regs[v]) {
                        rule!("flatten.caught_value");
                        self.emit(JitOp::LastExcValue, vec![Operand::Result(reg)]);
                    }
                    self.link(&l)
                }
                Pending::RaiseOverflow => {
                    match self.g.overflow_error {
                        Some(e) => {
                            rule!("flatten.raise_overflow");
                            self.live();
                            self.emit(JitOp::Raise, vec![Operand::Value(e)]);
                        }
                        None => self.emit(JitOp::Unreachable, vec![]),
                    }
                    None
                }
            };
        }
    }

    fn emit(&mut self, op: JitOp, operands: Vec<Operand>) {
        self.items.push(Item::Insn(Insn { op, operands }));
    }

    fn live(&mut self) {
        if let Some(Item::Insn(Insn { op: JitOp::Live, .. })) = self.items.last() {
            return;
        }
        self.emit(JitOp::Live, vec![Operand::Live(Default::default())]);
    }

    fn value(&self, v: Val) -> Value {
        match v {
            Val::Const(c) => c,
            Val::Var(v) => Value::Reg(self.g.kinds[v].unwrap_or(Kind::Int), self.regs[v].unwrap_or(u16::MAX)),
        }
    }

    /// A label that leads along a link.
    fn edge(&mut self, l: &JLink) -> Label {
        let stays = |(param, v): &(Var, Val)| self.value(*v) == self.value(Val::Var(*param));
        if l.moves.iter().all(stays) {
            rule!("flatten.edge_without_moves");
            let label = self.labels[&l.target];
            self.pending.push((label, Pending::Block(l.target)));
            return label;
        }
        rule!("flatten.edge_with_moves");
        self.later(Pending::Edge(l.clone()))
    }

    fn later(&mut self, what: Pending) -> Label {
        let label = self.builder.label();
        self.pending.push((label, what));
        label
    }

    /// Emits a block; the next one if it follows directly.
    fn block(&mut self, b: Block) -> Option<Block> {
        self.emitted.insert(b);
        let label = self.labels[&b];
        self.items.push(Item::Bind(label));
        let g = self.g;
        let block = &g.blocks[&b];
        for (i, insn) in block.insns.iter().enumerate() {
            let handler = match &block.exit {
                JExit::Overflow { handler, .. } if i + 1 == block.insns.len() => Some(handler),
                _ => None,
            };
            self.insn(insn, handler);
        }
        match &block.exit {
            JExit::Goto(l) | JExit::Overflow { normal: l, .. } => self.link(l),
            JExit::If { op, args, then, els } => {
                let mut operands: Vec<Operand> = args.iter().map(|v| Operand::Value(self.value(*v))).collect();
                operands.push(Operand::Label(self.edge(els)));
                self.live();
                self.emit(*op, operands);
                self.link(then)
            }
            JExit::Switch { value, cases, default } => {
                let cases = cases.iter().map(|(n, l)| (*n, self.edge(l))).collect();
                self.live();
                let value = Operand::Value(self.value(*value));
                self.emit(JitOp::Switch, vec![value, Operand::Switch(cases)]);
                match default {
                    Some(l) => self.link(l),
                    None => {
                        self.emit(JitOp::Unreachable, vec![]);
                        None
                    }
                }
            }
            JExit::Catch { exc, normal, handler } => {
                let label = self.later(Pending::Handler(*exc, handler.clone()));
                self.emit(JitOp::CatchException, vec![Operand::Label(label)]);
                self.link(normal)
            }
            JExit::Return(v) => {
                match v.map(|v| self.value(v)) {
                    None => self.emit(JitOp::VoidReturn, vec![]),
                    Some(v) => {
                        let op = match v.kind() {
                            Kind::Int => JitOp::IntReturn,
                            Kind::Ref => JitOp::RefReturn,
                            Kind::Float => JitOp::FloatReturn,
                        };
                        self.emit(op, vec![Operand::Value(v)]);
                    }
                }
                None
            }
            JExit::Raise(v) => {
                self.live();
                let v = self.value(*v);
                self.emit(JitOp::Raise, vec![Operand::Value(v)]);
                None
            }
            JExit::Unreachable => {
                self.emit(JitOp::Unreachable, vec![]);
                None
            }
        }
    }

    fn insn(&mut self, insn: &JInsn, overflow: Option<&JLink>) {
        let mut operands = Vec::new();
        for o in &insn.opds {
            operands.push(match o {
                Opd::Val(v) => Operand::Value(self.value(*v)),
                Opd::List(l) => Operand::List(l.iter().map(|v| self.value(*v)).collect()),
                Opd::Descr(d) => Operand::Descr(*d),
                Opd::JitCode(j) => Operand::JitCode(*j),
                Opd::Driver(m) => Operand::Driver(*m),
                Opd::Overflow => Operand::Label(match overflow {
                    Some(l) => self.edge(l),
                    None => self.later(Pending::RaiseOverflow),
                }),
            });
        }
        if let Some(reg) = insn.result.and_then(|r| self.regs[r]) {
            operands.push(Operand::Result(reg));
        }
        if live_before(insn.op) {
            rule!("flatten.live_before");
            self.live();
        }
        self.emit(insn.op, operands);
        if live_after(insn.op) {
            rule!("flatten.live_after");
            self.live();
        }
    }

    fn link(&mut self, l: &JLink) -> Option<Block> {
        self.moves(l);
        if self.emitted.contains(&l.target) {
            rule!("flatten.jump_back");
            let label = self.labels[&l.target];
            self.emit(JitOp::Goto, vec![Operand::Label(label)]);
            None
        } else {
            Some(l.target)
        }
    }

    /// All moves of a link happen at once.
    fn moves(&mut self, l: &JLink) {
        for k in Kind::ALL {
            let mut todo: Vec<(u16, Value)> = Vec::new();
            for (param, v) in &l.moves {
                if let (Some(to), true) = (self.regs[*param], self.g.kinds[*param] == Some(k)) {
                    let from = self.value(*v);
                    if from != Value::Reg(k, to) {
                        todo.push((to, from));
                    }
                }
            }
            let op = match k {
                Kind::Int => JitOp::IntCopy,
                Kind::Ref => JitOp::RefCopy,
                Kind::Float => JitOp::FloatCopy,
            };
            while !todo.is_empty() {
                let free = |(to, _): &(u16, Value)| todo.iter().all(|(_, from)| *from != Value::Reg(k, *to));
                match todo.iter().position(free) {
                    Some(i) => {
                        let (to, from) = todo.swap_remove(i);
                        self.emit(op, vec![Operand::Value(from), Operand::Result(to)]);
                    }
                    None => {
                        // Only circles are left: one member goes to a register of its own.
                        rule!("flatten.circle_of_moves");
                        let spare = self.scratch[k as usize];
                        let from = todo[0].1;
                        self.emit(op, vec![Operand::Value(from), Operand::Result(spare)]);
                        todo.iter_mut().filter(|(_, f)| *f == from).for_each(|(_, f)| *f = Value::Reg(k, spare));
                    }
                }
            }
        }
    }
}

/// Registers, as [`number`] says.
type RegSet = BitSet;

/// The registers of the three kinds take turns.
fn number(k: Kind, n: u16) -> usize {
    usize::from(n) * 3 + k as usize
}

/// Fills in the registers of each `-live-`: a backward dataflow analysis over the flat code.
fn fill_liveness(items: &mut [Item]) {
    let mut at_label: SecondaryMap<LabelKey, RegSet> = SecondaryMap::new();
    loop {
        let mut changed = false;
        let mut live = RegSet::default();
        for item in items.iter_mut().rev() {
            match item {
                Item::Bind(l) => {
                    // What is live at a label only grows from round to round.
                    changed |= at_label[LabelKey(l.0)].union(&live);
                }
                Item::Insn(insn) => step(insn, &mut live, &at_label),
            }
        }
        if !changed {
            rule!("flatten.liveness");
            return;
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct LabelKey(u32);
cranelift_entity::entity_impl!(LabelKey);

fn step(insn: &mut Insn, live: &mut RegSet, at_label: &SecondaryMap<LabelKey, RegSet>) {
    if matches!(
        insn.op.info().action,
        Action::Goto | Action::Return | Action::Raise | Action::Reraise | Action::Unreachable
    ) {
        live.clear();
    }
    if let (Some(k), Some(Operand::Result(n))) = (insn.op.result(), insn.operands.last()) {
        live.remove(number(k, *n));
    }
    for o in &mut insn.operands {
        match o {
            Operand::Value(Value::Reg(k, n)) => {
                live.insert(number(*k, *n));
            }
            Operand::List(l) => {
                for v in l {
                    if let Value::Reg(k, n) = v {
                        live.insert(number(*k, *n));
                    }
                }
            }
            Operand::Label(l) => {
                live.union(&at_label[LabelKey(l.0)]);
            }
            Operand::Switch(cases) => cases.iter().for_each(|(_, l)| {
                live.union(&at_label[LabelKey(l.0)]);
            }),
            Operand::Live(slot) => {
                *slot = Default::default();
                live.iter().for_each(|n| slot[n % 3].push((n / 3) as u16));
            }
            _ => {}
        }
    }
}

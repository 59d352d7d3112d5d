//! Keeps references that are live across a collection in slots of the shadow stack.
//!
//! A variable that is live across an operation that can collect is a *root*. It is stored in its slot
//! before the first such operation it lives across (later ones find it there, brought up to date by the
//! collector), and reloaded where it is next used. Slots are shared by roots that are not live together:
//! colouring in dominance order, which is optimal on SSA form. Where control-flow paths with and without
//! a collection meet, a root gets a block parameter (module `names`). The frame is entered as late as
//! all of that allows, so paths without collections pay nothing (module `frame`).

use crate::analysis::Analysis;
use crate::bits::Bits;
use crate::cfg::{isolate_start, split_edge};
use crate::frame::Frame;
use crate::liveness::Liveness;
use crate::loopsaves;
use crate::names::{self, Name, Names};
use cranelift_entity::SecondaryMap;
use graph::{Block, Const, Exit, Graph, Imm, Op, OpCode, Operand, Var};
use lltype::{LLType, Types};
use std::collections::HashMap;

/// An operation that can collect.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its place in the block.
    pub op: usize,
    /// Numbers of the variables that live across it.
    pub live: Vec<u32>,
}

/// What the parts of this pass share.
pub struct Roots {
    pub live: Liveness,
    pub points: SecondaryMap<Block, Vec<Point>>,
    /// The roots, by number.
    pub set: Bits,
    /// Slot of each root.
    pub slot: Vec<u32>,
    /// Number of slots.
    pub slots: u32,
    /// Roots to be saved at the end of a block, from which a loop is entered.
    pub before_loops: SecondaryMap<Block, Vec<u32>>,
}

/// Inserts shadow-stack operations.
pub fn insert(g: &mut Graph, types: &Types, analysis: &Analysis) {
    if !g.rpo().iter().any(|b| g.blocks[*b].ops.iter().any(|op| analysis.op_collects(op))) {
        return;
    }
    isolate_start(g);
    split_edges_after_collections(g, types, analysis);
    loopsaves::make_room(g, analysis);
    let live = Liveness::new(g, |v| g.vars[v].ty.is_some_and(|t| types.is_gc_ref(t)));
    let mut points: SecondaryMap<Block, Vec<Point>> = SecondaryMap::new();
    let mut set = Bits::new(live.vars.len());
    for b in &live.rpo {
        let mut found = Vec::new();
        live.walk_back(g, *b, |i, after| {
            let op = &g.blocks[*b].ops[i];
            if analysis.op_collects(op) {
                let result = live.number(op.result);
                let across: Vec<u32> = after.iter().filter(|v| Some(*v) != result).map(|v| v as u32).collect();
                across.iter().for_each(|v| set.insert(*v as usize));
                found.push(Point { op: i, live: across });
            }
        });
        found.reverse();
        points[*b] = found;
    }
    if set.is_empty() {
        return;
    }
    let (slot, slots) = color(g, &live, &set);
    let mut roots = Roots { live, points, set, slot, slots, before_loops: SecondaryMap::new() };
    roots.before_loops = loopsaves::find(g, &roots);
    let saved = saved_at_entry(g, &roots);
    let names = names::solve(g, &roots);
    let frame = Frame::new(g, &roots);
    let initialised = frame.initialised_at_entry(g, &roots);
    rewrite(g, &roots, &saved, &names, &frame, &initialised);
    frame.leave(g, roots.slots);
}

/// After an operation that collects and may raise there is no place in its block to reload roots: makes
/// one on each edge that needs it.
fn split_edges_after_collections(g: &mut Graph, types: &Types, analysis: &Analysis) {
    let preds = g.predecessors();
    for b in g.rpo() {
        let data = &g.blocks[b];
        let Exit::Raising { handlers, .. } = &data.exit else { continue };
        let Some(op) = data.ops.last().filter(|op| analysis.op_collects(op)) else { continue };
        let fresh = |v: Var| v == op.result || handlers.iter().any(|h| h.exc == v);
        let needs: Vec<usize> = data
            .exit
            .links()
            .enumerate()
            .filter(|(_, l)| {
                let reload = |v: Var| !fresh(v) && types.is_gc_ref(g.ty(v));
                preds[l.target].len() > 1 || l.args.iter().filter_map(Operand::var).any(reload)
            })
            .map(|(i, _)| i)
            .collect();
        for n in needs {
            split_edge(g, b, n);
        }
    }
}

/// Gives each root a slot; roots that are live together get different ones.
fn color(g: &Graph, live: &Liveness, set: &Bits) -> (Vec<u32>, u32) {
    const NONE: u32 = u32::MAX;
    let mut slot = vec![NONE; live.vars.len()];
    let mut count = 0u32;
    let preds = g.predecessors();
    let root = |v: Var| live.number(v).filter(|i| set.has(*i));
    for b in &live.rpo {
        let data = &g.blocks[*b];
        let mut busy: Vec<bool> = vec![false; count as usize];
        for v in live.live_in[*b].iter().filter(|v| set.has(*v)) {
            busy[slot[v] as usize] = true;
        }
        let mut take = |busy: &mut Vec<bool>, wanted: Option<u32>| {
            let free = |s: u32| !busy.get(s as usize).copied().unwrap_or(false);
            let s = wanted.filter(|s| free(*s)).unwrap_or_else(|| (0..).find(|s| free(*s)).unwrap_or(0));
            count = count.max(s + 1);
            if busy.len() < count as usize {
                busy.resize(count as usize, false);
            }
            busy[s as usize] = true;
            s
        };
        let mut deaths: Vec<(usize, usize)> = Vec::new();
        live.walk_back(g, *b, |i, after| {
            for a in data.ops[i].args.iter().filter_map(|a| root(a.var()?)) {
                if !after.has(a) {
                    deaths.push((i, a));
                }
            }
        });
        for (k, p) in data.params.iter().enumerate() {
            let Some(p) = root(*p) else { continue };
            let wanted = preds[*b].iter().find_map(|q| {
                let links = g.blocks[*q].exit.links();
                let mut args = links.filter(|l| l.target == *b).filter_map(|l| root(l.args[k].var()?));
                args.find(|a| slot[*a] != NONE).map(|a| slot[a])
            });
            slot[p] = take(&mut busy, wanted);
        }
        for (i, op) in data.ops.iter().enumerate() {
            while let Some((_, v)) = deaths.last().copied().filter(|(at, _)| *at == i) {
                deaths.pop();
                if slot[v] != NONE {
                    busy[slot[v] as usize] = false;
                }
            }
            if let Some(r) = root(op.result) {
                let cast = matches!(op.code, OpCode::SameAs | OpCode::CastPointer | OpCode::CastOpaquePtr);
                let wanted = op.args.first().filter(|_| cast).and_then(|a| root(a.var()?)).map(|a| slot[a]);
                slot[r] = take(&mut busy, wanted);
            }
        }
    }
    (slot, count)
}

/// Roots whose slot holds their value at the start of a block, whichever way control came.
fn saved_at_entry(g: &Graph, r: &Roots) -> SecondaryMap<Block, Bits> {
    let n = r.live.vars.len();
    let preds = g.predecessors();
    let mut at: SecondaryMap<Block, Bits> = SecondaryMap::new();
    let mut out: SecondaryMap<Block, Bits> = SecondaryMap::new();
    for b in &r.live.rpo {
        at[*b] = Bits::full(n);
        out[*b] = Bits::full(n);
    }
    let mut changed = true;
    while changed {
        changed = false;
        for b in &r.live.rpo {
            let mut now = if preds[*b].is_empty() { Bits::new(n) } else { r.live.live_in[*b].clone() };
            now.intersect(&r.set);
            for p in &preds[*b] {
                now.intersect(&out[*p]);
            }
            for (k, p) in g.blocks[*b].params.iter().enumerate() {
                let Some(i) = r.root(*p) else { continue };
                let here = |q: &Block| {
                    g.blocks[*q].exit.links().filter(|l| l.target == *b).all(|l| {
                        let arg = l.args[k].var().and_then(|a| r.root(a));
                        arg.is_some_and(|a| r.slot[a] == r.slot[i] && out[*q].has(a))
                    })
                };
                if !preds[*b].is_empty() && preds[*b].iter().all(here) {
                    now.insert(i);
                }
            }
            let mut after = now.clone();
            for p in &r.points[*b] {
                p.live.iter().for_each(|v| after.insert(*v as usize));
            }
            r.before_loops[*b].iter().for_each(|v| after.insert(*v as usize));
            changed |= after != out[*b] || now != at[*b];
            at[*b] = now;
            out[*b] = after;
        }
    }
    at
}

impl Roots {
    /// The number of a variable that is a root.
    pub fn root(&self, v: Var) -> Option<usize> {
        self.live.number(v).filter(|i| self.set.has(*i))
    }
}

/// The rewriting of one block.
struct Rewriter<'a> {
    g: &'a mut Graph,
    r: &'a Roots,
    /// Current name of each root; `None`: only its slot has it. Absent: the variable itself.
    current: HashMap<usize, Option<Var>>,
    ops: Vec<Op>,
}

impl Rewriter<'_> {
    /// The current name of a variable, reloaded if need be.
    fn resolve(&mut self, v: Var) -> Var {
        let Some(i) = self.r.root(v) else { return v };
        match self.current.get(&i) {
            None => v,
            Some(Some(name)) => *name,
            Some(None) => {
                let result = self.g.vars.push(self.g.vars[v].clone());
                self.push(OpCode::GcRestoreRoot, self.r.slot[i], None, result);
                self.current.insert(i, Some(result));
                result
            }
        }
    }

    fn push(&mut self, code: OpCode, slot: u32, arg: Option<Operand>, result: Var) {
        let span = diagnostics::Span::NONE;
        self.ops.push(Op { code, imm: Imm::Index(slot), args: arg.into_iter().collect(), result, span });
    }

    fn save(&mut self, slot: u32, value: Operand) {
        let result = self.g.typed_var(LLType::Void);
        self.push(OpCode::GcSaveRoot, slot, Some(value), result);
    }

    /// Saves roots that are not in their slots yet; the first time in a frame, the other slots get null.
    fn save_all(&mut self, roots: &[u32], in_slot: &mut Bits, inside: bool, valid: &mut bool) {
        for v in roots.iter().map(|v| *v as usize) {
            if !in_slot.has(v) {
                in_slot.insert(v);
                let name = self.resolve(self.r.live.vars[v]);
                self.save(self.r.slot[v], name.into());
            }
        }
        if inside && !std::mem::replace(valid, true) {
            let mut fill = vec![true; self.r.slots as usize];
            roots.iter().for_each(|v| fill[self.r.slot[*v as usize] as usize] = false);
            for s in (0..self.r.slots).filter(|s| fill[*s as usize]) {
                self.save(s, Const::Null(LLType::GcRef).into());
            }
        }
    }

    fn resolve_exit(&mut self, exit: &Exit) {
        let mut used = Vec::new();
        exit.for_each_operand(|a| used.extend(a.var()));
        for v in used {
            self.resolve(v);
        }
    }
}

fn rewrite(
    g: &mut Graph,
    r: &Roots,
    saved: &SecondaryMap<Block, Bits>,
    names: &Names,
    frame: &Frame,
    initialised: &SecondaryMap<Block, bool>,
) {
    // New parameters first: blocks refer to those of their dominators and of their successors.
    let mut params: SecondaryMap<Block, Vec<(usize, Var)>> = SecondaryMap::new();
    for b in &r.live.rpo {
        for (i, _) in names.at_entry[*b].iter().filter(|(_, n)| *n == Name::Param(*b)) {
            let v = g.vars.push(g.vars[r.live.vars[*i as usize]].clone());
            params[*b].push((*i as usize, v));
        }
    }
    let mut restored: HashMap<(Block, usize), Var> = HashMap::new();
    for b in &r.live.rpo {
        let mut current = HashMap::new();
        for (i, name) in &names.at_entry[*b] {
            let i = *i as usize;
            let in_params = |p: Block| params[p].iter().find(|(k, _)| *k == i).map(|(_, v)| *v);
            let now = match name {
                Name::Original => continue,
                Name::Param(p) => Some(in_params(*p).expect("a parameter of a dominator")),
                Name::Restored(p) => Some(restored[&(*p, i)]),
                Name::Stale => None,
            };
            current.insert(i, now);
        }
        let old = std::mem::take(&mut g.blocks[*b].ops);
        let mut exit = std::mem::replace(&mut g.blocks[*b].exit, Exit::Unreachable);
        let enter_at = (frame.head == *b).then(|| frame.enter_position(&r.points[*b], old.len(), &exit));
        let mut inside = frame.inside[*b] && frame.head != *b;
        let mut valid = initialised[*b];
        let mut in_slot = saved[*b].clone();
        let mut points = r.points[*b].iter().peekable();
        let count = old.len();
        let mut w = Rewriter { g, r, current, ops: Vec::with_capacity(count + 8) };
        for (at, mut op) in old.into_iter().enumerate() {
            if enter_at == Some(at) {
                inside = true;
                let result = w.g.typed_var(LLType::Void);
                w.push(OpCode::GcEnterRoots, r.slots, None, result);
            }
            for a in &mut op.args {
                if let Operand::Var(v) = a {
                    *v = w.resolve(*v);
                }
            }
            let point = points.next_if(|p| p.op == at);
            if let Some(p) = point {
                w.save_all(&p.live, &mut in_slot, inside, &mut valid);
            }
            if at + 1 == count && matches!(exit, Exit::Raising { .. }) && point.is_none() {
                w.finish_exit(&exit, names, &params, *b, &mut restored);
            }
            w.ops.push(op);
            if let Some(p) = point {
                for v in &p.live {
                    w.current.insert(*v as usize, None);
                }
            }
        }
        if enter_at == Some(count) {
            let result = w.g.typed_var(LLType::Void);
            w.push(OpCode::GcEnterRoots, r.slots, None, result);
        }
        if !r.before_loops[*b].is_empty() {
            w.save_all(&r.before_loops[*b], &mut in_slot, inside || enter_at == Some(count), &mut valid);
        }
        if !matches!(exit, Exit::Raising { .. }) {
            w.finish_exit(&exit, names, &params, *b, &mut restored);
        } else {
            w.record(*b, &mut restored);
        }
        let mut args = Vec::new();
        for l in exit.links() {
            args.push(params[l.target].iter().map(|(i, _)| w.resolve(r.live.vars[*i])).collect::<Vec<Var>>());
        }
        for (l, more) in exit.links_mut().zip(args) {
            for a in &mut l.args {
                if let Operand::Var(v) = a {
                    *v = w.resolve(*v);
                }
            }
            l.args.extend(more.into_iter().map(Operand::Var));
        }
        match &mut exit {
            Exit::Branch { cond: Operand::Var(v), .. }
            | Exit::Switch { value: Operand::Var(v), .. }
            | Exit::Return(Operand::Var(v))
            | Exit::Raise(Operand::Var(v), _) => *v = w.resolve(*v),
            _ => {}
        }
        let ops = w.ops;
        g.blocks[*b].ops = ops;
        g.blocks[*b].exit = exit;
    }
    for b in &r.live.rpo {
        let new = params[*b].iter().map(|(_, v)| *v);
        g.blocks[*b].params.extend(new);
    }
}

impl Rewriter<'_> {
    /// Reloads what the exit uses, while there still is a place to.
    fn finish_exit(
        &mut self,
        exit: &Exit,
        _names: &Names,
        params: &SecondaryMap<Block, Vec<(usize, Var)>>,
        b: Block,
        restored: &mut HashMap<(Block, usize), Var>,
    ) {
        self.resolve_exit(exit);
        self.record(b, restored);
        for l in exit.links() {
            for (i, _) in &params[l.target] {
                self.resolve(self.r.live.vars[*i]);
            }
        }
    }

    /// Remembers the names that dominated blocks will use.
    fn record(&self, b: Block, restored: &mut HashMap<(Block, usize), Var>) {
        for (i, name) in &self.current {
            if let Some(v) = name {
                restored.insert((b, *i), *v);
            }
        }
    }
}

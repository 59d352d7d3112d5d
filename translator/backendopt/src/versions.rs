//! Loops in two versions: one without the index checks that a few tests before the loop answer for all rounds.
//!
//! For small loops that neither call nor allocate, with one way out, whose index goes up by a fixed step from
//! where the loop starts and is bounded by the test at its head: `i < n`, `i <= n`, or a counter of rounds that goes down to 0.
//! If the first index is not negative and the last is below the length, all checks of that index against that
//! length hold: such rounds run in a copy without them. What fails the tests runs in the loop as it was. (IRCE in LLVM
//! splits the rounds as well; here a check that would fail is rare enough for the whole loop to go the slow way.)

use crate::hoist::preheader;
use crate::quietloops::{quiet_blocks, stops};
use crate::subst::Subst;
use cranelift_entity::SecondaryMap;
use graph::{natural_loops, Block, Const, Dominators, Exit, Graph, Imm, Link, Loop, Op, OpCode, Operand, Var};
use lltype::LLType;
use std::collections::{HashMap, HashSet};

/// Operations of a loop that is copied.
const LARGEST: usize = 60;
/// Checks of a loop; each costs tests before it.
const MOST: usize = 6;

/// Makes second versions. Returns how many checks they are without.
pub fn split_loops(graph: &mut Graph) -> usize {
    let mut count = 0;
    let mut done: HashSet<Block> = HashSet::new();
    loop {
        let dominators = Dominators::new(graph);
        let loops = natural_loops(graph, &dominators);
        let Some(l) = loops.into_iter().rev().find(|l| !done.contains(&l.header)) else { return count };
        done.insert(l.header);
        if let Some((n, copies)) = split(graph, &dominators, &l) {
            count += n;
            // Loops inside that were looked at are not looked at again in the copy.
            let old = |b: Block| b == l.header || done.contains(&b);
            let new: Vec<Block> = copies.into_iter().filter(|(b, _)| old(*b)).map(|(_, new)| new).collect();
            done.extend(new);
        }
    }
}

/// The values of a loop's parameter: at the start, and what is added in each round.
struct Induction {
    start: Operand,
    step: Operand,
}

/// What the test at the head of a loop says of each round.
enum Bound {
    /// The index is below that.
    Below(Var, Operand),
    /// The index is at most that.
    AtMost(Var, Operand),
    /// The loop runs that often at most (a counter that starts there goes down to 0).
    Rounds(Operand),
}

/// A check that the copy is without: the block that ends in it, and whether it goes on if the test is true.
struct Check {
    block: Block,
    index: Var,
    /// Added to the index.
    offset: i64,
    length: Operand,
}

/// How many checks went, and the blocks with their copies.
fn split(graph: &mut Graph, dominators: &Dominators, l: &Loop) -> Option<(usize, Vec<(Block, Block)>)> {
    let blocks = quiet_blocks(graph, dominators, l)?;
    if blocks.iter().map(|b| graph.blocks[*b].ops.len()).sum::<usize>() > LARGEST {
        return None;
    }
    let inside = defined(graph, &blocks);
    let exit = only_exit(graph, l, &blocks)?;
    if exit != l.header {
        return None;
    }
    // Inductions and the bound.
    let [latch] = l.latches[..] else { return None };
    let before = preheader(graph, l);
    let Exit::Goto(first) = graph.blocks[before].exit.clone() else { return None };
    let inductions = inductions(graph, l, latch, &first, &inside)?;
    let bound = bound(graph, l, &inductions, &inside)?;
    let checks: Vec<Check> = blocks
        .iter()
        .filter(|b| **b != l.header)
        .filter_map(|b| check(graph, l, *b, &inside))
        .filter(|c| {
            let Some(i) = inductions.get(&c.index) else { return false };
            match &bound {
                Bound::Below(v, _) | Bound::AtMost(v, _) => *v == c.index,
                Bound::Rounds(_) => i.step == Operand::Const(Const::Int(1)),
            }
        })
        .take(MOST)
        .collect();
    if checks.is_empty() {
        return None;
    }
    close(graph, l, &blocks, &inside, exit);
    let copies = copy(graph, &blocks, &checks);
    let good = tests(graph, before, &checks, &inductions, &bound);
    let target = copies.iter().find(|(b, _)| *b == l.header)?.1;
    let fast = Link { target, args: first.args.clone() };
    graph.blocks[before].exit = Exit::Branch { cond: good, then: fast, els: first };
    Some((checks.len(), copies))
}

fn defined(graph: &Graph, blocks: &[Block]) -> SecondaryMap<Var, bool> {
    let mut inside: SecondaryMap<Var, bool> = SecondaryMap::new();
    for b in blocks {
        let data = &graph.blocks[*b];
        data.params.iter().for_each(|v| inside[*v] = true);
        data.ops.iter().for_each(|op| inside[op.result] = true);
    }
    inside
}

/// The block that leaves the loop, if there is one only, but for checks. No exceptions are handled inside.
fn only_exit(graph: &Graph, l: &Loop, blocks: &[Block]) -> Option<Block> {
    let mut exit = None;
    for b in blocks {
        match &graph.blocks[*b].exit {
            Exit::Goto(_) | Exit::Branch { .. } | Exit::Switch { .. } => {}
            _ => return None,
        }
        for k in graph.blocks[*b].exit.links() {
            if !l.has(k.target) && !stops(graph, k.target) && exit.replace(*b).is_some() {
                return None;
            }
        }
    }
    exit
}

fn operation(graph: &Graph, l: &Loop, v: Var) -> Option<Op> {
    // Loops are small.
    l.body
        .iter()
        .filter(|(_, has)| **has)
        .find_map(|(b, _)| graph.blocks[b].ops.iter().find(|o| o.result == v).cloned())
}

fn steady(a: &Operand, inside: &SecondaryMap<Var, bool>) -> bool {
    a.var().is_none_or(|v| !inside[v])
}

fn inductions(
    graph: &Graph,
    l: &Loop,
    latch: Block,
    first: &Link,
    inside: &SecondaryMap<Var, bool>,
) -> Option<HashMap<Var, Induction>> {
    let mut back = graph.blocks[latch].exit.links().filter(|k| k.target == l.header);
    let (next, None) = (back.next()?, back.next()) else { return None };
    let mut out = HashMap::new();
    for ((p, start), a) in graph.blocks[l.header].params.iter().zip(&first.args).zip(&next.args) {
        if graph.vars[*p].ty != Some(LLType::Signed) {
            continue;
        }
        let Some(op) = a.var().and_then(|v| operation(graph, l, v)) else { continue };
        let step = match (op.code, &op.args[..]) {
            (OpCode::IntAdd, [Operand::Var(v), s]) | (OpCode::IntAdd, [s, Operand::Var(v)])
                if v == p && steady(s, inside) =>
            {
                s.clone()
            }
            (OpCode::IntSub, [Operand::Var(v), Operand::Const(Const::Int(n))]) if v == p && *n > i64::MIN => {
                Const::Int(-n).into()
            }
            _ => continue,
        };
        out.insert(*p, Induction { start: start.clone(), step });
    }
    Some(out)
}

fn bound(
    graph: &Graph,
    l: &Loop,
    inductions: &HashMap<Var, Induction>,
    inside: &SecondaryMap<Var, bool>,
) -> Option<Bound> {
    let Exit::Branch { cond: Operand::Var(cond), then, .. } = &graph.blocks[l.header].exit else { return None };
    if !l.has(then.target) {
        return None;
    }
    let op = graph.blocks[l.header].ops.iter().find(|o| o.result == *cond)?;
    let Some(Operand::Var(v)) = op.args.first() else { return None };
    let i = inductions.get(v)?;
    match (op.code, &op.args[1]) {
        (OpCode::IntLt, n) if steady(n, inside) => Some(Bound::Below(*v, n.clone())),
        (OpCode::IntLe, n) if steady(n, inside) => Some(Bound::AtMost(*v, n.clone())),
        (OpCode::IntGt, Operand::Const(Const::Int(0))) if i.step == Operand::Const(Const::Int(-1)) => {
            Some(Bound::Rounds(i.start.clone()))
        }
        _ => None,
    }
}

/// The check that ends a block: the index as unsigned below the length as unsigned.
fn check(graph: &Graph, l: &Loop, block: Block, inside: &SecondaryMap<Var, bool>) -> Option<Check> {
    let Exit::Branch { cond: Operand::Var(cond), then, els } = &graph.blocks[block].exit else { return None };
    if !l.has(then.target) || !stops(graph, els.target) {
        return None;
    }
    let test = operation(graph, l, *cond).filter(|op| op.code == OpCode::UintLt)?;
    let signed = |a: &Operand| {
        let v = a.var()?;
        let from = |op: &Op| (op.code == OpCode::CastIntToUint).then(|| op.args[0].clone());
        match operation(graph, l, v) {
            Some(op) => from(&op),
            None => graph.blocks.values().flat_map(|b| &b.ops).find(|op| op.result == v).and_then(from),
        }
    };
    let length = match &test.args[1] {
        Operand::Const(Const::Uint(n)) => Const::Int(i64::try_from(*n).ok()?).into(),
        a => signed(a)?,
    };
    if !steady(&length, inside) {
        return None;
    }
    let mut index = signed(&test.args[0])?.var()?;
    let mut offset = 0;
    if let Some(op) = operation(graph, l, index) {
        if let (OpCode::IntAdd, [Operand::Var(v), Operand::Const(Const::Int(n))]) = (op.code, &op.args[..]) {
            // Small, so that no test of it overflows.
            if (0..=1 << 20).contains(n) {
                (index, offset) = (*v, *n);
            }
        }
    }
    Some(Check { block, index, offset, length })
}

/// Makes what the loop defines reach the rest of the graph through parameters of a block behind its exit.
fn close(graph: &mut Graph, l: &Loop, blocks: &[Block], inside: &SecondaryMap<Var, bool>, exit: Block) {
    let fatal: Vec<bool> = graph.blocks[exit].exit.links().map(|k| stops(graph, k.target)).collect();
    let leaves = |k: &Link, fatal: bool| !l.has(k.target) && !fatal;
    let mut used: Vec<Var> = Vec::new();
    let mut see = |a: &Operand| {
        if let Some(v) = a.var().filter(|v| inside[*v] && !used.contains(v)) {
            used.push(v);
        }
    };
    for b in graph.rpo() {
        let data = &graph.blocks[b];
        if !l.has(b) {
            data.ops.iter().flat_map(|op| &op.args).for_each(&mut see);
            data.exit.for_each_operand(&mut see);
        } else if b == exit {
            let out = data.exit.links().zip(&fatal).filter(|(k, fatal)| leaves(k, **fatal));
            out.flat_map(|(k, _)| &k.args).for_each(&mut see);
        }
    }
    let landing = graph.new_block();
    let mut subst = Subst::new();
    for v in &used {
        let fresh = graph.vars.push(graph.vars[*v].clone());
        graph.blocks[landing].params.push(fresh);
        subst.set(*v, Operand::Var(fresh));
    }
    let to = Link::with(landing, used.iter().map(|v| Operand::Var(*v)).collect());
    let mut links = graph.blocks[exit].exit.links_mut().zip(&fatal);
    let old = links.find(|(k, fatal)| leaves(k, **fatal)).map(|(k, _)| std::mem::replace(k, to));
    drop(links);
    if let Some(old) = old {
        graph.blocks[landing].exit = Exit::Goto(old);
    }
    // Uses outside only: the loop's blocks are put aside.
    let kept: Vec<_> = blocks.iter().map(|b| (*b, graph.blocks[*b].clone())).collect();
    subst.apply(graph);
    kept.into_iter().for_each(|(b, data)| graph.blocks[b] = data);
}

/// A copy of the loop without checks: its blocks with their copies.
fn copy(graph: &mut Graph, blocks: &[Block], checks: &[Check]) -> Vec<(Block, Block)> {
    let mut to: SecondaryMap<Block, Option<Block>> = SecondaryMap::new();
    let mut vars: HashMap<Var, Var> = HashMap::new();
    for b in blocks {
        to[*b] = Some(graph.new_block());
        let data = &graph.blocks[*b];
        let defined: Vec<Var> = data.params.iter().copied().chain(data.ops.iter().map(|op| op.result)).collect();
        for v in defined {
            let fresh = graph.vars.push(graph.vars[v].clone());
            vars.insert(v, fresh);
        }
    }
    let renamed = |a: &Operand| match a {
        Operand::Var(v) => Operand::Var(vars.get(v).copied().unwrap_or(*v)),
        Operand::Const(_) => a.clone(),
    };
    for b in blocks {
        let Some(new) = to[*b] else { continue };
        let mut data = graph.blocks[*b].clone();
        if checks.iter().any(|c| c.block == *b) {
            if let Exit::Branch { then, .. } = data.exit {
                data.exit = Exit::Goto(then);
            }
        }
        data.params.iter_mut().for_each(|v| *v = vars.get(v).copied().unwrap_or(*v));
        for op in &mut data.ops {
            op.result = vars.get(&op.result).copied().unwrap_or(op.result);
            op.args.iter_mut().for_each(|a| *a = renamed(a));
        }
        match &mut data.exit {
            Exit::Branch { cond: a, .. } | Exit::Switch { value: a, .. } => *a = renamed(a),
            _ => {}
        }
        for k in data.exit.links_mut() {
            k.args.iter_mut().for_each(|a| *a = renamed(a));
            k.target = to[k.target].unwrap_or(k.target);
        }
        graph.blocks[new] = data;
    }
    blocks.iter().filter_map(|b| Some((*b, to[*b]?))).collect()
}

/// Operations at the end of a block.
struct Tests<'a> {
    graph: &'a mut Graph,
    block: Block,
    made: HashMap<(OpCode, Operand, Operand), Operand>,
    all: Option<Operand>,
}

impl Tests<'_> {
    fn op(&mut self, code: OpCode, a: Operand, b: Operand, ty: LLType) -> Operand {
        let key = (code, a.clone(), b.clone());
        if let Some(v) = self.made.get(&key) {
            return v.clone();
        }
        let span = self.graph.span;
        let v = self.graph.push_op(self.block, code, Imm::None, [a, b].into_iter().collect(), Some(ty), span);
        self.made.insert(key, v.into());
        v.into()
    }

    fn sub(&mut self, a: Operand, b: Operand) -> Operand {
        if b == Operand::Const(Const::Int(0)) {
            return a;
        }
        self.op(OpCode::IntSub, a, b, LLType::Signed)
    }

    /// `a <= b` must hold.
    fn at_most(&mut self, a: Operand, b: Operand) {
        if let (Operand::Const(Const::Int(a)), Operand::Const(Const::Int(b))) = (&a, &b) {
            if a <= b {
                return;
            }
        }
        let known = self.made.len();
        let t = self.op(OpCode::IntLe, a, b, LLType::Bool);
        if known == self.made.len() {
            return;
        }
        let span = self.graph.span;
        let cast = [t].into_iter().collect();
        let t = self.graph.push_op(self.block, OpCode::CastBoolToInt, Imm::None, cast, Some(LLType::Signed), span);
        self.all = Some(match self.all.take() {
            None => t.into(),
            Some(all) => self.op(OpCode::IntAnd, all, t.into(), LLType::Signed),
        });
    }
}

/// The tests that answer the checks, before the loop.
fn tests(
    graph: &mut Graph,
    before: Block,
    checks: &[Check],
    inductions: &HashMap<Var, Induction>,
    bound: &Bound,
) -> Operand {
    let int = |n: i64| Operand::Const(Const::Int(n));
    let mut t = Tests { graph, block: before, made: HashMap::new(), all: None };
    for c in checks {
        let Some(i) = inductions.get(&c.index) else { continue };
        let room = t.sub(c.length.clone(), int(c.offset));
        t.at_most(int(0), i.start.clone());
        match bound {
            Bound::Below(_, n) | Bound::AtMost(_, n) => {
                let above = i64::from(matches!(bound, Bound::AtMost(..)));
                let room = t.sub(room, int(above));
                t.at_most(n.clone(), room);
                if i.step == int(1) {
                    continue;
                }
                // The index goes up and does not wrap around.
                t.at_most(int(1), i.step.clone());
                let most = t.sub(int(i64::MAX), n.clone());
                t.at_most(int(0), n.clone());
                t.at_most(i.step.clone(), most);
            }
            Bound::Rounds(n) => {
                // A length is not negative.
                if (&i.start, c.offset) != (&int(0), 0) {
                    t.at_most(i.start.clone(), room.clone());
                }
                let rest = t.sub(room, i.start.clone());
                t.at_most(n.clone(), rest);
            }
        }
    }
    let all = t.all.take().unwrap_or(int(1));
    let args = [all].into_iter().collect();
    let span = graph.span;
    graph.push_op(before, OpCode::IntIsTrue, Imm::None, args, Some(LLType::Bool), span).into()
}

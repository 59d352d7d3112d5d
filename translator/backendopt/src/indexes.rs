//! Indices that may be negative: the length is added on a path of its own.
//!
//! The rtyper makes `i + ((i >> 63) & n)`, tested against the length `n`: one operation without a branch, which passes can
//! compare and move. Few indices are negative though, and one that is below the length as an unsigned number is not: so
//! the test comes first, on the index as it is, and the others have the length added and are tested again.

use crate::subst::Subst;
use graph::{Block, Const, Dominators, Exit, Graph, Imm, Link, Op, OpCode, Operand, Var};
use lltype::LLType;
use std::collections::HashMap;

/// A test of an index, at the end of a block.
struct Site {
    block: Block,
    /// What may be negative.
    plain: Operand,
    /// What is not.
    index: Var,
    /// That as unsigned.
    unsigned: Var,
    /// The length.
    length: Operand,
    /// The length as unsigned.
    limit: Operand,
    test: Var,
}

/// Puts the tests first. Returns how many there are.
pub fn split_indexes(graph: &mut Graph) -> usize {
    let candidates = candidates(graph);
    if candidates.is_empty() {
        return 0;
    }
    let sites = usable(graph, candidates);
    let mut subst = Subst::new();
    for s in &sites {
        split(graph, s, &mut subst);
    }
    for b in graph.blocks.values_mut() {
        b.ops.retain(|op| !subst.has(op.result));
    }
    subst.apply(graph);
    sites.len()
}

fn candidates(graph: &Graph) -> Vec<Site> {
    let mut defined: HashMap<Var, &Op> = HashMap::new();
    for b in graph.blocks.values() {
        let wanted = |op: &&Op| {
            use OpCode::*;
            matches!(op.code, UintLt | CastIntToUint | IntAdd | IntAnd | IntRShift)
        };
        defined.extend(b.ops.iter().filter(wanted).map(|op| (op.result, op)));
    }
    let op = |a: &Operand, code: OpCode| a.var().and_then(|v| defined.get(&v)).filter(|op| op.code == code);
    let site = |block: Block| {
        let Exit::Branch { cond: cond @ Operand::Var(test), then, els } = &graph.blocks[block].exit else {
            return None;
        };
        let lt = op(cond, OpCode::UintLt)?;
        let unsigned = lt.args[0].var()?;
        let index = op(&lt.args[0], OpCode::CastIntToUint)?.args[0].clone();
        let sum = op(&index, OpCode::IntAdd)?;
        let add = op(&sum.args[1], OpCode::IntAnd)?;
        let sign = op(&add.args[0], OpCode::IntRShift)?;
        let (plain, length) = (sum.args[0].clone(), add.args[1].clone());
        let limit = lt.args[1].clone();
        let same = match (&limit, &length) {
            (Operand::Const(Const::Uint(a)), Operand::Const(Const::Int(b))) => i64::try_from(*a) == Ok(*b),
            (a, b) => op(a, OpCode::CastIntToUint).is_some_and(|c| c.args[0] == *b),
        };
        let negative = sign.args[0] == plain && sign.args[1] == Operand::Const(Const::Int(63));
        (same && negative && then.target != els.target && !then.args.contains(cond)).then_some(())?;
        Some(Site { block, plain, index: index.var()?, unsigned, length, limit, test: *test })
    };
    graph.rpo().into_iter().filter_map(site).collect()
}

/// The sites whose index is used nowhere but behind the test.
fn usable(graph: &Graph, mut sites: Vec<Site>) -> Vec<Site> {
    let dominators = Dominators::new(graph);
    let predecessors = graph.predecessors();
    let target = |s: &Site| match &graph.blocks[s.block].exit {
        Exit::Branch { then, .. } => then.target,
        _ => s.block,
    };
    let mut about: HashMap<Var, usize> = HashMap::new();
    let mut good = vec![true; sites.len()];
    for (i, s) in sites.iter().enumerate() {
        good[i] = predecessors[target(s)].len() == 1;
        // The first of several tests of the same index is the one that decides, if it decides all.
        good[i] &= [s.index, s.unsigned, s.test].iter().all(|v| !about.contains_key(v));
        for v in [s.index, s.unsigned, s.test] {
            about.entry(v).or_insert(i);
        }
    }
    let behind = |s: &Site, b: Block| dominators.dominates(target(s), b);
    for b in graph.rpo() {
        let data = &graph.blocks[b];
        let mut see = |a: &Operand, user: Option<&Op>, link: Option<&Link>| {
            let Some(i) = a.var().and_then(|v| about.get(&v).copied()) else { return };
            let s = &sites[i];
            let own = user.is_some_and(|op| op.result == s.unsigned || op.result == s.test);
            let taken = link.is_some_and(|k| b == s.block && k.target == target(s));
            good[i] &= own || taken || behind(s, b);
        };
        for op in &data.ops {
            op.args.iter().for_each(|a| see(a, Some(op), None));
        }
        for k in data.exit.links() {
            k.args.iter().for_each(|a| see(a, None, Some(k)));
        }
        match &data.exit {
            Exit::Branch { cond, .. }
                if cond.var().and_then(|v| about.get(&v)).is_some_and(|i| sites[*i].block == b) => {}
            Exit::Branch { cond: a, .. } | Exit::Switch { value: a, .. } => see(a, None, None),
            Exit::Return(a) | Exit::Raise(a, _) => see(a, None, None),
            Exit::Goto(_) | Exit::Raising { .. } | Exit::Unreachable => {}
        }
    }
    let mut good = good.into_iter();
    sites.retain(|_| good.next().unwrap_or(false));
    sites
}

fn split(graph: &mut Graph, s: &Site, subst: &mut Subst) {
    let Exit::Branch { then, els, .. } = graph.blocks[s.block].exit.clone() else { return };
    let span = graph.span;
    let [first, second, good] = [s.block, graph.new_block(), graph.new_block()];
    let mut op = |block: Block, code: OpCode, args: &[&Operand], ty: LLType| -> Operand {
        let args = args.iter().map(|a| (*a).clone()).collect();
        graph.push_op(block, code, Imm::None, args, Some(ty), span).into()
    };
    let unsigned = op(first, OpCode::CastIntToUint, &[&s.plain], LLType::Unsigned);
    let test = op(first, OpCode::UintLt, &[&unsigned, &s.limit], LLType::Bool);
    let test = op(first, OpCode::Likely, &[&test], LLType::Bool);
    let sum = op(second, OpCode::IntAdd, &[&s.plain, &s.length], LLType::Signed);
    let unsigned = op(second, OpCode::CastIntToUint, &[&sum], LLType::Unsigned);
    let again = op(second, OpCode::UintLt, &[&unsigned, &s.limit], LLType::Bool);
    let index = graph.vars.push(graph.vars[s.index].clone());
    graph.blocks[good].params.push(index);
    let args = [Operand::Var(index)].into_iter().collect();
    let unsigned = graph.push_op(good, OpCode::CastIntToUint, Imm::None, args, Some(LLType::Unsigned), span);
    graph.blocks[good].exit = Exit::Goto(then);
    let link = |target: Block, a: Operand| Link::with(target, [a].into_iter().collect());
    graph.blocks[second].exit = Exit::Branch { cond: again, then: link(good, sum), els };
    let plain = link(good, s.plain.clone());
    graph.blocks[first].exit = Exit::Branch { cond: test, then: plain, els: Link::with(second, Default::default()) };
    subst.set(s.index, index.into());
    subst.set(s.unsigned, unsigned.into());
    subst.set(s.test, Const::Bool(true).into());
}

//! Loads and lengths that do not change, out of loops that neither call nor allocate.
//!
//! Such a loop changes only the fields that it stores to, so that any other field of an object from outside
//! is read once, before it: the array of a list, the length that an index is compared with. A reference in a
//! register costs nothing there, as nothing can move. (`hoist` treats other loops, more carefully.)
//!
//! An object is read early if the program has looked into it before, or would do so in the first round
//! before anything but a failing check can happen. If that needs a first round, the test at the head of the loop
//! is made before the loop as well, and the loads stand behind it.

use crate::hoist::{looked_into, preheader};
use crate::subst::Subst;
use cranelift_entity::SecondaryMap;
use graph::eval::zero_const;
use graph::{natural_loops, Block, Const, Dominators, Exit, Graph, Imm, Link, Loop, Op, OpCode, Operand, Var};
use lltype::{FieldRef, Types};
use std::collections::{HashMap, HashSet};

/// Operations of the test of a loop that is made twice.
const LONGEST_TEST: usize = 8;

/// Moves loads out of loops. Returns how many it moved.
pub fn hoist_from_quiet_loops(graph: &mut Graph, types: &Types) -> usize {
    let mut count = 0;
    let mut done: HashSet<Block> = HashSet::new();
    loop {
        let dominators = Dominators::new(graph);
        let loops = natural_loops(graph, &dominators);
        let Some(l) = loops.into_iter().rev().find(|l| !done.contains(&l.header)) else { return count };
        done.insert(l.header);
        count += from_loop(graph, types, &dominators, &l);
    }
}

/// What a loop does, as far as it matters here.
struct Round {
    blocks: Vec<Block>,
    inside: SecondaryMap<Var, bool>,
    written: HashSet<FieldRef>,
}

/// `None` if the loop is not quiet.
fn round(graph: &Graph, dominators: &Dominators, l: &Loop) -> Option<Round> {
    use OpCode::*;
    let blocks: Vec<Block> = dominators.rpo().iter().copied().filter(|b| l.has(*b)).collect();
    let mut r = Round { blocks, inside: SecondaryMap::new(), written: HashSet::new() };
    for b in &r.blocks {
        let data = &graph.blocks[*b];
        data.params.iter().for_each(|v| r.inside[*v] = true);
        for op in &data.ops {
            r.inside[op.result] = true;
            let info = op.code.info();
            match (op.code, &op.imm) {
                (SetField, Imm::Field(f)) => {
                    r.written.insert(*f);
                }
                (GetField | GetArrayItem | GetInteriorField | GetArraySize | RawLoad, _) => {}
                (SetArrayItem | SetInteriorField | RawStore, _) => {}
                (IntAddOvf | IntSubOvf | IntMulOvf | KeepAlive | NullCheck | Likely | Unlikely, _) => {}
                _ if info.pure && !info.call => {}
                _ => return None,
            }
        }
        if let Exit::Raising { handlers, .. } = &data.exit {
            handlers.iter().for_each(|h| r.inside[h.exc] = true);
        }
    }
    Some(r)
}

/// The blocks of a loop that neither calls nor allocates.
pub(crate) fn quiet_blocks(graph: &Graph, dominators: &Dominators, l: &Loop) -> Option<Vec<Block>> {
    round(graph, dominators, l).map(|r| r.blocks)
}

/// The first blocks of each round: what stands in them happens unless a check fails, or, behind the
/// header's test, the loop is left. True: behind that test.
fn first_blocks(graph: &Graph, l: &Loop) -> Vec<(Block, bool)> {
    let raises = |b: Block| graph.blocks[b].ops.iter().any(|op| op.code.info().raises);
    if raises(l.header) {
        return Vec::new();
    }
    let mut chain: Vec<(Block, bool)> = vec![(l.header, false)];
    let (mut at, mut behind) = (l.header, false);
    loop {
        let next = match &graph.blocks[at].exit {
            Exit::Goto(k) => k.target,
            Exit::Branch { then, els, .. } => match (l.has(then.target), l.has(els.target)) {
                (true, false) | (false, true) => {
                    let (stay, leave) = if l.has(then.target) { (then, els) } else { (els, then) };
                    if !stops(graph, leave.target) {
                        if at != l.header {
                            return chain;
                        }
                        behind = true;
                    }
                    stay.target
                }
                _ => return chain,
            },
            _ => return chain,
        };
        if !l.has(next) || raises(next) || chain.iter().any(|(b, _)| *b == next) {
            return chain;
        }
        chain.push((next, behind));
        at = next;
    }
}

/// Whether a block only stops the program.
pub(crate) fn stops(graph: &Graph, b: Block) -> bool {
    let data = &graph.blocks[b];
    matches!(data.exit, Exit::Unreachable) && data.ops.iter().all(|op| op.code == OpCode::Fatal)
}

/// A load to be moved: its operation with the object that is there before the loop, and its new result.
struct Moved {
    op: Op,
    /// Only if there is a first round.
    behind: bool,
}

fn from_loop(graph: &mut Graph, types: &Types, dominators: &Dominators, l: &Loop) -> usize {
    let Some(r) = round(graph, dominators, l) else { return 0 };
    let mut found = find(graph, types, dominators, l, &r);
    if found.0.is_empty() {
        return 0;
    }
    let before = preheader(graph, l);
    if !(found.0.iter().any(|m| m.behind) && guard(graph, l, before, &mut found)) {
        // Without the test only what is safe in any case.
        let dropped: HashSet<Var> = found.0.iter().filter(|m| m.behind).map(|m| m.op.result).collect();
        found.0.retain(|m| !m.behind);
        found.1.retain(|_, by| !dropped.contains(by));
        let ops: Vec<Op> = found.0.into_iter().map(|m| m.op).collect();
        graph.blocks[before].ops.extend(ops);
    }
    let moved = found.1;
    let mut subst = Subst::new();
    for b in &r.blocks {
        graph.blocks[*b].ops.retain(|op| match moved.get(&op.result) {
            Some(by) => {
                subst.set(op.result, Operand::Var(*by));
                false
            }
            None => true,
        });
    }
    subst.apply(graph);
    moved.len()
}

/// The loads to be moved, in an order in which they can be made, and what replaces results in the loop.
type Found = (Vec<Moved>, HashMap<Var, Var>);

fn find(graph: &mut Graph, types: &Types, dominators: &Dominators, l: &Loop, r: &Round) -> Found {
    let first: HashMap<Block, bool> = first_blocks(graph, l).into_iter().collect();
    let seen = looked_into(graph, dominators, l.header);
    let mut out: Found = (Vec::new(), HashMap::new());
    let mut known: HashMap<(Var, Option<FieldRef>), (Var, bool)> = HashMap::new();
    // Objects that the new loads look into; and whether only behind the test.
    let mut early: HashMap<Var, bool> = HashMap::new();
    let mut behind_of: HashMap<Var, bool> = HashMap::new();
    for b in &r.blocks {
        if !l.latches.iter().all(|p| dominators.dominates(*b, *p)) {
            continue;
        }
        for i in 0..graph.blocks[*b].ops.len() {
            let op = graph.blocks[*b].ops[i].clone();
            let Some((base, field)) = steady_load(&op, types, &r.written) else { continue };
            // The object as it is called before the loop.
            let base = match out.1.get(&base) {
                Some(v) => *v,
                None if r.inside[base] => continue,
                None => base,
            };
            let late = behind_of.get(&base).copied().unwrap_or(false);
            let place = if seen.contains(&base) {
                Some(false)
            } else {
                match (first.get(b), early.get(&base)) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (None, None) => None,
                }
            };
            let Some(behind) = place.map(|behind| behind || late) else { continue };
            if let Some((v, _)) = known.get(&(base, field)) {
                out.1.insert(op.result, *v);
                continue;
            }
            let result = graph.vars.push(graph.vars[op.result].clone());
            known.insert((base, field), (result, behind));
            behind_of.insert(result, behind);
            early.entry(base).and_modify(|e| *e &= behind).or_insert(behind);
            out.1.insert(op.result, result);
            let args = [Operand::Var(base)].into_iter().collect();
            out.0.push(Moved { op: Op { result, args, ..op }, behind });
        }
    }
    out
}

/// The object, and the field (none: the length), of a load that gives the same in each round.
fn steady_load(op: &Op, types: &Types, written: &HashSet<FieldRef>) -> Option<(Var, Option<FieldRef>)> {
    let base = op.args.first()?.var()?;
    match (op.code, &op.imm) {
        (OpCode::GetField, Imm::Field(f)) => {
            // Memory outside the heap may be anybody's.
            (types.structure_of(f.container).gc && !written.contains(f)).then_some((base, Some(*f)))
        }
        (OpCode::GetArraySize, _) => Some((base, None)),
        _ => None,
    }
}

/// Makes the header's test before the loop, and puts the loads there, behind the test where they must be.
/// False, and nothing changed, if the test cannot be made there.
fn guard(graph: &mut Graph, l: &Loop, before: Block, found: &mut Found) -> bool {
    let Exit::Branch { cond: Operand::Var(cond), then, .. } = &graph.blocks[l.header].exit else { return false };
    let (cond, stay_if_true) = (*cond, l.has(then.target));
    let Exit::Goto(entry) = graph.blocks[before].exit.clone() else { return false };
    let mut now: HashMap<Var, Operand> = HashMap::new();
    for (p, a) in graph.blocks[l.header].params.iter().zip(&entry.args) {
        now.insert(*p, a.clone());
    }
    let early: HashSet<Var> = found.0.iter().filter(|m| !m.behind).map(|m| m.op.result).collect();
    let Some(test) = slice(&graph.blocks[l.header].ops, cond, |v| found.1.get(&v).is_some_and(|w| early.contains(w)))
    else {
        return false;
    };
    let (behind, plain): (Vec<Moved>, Vec<Moved>) = std::mem::take(&mut found.0).into_iter().partition(|m| m.behind);
    graph.blocks[before].ops.extend(plain.into_iter().map(|m| m.op));
    for op in test {
        let result = graph.vars.push(graph.vars[op.result].clone());
        let args = op
            .args
            .iter()
            .map(|a| match a {
                Operand::Var(v) => match (now.get(v), found.1.get(v)) {
                    (Some(by), _) => by.clone(),
                    (None, Some(by)) => Operand::Var(*by),
                    (None, None) => a.clone(),
                },
                Operand::Const(_) => a.clone(),
            })
            .collect();
        now.insert(op.result, Operand::Var(result));
        graph.blocks[before].ops.push(Op { result, args, ..op });
    }
    let test = now.get(&cond).cloned().unwrap_or(Operand::Var(cond));
    let (loads, join) = (graph.new_block(), graph.new_block());
    let mut values = Vec::new();
    let mut zeros = Vec::new();
    for m in behind {
        // Behind the join the result has the name that the loop uses.
        let value = graph.vars.push(graph.vars[m.op.result].clone());
        let ty = graph.ty(m.op.result);
        graph.blocks[join].params.push(m.op.result);
        zeros.push(Operand::Const(zero_const(ty).unwrap_or(Const::Void)));
        values.push((m.op.result, value));
        let args = m
            .op
            .args
            .iter()
            .map(|a| match a {
                Operand::Var(v) => values.iter().find(|(old, _)| old == v).map_or(a.clone(), |(_, new)| (*new).into()),
                Operand::Const(_) => a.clone(),
            })
            .collect();
        graph.blocks[loads].ops.push(Op { result: value, args, ..m.op });
    }
    graph.blocks[loads].exit = Exit::Goto(Link::with(join, values.iter().map(|(_, v)| (*v).into()).collect()));
    graph.blocks[join].exit = Exit::Goto(entry);
    let (round, none) = (Link::to(loads), Link::with(join, zeros));
    let (then, els) = if stay_if_true { (round, none) } else { (none, round) };
    graph.blocks[before].exit = Exit::Branch { cond: test, then, els };
    true
}

/// The pure operations among `ops` that `wanted` is computed by, in order; `given` says what is there before.
fn slice(ops: &[Op], wanted: Var, given: impl Fn(Var) -> bool) -> Option<Vec<Op>> {
    let mut needed: HashSet<Var> = HashSet::from([wanted]);
    let mut out = Vec::new();
    for op in ops.iter().rev() {
        if !needed.contains(&op.result) || given(op.result) {
            continue;
        }
        if !op.code.info().pure || op.code.info().call || out.len() == LONGEST_TEST {
            return None;
        }
        needed.extend(op.args.iter().filter_map(Operand::var));
        out.push(op.clone());
    }
    out.reverse();
    Some(out)
}

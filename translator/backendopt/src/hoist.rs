//! Loads of fields that never change, out of loops.
//!
//! A load is worth moving if every round of the loop makes it, or many places in the loop do: what one
//! rare path reads is better read there than before the loop. An object is only read early if the
//! program has looked into it before, or would do so before anything else happens.

use crate::subst::Subst;
use cranelift_entity::SecondaryMap;
use graph::{natural_loops, Block, Dominators, Exit, Graph, Imm, Link, Loop, Op, OpCode, Operand, Var};
use lltype::{FieldRef, Immutability, Types};
use std::collections::{BTreeMap, HashSet};

/// Places in a loop that make a load worth moving.
const MANY: usize = 4;

/// Moves loads out of loops. Returns how many loads it removed from loops.
pub fn hoist_loads(graph: &mut Graph, types: &Types) -> usize {
    let mut count = 0;
    // What left an inner loop may leave the outer one: inner loops first, found anew after each change.
    let mut done: HashSet<Block> = HashSet::new();
    loop {
        let dominators = Dominators::new(graph);
        let loops = natural_loops(graph, &dominators);
        let Some(l) = loops.into_iter().rev().find(|l| !done.contains(&l.header)) else { return count };
        done.insert(l.header);
        count += from_loop(graph, types, &dominators, &l);
    }
}

fn from_loop(graph: &mut Graph, types: &Types, dominators: &Dominators, l: &Loop) -> usize {
    let blocks: Vec<Block> = dominators.rpo().iter().copied().filter(|b| l.has(*b)).collect();
    let mut inside: SecondaryMap<Var, bool> = SecondaryMap::new();
    let mut written: HashSet<FieldRef> = HashSet::new();
    for b in &blocks {
        graph.blocks[*b].params.iter().for_each(|v| inside[*v] = true);
        for op in &graph.blocks[*b].ops {
            inside[op.result] = true;
            if let (OpCode::SetField, Imm::Field(f)) = (op.code, &op.imm) {
                written.insert(*f);
            }
        }
        if let Exit::Raising { handlers, .. } = &graph.blocks[*b].exit {
            handlers.iter().for_each(|h| inside[h.exc] = true);
        }
    }
    // The loads, with how often each stands in the loop and whether every round makes it.
    let mut found: BTreeMap<(Var, FieldRef), (usize, bool, Op)> = BTreeMap::new();
    let mut early: HashSet<Var> = HashSet::new();
    for b in &blocks {
        let always = l.latches.iter().all(|p| dominators.dominates(*b, *p));
        let mut first = *b == l.header;
        for op in &graph.blocks[*b].ops {
            if let Some((v, f)) = constant_load(op, types) {
                if !inside[v] && !written.contains(&f) {
                    let e = found.entry((v, f)).or_insert_with(|| (0, false, op.clone()));
                    e.0 += 1;
                    e.1 |= always;
                    if first {
                        early.insert(v);
                    }
                }
            }
            first &= op.code.info().pure || reads(op.code);
        }
    }
    found.retain(|_, (n, always, _)| *always || *n >= MANY);
    if found.is_empty() {
        return 0;
    }
    let seen = looked_into(graph, dominators, l.header);
    found.retain(|(v, _), _| early.contains(v) || seen.contains(v));
    if found.is_empty() {
        return 0;
    }
    let before = preheader(graph, l);
    let mut subst = Subst::new();
    let mut moved: BTreeMap<(Var, FieldRef), Var> = BTreeMap::new();
    for (k, (_, _, op)) in found {
        let result = graph.vars.push(graph.vars[op.result].clone());
        moved.insert(k, result);
        graph.blocks[before].ops.push(Op { result, ..op });
    }
    let mut count = 0;
    for b in blocks {
        graph.blocks[b].ops.retain(|op| {
            let by = constant_load(op, types).and_then(|k| moved.get(&k));
            if let Some(by) = by {
                subst.set(op.result, Operand::Var(*by));
                count += 1;
            }
            by.is_none()
        });
    }
    subst.apply(graph);
    count
}

/// The variable and the field of a load whose result never changes.
fn constant_load(op: &Op, types: &Types) -> Option<(Var, FieldRef)> {
    let (OpCode::GetField, Imm::Field(f)) = (op.code, &op.imm) else { return None };
    let fixed = matches!(types.field(*f).immutable, Immutability::Immutable | Immutability::ImmutableArray);
    fixed.then_some(())?;
    Some((op.args[0].var()?, *f))
}

fn reads(code: OpCode) -> bool {
    use OpCode::*;
    matches!(code, GetField | GetArrayItem | GetInteriorField | NullCheck)
}

/// Variables that refer to objects which every way to the block has looked into.
pub(crate) fn looked_into(graph: &Graph, dominators: &Dominators, block: Block) -> HashSet<Var> {
    let mut seen = HashSet::new();
    let mut at = block;
    while let Some(b) = dominators.immediate(at) {
        for op in &graph.blocks[b].ops {
            if reads(op.code) || matches!(op.code, OpCode::SetField | OpCode::SetArrayItem | OpCode::GetArraySize) {
                seen.extend(op.args[0].var());
            }
            if matches!(op.code, OpCode::Malloc | OpCode::MallocVarsize) {
                seen.insert(op.result);
            }
        }
        at = b;
    }
    seen
}

/// The block before the loop, from which alone it is entered; made if there is none.
pub(crate) fn preheader(graph: &mut Graph, l: &Loop) -> Block {
    let header = l.header;
    let outside: Vec<Block> = graph.predecessors()[header].iter().copied().filter(|p| !l.has(*p)).collect();
    if let [p] = outside[..] {
        if matches!(graph.blocks[p].exit, Exit::Goto(_)) {
            return p;
        }
    }
    let new = graph.new_block();
    let params: Vec<Var> = graph.blocks[header].params.clone();
    let fresh: Vec<Var> = params.iter().map(|p| graph.vars.push(graph.vars[*p].clone())).collect();
    for p in outside {
        for link in graph.blocks[p].exit.links_mut().filter(|k| k.target == header) {
            link.target = new;
        }
    }
    if graph.start == header {
        graph.start = new;
    }
    graph.blocks[new].params = fresh.clone();
    graph.blocks[new].exit = Exit::Goto(Link::with(header, fresh.into_iter().map(Operand::Var).collect()));
    new
}

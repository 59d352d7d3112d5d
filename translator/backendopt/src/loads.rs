//! Loads of what was just loaded or stored, and pure operations computed before.
//!
//! Knowledge of memory follows all ways into a block but those round loops: what is the same on each of them, or what
//! a parameter of the block is on each of them, is known there. Calls that only look are loads too. Pure
//! operations are shared wherever the first one dominates.

use crate::analysis::{array_type, Analysis, Place};
use crate::quiet::{Quiet, Reads};
use crate::subst::Subst;
use cranelift_entity::SecondaryMap;
use graph::{Args, Block, Const, Dominators, Exit, Graph, GraphId, Imm, Link, Op, OpCode, Operand, Program, Var};
use lltype::{FieldRef, Immutability, LLType, Types};
use std::collections::HashMap;
use std::rc::Rc;

/// Loads remembered at a time.
const MOST: usize = 128;
/// Ways into a block whose knowledge is compared.
const WAYS: usize = 8;

/// What the pass must know of the program around a graph.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The types.
    pub types: &'a Types,
    /// What calls can do; without it they can do anything.
    pub effects: Option<(&'a Program, &'a Analysis)>,
    /// The graphs that only look.
    pub quiet: Option<&'a Quiet>,
}

/// Removes redundant loads and pure operations. Returns how many.
pub fn remove_redundant(graph: &mut Graph, around: Around<'_>) -> usize {
    let n = redundant_loads(graph, around);
    n + common_subexpressions(graph)
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Loaded {
    Field(Operand, FieldRef),
    Item(Operand, Operand),
    Interior(Operand, Operand, FieldRef),
    /// The arguments are without one that follows from the others.
    Call {
        callee: GraphId,
        args: Args,
        last_follows: bool,
    },
}

/// Where a value comes from.
#[derive(Clone)]
enum Source {
    Place(Place),
    Places(Reads),
}

impl Source {
    fn any(&self, mut is: impl FnMut(Place) -> bool) -> bool {
        match self {
            Source::Place(p) => is(*p),
            Source::Places(list) => list.iter().any(|p| is(*p)),
        }
    }
}

#[derive(Clone)]
struct Entry {
    source: Source,
    /// Never changes again once read.
    immutable: bool,
    value: Operand,
}

type Known = HashMap<Loaded, Entry>;

fn key(op: &Op) -> Option<Loaded> {
    Some(match (op.code, &op.imm) {
        (OpCode::GetField | OpCode::SetField, Imm::Field(f)) => Loaded::Field(op.args[0].clone(), *f),
        (OpCode::GetArrayItem | OpCode::SetArrayItem, _) => Loaded::Item(op.args[0].clone(), op.args[1].clone()),
        (OpCode::GetInteriorField | OpCode::SetInteriorField, Imm::Field(f)) => {
            Loaded::Interior(op.args[0].clone(), op.args[1].clone(), *f)
        }
        _ => return None,
    })
}

fn place_of(graph: &Graph, types: &Types, op: &Op) -> Option<(Place, bool)> {
    match op.imm {
        Imm::Field(f) => {
            let how = types.field(f).immutable;
            Some((Place::Field(f), matches!(how, Immutability::Immutable | Immutability::ImmutableArray)))
        }
        _ => {
            let c = array_type(graph, &op.args[0])?;
            // Items that never change once initialised (strings) may be seen while they are filled.
            Some((Place::Items(c), false))
        }
    }
}

/// Is it a field of a structure outside the heap, which others may write to at any time?
fn anybodys(types: &Types, op: &Op) -> bool {
    matches!((op.code, &op.imm), (OpCode::GetField, Imm::Field(f)) if !types.structure_of(f.container).gc)
}

fn redundant_loads(graph: &mut Graph, around: Around<'_>) -> usize {
    let preds = graph.predecessors();
    let mut subst = Subst::new();
    let mut count = 0;
    let mut ends: SecondaryMap<Block, Option<Rc<Known>>> = SecondaryMap::new();
    for b in graph.rpo() {
        let mut known: Known = match preds[b].as_slice() {
            [p] => ends[*p].as_deref().cloned().unwrap_or_default(),
            ways => common(graph, b, ways, &ends, &subst),
        };
        let mut ops = std::mem::take(&mut graph.blocks[b].ops);
        let tested = match &graph.blocks[b].exit {
            Exit::Raising { .. } => ops.last().map(|op| op.result),
            _ => None,
        };
        ops.retain_mut(|op| {
            for a in &mut op.args {
                if matches!(a, Operand::Var(v) if subst.has(*v)) {
                    *a = subst.resolve(a);
                }
            }
            match op.code {
                OpCode::GetField | OpCode::GetArrayItem | OpCode::GetInteriorField => {
                    let (Some(k), Some((place, immutable))) = (key(op), place_of(graph, around.types, op)) else {
                        return true;
                    };
                    if let Some(e) = known.get(&k) {
                        subst.set(op.result, e.value.clone());
                        count += 1;
                        return false;
                    }
                    if known.len() < MOST && (immutable || !anybodys(around.types, op)) {
                        known.insert(k, Entry { source: Source::Place(place), immutable, value: op.result.into() });
                    }
                }
                OpCode::DirectCall if Some(op.result) != tested && looks(op, around).is_some() => {
                    let Some((k, reads)) = looks(op, around) else { return true };
                    if let Some(e) = known.get(&k) {
                        subst.set(op.result, e.value.clone());
                        count += 1;
                        return false;
                    }
                    if known.len() < MOST {
                        let source = Source::Places(reads.clone());
                        known.insert(k, Entry { source, immutable: false, value: op.result.into() });
                    }
                }
                OpCode::SetField | OpCode::SetArrayItem | OpCode::SetInteriorField => {
                    let (Some(k), Some((place, _))) = (key(op), place_of(graph, around.types, op)) else {
                        known.clear();
                        return true;
                    };
                    known.retain(|_, e| !e.source.any(|p| p == place));
                    if let Some(value) = op.args.last().filter(|_| known.len() < MOST) {
                        // Objects under construction may be stored to once more.
                        let source = Source::Place(place);
                        known.insert(k, Entry { source, immutable: false, value: value.clone() });
                    }
                }
                _ => forget(graph, around, op, &mut known),
            }
            true
        });
        graph.blocks[b].ops = ops;
        if !known.is_empty() {
            ends[b] = Some(Rc::new(known));
        }
    }
    subst.apply(graph);
    count
}

/// What is known at the start of a block with several ways in.
fn common(
    graph: &Graph,
    block: Block,
    ways: &[Block],
    ends: &SecondaryMap<Block, Option<Rc<Known>>>,
    subst: &Subst,
) -> Known {
    let mut from: Vec<(&Known, &Link)> = Vec::new();
    for p in ways {
        let Some(known) = ends[*p].as_deref() else { return Known::new() };
        for link in graph.blocks[*p].exit.links().filter(|l| l.target == block) {
            from.push((known, link));
        }
    }
    let Some((least, _)) = from.iter().min_by_key(|(known, _)| known.len()).filter(|_| from.len() <= WAYS) else {
        return Known::new();
    };
    let value_at = |k: &Loaded| -> Option<Operand> {
        let values: Vec<&Operand> = from.iter().map(|(known, _)| Some(&known.get(k)?.value)).collect::<Option<_>>()?;
        if values.windows(2).all(|w| w[0] == w[1]) {
            return Some(values[0].clone());
        }
        let is = |n: usize| from.iter().zip(&values).all(|((_, link), v)| subst.resolve(&link.args[n]) == **v);
        let params = &graph.blocks[block].params;
        (0..params.len()).find(|n| is(*n)).map(|n| params[n].into())
    };
    let mut known = Known::new();
    for (k, e) in *least {
        if let Some(value) = value_at(k) {
            let immutable = from.iter().all(|(known, _)| known[k].immutable);
            known.insert(k.clone(), Entry { source: e.source.clone(), immutable, value });
        }
    }
    known
}

/// A call that only looks.
fn looks<'a>(op: &Op, around: Around<'a>) -> Option<(Loaded, &'a Reads)> {
    let Some(Const::Func(g)) = op.callee() else { return None };
    let (reads, last_follows) = around.quiet?.get(*g)?;
    let mut args: Args = op.args[1..].iter().cloned().collect();
    if last_follows {
        args.pop();
    }
    Some((Loaded::Call { callee: *g, args, last_follows }, reads))
}

/// Drops what an operation other than a plain store may change.
fn forget(graph: &Graph, around: Around<'_>, op: &Op, known: &mut Known) {
    use OpCode::*;
    if known.is_empty() {
        return;
    }
    if op.code.info().call {
        match around.effects {
            Some((program, analysis)) => {
                let writes = |p: Place| analysis.op_writes(program, graph, op, p);
                let keeps = match (op.callee(), around.quiet) {
                    (Some(Const::Func(g)), Some(quiet)) => quiet.keeps_answers(*g),
                    _ => false,
                };
                let kept = |k: &Loaded| keeps && matches!(k, Loaded::Call { last_follows: true, .. });
                known.retain(|k, e| e.immutable || kept(k) || !e.source.any(writes));
            }
            None => known.retain(|_, e| e.immutable),
        }
        return;
    }
    match op.code {
        ArrayCopy | ArrayClear => {
            // Items may be structures: their fields change with them.
            known.retain(|k, _| matches!(k, Loaded::Field(..)));
        }
        // Finalizers may run.
        GcCollect | RawStore | JitForceVirtualizable | JitForceQuasiImmutable | JitMarker => known.clear(),
        ShrinkArray => known.retain(|k, _| matches!(k, Loaded::Field(..))),
        _ => {}
    }
}

type Expression = (OpCode, Imm, Args, Option<LLType>);

fn shareable(op: &Op) -> bool {
    use OpCode::*;
    // Casts cost nothing; sharing them over blocks would only keep more references alive.
    op.code.info().pure
        && !op.args.is_empty()
        && !matches!(
            op.code,
            SameAs | CastPointer | CastOpaquePtr | CastIntToPtr | CastAdrToPtr | JitIsVirtual | JitIsConstant
        )
}

fn common_subexpressions(graph: &mut Graph) -> usize {
    let dominators = Dominators::new(graph);
    let mut children: SecondaryMap<Block, Vec<Block>> = SecondaryMap::new();
    for b in dominators.rpo() {
        if let Some(d) = dominators.immediate(*b) {
            children[d].push(*b);
        }
    }
    let mut subst = Subst::new();
    let mut count = 0;
    let mut seen: HashMap<Expression, Var> = HashMap::new();
    // Depth first; the expressions of a block are forgotten when its subtree is done.
    enum Step {
        Enter(Block),
        Leave(Vec<Expression>),
    }
    let mut stack = vec![Step::Enter(graph.start)];
    while let Some(step) = stack.pop() {
        let b = match step {
            Step::Leave(list) => {
                list.iter().for_each(|e| {
                    seen.remove(e);
                });
                continue;
            }
            Step::Enter(b) => b,
        };
        let mut added = Vec::new();
        let mut ops = std::mem::take(&mut graph.blocks[b].ops);
        ops.retain_mut(|op| {
            for a in &mut op.args {
                if matches!(a, Operand::Var(v) if subst.has(*v)) {
                    *a = subst.resolve(a);
                }
            }
            if !shareable(op) {
                return true;
            }
            let e = (op.code, op.imm.clone(), op.args.clone(), graph.vars[op.result].ty);
            if let Some(v) = seen.get(&e) {
                subst.set(op.result, Operand::Var(*v));
                count += 1;
                return false;
            }
            seen.insert(e.clone(), op.result);
            added.push(e);
            true
        });
        graph.blocks[b].ops = ops;
        stack.push(Step::Leave(added));
        stack.extend(children[b].iter().rev().map(|c| Step::Enter(*c)));
    }
    subst.apply(graph);
    count
}

//! Tests of references for `None` that need not be made.
//!
//! The rtyper tests a reference that may be `None` wherever the program uses it as an object (`null_check`), so that such a
//! use stops the program even if nothing comes of what it reads. A test goes if every way to it has tested the reference
//! before, stored into the object, made it, or branched on it being there.

use cranelift_entity::SecondaryMap;
use graph::{Block, Const, Dominators, Exit, Graph, GraphId, Op, OpCode, Operand, Program, Var};
use std::collections::{HashMap, HashSet};

/// Removes tests. Returns how many.
pub fn remove_null_checks(graph: &mut Graph) -> usize {
    if !graph.blocks.values().any(|b| b.ops.iter().any(|op| op.code == OpCode::NullCheck)) {
        return 0;
    }
    let dominators = Dominators::new(graph);
    let rpo: Vec<Block> = dominators.rpo().to_vec();
    let origin = Origins::new(graph, &rpo);
    let preds = graph.predecessors();
    let mut children: SecondaryMap<Block, Vec<Block>> = SecondaryMap::new();
    for b in &rpo {
        if let Some(d) = dominators.immediate(*b) {
            children[d].push(*b);
        }
    }
    enum Step {
        Enter(Block),
        Leave(Vec<Var>),
    }
    let mut known: HashSet<Var> = HashSet::new();
    let mut count = 0;
    let mut stack = vec![Step::Enter(graph.start)];
    while let Some(step) = stack.pop() {
        let b = match step {
            Step::Leave(list) => {
                list.iter().for_each(|v| {
                    known.remove(v);
                });
                continue;
            }
            Step::Enter(b) => b,
        };
        let mut added = Vec::new();
        let mut learn = |v: Option<Var>, known: &mut HashSet<Var>| {
            if let Some(v) = v.filter(|v| known.insert(*v)) {
                added.push(v);
            }
        };
        if let [p] = preds[b].as_slice() {
            learn(origin.tested(graph, *p, b), &mut known);
        }
        graph.blocks[b].ops.retain(|op| {
            let object = match op.code {
                OpCode::NullCheck | OpCode::SetField | OpCode::SetArrayItem | OpCode::SetInteriorField => &op.args[0],
                _ => return true,
            };
            let at = match object {
                Operand::Var(v) => origin.of(*v),
                Operand::Const(Const::Null(_)) => return true,
                Operand::Const(_) => None,
            };
            let needless = op.code == OpCode::NullCheck && at.is_none_or(|v| known.contains(&v));
            count += usize::from(needless);
            learn(at, &mut known);
            !needless
        });
        stack.push(Step::Leave(added));
        stack.extend(children[b].iter().rev().map(|c| Step::Enter(*c)));
    }
    count
}

/// The arguments, by number, that graphs look into before anything else, so that it shows: what they
/// read decides where they go.
pub type Tested = HashSet<(GraphId, usize)>;

/// The arguments that graphs look into first.
pub fn tested_arguments(program: &Program) -> Tested {
    let mut tested = Tested::new();
    for (id, graph) in program.graphs.iter() {
        let data = &graph.blocks[graph.start];
        // What the block's exit depends on.
        let mut deciding: HashSet<Var> = HashSet::new();
        if let Exit::Branch { cond: Operand::Var(v), .. } | Exit::Switch { value: Operand::Var(v), .. } = &data.exit {
            deciding.insert(*v);
        }
        for op in data.ops.iter().rev() {
            if op.code.info().pure && op.args.len() == 1 && deciding.contains(&op.result) {
                deciding.extend(op.args[0].var());
            }
        }
        let mut arguments: HashMap<Var, usize> = data.params.iter().enumerate().map(|(i, v)| (*v, i)).collect();
        for op in &data.ops {
            let argument = op.args.first().and_then(Operand::var).and_then(|v| arguments.get(&v).copied());
            match (op.code, argument) {
                (OpCode::CastPointer | OpCode::SameAs, Some(i)) => {
                    arguments.insert(op.result, i);
                }
                (OpCode::NullCheck, Some(i)) => {
                    tested.insert((id, i));
                }
                (OpCode::GetField, Some(i)) if deciding.contains(&op.result) => {
                    tested.insert((id, i));
                }
                _ if quiet(op) => {}
                _ => break,
            }
        }
    }
    tested
}

/// Removes tests right before calls of functions that look into the reference first. Returns how many.
pub fn remove_before_calls(graph: &mut Graph, tested: &Tested) -> usize {
    let mut count = 0;
    for b in graph.rpo() {
        let data = &mut graph.blocks[b];
        for i in (0..data.ops.len()).rev() {
            if data.ops[i].code == OpCode::NullCheck && called_next(&data.ops[i..], tested) {
                data.ops.remove(i);
                count += 1;
            }
        }
    }
    count
}

/// Whether the test that comes first is followed by a call that makes it.
fn called_next(ops: &[Op], tested: &Tested) -> bool {
    let mut same = vec![ops[0].args[0].clone()];
    for op in &ops[1..] {
        match (op.code, op.callee()) {
            (OpCode::CastPointer | OpCode::SameAs, _) if same.contains(&op.args[0]) => same.push(op.result.into()),
            (OpCode::DirectCall, Some(Const::Func(g))) => {
                return op.args[1..].iter().enumerate().any(|(k, a)| same.contains(a) && tested.contains(&(*g, k)));
            }
            _ if quiet(op) => {}
            _ => return false,
        }
    }
    false
}

/// Whether nothing shows of an operation but its result.
fn quiet(op: &Op) -> bool {
    let info = op.code.info();
    (info.pure || info.reads) && !info.collects && !info.raises
}

/// Where references come from, through casts.
struct Origins {
    from: SecondaryMap<Var, Option<Var>>,
    /// Made here, or prebuilt.
    made: HashSet<Var>,
    /// Truth values that say whether a reference is there, and what they are if it is.
    tests: SecondaryMap<Var, Option<(Var, bool)>>,
}

impl Origins {
    fn new(graph: &Graph, rpo: &[Block]) -> Origins {
        use OpCode::*;
        let mut o = Origins { from: SecondaryMap::new(), made: HashSet::new(), tests: SecondaryMap::new() };
        for b in rpo {
            for op in &graph.blocks[*b].ops {
                match (op.code, op.args.first()) {
                    (CastPointer | SameAs | CastOpaquePtr, Some(Operand::Var(v))) => o.from[op.result] = Some(*v),
                    (CastPointer | SameAs | CastOpaquePtr, Some(Operand::Const(c))) if !matches!(c, Const::Null(_)) => {
                        o.made.insert(op.result);
                    }
                    (Malloc | MallocVarsize, _) => {
                        o.made.insert(op.result);
                    }
                    (PtrNonZero, Some(Operand::Var(v))) => o.tests[op.result] = Some((*v, true)),
                    (PtrIsZero, Some(Operand::Var(v))) => o.tests[op.result] = Some((*v, false)),
                    (Likely | Unlikely, Some(Operand::Var(v))) => o.tests[op.result] = o.tests[*v],
                    (BoolNot, Some(Operand::Var(v))) => o.tests[op.result] = o.tests[*v].map(|(v, t)| (v, !t)),
                    _ => {}
                }
            }
        }
        o
    }

    /// The reference that a variable is; `None` if it is known to be there.
    fn of(&self, mut v: Var) -> Option<Var> {
        while let Some(from) = self.from[v] {
            v = from;
        }
        (!self.made.contains(&v)).then_some(v)
    }

    /// The reference that is there if block `b` is entered from `p`.
    fn tested(&self, graph: &Graph, p: Block, b: Block) -> Option<Var> {
        let Exit::Branch { cond: Operand::Var(cond), then, els } = &graph.blocks[p].exit else { return None };
        let (v, there) = self.tests[*cond]?;
        let link = if there { then } else { els };
        (link.target == b && then.target != els.target).then(|| self.of(v)).flatten()
    }
}

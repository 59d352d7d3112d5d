//! Dead code, copies, constant branches, straight-line blocks: what every other pass leaves behind.

use crate::subst::Subst;
use cranelift_entity::{EntitySet, SecondaryMap};
use graph::{Block, Const, Exit, Graph, Link, OpCode, Operand, Program, Var};

/// Rounds after which cleaning stops even if something still changes.
const MAX_ROUNDS: usize = 20;

/// What the pass must know of the program around a graph.
#[derive(Clone, Copy)]
pub struct Externs<'a>(pub &'a cranelift_entity::PrimaryMap<graph::ExternId, graph::Extern>);

impl<'a> From<&'a Program> for Externs<'a> {
    fn from(p: &'a Program) -> Externs<'a> {
        Externs(&p.externs)
    }
}

/// Cleans a low-level graph up. Returns whether it changed.
pub fn cleanup(graph: &mut Graph, externs: Externs<'_>) -> bool {
    let mut ever = false;
    for _ in 0..MAX_ROUNDS {
        let mut changed = fold_exits(graph, externs);
        changed |= propagate_copies(graph);
        changed |= thread_jumps(graph);
        changed |= merge_blocks(graph);
        changed |= remove_dead(graph, externs);
        if !changed {
            break;
        }
        ever = true;
    }
    if ever {
        drop_unreachable(graph);
    }
    ever
}

/// Empties unreachable blocks.
pub fn drop_unreachable(graph: &mut Graph) {
    let mut reachable = EntitySet::with_capacity(graph.blocks.len());
    graph.rpo().into_iter().for_each(|b| {
        reachable.insert(b);
    });
    for (b, data) in graph.blocks.iter_mut() {
        if !reachable.contains(b) {
            data.params = Vec::new();
            data.ops = Vec::new();
            data.exit = Exit::Unreachable;
        }
    }
}

/// Whether the last operation under a raising exit can raise at all.
fn may_raise(op: &graph::Op, externs: Externs<'_>) -> bool {
    match op.callee() {
        // Functions of the run-time library do not raise.
        Some(Const::Extern(x)) => op.code != OpCode::DirectCall || !externs.0.is_valid(*x),
        _ => op.code.info().raises,
    }
}

/// The only link an exit can take, when its value is constant.
fn constant_link(exit: &Exit, value: &Const) -> Option<Link> {
    match (exit, value) {
        (Exit::Branch { then, els, .. }, Const::Bool(b)) => Some(if *b { then.clone() } else { els.clone() }),
        (Exit::Switch { cases, default, .. }, c) => {
            cases.iter().find(|(k, _)| k == c).map(|(_, l)| l.clone()).or_else(|| default.clone())
        }
        _ => None,
    }
}

fn fold_exits(graph: &mut Graph, externs: Externs<'_>) -> bool {
    // Where truth values come from, to see through negations.
    let mut negated: SecondaryMap<Var, Option<Operand>> = SecondaryMap::new();
    let rpo = graph.rpo();
    for b in &rpo {
        for op in &graph.blocks[*b].ops {
            if op.code == OpCode::BoolNot {
                negated[op.result] = Some(op.args[0].clone());
            }
        }
    }
    let mut changed = false;
    for b in rpo {
        let data = &mut graph.blocks[b];
        if let Exit::Branch { cond: Operand::Var(v), .. } = &data.exit {
            if let Some(inner) = &negated[*v] {
                let inner = inner.clone();
                if let Exit::Branch { cond, then, els } = &mut data.exit {
                    *cond = inner;
                    std::mem::swap(then, els);
                    changed = true;
                }
            }
        }
        let new = match &data.exit {
            Exit::Branch { cond: Operand::Const(c), .. } | Exit::Switch { value: Operand::Const(c), .. } => {
                constant_link(&data.exit, c)
            }
            Exit::Branch { then, els, .. } if then == els => Some(then.clone()),
            Exit::Switch { cases, default: Some(d), .. } if cases.iter().all(|(_, l)| l == d) => Some(d.clone()),
            Exit::Raising { normal, handlers } => {
                let raises = data.ops.last().is_some_and(|op| may_raise(op, externs));
                (handlers.is_empty() || !raises).then(|| normal.clone())
            }
            _ => None,
        };
        if let Some(link) = new {
            data.exit = Exit::Goto(link);
            changed = true;
        }
    }
    changed
}

fn propagate_copies(graph: &mut Graph) -> bool {
    let rpo = graph.rpo();
    let mut subst = Subst::new();
    for b in &rpo {
        for op in &graph.blocks[*b].ops {
            let copy = match op.code {
                OpCode::SameAs => true,
                OpCode::CastPointer | OpCode::CastOpaquePtr => match &op.args[0] {
                    Operand::Var(v) => graph.vars[*v].ty == graph.vars[op.result].ty,
                    Operand::Const(_) => false,
                },
                _ => false,
            };
            if copy {
                subst.set(op.result, op.args[0].clone());
            }
        }
    }
    // Parameters that are given the same value by every link. An exception variable exists on
    // its link only, so it needs its parameter.
    let mut exceptions: EntitySet<Var> = EntitySet::with_capacity(graph.vars.len());
    for b in &rpo {
        if let Exit::Raising { handlers, .. } = &graph.blocks[*b].exit {
            handlers.iter().for_each(|h| {
                exceptions.insert(h.exc);
            });
        }
    }
    let mut incoming: SecondaryMap<Block, Vec<(Block, usize)>> = SecondaryMap::new();
    for b in &rpo {
        for (i, l) in graph.blocks[*b].exit.links().enumerate() {
            incoming[l.target].push((*b, i));
        }
    }
    let mut again = true;
    while again {
        again = false;
        for b in rpo.iter().filter(|b| **b != graph.start) {
            for (i, p) in graph.blocks[*b].params.iter().enumerate() {
                if subst.has(*p) {
                    continue;
                }
                let mut only: Option<Operand> = None;
                let same = incoming[*b].iter().all(|(from, n)| {
                    let link = link_number(&graph.blocks[*from].exit, *n);
                    let a = subst.resolve(&link.args[i]);
                    if a == Operand::Var(*p) {
                        return true;
                    }
                    match &only {
                        None => {
                            only = Some(a);
                            true
                        }
                        Some(o) => *o == a,
                    }
                });
                match only {
                    Some(Operand::Var(v)) if exceptions.contains(v) => {}
                    Some(a) if same => {
                        subst.set(*p, a);
                        again = true;
                    }
                    _ => {}
                }
            }
        }
    }
    if subst.is_empty() {
        return false;
    }
    subst.apply(graph);
    for b in &rpo {
        graph.blocks[*b].ops.retain(|op| !subst.has(op.result));
    }
    let drop: SecondaryMap<Block, Vec<bool>> = {
        let mut drop = SecondaryMap::new();
        for b in rpo.iter().filter(|b| **b != graph.start) {
            drop[*b] = graph.blocks[*b].params.iter().map(|p| subst.has(*p)).collect();
        }
        drop
    };
    remove_params(graph, &drop);
    true
}

fn link_number(exit: &Exit, n: usize) -> &Link {
    match (exit, n) {
        (Exit::Goto(l), _) | (Exit::Branch { then: l, .. }, 0) | (Exit::Branch { els: l, .. }, _) => l,
        (Exit::Switch { cases, .. }, n) if n < cases.len() => &cases[n].1,
        (Exit::Switch { default: Some(l), .. }, _) | (Exit::Raising { normal: l, .. }, 0) => l,
        (Exit::Raising { handlers, .. }, n) => &handlers[n - 1].link,
        (Exit::Switch { default: None, .. } | Exit::Return(_) | Exit::Raise(..) | Exit::Unreachable, _) => {
            unreachable!("links are counted by their own exit")
        }
    }
}

/// Removes the marked parameters of blocks, and the arguments that links have for them.
pub(crate) fn remove_params(graph: &mut Graph, drop: &SecondaryMap<Block, Vec<bool>>) {
    for b in graph.rpo() {
        let data = &mut graph.blocks[b];
        for l in data.exit.links_mut() {
            keep_unmarked(&mut l.args, &drop[l.target]);
        }
        keep_unmarked(&mut data.params, &drop[b]);
    }
}

fn keep_unmarked<T>(list: &mut Vec<T>, marks: &[bool]) {
    if marks.contains(&true) {
        let mut i = 0;
        list.retain(|_| {
            i += 1;
            !marks[i - 1]
        });
    }
}

/// Lets links skip blocks that only jump on, and blocks that only test a value the link knows.
fn thread_jumps(graph: &mut Graph) -> bool {
    let rpo = graph.rpo();
    // Parameters used in another block than their own keep it in place.
    let mut home: SecondaryMap<Var, Option<Block>> = SecondaryMap::new();
    let mut candidates: SecondaryMap<Block, bool> = SecondaryMap::new();
    let mut any = false;
    for b in &rpo {
        let data = &graph.blocks[*b];
        let jumps = matches!(data.exit, Exit::Goto(_) | Exit::Branch { .. } | Exit::Switch { .. });
        if data.ops.is_empty() && *b != graph.start && jumps {
            candidates[*b] = true;
            any = true;
            data.params.iter().for_each(|p| home[*p] = Some(*b));
        }
    }
    if !any {
        return false;
    }
    for b in &rpo {
        let data = &graph.blocks[*b];
        let mut used = |a: &Operand| {
            if let Operand::Var(v) = a {
                if let Some(h) = home[*v].filter(|h| h != b) {
                    candidates[h] = false;
                }
            }
        };
        data.ops.iter().flat_map(|op| &op.args).for_each(&mut used);
        data.exit.for_each_operand(&mut used);
    }
    let mut changed = false;
    for b in rpo {
        let mut exit = std::mem::replace(&mut graph.blocks[b].exit, Exit::Unreachable);
        for l in exit.links_mut() {
            // Bounded: blocks that jump in a circle lead nowhere.
            for _ in 0..8 {
                if l.target == b || !candidates[l.target] {
                    break;
                }
                match skip(&graph.blocks[l.target], l) {
                    Some(next) if next.target != l.target => {
                        *l = next;
                        changed = true;
                    }
                    _ => break,
                }
            }
        }
        graph.blocks[b].exit = exit;
    }
    changed
}

fn skip(through: &graph::BlockData, link: &Link) -> Option<Link> {
    let value = |a: &Operand| match a {
        Operand::Var(v) => match through.params.iter().position(|p| p == v) {
            Some(i) => link.args[i].clone(),
            None => a.clone(),
        },
        Operand::Const(_) => a.clone(),
    };
    let next = match &through.exit {
        Exit::Goto(next) => next.clone(),
        Exit::Branch { cond: v, .. } | Exit::Switch { value: v, .. } => {
            constant_link(&through.exit, value(v).constant()?)?
        }
        _ => return None,
    };
    Some(Link { target: next.target, args: next.args.iter().map(value).collect() })
}

/// Joins a block with the one it jumps to when nothing else leads there.
fn merge_blocks(graph: &mut Graph) -> bool {
    let rpo = graph.rpo();
    let mut links: SecondaryMap<Block, u32> = SecondaryMap::new();
    for b in &rpo {
        graph.blocks[*b].exit.links().for_each(|l| links[l.target] += 1);
    }
    let mut gone: EntitySet<Block> = EntitySet::with_capacity(graph.blocks.len());
    let mut subst = Subst::new();
    for b in rpo {
        if gone.contains(b) {
            continue;
        }
        while let Exit::Goto(l) = &graph.blocks[b].exit {
            let target = l.target;
            if target == b || target == graph.start || links[target] != 1 {
                break;
            }
            let Exit::Goto(l) = std::mem::replace(&mut graph.blocks[b].exit, Exit::Unreachable) else { break };
            let empty = graph::BlockData { params: Vec::new(), ops: Vec::new(), exit: Exit::Unreachable };
            let next = std::mem::replace(&mut graph.blocks[target], empty);
            for (p, a) in next.params.into_iter().zip(l.args) {
                subst.set(p, a);
            }
            gone.insert(target);
            let data = &mut graph.blocks[b];
            data.ops.extend(next.ops);
            data.exit = next.exit;
        }
    }
    subst.apply(graph);
    !gone.is_empty()
}

/// Removes operations without effect whose results are not needed, and parameters nobody reads.
pub(crate) fn remove_dead(graph: &mut Graph, externs: Externs<'_>) -> bool {
    let rpo = graph.rpo();
    let removable = |op: &graph::Op| {
        let info = op.code.info();
        info.pure
            || (info.reads && !info.collects)
            || (op.code == OpCode::DirectCall
                && matches!(op.callee(), Some(Const::Extern(x)) if externs.0.get(*x).is_some_and(|x| x.pure)))
    };
    let mut needed: EntitySet<Var> = EntitySet::with_capacity(graph.vars.len());
    let mut work: Vec<Var> = Vec::new();
    // Where the values of variables come from: the operation, or the arguments of links.
    let mut sources: SecondaryMap<Var, Vec<Var>> = SecondaryMap::new();
    for b in &rpo {
        let data = &graph.blocks[*b];
        let tested = matches!(data.exit, Exit::Raising { .. });
        for (i, op) in data.ops.iter().enumerate() {
            let vars = op.args.iter().filter_map(Operand::var);
            if removable(op) && !(tested && i + 1 == data.ops.len()) {
                sources[op.result].extend(vars);
            } else {
                work.extend(vars);
            }
        }
        match &data.exit {
            Exit::Branch { cond: a, .. } | Exit::Switch { value: a, .. } | Exit::Return(a) | Exit::Raise(a, _) => {
                work.extend(a.var());
            }
            Exit::Goto(_) | Exit::Raising { .. } | Exit::Unreachable => {}
        }
        for l in data.exit.links() {
            for (p, a) in graph.blocks[l.target].params.iter().zip(&l.args) {
                if let Operand::Var(v) = a {
                    sources[*p].push(*v);
                }
            }
        }
    }
    while let Some(v) = work.pop() {
        if needed.insert(v) {
            work.extend(&sources[v]);
        }
    }
    let mut changed = false;
    let mut drop: SecondaryMap<Block, Vec<bool>> = SecondaryMap::new();
    for b in &rpo {
        let start = *b == graph.start;
        let data = &mut graph.blocks[*b];
        let tested = matches!(data.exit, Exit::Raising { .. });
        let n = data.ops.len();
        let mut i = 0;
        data.ops.retain(|op| {
            i += 1;
            needed.contains(op.result) || !removable(op) || (tested && i == n)
        });
        changed |= data.ops.len() != n;
        if !start && data.params.iter().any(|p| !needed.contains(*p)) {
            drop[*b] = data.params.iter().map(|p| !needed.contains(*p)).collect();
            changed = true;
        }
    }
    if changed {
        remove_params(graph, &drop);
    }
    changed
}

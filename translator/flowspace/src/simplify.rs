//! Clean-up of a freshly built graph: empty blocks, straight lines, parameters and operations that
//! serve nothing.
//!
//! Dead parameters must go before annotation: a variable that is never read again may hold values
//! of different types where paths meet.

use cranelift_entity::{EntitySet, SecondaryMap};
use graph::{Block, Const, Exit, Graph, Imm, Link, Op, OpCode, Operand, Var};
use std::collections::{HashMap, HashSet};

/// Simplifies a high-level graph until nothing changes.
pub fn simplify(graph: &mut Graph) {
    loop {
        let mut changed = fold_exits(graph);
        changed |= skip_empty_blocks(graph);
        changed |= merge_lines(graph);
        changed |= remove_equal_params(graph);
        changed |= remove_dead(graph);
        if !changed {
            return;
        }
    }
}

/// The truth of a constant that needs no look at the host.
fn truth(value: &Operand) -> Option<bool> {
    match value.constant()? {
        Const::None => Some(false),
        Const::Bool(value) => Some(*value),
        Const::Int(value) => Some(*value != 0),
        Const::Float(value) => Some(value.get() != 0.0),
        Const::Str(text) => Some(!text.is_empty()),
        _ => None,
    }
}

/// Branches on constants, and branches that lead to one place.
fn fold_exits(graph: &mut Graph) -> bool {
    let mut changed = false;
    for block in graph.rpo() {
        let exit = &mut graph.blocks[block].exit;
        let Exit::Branch { cond, then, els } = exit else { continue };
        let link = match truth(cond) {
            Some(true) => then.clone(),
            Some(false) => els.clone(),
            None if then == els => then.clone(),
            None => continue,
        };
        *exit = Exit::Goto(link);
        changed = true;
    }
    changed
}

/// Applies a substitution whose right sides may be substituted themselves.
fn substitute(graph: &mut Graph, map: &HashMap<Var, Operand>) {
    if map.is_empty() {
        return;
    }
    graph.replace_uses(|var| {
        let mut value = map.get(&var)?;
        while let Some(next) = value.var().and_then(|var| map.get(&var)) {
            value = next;
        }
        Some(value.clone())
    });
}

/// Blocks that use each parameter of a block other than in that block's own exit.
fn used_elsewhere(graph: &Graph) -> EntitySet<Var> {
    let mut owner: SecondaryMap<Var, Option<Block>> = SecondaryMap::new();
    let blocks = graph.rpo();
    for block in &blocks {
        for param in &graph.blocks[*block].params {
            owner[*param] = Some(*block);
        }
    }
    let mut used = EntitySet::with_capacity(graph.vars.len());
    for block in &blocks {
        let data = &graph.blocks[*block];
        for arg in data.ops.iter().flat_map(|op| &op.args) {
            used.extend(arg.var());
        }
        data.exit.for_each_operand(|arg| {
            if let Some(var) = arg.var() {
                if owner[var] != Some(*block) {
                    used.insert(var);
                }
            }
        });
    }
    used
}

/// Jumps past blocks that only jump on.
fn skip_empty_blocks(graph: &mut Graph) -> bool {
    let used = used_elsewhere(graph);
    let mut changed = false;
    for block in graph.rpo() {
        let mut exit = std::mem::replace(&mut graph.blocks[block].exit, Exit::Unreachable);
        for link in exit.links_mut() {
            let mut hops = 0;
            while let Some(next) = forwarded(graph, link, block, &used) {
                *link = next;
                changed = true;
                hops += 1;
                if hops > 100 {
                    break;
                }
            }
        }
        graph.blocks[block].exit = exit;
    }
    changed
}

fn forwarded(graph: &Graph, link: &Link, from: Block, used: &EntitySet<Var>) -> Option<Link> {
    if link.target == from || link.target == graph.start {
        return None;
    }
    let data = &graph.blocks[link.target];
    let next = match &data.exit {
        Exit::Goto(next) => next,
        // A branch on a parameter that is constant for this jump.
        Exit::Branch { cond, then, els } => {
            let at = data.params.iter().position(|param| Some(*param) == cond.var())?;
            if truth(&link.args[at])? {
                then
            } else {
                els
            }
        }
        _ => return None,
    };
    let kept = !data.ops.is_empty() || data.params.iter().any(|param| used.contains(*param));
    if kept || next.target == link.target {
        return None;
    }
    let args = next
        .args
        .iter()
        .map(|arg| match arg.var().and_then(|v| data.params.iter().position(|p| *p == v)) {
            Some(at) => link.args[at].clone(),
            None => arg.clone(),
        })
        .collect();
    Some(Link::with(next.target, args))
}

/// Joins a block to the only one that jumps to it.
fn merge_lines(graph: &mut Graph) -> bool {
    let mut entries: SecondaryMap<Block, u32> = SecondaryMap::new();
    let blocks = graph.rpo();
    for block in &blocks {
        for next in graph.successors(*block) {
            entries[next] += 1;
        }
    }
    let mut map = HashMap::new();
    let mut gone: EntitySet<Block> = EntitySet::with_capacity(graph.blocks.len());
    for block in blocks {
        if gone.contains(block) {
            continue;
        }
        while let Exit::Goto(link) = &graph.blocks[block].exit {
            let next = link.target;
            if next == block || next == graph.start || entries[next] != 1 {
                break;
            }
            let args = link.args.clone();
            let params = std::mem::take(&mut graph.blocks[next].params);
            map.extend(params.into_iter().zip(args));
            let ops = std::mem::take(&mut graph.blocks[next].ops);
            let exit = std::mem::replace(&mut graph.blocks[next].exit, Exit::Unreachable);
            graph.blocks[block].ops.extend(ops);
            graph.blocks[block].exit = exit;
            gone.insert(next);
        }
    }
    substitute(graph, &map);
    !map.is_empty() || !gone.is_empty()
}

/// Variables that only the links of handlers may mention.
fn handler_vars(graph: &Graph) -> EntitySet<Var> {
    let mut out = EntitySet::with_capacity(graph.vars.len());
    for block in graph.rpo() {
        if let Exit::Raising { handlers, .. } = &graph.blocks[block].exit {
            out.extend(handlers.iter().map(|handler| handler.exc));
        }
    }
    out
}

/// Parameters that always get the same value.
fn remove_equal_params(graph: &mut Graph) -> bool {
    let local = handler_vars(graph);
    let mut incoming: SecondaryMap<Block, Vec<Link>> = SecondaryMap::new();
    let blocks = graph.rpo();
    for block in &blocks {
        for link in graph.blocks[*block].exit.links() {
            incoming[link.target].push(link.clone());
        }
    }
    let mut map: HashMap<Var, Operand> = HashMap::new();
    for block in &blocks {
        if *block == graph.start {
            continue;
        }
        for (at, param) in graph.blocks[*block].params.iter().enumerate() {
            let mut only: Option<&Operand> = None;
            let mut equal = true;
            for arg in incoming[*block].iter().map(|link| &link.args[at]) {
                if arg.var() == Some(*param) || only == Some(arg) {
                    continue;
                }
                if only.is_some() {
                    equal = false;
                    break;
                }
                only = Some(arg);
            }
            let Some(value) = only.filter(|_| equal) else { continue };
            // One substitution at a time for variables that are substituted themselves.
            let free = value.var().is_none_or(|var| !local.contains(var) && !map.contains_key(&var));
            if free {
                map.insert(*param, value.clone());
            }
        }
    }
    let gone = |var: &Var| map.contains_key(var);
    remove_params(graph, &gone);
    substitute(graph, &map);
    !map.is_empty()
}

/// Removes parameters and the arguments for them.
fn remove_params(graph: &mut Graph, gone: &dyn Fn(&Var) -> bool) {
    let mut kept: SecondaryMap<Block, Option<Vec<bool>>> = SecondaryMap::new();
    let blocks = graph.rpo();
    for block in &blocks {
        let params = &mut graph.blocks[*block].params;
        if params.iter().any(gone) && *block != graph.start {
            kept[*block] = Some(params.iter().map(|param| !gone(param)).collect());
            params.retain(|param| !gone(param));
        }
    }
    for block in blocks {
        for link in graph.blocks[block].exit.links_mut() {
            if let Some(kept) = &kept[link.target] {
                let mut flags = kept.iter();
                link.args.retain(|_| flags.next().copied().unwrap_or(true));
            }
        }
    }
}

/// May an operation go if its result is not used?
fn removable(code: OpCode) -> bool {
    use OpCode as O;
    matches!(code, O::NewTuple | O::NewList | O::Is | O::Not | O::SameAs)
}

/// The variables whose values are used in the end. `saved` says of operations that only keep a value
/// for later (true) or read a kept one (false) under which name they do.
fn live_variables(graph: &Graph, saved: &dyn Fn(&Op) -> Option<(Imm, bool)>) -> EntitySet<Var> {
    let mut feeds: SecondaryMap<Var, Vec<Var>> = SecondaryMap::new();
    let mut kept: HashMap<Imm, Vec<Var>> = HashMap::new();
    let mut readers: Vec<(Var, Imm)> = Vec::new();
    let mut pending: Vec<Var> = graph.args().to_vec();
    for block in graph.rpo() {
        let data = &graph.blocks[block];
        for op in &data.ops {
            match saved(op) {
                Some((name, true)) => {
                    kept.entry(name).or_default().extend(op.args.iter().skip(1).filter_map(Operand::var));
                }
                Some((name, false)) => readers.push((op.result, name)),
                None if removable(op.code) => {
                    feeds[op.result].extend(op.args.iter().filter_map(Operand::var));
                }
                None => pending.extend(op.args.iter().filter_map(Operand::var)),
            }
        }
        match &data.exit {
            Exit::Branch { cond: value, .. }
            | Exit::Switch { value, .. }
            | Exit::Return(value)
            | Exit::Raise(value, _) => pending.extend(value.var()),
            Exit::Goto(_) | Exit::Raising { .. } | Exit::Unreachable => {}
        }
        for link in data.exit.links() {
            for (arg, param) in link.args.iter().zip(&graph.blocks[link.target].params) {
                feeds[*param].extend(arg.var());
            }
        }
    }
    for (result, name) in readers {
        feeds[result].extend(kept.get(&name).into_iter().flatten().copied());
    }
    let mut live: EntitySet<Var> = EntitySet::with_capacity(graph.vars.len());
    while let Some(var) = pending.pop() {
        if live.insert(var) {
            pending.extend(feeds[var].iter().copied());
        }
    }
    live
}

/// Parameters and operations whose values nobody uses.
fn remove_dead(graph: &mut Graph) -> bool {
    let live = live_variables(graph, &|_| None);
    let mut changed = false;
    for block in graph.rpo() {
        changed |= graph.blocks[block].params.iter().any(|param| !live.contains(*param));
        let ops = &mut graph.blocks[block].ops;
        let before = ops.len();
        ops.retain(|op| !removable(op.code) || live.contains(op.result));
        changed |= ops.len() != before;
    }
    remove_params(graph, &|var| !live.contains(*var));
    changed
}

/// Removes what a generator keeps for later but never uses after it is read again.
pub(crate) fn remove_unused_saves(graph: &mut Graph, saved: &dyn Fn(&Op) -> Option<(Imm, bool)>) {
    let live = live_variables(graph, saved);
    let blocks = graph.rpo();
    let mut read: HashSet<Imm> = HashSet::new();
    for block in &blocks {
        graph.blocks[*block].ops.retain(|op| match saved(op) {
            Some((name, false)) => {
                let used = live.contains(op.result);
                if used {
                    read.insert(name);
                }
                used
            }
            _ => true,
        });
    }
    for block in &blocks {
        graph.blocks[*block].ops.retain(|op| match saved(op) {
            Some((name, true)) => read.contains(&name),
            _ => true,
        });
    }
    // Parameters that only fed what is gone are dead now, and with them nothing else.
    remove_params(graph, &|var| !live.contains(*var));
    simplify(graph);
}

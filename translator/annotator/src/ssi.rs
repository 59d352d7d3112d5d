//! Prepares a graph for annotation: variables that are tested get a new name in every block they
//! reach, so that each branch can know more about them (static single information form).
//!
//! The inverse, [`remove_trivial_params`], runs when annotation is complete.

use cranelift_entity::{EntitySet, SecondaryMap};
use graph::{Block, Const, Exit, Graph, HostObj, Imm, Op, OpCode, Operand, Var};
use std::collections::HashMap;

/// Makes every branch test an explicit truth value, and renames tested variables per block.
/// `is_test` knows the host's `isinstance`, `type` and the like.
pub(crate) fn prepare(graph: &mut Graph, is_test: &dyn Fn(HostObj) -> bool) {
    let order = graph.rpo();
    explicit_truth(graph, &order);
    let tested = tested_vars(graph, &order, is_test);
    if !tested.is_empty() {
        rename_per_block(graph, &order, &tested);
    }
}

/// Blocks that use a variable without defining it, by variable.
pub(crate) type FarUses = HashMap<Var, Vec<Block>>;

/// Where variables are used outside the block that defines them.
pub(crate) fn far_uses(graph: &Graph) -> FarUses {
    let mut out = FarUses::new();
    for b in graph.rpo() {
        let data = &graph.blocks[b];
        let mut own: EntitySet<Var> = EntitySet::new();
        own.extend(data.params.iter().copied().chain(data.ops.iter().map(|op| op.result)));
        if let Exit::Raising { handlers, .. } = &data.exit {
            own.extend(handlers.iter().map(|h| h.exc));
        }
        let mut see = |a: &Operand| {
            if let Operand::Var(v) = a {
                if !own.contains(*v) {
                    let blocks = out.entry(*v).or_default();
                    if blocks.last() != Some(&b) {
                        blocks.push(b);
                    }
                }
            }
        };
        data.ops.iter().flat_map(|op| &op.args).for_each(&mut see);
        data.exit.for_each_operand(&mut see);
    }
    out
}

fn gives_bool(code: OpCode) -> bool {
    use OpCode::*;
    matches!(code, Lt | Le | Eq | Ne | Gt | Ge | Is | Contains | Not | Bool)
}

fn explicit_truth(graph: &mut Graph, order: &[Block]) {
    let mut bools: EntitySet<Var> = EntitySet::new();
    for b in order {
        for op in &graph.blocks[*b].ops {
            if gives_bool(op.code) {
                bools.insert(op.result);
            }
        }
    }
    for b in order {
        let Exit::Branch { cond: Operand::Var(v), .. } = &graph.blocks[*b].exit else { continue };
        let v = *v;
        if bools.contains(v) {
            continue;
        }
        let span = graph.blocks[*b].ops.last().map_or(graph.span, |op| op.span);
        let truth = graph.push_op(*b, OpCode::Bool, Imm::None, [Operand::Var(v)].into_iter().collect(), None, span);
        if let Exit::Branch { cond, .. } = &mut graph.blocks[*b].exit {
            *cond = Operand::Var(truth);
        }
    }
}

fn tested_vars(graph: &Graph, order: &[Block], is_test: &dyn Fn(HostObj) -> bool) -> Vec<Var> {
    use OpCode::*;
    let mut seen = EntitySet::new();
    let mut list = Vec::new();
    let mut add = |a: &Operand| {
        if let Operand::Var(v) = a {
            if seen.insert(*v) {
                list.push(*v);
            }
        }
    };
    for b in order {
        for op in &graph.blocks[*b].ops {
            let Op { code, args, imm, .. } = op;
            match code {
                Lt | Le | Eq | Ne | Gt | Ge | Is | Not | Bool => {
                    args.iter().for_each(&mut add);
                    // A condition kept in a variable carries its facts with it.
                    add(&Operand::Var(op.result));
                }
                SimpleCall => {
                    if let Some(Operand::Const(Const::Host(h))) = args.first() {
                        if is_test(*h) {
                            args.iter().skip(1).take(1).for_each(&mut add);
                            add(&Operand::Var(op.result));
                        }
                    }
                }
                GetAttr if matches!(imm, Imm::Name(n) if &**n == "__class__") => {
                    args.iter().for_each(&mut add);
                    add(&Operand::Var(op.result));
                }
                _ => {}
            }
        }
        if let Exit::Branch { cond, .. } = &graph.blocks[*b].exit {
            add(cond);
        }
    }
    list
}

fn rename_per_block(graph: &mut Graph, order: &[Block], tested: &[Var]) {
    let mut wanted: EntitySet<Var> = EntitySet::new();
    tested.iter().for_each(|v| {
        wanted.insert(*v);
    });
    // Where each is defined and used before being defined, then liveness.
    let mut live: SecondaryMap<Block, Vec<Var>> = SecondaryMap::new();
    let mut defs: SecondaryMap<Block, Vec<Var>> = SecondaryMap::new();
    for b in order {
        let data = &graph.blocks[*b];
        let mut own: Vec<Var> = data.params.iter().filter(|v| wanted.contains(**v)).copied().collect();
        let mut used = Vec::new();
        let mut note = |a: &Operand, own: &[Var]| {
            if let Operand::Var(v) = a {
                if wanted.contains(*v) && !own.contains(v) && !used.contains(v) {
                    used.push(*v);
                }
            }
        };
        for op in &data.ops {
            op.args.iter().for_each(|a| note(a, &own));
            if wanted.contains(op.result) {
                own.push(op.result);
            }
        }
        if let Exit::Raising { handlers, .. } = &data.exit {
            own.extend(handlers.iter().map(|h| h.exc).filter(|v| wanted.contains(*v)));
        }
        data.exit.for_each_operand(|a| note(a, &own));
        live[*b] = used;
        defs[*b] = own;
    }
    let mut changed = true;
    while changed {
        changed = false;
        for b in order.iter().rev() {
            for s in graph.successors(*b) {
                let incoming = live[s].clone();
                for v in incoming {
                    if !defs[*b].contains(&v) && !live[*b].contains(&v) {
                        live[*b].push(v);
                        changed = true;
                    }
                }
            }
        }
    }
    let mut names: HashMap<(Block, Var), Var> = HashMap::new();
    for b in order {
        for i in 0..live[*b].len() {
            let v = live[*b][i];
            let name = graph.vars[v].name.clone();
            let new = graph.add_param(*b, name, None);
            names.insert((*b, v), new);
        }
    }
    for b in order {
        let rename = |a: &mut Operand| {
            if let Operand::Var(v) = a {
                if let Some(new) = names.get(&(*b, *v)) {
                    *a = Operand::Var(*new);
                }
            }
        };
        let data = &mut graph.blocks[*b];
        for op in &mut data.ops {
            op.args.iter_mut().for_each(rename);
        }
        data.exit.for_each_operand_mut(rename);
        for l in data.exit.links_mut() {
            for v in &live[l.target] {
                let here = names.get(&(*b, *v)).copied().unwrap_or(*v);
                l.args.push(Operand::Var(here));
            }
        }
    }
}

/// Removes block parameters that always receive the same variable and know no more than it.
/// `same` compares what is known.
pub(crate) fn remove_trivial_params(graph: &mut Graph, same: &dyn Fn(Var, &Operand) -> bool) {
    loop {
        let order = graph.rpo();
        // What each parameter receives: nothing yet, one operand, or several.
        let mut incoming: HashMap<Var, Option<Operand>> = HashMap::new();
        // Exceptions are visible in the links of their handlers only.
        let mut caught: EntitySet<Var> = EntitySet::new();
        for b in &order {
            if let Exit::Raising { handlers, .. } = &graph.blocks[*b].exit {
                caught.extend(handlers.iter().map(|h| h.exc));
            }
            for l in graph.blocks[*b].exit.links() {
                for (p, a) in graph.blocks[l.target].params.iter().zip(&l.args) {
                    if a.var() == Some(*p) {
                        continue;
                    }
                    match incoming.get(p) {
                        None => {
                            incoming.insert(*p, Some(a.clone()));
                        }
                        Some(Some(known)) if known != a => {
                            incoming.insert(*p, None);
                        }
                        Some(_) => {}
                    }
                }
            }
        }
        let mut map: HashMap<Var, Operand> = HashMap::new();
        for b in &order {
            if *b == graph.start {
                continue;
            }
            for p in graph.blocks[*b].params.clone() {
                if let Some(Some(a)) = incoming.get(&p) {
                    if same(p, a) && !a.var().is_some_and(|v| caught.contains(v)) {
                        map.insert(p, a.clone());
                    }
                }
            }
        }
        if map.is_empty() {
            return;
        }
        for b in &order {
            let targets: Vec<Block> = graph.successors(*b);
            let dropped: Vec<Vec<bool>> =
                targets.iter().map(|t| graph.blocks[*t].params.iter().map(|p| map.contains_key(p)).collect()).collect();
            for (l, dropped) in graph.blocks[*b].exit.links_mut().zip(dropped) {
                let mut keep = dropped.iter().map(|d| !d);
                l.args.retain(|_| keep.next().unwrap_or(true));
            }
        }
        for b in &order {
            graph.blocks[*b].params.retain(|p| !map.contains_key(p));
        }
        graph.replace_uses(|v| {
            let mut a = map.get(&v)?;
            // A chain of removed parameters ends, as each receives from outside its cycle.
            let mut steps = 0;
            while let Some(next) = a.var().and_then(|v| map.get(&v)) {
                a = next;
                steps += 1;
                if steps > map.len() {
                    return None;
                }
            }
            Some(a.clone())
        });
    }
}

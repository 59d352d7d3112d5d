//! Distribution of graphs over units of code.

use cranelift_entity::{EntitySet, SecondaryMap};
use gctransform::Reachable;
use graph::{Const, Graph, GraphId, Operand, Program};

/// About how many operations a unit has, if nobody asks for a number of units.
const UNIT_OPS: usize = 12_000;

/// Which graph goes where.
pub struct Plan {
    /// Graphs of each unit, in order of emission.
    pub units: Vec<Vec<GraphId>>,
    /// Graphs that other units refer to (also: data).
    pub shared: EntitySet<GraphId>,
}

/// Cuts a depth-first order of the call graph into pieces of equal weight: callees are near callers.
pub fn plan(program: &Program, live: &Reachable, wanted: usize) -> Plan {
    let mut order = Vec::new();
    let mut seen: EntitySet<GraphId> = EntitySet::with_capacity(program.graphs.len());
    let roots = program.entry.into_iter().chain(Reachable::members(&live.graphs));
    for root in roots {
        walk(program, root, &mut seen, &mut order);
    }
    let weight = |g: &GraphId| program.graphs[*g].blocks.values().map(|b| b.ops.len() + 2).sum::<usize>();
    let total: usize = order.iter().map(weight).sum();
    let count = if wanted > 0 { wanted } else { (total / UNIT_OPS + 1).min(64) };
    let share = total.div_ceil(count).max(1);
    let mut units: Vec<Vec<GraphId>> = vec![Vec::new()];
    let mut filled = 0;
    for g in order {
        if filled >= share {
            units.push(Vec::new());
            filled = 0;
        }
        filled += weight(&g);
        units.last_mut().expect("there is one").push(g);
    }
    let mut unit_of: SecondaryMap<GraphId, usize> = SecondaryMap::with_default(usize::MAX);
    for (i, unit) in units.iter().enumerate() {
        unit.iter().for_each(|g| unit_of[*g] = i);
    }
    let mut shared: EntitySet<GraphId> = EntitySet::with_capacity(program.graphs.len());
    shared.extend(program.entry);
    Reachable::members(&live.address_taken).for_each(|g| {
        shared.insert(g);
    });
    for (i, unit) in units.iter().enumerate() {
        for g in unit {
            for_each_graph(&program.graphs[*g], |t| {
                if unit_of[t] != i {
                    shared.insert(t);
                }
            });
        }
    }
    Plan { units, shared }
}

fn walk(program: &Program, root: GraphId, seen: &mut EntitySet<GraphId>, order: &mut Vec<GraphId>) {
    let mut stack = vec![root];
    while let Some(g) = stack.pop() {
        if !seen.insert(g) {
            continue;
        }
        order.push(g);
        let mut callees = Vec::new();
        for_each_graph(&program.graphs[g], |t| callees.push(t));
        stack.extend(callees.into_iter().rev());
    }
}

/// Graphs named in a graph.
fn for_each_graph(g: &Graph, mut f: impl FnMut(GraphId)) {
    let mut visit = |a: &Operand| {
        if let Operand::Const(Const::Func(t)) = a {
            f(*t);
        }
    };
    for b in g.rpo() {
        g.blocks[b].ops.iter().flat_map(|op| &op.args).for_each(&mut visit);
        g.blocks[b].exit.for_each_operand(&mut visit);
    }
}

//! Distribution of graphs over units of code.

use cranelift_entity::{EntitySet, SecondaryMap};
use gctransform::Reachable;
use graph::{Const, Graph, GraphId, Operand, Program};
use siphasher::sip::SipHasher13;
use std::hash::Hasher;

/// About how many operations a unit has, if nobody asks for a number of units.
const UNIT_OPS: usize = 8_000;

/// One graph in so many may begin a unit.
const LANDMARKS: u64 = 32;

/// Which graph goes where.
pub struct Plan {
    /// Graphs of each unit, in order of emission.
    pub units: Vec<Vec<GraphId>>,
    /// The last unit is that of graphs that hardly run.
    pub cold: bool,
    /// Graphs that other units refer to (also: data).
    pub shared: EntitySet<GraphId>,
}

/// Whether a unit may begin with the graph of this name: one name in [`LANDMARKS`].
fn is_landmark(name: &str) -> bool {
    let mut hasher = SipHasher13::new();
    hasher.write(name.as_bytes());
    hasher.finish().is_multiple_of(LANDMARKS)
}

/// Cuts a depth-first order of the call graph into pieces of about equal weight: callees are near callers.
///
/// If nobody asks for a number of units, pieces begin at graphs that their names tell, so that a function that
/// grows does not move the borders of all units behind it, whose object code is in the cache.
///
/// `split`: graphs that hardly run have a unit of their own, the last.
pub fn plan(program: &Program, live: &Reachable, wanted: usize, split: bool) -> Plan {
    let mut order = Vec::new();
    let mut seen: EntitySet<GraphId> = EntitySet::with_capacity(program.graphs.len());
    let roots = program.entry.into_iter().chain(Reachable::members(&live.graphs));
    for root in roots {
        walk(program, root, &mut seen, &mut order);
    }
    let cold: Vec<GraphId>;
    (cold, order) = order.into_iter().partition(|g| split && program.graphs[*g].attrs.cold);
    let weight = |g: &GraphId| program.graphs[*g].blocks.values().map(|b| b.ops.len() + 2).sum::<usize>();
    let total: usize = order.iter().map(weight).sum();
    let share = if wanted > 0 { total.div_ceil(wanted).max(1) } else { UNIT_OPS };
    let mut units: Vec<Vec<GraphId>> = vec![Vec::new()];
    let mut filled = 0;
    for g in order {
        let ends = match wanted {
            0 => filled >= share / 2 && (filled >= 2 * share || is_landmark(&program.graphs[g].name)),
            _ => filled >= share,
        };
        if ends {
            units.push(Vec::new());
            filled = 0;
        }
        filled += weight(&g);
        units.last_mut().expect("there is one").push(g);
    }
    let splits = !cold.is_empty();
    if splits {
        units.push(cold);
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
    Plan { units, cold: splits, shared }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    /// A program of many functions of 50 operations, but for one.
    fn program(grown: usize, size: usize) -> Program {
        let mut text = String::new();
        for i in 0..1000 {
            writeln!(text, "graph f{i} -> Signed {{\n a(v0: Signed):").expect("text");
            let count = if i == grown { size } else { 50 };
            (0..count).for_each(|n| writeln!(text, "     v{}: Signed = int_add(v{n}, 1)", n + 1).expect("text"));
            writeln!(text, "     return v{count}\n}}").expect("text");
        }
        writeln!(text, "graph main -> Signed {{\n a():").expect("text");
        (0..1000).for_each(|i| writeln!(text, "     c{i}: Signed = direct_call(@f{i}, {i})").expect("text"));
        writeln!(text, "     return c999\n}}").expect("text");
        let mut p = graph::parse_program(&text).expect("program");
        p.entry = p.graphs.keys().next_back();
        p
    }

    fn names(p: &Program) -> Vec<Vec<String>> {
        let plan = plan(p, &gctransform::reachable(p), 0, false);
        plan.units.iter().map(|u| u.iter().map(|g| p.graphs[*g].name.to_string()).collect()).collect()
    }

    #[test]
    fn a_function_that_grows_leaves_other_units_alone() {
        let before = names(&program(300, 50));
        assert!((4..=12).contains(&before.len()), "{}", before.len());
        for size in [1, 60, 500] {
            assert_eq!(names(&program(300, size)), before);
        }
        // Far too large: the unit ends behind it, others stay.
        let after = names(&program(300, 15_000));
        assert!(after.iter().filter(|u| !before.contains(u)).count() <= 2);
    }

    #[test]
    fn as_many_units_as_wanted() {
        let p = program(300, 50);
        assert_eq!(plan(&p, &gctransform::reachable(&p), 3, false).units.len(), 3);
    }

    #[test]
    fn what_hardly_runs_comes_last() {
        let mut p = program(300, 50);
        let cold: Vec<GraphId> = p.graphs.keys().filter(|g| g.as_u32() % 2 == 0).collect();
        cold.iter().for_each(|g| p.graphs[*g].attrs.cold = true);
        let live = gctransform::reachable(&p);
        let all = plan(&p, &live, 0, false);
        assert!(!all.cold);
        let parts = plan(&p, &live, 0, true);
        assert!(parts.cold);
        let mut last = parts.units.last().expect("units").clone();
        last.sort_unstable();
        assert_eq!(last, cold);
        let count = |plan: &Plan| plan.units.iter().map(Vec::len).sum::<usize>();
        assert_eq!(count(&parts), count(&all));
    }
}

//! Stack checks: every cycle of the call graph gets at least one, at the entry of a graph.

use crate::calls::{callees, Callees, Reachable};
use graph::{Args, GraphId, Imm, Op, OpCode, Program};
use indexmap::IndexSet;
use lltype::LLType;

/// Inserts `stack_check` at the start of each graph that a back edge of the call graph leads to.
///
/// A depth-first walk meets a back edge on every cycle. An indirect call whose targets are not
/// known may reach every graph whose address is taken.
pub fn insert(program: &mut Program, live: &Reachable) {
    for g in back_edge_targets(program, live) {
        let graph = &mut program.graphs[g];
        let start = graph.start;
        let result = graph.typed_var(LLType::Void);
        let op = Op { code: OpCode::StackCheck, imm: Imm::None, args: Args::new(), result, span: graph.span };
        graph.blocks[start].ops.insert(0, op);
    }
}

fn successors(program: &Program, unknown: &[GraphId], g: GraphId) -> Vec<GraphId> {
    let mut out: IndexSet<GraphId> = IndexSet::new();
    let graph = &program.graphs[g];
    let mut any = false;
    for b in graph.rpo() {
        for op in &graph.blocks[b].ops {
            match callees(op) {
                Some(Callees::Graph(t)) => {
                    out.insert(t);
                }
                Some(Callees::Targets(t)) => out.extend(t),
                Some(Callees::Unknown) => any = true,
                Some(Callees::Extern(_)) | None => {}
            }
        }
    }
    if any {
        out.extend(unknown);
    }
    out.into_iter().collect()
}

fn back_edge_targets(program: &Program, live: &Reachable) -> IndexSet<GraphId> {
    #[derive(Clone, Copy, PartialEq)]
    enum Color {
        White,
        Gray,
        Black,
    }
    let unknown: Vec<GraphId> = Reachable::members(&live.address_taken).collect();
    let mut color = vec![Color::White; program.graphs.len()];
    let mut targets = IndexSet::new();
    let Some(entry) = program.entry else { return targets };
    let mut stack = vec![(entry, successors(program, &unknown, entry), 0)];
    color[entry.as_u32() as usize] = Color::Gray;
    while let Some((g, succ, next)) = stack.last_mut() {
        let Some(t) = succ.get(*next).copied() else {
            color[g.as_u32() as usize] = Color::Black;
            stack.pop();
            continue;
        };
        *next += 1;
        match color[t.as_u32() as usize] {
            Color::White => {
                color[t.as_u32() as usize] = Color::Gray;
                stack.push((t, successors(program, &unknown, t), 0));
            }
            Color::Gray => {
                targets.insert(t);
            }
            Color::Black => {}
        }
    }
    targets
}

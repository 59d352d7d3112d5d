//! What the entry point can reach.

use cranelift_entity::EntitySet;

use graph::{Const, Exit, Graph, GraphId, Imm, Program, StaticId, StaticItems};
use rayon::prelude::*;

/// Marks of the graphs and prebuilt objects that are needed.
#[derive(Clone, Debug, Default)]
pub struct Reachable {
    /// Graphs.
    pub graphs: EntitySet<GraphId>,
    /// Prebuilt objects.
    pub statics: EntitySet<StaticId>,
}

struct Marker<'a> {
    program: &'a Program,
    found: Reachable,
    graphs: Vec<GraphId>,
    statics: Vec<StaticId>,
}

impl Marker<'_> {
    fn graph(&mut self, g: GraphId) {
        if self.program.graphs.is_valid(g) && self.found.graphs.insert(g) {
            self.graphs.push(g);
        }
    }

    fn constant(&mut self, c: &Const) {
        match c {
            Const::Func(g) => self.graph(*g),
            Const::Static(s, _) | Const::Place(s, _)
                if self.program.statics.is_valid(*s) && self.found.statics.insert(*s) =>
            {
                self.statics.push(*s);
            }
            _ => {}
        }
    }

    fn run(&mut self) {
        loop {
            let graphs = std::mem::take(&mut self.graphs);
            if !graphs.is_empty() {
                let program = self.program;
                let found: Vec<_> = graphs.par_iter().map(|g| constants_of(&program.graphs[*g])).collect();
                found.into_iter().flatten().for_each(|c| self.constant(&c));
            } else if let Some(s) = self.statics.pop() {
                let s = &self.program.statics[s];
                s.fields.iter().for_each(|c| self.constant(c));
                match &s.items {
                    StaticItems::None | StaticItems::Bytes(_) => {}
                    StaticItems::Prims(v) => v.iter().for_each(|c| self.constant(c)),
                    StaticItems::Structs(v) => v.iter().flatten().for_each(|c| self.constant(c)),
                }
            } else {
                return;
            }
        }
    }
}

/// The graphs and prebuilt objects that a graph names.
fn constants_of(graph: &Graph) -> Vec<Const> {
    let mut found = Vec::new();
    for b in graph.rpo() {
        let data = &graph.blocks[b];
        let mut see = |a: &graph::Operand| {
            if let Some(c @ (Const::Func(_) | Const::Static(..) | Const::Place(..))) = a.constant() {
                found.push(c.clone());
            }
        };
        data.ops.iter().flat_map(|op| &op.args).for_each(&mut see);
        data.exit.for_each_operand(&mut see);
    }
    found
}

/// Finds what the entry point can reach: through constants in code and in prebuilt objects. The
/// list of possible targets of an indirect call does not count: a graph whose address is nowhere
/// is never called.
pub fn reachable(program: &Program) -> Reachable {
    let mut m = Marker { program, found: Reachable::default(), graphs: Vec::new(), statics: Vec::new() };
    match program.entry {
        Some(g) => m.graph(g),
        None => program.graphs.keys().for_each(|g| m.graph(g)),
    }
    for (_, s) in &program.exceptions {
        m.constant(&Const::Static(*s, lltype::LLType::GcRef));
    }
    m.run();
    // Where no target is left the call cannot happen, but must still name one.
    loop {
        let mut more = Vec::new();
        for g in program.graphs.keys().filter(|g| m.found.graphs.contains(*g)) {
            for t in target_lists(&program.graphs[g]) {
                if !t.iter().any(|g| m.found.graphs.contains(*g)) {
                    more.extend(t.first());
                }
            }
        }
        if more.is_empty() {
            return m.found;
        }
        more.into_iter().for_each(|g| m.graph(g));
        m.run();
    }
}

fn target_lists(graph: &Graph) -> Vec<&[GraphId]> {
    let mut out: Vec<&[GraphId]> = Vec::new();
    for b in graph.rpo() {
        for op in &graph.blocks[b].ops {
            if let Imm::Targets(t) = &op.imm {
                if !t.is_empty() {
                    out.push(t);
                }
            }
        }
    }
    out
}

/// Empties the graphs that are not needed (numbers stay) and shortens lists of call targets.
/// Returns what is needed and how many graphs were dropped.
pub fn remove_unreachable(program: &mut Program) -> (Reachable, usize) {
    let found = reachable(program);
    let mut dropped = 0;
    for (g, graph) in program.graphs.iter_mut() {
        if !found.graphs.contains(g) {
            let start = &mut graph.blocks[graph.start];
            if !start.ops.is_empty() || start.exit != Exit::Unreachable {
                start.ops = Vec::new();
                start.exit = Exit::Unreachable;
                dropped += 1;
            }
            crate::cleanup::drop_unreachable(graph);
            continue;
        }
        for b in graph.rpo() {
            for op in &mut graph.blocks[b].ops {
                if let Imm::Targets(t) = &op.imm {
                    if t.iter().any(|g| !found.graphs.contains(*g)) {
                        op.imm = Imm::Targets(t.iter().copied().filter(|g| found.graphs.contains(*g)).collect());
                    }
                }
            }
        }
    }
    (found, dropped)
}

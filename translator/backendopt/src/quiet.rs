//! Graphs that only look: what they give depends on their arguments and on places in memory that are known, and nothing
//! else happens. A second call with the same arguments gives the same, if nothing wrote to those places.

use crate::analysis::{array_type, callees, Analysis, Callees, Place};
use graph::{Graph, GraphId, Imm, OpCode, Program};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Graphs with more operations are not looked at.
const LARGEST: usize = 400;

/// Places that a graph reads.
pub type Reads = Arc<HashSet<Place>>;

/// The graphs that only look, with what they read, and whether their last argument follows from the others.
pub struct Quiet {
    graphs: HashMap<GraphId, (Reads, bool)>,
    /// Graphs that change nothing which those whose last argument follows could tell.
    keep_answers: HashSet<GraphId>,
}

impl Quiet {
    /// Analyses a program.
    pub fn new(program: &Program, analysis: &Analysis, components: &[Vec<GraphId>]) -> Quiet {
        let keep = program.graphs.iter().filter(|(_, graph)| graph.attrs.keeps_answers);
        let mut quiet = Quiet { graphs: HashMap::new(), keep_answers: keep.map(|(g, _)| g).collect() };
        for component in components {
            let [g] = component[..] else { continue };
            let graph = &program.graphs[g];
            if analysis.graph(g).is_nothing() && graph.blocks.values().map(|b| b.ops.len()).sum::<usize>() <= LARGEST {
                if let Some(reads) = quiet.reads(program, graph) {
                    quiet.graphs.insert(g, (Arc::new(reads), graph.attrs.last_follows));
                }
            }
        }
        quiet
    }

    /// What a graph reads, if it only looks; and whether its last argument follows from the others.
    pub fn get(&self, g: GraphId) -> Option<(&Reads, bool)> {
        self.graphs.get(&g).map(|(reads, follows)| (reads, *follows))
    }

    /// Whether a graph changes nothing which those whose last argument follows could tell.
    pub fn keeps_answers(&self, g: GraphId) -> bool {
        self.keep_answers.contains(&g)
    }

    fn reads(&self, program: &Program, graph: &Graph) -> Option<HashSet<Place>> {
        use OpCode::*;
        let mut reads = HashSet::new();
        for b in graph.rpo() {
            for op in &graph.blocks[b].ops {
                match (op.code, &op.imm) {
                    (GetField, Imm::Field(f)) if program.types.structure_of(f.container).gc => {
                        reads.insert(Place::Field(*f));
                    }
                    (GetInteriorField, Imm::Field(f)) => {
                        reads.insert(Place::Field(*f));
                    }
                    (GetArrayItem, _) => {
                        reads.insert(Place::Items(array_type(graph, &op.args[0])?));
                    }
                    (NullCheck, _) => {}
                    _ => match callees(program, op) {
                        None if op.code.info().pure && !op.code.info().raises => {}
                        None => return None,
                        Some(Callees::Graphs(list)) => {
                            for g in list {
                                reads.extend(self.get(g)?.0.iter());
                            }
                        }
                        Some(Callees::Extern(x)) if x.pure => {}
                        Some(_) => return None,
                    },
                }
            }
        }
        Some(reads)
    }
}

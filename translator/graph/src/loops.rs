//! Natural loops.

use crate::{Block, Dominators, Graph};
use cranelift_entity::SecondaryMap;

/// A loop with one way in. Loops that share a header are one.
pub struct Loop {
    /// The block through which control enters.
    pub header: Block,
    /// Blocks that jump back to the header.
    pub latches: Vec<Block>,
    /// The blocks of the loop, the header among them.
    pub body: SecondaryMap<Block, bool>,
}

impl Loop {
    /// Whether the block is in the loop.
    pub fn has(&self, b: Block) -> bool {
        self.body[b]
    }
}

/// The loops of a graph, outer ones before those inside them. Cycles with several ways in are left out.
pub fn natural_loops(graph: &Graph, dominators: &Dominators) -> Vec<Loop> {
    let preds = graph.predecessors();
    let mut loops = Vec::new();
    for &header in dominators.rpo() {
        let latches: Vec<Block> = preds[header].iter().copied().filter(|p| dominators.dominates(header, *p)).collect();
        if latches.is_empty() {
            continue;
        }
        let mut body: SecondaryMap<Block, bool> = SecondaryMap::new();
        body[header] = true;
        let mut work = latches.clone();
        while let Some(b) = work.pop() {
            if !std::mem::replace(&mut body[b], true) {
                work.extend(preds[b].iter().copied());
            }
        }
        loops.push(Loop { header, latches, body });
    }
    loops
}

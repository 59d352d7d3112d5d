//! Roots that a loop only reads are saved once, before it.
//!
//! A root that is defined outside a loop and lives across a collection in it would be saved on each way
//! to a collection, in every round, since no round knows what the one before did. Saved where control
//! enters the loop, its slot holds it in all rounds.

use crate::analysis::Analysis;
use crate::bits::Bits;
use crate::cfg::split_edge;
use crate::roots::Roots;
use cranelift_entity::SecondaryMap;
use graph::{natural_loops, Block, Dominators, Exit, Graph};

/// Makes sure that control enters loops in which collections happen from blocks that do nothing else after.
pub fn make_room(g: &mut Graph, analysis: &Analysis) {
    let loops = natural_loops(g, &Dominators::new(g));
    let preds = g.predecessors();
    for l in loops {
        let collects = |b: &Block| l.has(*b) && g.blocks[*b].ops.iter().any(|op| analysis.op_collects(op));
        if !g.rpo().iter().any(collects) {
            continue;
        }
        for p in preds[l.header].iter().filter(|p| !l.has(**p)) {
            let count = g.blocks[*p].exit.links().count();
            if count > 1 || !matches!(g.blocks[*p].exit, Exit::Goto(_)) {
                for n in 0..count {
                    if g.blocks[*p].exit.links().nth(n).is_some_and(|k| k.target == l.header) {
                        split_edge(g, *p, n);
                    }
                }
            }
        }
    }
}

/// For each block from which a loop is entered: the roots to be saved at its end.
pub fn find(g: &Graph, r: &Roots) -> SecondaryMap<Block, Vec<u32>> {
    let mut saves: SecondaryMap<Block, Vec<u32>> = SecondaryMap::new();
    let preds = g.predecessors();
    let n = r.live.vars.len();
    for l in natural_loops(g, &Dominators::new(g)) {
        let mut across = Bits::new(n);
        for b in r.live.rpo.iter().filter(|b| l.has(**b)) {
            for p in &r.points[*b] {
                p.live.iter().for_each(|v| across.insert(*v as usize));
            }
        }
        across.intersect(&r.live.live_in[l.header]);
        if across.is_empty() {
            continue;
        }
        for p in preds[l.header].iter().filter(|p| !l.has(**p) && matches!(g.blocks[**p].exit, Exit::Goto(_))) {
            saves[*p].extend(across.iter().map(|v| v as u32));
        }
    }
    saves
}

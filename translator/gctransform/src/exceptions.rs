//! Makes `Raising` exits exact: a block ends in one if and only if its last operation can raise.

use crate::analysis::Analysis;
use graph::{Exit, Graph, Link};

/// Splits blocks after operations that raise in the middle of them (the exception then leaves the
/// graph), and turns `Raising` after operations that cannot raise into plain jumps.
pub fn make_explicit(g: &mut Graph, analysis: &Analysis) {
    for b in g.rpo() {
        let mut b = b;
        loop {
            let data = &mut g.blocks[b];
            let last = data.ops.len().wrapping_sub(1);
            let raising = matches!(data.exit, Exit::Raising { .. });
            match data.ops.iter().position(|op| analysis.op_raises(op)) {
                Some(i) if i != last || !raising => {
                    let rest = data.ops.split_off(i + 1);
                    let exit = std::mem::replace(&mut data.exit, Exit::Unreachable);
                    let next = g.new_block();
                    g.blocks[next].ops = rest;
                    g.blocks[next].exit = exit;
                    g.blocks[b].exit = Exit::Raising { normal: Link::to(next), handlers: Vec::new() };
                    b = next;
                }
                Some(_) => break,
                None => {
                    if let Exit::Raising { normal, .. } = &mut data.exit {
                        let normal = std::mem::replace(normal, Link::to(b));
                        data.exit = Exit::Goto(normal);
                    }
                    break;
                }
            }
        }
    }
}

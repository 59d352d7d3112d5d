//! Where the frame on the shadow stack is entered and left.

use crate::cfg::{in_cycles, split_edge, Dominators};
use crate::roots::{Point, Roots};
use cranelift_entity::SecondaryMap;
use diagnostics::Span;
use graph::{Args, Block, Exit, Graph, Handler, Imm, Link, Op, OpCode};
use lltype::LLType;

/// The region in which the frame exists: all blocks dominated by `head`.
pub struct Frame {
    /// The block in which it is entered: not in a loop, dominates every collection with live roots.
    pub head: Block,
    /// The blocks of the region.
    pub inside: SecondaryMap<Block, bool>,
}

impl Frame {
    /// The smallest region that does.
    pub fn new(g: &Graph, r: &Roots) -> Frame {
        let dominators = Dominators::new(g);
        let cyclic = in_cycles(g);
        let needs = |b: &&Block| r.points[**b].iter().any(|p| !p.live.is_empty());
        let head = r.live.rpo.iter().filter(needs).copied().reduce(|a, b| dominators.common(a, b));
        let mut head = head.expect("there are roots");
        while cyclic[head] {
            head = dominators.parent(head);
        }
        Frame { head, inside: dominators.dominated(head) }
    }

    /// Before which operation of the head the frame is entered.
    pub fn enter_position(&self, points: &[Point], ops: usize, exit: &Exit) -> usize {
        match points.iter().find(|p| !p.live.is_empty()) {
            Some(p) => p.op,
            None if matches!(exit, Exit::Raising { .. }) => ops.saturating_sub(1),
            None => ops,
        }
    }

    /// Blocks at whose start every slot holds a reference or null.
    pub fn initialised_at_entry(&self, g: &Graph, r: &Roots) -> SecondaryMap<Block, bool> {
        let preds = g.predecessors();
        let mut at: SecondaryMap<Block, bool> = SecondaryMap::with_default(true);
        at[self.head] = false;
        let mut changed = true;
        while changed {
            changed = false;
            for b in r.live.rpo.iter().filter(|b| self.inside[**b] && **b != self.head) {
                let after = |p: &Block| {
                    at[*p]
                        || if *p == self.head {
                            r.points[*p].iter().any(|x| !x.live.is_empty())
                        } else {
                            !r.points[*p].is_empty()
                        }
                        || !r.before_loops[*p].is_empty()
                };
                let now = preds[*b].iter().all(after);
                changed |= now != at[*b];
                at[*b] = now;
            }
        }
        at
    }

    /// Leaves the frame wherever control leaves the region.
    pub fn leave(&self, g: &mut Graph, slots: u32) {
        let mut unwind: Option<Block> = None;
        for b in g.rpo() {
            if !self.inside[b] {
                continue;
            }
            let ends = matches!(g.blocks[b].exit, Exit::Return(_) | Exit::Raise(..));
            let outward: Vec<usize> = (0..)
                .zip(g.blocks[b].exit.links())
                .filter(|(_, l)| !self.inside[l.target] && Some(l.target) != unwind)
                .map(|(i, _)| i)
                .collect();
            if ends || (!outward.is_empty() && matches!(g.blocks[b].exit, Exit::Goto(_))) {
                push_leave(g, b, slots);
            } else {
                for n in outward {
                    let edge = split_edge(g, b, n);
                    push_leave(g, edge, slots);
                }
            }
            let propagates = matches!(&g.blocks[b].exit, Exit::Raising { handlers, .. } if handlers.is_empty());
            if propagates {
                // An exception has the type `GcRef` here: nothing looks into it.
                let target = *unwind.get_or_insert_with(|| {
                    let block = g.new_block();
                    let exc = g.add_param(block, None, Some(LLType::GcRef));
                    push_leave(g, block, slots);
                    g.blocks[block].exit = Exit::Raise(exc.into(), Span::NONE);
                    block
                });
                let exc = g.typed_var(LLType::GcRef);
                let handler = Handler::catch_all(exc, Link::with(target, vec![exc.into()]));
                if let Exit::Raising { handlers, .. } = &mut g.blocks[b].exit {
                    handlers.push(handler);
                }
            }
        }
    }
}

fn push_leave(g: &mut Graph, b: Block, slots: u32) {
    let result = g.typed_var(LLType::Void);
    let op = Op { code: OpCode::GcLeaveRoots, imm: Imm::Index(slots), args: Args::new(), result, span: Span::NONE };
    g.blocks[b].ops.push(op);
}

//! Which variables of a portal stay what they were at its start, however often its loop comes round.
//!
//! Such a one need not be read back when compiled code goes on at the merge point: that belongs to the same activation, so it
//! has the value that the machine code has. For the machine code it is a constant of its loop, then; what is read from it
//! can leave the loop.

use cranelift_entity::SecondaryMap;
use graph::{Block, Exit, Graph, OpCode, Operand, Var};
use std::collections::HashSet;

/// What is known of a variable: nothing yet, that it is one of the portal's arguments, that it may be anything.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Known {
    #[default]
    Nothing,
    Argument(usize),
    Other,
}

/// Variables that are always an argument which never changes, with its position.
pub struct Unchanged(SecondaryMap<Var, Known>);

impl Unchanged {
    /// Those of a portal whose merge point is at the start of `head`: the parameters of that block are the portal's.
    pub fn find(g: &Graph, head: Block) -> Unchanged {
        let mut changed = HashSet::new();
        loop {
            let known = assume(g, head, &changed);
            let before = changed.len();
            for l in g.rpo().iter().flat_map(|b| g.blocks[*b].exit.links()).filter(|l| l.target == head) {
                let is = |n: usize, a: &Operand| matches!(a, Operand::Var(v) if known[*v] == Known::Argument(n));
                changed.extend(l.args.iter().enumerate().filter(|(n, a)| !is(*n, a)).map(|(n, _)| n));
            }
            if changed.len() == before {
                return Unchanged(known);
            }
        }
    }

    /// Whether that is the portal's argument of this position, which never changes.
    pub fn is(&self, value: &Operand, n: usize) -> bool {
        matches!(value, Operand::Var(v) if self.0[*v] == Known::Argument(n))
    }
}

/// What follows if all arguments but these never change.
fn assume(g: &Graph, head: Block, changed: &HashSet<usize>) -> SecondaryMap<Var, Known> {
    let mut known: SecondaryMap<Var, Known> = SecondaryMap::new();
    for b in [g.start, head] {
        for (n, v) in g.blocks[b].params.iter().enumerate() {
            known[*v] = if changed.contains(&n) { Known::Other } else { Known::Argument(n) };
        }
    }
    let order = g.rpo();
    for b in &order {
        if let Exit::Raising { handlers, .. } = &g.blocks[*b].exit {
            handlers.iter().for_each(|h| known[h.exc] = Known::Other);
        }
    }
    loop {
        let mut news = false;
        let mut note = |known: &mut SecondaryMap<Var, Known>, v: Var, value: Known| {
            let now = match (known[v], value) {
                (Known::Nothing, value) | (value, Known::Nothing) => value,
                (a, b) if a == b => a,
                _ => Known::Other,
            };
            news |= std::mem::replace(&mut known[v], now) != now;
        };
        for b in &order {
            let block = &g.blocks[*b];
            for op in &block.ops {
                let same = match (op.code, op.args.first()) {
                    (OpCode::SameAs, Some(Operand::Var(v))) => known[*v],
                    _ => Known::Other,
                };
                note(&mut known, op.result, same);
            }
            for l in block.exit.links().filter(|l| l.target != head) {
                for (p, a) in g.blocks[l.target].params.iter().zip(&l.args) {
                    let value = match a {
                        Operand::Var(v) => known[*v],
                        Operand::Const(_) => Known::Other,
                    };
                    note(&mut known, *p, value);
                }
            }
        }
        if !news {
            return known;
        }
    }
}

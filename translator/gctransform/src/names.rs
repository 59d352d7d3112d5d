//! Which variable holds a root at the start of each block: forward data flow on names.

use crate::bits::Bits;
use crate::roots::Roots;
use cranelift_entity::SecondaryMap;
use graph::{Block, Graph};

/// Where the value of a root is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// In the variable itself.
    Original,
    /// In a parameter added to that block, because the ways into it disagree.
    Param(Block),
    /// In the variable that the block last reloaded it to.
    Restored(Block),
    /// In its slot only.
    Stale,
}

/// The solution.
pub struct Names {
    /// For each root live into a block (ascending numbers), its name there.
    pub at_entry: SecondaryMap<Block, Vec<(u32, Name)>>,
}

/// What a block does to the roots.
#[derive(Clone, Default)]
struct Effect {
    /// Live across a collection here.
    killed: Bits,
    /// Used before the first collection that it lives across, or at all if there is none.
    used: Bits,
    /// Used after the last collection that it lives across.
    used_after: Bits,
}

/// Solves the data-flow problem; a block parameter once found necessary stays.
pub fn solve(g: &Graph, r: &Roots) -> Names {
    let n = r.live.vars.len();
    let preds = g.predecessors();
    let mut effects: SecondaryMap<Block, Effect> = SecondaryMap::new();
    let mut at: SecondaryMap<Block, Vec<(u32, Option<Name>)>> = SecondaryMap::new();
    for b in &r.live.rpo {
        effects[*b] = effect(g, r, *b, n);
        at[*b] = r.live.live_in[*b].iter().filter(|v| r.set.has(*v)).map(|v| (v as u32, None)).collect();
    }
    let mut changed = true;
    while changed {
        changed = false;
        for b in &r.live.rpo {
            for k in 0..at[*b].len() {
                let (v, old) = at[*b][k];
                if old == Some(Name::Param(*b)) {
                    continue;
                }
                let mut new = None;
                for p in &preds[*b] {
                    let Some(out) = name_after(&effects[*p], &at[*p], *p, v) else { continue };
                    match new {
                        None => new = Some(out),
                        Some(n) if n == out => {}
                        Some(_) => new = Some(Name::Param(*b)),
                    }
                }
                if new != old {
                    at[*b][k].1 = new;
                    changed = true;
                }
            }
        }
    }
    let mut at_entry: SecondaryMap<Block, Vec<(u32, Name)>> = SecondaryMap::new();
    for b in &r.live.rpo {
        at_entry[*b] = at[*b].iter().map(|(v, n)| (*v, n.unwrap_or(Name::Original))).collect();
    }
    Names { at_entry }
}

fn effect(g: &Graph, r: &Roots, b: Block, n: usize) -> Effect {
    let mut e = Effect { killed: Bits::new(n), used: Bits::new(n), used_after: Bits::new(n) };
    let use_of = |e: &mut Effect, i: usize| {
        if e.killed.has(i) {
            e.used_after.insert(i);
        } else {
            e.used.insert(i);
        }
    };
    let mut points = r.points[b].iter().peekable();
    for (at, op) in g.blocks[b].ops.iter().enumerate() {
        for i in op.args.iter().filter_map(|a| r.root(a.var()?)) {
            use_of(&mut e, i);
        }
        if let Some(p) = points.next_if(|p| p.op == at) {
            for v in &p.live {
                e.killed.insert(*v as usize);
                e.used_after.remove(*v as usize);
            }
        }
    }
    g.blocks[b].exit.for_each_operand(|a| {
        if let Some(i) = a.var().and_then(|v| r.root(v)) {
            use_of(&mut e, i);
        }
    });
    e
}

/// The name of a root at the end of a block; `None` while unknown.
fn name_after(e: &Effect, at: &[(u32, Option<Name>)], b: Block, v: u32) -> Option<Name> {
    let i = v as usize;
    if e.killed.has(i) {
        return Some(if e.used_after.has(i) { Name::Restored(b) } else { Name::Stale });
    }
    match at.binary_search_by_key(&v, |(k, _)| *k) {
        Ok(k) => match at[k].1 {
            Some(Name::Stale) if e.used.has(i) => Some(Name::Restored(b)),
            other => other,
        },
        Err(_) => Some(Name::Original),
    }
}

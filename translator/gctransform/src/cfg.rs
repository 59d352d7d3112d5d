//! Control-flow helpers: merging of straight lines, dominators, cycles, splitting of edges.

use cranelift_entity::SecondaryMap;
use graph::{Block, Exit, Graph, Link, Operand, Var};
use std::collections::HashMap;

/// Merges blocks with their only successor where that has no other predecessor.
pub fn merge_gotos(g: &mut Graph) {
    let preds = g.predecessors();
    let mut replaced: HashMap<Var, Operand> = HashMap::new();
    let mut gone: SecondaryMap<Block, bool> = SecondaryMap::new();
    for b in g.rpo() {
        if gone[b] {
            continue;
        }
        while let Exit::Goto(link) = &g.blocks[b].exit {
            let t = link.target;
            if t == b || t == g.start || preds[t].len() != 1 {
                break;
            }
            let args = link.args.clone();
            let params = std::mem::take(&mut g.blocks[t].params);
            replaced.extend(params.into_iter().zip(args));
            let ops = std::mem::take(&mut g.blocks[t].ops);
            let exit = std::mem::replace(&mut g.blocks[t].exit, Exit::Unreachable);
            g.blocks[b].ops.extend(ops);
            g.blocks[b].exit = exit;
            gone[t] = true;
        }
    }
    if !replaced.is_empty() {
        g.replace_uses(|v| {
            let mut found = replaced.get(&v)?;
            while let Operand::Var(w) = found {
                match replaced.get(w) {
                    Some(next) => found = next,
                    None => break,
                }
            }
            Some(found.clone())
        });
    }
}

/// Makes sure that nothing jumps to the start block.
pub fn isolate_start(g: &mut Graph) {
    if g.predecessors()[g.start].is_empty() {
        return;
    }
    let old = g.start;
    let new = g.new_block();
    let params = g.blocks[old].params.clone();
    let fresh: Vec<Var> = params.iter().map(|p| g.vars.push(g.vars[*p].clone())).collect();
    g.blocks[new].params = fresh.clone();
    g.blocks[new].exit = Exit::Goto(Link::with(old, fresh.into_iter().map(Operand::Var).collect()));
    g.start = new;
}

/// Puts a new empty block on the `n`th link of `b` (in the order of `Exit::links`).
pub fn split_edge(g: &mut Graph, b: Block, n: usize) -> Block {
    let new = g.new_block();
    let link = g.blocks[b].exit.links_mut().nth(n).expect("the link exists");
    let old = std::mem::replace(link, Link::to(new));
    // A handler's exception is visible in the arguments of its link only: hand it on.
    let exc = match &g.blocks[b].exit {
        Exit::Raising { handlers, .. } if n > 0 => Some(handlers[n - 1].exc),
        _ => None,
    };
    let mut args = old.args;
    if let Some(exc) = exc {
        if args.iter().any(|a| a.var() == Some(exc)) {
            let param = g.vars.push(g.vars[exc].clone());
            g.blocks[new].params.push(param);
            for a in &mut args {
                if a.var() == Some(exc) {
                    *a = param.into();
                }
            }
            g.blocks[b].exit.links_mut().nth(n).expect("the link exists").args.push(exc.into());
        }
    }
    g.blocks[new].exit = Exit::Goto(Link::with(old.target, args));
    new
}

/// Immediate dominators of reachable blocks (Cooper, Harvey, Kennedy), and positions in reverse post-order.
pub struct Dominators {
    idom: SecondaryMap<Block, u32>,
    rpo: Vec<Block>,
    number: SecondaryMap<Block, u32>,
}

impl Dominators {
    pub fn new(g: &Graph) -> Dominators {
        let rpo = g.rpo();
        let preds = g.predecessors();
        let mut number = SecondaryMap::with_default(u32::MAX);
        for (i, b) in rpo.iter().enumerate() {
            number[*b] = i as u32;
        }
        let mut d = Dominators { idom: SecondaryMap::with_default(u32::MAX), rpo, number };
        d.idom[g.start] = 0;
        let mut changed = true;
        while changed {
            changed = false;
            for i in 1..d.rpo.len() {
                let b = d.rpo[i];
                let mut new = u32::MAX;
                for p in &preds[b] {
                    if d.idom[*p] != u32::MAX {
                        let p = d.number[*p];
                        new = if new == u32::MAX { p } else { d.meet(p, new) };
                    }
                }
                if d.idom[b] != new {
                    d.idom[b] = new;
                    changed = true;
                }
            }
        }
        d
    }

    fn meet(&self, mut a: u32, mut b: u32) -> u32 {
        while a != b {
            while a > b {
                a = self.idom[self.rpo[a as usize]];
            }
            while b > a {
                b = self.idom[self.rpo[b as usize]];
            }
        }
        a
    }

    /// The closest block that dominates both.
    pub fn common(&self, a: Block, b: Block) -> Block {
        self.rpo[self.meet(self.number[a], self.number[b]) as usize]
    }

    /// The immediate dominator; the start block is its own.
    pub fn parent(&self, b: Block) -> Block {
        self.rpo[self.idom[b] as usize]
    }

    /// All blocks that `d` dominates, itself included.
    pub fn dominated(&self, d: Block) -> SecondaryMap<Block, bool> {
        let mut inside = SecondaryMap::new();
        inside[d] = true;
        // Dominators come first in reverse post-order.
        for b in &self.rpo {
            if *b != self.rpo[0] && inside[self.parent(*b)] {
                inside[*b] = true;
            }
        }
        inside
    }
}

/// Which reachable blocks are part of a cycle.
pub fn in_cycles(g: &Graph) -> SecondaryMap<Block, bool> {
    let rpo = g.rpo();
    let mut graph: petgraph::graphmap::DiGraphMap<u32, ()> = petgraph::graphmap::DiGraphMap::new();
    let mut cyclic = SecondaryMap::new();
    for b in &rpo {
        graph.add_node(b.as_u32());
        for s in g.successors(*b) {
            graph.add_edge(b.as_u32(), s.as_u32(), ());
            if s == *b {
                cyclic[*b] = true;
            }
        }
    }
    for scc in petgraph::algo::tarjan_scc(&graph) {
        if scc.len() > 1 {
            scc.into_iter().for_each(|b| cyclic[Block::from_u32(b)] = true);
        }
    }
    cyclic
}

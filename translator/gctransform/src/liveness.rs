//! Liveness of a chosen subset of variables, by backward data flow over blocks.

use crate::bits::Bits;
use cranelift_entity::SecondaryMap;
use graph::{Block, Exit, Graph, Var};

const UNTRACKED: u32 = u32::MAX;

/// Which tracked variables are live where. Parameters of a block are not live into it.
pub struct Liveness {
    index: SecondaryMap<Var, u32>,
    /// The tracked variables, by their number.
    pub vars: Vec<Var>,
    /// Live at the start of a block, parameters excepted.
    pub live_in: SecondaryMap<Block, Bits>,
    /// Reachable blocks in reverse post-order.
    pub rpo: Vec<Block>,
}

impl Liveness {
    /// Liveness of the variables that `tracked` chooses.
    pub fn new(g: &Graph, tracked: impl Fn(Var) -> bool) -> Liveness {
        let mut index = SecondaryMap::with_default(UNTRACKED);
        let mut vars = Vec::new();
        for v in g.vars.keys().filter(|v| tracked(*v)) {
            index[v] = vars.len() as u32;
            vars.push(v);
        }
        let rpo = g.rpo();
        let mut l = Liveness { index, vars, live_in: SecondaryMap::new(), rpo };
        let n = l.vars.len();
        for b in &l.rpo {
            l.live_in[*b] = Bits::new(n);
        }
        // Use and definition sets once, then the fixpoint on sets alone.
        let mut uses: SecondaryMap<Block, Bits> = SecondaryMap::new();
        let mut defs: SecondaryMap<Block, Bits> = SecondaryMap::new();
        for b in l.rpo.clone() {
            let mut live = Bits::new(n);
            let mut def = Bits::new(n);
            l.exit_uses(g, b, &mut live);
            for op in g.blocks[b].ops.iter().rev() {
                if let Some(r) = l.number(op.result) {
                    live.remove(r);
                    def.insert(r);
                }
                op.args.iter().filter_map(|a| l.number(a.var()?)).for_each(|a| live.insert(a));
            }
            for p in g.blocks[b].params.iter().filter_map(|p| l.number(*p)) {
                live.remove(p);
                def.insert(p);
            }
            uses[b] = live;
            defs[b] = def;
        }
        let mut changed = true;
        while changed {
            changed = false;
            for i in (0..l.rpo.len()).rev() {
                let b = l.rpo[i];
                let mut live = l.through(g, b);
                for d in defs[b].iter() {
                    live.remove(d);
                }
                live.union(&uses[b]);
                changed |= l.live_in[b].union(&live);
            }
        }
        l
    }

    /// The number of a tracked variable.
    pub fn number(&self, v: Var) -> Option<usize> {
        Some(self.index[v] as usize).filter(|i| *i != UNTRACKED as usize)
    }

    /// Live into some successor.
    fn through(&self, g: &Graph, b: Block) -> Bits {
        let mut live = Bits::new(self.vars.len());
        for l in g.blocks[b].exit.links() {
            live.union(&self.live_in[l.target]);
        }
        live
    }

    fn exit_uses(&self, g: &Graph, b: Block, live: &mut Bits) {
        let exit = &g.blocks[b].exit;
        exit.for_each_operand(|a| {
            if let Some(i) = a.var().and_then(|v| self.number(v)) {
                live.insert(i);
            }
        });
        if let Exit::Raising { handlers, .. } = exit {
            handlers.iter().filter_map(|h| self.number(h.exc)).for_each(|e| live.remove(e));
        }
    }

    /// Calls `f` for each operation of a block, last first, with what is live after it.
    pub fn walk_back(&self, g: &Graph, b: Block, mut f: impl FnMut(usize, &Bits)) {
        let mut live = self.through(g, b);
        self.exit_uses(g, b, &mut live);
        for (i, op) in g.blocks[b].ops.iter().enumerate().rev() {
            f(i, &live);
            if let Some(r) = self.number(op.result) {
                live.remove(r);
            }
            op.args.iter().filter_map(|a| self.number(a.var()?)).for_each(|a| live.insert(a));
        }
    }
}

//! Registers for variables: a greedy colouring in dominance order, which needs no more registers than
//! are live at once, and gives variables joined by links the same register where it can.

use crate::bitset::BitSet;
use crate::jgraph::{JExit, JGraph};
use abi::jit::Kind;
use cranelift_entity::{EntityRef, SecondaryMap};
use graph::{Block, Var};

/// The register of each variable within its kind.
pub type Registers = SecondaryMap<Var, Option<u16>>;

type Live = BitSet;

/// Assigns registers. The parameters of the start block get 0, 1, … of their kinds.
pub fn allocate(g: &JGraph) -> Registers {
    let live_in = live_in(g);
    let mut a = Alloc { g, regs: Registers::new(), related: SecondaryMap::new(), busy: Default::default() };
    for b in g.blocks.values() {
        for (param, value) in b.exit.links().into_iter().flat_map(|l| &l.moves) {
            if let Some(v) = value.var() {
                a.related[v].push(*param);
                a.related[*param].push(v);
            }
        }
    }
    for (i, (id, block)) in g.blocks.iter().enumerate() {
        a.busy = Default::default();
        for v in live_in[*id].iter() {
            a.occupy(Var::new(v));
        }
        // Who lives on behind which instruction, from the end.
        let mut live = live_out(&block.exit, &live_in);
        let mut dying: Vec<Vec<Var>> = Vec::new();
        let mut used: Vec<bool> = Vec::new();
        for insn in block.insns.iter().rev() {
            used.push(insn.result.is_some_and(|r| live.remove(r.index())));
            dying.push(insn.reads().filter(|v| live.insert(v.index())).collect());
        }
        dying.reverse();
        used.reverse();
        for p in &block.params {
            match i {
                0 => a.define_next(*p),
                _ => a.define(*p),
            }
        }
        for p in &block.params {
            a.release_unless(*p, live.contains(p.index()));
        }
        for (n, insn) in block.insns.iter().enumerate() {
            dying[n].iter().for_each(|v| a.release_unless(*v, false));
            if let Some(r) = insn.result {
                a.define(r);
                a.release_unless(r, used[n]);
            }
        }
        if let JExit::Catch { exc: Some(exc), handler, .. } = &block.exit {
            a.busy = Default::default();
            let used = handler.moves.iter().filter_map(|(_, v)| v.var()).filter(|v| v != exc);
            used.chain(live_in[handler.target].iter().map(Var::new)).for_each(|v| a.occupy(v));
            a.define(*exc);
        }
    }
    a.regs
}

struct Alloc<'a> {
    g: &'a JGraph,
    regs: Registers,
    related: SecondaryMap<Var, Vec<Var>>,
    busy: [Vec<bool>; 3],
}

impl Alloc<'_> {
    fn kind(&self, v: Var) -> Kind {
        self.g.kinds[v].unwrap_or(Kind::Int)
    }

    fn mark(&mut self, k: Kind, reg: u16, on: bool) {
        let busy = &mut self.busy[k as usize];
        if busy.len() <= usize::from(reg) {
            busy.resize(usize::from(reg) + 1, false);
        }
        busy[usize::from(reg)] = on;
    }

    fn occupy(&mut self, v: Var) {
        if let Some(reg) = self.regs[v] {
            self.mark(self.kind(v), reg, true);
        }
    }

    fn is_free(&self, k: Kind, reg: u16) -> bool {
        !self.busy[k as usize].get(usize::from(reg)).copied().unwrap_or(false)
    }

    fn define(&mut self, v: Var) {
        let k = self.kind(v);
        let wish = self.related[v].iter().filter_map(|r| self.regs[*r]).find(|r| self.is_free(k, *r));
        match wish {
            Some(reg) => self.assign(v, k, reg),
            None => self.define_next(v),
        }
    }

    fn define_next(&mut self, v: Var) {
        let k = self.kind(v);
        let reg = (0..u16::MAX).find(|r| self.is_free(k, *r)).unwrap_or(u16::MAX);
        self.assign(v, k, reg);
    }

    fn assign(&mut self, v: Var, k: Kind, reg: u16) {
        self.regs[v] = Some(reg);
        self.mark(k, reg, true);
    }

    fn release_unless(&mut self, v: Var, keep: bool) {
        if let (Some(reg), false) = (self.regs[v], keep) {
            self.mark(self.kind(v), reg, false);
        }
    }
}

/// What is live when a block is left, but for an exception that only the handler sees.
fn live_out(exit: &JExit, live_in: &SecondaryMap<Block, Live>) -> Live {
    let mut live = Live::default();
    for l in exit.links() {
        live.union(&live_in[l.target]);
        l.moves.iter().filter_map(|(_, v)| v.var()).for_each(|v| {
            live.insert(v.index());
        });
    }
    exit.reads().into_iter().filter_map(|v| v.var()).for_each(|v| {
        live.insert(v.index());
    });
    if let JExit::Catch { exc: Some(exc), .. } = exit {
        live.remove(exc.index());
    }
    live
}

/// Variables live at the start of blocks, parameters not among them.
fn live_in(g: &JGraph) -> SecondaryMap<Block, Live> {
    let mut result: SecondaryMap<Block, Live> = SecondaryMap::new();
    loop {
        let mut changed = false;
        for (id, block) in g.blocks.iter().rev() {
            let mut live = live_out(&block.exit, &result);
            for insn in block.insns.iter().rev() {
                if let Some(r) = insn.result {
                    live.remove(r.index());
                }
                insn.reads().for_each(|v| {
                    live.insert(v.index());
                });
            }
            block.params.iter().for_each(|p| {
                live.remove(p.index());
            });
            changed |= result[*id].union(&live);
        }
        if !changed {
            return result;
        }
    }
}

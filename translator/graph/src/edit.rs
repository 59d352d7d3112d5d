//! Building, walking and changing graphs.

use crate::{
    Args, Block, BlockData, Const, Exit, Graph, GraphAttrs, Handler, Imm, Link, Op, OpCode, Operand, Var, VarData,
};
use cranelift_entity::{EntitySet, PrimaryMap, SecondaryMap};
use diagnostics::Span;
use lltype::LLType;
use smallvec::{smallvec, SmallVec};
use std::sync::Arc;

impl Graph {
    /// A graph with an empty start block that ends in `Unreachable`.
    pub fn new(name: &str, span: Span) -> Graph {
        let mut blocks = PrimaryMap::new();
        let start = blocks.push(BlockData { params: Vec::new(), ops: Vec::new(), exit: Exit::Unreachable });
        Graph {
            name: name.into(),
            vars: PrimaryMap::new(),
            blocks,
            start,
            result: None,
            span,
            attrs: GraphAttrs::default(),
            inlined: Vec::new(),
            places: Vec::new(),
        }
    }

    /// A new variable.
    pub fn new_var(&mut self, name: Option<Arc<str>>, ty: Option<LLType>) -> Var {
        self.vars.push(VarData { name, ty, inlined: false })
    }

    /// A new unnamed variable of a low-level type.
    pub fn typed_var(&mut self, ty: LLType) -> Var {
        self.new_var(None, Some(ty))
    }

    /// A new block without parameters that ends in `Unreachable`.
    pub fn new_block(&mut self) -> Block {
        self.blocks.push(BlockData { params: Vec::new(), ops: Vec::new(), exit: Exit::Unreachable })
    }

    /// A new parameter of a block. Links to it must be given an argument for it.
    pub fn add_param(&mut self, block: Block, name: Option<Arc<str>>, ty: Option<LLType>) -> Var {
        let v = self.new_var(name, ty);
        self.blocks[block].params.push(v);
        v
    }

    /// Appends an operation with a fresh result of the given type.
    pub fn push_op(&mut self, block: Block, code: OpCode, imm: Imm, args: Args, ty: Option<LLType>, span: Span) -> Var {
        let result = self.new_var(None, ty);
        self.blocks[block].ops.push(Op { code, imm, args, result, span });
        result
    }

    /// The arguments of the function.
    pub fn args(&self) -> &[Var] {
        &self.blocks[self.start].params
    }

    /// Low-level type of a variable.
    ///
    /// # Panics
    /// If the graph is not typed.
    pub fn ty(&self, v: Var) -> LLType {
        self.vars[v].ty.expect("typed graph")
    }

    /// Low-level signature.
    ///
    /// # Panics
    /// If the graph is not typed.
    pub fn signature(&self) -> (Vec<LLType>, LLType) {
        (self.args().iter().map(|v| self.ty(*v)).collect(), self.result.expect("typed graph"))
    }

    /// Reachable blocks in reverse post-order (each before those it dominates).
    pub fn rpo(&self) -> Vec<Block> {
        let mut seen = EntitySet::with_capacity(self.blocks.len());
        let mut post = Vec::with_capacity(self.blocks.len());
        let mut stack = Vec::with_capacity(16);
        stack.push((self.start, 0));
        seen.insert(self.start);
        while let Some((block, next)) = stack.last_mut() {
            if let Some(link) = self.blocks[*block].exit.link(*next) {
                *next += 1;
                if seen.insert(link.target) {
                    stack.push((link.target, 0));
                }
            } else {
                post.push(*block);
                stack.pop();
            }
        }
        post.reverse();
        post
    }

    /// Targets of the exit of a block, in order, repeated if linked twice.
    pub fn successors(&self, block: Block) -> Vec<Block> {
        self.blocks[block].exit.links().map(|l| l.target).collect()
    }

    /// For each block, the reachable blocks that link to it (once per link).
    pub fn predecessors(&self) -> SecondaryMap<Block, Vec<Block>> {
        let mut preds: SecondaryMap<Block, Vec<Block>> = SecondaryMap::with_capacity(self.blocks.len());
        preds.resize(self.blocks.len());
        for b in self.rpo() {
            for l in self.blocks[b].exit.links() {
                preds[l.target].push(b);
            }
        }
        preds
    }

    /// Replaces each use of a variable as `map` says (definitions stay).
    pub fn replace_uses(&mut self, mut map: impl FnMut(Var) -> Option<Operand>) {
        for b in self.rpo() {
            let data = &mut self.blocks[b];
            for op in &mut data.ops {
                for a in &mut op.args {
                    replace(a, &mut map);
                }
            }
            data.exit.for_each_operand_mut(|a| replace(a, &mut map));
        }
    }
}

fn replace(a: &mut Operand, map: &mut impl FnMut(Var) -> Option<Operand>) {
    if let Operand::Var(v) = a {
        if let Some(new) = map(*v) {
            *a = new;
        }
    }
}

impl Link {
    /// A jump without arguments.
    pub fn to(target: Block) -> Link {
        Link { target, args: Vec::new() }
    }

    /// A jump with arguments.
    pub fn with(target: Block, args: Vec<Operand>) -> Link {
        Link { target, args }
    }
}

impl Exit {
    /// The link with this number, counted as in [`links`](Exit::links).
    pub fn link(&self, n: usize) -> Option<&Link> {
        match (self, n) {
            (Exit::Goto(l) | Exit::Branch { then: l, .. } | Exit::Raising { normal: l, .. }, 0) => Some(l),
            (Exit::Branch { els, .. }, 1) => Some(els),
            (Exit::Raising { handlers, .. }, n) => handlers.get(n - 1).map(|h| &h.link),
            (Exit::Switch { cases, default, .. }, n) => match cases.get(n) {
                Some((_, l)) => Some(l),
                None => default.as_ref().filter(|_| n == cases.len()),
            },
            _ => None,
        }
    }

    /// All links, in order.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
        (0..).map_while(|n| self.link(n))
    }

    /// All links, in order, to change them.
    pub fn links_mut(&mut self) -> impl Iterator<Item = &mut Link> {
        let v: SmallVec<[&mut Link; 3]> = match self {
            Exit::Goto(l) => smallvec![l],
            Exit::Branch { then, els, .. } => smallvec![then, els],
            Exit::Switch { cases, default, .. } => cases.iter_mut().map(|(_, l)| l).chain(default).collect(),
            Exit::Raising { normal, handlers } => {
                std::iter::once(normal).chain(handlers.iter_mut().map(|h| &mut h.link)).collect()
            }
            Exit::Return(_) | Exit::Raise(..) | Exit::Unreachable => SmallVec::new(),
        };
        v.into_iter()
    }

    /// Visits each operand: the value tested or returned, and the arguments of links.
    pub fn for_each_operand(&self, mut f: impl FnMut(&Operand)) {
        match self {
            Exit::Branch { cond: a, .. } | Exit::Switch { value: a, .. } | Exit::Return(a) | Exit::Raise(a, _) => f(a),
            Exit::Goto(_) | Exit::Raising { .. } | Exit::Unreachable => {}
        }
        for l in self.links() {
            l.args.iter().for_each(&mut f);
        }
    }

    /// Visits each operand, to change it.
    pub fn for_each_operand_mut(&mut self, mut f: impl FnMut(&mut Operand)) {
        match self {
            Exit::Branch { cond: a, .. } | Exit::Switch { value: a, .. } | Exit::Return(a) | Exit::Raise(a, _) => f(a),
            Exit::Goto(_) | Exit::Raising { .. } | Exit::Unreachable => {}
        }
        for l in self.links_mut() {
            l.args.iter_mut().for_each(&mut f);
        }
    }
}

impl Handler {
    /// A handler for everything.
    pub fn catch_all(exc: Var, link: Link) -> Handler {
        Handler { class: None, exc, link }
    }
}

impl Op {
    /// The constant callee of a `direct_call` or `simple_call`.
    pub fn callee(&self) -> Option<&Const> {
        self.args.first().filter(|_| self.code.info().call)?.constant()
    }
}

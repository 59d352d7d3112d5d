//! The verifier: every rule of the model, checked. Runs after every pass in tests.

use crate::typing::{check_op, check_operand, check_reference, check_static, const_fits};
use crate::{Block, Const, Exit, Graph, GraphId, Operand, Program, Var};
use cranelift_entity::SecondaryMap;
use lltype::LLType;
use std::collections::HashSet;
use std::fmt;

/// A broken rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The graph, when it is about one of a program.
    pub graph: Option<GraphId>,
    /// Name of the graph, or what else it is about.
    pub place: String,
    /// The block, when it is about one.
    pub block: Option<Block>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(g) = self.graph {
            write!(f, "{g} ")?;
        }
        f.write_str(&self.place)?;
        if let Some(b) = self.block {
            write!(f, ", {b}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Checks a whole low-level program.
///
/// # Errors
/// All broken rules.
pub fn verify_program(program: &Program) -> Result<(), Vec<Violation>> {
    let mut out = Vec::new();
    let whole = |message: String| Violation { graph: None, place: "program".into(), block: None, message };
    for id in program.statics.keys() {
        if let Err(message) = check_static(program, id) {
            let place = format!("{id} {}", program.statics[id].name);
            out.push(Violation { graph: None, place, block: None, message });
        }
    }
    let is_signed = |g: GraphId| program.graphs.get(g).is_some_and(|g| g.result == Some(LLType::Signed));
    if program.entry.is_some_and(|g| !is_signed(g)) {
        out.push(whole("the entry point is missing or does not return Signed".into()));
    }
    for (e, s) in &program.exceptions {
        if !program.statics.is_valid(*s) {
            out.push(whole(format!("the prebuilt {e:?} is missing")));
        }
    }
    for (id, graph) in program.graphs.iter() {
        let mut found = check_graph(graph, Some(program));
        found.iter_mut().for_each(|v| v.graph = Some(id));
        out.extend(found);
    }
    if out.is_empty() {
        Ok(())
    } else {
        Err(out)
    }
}

/// Checks a low-level graph of a program.
///
/// # Errors
/// All broken rules.
pub fn verify_graph(program: &Program, graph: &Graph) -> Result<(), Vec<Violation>> {
    match check_graph(graph, Some(program)) {
        v if v.is_empty() => Ok(()),
        v => Err(v),
    }
}

/// Checks the structure of a graph before typing.
///
/// # Errors
/// All broken rules.
pub fn verify_high_level(graph: &Graph) -> Result<(), Vec<Violation>> {
    match check_graph(graph, None) {
        v if v.is_empty() => Ok(()),
        v => Err(v),
    }
}

/// Immediate dominators of the reachable blocks (the start block is its own), after Cooper, Harvey
/// and Kennedy, "A Simple, Fast Dominance Algorithm".
pub struct Dominators {
    idom: SecondaryMap<Block, Option<Block>>,
    /// Position in reverse post-order.
    order: SecondaryMap<Block, u32>,
    rpo: Vec<Block>,
}

impl Dominators {
    /// Computes them.
    pub fn new(graph: &Graph) -> Dominators {
        let rpo = graph.rpo();
        let preds = graph.predecessors();
        let mut order: SecondaryMap<Block, u32> = SecondaryMap::with_capacity(graph.blocks.len());
        rpo.iter().enumerate().for_each(|(i, b)| order[*b] = i as u32);
        let mut idom: SecondaryMap<Block, Option<Block>> = SecondaryMap::with_capacity(graph.blocks.len());
        idom[graph.start] = Some(graph.start);
        let mut changed = true;
        while changed {
            changed = false;
            for b in rpo.iter().copied().skip(1) {
                let mut new: Option<Block> = None;
                for p in preds[b].iter().copied().filter(|p| idom[*p].is_some()) {
                    new = Some(match new {
                        None => p,
                        Some(mut a) => {
                            let mut b = p;
                            while a != b {
                                while order[a] > order[b] {
                                    a = idom[a].unwrap_or(a);
                                }
                                while order[b] > order[a] {
                                    b = idom[b].unwrap_or(b);
                                }
                            }
                            a
                        }
                    });
                }
                if new != idom[b] {
                    idom[b] = new;
                    changed = true;
                }
            }
        }
        Dominators { idom, order, rpo }
    }

    /// The reachable blocks, each after its dominators.
    pub fn rpo(&self) -> &[Block] {
        &self.rpo
    }

    /// The immediate dominator; `None` for the start block.
    pub fn immediate(&self, b: Block) -> Option<Block> {
        self.idom[b].filter(|d| *d != b)
    }

    /// Whether every path to `b` goes through `a` (true if they are the same).
    pub fn dominates(&self, a: Block, mut b: Block) -> bool {
        while self.order[b] > self.order[a] {
            match self.immediate(b) {
                Some(d) => b = d,
                None => return false,
            }
        }
        a == b
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Def {
    #[default]
    None,
    /// Parameter (position 0) or operation (position n + 1) of the block.
    At(Block, u32),
    /// Result of the operation that a raising exit tests: exists on the normal link only.
    Normal(Block),
    /// Exception variable of a handler.
    Exc(Block),
}

struct Checker<'a> {
    graph: &'a Graph,
    program: Option<&'a Program>,
    defs: SecondaryMap<Var, Def>,
    dominators: Dominators,
    preds: SecondaryMap<Block, Vec<Block>>,
    out: Vec<Violation>,
    block: Option<Block>,
}

fn check_graph(graph: &Graph, program: Option<&Program>) -> Vec<Violation> {
    let mut c = Checker {
        graph,
        program,
        defs: SecondaryMap::with_capacity(graph.vars.len()),
        dominators: Dominators::new(graph),
        preds: graph.predecessors(),
        out: Vec::new(),
        block: None,
    };
    let rpo = c.dominators.rpo().to_vec();
    for b in &rpo {
        c.block = Some(*b);
        c.define_all(*b);
    }
    for b in &rpo {
        c.block = Some(*b);
        c.ops(*b);
        c.exit(*b);
    }
    c.block = None;
    if program.is_some() && graph.result.is_none() {
        c.complain("the result has no type");
    }
    c.out
}

impl Checker<'_> {
    fn complain(&mut self, message: impl Into<String>) {
        self.out.push(Violation {
            graph: None,
            place: self.graph.name.to_string(),
            block: self.block,
            message: message.into(),
        });
    }

    fn define(&mut self, v: Var, def: Def) {
        if !self.graph.vars.is_valid(v) {
            self.complain(format!("{v} is not a variable of the graph"));
            return;
        }
        if self.defs[v] != Def::None {
            self.complain(format!("{v} is defined twice"));
        }
        self.defs[v] = def;
        if self.program.is_some() && self.graph.vars[v].ty.is_none() {
            self.complain(format!("{v} has no type"));
        }
    }

    fn define_all(&mut self, b: Block) {
        let data = &self.graph.blocks[b];
        for v in &data.params {
            self.define(*v, Def::At(b, 0));
        }
        let tested = matches!(data.exit, Exit::Raising { .. }).then(|| data.ops.len()).unwrap_or(0);
        for (i, op) in data.ops.iter().enumerate() {
            let def = if i + 1 == tested { Def::Normal(b) } else { Def::At(b, i as u32 + 1) };
            self.define(op.result, def);
        }
        if let Exit::Raising { handlers, .. } = &data.exit {
            for h in handlers {
                self.define(h.exc, Def::Exc(b));
            }
        }
    }

    /// A use at a position of a block: before operation `at`, or at the exit.
    fn operand(&mut self, b: Block, at: u32, a: &Operand) {
        match a {
            Operand::Var(v) if !self.graph.vars.is_valid(*v) => {
                self.complain(format!("{v} is not a variable of the graph"));
            }
            Operand::Var(v) => match self.defs[*v] {
                Def::None => self.complain(format!("{v} is used but not defined")),
                Def::Exc(_) => self.complain(format!("the exception {v} is used outside the links of its handler")),
                Def::Normal(d) => {
                    let on_link = d == b && at as usize == self.graph.blocks[b].ops.len();
                    if !on_link && !self.normal_link_dominates(d, b) {
                        self.complain(format!("{v} in {d} may have raised instead where it is used"));
                    }
                }
                Def::At(d, pos) => {
                    let before = if d == b { pos <= at } else { self.dominators.dominates(d, b) };
                    if !before {
                        self.complain(format!("the definition of {v} in {d} does not dominate its use"));
                    }
                }
            },
            Operand::Const(c) => self.constant(c),
        }
    }

    /// Whether every path to `b` goes over the normal link of the raising block `d`.
    fn normal_link_dominates(&self, d: Block, b: Block) -> bool {
        let Exit::Raising { normal, handlers } = &self.graph.blocks[d].exit else { return false };
        let target = normal.target;
        target != self.graph.start
            && self.dominators.dominates(target, b)
            && handlers.iter().all(|h| h.link.target != target)
            && self.preds[target].iter().all(|p| *p == d || self.dominators.dominates(target, *p))
    }

    fn constant(&mut self, c: &Const) {
        match (c, self.program) {
            (Const::None | Const::Str(_) | Const::Unicode(_) | Const::Host(_), Some(_)) => {
                self.complain(format!("the high-level constant {} in a typed graph", crate::const_text(c)));
            }
            (_, Some(p)) => {
                if let Err(e) = check_reference(p, c) {
                    self.complain(e);
                }
            }
            _ => {}
        }
    }

    fn ops(&mut self, b: Block) {
        let graph = self.graph;
        let data = &graph.blocks[b];
        for (i, op) in data.ops.iter().enumerate() {
            let before = self.out.len();
            for a in &op.args {
                self.operand(b, i as u32, a);
            }
            if self.out.len() > before {
                continue;
            }
            if let Some(p) = self.program {
                if let Err(e) = check_op(p, graph, op) {
                    self.complain(format!("{} ({}): {e}", op.code.name(), op.result));
                }
            }
        }
    }

    fn link(&mut self, from: Block, at: u32, link: &crate::Link, exc: Option<Var>) {
        let graph = self.graph;
        if !graph.blocks.is_valid(link.target) {
            self.complain(format!("a link to {}, which does not exist", link.target));
            return;
        }
        if link.target == graph.start && self.program.is_some() {
            self.complain("a link to the start block");
        }
        let params = &graph.blocks[link.target].params;
        if link.args.len() != params.len() {
            let (given, wanted) = (link.args.len(), params.len());
            self.complain(format!("a link to {} with {given} arguments instead of {wanted}", link.target));
            return;
        }
        for (a, param) in link.args.iter().zip(params) {
            if a.var().is_none() || a.var() != exc {
                let before = self.out.len();
                self.operand(from, at, a);
                if self.out.len() > before {
                    continue;
                }
            }
            if let (Some(p), Some(ty)) = (self.program, graph.vars[*param].ty) {
                if let Err(e) = check_operand(p, graph, a, ty) {
                    self.complain(format!("the link to {}, parameter {param}: {e}", link.target));
                }
            }
        }
    }

    fn expect(&mut self, a: &Operand, ty: LLType, what: &str) {
        if let Some(p) = self.program {
            if let Err(e) = check_operand(p, self.graph, a, ty) {
                self.complain(format!("{what}: {e}"));
            }
        }
    }

    fn exit(&mut self, b: Block) {
        let graph = self.graph;
        let data = &graph.blocks[b];
        let end = data.ops.len() as u32;
        match &data.exit {
            Exit::Goto(l) => self.link(b, end, l, None),
            Exit::Branch { cond, then, els } => {
                self.operand(b, end, cond);
                self.expect(cond, LLType::Bool, "the condition");
                self.link(b, end, then, None);
                self.link(b, end, els, None);
            }
            Exit::Switch { value, cases, default } => {
                self.operand(b, end, value);
                let ty = value.var().filter(|v| graph.vars.is_valid(*v)).and_then(|v| graph.vars[v].ty);
                let mut seen = HashSet::new();
                for (c, l) in cases {
                    if !seen.insert(c) {
                        self.complain(format!("two cases for {}", crate::const_text(c)));
                    }
                    if let (Some(p), Some(ty)) = (self.program, ty) {
                        if !const_fits(p, c, ty) || !crate::typing::is_number(ty) {
                            self.complain(format!("the case {} for a {ty:?}", crate::const_text(c)));
                        }
                    }
                    self.link(b, end, l, None);
                }
                if let Some(l) = default {
                    self.link(b, end, l, None);
                }
            }
            Exit::Raising { normal, handlers } => {
                match data.ops.last() {
                    None => self.complain("a raising exit without an operation"),
                    Some(op) if !op.code.info().raises && self.program.is_some() => {
                        self.complain(format!("a raising exit, but {} does not raise", op.code.name()));
                    }
                    Some(_) => {}
                }
                self.link(b, end, normal, None);
                if self.program.is_some() && (handlers.len() > 1 || handlers.iter().any(|h| h.class.is_some())) {
                    self.complain("low-level graphs have one handler at most, which catches everything");
                }
                for h in handlers {
                    // The result of the last operation does not exist here.
                    self.link(b, end.saturating_sub(1), &h.link, Some(h.exc));
                }
            }
            Exit::Return(a) => {
                self.operand(b, end, a);
                if let Some(ty) = graph.result {
                    self.expect(a, ty, "the result");
                }
            }
            Exit::Raise(a, _) => {
                self.operand(b, end, a);
                let program = self.program;
                let ty = a.var().filter(|v| graph.vars.is_valid(*v)).and_then(|v| graph.vars[v].ty);
                if let (Some(p), Some(ty)) = (program, ty) {
                    let ok = matches!((ty, p.object), (LLType::Ptr(c), Some(o)) if p.types.is_a(c, o))
                        || (p.object.is_none() && p.types.is_gc_ref(ty));
                    if !ok {
                        self.complain(format!("raises a {ty:?}, which is no instance"));
                    }
                }
            }
            Exit::Unreachable => {}
        }
    }
}

//! `traceback`: notes the places that an exception comes by, for the message if nobody catches it.
//!
//! Nothing is noted on the normal path. An exception that is caught for good leaves no note in the
//! graph that catches it; one that may be raised again notes that it was caught, so that what happens
//! in between does not count. How the notes are read is in the run time (`policy::traceback`).

use crate::cfg::split_edge;
use cranelift_entity::{EntitySet, SecondaryMap};
use diagnostics::Span;
use graph::{Args, Block, Const, Exit, Graph, Handler, Imm, Link, Op, OpCode, Operand, Place, PlaceKind, Var};
use lltype::LLType;
use std::collections::HashMap;

/// Marks where exceptions begin, where those are caught that may be raised again, and where the program stops.
/// Before roots are made explicit: these hide which exception is which.
pub fn mark_ends(g: &mut Graph) {
    let mut notes = Notes::new(g);
    for b in g.rpo() {
        if let Some(at) = g.blocks[b].ops.iter().position(|op| op.code == OpCode::Fatal) {
            let span = g.blocks[b].ops[at].span;
            let op = notes.op(g, span, PlaceKind::Stop);
            g.blocks[b].ops.insert(at, op);
        }
    }
    let flow = Flow::new(g);
    if flow.is_empty {
        return;
    }
    for b in g.rpo() {
        if let Exit::Raise(a, span) = &g.blocks[b].exit {
            let kind = if flow.came(a) { PlaceKind::Reraise } else { PlaceKind::Raise };
            let op = notes.op(g, *span, kind);
            g.blocks[b].ops.push(op);
            continue;
        }
        for (n, kind) in flow.entries(g, b) {
            let span = last_span(g, b);
            let op = notes.op(g, span, kind);
            let at = if matches!(g.blocks[b].exit, Exit::Goto(_)) { b } else { split_edge(g, b, n) };
            g.blocks[at].ops.push(op);
        }
    }
}

/// Marks where exceptions leave the graph through an operation that raises.
pub fn mark_passes(g: &mut Graph) {
    let mut notes = Notes::new(g);
    let rpo = g.rpo();
    // Ways out that the roots made: they have no note yet.
    let unwinders: Vec<Block> = rpo.iter().copied().filter(|b| is_unwinder(g, *b)).collect();
    let preds = if unwinders.is_empty() { SecondaryMap::new() } else { g.predecessors() };
    for u in unwinders {
        let place = g.add_param(u, None, Some(LLType::Signed));
        let op = note(g, place.into());
        g.blocks[u].ops.push(op);
        let mut done = EntitySet::new();
        for p in &preds[u] {
            if !done.insert(*p) {
                continue;
            }
            let number = notes.of_block(g, *p);
            for l in g.blocks[*p].exit.links_mut().filter(|l| l.target == u) {
                l.args.push(Const::Int(number).into());
            }
        }
    }
    let mut shared: Option<Block> = None;
    for b in rpo {
        if !matches!(&g.blocks[b].exit, Exit::Raising { handlers, .. } if handlers.is_empty()) {
            continue;
        }
        let number = notes.of_block(g, b);
        let out = *shared.get_or_insert_with(|| {
            let out = g.new_block();
            let exc = g.add_param(out, None, Some(LLType::GcRef));
            let place = g.add_param(out, None, Some(LLType::Signed));
            let op = note(g, place.into());
            g.blocks[out].ops.push(op);
            g.blocks[out].exit = Exit::Raise(exc.into(), Span::NONE);
            out
        });
        let exc = g.typed_var(LLType::GcRef);
        let link = Link::with(out, vec![exc.into(), Const::Int(number).into()]);
        if let Exit::Raising { handlers, .. } = &mut g.blocks[b].exit {
            handlers.push(Handler::catch_all(exc, link));
        }
    }
}

/// Raises its parameter, and nothing is noted.
fn is_unwinder(g: &Graph, b: Block) -> bool {
    let data = &g.blocks[b];
    matches!(&data.exit, Exit::Raise(Operand::Var(v), _) if data.params.contains(v))
        && data.ops.iter().all(|op| op.code != OpCode::Traceback)
}

fn note(g: &mut Graph, place: Operand) -> Op {
    let result = g.typed_var(LLType::Void);
    let args: Args = [place].into_iter().collect();
    Op { code: OpCode::Traceback, imm: Imm::None, args, result, span: Span::NONE }
}

/// Where a block stands: its last operation that says so.
fn last_span(g: &Graph, b: Block) -> Span {
    let spans = g.blocks[b].ops.iter().rev().map(|op| op.span);
    spans.into_iter().find(|s| !s.is_none()).unwrap_or(Span::NONE)
}

/// Numbers of places.
struct Notes {
    numbers: HashMap<Place, i64>,
}

impl Notes {
    fn new(g: &Graph) -> Notes {
        Notes { numbers: g.places.iter().zip(0..).map(|(p, n)| (*p, n)).collect() }
    }

    fn number(&mut self, g: &mut Graph, span: Span, kind: PlaceKind) -> i64 {
        let span = if span.is_none() { g.span } else { span };
        let place = Place { span, kind };
        *self.numbers.entry(place).or_insert_with(|| {
            g.places.push(place);
            g.places.len() as i64 - 1
        })
    }

    fn op(&mut self, g: &mut Graph, span: Span, kind: PlaceKind) -> Op {
        let number = self.number(g, span, kind);
        note(g, Const::Int(number).into())
    }

    /// The place of the operation that ends a block by raising.
    fn of_block(&mut self, g: &mut Graph, b: Block) -> i64 {
        let last = g.blocks[b].ops.last();
        let (span, call) = last.map_or((Span::NONE, true), |op| (op.span, op.code.info().call));
        self.number(g, span, if call { PlaceKind::Pass } else { PlaceKind::Raise })
    }
}

/// Which values may be raised, and where they come from.
struct Flow {
    /// Variables that may reach a `Raise`.
    raised: EntitySet<Var>,
    /// What a variable is another name of.
    same: SecondaryMap<Var, Option<Operand>>,
    /// Parameters of blocks (not those of the function).
    params: EntitySet<Var>,
    is_empty: bool,
}

impl Flow {
    fn new(g: &Graph) -> Flow {
        let mut flow = Flow {
            raised: EntitySet::with_capacity(g.vars.len()),
            same: SecondaryMap::new(),
            params: EntitySet::with_capacity(g.vars.len()),
            is_empty: true,
        };
        let rpo = g.rpo();
        let mut work: Vec<Var> = Vec::new();
        for b in &rpo {
            if let Exit::Raise(a, _) = &g.blocks[*b].exit {
                flow.is_empty = false;
                work.extend(a.var());
            }
        }
        if flow.is_empty {
            return flow;
        }
        // For each parameter, what links give it.
        let mut given: SecondaryMap<Var, Vec<Var>> = SecondaryMap::new();
        for b in rpo {
            let data = &g.blocks[b];
            if b != g.start {
                flow.params.extend(data.params.iter().copied());
            }
            for op in &data.ops {
                if matches!(op.code, OpCode::CastPointer | OpCode::CastOpaquePtr | OpCode::SameAs) {
                    flow.same[op.result] = op.args.first().cloned();
                }
            }
            for l in data.exit.links() {
                for (a, p) in l.args.iter().zip(&g.blocks[l.target].params) {
                    given[*p].extend(a.var());
                }
            }
        }
        while let Some(v) = work.pop() {
            if flow.raised.insert(v) {
                work.extend(flow.same[v].as_ref().and_then(Operand::var));
                work.extend(given[v].iter().copied());
            }
        }
        flow
    }

    /// Whether a value came into its block from another one.
    fn came(&self, a: &Operand) -> bool {
        let mut a = a;
        loop {
            match a {
                Operand::Var(v) => match &self.same[*v] {
                    Some(b) => a = b,
                    None => return self.params.contains(*v),
                },
                Operand::Const(_) => return false,
            }
        }
    }

    /// Links of a block, by number, at which an exception that may be raised later begins or is caught.
    fn entries(&self, g: &Graph, b: Block) -> Vec<(usize, PlaceKind)> {
        let data = &g.blocks[b];
        let call = data.ops.last().is_some_and(|op| op.code.info().call);
        let mut found = Vec::new();
        for (n, l) in data.exit.links().enumerate() {
            let caught = match &data.exit {
                Exit::Raising { handlers, .. } if n > 0 => Some(handlers[n - 1].exc),
                _ => None,
            };
            let params = &g.blocks[l.target].params;
            let kinds =
                l.args.iter().zip(params).filter(|(_, p)| self.raised.contains(**p)).filter_map(|(a, _)| match a {
                    Operand::Var(v) if caught == Some(*v) && call => Some(PlaceKind::Catch),
                    Operand::Const(Const::Null(_)) => None,
                    _ if self.came(a) => None,
                    _ => Some(PlaceKind::Raise),
                });
            found.extend(kinds.max().map(|k| (n, k)));
        }
        found
    }
}

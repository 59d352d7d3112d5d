//! Inlining of direct calls, callees first; calls through pointers stay, so what they may call is no obstacle.
//!
//! The measure of a graph is that of the original toolchain: its weighted operations plus about
//! the weight that one execution meets, each way out of a block taken equally often; what stays
//! below the threshold is inlined in loops, what stays below half of it everywhere. (With the whole threshold everywhere,
//! programs are a sixth larger, cost as much more to compile, and are no quicker.)

use crate::analysis::{call_graph, components, direct_calls, Analysis};
use crate::cleanup::{cleanup, drop_unreachable, Externs};
use cranelift_entity::SecondaryMap;
use diagnostics::Span;
use graph::{
    natural_loops, Args, Block, Const, Dominators, Exit, Graph, GraphId, Handler, Imm, Inline, Inlined, Link, Op,
    OpCode, Operand, Program, Var,
};
use petgraph::graph::{DiGraph, NodeIndex};
use rayon::prelude::*;
use std::collections::HashSet;

/// Graphs up to this measure are inlined in loops.
pub const THRESHOLD: f64 = 32.4;
/// The same where small code is wanted.
pub const SMALL_THRESHOLD: f64 = 12.0;
/// The part of the threshold that holds for calls outside loops.
const OUTSIDE_LOOPS: f64 = 0.5;
/// How often calls in what was inlined into a loop are looked at.
const ROUNDS: usize = 3;
/// The part of the threshold that holds for calls in graphs that hardly run, and of them: what is no larger than the
/// call.
const IN_COLD: f64 = 0.2;
/// How much of the threshold holds where both graphs run much, as a profile says.
const AMONG_HOT: f64 = 2.0;
/// Graphs marked [`Inline::Try`] are inlined up to this measure.
const TRY_THRESHOLD: f64 = 3.0 * THRESHOLD;
/// Nothing but [`Inline::Always`] is inlined into graphs with more operations than this.
const LARGEST: usize = 20_000;

/// Inlines calls throughout a program. Returns how many.
pub fn inline_calls(program: &mut Program, threshold: f64) -> usize {
    let analysis = Analysis::with_components(program, &components(&call_graph(program)));
    let calls = direct_calls(program);
    let order = callees_first(&calls);
    let raises = |op: &Op, program: &Program| analysis.op_raises(program, op);
    // The measure of each graph once its own calls have been dealt with.
    let mut measures: Vec<f64> = vec![f64::INFINITY; program.graphs.len()];
    let mut count = 0;
    for level in levels(&calls, &order) {
        let (shared, known) = (&*program, &measures);
        let inlined: Vec<_> = level
            .par_iter()
            .map(|g| {
                let (graph, done) = inlined_into(shared, *g, threshold, known, &|op| raises(op, shared));
                let measure = measure(graph.as_ref().unwrap_or(&shared.graphs[*g]));
                (graph, done, measure)
            })
            .collect();
        for (g, (graph, done, measure)) in level.into_iter().zip(inlined) {
            if let Some(graph) = graph {
                program.graphs[g] = graph;
            }
            measures[g.as_u32() as usize] = measure;
            count += done;
        }
    }
    count
}

/// The graph with calls inlined, if there are any to inline, and how many.
fn inlined_into(
    program: &Program,
    g: GraphId,
    threshold: f64,
    measures: &[f64],
    raises: &dyn Fn(&Op) -> bool,
) -> (Option<Graph>, usize) {
    let attrs = &program.graphs[g].attrs;
    // What is on the way to itself and comes later has no measure yet.
    let wanted = |callee: GraphId, in_loop: bool| {
        let n = callee.as_u32() as usize;
        let its = &program.graphs[callee].attrs;
        match its.inline {
            Inline::Never => false,
            Inline::Always => callee != g,
            _ if attrs.cold || its.cold => measures[n] <= threshold * IN_COLD,
            _ if attrs.hot && its.hot => measures[n] <= threshold * AMONG_HOT,
            Inline::Try => measures[n] <= threshold.max(TRY_THRESHOLD),
            Inline::Auto if in_loop => measures[n] <= threshold,
            Inline::Auto => measures[n] <= threshold * OUTSIDE_LOOPS,
        }
    };
    let mut sites = call_sites(&program.graphs[g], wanted);
    if sites.is_empty() {
        return (None, 0);
    }
    let mut caller = program.graphs[g].clone();
    let mut size: usize = caller.blocks.values().map(|b| b.ops.len()).sum();
    let mut done = 0;
    for _ in 0..ROUNDS {
        let before = done;
        for result in std::mem::take(&mut sites) {
            let Some((b, at, callee)) = find_call(&caller, result) else { continue };
            let body = &program.graphs[callee];
            if size > LARGEST && body.attrs.inline != Inline::Always {
                continue;
            }
            size += body.blocks.values().map(|b| b.ops.len()).sum::<usize>();
            inline_one(&mut caller, b, at, body, raises);
            done += 1;
        }
        if done == before {
            break;
        }
        // What was no call in a loop in its own graph may be one now.
        sites = call_sites(&caller, |callee, in_loop| in_loop && wanted(callee, true));
    }
    if done == 0 {
        return (None, 0);
    }
    cleanup(&mut caller, Externs::from(program));
    drop_unreachable(&mut caller);
    (Some(compacted(&caller)), done)
}

/// Graphs that do not wait for each other, level by level: each waits for those that it calls and that come earlier in
/// the order.
fn levels(calls: &DiGraph<(), ()>, order: &[GraphId]) -> Vec<Vec<GraphId>> {
    let mut level_of: Vec<Option<usize>> = vec![None; order.len()];
    let mut levels: Vec<Vec<GraphId>> = Vec::new();
    for g in order {
        let node = g.as_u32() as usize;
        let callees = calls.neighbors(NodeIndex::new(node)).filter_map(|callee| level_of[callee.index()]);
        let level = callees.max().map_or(0, |below| below + 1);
        level_of[node] = Some(level);
        if level == levels.len() {
            levels.push(Vec::new());
        }
        levels[level].push(*g);
    }
    levels
}

/// All graphs, each after those that it calls but for calls that close a cycle: depth first.
fn callees_first(calls: &DiGraph<(), ()>) -> Vec<GraphId> {
    let mut seen = vec![false; calls.node_count()];
    let mut order = Vec::with_capacity(seen.len());
    for root in calls.node_indices() {
        if std::mem::replace(&mut seen[root.index()], true) {
            continue;
        }
        let mut stack = vec![(root, calls.neighbors(root))];
        while let Some((node, rest)) = stack.last_mut() {
            match rest.next() {
                Some(next) if std::mem::replace(&mut seen[next.index()], true) => {}
                Some(next) => stack.push((next, calls.neighbors(next))),
                None => {
                    order.push(GraphId::from_u32(node.index() as u32));
                    stack.pop();
                }
            }
        }
    }
    order
}

/// The measure that is compared with the threshold.
pub fn measure(graph: &Graph) -> f64 {
    let rpo = graph.rpo();
    let mut position: SecondaryMap<Block, u32> = SecondaryMap::new();
    rpo.iter().enumerate().for_each(|(i, b)| position[*b] = i as u32);
    let mut frequency: SecondaryMap<Block, f64> = SecondaryMap::new();
    frequency[graph.start] = 1.0;
    let (mut all, mut one_run) = (0.0, 0.0);
    for b in rpo {
        let data = &graph.blocks[b];
        let links = data.exit.links().count();
        let mut weight: f64 = data.ops.iter().map(op_weight).sum();
        weight += links.saturating_sub(1) as f64;
        all += weight;
        one_run += weight * frequency[b];
        // Handlers are not expected to be reached.
        let normal = if matches!(data.exit, Exit::Raising { .. }) { 1 } else { links };
        for l in data.exit.links().take(normal) {
            if position[l.target] > position[b] {
                frequency[l.target] += frequency[b] / normal as f64;
            }
        }
    }
    all + 0.9999 * one_run
}

fn op_weight(op: &Op) -> f64 {
    use OpCode::*;
    match op.code {
        SameAs | CastPointer | CastOpaquePtr | KeepAlive | NullCheck | Hint | Likely | Unlikely | DebugPrint
        | JitMarker => 0.0,
        Malloc | MallocVarsize => 2.0,
        DirectCall | IndirectCall => 1.0 + (op.args.len() as f64) / 2.0,
        _ => 1.0,
    }
}

/// Results of the direct calls that are wanted inlined; `wanted` is told whether a call is in a loop.
fn call_sites(graph: &Graph, wanted: impl Fn(GraphId, bool) -> bool) -> Vec<Var> {
    let mut out = Vec::new();
    let loops = natural_loops(graph, &Dominators::new(graph));
    for b in graph.rpo() {
        let in_loop = loops.iter().any(|l| l.has(b));
        for op in &graph.blocks[b].ops {
            if let (OpCode::DirectCall, Some(Const::Func(g))) = (op.code, op.callee()) {
                if wanted(*g, in_loop) {
                    out.push(op.result);
                }
            }
        }
    }
    out
}

fn find_call(graph: &Graph, result: Var) -> Option<(Block, usize, GraphId)> {
    for (b, data) in graph.blocks.iter() {
        if let Some(at) = data.ops.iter().position(|op| op.result == result) {
            let Some(Const::Func(g)) = data.ops[at].callee() else { return None };
            return Some((b, at, *g));
        }
    }
    None
}

/// Puts the body of `callee` in place of the call at operation `at` of block `b`.
/// `raises` says of operations of the callee whether they can raise.
pub fn inline_one(caller: &mut Graph, b: Block, at: usize, callee: &Graph, raises: impl Fn(&Op) -> bool) {
    let mut tail = caller.blocks[b].ops.split_off(at);
    let call = tail.remove(0);
    let old_exit = std::mem::replace(&mut caller.blocks[b].exit, Exit::Unreachable);

    // Where the callee returns to; its parameter is what was the result of the call.
    let after = caller.new_block();
    caller.blocks[after].params = vec![call.result];
    // Where its exceptions go, if the call is the one that a raising exit tests.
    let mut catcher: Option<(Block, Var)> = None;
    caller.blocks[after].exit = match old_exit {
        Exit::Raising { normal, handlers } if tail.is_empty() => {
            if let Some(Handler { exc, mut link, .. }) = handlers.into_iter().next() {
                let block = caller.new_block();
                let data = caller.vars[exc].clone();
                let caught = caller.vars.push(data);
                for a in &mut link.args {
                    if *a == Operand::Var(exc) {
                        *a = Operand::Var(caught);
                    }
                }
                caller.blocks[block].params = vec![caught];
                caller.blocks[block].exit = Exit::Goto(link);
                catcher = Some((block, exc));
            }
            Exit::Goto(normal)
        }
        other => other,
    };
    caller.blocks[after].ops = tail;

    let mut copy = Copy {
        caller,
        callee,
        after,
        catcher,
        call: Some(call.span),
        vars: SecondaryMap::new(),
        blocks: SecondaryMap::new(),
        inlined: vec![0; callee.inlined.len() + 1],
    };
    let start = copy.body(raises);
    let args = call.args.into_iter().skip(1).collect();
    caller.blocks[b].exit = Exit::Goto(Link::with(start, args));
}

struct Copy<'a> {
    caller: &'a mut Graph,
    callee: &'a Graph,
    after: Block,
    catcher: Option<(Block, Var)>,
    /// Where the call stood; `None`: the copy takes the place of the original.
    call: Option<Span>,
    vars: SecondaryMap<Var, Option<Var>>,
    blocks: SecondaryMap<Block, Option<Block>>,
    /// Numbers of inlined calls in the caller; 0: not met yet.
    inlined: Vec<u32>,
}

impl Copy<'_> {
    fn var(&mut self, v: Var) -> Var {
        if let Some(w) = self.vars[v] {
            return w;
        }
        let mut data = self.callee.vars[v].clone();
        data.inlined |= self.call.is_some();
        let w = self.caller.vars.push(data);
        self.vars[v] = Some(w);
        w
    }

    fn block(&mut self, b: Block) -> Block {
        if let Some(c) = self.blocks[b] {
            return c;
        }
        let c = self.caller.new_block();
        self.blocks[b] = Some(c);
        c
    }

    /// A position of the callee, seen from the caller.
    fn span(&mut self, span: Span) -> Span {
        if span.is_none() {
            return span;
        }
        let n = span.inlined as usize;
        if n == 0 && self.call.is_none() {
            return span;
        }
        let Some(known) = self.inlined.get(n).copied() else { return Span { inlined: 0, ..span } };
        if known != 0 {
            return Span { inlined: known, ..span };
        }
        let new = match n.checked_sub(1) {
            Some(outer) => {
                let Inlined { name, span, at } = self.callee.inlined[outer].clone();
                Inlined { name, span, at: self.span(at) }
            }
            None => {
                let at = self.call.unwrap_or(Span::NONE);
                Inlined { name: self.callee.name.clone(), span: self.callee.span, at }
            }
        };
        self.caller.inlined.push(new);
        let number = self.caller.inlined.len() as u32;
        self.inlined[n] = number;
        Span { inlined: number, ..span }
    }

    fn operand(&mut self, a: &Operand) -> Operand {
        match a {
            Operand::Var(v) => Operand::Var(self.var(*v)),
            Operand::Const(_) => a.clone(),
        }
    }

    fn link(&mut self, l: &Link) -> Link {
        Link { target: self.block(l.target), args: l.args.iter().map(|a| self.operand(a)).collect() }
    }

    /// A handler that leads to the caller's.
    fn handler(&mut self) -> Option<Handler> {
        let (block, exc) = self.catcher?;
        let data = self.caller.vars[exc].clone();
        let exc = self.caller.vars.push(data);
        Some(Handler::catch_all(exc, Link::with(block, vec![exc.into()])))
    }

    fn body(&mut self, raises: impl Fn(&Op) -> bool) -> Block {
        let callee = self.callee;
        for b in callee.rpo() {
            let data = &callee.blocks[b];
            let mut at = self.block(b);
            self.caller.blocks[at].params = data.params.iter().map(|v| self.var(*v)).collect();
            for (i, op) in data.ops.iter().enumerate() {
                let args: Args = op.args.iter().map(|a| self.operand(a)).collect();
                let result = self.var(op.result);
                let span = self.span(op.span);
                let new = Op { code: op.code, imm: op.imm.clone(), args, result, span };
                self.caller.blocks[at].ops.push(new);
                let tested = i + 1 == data.ops.len() && matches!(data.exit, Exit::Raising { .. });
                if self.catcher.is_some() && !tested && op.code.info().raises && raises(op) {
                    let next = self.caller.new_block();
                    let handlers = self.handler().into_iter().collect();
                    self.caller.blocks[at].exit = Exit::Raising { normal: Link::to(next), handlers };
                    at = next;
                }
            }
            let exit = self.exit(&data.exit, at);
            self.caller.blocks[at].exit = exit;
        }
        self.block(callee.start)
    }

    fn exit(&mut self, exit: &Exit, at: Block) -> Exit {
        match exit {
            Exit::Goto(l) => Exit::Goto(self.link(l)),
            Exit::Branch { cond, then, els } => {
                Exit::Branch { cond: self.operand(cond), then: self.link(then), els: self.link(els) }
            }
            Exit::Switch { value, cases, default } => Exit::Switch {
                value: self.operand(value),
                cases: cases.iter().map(|(c, l)| (c.clone(), self.link(l))).collect(),
                default: default.as_ref().map(|l| self.link(l)),
            },
            Exit::Raising { normal, handlers } => {
                let normal = self.link(normal);
                let mut new: Vec<Handler> = handlers
                    .iter()
                    .map(|h| Handler { class: h.class.clone(), exc: self.var(h.exc), link: self.link(&h.link) })
                    .collect();
                if new.is_empty() {
                    new.extend(self.handler());
                }
                Exit::Raising { normal, handlers: new }
            }
            Exit::Return(a) => Exit::Goto(Link::with(self.after, vec![self.operand(a)])),
            Exit::Raise(a, span) => {
                let (a, span) = (self.operand(a), self.span(*span));
                let Some((block, exc)) = self.catcher else { return Exit::Raise(a, span) };
                // The handler sees the type of all exceptions.
                let ty = self.caller.vars[exc].ty;
                let cast = self.caller.push_op(at, OpCode::CastPointer, Imm::None, [a].into_iter().collect(), ty, span);
                Exit::Goto(Link::with(block, vec![cast.into()]))
            }
            Exit::Unreachable => Exit::Unreachable,
        }
    }
}

/// A copy without the variables and blocks that are no longer reachable.
pub fn compacted(graph: &Graph) -> Graph {
    let mut new = Graph::new(&graph.name, graph.span);
    new.blocks.clear();
    new.result = graph.result;
    new.attrs = graph.attrs.clone();
    let after = new.new_block();
    let mut copy = Copy {
        caller: &mut new,
        callee: graph,
        after,
        catcher: None,
        call: None,
        vars: SecondaryMap::new(),
        blocks: SecondaryMap::new(),
        inlined: vec![0; graph.inlined.len() + 1],
    };
    let start = copy.body(|_| false);
    new.start = start;
    // The copy returns where the original does.
    let returns: HashSet<Block> = new
        .blocks
        .iter()
        .filter(|(_, d)| matches!(&d.exit, Exit::Goto(l) if l.target == after))
        .map(|(b, _)| b)
        .collect();
    for b in returns {
        let data = &mut new.blocks[b];
        if let Exit::Goto(l) = &mut data.exit {
            if let Some(a) = l.args.pop() {
                data.exit = Exit::Return(a);
            }
        }
    }
    new
}

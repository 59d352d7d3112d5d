//! Loops: `while`, `for` over iterators, `for` over what is known while building (unrolled).

use crate::builder::{Builder, Ctx, Edge, Held, Mode, R};
use crate::names;
use diagnostics::Span;
use graph::{Block, Const, Exit, Imm, Link, OpCode, Operand};
use host::ast::{self, Expr};
use host::{Desc, WrapValue};

/// A constant tuple of one kind of item longer than this is looped over, not unrolled.
const UNROLL_SAME_KIND: usize = 8;

/// Where the items of a loop come from.
pub(crate) enum Source {
    /// An iterator.
    Iter(Held, Span),
    /// Items known while building.
    Unrolled(Vec<Operand>),
    /// `zip(...)`.
    Zip(Vec<Source>, Span),
    /// `map(f, ...)`.
    Map(Held, Vec<Source>, Span),
    /// `filter(f, ...)`; without a function the items themselves are tested.
    Filter(Option<Held>, Box<Source>, Span),
}

/// The head of a loop.
struct Header {
    block: Block,
    slots: Vec<usize>,
}

/// What a loop does with an item.
pub(crate) type Body<'a, 'f> = &'f mut dyn FnMut(&mut Builder<'a>, Operand) -> R<()>;

impl<'a> Builder<'a> {
    fn open_loop(&mut self, assigned: &[usize]) -> Header {
        let block = self.block();
        let mut header = Header { block: self.graph.new_block(), slots: Vec::new() };
        let mut args = Vec::new();
        // A `yield` in the loop reloads every local.
        let all: Vec<usize> = match self.mode {
            Mode::Function => Vec::new(),
            Mode::Resume(_) => (0..self.env.len()).collect(),
        };
        for slot in if all.is_empty() { assigned } else { &all } {
            if let Some(value) = self.env[*slot].clone() {
                args.push(value);
                let name = Some(self.slot_names[*slot].clone());
                self.env[*slot] = Some(self.graph.add_param(header.block, name, None).into());
                header.slots.push(*slot);
            }
        }
        self.graph.blocks[block].exit = Exit::Goto(Link::with(header.block, args));
        self.cur = Some(header.block);
        header
    }

    fn close_loop(&mut self, header: &Header, edges: Vec<Edge>) {
        for edge in edges {
            let args =
                header.slots.iter().map(|slot| edge.env[*slot].clone().unwrap_or(self.undefined.into())).collect();
            self.graph.blocks[edge.block].exit = Exit::Goto(Link::with(header.block, args));
        }
    }

    fn pop_loop(&mut self) -> (Vec<Edge>, Vec<Edge>) {
        match self.ctx.pop() {
            Some(Ctx::Loop { breaks, continues }) => (breaks, continues),
            _ => (Vec::new(), Vec::new()),
        }
    }

    pub fn while_stmt(&mut self, stmt: &'a ast::StmtWhile) -> R<()> {
        let mut bound = names::bound_by_expr(&stmt.test);
        bound.extend(names::bound_by_stmts(&stmt.body));
        let assigned = Self::distinct(self.slots_of(bound));
        let header = self.open_loop(&assigned);
        let (holds, fails) = self.test(&stmt.test)?;
        self.join(holds);
        self.ctx.push(Ctx::Loop { breaks: Vec::new(), continues: Vec::new() });
        self.stmts(&stmt.body)?;
        let (breaks, mut continues) = self.pop_loop();
        continues.extend(self.edge());
        self.close_loop(&header, continues);
        let mut ends = breaks;
        self.join(fails);
        self.stmts(&stmt.orelse)?;
        ends.extend(self.edge());
        self.join(ends);
        Ok(())
    }

    pub fn for_stmt(&mut self, stmt: &'a ast::StmtFor) -> R<()> {
        let source = self.source(&stmt.iter)?;
        let mut bound = names::bound_by_expr(&stmt.target);
        bound.extend(names::bound_by_stmts(&stmt.body));
        let assigned = Self::distinct(self.slots_of(bound));
        let breaks = self.for_each(source, &assigned, &mut |builder, item| {
            builder.assign(&stmt.target, item)?;
            builder.stmts(&stmt.body)
        })?;
        let mut ends = breaks;
        self.stmts(&stmt.orelse)?;
        ends.extend(self.edge());
        self.join(ends);
        Ok(())
    }

    /// Runs a body for each item. Goes on where the items end; the edges come from `break`.
    pub fn for_each(&mut self, source: Source, assigned: &[usize], body: Body<'a, '_>) -> R<Vec<Edge>> {
        if let Source::Unrolled(items) = source {
            return self.unroll(items, body);
        }
        let header = self.open_loop(assigned);
        self.ctx.push(Ctx::Loop { breaks: Vec::new(), continues: Vec::new() });
        let mut done = Vec::new();
        let item = self.next_item(&source, &mut done);
        if self.cur.is_some() {
            body(self, item)?;
        }
        let (breaks, mut continues) = self.pop_loop();
        continues.extend(self.edge());
        self.close_loop(&header, continues);
        self.join(done);
        Ok(breaks)
    }

    fn unroll(&mut self, items: Vec<Operand>, body: Body<'a, '_>) -> R<Vec<Edge>> {
        let mut breaks = Vec::new();
        let items: Vec<Held> = items.into_iter().map(|item| self.hold(item)).collect();
        for item in items {
            if self.cur.is_none() {
                break;
            }
            self.ctx.push(Ctx::Loop { breaks: Vec::new(), continues: Vec::new() });
            body(self, self.held(&item))?;
            let (left, mut next) = self.pop_loop();
            breaks.extend(left);
            next.extend(self.edge());
            self.join(next);
        }
        Ok(breaks)
    }

    fn next_item(&mut self, source: &Source, done: &mut Vec<Edge>) -> Operand {
        match source {
            Source::Iter(iter, span) => {
                let (item, end) = self.emit_next(self.held(iter), *span);
                done.push(end);
                item
            }
            Source::Unrolled(_) => Const::None.into(),
            Source::Zip(sources, span) => {
                let items = sources.iter().map(|source| self.next_item(source, done)).collect();
                self.new_tuple(items, *span)
            }
            Source::Map(func, sources, span) => {
                let items: Vec<Operand> = sources.iter().map(|source| self.next_item(source, done)).collect();
                self.emit_call(self.held(func), items, *span)
            }
            Source::Filter(func, inner, span) => {
                let item = self.next_item(inner, done);
                let kept = match func {
                    Some(func) => self.emit_call(self.held(func), [item.clone()], *span),
                    None => item.clone(),
                };
                let (holds, fails) = self.truth(kept);
                if let Some(Ctx::Loop { continues, .. }) = self.ctx.last_mut() {
                    continues.extend(fails);
                }
                self.join(holds);
                item
            }
        }
    }

    /// What a loop iterates over.
    pub fn source(&mut self, node: &'a Expr) -> R<Source> {
        let span = self.span(node);
        if let Expr::Tuple(tuple) = node {
            if !tuple.elts.iter().any(|item| matches!(item, Expr::Starred(_))) {
                return Ok(Source::Unrolled(self.exprs(&tuple.elts)?));
            }
        }
        if let Expr::Call(call) = node {
            if let Some(source) = self.lazy_source(call)? {
                return Ok(source);
            }
        }
        let value = self.expr(node)?;
        self.source_of(value, span)
    }

    fn source_of(&mut self, value: Operand, span: Span) -> R<Source> {
        if let Operand::Var(var) = &value {
            if let Some(items) = self.tuples.get(var) {
                return Ok(Source::Unrolled(items.clone()));
            }
        }
        if let Some((object, desc)) = self.host_desc(&value) {
            match &*desc {
                Desc::Instance(instance) => {
                    let class = self.host.describe(instance.class);
                    if self.intrinsic(&class).as_deref() == Some("unrolling_iterable") {
                        let items = self.host.iterate(object).map_err(|error| {
                            let text = format!("cannot be unrolled: {}", error.headline());
                            let error = diagnostics::Diagnostic::error("E0101", text);
                            self.error_at(error, span)
                        })?;
                        let items = items.iter().map(|item| self.host.to_const(*item).into());
                        return Ok(Source::Unrolled(items.collect()));
                    }
                }
                Desc::Tuple(items) => {
                    let consts: Vec<Const> = items.iter().map(|item| self.host.to_const(*item)).collect();
                    let kind = std::mem::discriminant;
                    let same =
                        consts.iter().all(|item| kind(item) == kind(&consts[0]) && !matches!(item, Const::Host(_)));
                    if consts.len() <= UNROLL_SAME_KIND || !same {
                        return Ok(Source::Unrolled(consts.into_iter().map(Into::into).collect()));
                    }
                    let list = self.host.wrap(WrapValue::List(items));
                    let list = Operand::Const(Const::Host(list));
                    let iter = self.emit(OpCode::Iter, Imm::None, [list], span);
                    return Ok(Source::Iter(self.hold(iter), span));
                }
                _ => {}
            }
        }
        let iter = self.emit(OpCode::Iter, Imm::None, [value], span);
        Ok(Source::Iter(self.hold(iter), span))
    }

    /// `zip`, `map` and `filter`, consumed by the loop.
    fn lazy_source(&mut self, call: &'a ast::ExprCall) -> R<Option<Source>> {
        let Expr::Name(name) = &*call.func else { return Ok(None) };
        let known = matches!(name.id.as_str(), "zip" | "map" | "filter");
        let plain = call.keywords.is_empty() && !call.args.iter().any(|arg| matches!(arg, Expr::Starred(_)));
        if !known || !plain || self.slot_of(&name.id).is_some() {
            return Ok(None);
        }
        let callee = self.expr(&call.func)?;
        let span = self.span(call);
        let is = |builder: &mut Self, name: &'static str| callee == builder.builtin(name);
        if is(self, "zip") {
            let sources = call.args.iter().map(|arg| self.iterator(arg)).collect::<R<_>>()?;
            return Ok(Some(Source::Zip(sources, span)));
        }
        if is(self, "map") && call.args.len() >= 2 {
            let func = self.expr(&call.args[0])?;
            let func = self.hold(func);
            let sources = call.args[1..].iter().map(|arg| self.iterator(arg)).collect::<R<_>>()?;
            return Ok(Some(Source::Map(func, sources, span)));
        }
        if is(self, "filter") && call.args.len() == 2 {
            let func = match self.expr(&call.args[0])? {
                Operand::Const(Const::None) => None,
                func => Some(self.hold(func)),
            };
            let inner = self.iterator(&call.args[1])?;
            return Ok(Some(Source::Filter(func, Box::new(inner), span)));
        }
        Ok(None)
    }

    /// A source that is an iterator: known items are put in a list first.
    fn iterator(&mut self, node: &'a Expr) -> R<Source> {
        let span = self.span(node);
        Ok(match self.source(node)? {
            Source::Unrolled(items) => {
                let list = self.emit(OpCode::NewList, Imm::None, items, span);
                let iter = self.emit(OpCode::Iter, Imm::None, [list], span);
                Source::Iter(self.hold(iter), span)
            }
            source => source,
        })
    }
}

//! `try`, `except`, `finally`, `with`, and what happens when control leaves them.

use crate::builder::{Builder, Clause, Ctx, Edge, R};
use crate::names::mangled;
use diagnostics::Span;
use graph::{Const, Operand};
use host::ast::{self, ExceptHandler, Stmt};
use host::{Desc, HostObj};

impl<'a> Builder<'a> {
    pub fn try_stmt(&mut self, stmt: &'a ast::StmtTry) -> R<()> {
        if stmt.finalbody.is_empty() {
            return self.try_except(stmt);
        }
        self.ctx.push(Ctx::Finally(&stmt.finalbody, Vec::new()));
        self.try_except(stmt)?;
        let Some(Ctx::Finally(_, raised)) = self.ctx.pop() else { return Ok(()) };
        let mut ends = Vec::new();
        self.stmts(&stmt.finalbody)?;
        ends.extend(self.edge());
        if let Some(exc) = self.join(raised) {
            let exc = self.hold(exc);
            self.ctx.push(Ctx::Handler(exc.clone(), None));
            self.stmts(&stmt.finalbody)?;
            self.ctx.pop();
            if self.cur.is_some() {
                let span = self.span(stmt);
                self.do_raise(self.held(&exc), None, false, span)?;
            }
        }
        self.join(ends);
        Ok(())
    }

    fn try_except(&mut self, stmt: &'a ast::StmtTry) -> R<()> {
        if stmt.handlers.is_empty() {
            self.stmts(&stmt.body)?;
            return self.stmts(&stmt.orelse);
        }
        let mut clauses = Vec::new();
        for ExceptHandler::ExceptHandler(handler) in &stmt.handlers {
            let classes = self.caught_classes(handler)?;
            clauses.push(Clause { classes, edges: Vec::new() });
        }
        self.ctx.push(Ctx::Try(clauses));
        self.stmts(&stmt.body)?;
        let Some(Ctx::Try(clauses)) = self.ctx.pop() else { return Ok(()) };
        let mut ends = Vec::new();
        self.stmts(&stmt.orelse)?;
        ends.extend(self.edge());
        for (clause, ExceptHandler::ExceptHandler(handler)) in clauses.into_iter().zip(&stmt.handlers) {
            let Some(exc) = self.join(clause.edges) else { continue };
            let known = match clause.classes.as_deref() {
                Some([class]) => Some(*class),
                _ => None,
            };
            let slot = match &handler.name {
                Some(name) => self.slot_of(&mangled(self.ast, name)),
                None => None,
            };
            if let Some(slot) = slot {
                self.set_slot(slot, exc.clone());
            }
            let exc = self.hold(exc);
            self.ctx.push(Ctx::Handler(exc, known));
            self.stmts(&handler.body)?;
            self.ctx.pop();
            if let Some(slot) = slot {
                self.env[slot] = None;
            }
            ends.extend(self.edge());
        }
        self.join(ends);
        Ok(())
    }

    /// The classes of an `except` clause; `None` for those that catch everything.
    fn caught_classes(&mut self, handler: &'a ast::ExceptHandlerExceptHandler) -> R<Option<Vec<HostObj>>> {
        let Some(type_) = &handler.type_ else { return Ok(None) };
        let value = self.expr(type_)?;
        let mut classes = Vec::new();
        let mut pending = vec![value];
        while let Some(value) = pending.pop() {
            let (object, desc) = match self.host_desc(&value) {
                Some((object, desc)) => (object, desc),
                None => {
                    let what = "an `except` clause whose class is not constant";
                    return Err(self.refuse(&**type_, what, "name the class"));
                }
            };
            match &*desc {
                Desc::Class(class) if class.is_exception => {
                    if self.is_unexpected(object) {
                        let what = format!("an `except` clause for {}", class.name);
                        let instead = "these mean a bug in the program; define a class of your own";
                        return Err(self.refuse(&**type_, &what, instead));
                    }
                    classes.push(object);
                }
                Desc::Tuple(items) => {
                    pending.extend(items.iter().rev().map(|item| self.host.to_const(*item).into()));
                }
                _ => {
                    let what = format!("an `except` clause for a {}", desc.kind_name());
                    return Err(self.refuse(&**type_, &what, "name an exception class"));
                }
            }
        }
        let everything = self.class("BaseException");
        Ok((!classes.contains(&everything)).then_some(classes))
    }

    fn is_unexpected(&mut self, class: HostObj) -> bool {
        let (assertion, missing) = (self.class("AssertionError"), self.class("NotImplementedError"));
        self.host.is_subclass(class, assertion) || self.host.is_subclass(class, missing)
    }

    // ---- with

    pub fn with_stmt(&mut self, items: &'a [ast::WithItem], body: &'a [Stmt]) -> R<()> {
        let Some((item, rest)) = items.split_first() else {
            return self.stmts(body);
        };
        let span = self.span(&item.context_expr);
        let manager = self.expr(&item.context_expr)?;
        let value = self.emit_method(manager.clone(), "__enter__", [], span)?;
        let manager = self.hold(manager);
        self.ctx.push(Ctx::With(manager.clone(), span, Vec::new()));
        if let Some(target) = &item.optional_vars {
            self.assign(target, value)?;
        }
        self.with_stmt(rest, body)?;
        let Some(Ctx::With(_, _, raised)) = self.ctx.pop() else { return Ok(()) };
        let mut ends: Vec<Edge> = Vec::new();
        if self.cur.is_some() {
            self.leave_with(self.held(&manager), span)?;
            ends.extend(self.edge());
        }
        if let Some(exc) = self.join(raised) {
            let type_ = self.builtin("type");
            let class = self.emit_call(type_, [exc.clone()], span);
            let args = [class, exc.clone(), Const::None.into()];
            let manager = self.held(&manager);
            let suppressed = self.emit_method(manager, "__exit__", args, span)?;
            let (yes, no) = self.truth(suppressed);
            ends.extend(yes);
            self.join(no);
            if self.cur.is_some() {
                self.do_raise(exc, None, false, span)?;
            }
        }
        self.join(ends);
        Ok(())
    }

    fn leave_with(&mut self, manager: Operand, span: Span) -> R<()> {
        let none = || Operand::Const(Const::None);
        self.emit_method(manager, "__exit__", [none(), none(), none()], span)?;
        Ok(())
    }

    // ---- leaving

    /// Runs what `finally` and `with` around this place demand, down to a depth of contexts.
    pub fn unwind_to(&mut self, depth: usize) -> R<()> {
        for at in (depth..self.ctx.len()).rev() {
            enum Cleanup<'a> {
                Body(&'a [Stmt]),
                Exit(Operand, Span),
            }
            let cleanup = match &self.ctx[at] {
                Ctx::Finally(body, _) => Cleanup::Body(body),
                Ctx::With(manager, span, _) => Cleanup::Exit(self.held(manager), *span),
                Ctx::Try(_) | Ctx::Loop { .. } | Ctx::Handler(..) => continue,
            };
            if self.cur.is_none() {
                return Ok(());
            }
            let inner = self.ctx.split_off(at);
            let done = match cleanup {
                Cleanup::Body(body) => self.stmts(body),
                Cleanup::Exit(manager, span) => self.leave_with(manager, span),
            };
            self.ctx.extend(inner);
            done?;
        }
        Ok(())
    }

    /// `break` or `continue`.
    pub fn leave_loop(&mut self, is_break: bool, span: Span) -> R<()> {
        let found = self.ctx.iter().rposition(|ctx| matches!(ctx, Ctx::Loop { .. }));
        let Some(at) = found else {
            let error = diagnostics::Diagnostic::error("E0101", "this is outside any loop");
            return Err(self.error_at(error, span));
        };
        self.unwind_to(at)?;
        if let Some(edge) = self.edge() {
            if let Ctx::Loop { breaks, continues } = &mut self.ctx[at] {
                if is_break {
                    breaks.push(edge);
                } else {
                    continues.push(edge);
                }
            }
        }
        Ok(())
    }
}

//! Statements.

use crate::builder::{Builder, Ctx, R};
use crate::names::mangled;
use diagnostics::{Diagnostic, Span};
use graph::{Const, Exit, Imm, OpCode, Operand};
use host::ast::{self, Expr, Operator, Stmt};
use host::{Desc, HostObj};

fn inplace_code(op: Operator) -> Option<OpCode> {
    Some(match op {
        Operator::Add => OpCode::InplaceAdd,
        Operator::Sub => OpCode::InplaceSub,
        Operator::Mult => OpCode::InplaceMul,
        Operator::Div => OpCode::InplaceTrueDiv,
        Operator::FloorDiv => OpCode::InplaceFloorDiv,
        Operator::Mod => OpCode::InplaceMod,
        Operator::Pow => OpCode::InplacePow,
        Operator::LShift => OpCode::InplaceLShift,
        Operator::RShift => OpCode::InplaceRShift,
        Operator::BitAnd => OpCode::InplaceAnd,
        Operator::BitOr => OpCode::InplaceOr,
        Operator::BitXor => OpCode::InplaceXor,
        Operator::MatMult => return None,
    })
}

impl<'a> Builder<'a> {
    /// Statements in order, up to where control leaves.
    pub fn stmts(&mut self, nodes: &'a [Stmt]) -> R<()> {
        for node in nodes {
            if self.cur.is_none() {
                break;
            }
            self.stmt(node)?;
        }
        Ok(())
    }

    fn stmt(&mut self, node: &'a Stmt) -> R<()> {
        match node {
            Stmt::Expr(stmt) => {
                let constant = matches!(&*stmt.value, Expr::Constant(_));
                if !constant && self.yielded(&stmt.value)?.is_none() {
                    self.expr(&stmt.value)?;
                }
                Ok(())
            }
            Stmt::Assign(stmt) => self.assignment(stmt),
            Stmt::AnnAssign(stmt) => match &stmt.value {
                Some(value) => {
                    let value = self.expr(value)?;
                    self.assign(&stmt.target, value)
                }
                None => Ok(()),
            },
            Stmt::AugAssign(stmt) => self.aug_assign(stmt),
            Stmt::Return(stmt) => {
                let value = match &stmt.value {
                    Some(value) => self.expr(value)?,
                    None => Const::None.into(),
                };
                self.do_return(value)
            }
            Stmt::If(stmt) => self.if_stmt(stmt),
            Stmt::While(stmt) => self.while_stmt(stmt),
            Stmt::For(stmt) => self.for_stmt(stmt),
            Stmt::Break(stmt) => self.leave_loop(true, self.span(stmt)),
            Stmt::Continue(stmt) => self.leave_loop(false, self.span(stmt)),
            Stmt::Try(stmt) => self.try_stmt(stmt),
            Stmt::With(stmt) => self.with_stmt(&stmt.items, &stmt.body),
            Stmt::Raise(stmt) => self.raise_stmt(stmt),
            Stmt::Assert(stmt) => self.assert_stmt(stmt),
            Stmt::Delete(stmt) => stmt.targets.iter().try_for_each(|target| self.delete(target)),
            Stmt::Import(stmt) => self.import_stmt(stmt),
            Stmt::ImportFrom(stmt) => self.import_from_stmt(stmt),
            Stmt::FunctionDef(stmt) => {
                let func = self.nested_def(stmt)?;
                let name = mangled(self.ast, &stmt.name);
                match self.slot_of(&name) {
                    Some(slot) => self.set_slot(slot, func),
                    None => {
                        let instead = "define it at module level";
                        return Err(self.refuse(stmt, "assignment to a global", instead));
                    }
                }
                Ok(())
            }
            Stmt::Match(stmt) => self.match_stmt(stmt),
            Stmt::Pass(_) | Stmt::Global(_) | Stmt::Nonlocal(_) => Ok(()),
            Stmt::ClassDef(stmt) => Err(self.refuse(stmt, "classes in functions", "define it at module level")),
            Stmt::AsyncFunctionDef(_) | Stmt::AsyncFor(_) | Stmt::AsyncWith(_) => {
                Err(self.refuse(node, "`async`", "write plain functions and loops"))
            }
            Stmt::TryStar(stmt) => Err(self.refuse(stmt, "`except*`", "write `except`")),
            Stmt::TypeAlias(stmt) => Err(self.refuse(stmt, "type aliases here", "write it at module level")),
        }
    }

    fn assignment(&mut self, stmt: &'a ast::StmtAssign) -> R<()> {
        // `a, b = b, a` needs no tuple.
        if let [Expr::Tuple(targets)] = &stmt.targets[..] {
            if let Expr::Tuple(values) = &*stmt.value {
                let starred = |node: &Expr| matches!(node, Expr::Starred(_));
                let plain = !targets.elts.iter().any(starred) && !values.elts.iter().any(starred);
                if plain && targets.elts.len() == values.elts.len() {
                    let values = self.exprs(&values.elts)?;
                    for (target, value) in targets.elts.iter().zip(values) {
                        self.assign(target, value)?;
                    }
                    return Ok(());
                }
            }
        }
        let value = match self.yielded(&stmt.value)? {
            Some(value) => value,
            None => self.expr(&stmt.value)?,
        };
        stmt.targets.iter().try_for_each(|target| self.assign(target, value.clone()))
    }

    fn aug_assign(&mut self, stmt: &'a ast::StmtAugAssign) -> R<()> {
        let span = self.span(stmt);
        let Some(code) = inplace_code(stmt.op) else {
            return Err(self.refuse(stmt, "matrix multiplication", "call a method"));
        };
        let place = self.place(&stmt.target)?;
        let old = self.read(&place, self.span(&*stmt.target))?;
        let value = self.expr(&stmt.value)?;
        let new = self.binary(code, old, value, span);
        self.write(&place, new, span);
        Ok(())
    }

    fn if_stmt(&mut self, stmt: &'a ast::StmtIf) -> R<()> {
        let mut ends = Vec::new();
        let mut stmt = stmt;
        // A chain of `elif` is a loop here, not a recursion: it may be long.
        loop {
            let (holds, fails) = self.test(&stmt.test)?;
            self.join(holds);
            self.stmts(&stmt.body)?;
            ends.extend(self.edge());
            self.join(fails);
            match &stmt.orelse[..] {
                _ if self.cur.is_none() => break,
                [Stmt::If(next)] => stmt = next,
                rest => {
                    self.stmts(rest)?;
                    break;
                }
            }
        }
        ends.extend(self.edge());
        self.join(ends);
        Ok(())
    }

    fn assert_stmt(&mut self, stmt: &'a ast::StmtAssert) -> R<()> {
        let (holds, fails) = self.test(&stmt.test)?;
        self.join(fails);
        if self.cur.is_some() {
            let class = self.class("AssertionError");
            self.raise_class(class, self.span(stmt))?;
        }
        self.join(holds);
        Ok(())
    }

    // ---- raise

    fn raise_stmt(&mut self, stmt: &'a ast::StmtRaise) -> R<()> {
        let span = self.span(stmt);
        let Some(exc) = &stmt.exc else {
            return match self.active_exception() {
                Some((exc, class)) => self.do_raise(exc, class, false, span),
                None => Err(self.refuse(stmt, "`raise` outside an `except` clause", "name the class")),
            };
        };
        let value = self.expr(exc)?;
        if let Some(cause) = &stmt.cause {
            self.expr(cause)?;
        }
        if let Some((object, desc)) = self.host_desc(&value) {
            match &*desc {
                Desc::Class(class) if class.is_exception => {
                    return self.raise_class(object, span);
                }
                Desc::Instance(instance) => {
                    return self.do_raise(value, Some(instance.class), true, span);
                }
                _ => {
                    let what = format!("raising a {}", desc.kind_name());
                    return Err(self.refuse(&**exc, &what, "raise an exception class or instance"));
                }
            }
        }
        let exact = value.var().and_then(|var| self.exact.get(&var).copied());
        self.do_raise(value, exact, exact.is_some(), span)
    }

    /// Raises a new instance of a class.
    pub fn raise_class(&mut self, class: HostObj, span: Span) -> R<()> {
        let callee = Const::Host(class).into();
        let exc = self.emit_arguments(callee, Default::default(), span);
        self.do_raise(exc, Some(class), true, span)
    }

    /// Raises an instance: to the handler around it that catches it, or out of the function.
    /// `class` bounds its class from above, exactly if `exact`.
    pub fn do_raise(&mut self, exc: Operand, class: Option<HostObj>, exact: bool, at: Span) -> R<()> {
        enum Step {
            Certain(usize, usize),
            Perhaps(usize, usize, HostObj),
        }
        let mut steps = Vec::new();
        'contexts: for (at, ctx) in self.ctx.iter().enumerate().rev() {
            match ctx {
                Ctx::Try(clauses) => {
                    for (index, clause) in clauses.iter().enumerate() {
                        let Some(classes) = &clause.classes else {
                            steps.push(Step::Certain(at, index));
                            break 'contexts;
                        };
                        for wanted in classes {
                            if class.is_some_and(|class| self.host.is_subclass(class, *wanted)) {
                                steps.push(Step::Certain(at, index));
                                break 'contexts;
                            }
                            let below = |class| self.host.is_subclass(*wanted, class);
                            if !exact && class.is_none_or(below) {
                                steps.push(Step::Perhaps(at, index, *wanted));
                            }
                        }
                    }
                }
                Ctx::Finally(..) | Ctx::With(..) => {
                    steps.push(Step::Certain(at, 0));
                    break 'contexts;
                }
                Ctx::Loop { .. } | Ctx::Handler(..) => {}
            }
        }
        for step in steps {
            let (at, index, edge) = match step {
                Step::Certain(at, index) => (at, index, self.edge()),
                Step::Perhaps(at, index, wanted) => {
                    let isinstance = self.builtin("isinstance");
                    let args = [isinstance, exc.clone(), Const::Host(wanted).into()];
                    let span = self.graph.span;
                    let caught = self.emit_quiet(OpCode::SimpleCall, Imm::None, args, span);
                    let (yes, no) = self.branch(caught.into());
                    self.resume(no);
                    (at, index, Some(yes))
                }
            };
            let Some(mut edge) = edge else { continue };
            edge.extra = Some(exc.clone());
            match &mut self.ctx[at] {
                Ctx::Try(clauses) => clauses[index].edges.push(edge),
                Ctx::Finally(_, edges) | Ctx::With(_, _, edges) => edges.push(edge),
                Ctx::Loop { .. } | Ctx::Handler(..) => {}
            }
        }
        if let Some(block) = self.cur.take() {
            self.graph.blocks[block].exit = Exit::Raise(exc, at);
        }
        Ok(())
    }

    // ---- imports

    fn imported(&mut self, level: u32, module: &str, attr: Option<&str>, span: Span) -> R<Option<Operand>> {
        match self.host.import_from(self.desc.globals, level, module, attr) {
            Ok(found) => Ok(Some(self.host.to_const(found).into())),
            Err(error) if matches!(&*error.class_name, "ImportError" | "ModuleNotFoundError") => {
                let class = self.class("ImportError");
                self.raise_class(class, span)?;
                Ok(None)
            }
            Err(error) => {
                let text = format!("the import fails on the host: {}", error.headline());
                Err(self.error_at(Diagnostic::error("E0103", text), span))
            }
        }
    }

    fn bind(&mut self, name: &str, value: Operand, node: &ast::Alias) -> R<()> {
        match self.slot_of(&mangled(self.ast, name)) {
            Some(slot) => {
                self.set_slot(slot, value);
                Ok(())
            }
            None => Err(self.refuse(node, "assignment to a global", "import at module level")),
        }
    }

    fn import_stmt(&mut self, stmt: &'a ast::StmtImport) -> R<()> {
        for alias in &stmt.names {
            let span = self.span(alias);
            let Some(module) = self.imported(0, &alias.name, None, span)? else { return Ok(()) };
            match &alias.asname {
                Some(name) => self.bind(name, module, alias)?,
                None => {
                    let top = alias.name.split('.').next().unwrap_or_default();
                    let Some(module) = self.imported(0, top, None, span)? else { return Ok(()) };
                    self.bind(top, module, alias)?;
                }
            }
        }
        Ok(())
    }

    fn import_from_stmt(&mut self, stmt: &'a ast::StmtImportFrom) -> R<()> {
        let level = stmt.level.as_ref().map_or(0, |level| level.to_u32());
        let module = stmt.module.as_ref().map_or("", |module| module.as_str());
        for alias in &stmt.names {
            let span = self.span(alias);
            if alias.name.as_str() == "*" {
                return Err(self.refuse(alias, "`import *` here", "import the names you use"));
            }
            let value = self.imported(level, module, Some(&alias.name), span)?;
            let Some(value) = value else { return Ok(()) };
            self.bind(alias.asname.as_ref().unwrap_or(&alias.name), value, alias)?;
        }
        Ok(())
    }
}

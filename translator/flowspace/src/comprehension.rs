//! Comprehensions, and generator expressions that are consumed in place.

use crate::builder::{Builder, Ctx, Edge, R};
use crate::loops::Source;
use crate::names;
use diagnostics::Span;
use graph::{Const, Imm, OpCode, Operand};
use host::ast::{self, Comprehension, Expr};
use host::FunctionNode;
use std::collections::HashMap;

impl<'a> Builder<'a> {
    /// Runs a body for each combination of items. `extra` names slots that the body assigns;
    /// `parts` are the expressions it evaluates.
    fn comprehension(
        &mut self,
        generators: &'a [Comprehension],
        parts: &[&'a Expr],
        extra: &[usize],
        body: &mut dyn FnMut(&mut Self) -> R<()>,
    ) -> R<()> {
        let Some(first) = generators.first() else { return body(self) };
        let mut assigned = extra.to_vec();
        let tests = generators.iter().flat_map(|generator| &generator.ifs);
        for part in parts.iter().copied().chain(tests) {
            assigned.extend(self.slots_of(names::bound_by_expr(part)));
        }
        let assigned = Self::distinct(assigned);
        // The first iterable belongs to the scope outside.
        let source = self.source(&first.iter)?;
        self.scopes.push(HashMap::new());
        for generator in generators {
            for name in names::bound_by_expr(&generator.target) {
                self.new_slot(&names::mangled(self.ast, &name));
            }
        }
        let done = self.level(generators, source, &assigned, body);
        if let Some(scope) = self.scopes.pop() {
            for slot in scope.into_values() {
                self.env[slot] = None;
            }
        }
        done
    }

    fn level(
        &mut self,
        generators: &'a [Comprehension],
        source: Source,
        assigned: &[usize],
        body: &mut dyn FnMut(&mut Self) -> R<()>,
    ) -> R<()> {
        let Some((generator, rest)) = generators.split_first() else { return body(self) };
        if generator.is_async {
            return Err(self.refuse(&generator.target, "`async for`", "write a plain loop"));
        }
        self.for_each(source, assigned, &mut |builder, item| {
            builder.assign(&generator.target, item)?;
            for test in &generator.ifs {
                let (holds, fails) = builder.test(test)?;
                if let Some(Ctx::Loop { continues, .. }) = builder.ctx.last_mut() {
                    continues.extend(fails);
                }
                builder.join(holds);
                if builder.cur.is_none() {
                    return Ok(());
                }
            }
            match rest.first() {
                Some(next) => {
                    let source = builder.source(&next.iter)?;
                    builder.level(rest, source, assigned, body)
                }
                None => body(builder),
            }
        })?;
        Ok(())
    }

    pub fn list_comprehension(&mut self, elt: &'a Expr, generators: &'a [Comprehension], span: Span) -> R<Operand> {
        let list = self.emit(OpCode::NewList, Imm::None, [], span);
        self.comprehension(generators, &[elt], &[], &mut |builder| {
            let item = builder.expr(elt)?;
            builder.emit_method(list.clone(), "append", [item], span)?;
            Ok(())
        })?;
        // From here on the list need not be one that grows.
        Ok(self.emit(OpCode::Hint, Imm::Name("fence".into()), [list], span))
    }

    pub fn set_comprehension(&mut self, elt: &'a Expr, generators: &'a [Comprehension], span: Span) -> R<Operand> {
        let set = self.emit(OpCode::NewSet, Imm::None, [], span);
        self.comprehension(generators, &[elt], &[], &mut |builder| {
            let item = builder.expr(elt)?;
            builder.emit_method(set.clone(), "add", [item], span)?;
            Ok(())
        })?;
        Ok(set)
    }

    pub fn dict_comprehension(
        &mut self,
        key: &'a Expr,
        value: &'a Expr,
        generators: &'a [Comprehension],
        span: Span,
    ) -> R<Operand> {
        let dict = self.emit(OpCode::NewDict, Imm::None, [], span);
        self.comprehension(generators, &[key, value], &[], &mut |builder| {
            let key = builder.expr(key)?;
            let value = builder.expr(value)?;
            builder.emit(OpCode::SetItem, Imm::None, [dict.clone(), key, value], span);
            Ok(())
        })?;
        Ok(dict)
    }

    /// `any`, `all` and `sum` of a generator expression.
    pub fn consume(&mut self, name: &str, generator: &'a ast::ExprGeneratorExp, node: &'a ast::ExprCall) -> R<Operand> {
        let span = self.span(node);
        let elt: &'a Expr = &generator.elt;
        if name == "sum" {
            let start = match node.args.get(1).or(node.keywords.first().map(|k| &k.value)) {
                Some(start) => self.expr(start)?,
                None => Const::Int(0).into(),
            };
            self.scopes.push(HashMap::new());
            let slot = self.new_slot("the sum");
            self.env[slot] = Some(start);
            self.comprehension(&generator.generators, &[elt], &[slot], &mut |builder| {
                let item = builder.expr(elt)?;
                let sum = builder.read_slot(slot, span)?;
                let sum = builder.binary(OpCode::Add, sum, item, span);
                builder.env[slot] = Some(sum);
                Ok(())
            })?;
            let sum = self.read_slot(slot, span)?;
            self.scopes.pop();
            self.env[slot] = None;
            return Ok(sum);
        }
        let wanted = name == "any";
        let mut found: Vec<Edge> = Vec::new();
        self.comprehension(&generator.generators, &[elt], &[], &mut |builder| {
            let edges = builder.test(elt)?;
            found.extend(builder.search(wanted, edges));
            Ok(())
        })?;
        Ok(self.decided(found, wanted))
    }

    /// Goes on where a test of `any` or `all` does not decide; the edges where it does.
    fn search(&mut self, wanted: bool, (holds, fails): (Vec<Edge>, Vec<Edge>)) -> Vec<Edge> {
        let (decided, go_on) = if wanted { (holds, fails) } else { (fails, holds) };
        self.join(go_on);
        decided
    }

    /// The answer of `any` or `all`: `wanted` at the edges found, the contrary here.
    fn decided(&mut self, mut found: Vec<Edge>, wanted: bool) -> Operand {
        for edge in &mut found {
            edge.extra = Some(Const::Bool(wanted).into());
        }
        found.extend(self.edge_with(Const::Bool(!wanted).into()));
        self.join(found).unwrap_or(Const::Bool(!wanted).into())
    }

    /// Is this a call whose result gives its items one by one: of a generator function, `map`, `zip`,
    /// `filter`, `reversed` or `enumerate`?
    pub fn streams(&mut self, node: &'a Expr) -> R<bool> {
        let Expr::Call(call) = node else { return Ok(false) };
        let Expr::Name(name) = &*call.func else { return Ok(false) };
        let starred = call.args.iter().any(|arg| matches!(arg, Expr::Starred(_)));
        if self.slot_of(&names::mangled(self.ast, &name.id)).is_some() || starred {
            return Ok(false);
        }
        let callee = self.expr(&call.func)?;
        let plain = call.keywords.is_empty();
        let name = match (name.id.as_str(), call.args.len()) {
            ("zip", _) if plain => "zip",
            ("map", 2..) if plain => "map",
            ("filter", 2) if plain => "filter",
            ("reversed", 1) if plain => "reversed",
            ("enumerate", 1..) => "enumerate",
            _ => "",
        };
        if !name.is_empty() {
            return Ok(callee == self.builtin(name));
        }
        let Some((object, desc)) = self.host_desc(&callee) else { return Ok(false) };
        if desc.as_function().is_none() {
            return Ok(false);
        }
        Ok(self.host.ast_of(object).is_ok_and(|ast| match &ast.node {
            FunctionNode::Def(def) => names::has_yield(&def.body),
            _ => false,
        }))
    }

    /// The list of what a call gives one by one.
    pub fn list_of_stream(&mut self, node: &'a Expr) -> R<Operand> {
        let span = self.span(node);
        let source = self.source(node)?;
        let list = self.emit(OpCode::NewList, Imm::None, [], span);
        self.for_each(source, &[], &mut |builder, item| {
            builder.emit_method(list.clone(), "append", [item], span)?;
            Ok(())
        })?;
        Ok(self.emit(OpCode::Hint, Imm::Name("fence".into()), [list], span))
    }

    /// `any` and `all` of what a call gives one by one.
    pub fn decide_stream(&mut self, wanted: bool, node: &'a Expr) -> R<Operand> {
        let source = self.source(node)?;
        let mut found: Vec<Edge> = Vec::new();
        self.for_each(source, &[], &mut |builder, item| {
            let edges = builder.truth(item);
            found.extend(builder.search(wanted, edges));
            Ok(())
        })?;
        Ok(self.decided(found, wanted))
    }

    /// `dict` of pairs that come one by one.
    pub fn dict_of_stream(&mut self, node: &'a Expr) -> R<Operand> {
        let span = self.span(node);
        let source = self.source(node)?;
        let dict = self.emit(OpCode::NewDict, Imm::None, [], span);
        self.for_each(source, &[], &mut |builder, item| {
            builder.emit(OpCode::CheckLen, Imm::Index(2), [item.clone()], span);
            let [key, value] = [0, 1].map(|at| {
                let args = [item.clone(), Const::Int(at).into()];
                builder.emit_quiet(OpCode::GetItem, Imm::None, args, span).into()
            });
            builder.emit(OpCode::SetItem, Imm::None, [dict.clone(), key, value], span);
            Ok(())
        })?;
        Ok(dict)
    }

    /// `next(iterator, default)`.
    pub fn next_or(&mut self, iterator: Operand, default: Operand, span: Span) -> Operand {
        let (item, mut end) = self.emit_next(iterator, span);
        let mut ends: Vec<Edge> = self.edge_with(item).into_iter().collect();
        end.extra = Some(default.clone());
        ends.push(end);
        self.join(ends).unwrap_or(default)
    }
}

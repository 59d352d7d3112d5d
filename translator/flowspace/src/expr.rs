//! Expressions: evaluated for their value, or as tests that branch.

use crate::builder::{Builder, Ctx, Edge, R};
use crate::names::mangled;
use diagnostics::{Diagnostic, Span};
use graph::{Const, Imm, OpCode, Operand};
use host::ast::{self, BoolOp, CmpOp, Constant, ConversionFlag, Expr, Operator, Ranged, UnaryOp};
use host::{literal_value, Literal, WrapValue};

/// The operation of a binary operator.
pub(crate) fn binary_code(op: Operator) -> Option<OpCode> {
    Some(match op {
        Operator::Add => OpCode::Add,
        Operator::Sub => OpCode::Sub,
        Operator::Mult => OpCode::Mul,
        Operator::Div => OpCode::TrueDiv,
        Operator::FloorDiv => OpCode::FloorDiv,
        Operator::Mod => OpCode::Mod,
        Operator::Pow => OpCode::Pow,
        Operator::LShift => OpCode::LShift,
        Operator::RShift => OpCode::RShift,
        Operator::BitAnd => OpCode::And,
        Operator::BitOr => OpCode::Or,
        Operator::BitXor => OpCode::Xor,
        Operator::MatMult => return None,
    })
}

/// What a test leads to: edges where it holds, edges where it does not.
pub(crate) type Outcome = (Vec<Edge>, Vec<Edge>);

/// The right side of `in`.
enum Container {
    /// A value.
    Value(Operand),
    /// Items of a display or of a known tuple.
    Items(Vec<Operand>),
}

impl<'a> Builder<'a> {
    /// The value of an expression.
    pub fn expr(&mut self, node: &'a Expr) -> R<Operand> {
        let span = self.span(node);
        match node {
            Expr::Constant(node) => self.constant(node),
            Expr::Name(node) => self.name(node),
            Expr::BoolOp(node) => self.bool_op(node),
            Expr::NamedExpr(node) => {
                let value = self.expr(&node.value)?;
                self.assign(&node.target, value.clone())?;
                Ok(value)
            }
            Expr::BinOp(node) => {
                if let Some((left, right)) = self.named_percent(node)? {
                    return Ok(self.percent(left, right, span));
                }
                let left = self.expr(&node.left)?;
                let right = self.expr(&node.right)?;
                match binary_code(node.op) {
                    Some(OpCode::Mod) => Ok(self.percent(left, right, span)),
                    Some(code) => Ok(self.binary(code, left, right, span)),
                    None => Err(self.refuse(node, "matrix multiplication", "call a method")),
                }
            }
            Expr::UnaryOp(node) => {
                if node.op == UnaryOp::Not && is_test(&node.operand) {
                    let (holds, fails) = self.test(&node.operand)?;
                    return Ok(self.outcome_value((fails, holds)));
                }
                let value = self.expr(&node.operand)?;
                let code = match node.op {
                    UnaryOp::Invert => OpCode::Invert,
                    UnaryOp::Not => OpCode::Not,
                    UnaryOp::UAdd => OpCode::Pos,
                    UnaryOp::USub => OpCode::Neg,
                };
                Ok(self.unary(code, value, span))
            }
            Expr::Lambda(node) => self.nested_lambda(node),
            Expr::IfExp(node) => {
                let (holds, fails) = self.test(&node.test)?;
                let mut ends = Vec::new();
                for (edges, arm) in [(holds, &node.body), (fails, &node.orelse)] {
                    self.join(edges);
                    if self.cur.is_some() {
                        let value = self.expr(arm)?;
                        ends.extend(self.edge_with(value));
                    }
                }
                Ok(self.join(ends).unwrap_or(Const::None.into()))
            }
            Expr::Dict(node) => self.dict(node),
            Expr::Set(node) => {
                let items = self.exprs(&node.elts)?;
                Ok(self.emit(OpCode::NewSet, Imm::None, items, span))
            }
            Expr::ListComp(node) => self.list_comprehension(&node.elt, &node.generators, span),
            Expr::SetComp(node) => self.set_comprehension(&node.elt, &node.generators, span),
            Expr::DictComp(node) => self.dict_comprehension(&node.key, &node.value, &node.generators, span),
            Expr::GeneratorExp(node) => Err(self.refuse(
                node,
                "generator expressions that are not consumed in place",
                "write a list comprehension",
            )),
            Expr::Await(node) => Err(self.refuse(node, "`await`", "write a plain function")),
            Expr::Yield(node) => Err(self.refuse(node, "`yield` here", "write a loop")),
            Expr::YieldFrom(node) => Err(self.refuse(node, "`yield from` here", "write a loop")),
            Expr::Compare(node) => self.compare(node),
            Expr::Call(node) => self.call(node),
            Expr::FormattedValue(_) | Expr::JoinedStr(_) => {
                let mut pieces = Vec::new();
                self.format_pieces(node, node.range(), &mut pieces)?;
                Ok(self.build_string(pieces, span))
            }
            Expr::Attribute(attribute) => {
                let obj = self.expr(&attribute.value)?;
                let name = mangled(self.ast, &attribute.attr);
                self.getattr(obj, &name, span)
            }
            Expr::Subscript(node) => {
                let obj = self.expr(&node.value)?;
                let index = self.index(&node.slice)?;
                Ok(self.subscript(obj, &index, span))
            }
            Expr::Starred(node) => Err(self.refuse(node, "a star expression here", "spell it out")),
            Expr::List(node) => self.list(node),
            Expr::Tuple(node) => {
                let items = self.star_items(&node.elts)?;
                Ok(self.new_tuple(items, span))
            }
            Expr::Slice(node) => Err(self.refuse(node, "a slice here", "use it as an index")),
        }
    }

    /// Values of several expressions.
    pub fn exprs(&mut self, nodes: &'a [Expr]) -> R<Vec<Operand>> {
        nodes.iter().map(|node| self.expr(node)).collect()
    }

    /// Values of the items of a tuple display; starred tuples are spread.
    fn star_items(&mut self, nodes: &'a [Expr]) -> R<Vec<Operand>> {
        let mut out = Vec::new();
        for node in nodes {
            let Expr::Starred(starred) = node else {
                out.push(self.expr(node)?);
                continue;
            };
            let value = self.expr(&starred.value)?;
            match self.tuple_items(&value) {
                Some(items) => out.extend(items),
                None => {
                    let what = "a star expression of a value whose length is not known";
                    return Err(self.refuse(starred, what, "spell the items out"));
                }
            }
        }
        Ok(out)
    }

    fn list(&mut self, node: &'a ast::ExprList) -> R<Operand> {
        let span = self.span(node);
        let star = node.elts.iter().position(|item| matches!(item, Expr::Starred(_)));
        let (plain, rest) = node.elts.split_at(star.unwrap_or(node.elts.len()));
        let items = self.exprs(plain)?;
        let list = self.emit(OpCode::NewList, Imm::None, items, span);
        for item in rest {
            let (name, value) = match item {
                Expr::Starred(starred) => ("extend", self.expr(&starred.value)?),
                item => ("append", self.expr(item)?),
            };
            self.emit_method(list.clone(), name, [value], span)?;
        }
        Ok(list)
    }

    fn dict(&mut self, node: &'a ast::ExprDict) -> R<Operand> {
        let mut items = Vec::new();
        for (key, value) in node.keys.iter().zip(&node.values) {
            let Some(key) = key else {
                return Err(self.refuse(node, "`**` in a dict display", "use `update`"));
            };
            items.push(self.expr(key)?);
            items.push(self.expr(value)?);
        }
        Ok(self.emit(OpCode::NewDict, Imm::None, items, self.span(node)))
    }

    /// A tuple: a host constant if all items are constants.
    pub fn new_tuple(&mut self, items: Vec<Operand>, span: Span) -> Operand {
        let constants: Option<Vec<_>> =
            items.iter().map(|item| item.constant().and_then(|value| self.host.wrap_const(value))).collect();
        if let Some(constants) = constants {
            return Const::Host(self.host.wrap_tuple(&constants)).into();
        }
        let tuple = self.emit_quiet(OpCode::NewTuple, Imm::None, items.clone(), span);
        self.tuples.insert(tuple, items);
        tuple.into()
    }

    fn constant(&mut self, node: &'a ast::ExprConstant) -> R<Operand> {
        Ok(match &node.value {
            Constant::None => Const::None,
            Constant::Bool(value) => Const::Bool(*value),
            Constant::Int(value) => self.int_const(value.clone()),
            Constant::Float(value) => Const::float(*value),
            Constant::Bytes(value) => Const::Str(value.as_slice().into()),
            Constant::Str(value) => {
                let unicode = node.kind.as_deref() == Some("u") || self.ast.unicode_literals;
                match literal_value(self.ast.text_of(node), value, unicode) {
                    Literal::Str(bytes) => Const::Str(bytes.into()),
                    Literal::Unicode(points) => Const::Unicode(points.into()),
                    Literal::Ambiguous => return Err(self.ambiguous(node)),
                }
            }
            Constant::Tuple(_) => return Err(self.refuse(node, "this constant", "spell it out")),
            Constant::Complex { .. } => {
                return Err(self.refuse(node, "complex numbers", "use two floats"));
            }
            Constant::Ellipsis => return Err(self.refuse(node, "`...` as a value", "use None")),
        }
        .into())
    }

    fn ambiguous(&self, node: &impl Ranged) -> Box<Diagnostic> {
        self.refuse(
            node,
            "a literal that mixes byte escapes with characters beyond a byte here",
            "split it into two literals",
        )
    }

    fn name(&mut self, node: &'a ast::ExprName) -> R<Operand> {
        let name = mangled(self.ast, &node.id);
        let span = self.span(node);
        if let Some(slot) = self.slot_of(&name) {
            return self.read_slot(slot, span);
        }
        if self.declared.get(&name) != Some(&true) {
            if let Some((_, cell)) = self.desc.closure.iter().find(|(known, _)| *known == name) {
                if let (None, Some(object)) = (cell, self.outer_object(&name, span)) {
                    return Ok(self
                        .emit_quiet(OpCode::GetAttr, Imm::Name(name.as_str().into()), [object], span)
                        .into());
                }
                return match cell {
                    Some(value) => Ok(self.host.to_const(*value).into()),
                    None => {
                        let text = format!("the outer variable '{name}' has no value yet");
                        Err(self.error_at(Diagnostic::error("E0103", text), span))
                    }
                };
            }
        }
        if let Some(value) = self.host.global_lookup(self.func, &name) {
            return Ok(self.host.to_const(value).into());
        }
        match self.dialect_builtin(&name) {
            Some(value) => Ok(value),
            None => {
                let text = format!("name '{name}' is not defined");
                Err(self.error_at(Diagnostic::error("E0103", text), span))
            }
        }
    }

    /// Names that are builtins of RPython but not of the host.
    fn dialect_builtin(&mut self, name: &str) -> Option<Operand> {
        match name {
            "xrange" => Some(self.builtin("range")),
            "unicode" => {
                let sample = self.host.wrap(WrapValue::Unicode(&[]));
                self.host.type_of(sample).map(|class| Const::Host(class).into())
            }
            "unichr" => {
                let found = self.host.lookup("rpython.rlib.runicode", "UNICHR")?;
                Some(Const::Host(found).into())
            }
            _ => None,
        }
    }

    fn bool_op(&mut self, node: &'a ast::ExprBoolOp) -> R<Operand> {
        let and = node.op == BoolOp::And;
        let mut ends: Vec<Edge> = Vec::new();
        for (at, part) in node.values.iter().enumerate() {
            let value = self.expr(part)?;
            if at + 1 == node.values.len() {
                ends.extend(self.edge_with(value));
                break;
            }
            if let Some(truth) = value.constant().and_then(|value| self.fold_truth(value)) {
                if truth == and {
                    continue;
                }
                ends.extend(self.edge_with(value));
                break;
            }
            let (holds, fails) = self.branch(value.clone());
            let (go_on, mut stop) = if and { (holds, fails) } else { (fails, holds) };
            stop.extra = Some(value);
            ends.push(stop);
            self.resume(go_on);
        }
        Ok(self.join(ends).unwrap_or(Const::None.into()))
    }

    /// A bool from the outcome of a test.
    pub fn outcome_value(&mut self, (holds, fails): Outcome) -> Operand {
        let mut ends = Vec::new();
        for (edges, value) in [(holds, true), (fails, false)] {
            self.join(edges);
            ends.extend(self.edge_with(Const::Bool(value).into()));
        }
        self.join(ends).unwrap_or(Const::None.into())
    }

    fn compare(&mut self, node: &'a ast::ExprCompare) -> R<Operand> {
        let span = self.span(node);
        if let (1, CmpOp::In | CmpOp::NotIn) = (node.ops.len(), node.ops[0]) {
            let left = self.expr(&node.left)?;
            let right = match self.container(&node.comparators[0])? {
                Container::Value(right) => right,
                Container::Items(items) => {
                    let (holds, fails) = self.membership(left, items, span);
                    let outcome = if node.ops[0] == CmpOp::In { (holds, fails) } else { (fails, holds) };
                    return Ok(self.outcome_value(outcome));
                }
            };
            return Ok(self.comparison(node.ops[0], left, right, span));
        }
        if node.ops.len() == 1 {
            let left = self.expr(&node.left)?;
            let right = self.expr(&node.comparators[0])?;
            return Ok(self.comparison(node.ops[0], left, right, span));
        }
        let outcome = self.compare_test(node)?;
        Ok(self.outcome_value(outcome))
    }

    /// One comparison.
    pub fn comparison(&mut self, op: CmpOp, a: Operand, b: Operand, span: Span) -> Operand {
        let (code, negated) = match op {
            CmpOp::Eq => (OpCode::Eq, false),
            CmpOp::NotEq => (OpCode::Ne, false),
            CmpOp::Lt => (OpCode::Lt, false),
            CmpOp::LtE => (OpCode::Le, false),
            CmpOp::Gt => (OpCode::Gt, false),
            CmpOp::GtE => (OpCode::Ge, false),
            CmpOp::Is => (OpCode::Is, false),
            CmpOp::IsNot => (OpCode::Is, true),
            CmpOp::In => (OpCode::Contains, false),
            CmpOp::NotIn => (OpCode::Contains, true),
        };
        let (a, b) = if code == OpCode::Contains { (b, a) } else { (a, b) };
        let value = self.binary(code, a, b, span);
        if negated {
            self.unary(OpCode::Not, value, span)
        } else {
            value
        }
    }

    fn compare_test(&mut self, node: &'a ast::ExprCompare) -> R<Outcome> {
        let span = self.span(node);
        let mut fails = Vec::new();
        let mut holds = Vec::new();
        let mut left = self.expr(&node.left)?;
        for (at, (op, right)) in node.ops.iter().zip(&node.comparators).enumerate() {
            let (op, swapped) = match op {
                CmpOp::IsNot => (CmpOp::Is, true),
                CmpOp::NotIn => (CmpOp::In, true),
                op => (*op, false),
            };
            let last = at + 1 == node.ops.len();
            let container =
                if op == CmpOp::In && last { self.container(right)? } else { Container::Value(self.expr(right)?) };
            let (mut yes, mut no) = match container {
                Container::Value(right) => {
                    let value = self.comparison(op, left, right.clone(), span);
                    left = right;
                    self.truth(value)
                }
                Container::Items(items) => {
                    let outcome = self.membership(left.clone(), items, span);
                    left = Const::None.into();
                    outcome
                }
            };
            if swapped {
                std::mem::swap(&mut yes, &mut no);
            }
            fails.extend(no);
            if last {
                holds = yes;
            } else {
                self.join(yes);
                if self.cur.is_none() {
                    break;
                }
            }
        }
        Ok((holds, fails))
    }

    /// The right side of `in`: a display and a tuple with known items are not built.
    fn container(&mut self, node: &'a Expr) -> R<Container> {
        let items = match node {
            Expr::List(display) => Some(&display.elts),
            Expr::Set(display) => Some(&display.elts),
            _ => None,
        };
        if let Some(items) = items {
            if !items.iter().any(|item| matches!(item, Expr::Starred(_))) {
                return Ok(Container::Items(self.exprs(items)?));
            }
        }
        let value = self.expr(node)?;
        Ok(match self.tuple_items(&value) {
            Some(items) => Container::Items(items),
            None => Container::Value(value),
        })
    }

    /// Compares a value with each of several items.
    fn membership(&mut self, value: Operand, items: Vec<Operand>, span: Span) -> Outcome {
        let mut holds = Vec::new();
        for item in items {
            let none = Operand::Const(Const::None);
            let code = if item == none || value == none { OpCode::Is } else { OpCode::Eq };
            let equal = self.binary(code, value.clone(), item, span);
            let (yes, no) = self.truth(equal);
            holds.extend(yes);
            self.join(no);
            if self.cur.is_none() {
                break;
            }
        }
        (holds, self.edge().into_iter().collect())
    }

    /// Branches on a value; a constant gives one side only.
    pub fn truth(&mut self, value: Operand) -> Outcome {
        match value.constant().and_then(|value| self.fold_truth(value)) {
            Some(true) => (self.edge().into_iter().collect(), Vec::new()),
            Some(false) => (Vec::new(), self.edge().into_iter().collect()),
            None => {
                let (holds, fails) = self.branch(value);
                (vec![holds], vec![fails])
            }
        }
    }

    /// Evaluates an expression as a condition.
    pub fn test(&mut self, node: &'a Expr) -> R<Outcome> {
        match node {
            Expr::BoolOp(op) => {
                let and = op.op == BoolOp::And;
                let mut stops = Vec::new();
                let mut go_on = Vec::new();
                for (at, part) in op.values.iter().enumerate() {
                    let (holds, fails) = self.test(part)?;
                    let (next, stop) = if and { (holds, fails) } else { (fails, holds) };
                    stops.extend(stop);
                    if at + 1 == op.values.len() {
                        go_on = next;
                    } else {
                        self.join(next);
                        if self.cur.is_none() {
                            break;
                        }
                    }
                }
                Ok(if and { (go_on, stops) } else { (stops, go_on) })
            }
            Expr::UnaryOp(op) if op.op == UnaryOp::Not => {
                let (holds, fails) = self.test(&op.operand)?;
                Ok((fails, holds))
            }
            Expr::Compare(compare) => self.compare_test(compare),
            Expr::Call(call) => {
                if let Some(outcome) = self.isinstance_test(call)? {
                    return Ok(outcome);
                }
                let value = self.call(call)?;
                Ok(self.truth(value))
            }
            _ => {
                let value = self.expr(node)?;
                // A `__bool__` that raises needs an operation whose exceptions a handler here catches.
                let guarded = self.ctx.iter().any(|c| matches!(c, Ctx::Try(_) | Ctx::Finally(..) | Ctx::With(..)));
                if guarded && value.constant().is_none() {
                    let span = self.span(node);
                    let value = self.emit(OpCode::Bool, Imm::None, [value], span);
                    return Ok(self.truth(value));
                }
                Ok(self.truth(value))
            }
        }
    }

    /// The pieces of an f-string; constants are merged later.
    fn format_pieces(&mut self, node: &'a Expr, whole: ast::text_size::TextRange, out: &mut Vec<Operand>) -> R<()> {
        match node {
            Expr::JoinedStr(joined) => joined.values.iter().try_for_each(|part| self.format_pieces(part, whole, out)),
            Expr::Constant(ast::ExprConstant { value: Constant::Str(text), .. }) => {
                let source = &self.ast.source.text;
                let source = source.get(whole.start().to_usize()..whole.end().to_usize());
                if !text.is_ascii() && source.is_none_or(|source| source.contains("\\x")) {
                    return Err(self.ambiguous(node));
                }
                out.push(Const::str(text).into());
                Ok(())
            }
            Expr::FormattedValue(field) => {
                let value = self.expr(&field.value)?;
                let mut spec = String::new();
                match field.conversion {
                    ConversionFlag::None => {}
                    ConversionFlag::Str => spec.push_str("!s"),
                    ConversionFlag::Repr => spec.push_str("!r"),
                    ConversionFlag::Ascii => {
                        return Err(self.refuse(field, "`!a` in f-strings", "use `!r`"));
                    }
                }
                if let Some(format) = field.format_spec.as_ref().filter(|spec| !is_constant_spec(spec)) {
                    return self.computed_spec(field, value, &spec, format, whole, out);
                }
                if let Some(format) = &field.format_spec {
                    spec.push_str(&self.format_spec(format)?);
                }
                if spec.is_empty() && matches!(value, Operand::Const(Const::Str(_))) {
                    out.push(value);
                    return Ok(());
                }
                let imm = Imm::Name(spec.as_str().into());
                out.push(self.emit(OpCode::Format, imm, [value], self.span(field)));
                Ok(())
            }
            _ => Err(self.refuse(node, "this in an f-string", "build the string by hand")),
        }
    }

    /// `{x:{spec}}`: the spec is put together at run time.
    fn computed_spec(
        &mut self,
        field: &'a ast::ExprFormattedValue,
        value: Operand,
        conversion: &str,
        format: &'a Expr,
        whole: ast::text_size::TextRange,
        out: &mut Vec<Operand>,
    ) -> R<()> {
        let span = self.span(field);
        let value = match conversion {
            "" => value,
            conversion => self.emit(OpCode::Format, Imm::Name(conversion.into()), [value], span),
        };
        let mut pieces = Vec::new();
        self.format_pieces(format, whole, &mut pieces)?;
        let spec = self.build_string(pieces, span);
        let Some(function) = self.host.lookup("rpython.translation.formatting", "format_value") else {
            return Err(self.refuse(format, "computed format specs", "write the spec out"));
        };
        out.push(self.emit_call(Const::Host(function).into(), [value, spec], span));
        Ok(())
    }

    fn format_spec(&self, node: &'a Expr) -> R<String> {
        match node {
            Expr::Constant(ast::ExprConstant { value: Constant::Str(text), .. }) => Ok(text.clone()),
            Expr::JoinedStr(joined) => joined.values.iter().map(|part| self.format_spec(part)).collect(),
            _ => Err(self.refuse(node, "computed format specs", "write the spec out")),
        }
    }

    /// Concatenates pieces; neighbouring constants become one.
    pub fn build_string(&mut self, pieces: Vec<Operand>, span: Span) -> Operand {
        let mut merged: Vec<Operand> = Vec::new();
        for piece in pieces {
            match (merged.last_mut(), &piece) {
                (Some(Operand::Const(Const::Str(last))), Operand::Const(Const::Str(text))) => {
                    *last = [&last[..], &text[..]].concat().into();
                }
                (_, Operand::Const(Const::Str(text))) if text.is_empty() => {}
                _ => merged.push(piece),
            }
        }
        match &merged[..] {
            [] => Const::str("").into(),
            [only @ Operand::Const(Const::Str(_))] => only.clone(),
            _ => self.emit(OpCode::BuildString, Imm::None, merged, span),
        }
    }
}

/// Is a format spec written out?
fn is_constant_spec(node: &Expr) -> bool {
    match node {
        Expr::JoinedStr(joined) => joined.values.iter().all(is_constant_spec),
        node => matches!(node, Expr::Constant(_)),
    }
}

/// Is an expression better evaluated by branching than for its value?
fn is_test(node: &Expr) -> bool {
    match node {
        Expr::BoolOp(_) => true,
        Expr::Compare(compare) => compare.ops.len() > 1,
        Expr::UnaryOp(op) => op.op == UnaryOp::Not && is_test(&op.operand),
        _ => false,
    }
}

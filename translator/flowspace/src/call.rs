//! Calls: arguments, builtins and intrinsics that flow graphs know, nested functions.

use crate::builder::{Builder, Ctx, R};
use crate::expr::{binary_code, Outcome};
use crate::names::mangled;
use diagnostics::{Diagnostic, Span};
use graph::{CallShape, Const, Imm, OpCode, Operand};
use host::ast::{self, Expr, Ranged, UnaryOp};
use host::{Desc, HostObj, InnerFunction, Nested};
use std::sync::Arc;

/// Evaluated arguments of a call.
#[derive(Default)]
pub(crate) struct Arguments {
    /// Positional ones.
    pub positional: Vec<Operand>,
    /// Keyword ones.
    pub keywords: Vec<(Arc<str>, Operand)>,
    /// A `*` argument at the end.
    pub star: Option<Operand>,
}

impl Arguments {
    fn plain(&self) -> bool {
        self.keywords.is_empty() && self.star.is_none()
    }
}

impl<'a> Builder<'a> {
    /// The value of a call expression.
    pub fn call(&mut self, node: &'a ast::ExprCall) -> R<Operand> {
        let span = self.span(node);
        let Expr::Attribute(attribute) = &*node.func else {
            let callee = self.expr(&node.func)?;
            return self.call_with(callee, node);
        };
        if let Expr::Call(inner) = &*attribute.value {
            if self.is_super(inner) {
                return self.super_call(node, attribute, inner);
            }
        }
        let obj = self.expr(&attribute.value)?;
        let name = mangled(self.ast, &attribute.attr);
        if let Operand::Const(text @ Const::Str(_)) = &obj {
            let args = self.arguments(node, true)?;
            if args.plain() {
                if let Some(value) = self.fold_str_method(text, &name, &args.positional) {
                    return Ok(value.into());
                }
            }
            if let (Const::Str(template), "format", None) = (text, name.as_ref(), &args.star) {
                return self.str_format(&template.clone(), &args, node);
            }
            let method = self.getattr(obj, &name, span)?;
            return Ok(self.emit_arguments(method, args, span));
        }
        if name == "sort" && node.args.is_empty() && node.keywords.iter().any(|k| k.arg.as_deref() == Some("key")) {
            let args = self.arguments(node, false)?;
            if let Some(value) = self.sort_with_key(&obj, &args, false, span)? {
                return Ok(value);
            }
            let method = self.getattr(obj, &name, span)?;
            return Ok(self.emit_arguments(method, args, span));
        }
        let method = self.getattr(obj.clone(), &name, span)?;
        if matches!(method, Operand::Const(_)) {
            return self.call_with(method, node);
        }
        let args = self.arguments(node, name == "join" || name == "extend")?;
        Ok(self.emit_arguments(method, args, span))
    }

    /// A call of an evaluated callee.
    pub fn call_with(&mut self, callee: Operand, node: &'a ast::ExprCall) -> R<Operand> {
        let span = self.span(node);
        let Some((mut object, mut desc)) = self.host_desc(&callee) else {
            let args = self.arguments(node, false)?;
            return Ok(self.emit_arguments(callee, args, span));
        };
        let rewritten = desc.as_function().and_then(|func| func.attrs.get("_flowspace_rewrite_directly_as_")).copied();
        if let Some(other) = rewritten {
            (object, desc) = (other, self.host.describe(other));
        }
        match self.intrinsic(&desc).as_deref() {
            Some("we_are_translated") => return Ok(Const::Bool(true).into()),
            Some("ovfcheck") => return self.ovfcheck(node),
            Some(name) if name.starts_with("lltype.") || name == "rffi.cast" => {
                if let Some(value) = self.lowlevel_call(name, node)? {
                    return Ok(value);
                }
            }
            _ => {}
        }
        let eager = match &*desc {
            Desc::Builtin(builtin) if builtin.module == "builtins" && builtin.self_.is_none() => {
                if let Some(value) = self.builtin_call(&builtin.name, node)? {
                    return Ok(value);
                }
                matches!(builtin.name.as_str(), "min" | "max" | "sorted")
            }
            Desc::Class(class) if class.builtin => {
                if let Some(value) = self.builtin_class_call(&class.name, node)? {
                    return Ok(value);
                }
                matches!(class.name.as_str(), "list" | "set" | "dict" | "frozenset")
            }
            _ => false,
        };
        let args = self.arguments(node, eager)?;
        if args.plain() {
            if let Some(value) = self.fold_call(object, &args.positional) {
                return Ok(value.into());
            }
        }
        Ok(self.emit_arguments(Const::Host(object).into(), args, span))
    }

    /// The name of the rule that the translator has for a function or class.
    pub fn intrinsic(&self, desc: &Desc) -> Option<String> {
        let mark = match desc {
            Desc::Function(func) => func.attrs.get("_rpython_intrinsic_"),
            Desc::Class(class) => class.dict.get("_rpython_intrinsic_"),
            _ => None,
        }?;
        match &*self.host.describe(*mark) {
            Desc::Str(name) => String::from_utf8(name.clone()).ok(),
            _ => None,
        }
    }

    /// Evaluates the arguments of a call. A generator expression is built as a list if `eager`.
    pub fn arguments(&mut self, node: &'a ast::ExprCall, eager: bool) -> R<Arguments> {
        let mut out = Arguments::default();
        for arg in &node.args {
            match arg {
                Expr::Starred(starred) => {
                    let value = self.expr(&starred.value)?;
                    match self.tuple_items(&value) {
                        Some(items) if out.star.is_none() => out.positional.extend(items),
                        None if out.star.is_none() => out.star = Some(value),
                        _ => {
                            let what = "two `*` arguments whose lengths are not known";
                            return Err(self.refuse(starred, what, "spell the arguments out"));
                        }
                    }
                }
                _ if out.star.is_some() => {
                    let what = "an argument after a `*` argument whose length is not known";
                    return Err(self.refuse(arg, what, "spell the arguments out"));
                }
                Expr::GeneratorExp(generator) if eager => {
                    let span = self.span(generator);
                    let list = self.list_comprehension(&generator.elt, &generator.generators, span)?;
                    out.positional.push(list);
                }
                arg if eager && self.streams(arg)? => {
                    let list = self.list_of_stream(arg)?;
                    out.positional.push(list);
                }
                arg => out.positional.push(self.expr(arg)?),
            }
        }
        for keyword in &node.keywords {
            let Some(name) = &keyword.arg else {
                return Err(self.refuse(keyword, "`**` arguments", "spell the arguments out"));
            };
            let value = self.expr(&keyword.value)?;
            out.keywords.push((name.as_str().into(), value));
        }
        Ok(out)
    }

    /// Emits a call with evaluated arguments.
    pub fn emit_arguments(&mut self, callee: Operand, args: Arguments, span: Span) -> Operand {
        let class = match self.host_desc(&callee) {
            Some((object, desc)) if desc.as_class().is_some() => Some(object),
            _ => None,
        };
        let value = if args.plain() {
            let builtin_exception = class.is_some_and(|class| self.is_builtin_exception(class));
            if builtin_exception {
                // Making one cannot fail.
                let args = std::iter::once(callee).chain(args.positional);
                self.emit_quiet(OpCode::SimpleCall, Imm::None, args, span).into()
            } else {
                self.emit_call(callee, args.positional, span)
            }
        } else {
            let shape = CallShape {
                positional: args.positional.len() as u32,
                keywords: args.keywords.iter().map(|(name, _)| Arc::clone(name)).collect(),
                star: args.star.is_some(),
            };
            let values = std::iter::once(callee)
                .chain(args.positional)
                .chain(args.keywords.into_iter().map(|(_, value)| value))
                .chain(args.star);
            self.emit(OpCode::CallArgs, Imm::Shape(Arc::new(shape)), values, span)
        };
        if let (Some(class), Operand::Var(var)) = (class, &value) {
            self.exact.insert(*var, class);
        }
        value
    }

    /// Is it a builtin exception class?
    pub fn is_builtin_exception(&self, class: HostObj) -> bool {
        self.host.describe(class).as_class().is_some_and(|class| class.builtin && class.is_exception)
    }

    /// `ovfcheck(a + b)`: the operation with its check.
    fn ovfcheck(&mut self, node: &'a ast::ExprCall) -> R<Operand> {
        let span = self.span(node);
        let (code, args) = match &node.args[..] {
            [Expr::BinOp(op)] => {
                let plain = binary_code(op.op);
                let checked = match plain {
                    Some(OpCode::Add) => OpCode::AddOvf,
                    Some(OpCode::Sub) => OpCode::SubOvf,
                    Some(OpCode::Mul) => OpCode::MulOvf,
                    Some(OpCode::FloorDiv) => OpCode::FloorDivOvf,
                    Some(OpCode::Mod) => OpCode::ModOvf,
                    Some(OpCode::LShift) => OpCode::LShiftOvf,
                    _ => return Err(self.bad_ovfcheck(node)),
                };
                let (left, right) = (self.expr(&op.left)?, self.expr(&op.right)?);
                if let (Some(code), Operand::Const(a), Operand::Const(b)) = (plain, &left, &right) {
                    if let Some(value @ Const::Int(_)) = self.fold_binary(code, a, b) {
                        return Ok(value.into());
                    }
                }
                (checked, vec![left, right])
            }
            [Expr::UnaryOp(op)] if op.op == UnaryOp::USub => {
                let value = self.expr(&op.operand)?;
                if let Operand::Const(known) = &value {
                    if let Some(value @ Const::Int(_)) = self.fold_unary(OpCode::Neg, known) {
                        return Ok(value.into());
                    }
                }
                (OpCode::NegOvf, vec![value])
            }
            [Expr::Call(call)] if call.args.len() == 1 && call.keywords.is_empty() => {
                let callee = self.expr(&call.func)?;
                if callee != self.builtin("abs") {
                    return Err(self.bad_ovfcheck(node));
                }
                (OpCode::AbsOvf, self.exprs(&call.args)?)
            }
            _ => return Err(self.bad_ovfcheck(node)),
        };
        Ok(self.emit(code, Imm::None, args, span))
    }

    fn bad_ovfcheck(&self, node: &ast::ExprCall) -> Box<Diagnostic> {
        self.refuse(
            node,
            "ovfcheck() around anything but one operation",
            "write ovfcheck(a + b), with one of + - * // % <<, unary - or abs()",
        )
    }

    // ---- builtins

    /// Builtin functions with a meaning of their own; `None` for the others.
    fn builtin_call(&mut self, name: &str, node: &'a ast::ExprCall) -> R<Option<Operand>> {
        let span = self.span(node);
        let refused = match name {
            "eval" | "exec" | "compile" => "do it at import time",
            "locals" | "globals" | "vars" | "dir" => "name the variables",
            "input" => "read with os.read",
            "hash" => "use rpython.rlib.objectmodel.compute_hash",
            "id" => "use rpython.rlib.objectmodel.compute_unique_id",
            "delattr" => "assign None or a flag instead",
            "open" => "use os.open, os.read and os.write, or rpython.rlib.streamio",
            _ => "",
        };
        if !refused.is_empty() {
            return Err(self.refuse(node, &format!("`{name}()`"), refused));
        }
        if name == "print" {
            return self.print(node).map(Some);
        }
        if matches!(name, "any" | "all" | "sum") {
            if let Some(Expr::GeneratorExp(generator)) = node.args.first() {
                return self.consume(name, generator, node).map(Some);
            }
            if let ([stream, rest @ ..], []) = (&node.args[..], &node.keywords[..]) {
                if name == "sum" && self.streams(stream)? {
                    let list = self.list_of_stream(stream)?;
                    let args: Vec<Operand> =
                        std::iter::once(Ok(list)).chain(rest.iter().map(|arg| self.expr(arg))).collect::<R<_>>()?;
                    let callee = self.builtin("sum");
                    return Ok(Some(self.emit_call(callee, args, span)));
                }
                if name != "sum" && rest.is_empty() && self.streams(stream)? {
                    return self.decide_stream(name == "any", stream).map(Some);
                }
            }
        }
        if matches!(name, "min" | "max") && !node.args.is_empty() && !node.keywords.is_empty() {
            let args = self.arguments(node, true)?;
            return match self.extreme_by_key(name == "max", &args, span) {
                Some(value) => Ok(Some(value)),
                None => Err(self.refuse(node, &format!("this form of `{name}()`"), "write a loop")),
            };
        }
        if name == "sorted" && node.args.len() == 1 && !node.keywords.is_empty() {
            let args = self.arguments(node, true)?;
            if let ([list], None) = (&args.positional[..], &args.star) {
                if let Some(value) = self.sort_with_key(&list.clone(), &args, true, span)? {
                    return Ok(Some(value));
                }
            }
            let callee = self.builtin("sorted");
            return Ok(Some(self.emit_arguments(callee, args, span)));
        }
        if !node.keywords.is_empty() || node.args.iter().any(|arg| matches!(arg, Expr::Starred(_))) {
            return Ok(None);
        }
        let value = match (name, &node.args[..]) {
            ("getattr", [obj, attr]) => {
                let obj = self.expr(obj)?;
                let attr = self.expr(attr)?;
                match text_of(&attr) {
                    Some(attr) => self.getattr(obj, &attr, span)?,
                    None => {
                        let callee = self.builtin("getattr");
                        self.emit_call(callee, [obj, attr], span)
                    }
                }
            }
            ("setattr", [obj, attr, value]) => {
                let obj = self.expr(obj)?;
                let attr = self.expr(attr)?;
                let value = self.expr(value)?;
                match text_of(&attr) {
                    Some(attr) => {
                        let imm = Imm::Name(attr.as_str().into());
                        self.emit(OpCode::SetAttr, imm, [obj, value], span);
                    }
                    None => {
                        let callee = self.builtin("setattr");
                        self.emit_call(callee, [obj, attr, value], span);
                    }
                }
                Const::None.into()
            }
            ("iter", [obj]) => {
                let obj = self.expr(obj)?;
                self.emit(OpCode::Iter, Imm::None, [obj], span)
            }
            ("next", [iter]) => {
                let iter = self.expr(iter)?;
                self.emit(OpCode::Next, Imm::None, [iter], span)
            }
            ("next", [iter, default]) => {
                let iter = self.expr(iter)?;
                let default = self.expr(default)?;
                self.next_or(iter, default, span)
            }
            ("pow", [a, b]) => {
                let (a, b) = (self.expr(a)?, self.expr(b)?);
                self.binary(OpCode::Pow, a, b, span)
            }
            ("divmod", [a, b]) => {
                let (a, b) = (self.expr(a)?, self.expr(b)?);
                let quotient = self.binary(OpCode::FloorDiv, a.clone(), b.clone(), span);
                let rest = self.binary(OpCode::Mod, a, b, span);
                self.new_tuple(vec![quotient, rest], span)
            }
            ("isinstance", [_, _]) => match self.isinstance_test(node)? {
                Some(outcome) => self.outcome_value(outcome),
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    /// Builtin classes with a meaning of their own; `None` for the others.
    fn builtin_class_call(&mut self, name: &str, node: &'a ast::ExprCall) -> R<Option<Operand>> {
        let span = self.span(node);
        match (name, &node.args[..]) {
            ("bool", [value]) if node.keywords.is_empty() => {
                let value = self.expr(value)?;
                Ok(Some(self.unary(OpCode::Bool, value, span)))
            }
            ("zip" | "map" | "filter", _) => {
                let what = format!("`{name}()` as a value");
                Err(self.refuse(node, &what, "loop over it directly, or write a list comprehension"))
            }
            ("super", _) => {
                let instead = "call a method on it: `super().method(...)`";
                Err(self.refuse(node, "`super()` as a value", instead))
            }
            ("list", []) if node.keywords.is_empty() => Ok(Some(self.emit(OpCode::NewList, Imm::None, [], span))),
            ("dict", []) if node.keywords.is_empty() => Ok(Some(self.emit(OpCode::NewDict, Imm::None, [], span))),
            ("dict", [pairs]) if node.keywords.is_empty() && self.streams(pairs)? => {
                self.dict_of_stream(pairs).map(Some)
            }
            ("tuple", [value]) if node.keywords.is_empty() => {
                let value = self.expr(value)?;
                if self.tuple_items(&value).is_some() {
                    return Ok(Some(value));
                }
                let callee = self.builtin("tuple");
                Ok(Some(self.emit_call(callee, [value], span)))
            }
            _ => Ok(None),
        }
    }

    /// `isinstance(x, (A, B))` as a chain of tests; `None` if the call is anything else.
    pub fn isinstance_test(&mut self, node: &'a ast::ExprCall) -> R<Option<Outcome>> {
        let (Expr::Name(name), [value, classes]) = (&*node.func, &node.args[..]) else {
            return Ok(None);
        };
        if name.id.as_str() != "isinstance" || self.slot_of("isinstance").is_some() {
            return Ok(None);
        }
        let isinstance = self.builtin("isinstance");
        if !matches!(classes, Expr::Tuple(_) | Expr::Name(_) | Expr::Attribute(_))
            || self.expr(&node.func)? != isinstance
        {
            return Ok(None);
        }
        if !matches!(classes, Expr::Tuple(_)) && !self.is_constant_tuple(classes)? {
            return Ok(None);
        }
        let span = self.span(node);
        let value = self.expr(value)?;
        let classes = self.expr(classes)?;
        let Some(classes) = self.tuple_items(&classes) else {
            return Err(self.refuse(node, "isinstance() of computed classes", "name the classes"));
        };
        let mut holds = Vec::new();
        for class in classes {
            let answer = self.emit_call(isinstance.clone(), [value.clone(), class], span);
            let (yes, no) = self.truth(answer);
            holds.extend(yes);
            self.join(no);
        }
        Ok(Some((holds, self.edge().into_iter().collect())))
    }

    /// Does a name or attribute stand for a tuple that is constant on the host?
    fn is_constant_tuple(&mut self, node: &'a Expr) -> R<bool> {
        let local = match node {
            Expr::Name(name) => self.slot_of(&mangled(self.ast, &name.id)).is_some(),
            Expr::Attribute(attribute) => {
                let Expr::Name(name) = &*attribute.value else { return Ok(false) };
                self.slot_of(&mangled(self.ast, &name.id)).is_some()
            }
            _ => true,
        };
        if local {
            return Ok(false);
        }
        // A global, or an attribute of one: evaluated without an operation if it is a constant.
        let value = self.expr(node)?;
        Ok(self.host_desc(&value).is_some_and(|(_, desc)| matches!(&*desc, Desc::Tuple(_))))
    }

    /// `print(...)`: the text is put together and written to file descriptor 1.
    fn print(&mut self, node: &'a ast::ExprCall) -> R<Operand> {
        let span = self.span(node);
        let (mut sep, mut end) = (Operand::Const(Const::str(" ")), Const::str("\n").into());
        for keyword in &node.keywords {
            match keyword.arg.as_ref().map(|name| name.as_str()) {
                Some("sep") => sep = self.expr(&keyword.value)?,
                Some("end") => end = self.expr(&keyword.value)?,
                Some("flush") => {}
                _ => {
                    let instead = "write with os.write(2, text)";
                    return Err(self.refuse(keyword, "this argument of print()", instead));
                }
            }
        }
        let mut pieces = Vec::new();
        for (at, arg) in node.args.iter().enumerate() {
            if matches!(arg, Expr::Starred(_)) {
                return Err(self.refuse(arg, "`*` arguments of print()", "spell them out"));
            }
            if at > 0 {
                pieces.push(sep.clone());
            }
            let value = self.expr(arg)?;
            pieces.push(self.str_of(value, span));
        }
        pieces.push(end);
        let text = self.build_string(pieces, span);
        let Some(write) = self.host.lookup("os", "write") else {
            let text = "the host has no os.write, which print() needs";
            return Err(self.error_at(Diagnostic::error("E0103", text), span));
        };
        self.emit_call(Const::Host(write).into(), [Const::Int(1).into(), text], span);
        Ok(Const::None.into())
    }

    fn str_of(&mut self, value: Operand, span: Span) -> Operand {
        match &value {
            Operand::Const(Const::Str(_)) => value,
            Operand::Const(Const::Int(number)) => Const::str(&number.to_string()).into(),
            Operand::Const(Const::Bool(true)) => Const::str("True").into(),
            Operand::Const(Const::Bool(false)) => Const::str("False").into(),
            Operand::Const(Const::None) => Const::str("None").into(),
            _ => {
                let callee = self.builtin("str");
                self.emit_call(callee, [value], span)
            }
        }
    }

    // ---- super

    fn is_super(&mut self, node: &ast::ExprCall) -> bool {
        match &*node.func {
            Expr::Name(name) => name.id.as_str() == "super" && self.slot_of("super").is_none(),
            _ => false,
        }
    }

    /// `super().method(...)`, resolved along the classes after the one the method stands in.
    fn super_call(
        &mut self,
        node: &'a ast::ExprCall,
        attribute: &'a ast::ExprAttribute,
        inner: &'a ast::ExprCall,
    ) -> R<Operand> {
        let span = self.span(node);
        let (class, receiver) = match &inner.args[..] {
            [] => {
                let cell = self.desc.closure.iter().find(|(name, _)| name == "__class__");
                let receiver = self.env.first().cloned().flatten();
                match (cell.and_then(|(_, class)| *class), receiver) {
                    (Some(class), Some(receiver)) => (class, receiver),
                    _ => return Err(self.refuse(inner, "`super()` here", "name the base class")),
                }
            }
            [class, receiver] => {
                let class = self.expr(class)?;
                let receiver = self.expr(receiver)?;
                match class {
                    Operand::Const(Const::Host(class)) => (class, receiver),
                    _ => return Err(self.refuse(inner, "`super()` here", "name the base class")),
                }
            }
            _ => return Err(self.refuse(inner, "`super()` here", "name the base class")),
        };
        let name = mangled(self.ast, &attribute.attr);
        let desc = self.host.describe(class);
        let bases = desc.as_class().map_or(&[][..], |class| class.mro.get(1..).unwrap_or(&[]));
        let found = bases
            .iter()
            .find_map(|base| self.host.describe(*base).as_class().and_then(|base| base.dict.get(&name).copied()));
        let args = self.arguments(node, false)?;
        match found.map(|found| (found, self.host.describe(found))) {
            Some((found, desc)) => {
                let (callee, with_receiver) = match &*desc {
                    Desc::StaticMethod(func) => (*func, false),
                    _ => (found, true),
                };
                let mut args = args;
                if with_receiver {
                    args.positional.insert(0, receiver);
                }
                Ok(self.emit_arguments(Const::Host(callee).into(), args, span))
            }
            // object.__init__ and the constructors of builtin exceptions do nothing.
            None if name == "__init__" => Ok(Const::None.into()),
            None => {
                let text = format!("no base class of this one has a method '{name}'");
                Err(self.error_at(Diagnostic::error("E0103", text), span))
            }
        }
    }

    // ---- nested functions

    /// The host function that a `lambda` makes; its free variables must be constants.
    pub fn nested_lambda(&mut self, node: &'a ast::ExprLambda) -> R<Operand> {
        let args = &node.args;
        let start = node.range().start().to_u32();
        self.nested("<lambda>", args, start, node.body.range(), self.span(node))
    }

    /// The host function that a nested `def` makes.
    pub fn nested_def(&mut self, node: &'a ast::StmtFunctionDef) -> R<Operand> {
        if let Some(decorator) = node.decorator_list.first() {
            return Err(self.refuse(decorator, "decorators here", "define it at module level"));
        }
        let start = node.range().start().to_u32();
        self.nested(&node.name, &node.args, start, node.range(), self.ast.span_of(node))
    }

    fn nested(
        &mut self,
        name: &str,
        args: &'a ast::Arguments,
        start: u32,
        body: ast::text_size::TextRange,
        span: Span,
    ) -> R<Operand> {
        let constant = |builder: &mut Self, node: &'a Expr| -> R<Option<HostObj>> {
            Ok(match builder.expr(node)? {
                Operand::Const(value) => builder.host.wrap_const(&value),
                Operand::Var(_) => None,
            })
        };
        let (mut defaults, mut kwdefaults) = (Vec::new(), Vec::new());
        let positional = args.posonlyargs.iter().chain(&args.args);
        for (arg, keyword) in positional.map(|arg| (arg, false)).chain(args.kwonlyargs.iter().map(|arg| (arg, true))) {
            let Some(default) = &arg.default else { continue };
            let Some(value) = constant(self, default)? else {
                let what = "a nested function with a default that is not constant";
                return Err(self.refuse(&**default, what, "pass the value as an argument"));
            };
            if keyword {
                kwdefaults.push((arg.def.arg.to_string(), value));
            } else {
                defaults.push(value);
            }
        }
        let source = &self.ast.source;
        let line = source.line_col(start).line;
        let position = |offset: u32| {
            let line = source.line_col(offset).line;
            (line, offset - source.line_start(line))
        };
        let (from, to) = (position(body.start().to_u32()), position(body.end().to_u32()));
        let extent = [from.0, from.1, to.0, to.1];
        let mut cells = self.constant_locals();
        for (name, value) in &self.desc.closure {
            if let Some(value) = value {
                cells.entry(name.clone()).or_insert(*value);
            }
        }
        let inner = InnerFunction {
            func: self.func,
            name,
            line,
            extent,
            cells: &cells,
            chain: &self.inner_chain(),
            defaults: &defaults,
            kwdefaults: &kwdefaults,
        };
        match self.host.nested_function(&inner) {
            Ok(Nested::Function(func)) => {
                if let Desc::Function(desc) = &*self.host.describe(func) {
                    self.remember_captured(desc);
                }
                Ok(Const::Host(func).into())
            }
            Ok(Nested::Method(name)) => {
                if let Ok(class) = self.host.closure_class(self.func) {
                    self.host.refresh(class);
                }
                let object = self.shared_slot.and_then(|slot| self.env[slot].clone()).unwrap_or(self.undefined.into());
                let imm = Imm::Name(name.as_str().into());
                Ok(self.emit_quiet(OpCode::GetAttr, imm, [object], span).into())
            }
            Err(free) => {
                self.share(&free);
                let text = format!("this closure captures '{free}', which is no variable of the function around it");
                let help = "pass the value as an argument, or assign it to a local variable first";
                Err(self.error_at(Diagnostic::error("E0101", text).help(help), span))
            }
        }
    }

    /// The exception that a bare `raise` raises again.
    pub fn active_exception(&self) -> Option<(Operand, Option<HostObj>)> {
        self.ctx.iter().rev().find_map(|ctx| match ctx {
            Ctx::Handler(exc, class) => Some((self.held(exc), *class)),
            _ => None,
        })
    }
}

/// The text of a constant attribute name.
fn text_of(value: &Operand) -> Option<String> {
    match value {
        Operand::Const(Const::Str(text)) => String::from_utf8(text.to_vec()).ok(),
        _ => None,
    }
}

//! `str.format` with a constant template, the `%s` fields of `%` templates, sorting by a key: all
//! lowered to operations and calls that the later phases know.

use crate::builder::{Builder, R};
use crate::call::Arguments;
use diagnostics::Span;
use graph::{Const, Imm, OpCode, Operand};
use host::ast::{self, Expr};

/// A piece of a `str.format` template.
enum Piece {
    Text(String),
    /// Name or number (empty: the next argument) and `!conversion:spec`.
    Field(String, String),
}

impl<'a> Builder<'a> {
    /// `"...".format(...)`; `None` if the template is not one.
    pub fn str_format(&mut self, template: &[u8], args: &Arguments, node: &'a ast::ExprCall) -> R<Operand> {
        let span = self.span(node);
        let Some(pieces) = std::str::from_utf8(template).ok().and_then(parse_template) else {
            return Err(self.refuse(
                node,
                "this template of `format()`",
                "use `{}`, `{0}` or `{name}` with a plain spec",
            ));
        };
        let mut out: Vec<Operand> = Vec::new();
        let mut next = 0;
        for piece in pieces {
            let (name, spec) = match piece {
                Piece::Text(text) => {
                    out.push(Const::str(&text).into());
                    continue;
                }
                Piece::Field(name, spec) => (name, spec),
            };
            let value = if name.is_empty() {
                next += 1;
                args.positional.get(next - 1)
            } else if let Ok(i) = name.parse::<usize>() {
                args.positional.get(i)
            } else {
                args.keywords.iter().find(|(n, _)| **n == *name).map(|(_, v)| v)
            };
            let Some(value) = value.cloned() else {
                return Err(self.refuse(
                    node,
                    "a template with more fields than values",
                    "give a value for each field",
                ));
            };
            if spec.is_empty() && matches!(value, Operand::Const(Const::Str(_))) {
                out.push(value);
            } else {
                let imm = Imm::Name(spec.as_str().into());
                out.push(self.emit(OpCode::Format, imm, [value], span));
            }
        }
        Ok(self.build_string(out, span))
    }

    /// `template % (a, b)`: values for `%s` go through `str()`, those for `%r` through `repr()`, so
    /// that methods are found.
    pub fn percent(&mut self, left: Operand, right: Operand, span: Span) -> Operand {
        let template = match &left {
            Operand::Const(Const::Str(text)) => text.clone(),
            _ => return self.binary(OpCode::Mod, left, right, span),
        };
        let conversions = conversions(&template);
        // Text of constants that are not objects is made by `%` itself.
        let an_object = |value: &Operand| matches!(value, Operand::Var(_) | Operand::Const(Const::Host(_)));
        let Some(mut items) = self.tuple_items(&right) else {
            let (mut left, mut right) = (left, right);
            if let (true, [(place, conversion @ (b's' | b'r'))]) = (an_object(&right), &conversions[..]) {
                // Only the annotator can tell that this is no tuple.
                let imm = Imm::Name(if *conversion == b's' { "!%" } else { "!r%" }.into());
                left = with_texts(&template, &[*place]);
                let text = self.emit_quiet(OpCode::Format, imm, [right], span);
                right = self.new_tuple(vec![text.into()], span);
            }
            return self.binary(OpCode::Mod, left, right, span);
        };
        if conversions.len() != items.len() {
            return self.binary(OpCode::Mod, left, right, span);
        }
        let mut changed = Vec::new();
        for (item, (place, conversion)) in items.iter_mut().zip(conversions) {
            if let (b's' | b'r', true) = (conversion, an_object(item)) {
                let callee = self.builtin(if conversion == b's' { "str" } else { "repr" });
                *item = self.emit_quiet(OpCode::SimpleCall, Imm::None, [callee, item.clone()], span).into();
                changed.push(place);
            }
        }
        let left = with_texts(&template, &changed);
        let right = if !changed.is_empty() { self.new_tuple(items, span) } else { right };
        self.binary(OpCode::Mod, left, right, span)
    }

    /// `"%(name)s" % {"name": value}`: the template without names and the tuple of their values; `None` for
    /// anything else.
    pub fn named_percent(&mut self, node: &'a ast::ExprBinOp) -> R<Option<(Operand, Operand)>> {
        let (ast::Operator::Mod, Expr::Dict(pairs)) = (node.op, &*node.right) else { return Ok(None) };
        if !matches!(&*node.left, Expr::Constant(_) | Expr::Name(_)) {
            return Ok(None);
        }
        let left = self.expr(&node.left)?;
        let Operand::Const(Const::Str(template)) = &left else { return Ok(None) };
        let Some((plain, wanted)) = without_names(template) else { return Ok(None) };
        let span = self.span(node);
        let mut values: Vec<(std::sync::Arc<[u8]>, Operand)> = Vec::new();
        for (key, value) in pairs.keys.iter().zip(&pairs.values) {
            let key = match key {
                Some(key) => self.expr(key)?,
                None => return Err(self.refuse(node, "`**` in a dict display", "name each value")),
            };
            let Operand::Const(Const::Str(key)) = key else {
                return Err(self.refuse(node, "a name that is not constant here", "name each value"));
            };
            let value = self.expr(value)?;
            values.push((key, value));
        }
        let mut items = Vec::new();
        for name in wanted {
            match values.iter().rev().find(|(key, _)| **key == *name) {
                Some((_, value)) => items.push(value.clone()),
                None => {
                    let what =
                        format!("a template with the name '{}' that has no value", String::from_utf8_lossy(&name));
                    return Err(self.refuse(node, &what, "give each name a value"));
                }
            }
        }
        let items = self.new_tuple(items, span);
        Ok(Some((Const::Str(plain.into()).into(), items)))
    }

    /// `sorted(list, key=...)` and `list.sort(key=...)`; `None` without a key.
    /// `min(l, key=f)`, `max(a, b, key=f)`; nothing if it has another form.
    pub fn extreme_by_key(&mut self, largest: bool, args: &Arguments, span: Span) -> Option<Operand> {
        let [(name, key)] = &args.keywords[..] else { return None };
        if &**name != "key" || matches!(key, Operand::Const(Const::None)) || args.star.is_some() {
            return None;
        }
        let f = self.host.lookup("rpython.rlib.listsort", "extreme_by_key")?;
        let list = match &args.positional[..] {
            [list] => list.clone(),
            items => self.emit(OpCode::NewList, Imm::None, items.to_vec(), span),
        };
        Some(self.emit_call(Const::Host(f).into(), [list, key.clone(), Const::Bool(largest).into()], span))
    }

    pub fn sort_with_key(&mut self, list: &Operand, args: &Arguments, copy: bool, span: Span) -> R<Option<Operand>> {
        let key = args.keywords.iter().find(|(name, _)| &**name == "key").map(|(_, v)| v.clone());
        let known = args.keywords.iter().all(|(name, _)| matches!(&**name, "key" | "reverse"));
        let Some(key) = key.filter(|k| known && !matches!(k, Operand::Const(Const::None))) else { return Ok(None) };
        let Some(sort) = self.host.lookup("rpython.rlib.listsort", "sort_by_key") else { return Ok(None) };
        let reverse = args.keywords.iter().find(|(name, _)| &**name == "reverse");
        let reverse = reverse.map_or(Const::Bool(false).into(), |(_, v)| v.clone());
        let list = if copy {
            let callee = self.builtin("list");
            self.emit_call(callee, [list.clone()], span)
        } else {
            list.clone()
        };
        self.emit_call(Const::Host(sort).into(), [list.clone(), key, reverse], span);
        Ok(Some(if copy { list } else { Const::None.into() }))
    }
}

/// Literal text and fields of a `str.format` template.
fn parse_template(text: &str) -> Option<Vec<Piece>> {
    let mut out = Vec::new();
    let mut literal = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' if chars.peek() == Some(&'{') => {
                chars.next();
                literal.push('{');
            }
            '}' if chars.peek() == Some(&'}') => {
                chars.next();
                literal.push('}');
            }
            '}' => return None,
            '{' => {
                let mut field = String::new();
                loop {
                    match chars.next()? {
                        '}' => break,
                        '{' => return None,
                        c => field.push(c),
                    }
                }
                let split = field.find(['!', ':']).unwrap_or(field.len());
                let (name, spec) = field.split_at(split);
                if name.contains(['.', '[']) || spec.starts_with("!a") {
                    return None;
                }
                if !literal.is_empty() {
                    out.push(Piece::Text(std::mem::take(&mut literal)));
                }
                // A field of an f-string has its spec without the colon.
                let spec = match spec.split_once(':') {
                    Some((conversion, spec)) => format!("{conversion}{spec}"),
                    None => spec.to_owned(),
                };
                out.push(Piece::Field(name.to_owned(), spec));
            }
            c => literal.push(c),
        }
    }
    if !literal.is_empty() {
        out.push(Piece::Text(literal));
    }
    Some(out)
}

/// The template with `%s` in these places.
fn with_texts(template: &[u8], places: &[usize]) -> Operand {
    let mut template = template.to_vec();
    for place in places {
        template[*place] = b's';
    }
    Const::Str(template.as_slice().into()).into()
}

/// Place and conversion of each field of a `%` template.
fn conversions(template: &[u8]) -> Vec<(usize, u8)> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < template.len() {
        if template[i] == b'%' {
            i += 1;
            while i < template.len() && b"0123456789#-+ .".contains(&template[i]) {
                i += 1;
            }
            match template.get(i) {
                Some(b'%') | None => {}
                Some(c) => out.push((i, *c)),
            }
        }
        i += 1;
    }
    out
}

/// A `%` template without the names of its fields, and the names; `None` if a field has none.
fn without_names(template: &[u8]) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    let (mut plain, mut names) = (Vec::new(), Vec::new());
    let mut i = 0;
    while i < template.len() {
        plain.push(template[i]);
        i += 1;
        if template[i - 1] != b'%' {
            continue;
        }
        match template.get(i) {
            Some(b'%') => {
                plain.push(b'%');
                i += 1;
            }
            Some(b'(') => {
                let end = i + template[i..].iter().position(|c| *c == b')')?;
                names.push(template[i + 1..end].to_vec());
                i = end + 1;
            }
            _ => return None,
        }
    }
    (!names.is_empty()).then_some((plain, names))
}

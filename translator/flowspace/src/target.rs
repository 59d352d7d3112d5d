//! Assignment: names, attributes, items, slices, unpacking, deletion.

use crate::builder::{Builder, R};
use crate::names::mangled;
use diagnostics::{Diagnostic, Span};
use graph::{Const, Imm, OpCode, Operand};
use host::ast::{self, Expr};
use host::Desc;

/// An index: a plain value, or the bounds of a slice.
#[derive(Clone, Debug)]
pub(crate) enum Index {
    /// `x[i]`.
    Item(Operand),
    /// `x[a:b]`, absent bounds as `None`.
    Slice(Operand, Operand),
    /// `x[a:b:c]`.
    Step(Operand, Operand, Operand),
}

/// A place that can be read and written once its parts are evaluated.
pub(crate) enum Place {
    /// A local variable.
    Local(usize),
    /// An attribute.
    Attribute(Operand, String),
    /// An item or slice.
    Subscript(Operand, Index),
}

impl<'a> Builder<'a> {
    /// Assigns a value to a target.
    pub fn assign(&mut self, target: &'a Expr, value: Operand) -> R<()> {
        match target {
            Expr::Tuple(node) => self.unpack(&node.elts, value, self.span(node)),
            Expr::List(node) => self.unpack(&node.elts, value, self.span(node)),
            Expr::Starred(node) => Err(self.refuse(node, "a star target here", "unpack a list")),
            _ => {
                let place = self.place(target)?;
                self.write(&place, value, self.span(target));
                Ok(())
            }
        }
    }

    /// Evaluates the parts of a target.
    pub fn place(&mut self, target: &'a Expr) -> R<Place> {
        match target {
            Expr::Name(node) => {
                let name = mangled(self.ast, &node.id);
                match self.slot_of(&name) {
                    Some(slot) => Ok(Place::Local(slot)),
                    None if self.declared.get(&name) == Some(&false) && self.is_outer(target) => {
                        match self.outer_object(&name, self.span(node)) {
                            Some(object) => Ok(Place::Attribute(object, name)),
                            None => Err(self.undefined_error(&name, self.span(node))),
                        }
                    }
                    None => Err(self.refuse(
                        node,
                        "assignment to a global or outer variable",
                        "keep the value as an attribute of a prebuilt instance",
                    )),
                }
            }
            Expr::Attribute(node) => {
                let obj = self.expr(&node.value)?;
                if let Some((_, desc)) = self.host_desc(&obj) {
                    if matches!(&*desc, Desc::Module(_) | Desc::Class(_)) {
                        let what = format!("assignment to an attribute of a {}", desc.kind_name());
                        let instead = "keep the value as an attribute of a prebuilt instance";
                        return Err(self.refuse(node, &what, instead));
                    }
                }
                Ok(Place::Attribute(obj, mangled(self.ast, &node.attr)))
            }
            Expr::Subscript(node) => {
                let obj = self.expr(&node.value)?;
                let index = self.index(&node.slice)?;
                Ok(Place::Subscript(obj, index))
            }
            _ => Err(self.refuse(target, "this target", "assign to a name, attribute or item")),
        }
    }

    /// Evaluates an index expression.
    pub fn index(&mut self, node: &'a Expr) -> R<Index> {
        let Expr::Slice(slice) = node else {
            return Ok(Index::Item(self.expr(node)?));
        };
        let mut bound = |part: &'a Option<Box<Expr>>| match part {
            Some(part) => self.expr(part),
            None => Ok(Const::None.into()),
        };
        let (start, stop, step) = (bound(&slice.lower)?, bound(&slice.upper)?, bound(&slice.step)?);
        Ok(match step {
            Operand::Const(Const::None | Const::Int(1)) => Index::Slice(start, stop),
            step => Index::Step(start, stop, step),
        })
    }

    /// The value at a place.
    pub fn read(&mut self, place: &Place, span: Span) -> R<Operand> {
        match place {
            Place::Local(slot) => self.read_slot(*slot, span),
            Place::Attribute(obj, name) => self.getattr(obj.clone(), name, span),
            Place::Subscript(obj, index) => Ok(self.subscript(obj.clone(), index, span)),
        }
    }

    /// The value of a local variable.
    pub fn read_slot(&mut self, slot: usize, span: Span) -> R<Operand> {
        match self.env.get(slot).cloned().flatten() {
            Some(_) if self.shared_slot.is_some() && self.shared_place(slot).is_some() => {
                let Some((object, name)) = self.shared_place(slot) else { return Ok(Const::None.into()) };
                Ok(self.emit_quiet(OpCode::GetAttr, name, [object], span).into())
            }
            Some(value) => {
                if let Operand::Var(var) = &value {
                    self.reads.entry(*var).or_insert(span);
                }
                Ok(value)
            }
            None => {
                let name = self.slot_names[slot].clone();
                Err(self.undefined_error(&name, span))
            }
        }
    }

    /// `obj[index]`.
    pub fn subscript(&mut self, obj: Operand, index: &Index, span: Span) -> Operand {
        match index {
            Index::Item(index) => {
                if self.is_environ(&obj) {
                    if let Some(item) = self.host.lookup("rpython.rlib.rposix", "environ_item") {
                        return self.emit_call(Const::Host(item).into(), [index.clone()], span);
                    }
                }
                self.binary(OpCode::GetItem, obj, index.clone(), span)
            }
            Index::Slice(start, stop) => {
                if let (Some(a), Some(b), Some(c)) = (obj.constant(), start.constant(), stop.constant()) {
                    if let Some(value) = self.fold_slice(a, b, c) {
                        return value.into();
                    }
                }
                self.emit(OpCode::GetSlice, Imm::None, [obj, start.clone(), stop.clone()], span)
            }
            Index::Step(start, stop, step) => {
                let args = [obj, start.clone(), stop.clone(), step.clone()];
                self.emit(OpCode::GetSliceStep, Imm::None, args, span)
            }
        }
    }

    /// Is it `os.environ`, whose items are the process's environment?
    fn is_environ(&self, obj: &Operand) -> bool {
        matches!(obj, Operand::Const(Const::Host(_)))
            && self.host.lookup("os", "environ").is_some_and(|environ| *obj == Const::Host(environ).into())
    }

    /// Stores a value at a place.
    pub fn write(&mut self, place: &Place, value: Operand, span: Span) {
        match place {
            Place::Local(slot) => self.set_slot(*slot, value),
            Place::Attribute(obj, name) => {
                let imm = Imm::Name(name.as_str().into());
                self.emit(OpCode::SetAttr, imm, [obj.clone(), value], span);
            }
            Place::Subscript(obj, index) => {
                match index {
                    Index::Item(index) if self.is_environ(obj) => match self.host.lookup("os", "putenv") {
                        Some(putenv) => self.emit_call(Const::Host(putenv).into(), [index.clone(), value], span),
                        None => Const::None.into(),
                    },
                    Index::Item(index) => {
                        let args = [obj.clone(), index.clone(), value];
                        self.emit(OpCode::SetItem, Imm::None, args, span)
                    }
                    Index::Slice(start, stop) => {
                        let args = [obj.clone(), start.clone(), stop.clone(), value];
                        self.emit(OpCode::SetSlice, Imm::None, args, span)
                    }
                    Index::Step(start, stop, step) => {
                        let slice = self.builtin("slice");
                        let bounds = [start.clone(), stop.clone(), step.clone()];
                        let slice = self.emit_call(slice, bounds, span);
                        self.emit(OpCode::SetItem, Imm::None, [obj.clone(), slice, value], span)
                    }
                };
            }
        }
    }

    /// Assigns to several targets at once.
    fn unpack(&mut self, targets: &'a [Expr], value: Operand, span: Span) -> R<()> {
        let star = targets.iter().position(|target| matches!(target, Expr::Starred(_)));
        if let Some(star) = star {
            return self.unpack_star(targets, star, value, span);
        }
        let items = match self.tuple_items(&value) {
            Some(items) if items.len() == targets.len() => items,
            Some(items) => {
                let text = format!("{} values for {} targets always raises", items.len(), targets.len());
                return Err(self.error_at(Diagnostic::error("E0101", text), span));
            }
            None => {
                let imm = Imm::Index(targets.len() as u32);
                self.emit(OpCode::CheckLen, imm, [value.clone()], span);
                (0..targets.len())
                    .map(|at| {
                        let args = [value.clone(), Const::Int(at as i64).into()];
                        self.emit_quiet(OpCode::GetItem, Imm::None, args, span).into()
                    })
                    .collect()
            }
        };
        for (target, item) in targets.iter().zip(items) {
            self.assign(target, item)?;
        }
        Ok(())
    }

    fn unpack_star(&mut self, targets: &'a [Expr], star: usize, value: Operand, span: Span) -> R<()> {
        let Expr::Starred(starred) = &targets[star] else { return Ok(()) };
        let after = targets.len() - star - 1;
        let fixed = Const::Int(targets.len() as i64 - 1);
        let len = self.builtin("len");
        let length = self.emit_call(len, [value.clone()], span);
        let short = self.binary(OpCode::Lt, length.clone(), fixed.into(), span);
        let (raise, go_on) = self.branch(short);
        self.resume(raise);
        let class = self.class("ValueError");
        self.raise_class(class, span)?;
        self.resume(go_on);
        let mut items = Vec::new();
        for at in 0..star {
            items.push(self.binary(OpCode::GetItem, value.clone(), Const::Int(at as i64).into(), span));
        }
        let end = self.binary(OpCode::Sub, length.clone(), Const::Int(after as i64).into(), span);
        let rest = [value.clone(), Const::Int(star as i64).into(), end];
        items.push(self.emit(OpCode::GetSlice, Imm::None, rest, span));
        for at in 0..after {
            let back = Const::Int((after - at) as i64);
            let index = self.binary(OpCode::Sub, length.clone(), back.into(), span);
            items.push(self.binary(OpCode::GetItem, value.clone(), index, span));
        }
        for (at, (target, item)) in targets.iter().zip(items).enumerate() {
            let target = if at == star { &*starred.value } else { target };
            self.assign(target, item)?;
        }
        Ok(())
    }

    /// The items of a tuple built in this graph or constant on the host.
    pub fn tuple_items(&self, value: &Operand) -> Option<Vec<Operand>> {
        match value {
            Operand::Var(var) => self.tuples.get(var).cloned(),
            Operand::Const(Const::Host(obj)) => match &*self.host.describe(*obj) {
                Desc::Tuple(items) => Some(items.iter().map(|item| self.host.to_const(*item).into()).collect()),
                _ => None,
            },
            Operand::Const(_) => None,
        }
    }

    /// `del target`.
    pub fn delete(&mut self, target: &'a Expr) -> R<()> {
        let span = self.span(target);
        match target {
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                elts.iter().try_for_each(|target| self.delete(target))
            }
            Expr::Attribute(node) => Err(self.refuse(node, "`del obj.attr`", "assign None or a flag instead")),
            _ => {
                match self.place(target)? {
                    Place::Local(slot) => {
                        self.read_slot(slot, span)?;
                        self.env[slot] = None;
                    }
                    Place::Subscript(obj, Index::Item(index)) if self.is_environ(&obj) => {
                        let Some(f) = self.host.lookup("rpython.rlib.rposix", "environ_delete") else { return Ok(()) };
                        self.emit_call(Const::Host(f).into(), [index], span);
                    }
                    Place::Subscript(obj, Index::Item(index)) => {
                        self.emit(OpCode::DelItem, Imm::None, [obj, index], span);
                    }
                    Place::Subscript(obj, Index::Slice(start, stop)) => {
                        self.emit(OpCode::DelSlice, Imm::None, [obj, start, stop], span);
                    }
                    Place::Subscript(_, Index::Step(..)) => {
                        let instead = "delete the items in a loop";
                        return Err(self.refuse(target, "`del` of a stepped slice", instead));
                    }
                    Place::Attribute(..) => {}
                }
                Ok(())
            }
        }
    }
}

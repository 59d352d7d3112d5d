//! The dispatch over high-level operations, and operations on instances and classes.

use crate::calls::CallArgs;
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::Repr;
use annotator::{Desc, Kind, SomeValue};
use graph::{Const, Imm, Op, OpCode, Operand};
use lltype::LLType;
use std::sync::Arc;

impl<'a> Lower<'_, 'a> {
    /// Rewrites an operation; `None` if control does not come back.
    pub fn operation(&mut self, op: &'a Op, s: &SomeValue) -> LowerResult<Option<Operand>> {
        use OpCode as O;
        // What calls a method of the program does more than give a value.
        let calls = op.code.info().call || op.code.info().raises || self.ag.calls.contains_key(&op.result);
        if let (Some(k), false) = (&s.konst, calls) {
            if op.code == O::GetAttr {
                let obj = self.val(&op.args[0]);
                self.not_none(&obj, &self.attr_name(op));
            }
            let r = self.rt.repr(s);
            if let Some(c) = self.rt.constant(k, &r) {
                if op.code != O::SetAttr && !matches!(r, Repr::Void) {
                    return Ok(Some(c.into()));
                }
            }
        }
        match op.code {
            O::Add
            | O::Sub
            | O::Mul
            | O::TrueDiv
            | O::FloorDiv
            | O::Mod
            | O::Pow
            | O::LShift
            | O::RShift
            | O::And
            | O::Or
            | O::Xor => {
                let (a, b) = (self.val(&op.args[0]), self.val(&op.args[1]));
                self.binary(op, op.code, a, b, false)
            }
            O::InplaceAdd => self.inplace(op, O::Add),
            O::InplaceSub => self.inplace(op, O::Sub),
            O::InplaceMul => self.inplace(op, O::Mul),
            O::InplaceTrueDiv => self.inplace(op, O::TrueDiv),
            O::InplaceFloorDiv => self.inplace(op, O::FloorDiv),
            O::InplaceMod => self.inplace(op, O::Mod),
            O::InplacePow => self.inplace(op, O::Pow),
            O::InplaceLShift => self.inplace(op, O::LShift),
            O::InplaceRShift => self.inplace(op, O::RShift),
            O::InplaceAnd => self.inplace(op, O::And),
            O::InplaceOr => self.inplace(op, O::Or),
            O::InplaceXor => self.inplace(op, O::Xor),
            O::AddOvf | O::SubOvf | O::MulOvf | O::FloorDivOvf | O::ModOvf | O::LShiftOvf | O::NegOvf | O::AbsOvf => {
                self.overflow_op(op, op.code)
            }
            O::Lt | O::Le | O::Eq | O::Ne | O::Gt | O::Ge => {
                let (a, b) = (self.val(&op.args[0]), self.val(&op.args[1]));
                self.compare(op, op.code, &a, &b)
            }
            O::Is => {
                let (a, b) = (self.val(&op.args[0]), self.val(&op.args[1]));
                self.identical(&a, &b).map(Some)
            }
            O::Contains => self.contains(op),
            O::Neg | O::Pos | O::Invert => {
                let a = self.val(&op.args[0]);
                self.unary(op, op.code, &a)
            }
            O::Not | O::Bool => {
                let a = self.val(&op.args[0]);
                let t = self.truth_value(op, &a)?;
                Ok(Some(if op.code == O::Not { self.not(t) } else { t }))
            }
            O::GetAttr => self.getattr(op),
            O::SetAttr => self.setattr(op),
            O::GetItem => self.getitem(op),
            O::SetItem => self.setitem(op),
            O::DelItem => self.delitem(op),
            O::GetSlice => self.getslice(op),
            O::SetSlice => self.setslice(op),
            O::DelSlice => self.delslice(op),
            O::GetSliceStep => self.getslice_step(op),
            O::NewList => self.newlist(op),
            O::NewTuple => self.newtuple(op),
            O::NewDict => self.newdict(op),
            O::NewSet => self.newset(op),
            O::Iter => self.iter(op),
            O::Next => self.next(op),
            O::SimpleCall | O::CallArgs => self.call(op),
            O::Format => self.format(op),
            O::BuildString => self.build_string(op),
            O::CheckLen => self.check_len(op),
            O::Fatal => {
                let text = self.attr_name(op);
                self.fatal(&text);
                Ok(None)
            }
            O::Hint if &*self.attr_name(op) == "fence" => self.fence(op),
            O::SameAs | O::Hint => {
                let v = self.val(&op.args[0]);
                let r = self.binding_repr(op.result);
                self.as_repr(&v, &r).map(Some)
            }
            other => Err(self.bad("E0301", &format!("the operation '{}' is not supported here", other.name()), "here")),
        }
    }

    /// The truth of a value, through `__bool__` or `__len__` where a class has one.
    fn truth_value(&mut self, op: &'a Op, a: &Val) -> LowerResult<Operand> {
        if self.ag.calls.contains_key(&op.result) {
            for name in ["__bool__", "__len__"] {
                if let Some(v) = self.asked_truth(op, a, name) {
                    return Ok(v);
                }
            }
        }
        match self.rt.truth(&mut self.b, a) {
            Some(t) => Ok(t),
            None => Err(self.bad("E0301", "this value has no truth", "tested here")),
        }
    }

    /// The truth that a method of an object tells; None is not asked.
    fn asked_truth(&mut self, op: &'a Op, a: &Val, name: &str) -> Option<Operand> {
        let args = CallArgs { positional: vec![a.clone()], keywords: vec![] };
        if !a.s.can_be_none() || a.konst().is_some() {
            return self.call_implicit(op, name, args).ok().flatten();
        }
        let before = self.b.cur;
        let there = self.ll(OpCode::PtrNonZero, [a.v.clone()], LLType::Bool);
        let (then, els) = self.b.branch(there);
        self.b.cur = then;
        let Some(v) = self.call_implicit(op, name, args).ok().flatten() else {
            // There is no such method: nothing was asked.
            self.b.cur = before;
            return None;
        };
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(LLType::Bool));
        self.b.goto(done, vec![v]);
        self.b.cur = els;
        self.b.goto(done, vec![Const::Bool(false).into()]);
        self.b.cur = done;
        Some(out.into())
    }

    fn inplace(&mut self, op: &'a Op, code: OpCode) -> LowerResult<Option<Operand>> {
        let (a, b) = (self.val(&op.args[0]), self.val(&op.args[1]));
        self.binary(op, code, a, b, true)
    }

    fn binary(&mut self, op: &'a Op, code: OpCode, a: Val, b: Val, inplace: bool) -> LowerResult<Option<Operand>> {
        if let Some(v) = self.arithmetic(op, code, &a, &b)? {
            return Ok(Some(v));
        }
        if self.ag.calls.contains_key(&op.result) {
            let name = match code {
                OpCode::Add => "__add__",
                OpCode::Sub => "__sub__",
                OpCode::Mul => "__mul__",
                OpCode::TrueDiv => "__truediv__",
                OpCode::FloorDiv => "__floordiv__",
                OpCode::Mod => "__mod__",
                OpCode::Pow => "__pow__",
                OpCode::LShift => "__lshift__",
                OpCode::RShift => "__rshift__",
                OpCode::And => "__and__",
                OpCode::Or => "__or__",
                _ => "__xor__",
            };
            let left = match a.r {
                Repr::Inst(class) => self.rt.class_attr(class, name).is_some(),
                _ => false,
            };
            if !left && matches!(b.r, Repr::Inst(_)) {
                let args = CallArgs { positional: vec![b, a], keywords: vec![] };
                return self.call_implicit(op, &name.replacen("__", "__r", 1), args);
            }
            let args = CallArgs { positional: vec![a, b], keywords: vec![] };
            return self.call_implicit(op, name, args);
        }
        self.sequence_op(op, code, &a, &b, inplace)
    }

    fn attr_name(&self, op: &Op) -> Arc<str> {
        match &op.imm {
            Imm::Name(n) => n.clone(),
            _ => "".into(),
        }
    }

    fn getattr(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let name = self.attr_name(op);
        let obj = self.val(&op.args[0]);
        self.getattr_of(op, obj, name)
    }

    /// `obj.name`, also as `getattr(obj, name)`.
    pub fn getattr_of(&mut self, op: &'a Op, obj: Val, name: Arc<str>) -> LowerResult<Option<Operand>> {
        let s = self.result_annotation(op);
        let result = self.rt.repr(&s);
        if !matches!(obj.r, Repr::List(_) | Repr::ListOf(_) | Repr::FixedList(_)) {
            self.not_none(&obj, &name);
        }
        if self.ag.calls.contains_key(&op.result) && matches!(obj.r, Repr::Inst(_)) {
            if let Some(v) = self.get_property(op, &obj, &name)? {
                return Ok(Some(v));
            }
        }
        if let Some(c) = s.konst.as_ref().and_then(|k| self.rt.constant(k, &result)) {
            return Ok(Some(c.into()));
        }
        match (&obj.r, &result) {
            (_, Repr::Void) => Ok(Some(Const::Void.into())),
            (_, Repr::BuiltinMethod(r, _)) => {
                let r = (**r).clone();
                self.as_repr(&obj, &r).map(Some)
            }
            (Repr::Inst(i), Repr::Method(..)) if self.rt.keeps_method(*i, &name) => {
                self.instance_attr(op, &obj, *i, &name)
            }
            (Repr::Inst(_), Repr::Method(c, _)) => {
                let to = Repr::Inst(*c);
                self.as_repr(&obj, &to).map(Some)
            }
            (Repr::Inst(c), _) => {
                let c = *c;
                if &*name == "__class__" {
                    return self.typeptr(&obj).map(Some);
                }
                self.instance_attr(op, &obj, c, &name)
            }
            (Repr::Class, _) if &*name == "__name__" => {
                let vt = obj.v.clone();
                let root = self.rt.vtable_root;
                let v = self.b.get(&self.rt.prog, vt, root, "name");
                self.result(op, v, &Repr::Str)
            }
            (Repr::Class, _) => self.class_value_attr(&obj, &name, &result),
            (Repr::Frozen(descs), _) => {
                let descs = descs.clone();
                self.frozen_attr(&obj, &descs, &name, &result)
            }
            _ => Err(self.bad("E0204", &format!("the attribute '{name}' cannot be read from this"), "read here")),
        }
    }

    /// The class of an instance: its vtable pointer.
    pub fn typeptr(&mut self, obj: &Val) -> LowerResult<Operand> {
        let ty = self.rt.lltype(&obj.r);
        let (root, root_ptr) = (self.rt.object, self.rt.object_ptr());
        self.not_none(obj, "__class__");
        let p = self.b.cast(obj.v.clone(), ty, root_ptr);
        Ok(self.b.get(&self.rt.prog, p, root, "typeptr"))
    }

    /// Raises AttributeError when `None` is used as an object and a handler here may catch it.
    /// Elsewhere the access itself faults at the null reference, and the run time stops the program
    /// with the same message. It is looked into on its own as well, since what is read may not be used, or late.
    pub fn not_none(&mut self, obj: &Val, what: &str) {
        if !obj.s.can_be_none() || obj.konst().is_some() {
            return;
        }
        if !matches!(obj.s.kind, Kind::Instance { .. }) || !self.catches("AttributeError") {
            if matches!(self.rt.lltype(&obj.r), LLType::Ptr(_)) {
                self.ll(OpCode::NullCheck, [obj.v.clone()], LLType::Void);
            }
        } else {
            let t = self.ll(OpCode::PtrNonZero, [obj.v.clone()], LLType::Bool);
            let text = format!("'NoneType' object has no attribute '{what}'");
            self.check(t, "AttributeError", &text);
        }
    }

    fn instance_attr(
        &mut self,
        op: &'a Op,
        obj: &Val,
        c: annotator::ClassDefId,
        name: &str,
    ) -> LowerResult<Option<Operand>> {
        let Some(owner) = self.rt.model.attr_owner(c, name) else {
            return Err(self.bad("E0204", &format!("no class has the attribute '{name}'"), "read here"));
        };
        let model = self.rt.model;
        let attr = &model.classes[owner].attrs[name];
        let r = self.rt.repr(&attr.s);
        let ty = self.rt.lltype(&r);
        if ty.is_void() {
            return self.result(op, Const::Void.into(), &r);
        }
        let info = self.rt.class_info(owner);
        if attr.readonly {
            let vt = self.typeptr(obj)?;
            let vt = self.b.cast(vt, LLType::Ptr(self.rt.vtable_root), LLType::Ptr(info.vtable));
            let v = self.b.get(&self.rt.prog, vt, info.vtable, &format!("cls_{name}"));
            return self.result(op, v, &r);
        }
        let from = self.rt.lltype(&obj.r);
        let p = self.b.cast(obj.v.clone(), from, LLType::Ptr(info.inst));
        let v = self.b.get(&self.rt.prog, p, info.inst, &format!("inst_{name}"));
        self.result(op, v, &r)
    }

    fn get_property(&mut self, op: &'a Op, obj: &Val, name: &str) -> LowerResult<Option<Operand>> {
        let Repr::Inst(c) = obj.r else { return Ok(None) };
        let Some(p) = self.rt.class_attr(c, name) else { return Ok(None) };
        let host::Desc::Property { fget, .. } = &*self.rt.host.describe(p) else { return Ok(None) };
        self.call_property(op, *fget, CallArgs { positional: vec![obj.clone()], keywords: vec![] })
    }

    fn call_property(&mut self, op: &'a Op, f: graph::HostObj, args: CallArgs) -> LowerResult<Option<Operand>> {
        let Some(d) = self.rt.function_desc(f) else { return Ok(None) };
        let Some(site) = self.ag.calls.get(&op.result).cloned() else { return Ok(None) };
        let family = self.rt.model.family_leader(site.family);
        let graphs = &self.rt.model.families[family].rows[site.row].1.graphs;
        match graphs.get(&d).copied() {
            Some(ag) => self.direct_call(op, d, ag, args),
            None => Ok(None),
        }
    }

    fn class_value_attr(&mut self, obj: &Val, name: &str, result: &Repr) -> LowerResult<Option<Operand>> {
        let Kind::Pbc { descs, .. } = &obj.s.kind else {
            return Err(self.bad("E0301", "this class attribute cannot be read", "read here"));
        };
        let ty = self.rt.lltype(result);
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(ty));
        for d in descs.iter().copied() {
            let Desc::Class { host, classdef: Some(c), .. } = &self.rt.model.descs[d] else { continue };
            let (host, c) = (*host, *c);
            let Some(value) = self.rt.host.class_lookup(host, name) else { continue };
            let vt = self.rt.vtable_const(c);
            let t = self.ll(OpCode::PtrEq, [obj.v.clone(), vt.into()], LLType::Bool);
            let (then, els) = self.b.branch(t);
            self.b.cur = then;
            let v = self.rt.host_const(value, result);
            self.b.goto(done, vec![v.into()]);
            self.b.cur = els;
        }
        self.fatal("an attribute was read of a class not seen at translation");
        self.b.cur = done;
        Ok(Some(out.into()))
    }

    fn frozen_attr(
        &mut self,
        obj: &Val,
        descs: &[annotator::DescId],
        name: &str,
        result: &Repr,
    ) -> LowerResult<Option<Operand>> {
        let LLType::Ptr(ty) = self.rt.lltype(&obj.r) else {
            return Err(self.bad("E0301", "this attribute cannot be read", "read here"));
        };
        if let Repr::Frozen(_) = result {
            return Ok(Some(obj.v.clone()));
        }
        let number = self.b.get(&self.rt.prog, obj.v.clone(), ty, "number");
        let rty = self.rt.lltype(result);
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(rty));
        for (i, d) in descs.iter().enumerate() {
            let Desc::Frozen { host, .. } = &self.rt.model.descs[*d] else { continue };
            let Some(value) = self.rt.host.getattr(*host, name) else { continue };
            let t = self.ll(OpCode::IntEq, [number.clone(), Const::Int(i as i64).into()], LLType::Bool);
            let (then, els) = self.b.branch(t);
            self.b.cur = then;
            let v = self.rt.host_const(value, result);
            self.b.goto(done, vec![v.into()]);
            self.b.cur = els;
        }
        self.fatal("an attribute was read of an object not seen at translation");
        self.b.cur = done;
        Ok(Some(out.into()))
    }

    fn setattr(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let name = self.attr_name(op);
        let (obj, value) = (self.val(&op.args[0]), self.val(&op.args[1]));
        self.setattr_of(op, obj, value, name)
    }

    /// `obj.name = value`, also as `setattr(obj, name, value)`.
    pub fn setattr_of(&mut self, op: &'a Op, obj: Val, value: Val, name: Arc<str>) -> LowerResult<Option<Operand>> {
        let Repr::Inst(c) = obj.r else {
            if let Kind::None | Kind::Impossible = obj.s.kind {
                self.fatal("an attribute of None is assigned");
                return Ok(None);
            }
            return Err(self.bad(
                "E0204",
                &format!("the attribute '{name}' of this cannot be assigned"),
                "assigned here",
            ));
        };
        if self.ag.calls.contains_key(&op.result) {
            if let Some(p) = self.rt.class_attr(c, &name) {
                if let host::Desc::Property { fset, .. } = &*self.rt.host.describe(p) {
                    self.not_none(&obj, &name);
                    let args = CallArgs { positional: vec![obj.clone(), value], keywords: vec![] };
                    self.call_property(op, *fset, args)?;
                    return Ok(Some(Const::Void.into()));
                }
            }
        }
        let Some(owner) = self.rt.model.attr_owner(c, &name) else {
            return Err(self.bad("E0204", &format!("no class has the attribute '{name}'"), "assigned here"));
        };
        let s = self.rt.model.classes[owner].attrs[&name].s.clone();
        let r = self.rt.repr(&s);
        let ty = self.rt.lltype(&r);
        if ty.is_void() {
            return Ok(Some(Const::Void.into()));
        }
        let v = self.as_repr(&value, &r)?;
        self.not_none(&obj, &name);
        let inst = self.rt.class_info(owner).inst;
        let from = self.rt.lltype(&obj.r);
        let p = self.b.cast(obj.v.clone(), from, LLType::Ptr(inst));
        self.b.set(&self.rt.prog, p, inst, &format!("inst_{name}"), v);
        Ok(Some(Const::Void.into()))
    }
}

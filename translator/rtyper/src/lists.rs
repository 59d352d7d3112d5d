//! Lists: length, items, construction, conversion between the two representations.

use crate::builder::{int, Builder};
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::lowlevel::HArg;
use crate::{RTyper, Repr};
use graph::{Imm, Op, OpCode, Operand};
use lltype::{ContainerId, LLType};

impl RTyper<'_> {
    /// `len(v)` of a non-null string, list, dict or set.
    pub(crate) fn length(&mut self, b: &mut Builder, r: &Repr, v: Operand, ty: LLType) -> Option<Operand> {
        let LLType::Ptr(c) = ty else { return None };
        Some(match r {
            Repr::Str | Repr::Unicode | Repr::FixedList(_) => b.pure(OpCode::GetArraySize, [v], LLType::Signed),
            Repr::List(_) => b.get(&self.prog, v, c, "length"),
            Repr::Range => {
                let parts: Vec<HArg> = ["start", "stop", "step"]
                    .iter()
                    .map(|n| HArg::V(b.get(&self.prog, v.clone(), c, n), LLType::Signed))
                    .collect();
                self.call_helper(b, "rrange", "ll_rangelen", parts).ok()?.0
            }
            Repr::Dict(_) | Repr::Set(_) => b.get(&self.prog, v, c, "num_live_items"),
            _ => return None,
        })
    }

    /// A list in the other representation (a copy).
    pub(crate) fn call_list_conversion(
        &mut self,
        b: &mut Builder,
        v: Operand,
        from: LLType,
        to: LLType,
    ) -> Option<Operand> {
        let target = to.target()?;
        self.call_helper(b, "rlist", "ll_copy", vec![HArg::C(target), HArg::V(v, from)]).ok().map(|(v, _)| v)
    }

    /// The items of a list, each converted, as a new list of fixed length.
    pub(crate) fn convert_items(&mut self, b: &mut Builder, v: Operand, from: &Repr, to: &Repr) -> Option<Operand> {
        let (Repr::List(item) | Repr::FixedList(item), LLType::Ptr(c)) = (from, self.lltype(from)) else {
            return None;
        };
        let length = self.length(b, from, v.clone(), LLType::Ptr(c))?;
        let items = if let Repr::List(_) = from { b.get(&self.prog, v, c, "items") } else { v };
        let (item_ty, to_ty) = (self.lltype(item), self.lltype(to));
        let array = self.gc_array(to_ty);
        let out = b.malloc_varsize(array, length.clone());
        if to_ty.is_void() {
            return Some(out);
        }
        let (head, done) = (b.g.new_block(), b.g.new_block());
        let i = b.g.add_param(head, None, Some(LLType::Signed));
        b.goto(head, vec![int(0)]);
        b.cur = head;
        let more = b.pure(OpCode::IntLt, [i.into(), length], LLType::Bool);
        let (body, end) = b.branch(more);
        b.cur = end;
        b.goto(done, vec![]);
        b.cur = body;
        let x = b.op(OpCode::GetArrayItem, Imm::None, [items, i.into()], item_ty);
        let x = self.convert_repr(b, x, item, to)?;
        b.op(OpCode::SetArrayItem, Imm::None, [out.clone(), i.into(), x], LLType::Void);
        let next = b.pure(OpCode::IntAdd, [i.into(), int(1)], LLType::Signed);
        b.goto(head, vec![next]);
        b.cur = done;
        Some(out)
    }

    /// `{start, stop, step}`.
    pub(crate) fn range_type(&mut self) -> ContainerId {
        if let Some(c) = self.named_types.get("range") {
            return *c;
        }
        let fields = ["start", "stop", "step"].iter().map(|n| crate::repr::field(n, LLType::Signed)).collect();
        let c = self.prog.types.structure("range", true, None, fields);
        self.named_types.insert("range", c);
        c
    }

    /// A range as a list of the given type.
    pub(crate) fn range_to_list(&mut self, b: &mut Builder, v: Operand, to: LLType) -> Option<Operand> {
        let c = self.range_type();
        let mut args = vec![HArg::C(to.target()?)];
        for n in ["start", "stop", "step"] {
            args.push(HArg::V(b.get(&self.prog, v.clone(), c, n), LLType::Signed));
        }
        self.call_helper(b, "rrange", "ll_range2list", args).ok().map(|(v, _)| v)
    }

    /// A helper on operands with their types.
    pub(crate) fn call_helper_vals(
        &mut self,
        b: &mut Builder,
        module: &'static str,
        name: &'static str,
        args: Vec<(Operand, LLType)>,
    ) -> Option<Operand> {
        let mut hargs: Vec<HArg> = Vec::new();
        let name = match name {
            "ll_chr2str" => {
                hargs.push(HArg::C(self.string));
                "ll_chr2str"
            }
            "ll_unichr2unicode" => {
                hargs.push(HArg::C(self.unicode));
                "ll_chr2str"
            }
            other => other,
        };
        hargs.extend(args.into_iter().map(|(v, t)| HArg::V(v, t)));
        self.call_helper(b, module, name, hargs).ok().map(|(v, _)| v)
    }
}

/// A list taken apart.
pub(crate) struct ListParts {
    /// The array of items.
    pub items: Operand,
    /// The array's type.
    pub array: ContainerId,
    /// Representation of an item.
    pub item: Repr,
    /// Number of items.
    pub length: Operand,
}

impl<'a> Lower<'_, 'a> {
    /// Reads a list's length and array.
    pub fn list_parts(&mut self, l: &Val) -> LowerResult<ListParts> {
        let r = self.rt.list_repr(&l.r);
        let ty = self.rt.lltype(&r);
        let LLType::Ptr(c) = ty else { return Err(self.bad("E0301", "this list has no representation", "here")) };
        match &r {
            Repr::List(item) => {
                let item_ty = self.rt.lltype(item);
                let array = self.rt.gc_array(item_ty);
                let length = self.b.get(&self.rt.prog, l.v.clone(), c, "length");
                let items = self.b.get(&self.rt.prog, l.v.clone(), c, "items");
                Ok(ListParts { items, array, item: (**item).clone(), length })
            }
            Repr::FixedList(item) => {
                let length = self.ll(OpCode::GetArraySize, [l.v.clone()], LLType::Signed);
                Ok(ListParts { items: l.v.clone(), array: c, item: (**item).clone(), length })
            }
            Repr::Range => {
                let array = self.rt.gc_array(LLType::Signed);
                let v = self.rt.range_to_list(&mut self.b, l.v.clone(), LLType::Ptr(array));
                let items = v.ok_or_else(|| self.bad("E0301", "this range is no list", "here"))?;
                let length = self.ll(OpCode::GetArraySize, [items.clone()], LLType::Signed);
                Ok(ListParts { items, array, item: Repr::Int(annotator::IntKind::Int), length })
            }
            _ => Err(self.bad("E0301", "this is not a list", "here")),
        }
    }

    /// An index made non-negative and checked against the length.
    pub fn index(&mut self, i: &Val, length: Operand, what: &str) -> LowerResult<Operand> {
        let v = self.signed(i)?;
        let nonneg = matches!(i.s.kind, annotator::Kind::Int { nonneg: true, .. } | annotator::Kind::Bool(_));
        let v = match i.const_int() {
            Some(n) if n < 0 => self.ll(OpCode::IntAdd, [length.clone(), int(n)], LLType::Signed),
            Some(_) => v,
            None if nonneg => v,
            None => {
                // Adds the length where the index is negative, without a branch.
                let sign = self.ll(OpCode::IntRShift, [v.clone(), int(63)], LLType::Signed);
                let add = self.ll(OpCode::IntAnd, [sign, length.clone()], LLType::Signed);
                self.ll(OpCode::IntAdd, [v, add], LLType::Signed)
            }
        };
        let (u, n) = (
            self.ll(OpCode::CastIntToUint, [v.clone()], LLType::Unsigned),
            self.ll(OpCode::CastIntToUint, [length], LLType::Unsigned),
        );
        let t = self.ll(OpCode::UintLt, [u, n], LLType::Bool);
        self.check(t, "IndexError", &format!("{what} index out of range"));
        Ok(v)
    }

    pub fn list_getitem(&mut self, op: &'a Op, l: &Val, i: &Val) -> LowerResult<Option<Operand>> {
        if self.rt.list_repr(&l.r) == Repr::Range {
            let c = self.rt.range_type();
            let n = self.rt.length(&mut self.b, &Repr::Range, l.v.clone(), LLType::Ptr(c));
            let i = self.index(i, n.unwrap_or(int(0)), "range")?;
            let start = self.b.get(&self.rt.prog, l.v.clone(), c, "start");
            let step = self.b.get(&self.rt.prog, l.v.clone(), c, "step");
            let d = self.ll(OpCode::IntMul, [i, step], LLType::Signed);
            let v = self.ll(OpCode::IntAdd, [start, d], LLType::Signed);
            return self.result(op, v, &Repr::Int(annotator::IntKind::Int));
        }
        let p = self.list_parts(l)?;
        let i = self.index(i, p.length.clone(), "list")?;
        let ty = self.rt.lltype(&p.item);
        let v = self.b.op(OpCode::GetArrayItem, Imm::None, [p.items, i], ty);
        self.result(op, v, &p.item)
    }

    pub fn list_setitem(&mut self, l: &Val, i: &Val, x: &Val) -> LowerResult<()> {
        let p = self.list_parts(l)?;
        let i = self.index(i, p.length.clone(), "list")?;
        let v = self.as_repr(x, &p.item)?;
        if !self.rt.lltype(&p.item).is_void() {
            self.ll(OpCode::SetArrayItem, [p.items, i, v], LLType::Void);
        }
        Ok(())
    }

    /// `[a, b, …]`.
    pub fn newlist(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let r = self.binding_repr(op.result);
        let r = self.rt.list_repr(&r);
        if let [item] = &op.args[..] {
            self.single = Some((op.result, item.clone()));
        }
        let vals: Vec<Val> = op.args.iter().map(|a| self.val(a)).collect();
        self.build_list(&r, vals).map(Some)
    }

    /// `[item] * count` in one go, if the list is a display of one item.
    pub fn repeated_item(&mut self, list: &Operand, count: HArg, result: &Repr) -> LowerResult<Option<Operand>> {
        let Some((_, item)) = self.single.clone().filter(|(v, _)| list.var() == Some(*v)) else { return Ok(None) };
        let (Repr::List(repr) | Repr::FixedList(repr)) = self.rt.list_repr(result) else { return Ok(None) };
        let (c, _) = self.list_container(result)?;
        let item = self.val(&item);
        let item = self.as_repr(&item, &repr)?;
        // New arrays are zeroed.
        let zero = match &item {
            Operand::Const(graph::Const::Null(_) | graph::Const::Int(0)) => true,
            Operand::Const(graph::Const::Uint(0) | graph::Const::Bool(false)) => true,
            Operand::Const(graph::Const::Float(x)) => x.0 == 0,
            Operand::Const(graph::Const::Char(c)) => *c == 0,
            _ => false,
        };
        if zero {
            return self.helper_typed("rlist", "ll_alloc_null", vec![HArg::C(c), count]).map(Some);
        }
        let item = HArg::V(item, self.rt.lltype(&repr));
        self.helper_typed("rlist", "ll_alloc_and_set", vec![HArg::C(c), count, item]).map(Some)
    }

    /// The finished list of a comprehension, as it is or as an array.
    pub fn fence(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let v = self.val(&op.args[0]);
        let r = self.binding_repr(op.result);
        if let (Repr::List(from), Repr::FixedList(to)) = (self.rt.list_repr(&v.r), self.rt.list_repr(&r)) {
            if from == to {
                let (c, _) = self.list_container(&r)?;
                let l = self.harg(&v);
                return self.helper_typed("rlist", "ll_fence", vec![HArg::C(c), l]).map(Some);
            }
        }
        self.as_repr(&v, &r).map(Some)
    }

    /// A new list of a representation with these items.
    pub fn build_list(&mut self, r: &Repr, vals: Vec<Val>) -> LowerResult<Operand> {
        let ty = self.rt.lltype(r);
        let (Repr::List(item) | Repr::FixedList(item), LLType::Ptr(c)) = (r, ty) else {
            return Err(self.bad("E0301", "this list has no representation", "here"));
        };
        let item_ty = self.rt.lltype(item);
        let array = self.rt.gc_array(item_ty);
        let mut items = Vec::new();
        for v in &vals {
            items.push(self.as_repr(v, item)?);
        }
        let n = int(vals.len() as i64);
        let arr = self.b.malloc_varsize(array, n.clone());
        if !item_ty.is_void() {
            for (i, v) in items.into_iter().enumerate() {
                self.ll(OpCode::SetArrayItem, [arr.clone(), int(i as i64), v], LLType::Void);
            }
        }
        if let Repr::FixedList(_) = r {
            return Ok(arr);
        }
        let l = self.b.malloc(c);
        self.b.set(&self.rt.prog, l.clone(), c, "length", n);
        self.b.set(&self.rt.prog, l.clone(), c, "items", arr);
        Ok(l)
    }

    /// The container of a list representation, and the list's low-level type.
    pub fn list_container(&mut self, r: &Repr) -> LowerResult<(ContainerId, LLType)> {
        let r = self.rt.list_repr(r);
        match self.rt.lltype(&r) {
            LLType::Ptr(c) => Ok((c, LLType::Ptr(c))),
            _ => Err(self.bad("E0301", "this list has no representation", "here")),
        }
    }

    /// A list as an argument of a helper that copies items to a list of representation `to`.
    pub fn harg_for(&mut self, v: &Val, to: &Repr) -> LowerResult<HArg> {
        let (from, to) = (self.rt.list_repr(&v.r), self.rt.list_repr(to));
        let (Repr::List(a) | Repr::FixedList(a), Repr::List(c) | Repr::FixedList(c)) = (&from, &to) else {
            return Ok(self.harg(v));
        };
        if a == c || self.rt.lltype(a) == self.rt.lltype(c) {
            return Ok(self.harg(v));
        }
        match self.rt.convert_items(&mut self.b, v.v.clone(), &from, c) {
            Some(items) => {
                let item = self.rt.lltype(c);
                Ok(HArg::V(items, LLType::Ptr(self.rt.gc_array(item))))
            }
            None => Err(self.bad("E0301", "the items of this list cannot be converted", "here")),
        }
    }

    /// A value as an argument of a helper; a range becomes a list.
    pub fn harg(&mut self, v: &Val) -> HArg {
        let r = self.rt.list_repr(&v.r);
        if r == Repr::Range {
            if let Ok(p) = self.list_parts(v) {
                return HArg::V(p.items, LLType::Ptr(p.array));
            }
        }
        let t = self.rt.lltype(&r);
        HArg::V(v.v.clone(), t)
    }
}

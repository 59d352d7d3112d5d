//! `iter` and `next`.
//!
//! An iterator is a small structure (container and index); where it does not escape, which is the
//! rule in `for` loops, malloc removal turns it into variables.

use crate::builder::int;
use crate::calls::CallArgs;
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::lowlevel::HArg;
use crate::repr::field;
use crate::{RTyper, Repr};
use annotator::{IntKind, IterVariant, Kind, SomeValue};
use graph::{Imm, Op, OpCode, Operand};
use lltype::{ContainerId, LLType};

impl RTyper<'_> {
    /// The structure of an iterator.
    pub(crate) fn iter_type(&mut self, container: &Repr, v: IterVariant) -> ContainerId {
        let r = self.list_repr(container);
        let (ty, kind) = match &r {
            Repr::Dict(_) | Repr::Set(_) => (self.lltype(&r), "dictiter"),
            Repr::Range => (self.lltype(&r), "rangeiter"),
            // A tuple is iterated as an array of its items.
            Repr::Tuple(items) => {
                let item = self.lltype(&items[0].clone());
                (LLType::Ptr(self.gc_array(item)), "iter")
            }
            // A character is iterated as the text that it is.
            Repr::Char => (self.lltype(&Repr::Str), "iter"),
            Repr::UniChar => (self.lltype(&Repr::Unicode), "iter"),
            _ => (self.lltype(&r), "iter"),
        };
        let enumerate = matches!(v, IterVariant::Enumerate(_));
        let name = match (kind, enumerate) {
            ("iter", true) => "enumerate",
            (k, _) => k,
        };
        if let Some(c) = self.iter_types.get(&(ty, name)) {
            return *c;
        }
        let fields = match kind {
            "dictiter" => {
                let LLType::Ptr(d) = ty else { unreachable!("a dict is a pointer") };
                let (_, entries) = self.dict_entries(d);
                vec![
                    field("dict", ty),
                    field("entries", LLType::Ptr(entries)),
                    field("index", LLType::Signed),
                    field("size", LLType::Signed),
                ]
            }
            "rangeiter" => ["next", "step", "left", "count"].iter().map(|n| field(n, LLType::Signed)).collect(),
            _ => {
                let mut f = vec![field("container", ty), field("index", LLType::Signed)];
                if enumerate {
                    f.push(field("count", LLType::Signed));
                }
                f
            }
        };
        let c = self.prog.types.structure(name, true, None, fields);
        self.iter_types.insert((ty, name), c);
        c
    }
}

impl<'a> Lower<'_, 'a> {
    pub fn iter(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let v = self.val(&op.args[0]);
        match &v.r {
            Repr::Iter(..) => Ok(Some(v.v)),
            Repr::Inst(_) => {
                let args = CallArgs { positional: vec![v], keywords: vec![] };
                self.call_implicit(op, "__iter__", args)
            }
            _ => self.new_iter(&v, IterVariant::Items).map(Some),
        }
    }

    /// A new iterator over a container.
    pub fn new_iter(&mut self, v: &Val, variant: IterVariant) -> LowerResult<Operand> {
        let r = self.rt.list_repr(&v.r);
        let c = self.rt.iter_type(&r, variant);
        let start = match variant {
            IterVariant::Enumerate(n) => n,
            _ => 0,
        };
        match &r {
            Repr::Dict(_) | Repr::Set(_) => {
                let d = self.harg(v);
                let name = if variant == IterVariant::Reversed { "ll_dictiter_reversed" } else { "ll_dictiter" };
                self.helper_typed("rdict", name, vec![HArg::C(c), d])
            }
            Repr::Range => {
                let rc = self.rt.range_type();
                let n = self.rt.length(&mut self.b, &r, v.v.clone(), LLType::Ptr(rc));
                let n = n.unwrap_or(int(0));
                let first = self.b.get(&self.rt.prog, v.v.clone(), rc, "start");
                let step = self.b.get(&self.rt.prog, v.v.clone(), rc, "step");
                let (first, step) = if variant == IterVariant::Reversed {
                    let last = self.ll(OpCode::IntSub, [n.clone(), int(1)], LLType::Signed);
                    let d = self.ll(OpCode::IntMul, [last, step.clone()], LLType::Signed);
                    (
                        self.ll(OpCode::IntAdd, [first, d], LLType::Signed),
                        self.ll(OpCode::IntNeg, [step], LLType::Signed),
                    )
                } else {
                    (first, step)
                };
                let it = self.b.malloc(c);
                self.b.set(&self.rt.prog, it.clone(), c, "next", first);
                self.b.set(&self.rt.prog, it.clone(), c, "step", step);
                self.b.set(&self.rt.prog, it.clone(), c, "left", n);
                self.b.set(&self.rt.prog, it.clone(), c, "count", int(start));
                Ok(it)
            }
            _ => {
                let (container, ty) = match &r {
                    Repr::Tuple(items) => {
                        let list = Repr::FixedList(Box::new(items[0].clone()));
                        let vals = self.tuple_items(v)?;
                        let t = self.rt.lltype(&list);
                        (self.build_list(&list, vals)?, t)
                    }
                    Repr::Char | Repr::UniChar => {
                        let to = if r == Repr::Char { Repr::Str } else { Repr::Unicode };
                        let s = self.as_repr(v, &to)?;
                        let it = self.new_iter(&Val::new(SomeValue::of(Kind::Str { none: false }), to, s), variant)?;
                        return Ok(it);
                    }
                    Repr::Str | Repr::Unicode | Repr::List(_) | Repr::FixedList(_) => {
                        let t = self.rt.lltype(&r);
                        (v.v.clone(), t)
                    }
                    _ => return Err(self.bad("E0301", "this cannot be iterated", "iterated here")),
                };
                let index = if variant == IterVariant::Reversed {
                    let n = self.rt.length(&mut self.b, &r, container.clone(), ty);
                    n.ok_or_else(|| self.bad("E0301", "this cannot be reversed", "here"))?
                } else {
                    int(0)
                };
                let it = self.b.malloc(c);
                self.b.set(&self.rt.prog, it.clone(), c, "container", container);
                self.b.set(&self.rt.prog, it.clone(), c, "index", index);
                if matches!(variant, IterVariant::Enumerate(_)) {
                    self.b.set(&self.rt.prog, it.clone(), c, "count", int(start));
                }
                Ok(it)
            }
        }
    }

    pub fn next(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let it = self.val(&op.args[0]);
        match it.r.clone() {
            Repr::Iter(container, variant) => self.next_of(op, &it, &container, variant),
            Repr::Inst(_) => {
                let args = CallArgs { positional: vec![it], keywords: vec![] };
                let name = match &args.positional[0].r {
                    Repr::Inst(c) if self.rt.class_attr(*c, "__next__").is_none() => "next",
                    _ => "__next__",
                };
                self.call_implicit(op, name, args)
            }
            _ => Err(self.bad("E0301", "this is not an iterator", "advanced here")),
        }
    }

    fn next_of(
        &mut self,
        op: &'a Op,
        it: &Val,
        container: &Repr,
        variant: IterVariant,
    ) -> LowerResult<Option<Operand>> {
        let r = self.rt.list_repr(container);
        let c = self.rt.iter_type(&r, variant);
        let me = it.v.clone();
        let intr = Repr::Int(IntKind::Int);
        let (value, vr) = match &r {
            Repr::Dict(d) | Repr::Set(d) => {
                let d = *d;
                return self.next_of_dict(op, it, c, d, variant);
            }
            Repr::Range => {
                let left = self.b.get(&self.rt.prog, me.clone(), c, "left");
                self.stop_unless(OpCode::IntGt, left.clone(), int(0));
                let v = self.b.get(&self.rt.prog, me.clone(), c, "next");
                let step = self.b.get(&self.rt.prog, me.clone(), c, "step");
                let n = self.ll(OpCode::IntAdd, [v.clone(), step], LLType::Signed);
                self.b.set(&self.rt.prog, me.clone(), c, "next", n);
                let l = self.ll(OpCode::IntSub, [left, int(1)], LLType::Signed);
                self.b.set(&self.rt.prog, me.clone(), c, "left", l);
                (v, intr.clone())
            }
            _ => {
                let seq_ty = match &r {
                    Repr::Tuple(items) => {
                        let t = self.rt.lltype(&items[0].clone());
                        LLType::Ptr(self.rt.gc_array(t))
                    }
                    Repr::Char => self.rt.str_ptr(),
                    Repr::UniChar => self.rt.unicode_ptr(),
                    _ => self.rt.lltype(&r),
                };
                let (seq_r, item_r) = match &r {
                    Repr::Tuple(items) => (Repr::FixedList(Box::new(items[0].clone())), items[0].clone()),
                    Repr::List(i) | Repr::FixedList(i) => (r.clone(), (**i).clone()),
                    Repr::Str | Repr::Char => (Repr::Str, Repr::Char),
                    _ => (Repr::Unicode, Repr::UniChar),
                };
                let seq = self.b.get(&self.rt.prog, me.clone(), c, "container");
                let i = self.b.get(&self.rt.prog, me.clone(), c, "index");
                let i = if variant == IterVariant::Reversed {
                    self.stop_unless(OpCode::IntGt, i.clone(), int(0));
                    let i = self.ll(OpCode::IntSub, [i, int(1)], LLType::Signed);
                    self.b.set(&self.rt.prog, me.clone(), c, "index", i.clone());
                    i
                } else {
                    let n = self.rt.length(&mut self.b, &seq_r, seq.clone(), seq_ty).unwrap_or(int(0));
                    self.stop_unless(OpCode::IntLt, i.clone(), n);
                    let j = self.ll(OpCode::IntAdd, [i.clone(), int(1)], LLType::Signed);
                    self.b.set(&self.rt.prog, me.clone(), c, "index", j);
                    i
                };
                let items = match (&seq_r, seq_ty) {
                    (Repr::List(_), LLType::Ptr(l)) => self.b.get(&self.rt.prog, seq, l, "items"),
                    _ => seq,
                };
                let t = self.rt.lltype(&item_r);
                (self.b.op(OpCode::GetArrayItem, Imm::None, [items, i], t), item_r)
            }
        };
        let IterVariant::Enumerate(_) = variant else { return self.result(op, value, &vr) };
        let n = self.b.get(&self.rt.prog, me.clone(), c, "count");
        let m = self.ll(OpCode::IntAdd, [n.clone(), int(1)], LLType::Signed);
        self.b.set(&self.rt.prog, me, c, "count", m);
        let result = self.binding_repr(op.result);
        let any = |r: Repr, v: Operand| Val::new(SomeValue::of(Kind::Impossible), r, v);
        self.build_tuple(&result, vec![any(intr, n), any(vr, value)]).map(Some)
    }

    /// Goes on if the comparison holds; otherwise the iteration ends.
    fn stop_unless(&mut self, code: OpCode, a: Operand, b: Operand) {
        let t = self.ll(code, [a, b], LLType::Bool);
        let (good, stop) = self.b.branch(t);
        self.b.cur = stop;
        self.raise("StopIteration");
        self.b.cur = good;
    }

    fn next_of_dict(
        &mut self,
        op: &'a Op,
        it: &Val,
        c: ContainerId,
        d: annotator::DictId,
        variant: IterVariant,
    ) -> LowerResult<Option<Operand>> {
        let (kr, vr) = self.rt.dict_reprs(d);
        let name = if variant == IterVariant::Reversed { "ll_dictprev" } else { "ll_dictnext" };
        let i = self.helper_typed("rdict", name, vec![HArg::V(it.v.clone(), LLType::Ptr(c))])?;
        let LLType::Ptr(dict) = self.rt.lltype(&Repr::Dict(d)) else {
            return Err(self.bad("E0301", "this dict has no representation", "here"));
        };
        let (entry, _) = self.rt.dict_entries(dict);
        let entries = self.b.get(&self.rt.prog, it.v.clone(), c, "entries");
        let part = |me: &mut Self, name: &str| {
            let f = me.rt.prog.types.find_field(entry, name).expect("field of every entry");
            let t = me.rt.prog.types.field(f).ty;
            if t.is_void() {
                return graph::Const::Void.into();
            }
            me.b.op(OpCode::GetInteriorField, Imm::Field(f), [entries.clone(), i.clone()], t)
        };
        match variant {
            IterVariant::DictValues => {
                let v = part(self, "value");
                self.result(op, v, &vr)
            }
            IterVariant::DictItems => {
                let k = part(self, "key");
                let v = part(self, "value");
                let result = self.binding_repr(op.result);
                let any = |r: Repr, v: Operand| Val::new(SomeValue::of(Kind::Impossible), r, v);
                self.build_tuple(&result, vec![any(kr, k), any(vr, v)]).map(Some)
            }
            _ => {
                let k = part(self, "key");
                self.result(op, k, &kr)
            }
        }
    }
}

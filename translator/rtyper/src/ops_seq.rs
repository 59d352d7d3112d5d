//! Indexing, slicing, construction, concatenation, membership.

use crate::builder::int;
use crate::calls::CallArgs;
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::lowlevel::HArg;
use crate::Repr;
use annotator::{IntKind, Kind, SomeValue};
use graph::{Const, Imm, Op, OpCode, Operand};
use lltype::LLType;

impl<'a> Lower<'_, 'a> {
    /// Item `i` of a tuple, in the representation of the tuple's annotation.
    pub fn tuple_item(&mut self, t: &Val, i: usize) -> LowerResult<Operand> {
        if let Some(Const::Host(obj)) = t.konst() {
            if let host::Desc::Tuple(items) = &*self.rt.host.describe(*obj) {
                if let (Kind::Tuple(ss), Some(item)) = (&t.s.kind, items.get(i)) {
                    let r = self.rt.repr(&ss[i].clone());
                    let c = self.rt.host_const(*item, &r);
                    return Ok(c.into());
                }
            }
        }
        let Repr::Tuple(rs) = &t.r else {
            return Err(self.bad("E0301", "this tuple has no items", "here"));
        };
        let ty = self.rt.lltype(&rs[i]);
        if ty.is_void() {
            return Ok(Const::Void.into());
        }
        let LLType::Ptr(c) = self.rt.lltype(&t.r) else {
            return Err(self.bad("E0301", "this tuple has no items", "here"));
        };
        Ok(self.b.get(&self.rt.prog, t.v.clone(), c, &format!("item{i}")))
    }

    pub fn getitem(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let (c, i) = (self.val(&op.args[0]), self.val(&op.args[1]));
        match &c.r {
            Repr::Tuple(rs) => {
                let n = rs.len() as i64;
                let rs = rs.clone();
                let Some(k) = i.const_int().filter(|k| -n <= *k && *k < n) else {
                    return self.tuple_getitem_variable(op, &c, &i, &rs);
                };
                let k = if k < 0 { k + n } else { k } as usize;
                let v = self.tuple_item(&c, k)?;
                self.result(op, v, &rs[k])
            }
            Repr::ListOf(_) | Repr::List(_) | Repr::FixedList(_) => self.list_getitem(op, &c, &i),
            Repr::Str | Repr::Unicode => {
                let (r, t) =
                    if c.r == Repr::Str { (Repr::Char, LLType::Char) } else { (Repr::UniChar, LLType::UniChar) };
                let n = self.ll(OpCode::GetArraySize, [c.v.clone()], LLType::Signed);
                let i = self.index(&i, n, "string")?;
                let v = self.ll(OpCode::GetArrayItem, [c.v.clone(), i], t);
                self.result(op, v, &r)
            }
            Repr::Char | Repr::UniChar => {
                self.index(&i, int(1), "string")?;
                self.result(op, c.v.clone(), &c.r)
            }
            Repr::Dict(d) => {
                let d = *d;
                self.dict_getitem(op, d, &c, &i)
            }
            Repr::Inst(_) => {
                let args = CallArgs { positional: vec![c, i], keywords: vec![] };
                self.call_implicit(op, "__getitem__", args)
            }
            _ => Err(self.bad("E0301", "this cannot be indexed", "indexed here")),
        }
    }

    /// A tuple whose items all have one representation, with an index found at run time.
    fn tuple_getitem_variable(&mut self, op: &'a Op, c: &Val, i: &Val, rs: &[Repr]) -> LowerResult<Option<Operand>> {
        let result = self.binding_repr(op.result);
        let ty = self.rt.lltype(&result);
        let idx = self.index(i, int(rs.len() as i64), "tuple")?;
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(ty));
        let items = self.tuple_items(c)?;
        for (k, item) in items.iter().enumerate() {
            let v = self.as_repr(item, &result)?;
            if k + 1 == items.len() {
                self.b.goto(done, vec![v]);
            } else {
                let t = self.ll(OpCode::IntEq, [idx.clone(), int(k as i64)], LLType::Bool);
                let (then, els) = self.b.branch(t);
                self.b.cur = then;
                self.b.goto(done, vec![v]);
                self.b.cur = els;
            }
        }
        self.b.cur = done;
        Ok(Some(out.into()))
    }

    pub fn setitem(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let (c, i, x) = (self.val(&op.args[0]), self.val(&op.args[1]), self.val(&op.args[2]));
        match &c.r {
            Repr::ListOf(_) | Repr::List(_) | Repr::FixedList(_) => self.list_setitem(&c, &i, &x)?,
            Repr::Dict(d) => {
                let d = *d;
                self.dict_setitem(d, &c, &i, &x)?;
            }
            Repr::Inst(_) => {
                let args = CallArgs { positional: vec![c, i, x], keywords: vec![] };
                self.call_implicit(op, "__setitem__", args)?;
            }
            _ => return Err(self.bad("E0301", "items of this cannot be assigned", "assigned here")),
        }
        Ok(Some(Const::Void.into()))
    }

    pub fn delitem(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let (c, i) = (self.val(&op.args[0]), self.val(&op.args[1]));
        match &c.r {
            Repr::ListOf(_) | Repr::List(_) => {
                let (p, l) = (self.list_parts(&c)?, self.harg(&c));
                let i = self.index(&i, p.length, "list")?;
                self.helper_typed("rlist", "ll_delitem_nonneg", vec![l, HArg::V(i, LLType::Signed)])?;
            }
            Repr::Dict(d) => {
                let d = *d;
                self.dict_key_helper("ll_dict_delitem", d, &c, &i, vec![])?;
            }
            Repr::Inst(_) => {
                let args = CallArgs { positional: vec![c, i], keywords: vec![] };
                self.call_implicit(op, "__delitem__", args)?;
            }
            _ => return Err(self.bad("E0301", "items of this cannot be deleted", "deleted here")),
        }
        Ok(Some(Const::Void.into()))
    }

    pub fn newtuple(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let r = self.binding_repr(op.result);
        let vals: Vec<Val> = op.args.iter().map(|a| self.val(a)).collect();
        self.build_tuple(&r, vals).map(Some)
    }

    /// A tuple of a representation.
    pub fn build_tuple(&mut self, r: &Repr, vals: Vec<Val>) -> LowerResult<Operand> {
        let Repr::Tuple(rs) = r else { return Ok(Const::Void.into()) };
        let LLType::Ptr(c) = self.rt.lltype(r) else { return Ok(Const::Void.into()) };
        let mut items = Vec::new();
        for (v, r) in vals.iter().zip(rs) {
            items.push(self.as_repr(v, r)?);
        }
        Ok(self.rt.new_tuple(&mut self.b, c, items))
    }

    /// Bounds of a slice: `(start, stop, both known not to be negative)`; `None`: absent.
    fn bounds(&mut self, op: &'a Op) -> LowerResult<(Option<Val>, Option<Val>, bool)> {
        let mut out = Vec::new();
        let mut nonneg = true;
        for a in &op.args[1..3] {
            let v = self.val(a);
            if v.s.kind == Kind::None {
                out.push(None);
                continue;
            }
            nonneg &= matches!(v.s.kind, Kind::Int { nonneg: true, .. }) || v.const_int().is_some_and(|n| n >= 0);
            out.push(Some(v));
        }
        let stop = out.pop().flatten();
        let start = out.pop().flatten();
        Ok((start, stop, nonneg))
    }

    /// What `__getslice__` and its kin are called with.
    fn slice_arguments(&mut self, op: &'a Op) -> CallArgs {
        let mut positional: Vec<Val> = op.args.iter().map(|a| self.val(a)).collect();
        for (v, absent) in positional[1..].iter_mut().zip([0, i64::MAX]) {
            if v.s.kind == Kind::None {
                let s = SomeValue {
                    kind: Kind::Int { nonneg: true, kind: annotator::IntKind::Int },
                    konst: Some(Const::Int(absent)),
                };
                *v = Val::new(s, Repr::Int(annotator::IntKind::Int), int(absent));
            }
        }
        CallArgs { positional, keywords: vec![] }
    }

    pub fn getslice(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let c = self.val(&op.args[0]);
        let (start, stop, nonneg) = self.bounds(op)?;
        let minus_one = start.as_ref().is_none_or(|v| v.const_int() == Some(0))
            && stop.as_ref().is_some_and(|v| v.const_int() == Some(-1));
        let max = int(i64::MAX);
        let (module, prefix, mut args, result) = match &c.r {
            Repr::ListOf(_) | Repr::List(_) | Repr::FixedList(_) => {
                let r = self.binding_repr(op.result);
                let (res, _) = self.list_container(&r)?;
                ("rlist", "list", vec![HArg::C(res), self.harg_for(&c, &r)?], r)
            }
            Repr::Str | Repr::Unicode => ("rstr", "string", vec![self.harg(&c)], c.r.clone()),
            Repr::Char | Repr::UniChar => {
                let r = if c.r == Repr::Char { Repr::Str } else { Repr::Unicode };
                let v = self.as_repr(&c, &r)?;
                let t = self.rt.lltype(&r);
                ("rstr", "string", vec![HArg::V(v, t)], r)
            }
            Repr::Tuple(rs) => {
                let n = rs.len() as i64;
                let clip = |v: &Option<Val>, default: i64| {
                    let k = v.as_ref().and_then(|v| v.const_int()).unwrap_or(default);
                    (if k < 0 { k + n } else { k }).clamp(0, n) as usize
                };
                let (a, z) = (clip(&start, 0), clip(&stop, n));
                let items = self.tuple_items(&c)?;
                let r = self.binding_repr(op.result);
                let items = if a < z { items[a..z].to_vec() } else { vec![] };
                return self.build_tuple(&r, items).map(Some);
            }
            Repr::Inst(_) => {
                let args = self.slice_arguments(op);
                return self.call_implicit(op, "__getslice__", args);
            }
            _ => return Err(self.bad("E0301", "this cannot be sliced", "sliced here")),
        };
        let v = if minus_one {
            let name = if prefix == "list" { "ll_listslice_minusone" } else { "ll_stringslice_minusone" };
            self.helper_typed(module, name, args)?
        } else {
            let a = match &start {
                Some(v) => self.signed(v)?,
                None => int(0),
            };
            let start_only = stop.is_none() && nonneg;
            args.push(HArg::V(a, LLType::Signed));
            if !start_only {
                let z = match &stop {
                    Some(v) => self.signed(v)?,
                    None => max,
                };
                args.push(HArg::V(z, LLType::Signed));
            }
            let name = match (prefix, start_only, nonneg) {
                ("list", true, _) => "ll_listslice_startonly",
                ("list", _, true) => "ll_listslice_startstop",
                ("list", _, false) => "ll_listslice_any",
                (_, true, _) => "ll_stringslice_startonly",
                (_, _, true) => "ll_stringslice_startstop",
                _ => "ll_stringslice_any",
            };
            self.helper_typed(module, name, args)?
        };
        self.result(op, v, &result)
    }

    pub fn getslice_step(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let c = self.val(&op.args[0]);
        let (start, stop, _) = self.bounds(op)?;
        let step = self.val(&op.args[3]);
        let step = self.signed(&step)?;
        let (module, name, mut args, result) = match &c.r {
            Repr::ListOf(_) | Repr::List(_) | Repr::FixedList(_) => {
                let r = self.binding_repr(op.result);
                let (res, _) = self.list_container(&r)?;
                ("rlist", "ll_listslice_step", vec![HArg::C(res), self.harg_for(&c, &r)?], r)
            }
            _ => {
                let r = if matches!(c.r, Repr::Unicode | Repr::UniChar) { Repr::Unicode } else { Repr::Str };
                let v = self.as_repr(&c, &r)?;
                let t = self.rt.lltype(&r);
                ("rstr", "ll_stringslice_step", vec![HArg::V(v, t)], r)
            }
        };
        let flags = [start.is_some(), stop.is_some()];
        for v in [&start, &stop] {
            let o = match v {
                Some(v) => self.signed(v)?,
                None => int(0),
            };
            args.push(HArg::V(o, LLType::Signed));
        }
        args.push(HArg::V(step, LLType::Signed));
        args.extend(flags.map(|f| HArg::V(Const::Bool(f).into(), LLType::Bool)));
        let v = self.helper_typed(module, name, args)?;
        self.result(op, v, &result)
    }

    /// A bound of a slice that is changed, made non-negative.
    fn plain_bound(&mut self, v: &Option<Val>, length: &Operand, absent: Operand) -> LowerResult<Operand> {
        let Some(v) = v else { return Ok(absent) };
        let o = self.signed(v)?;
        if matches!(v.s.kind, Kind::Int { nonneg: true, .. }) {
            return Ok(o);
        }
        let sign = self.ll(OpCode::IntRShift, [o.clone(), int(63)], LLType::Signed);
        let add = self.ll(OpCode::IntAnd, [sign, length.clone()], LLType::Signed);
        let o = self.ll(OpCode::IntAdd, [o, add], LLType::Signed);
        Ok(self.ll(OpCode::IntForceGeZero, [o], LLType::Signed))
    }

    pub fn setslice(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let c = self.val(&op.args[0]);
        if let Repr::Inst(_) = c.r {
            let args = self.slice_arguments(op);
            return self.call_implicit(op, "__setslice__", args);
        }
        let x = self.val(&op.args[3]);
        let (start, stop, _) = self.bounds(op)?;
        let n = self.list_parts(&c)?.length;
        let a = self.plain_bound(&start, &n, int(0))?;
        let z = self.plain_bound(&stop, &n, int(i64::MAX))?;
        let args =
            vec![self.harg(&c), HArg::V(a, LLType::Signed), HArg::V(z, LLType::Signed), self.harg_for(&x, &c.r)?];
        self.helper_typed("rlist", "ll_listsetslice", args)?;
        Ok(Some(Const::Void.into()))
    }

    pub fn delslice(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let c = self.val(&op.args[0]);
        if let Repr::Inst(_) = c.r {
            let args = self.slice_arguments(op);
            return self.call_implicit(op, "__delslice__", args);
        }
        let (start, stop, _) = self.bounds(op)?;
        let n = self.list_parts(&c)?.length;
        let a = self.plain_bound(&start, &n, int(0))?;
        let l = self.harg(&c);
        let a = HArg::V(a, LLType::Signed);
        if stop.is_none() {
            self.helper_typed("rlist", "ll_listdelslice_startonly", vec![l, a])?;
        } else {
            let z = self.plain_bound(&stop, &n, int(i64::MAX))?;
            self.helper_typed("rlist", "ll_listdelslice_startstop", vec![l, a, HArg::V(z, LLType::Signed)])?;
        }
        Ok(Some(Const::Void.into()))
    }

    /// `+`, `*`, `%` on strings, lists and tuples; in-place forms change a list itself.
    pub fn sequence_op(
        &mut self,
        op: &'a Op,
        code: OpCode,
        a: &Val,
        b: &Val,
        inplace: bool,
    ) -> LowerResult<Option<Operand>> {
        let text = |r: &Repr| matches!(r, Repr::Str | Repr::Char | Repr::Unicode | Repr::UniChar);
        let list = |r: &Repr| matches!(r, Repr::ListOf(_) | Repr::List(_) | Repr::FixedList(_));
        let result = self.binding_repr(op.result);
        match code {
            OpCode::Add if text(&a.r) && text(&b.r) => {
                let r = if matches!(a.r, Repr::Str | Repr::Char) { Repr::Str } else { Repr::Unicode };
                let t = self.rt.lltype(&r);
                let (x, y) = (self.as_repr(a, &r)?, self.as_repr(b, &r)?);
                let v = self.helper_typed("rstr", "ll_strconcat", vec![HArg::V(x, t), HArg::V(y, t)])?;
                self.result(op, v, &r)
            }
            OpCode::Mul if text(&a.r) || text(&b.r) => {
                let (s, n) = if text(&a.r) { (a, b) } else { (b, a) };
                let n = HArg::V(self.signed(n)?, LLType::Signed);
                let (v, r) = match s.r {
                    Repr::Char => {
                        let args = vec![HArg::C(self.rt.string), HArg::V(s.v.clone(), LLType::Char), n];
                        (self.helper_typed("rstr", "ll_char_mul", args)?, Repr::Str)
                    }
                    Repr::UniChar => {
                        let args = vec![HArg::C(self.rt.unicode), HArg::V(s.v.clone(), LLType::UniChar), n];
                        (self.helper_typed("rstr", "ll_char_mul", args)?, Repr::Unicode)
                    }
                    _ => {
                        let args = vec![self.harg(s), n];
                        (self.helper_typed("rstr", "ll_str_mul", args)?, s.r.clone())
                    }
                };
                self.result(op, v, &r)
            }
            OpCode::Mod if text(&a.r) => self.percent_format(op, a, b),
            OpCode::Add if list(&a.r) && inplace => {
                self.list_extend(a, b)?;
                self.result(op, a.v.clone(), &a.r.clone())
            }
            OpCode::Mul if list(&a.r) && inplace => {
                let n = HArg::V(self.signed(b)?, LLType::Signed);
                let l = self.harg(a);
                self.helper_typed("rlist", "ll_inplace_mul", vec![l, n])?;
                self.result(op, a.v.clone(), &a.r.clone())
            }
            OpCode::Add if list(&a.r) && list(&b.r) => {
                let (c, _) = self.list_container(&result)?;
                let args = vec![HArg::C(c), self.harg_for(a, &result)?, self.harg_for(b, &result)?];
                let v = self.helper_typed("rlist", "ll_concat", args)?;
                Ok(Some(v))
            }
            OpCode::Mul if list(&a.r) || list(&b.r) => {
                let (l, n) = if list(&a.r) { (a, b) } else { (b, a) };
                let (c, _) = self.list_container(&result)?;
                let n = HArg::V(self.signed(n)?, LLType::Signed);
                let display = if list(&a.r) { &op.args[0] } else { &op.args[1] };
                if let Some(v) = self.repeated_item(display, n.clone(), &result)? {
                    return Ok(Some(v));
                }
                let args = vec![HArg::C(c), self.harg_for(l, &result)?, n];
                let v = self.helper_typed("rlist", "ll_mul", args)?;
                Ok(Some(v))
            }
            OpCode::Add if matches!((&a.s.kind, &b.s.kind), (Kind::Tuple(_), Kind::Tuple(_))) => {
                let mut items = self.tuple_items(a)?;
                items.extend(self.tuple_items(b)?);
                self.build_tuple(&result, items).map(Some)
            }
            OpCode::Or | OpCode::And | OpCode::Sub | OpCode::Xor if matches!(a.r, Repr::Set(_)) => {
                self.set_operator(op, code, a, b, inplace)
            }
            _ => Err(self.bad("E0301", "this operator is not defined for these operands", "here")),
        }
    }

    pub fn contains(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let (c, x) = (self.val(&op.args[0]), self.val(&op.args[1]));
        match &c.r {
            Repr::Str | Repr::Unicode | Repr::Char | Repr::UniChar => {
                let r = if matches!(c.r, Repr::Str | Repr::Char) { Repr::Str } else { Repr::Unicode };
                let t = self.rt.lltype(&r);
                let s = HArg::V(self.as_repr(&c, &r)?, t);
                let v = if matches!(x.r, Repr::Char | Repr::UniChar) {
                    let x = self.harg(&x);
                    self.helper_typed("rstr", "ll_contains_char", vec![s, x])?
                } else {
                    let x = self.harg(&x);
                    self.helper_typed("rstr", "ll_contains", vec![s, x])?
                };
                Ok(Some(v))
            }
            Repr::ListOf(_) | Repr::List(_) | Repr::FixedList(_) => {
                self.list_search("ll_listcontains", &c, &x).map(Some)
            }
            Repr::Dict(d) | Repr::Set(d) => {
                let d = *d;
                self.dict_key_helper("ll_dict_contains", d, &c, &x, vec![]).map(Some)
            }
            Repr::Tuple(_) | Repr::Void if matches!(c.s.kind, Kind::Tuple(_)) => {
                let items = self.tuple_items(&c)?;
                let done = self.b.g.new_block();
                let out = self.b.g.add_param(done, None, Some(LLType::Bool));
                for item in &items {
                    let t = self.equal(item, &x)?;
                    let (then, els) = self.b.branch(t);
                    self.b.cur = then;
                    self.b.goto(done, vec![Const::Bool(true).into()]);
                    self.b.cur = els;
                }
                self.b.goto(done, vec![Const::Bool(false).into()]);
                self.b.cur = done;
                Ok(Some(out.into()))
            }
            Repr::Inst(_) => {
                let args = CallArgs { positional: vec![c, x], keywords: vec![] };
                self.call_implicit(op, "__contains__", args)
            }
            _ => Err(self.bad("E0301", "membership cannot be tested in this", "tested here")),
        }
    }

    /// A list helper that compares items: `(l, x, eq_fn)`.
    pub fn list_search(&mut self, name: &'static str, l: &Val, x: &Val) -> LowerResult<Operand> {
        let p = self.list_parts(l)?;
        self.only_identity(&p.item, "write a loop with `==`")?;
        let v = self.as_repr(x, &p.item)?;
        let t = self.rt.lltype(&p.item);
        let Some(eq) = self.rt.eq_function(&p.item) else {
            return Err(self.bad("E0301", "items of this list cannot be compared", "here"));
        };
        let l = self.harg(l);
        self.helper_typed("rlist", name, vec![l, HArg::V(v, t), eq])
    }

    /// Unpacking of a sequence that is not a tuple.
    pub fn check_len(&mut self, op: &'a Op) -> LowerResult<Option<Operand>> {
        let v = self.val(&op.args[0]);
        let Imm::Index(n) = op.imm else { return Ok(Some(Const::Void.into())) };
        if matches!(v.s.kind, Kind::Tuple(_)) {
            return Ok(Some(Const::Void.into()));
        }
        let r = self.rt.list_repr(&v.r);
        let ty = self.rt.lltype(&r);
        let Some(len) = self.rt.length(&mut self.b, &r, v.v.clone(), ty) else {
            return Err(self.bad("E0301", "this cannot be unpacked", "unpacked here"));
        };
        let t = self.ll(OpCode::IntEq, [len, int(n as i64)], LLType::Bool);
        let (good, bad) = self.b.branch(t);
        self.b.cur = bad;
        self.raise("ValueError");
        self.b.cur = good;
        Ok(Some(Const::Void.into()))
    }

    /// Piece of text of any printable value, as `str()` gives it.
    pub fn text_of(&mut self, v: &Val) -> LowerResult<Operand> {
        match &v.r {
            Repr::Str if matches!(v.s.kind, Kind::Str { none: true }) && v.konst().is_none() => {
                self.text_or_none(v, |_| Ok(v.v.clone()))
            }
            Repr::Str | Repr::Char => self.as_repr(v, &Repr::Str),
            Repr::Bool => self.helper_typed("rstr", "ll_bool2str", vec![HArg::V(v.v.clone(), LLType::Bool)]),
            Repr::Int(IntKind::Uint | IntKind::U8 | IntKind::U16 | IntKind::U32) => {
                let u = self.as_repr(v, &Repr::Int(IntKind::Uint))?;
                self.helper_typed("rint", "ll_uint2dec", vec![HArg::V(u, LLType::Unsigned)])
            }
            Repr::Int(_) => {
                let i = self.signed(v)?;
                self.helper_typed("rint", "ll_int2dec", vec![HArg::V(i, LLType::Signed)])
            }
            Repr::Float => self.helper_typed("rfloat", "ll_float2str", vec![HArg::V(v.v.clone(), LLType::Float)]),
            Repr::Unicode | Repr::UniChar => {
                let u = self.as_repr(v, &Repr::Unicode)?;
                let t = self.rt.unicode_ptr();
                self.helper_typed("rstr", "ll_unicode2str_utf8", vec![HArg::V(u, t)])
            }
            Repr::Void if v.s.kind == Kind::None => Ok(self.rt.string_const(b"None").into()),
            // An item of what never has one.
            Repr::Void if v.s.kind == Kind::Impossible => Ok(self.rt.string_const(b"").into()),
            Repr::Void if matches!(&v.s.kind, Kind::Tuple(items) if items.is_empty()) => {
                Ok(self.rt.string_const(b"()").into())
            }
            Repr::Tuple(_) => {
                let items = self.tuple_items(v)?;
                if items.is_empty() {
                    return Ok(self.rt.string_const(b"()").into());
                }
                let mut out: Operand = self.rt.string_const(b"(").into();
                let n = items.len();
                for (i, item) in items.iter().enumerate() {
                    let piece = self.item_text(item)?;
                    out = self.concat(out, piece)?;
                    let sep = match (i + 1 == n, n) {
                        (true, 1) => ",)",
                        (true, _) => ")",
                        _ => ", ",
                    };
                    let sep = self.rt.string_const(sep.as_bytes());
                    out = self.concat(out, sep.into())?;
                }
                Ok(out)
            }
            Repr::ListOf(_) | Repr::List(_) | Repr::FixedList(_) => self.list_text(v),
            Repr::Dict(_) | Repr::Set(_) => self.dict_text(v),
            Repr::Inst(_) if matches!(v.s.kind, Kind::Instance { none: true, .. }) => {
                let kind = match &v.s.kind {
                    Kind::Instance { class, .. } => Kind::Instance { class: *class, none: false },
                    kind => kind.clone(),
                };
                let some = Val::new(SomeValue::of(kind), v.r.clone(), v.v.clone());
                self.text_or_none(v, |me| me.text_of(&some))
            }
            Repr::Inst(c) => {
                self.default_text(*c)?;
                let vt = self.typeptr(v)?;
                let root = self.rt.vtable_root;
                let name = self.b.get(&self.rt.prog, vt, root, "name");
                let open = self.rt.string_const(b"<");
                let close = self.rt.string_const(b" object>");
                let t = self.concat(open.into(), name)?;
                self.concat(t, close.into())
            }
            Repr::Class => {
                let root = self.rt.vtable_root;
                Ok(self.b.get(&self.rt.prog, v.v.clone(), root, "name"))
            }
            _ => Err(self.bad("E0301", "this value has no text form", "converted to text here")),
        }
    }

    /// As `repr()` gives it.
    pub fn repr_of(&mut self, v: &Val) -> LowerResult<Operand> {
        if v.r == Repr::Str && matches!(v.s.kind, Kind::Str { none: true }) && v.konst().is_none() {
            let some = Val::new(SomeValue::of(Kind::Str { none: false }), Repr::Str, v.v.clone());
            return self.text_or_none(v, |me| me.repr_of(&some));
        }
        if matches!(v.r, Repr::Str | Repr::Char) {
            let s = self.as_repr(v, &Repr::Str)?;
            let t = self.rt.str_ptr();
            return self.helper_typed("rstr", "ll_repr_str", vec![HArg::V(s, t)]);
        }
        self.text_of(v)
    }

    /// Refuses the text of instances whose text would be lost: that of exceptions, and where only
    /// subclasses have a `__str__`.
    fn default_text(&mut self, c: annotator::ClassDefId) -> LowerResult<()> {
        let own = |me: &Self, c| {
            ["__str__", "__repr__"].iter().any(|name| {
                let f = me.rt.class_attr(c, name).map(|f| me.rt.host.describe(f));
                f.is_some_and(|f| f.as_function().is_some_and(|f| !f.is_not_rpython()))
            })
        };
        if own(self, c) {
            return Ok(());
        }
        let name = self.rt.model.classes[c].name.clone();
        let exception = self.rt.class_host(c).map(|host| self.rt.host.describe(host));
        if exception.is_some_and(|e| e.as_class().is_some_and(|e| e.is_exception)) {
            let text = format!("an exception of class `{name}` keeps no text");
            let instead = "define an exception class with an attribute or a `__str__` of its own";
            return Err(self.bad("E0301", &text, "converted to text here").help(instead));
        }
        let mut classes = self.rt.model.classes[c].subclasses.clone();
        while let Some(sub) = classes.pop() {
            if own(self, sub) {
                let sub = self.rt.model.classes[sub].name.clone();
                let text = format!("class `{name}` has no `__str__`, but `{sub}` has one");
                return Err(self
                    .bad("E0301", &text, "converted to text here")
                    .help(format!("give `{name}` a `__str__` too")));
            }
            classes.extend(self.rt.model.classes[sub].subclasses.iter().copied());
        }
        Ok(())
    }

    /// The text of an item of a tuple, list, dict or set.
    fn item_text(&mut self, v: &Val) -> LowerResult<Operand> {
        if let Repr::Inst(c) = v.r {
            if let Some(f) = self.rt.protocol(c, annotator::Protocol::Repr) {
                let t = self.rt.lltype(&v.r);
                let text = self.rt.call_harg(&mut self.b, f, vec![HArg::V(v.v.clone(), t)]);
                return text
                    .map(|(text, _)| text)
                    .map_err(|_| self.bad("E0301", "this value has no text form", "converted to text here"));
            }
            return Err(self
                .bad("E0301", "instances inside of this have no text form", "converted to text here")
                .help("put the text together in a loop, with the text of each instance"));
        }
        self.repr_of(v)
    }

    /// The text of a value that may be null, which is "None".
    pub fn text_or_none(
        &mut self,
        v: &Val,
        text: impl FnOnce(&mut Self) -> LowerResult<Operand>,
    ) -> LowerResult<Operand> {
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(self.rt.str_ptr()));
        let some = self.b.op(OpCode::PtrNonZero, Imm::None, [v.v.clone()], LLType::Bool);
        let (then, els) = self.b.branch(some);
        self.b.cur = els;
        let none = self.rt.string_const(b"None");
        self.b.goto(done, vec![none.into()]);
        self.b.cur = then;
        let text = text(self)?;
        self.b.goto(done, vec![text]);
        self.b.cur = done;
        Ok(out.into())
    }

    /// Concatenation of two strings.
    pub fn concat(&mut self, a: Operand, b: Operand) -> LowerResult<Operand> {
        let t = self.rt.str_ptr();
        self.helper_typed("rstr", "ll_strconcat", vec![HArg::V(a, t), HArg::V(b, t)])
    }

    fn list_text(&mut self, v: &Val) -> LowerResult<Operand> {
        let p = self.list_parts(v)?;
        let item_s = match &v.s.kind {
            Kind::List(l) => self.rt.model.list_item(*l).s.clone(),
            _ => SomeValue::of(Kind::Impossible),
        };
        let r = p.item.clone();
        self.items_text(p, ["[", "]"], |me, item| {
            me.item_text(&Val::new(SomeValue::of(item_s.kind.clone()), r.clone(), item))
        })
    }

    /// `{key: value}`, `{item}` or `set()`.
    fn dict_text(&mut self, v: &Val) -> LowerResult<Operand> {
        let (Repr::Dict(d) | Repr::Set(d)) = v.r else {
            return Err(self.bad("E0301", "this value has no text form", "converted to text here"));
        };
        let item = self.rt.model.dict_item(d).clone();
        let (kr, vr) = self.rt.dict_reprs(d);
        let set = matches!(v.r, Repr::Set(_));
        let (variant, ir) = match set {
            true => (annotator::IterVariant::Items, kr.clone()),
            false => (annotator::IterVariant::DictItems, Repr::Tuple(vec![kr.clone(), vr.clone()])),
        };
        let list = Repr::FixedList(Box::new(ir.clone()));
        let l = self.list_of_dict(d, v, variant, &list)?;
        let p = self.list_parts(&Val::new(SomeValue::of(Kind::Impossible), list, l))?;
        let length = p.length.clone();
        let kind = |s: &SomeValue| SomeValue::of(s.kind.clone());
        let (ks, vs) = (kind(&item.key), kind(&item.value));
        let text = self.items_text(p, ["{", "}"], |me, item| {
            if set {
                return me.item_text(&Val::new(ks.clone(), kr.clone(), item));
            }
            let pair = Val::new(SomeValue::of(Kind::Tuple(vec![ks.clone(), vs.clone()])), ir.clone(), item);
            let mut out: Option<Operand> = None;
            for part in me.tuple_items(&pair)? {
                let text = me.item_text(&part)?;
                out = Some(match out {
                    None => {
                        let colon = me.rt.string_const(b": ");
                        me.concat(text, colon.into())?
                    }
                    Some(key) => me.concat(key, text)?,
                });
            }
            out.ok_or_else(|| me.bad("E0301", "this value has no text form", "converted to text here"))
        })?;
        if !set {
            return Ok(text);
        }
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(self.rt.str_ptr()));
        let empty = self.ll(OpCode::IntEq, [length, int(0)], LLType::Bool);
        let (then, els) = self.b.branch(empty);
        self.b.cur = then;
        let none = self.rt.string_const(b"set()");
        self.b.goto(done, vec![none.into()]);
        self.b.cur = els;
        self.b.goto(done, vec![text]);
        self.b.cur = done;
        Ok(out.into())
    }

    /// The texts of items, separated by commas, between brackets.
    fn items_text(
        &mut self,
        p: crate::lists::ListParts,
        brackets: [&str; 2],
        text: impl FnOnce(&mut Self, Operand) -> LowerResult<Operand>,
    ) -> LowerResult<Operand> {
        let s = self.rt.str_ptr();
        let (head, done) = (self.b.g.new_block(), self.b.g.new_block());
        let i = self.b.g.add_param(head, None, Some(LLType::Signed));
        let acc = self.b.g.add_param(head, None, Some(s));
        let open = self.rt.string_const(brackets[0].as_bytes());
        self.b.goto(head, vec![int(0), open.into()]);
        self.b.cur = head;
        let more = self.ll(OpCode::IntLt, [i.into(), p.length.clone()], LLType::Bool);
        let (body, end) = self.b.branch(more);
        self.b.cur = end;
        let close = self.rt.string_const(brackets[1].as_bytes());
        let out = self.concat(acc.into(), close.into())?;
        let last = self.b.g.add_param(done, None, Some(s));
        self.b.goto(done, vec![out]);
        self.b.cur = body;
        let t = self.rt.lltype(&p.item);
        let item = self.b.op(OpCode::GetArrayItem, Imm::None, [p.items, i.into()], t);
        let piece = text(self, item)?;
        let first = self.ll(OpCode::IntEq, [i.into(), int(0)], LLType::Bool);
        let (then, els) = self.b.branch(first);
        let join = self.b.g.new_block();
        let pre = self.b.g.add_param(join, None, Some(s));
        self.b.cur = then;
        self.b.goto(join, vec![acc.into()]);
        self.b.cur = els;
        let comma = self.rt.string_const(b", ");
        let with = self.concat(acc.into(), comma.into())?;
        self.b.goto(join, vec![with]);
        self.b.cur = join;
        let acc2 = self.concat(pre.into(), piece)?;
        let i2 = self.ll(OpCode::IntAdd, [i.into(), int(1)], LLType::Signed);
        self.b.goto(head, vec![i2, acc2]);
        self.b.cur = done;
        Ok(last.into())
    }
}

//! Arithmetic, comparison and identity.

use crate::builder::int;
use crate::convert::Val;
use crate::lower::{Lower, LowerResult};
use crate::lowlevel::HArg;
use crate::Repr;
use annotator::{IntKind, Kind};
use graph::{Const, Op, OpCode, Operand};
use lltype::LLType;

const INT: Repr = Repr::Int(IntKind::Int);
const UINT: Repr = Repr::Int(IntKind::Uint);

/// The representation in which two numbers are computed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Int,
    Uint,
    Float,
}

impl<'a> Lower<'_, 'a> {
    fn number_class(&self, a: &Val, b: &Val) -> Option<Class> {
        let one = |r: &Repr| match r {
            Repr::Bool => Some(Class::Int),
            Repr::Int(IntKind::Uint) => Some(Class::Uint),
            Repr::Int(_) => Some(Class::Int),
            Repr::Float | Repr::SingleFloat => Some(Class::Float),
            _ => None,
        };
        Some(match (one(&a.r)?, one(&b.r)?) {
            (Class::Float, _) | (_, Class::Float) => Class::Float,
            (Class::Uint, _) | (_, Class::Uint) => Class::Uint,
            _ => Class::Int,
        })
    }

    fn both(&mut self, a: &Val, b: &Val, c: Class) -> LowerResult<[Operand; 2]> {
        let r = match c {
            Class::Int => INT,
            Class::Uint => UINT,
            Class::Float => Repr::Float,
        };
        Ok([self.as_repr(a, &r)?, self.as_repr(b, &r)?])
    }

    fn nonneg(v: &Val) -> bool {
        matches!(v.s.kind, Kind::Int { nonneg: true, .. } | Kind::Bool(_)) || v.const_int().is_some_and(|n| n >= 0)
    }

    /// Binary operators on numbers; `None` if the operands are no numbers.
    pub fn arithmetic(&mut self, op: &'a Op, code: OpCode, a: &Val, b: &Val) -> LowerResult<Option<Operand>> {
        let Some(class) = self.number_class(a, b) else { return Ok(None) };
        use OpCode as O;
        let result = self.binding_repr(op.result);
        if a.r == Repr::Bool && b.r == Repr::Bool && result == Repr::Bool {
            let c = match code {
                O::And => O::IntAnd,
                O::Or => O::IntOr,
                O::Xor => O::IntXor,
                _ => O::IntAdd,
            };
            let args = self.both(a, b, Class::Int)?;
            let v = self.ll(c, args, LLType::Signed);
            return Ok(Some(self.ll(O::IntIsTrue, [v], LLType::Bool)));
        }
        let (v, r) = match (code, class) {
            (O::TrueDiv, Class::Int | Class::Uint) => {
                let args = self.both(a, b, Class::Int)?;
                self.nonzero(b, args[1].clone())?;
                (self.helper("rint", "ll_int_truediv", args)?, Repr::Float)
            }
            (O::TrueDiv, Class::Float) => {
                let args = self.both(a, b, Class::Float)?;
                self.nonzero_float(b, args[1].clone());
                (self.ll(O::FloatTrueDiv, args, LLType::Float), Repr::Float)
            }
            (O::FloorDiv | O::Mod, Class::Float) => {
                let args = self.both(a, b, Class::Float)?;
                self.nonzero_float(b, args[1].clone());
                let name = if code == O::Mod { "ll_float_mod" } else { "ll_float_floordiv" };
                (self.helper("rfloat", name, args)?, Repr::Float)
            }
            (O::FloorDiv | O::Mod, Class::Int) => {
                let args = self.both(a, b, Class::Int)?;
                self.nonzero(b, args[1].clone())?;
                let plain = Self::nonneg(a) && Self::nonneg(b);
                let c = match (code, plain) {
                    (O::Mod, true) => O::IntMod,
                    (O::Mod, false) => O::IntPyMod,
                    (_, true) => O::IntFloorDiv,
                    (_, false) => O::IntPyDiv,
                };
                (self.ll(c, args, LLType::Signed), INT)
            }
            (O::FloorDiv | O::Mod, Class::Uint) => {
                let args = self.both(a, b, Class::Uint)?;
                self.nonzero(b, args[1].clone())?;
                let c = if code == O::Mod { O::UintMod } else { O::UintFloorDiv };
                (self.ll(c, args, LLType::Unsigned), UINT)
            }
            (O::Pow, Class::Float) => {
                let args = self.both(a, b, Class::Float)?;
                (self.helper("rfloat", "ll_float_pow", args)?, Repr::Float)
            }
            (O::Pow, _) => {
                let args = self.both(a, b, Class::Int)?;
                (self.helper("rint", "ll_int_pow", args)?, INT)
            }
            (O::LShift | O::RShift, _) => {
                let uint = a.r == UINT;
                let x = self.as_repr(a, if uint { &UINT } else { &INT })?;
                let n = self.signed(b)?;
                if !Self::nonneg(b) {
                    let t = self.ll(O::IntGe, [n.clone(), int(0)], LLType::Bool);
                    self.check(t, "ValueError", "negative shift count");
                }
                let (c, t) = match (code, uint) {
                    (O::LShift, false) => (O::IntLShift, LLType::Signed),
                    (O::LShift, true) => (O::UintLShift, LLType::Unsigned),
                    (_, false) => (O::IntRShift, LLType::Signed),
                    (_, true) => (O::UintRShift, LLType::Unsigned),
                };
                let n = if uint { self.ll(O::CastIntToUint, [n], LLType::Unsigned) } else { n };
                (self.ll(c, [x, n], t), if uint { UINT } else { INT })
            }
            _ => {
                let (c, t, r) = match (code, class) {
                    (O::Add, Class::Int) => (O::IntAdd, LLType::Signed, INT),
                    (O::Sub, Class::Int) => (O::IntSub, LLType::Signed, INT),
                    (O::Mul, Class::Int) => (O::IntMul, LLType::Signed, INT),
                    (O::And, Class::Int) => (O::IntAnd, LLType::Signed, INT),
                    (O::Or, Class::Int) => (O::IntOr, LLType::Signed, INT),
                    (O::Xor, Class::Int) => (O::IntXor, LLType::Signed, INT),
                    (O::Add, Class::Uint) => (O::UintAdd, LLType::Unsigned, UINT),
                    (O::Sub, Class::Uint) => (O::UintSub, LLType::Unsigned, UINT),
                    (O::Mul, Class::Uint) => (O::UintMul, LLType::Unsigned, UINT),
                    (O::And, Class::Uint) => (O::UintAnd, LLType::Unsigned, UINT),
                    (O::Or, Class::Uint) => (O::UintOr, LLType::Unsigned, UINT),
                    (O::Xor, Class::Uint) => (O::UintXor, LLType::Unsigned, UINT),
                    (O::Add, Class::Float) => (O::FloatAdd, LLType::Float, Repr::Float),
                    (O::Sub, Class::Float) => (O::FloatSub, LLType::Float, Repr::Float),
                    (O::Mul, Class::Float) => (O::FloatMul, LLType::Float, Repr::Float),
                    _ => return Ok(None),
                };
                let args = self.both(a, b, class)?;
                (self.ll(c, args, t), r)
            }
        };
        self.result(op, v, &r)
    }

    /// Checks a divisor.
    pub fn nonzero(&mut self, b: &Val, v: Operand) -> LowerResult<()> {
        if b.const_int().is_some_and(|n| n != 0) {
            return Ok(());
        }
        let c = if b.r == UINT { OpCode::UintIsTrue } else { OpCode::IntIsTrue };
        let t = self.ll(c, [v], LLType::Bool);
        self.check(t, "ZeroDivisionError", "integer division or modulo by zero");
        Ok(())
    }

    fn nonzero_float(&mut self, b: &Val, v: Operand) {
        if matches!(b.konst(), Some(Const::Float(x)) if x.get() != 0.0) || b.const_int().is_some_and(|n| n != 0) {
            return;
        }
        let t = self.ll(OpCode::FloatNe, [v, Const::float(0.0).into()], LLType::Bool);
        self.check(t, "ZeroDivisionError", "float division by zero");
    }

    /// `ovfcheck(…)`.
    pub fn overflow_op(&mut self, op: &'a Op, code: OpCode) -> LowerResult<Option<Operand>> {
        use OpCode as O;
        let a = self.val(&op.args[0]);
        let x = self.signed(&a)?;
        let second = op.args.get(1).map(|o| self.val(o));
        let y = match &second {
            Some(b) => Some(self.signed(b)?),
            None => None,
        };
        let v = match (code, y) {
            (O::AddOvf | O::SubOvf | O::MulOvf, Some(y)) => {
                let c = match code {
                    O::AddOvf => O::IntAddOvf,
                    O::SubOvf => O::IntSubOvf,
                    _ => O::IntMulOvf,
                };
                self.guard();
                self.ll(c, [x, y], LLType::Signed)
            }
            (O::FloorDivOvf | O::ModOvf, Some(y)) => {
                if let Some(b) = &second {
                    self.nonzero(b, y.clone())?;
                }
                let name = if code == O::ModOvf { "ll_int_py_mod_ovf" } else { "ll_int_py_div_ovf" };
                self.helper("rint", name, [x, y])?
            }
            (O::LShiftOvf, Some(y)) => self.helper("rint", "ll_int_lshift_ovf", [x, y])?,
            (O::NegOvf, _) => {
                self.guard();
                self.ll(O::IntSubOvf, [int(0), x], LLType::Signed)
            }
            (O::AbsOvf, _) => self.helper("rint", "ll_int_abs_ovf", [x])?,
            _ => return Err(self.bad("E0301", "this operation has no overflow variant", "checked here")),
        };
        self.result(op, v, &INT)
    }

    /// `-a`, `+a`, `~a`, `abs(a)`.
    pub fn unary(&mut self, op: &'a Op, code: OpCode, a: &Val) -> LowerResult<Option<Operand>> {
        use OpCode as O;
        let (v, r) = match (&a.r, code) {
            (Repr::Float, O::Neg) => (self.ll(O::FloatNeg, [a.v.clone()], LLType::Float), Repr::Float),
            (Repr::Float, O::IntAbs) => (self.ll(O::FloatAbs, [a.v.clone()], LLType::Float), Repr::Float),
            (Repr::Float, O::Pos) => (a.v.clone(), Repr::Float),
            (Repr::Int(IntKind::Uint), O::Neg) => {
                (self.ll(O::UintSub, [Const::Uint(0).into(), a.v.clone()], LLType::Unsigned), UINT)
            }
            (Repr::Int(IntKind::Uint), O::Invert) => (self.ll(O::UintInvert, [a.v.clone()], LLType::Unsigned), UINT),
            (Repr::Int(IntKind::Uint), _) => (a.v.clone(), UINT),
            (Repr::Int(_) | Repr::Bool, _) => {
                let x = self.signed(a)?;
                let v = match code {
                    O::Neg => self.ll(O::IntNeg, [x], LLType::Signed),
                    O::Invert => self.ll(O::IntInvert, [x], LLType::Signed),
                    O::IntAbs => self.ll(O::IntAbs, [x], LLType::Signed),
                    _ => x,
                };
                (v, INT)
            }
            (Repr::Inst(_), _) => {
                let name = match code {
                    O::Neg => "__neg__",
                    O::Invert => "__invert__",
                    O::IntAbs => "__abs__",
                    _ => "__pos__",
                };
                let args = crate::calls::CallArgs { positional: vec![a.clone()], keywords: vec![] };
                return self.call_implicit(op, name, args);
            }
            _ => return Err(self.bad("E0301", "this operator needs a number", "operand here")),
        };
        self.result(op, v, &r)
    }

    /// `< <= == != > >=`.
    pub fn compare(&mut self, op: &'a Op, code: OpCode, a: &Val, b: &Val) -> LowerResult<Option<Operand>> {
        use OpCode as O;
        if self.ag.calls.contains_key(&op.result) {
            let name = match code {
                O::Eq => "__eq__",
                O::Ne => "__ne__",
                O::Lt => "__lt__",
                O::Le => "__le__",
                O::Gt => "__gt__",
                _ => "__ge__",
            };
            // The annotator's choice again: the method itself, `__eq__` for `!=`, the right operand's.
            if code == O::Ne && !self.has_method(a, name) && self.has_method(a, "__eq__") {
                let args = crate::calls::CallArgs { positional: vec![a.clone(), b.clone()], keywords: vec![] };
                let equal = self.call_implicit(op, "__eq__", args)?;
                return Ok(equal.map(|t| self.not(t)));
            }
            let reflected = match code {
                O::Lt => "__gt__",
                O::Le => "__ge__",
                O::Gt => "__lt__",
                O::Ge => "__le__",
                _ => name,
            };
            let swapped = !self.has_method(a, name) && self.has_method(b, reflected);
            let (name, a, b) = if swapped { (reflected, b, a) } else { (name, a, b) };
            let args = crate::calls::CallArgs { positional: vec![a.clone(), b.clone()], keywords: vec![] };
            return self.call_implicit(op, name, args);
        }
        if matches!(code, O::Eq | O::Ne) {
            let t = self.equal(a, b)?;
            let t = if code == O::Ne { self.not(t) } else { t };
            return Ok(Some(t));
        }
        if let Some(class) = self.number_class(a, b) {
            let c = match (code, class) {
                (O::Lt, Class::Int) => O::IntLt,
                (O::Le, Class::Int) => O::IntLe,
                (O::Gt, Class::Int) => O::IntGt,
                (O::Ge, Class::Int) => O::IntGe,
                (O::Lt, Class::Uint) => O::UintLt,
                (O::Le, Class::Uint) => O::UintLe,
                (O::Gt, Class::Uint) => O::UintGt,
                (O::Ge, Class::Uint) => O::UintGe,
                (O::Lt, Class::Float) => O::FloatLt,
                (O::Le, Class::Float) => O::FloatLe,
                (O::Gt, Class::Float) => O::FloatGt,
                _ => O::FloatGe,
            };
            let args = self.both(a, b, class)?;
            return Ok(Some(self.ll(c, args, LLType::Bool)));
        }
        match (&a.r, &b.r) {
            (Repr::Char, Repr::Char) => {
                let c = match code {
                    O::Lt => O::CharLt,
                    O::Le => O::CharLe,
                    O::Gt => O::CharGt,
                    _ => O::CharGe,
                };
                Ok(Some(self.ll(c, [a.v.clone(), b.v.clone()], LLType::Bool)))
            }
            (Repr::UniChar, Repr::UniChar) => {
                let c = match code {
                    O::Lt => O::UniCharLt,
                    O::Le => O::UniCharLe,
                    O::Gt => O::UniCharGt,
                    _ => O::UniCharGe,
                };
                Ok(Some(self.ll(c, [a.v.clone(), b.v.clone()], LLType::Bool)))
            }
            (Repr::Str | Repr::Char, Repr::Str | Repr::Char)
            | (Repr::Unicode | Repr::UniChar, Repr::Unicode | Repr::UniChar) => {
                let r = if matches!(a.r, Repr::Str | Repr::Char) { Repr::Str } else { Repr::Unicode };
                let (x, y) = (self.as_repr(a, &r)?, self.as_repr(b, &r)?);
                let name = match code {
                    O::Lt => "ll_strlt",
                    O::Le => "ll_strle",
                    O::Gt => "ll_strgt",
                    _ => "ll_strge",
                };
                let t = self.rt.lltype(&r);
                Ok(Some(self.helper_typed("rstr", name, vec![HArg::V(x, t), HArg::V(y, t)])?))
            }
            (Repr::Tuple(xs), Repr::Tuple(ys)) if xs.len() == ys.len() => self.compare_tuples(op, code, a, b),
            (Repr::ListOf(_), Repr::ListOf(_)) => {
                let p = self.list_parts(a)?;
                self.only_identity(&p.item, "write a loop with `<`")?;
                let (Some(eq), Some(lt)) = (self.rt.eq_function(&p.item), self.rt.lt_function(&p.item)) else {
                    return Err(self.bad("E0301", "the items of these lists have no order", "compared here"));
                };
                let (a, b) = if matches!(code, O::Gt | O::Ge) { (b, a) } else { (a, b) };
                let when_equal = Const::Bool(matches!(code, O::Le | O::Ge)).into();
                let args = vec![self.harg(a), self.harg(b), eq, lt, HArg::V(when_equal, LLType::Bool)];
                self.helper_typed("rlist", "ll_listbefore", args).map(Some)
            }
            (Repr::Set(d), Repr::Set(_)) => {
                let (hash, eq) = self.key_args(*d)?;
                let (a, b) = if matches!(code, O::Gt | O::Ge) { (b, a) } else { (a, b) };
                let name = if matches!(code, O::Le | O::Ge) { "ll_set_issubset" } else { "ll_set_proper_subset" };
                let args = vec![self.harg(a), self.harg(b), hash, eq];
                self.helper_typed("rset", name, args).map(Some)
            }
            _ => Err(self.bad("E0301", "these values have no order", "compared here")),
        }
    }

    /// Whether the class of an instance has a method that is translated.
    fn has_method(&self, v: &Val, name: &str) -> bool {
        let Repr::Inst(c) = v.r else { return false };
        self.rt.class_attr(c, name).is_some_and(|o| self.rt.function_desc(o).is_some())
    }

    /// Lexicographic order of tuples.
    fn compare_tuples(&mut self, op: &'a Op, code: OpCode, a: &Val, b: &Val) -> LowerResult<Option<Operand>> {
        let (xs, ys) = (self.tuple_items(a)?, self.tuple_items(b)?);
        let done = self.b.g.new_block();
        let out = self.b.g.add_param(done, None, Some(LLType::Bool));
        for (x, y) in xs.iter().zip(&ys) {
            let same = self.equal(x, y)?;
            let (next, differ) = self.b.branch(same);
            self.b.cur = differ;
            let t = self.compare(op, code, x, y)?.unwrap_or(Const::Bool(false).into());
            self.b.goto(done, vec![t]);
            self.b.cur = next;
        }
        self.b.goto(done, vec![Const::Bool(matches!(code, OpCode::Le | OpCode::Ge)).into()]);
        self.b.cur = done;
        Ok(Some(out.into()))
    }

    /// `not t` of a `Bool`.
    pub fn not(&mut self, t: Operand) -> Operand {
        match t {
            Operand::Const(Const::Bool(x)) => Const::Bool(!x).into(),
            t => self.ll(OpCode::BoolNot, [t], LLType::Bool),
        }
    }

    /// `a == b` as a `Bool`.
    pub fn equal(&mut self, a: &Val, b: &Val) -> LowerResult<Operand> {
        use OpCode as O;
        let t = LLType::Bool;
        if let Some(class) = self.number_class(a, b) {
            let c = match class {
                Class::Int => O::IntEq,
                Class::Uint => O::UintEq,
                Class::Float => O::FloatEq,
            };
            let args = self.both(a, b, class)?;
            return Ok(self.ll(c, args, t));
        }
        Ok(match (&a.r, &b.r) {
            (Repr::Char, Repr::Char) => self.ll(O::CharEq, [a.v.clone(), b.v.clone()], t),
            (Repr::UniChar, Repr::UniChar) => self.ll(O::UniCharEq, [a.v.clone(), b.v.clone()], t),
            (Repr::Str, Repr::Char) | (Repr::Char, Repr::Str) => {
                let (s, c) = if a.r == Repr::Str { (a, b) } else { (b, a) };
                let p = self.rt.str_ptr();
                let nullable = !matches!(s.s.kind, Kind::Str { none: false });
                if nullable {
                    let c = self.as_repr(c, &Repr::Str)?;
                    self.helper_typed("rstr", "ll_streq", vec![HArg::V(s.v.clone(), p), HArg::V(c, p)])?
                } else {
                    let args = vec![HArg::V(s.v.clone(), p), HArg::V(c.v.clone(), LLType::Char)];
                    self.helper_typed("rstr", "ll_streq_char", args)?
                }
            }
            (Repr::Str, Repr::Str) | (Repr::Unicode | Repr::UniChar, Repr::Unicode | Repr::UniChar) => {
                let r = if a.r == Repr::Str { Repr::Str } else { Repr::Unicode };
                let (x, y) = (self.as_repr(a, &r)?, self.as_repr(b, &r)?);
                let p = self.rt.lltype(&r);
                self.helper_typed("rstr", "ll_streq", vec![HArg::V(x, p), HArg::V(y, p)])?
            }
            (Repr::Tuple(x), Repr::Tuple(y)) if x.len() == y.len() => {
                let (xs, ys) = (self.tuple_items(a)?, self.tuple_items(b)?);
                let done = self.b.g.new_block();
                let out = self.b.g.add_param(done, None, Some(t));
                for (x, y) in xs.iter().zip(&ys) {
                    let same = self.equal(x, y)?;
                    let (next, differ) = self.b.branch(same);
                    self.b.cur = differ;
                    self.b.goto(done, vec![Const::Bool(false).into()]);
                    self.b.cur = next;
                }
                self.b.goto(done, vec![Const::Bool(true).into()]);
                self.b.cur = done;
                out.into()
            }
            (Repr::ListOf(_), Repr::ListOf(_)) => {
                let (x, y) = (self.rt.list_repr(&a.r), self.rt.list_repr(&b.r));
                let (tx, ty) = (self.rt.lltype(&x), self.rt.lltype(&y));
                let item = match &x {
                    Repr::List(i) | Repr::FixedList(i) => (**i).clone(),
                    _ => Repr::Void,
                };
                self.only_identity(&item, "write a loop with `==`")?;
                let eq = self
                    .rt
                    .eq_function(&item)
                    .ok_or_else(|| self.bad("E0301", "items of these lists cannot be compared", "compared here"))?;
                self.helper_typed("rlist", "ll_listeq", vec![HArg::V(a.v.clone(), tx), HArg::V(b.v.clone(), ty), eq])?
            }
            (Repr::Dict(x), Repr::Dict(_)) => self.dicts_equal(*x, a, b)?,
            (Repr::Set(x), Repr::Set(_)) => self.sets_equal(*x, a, b)?,
            (Repr::Inst(c), Repr::Inst(_)) => {
                if let Some(eq) = self.rt.protocol(*c, annotator::Protocol::Eq) {
                    let t = self.rt.lltype(&a.r);
                    let (x, y) = (self.as_repr(a, &a.r)?, self.as_repr(b, &a.r)?);
                    let same = self.rt.call_harg(&mut self.b, eq, vec![HArg::V(x, t), HArg::V(y, t)]);
                    return same
                        .map(|(same, _)| same)
                        .map_err(|_| self.bad("E0301", "these cannot be compared", "compared here"));
                }
                self.only_identity(&a.r, "compare the parts one by one")?;
                self.only_identity(&b.r, "compare the parts one by one")?;
                self.identical(a, b)?
            }
            _ => self.identical(a, b)?,
        })
    }

    /// `a is b` as a `Bool`.
    pub fn identical(&mut self, a: &Val, b: &Val) -> LowerResult<Operand> {
        use OpCode as O;
        let t = LLType::Bool;
        let (ta, tb) = (self.rt.lltype(&a.r), self.rt.lltype(&b.r));
        let pointer = |t: LLType| matches!(t, LLType::Ptr(_) | LLType::GcRef);
        let none = |v: &Val| v.s.kind == Kind::None;
        if ta.is_void() && tb.is_void() {
            let same = match (a.konst(), b.konst()) {
                (Some(x), Some(y)) => x == y,
                _ => a.s.kind == b.s.kind,
            };
            return Ok(Const::Bool(same).into());
        }
        if none(b) && pointer(ta) {
            return Ok(self.ll(O::PtrIsZero, [a.v.clone()], t));
        }
        if none(a) && pointer(tb) {
            return Ok(self.ll(O::PtrIsZero, [b.v.clone()], t));
        }
        if none(a) || none(b) {
            return Ok(Const::Bool(false).into());
        }
        if self.number_class(a, b).is_some() || (a.r == Repr::Char && b.r == Repr::Char) {
            return self.equal(a, b);
        }
        match (&a.r, &b.r) {
            (Repr::Void, r) | (r, Repr::Void) => {
                let r = r.clone();
                let (x, y) = (self.as_repr(a, &r)?, self.as_repr(b, &r)?);
                Ok(self.ll(O::PtrEq, [x, y], t))
            }
            (Repr::Inst(_) | Repr::Method(..), Repr::Inst(_) | Repr::Method(..)) => {
                let root = self.rt.object_ptr();
                let x = self.b.cast(a.v.clone(), ta, root);
                let y = self.b.cast(b.v.clone(), tb, root);
                Ok(self.ll(O::PtrEq, [x, y], t))
            }
            (Repr::Str | Repr::Char, Repr::Str | Repr::Char) => {
                let (x, y) = (self.as_repr(a, &Repr::Str)?, self.as_repr(b, &Repr::Str)?);
                Ok(self.ll(O::PtrEq, [x, y], t))
            }
            _ if pointer(ta) && pointer(tb) => {
                if ta == tb {
                    Ok(self.ll(O::PtrEq, [a.v.clone(), b.v.clone()], t))
                } else if self.rt.prog.types.is_gc_ref(ta) && self.rt.prog.types.is_gc_ref(tb) {
                    let x = self.b.cast(a.v.clone(), ta, LLType::GcRef);
                    let y = self.b.cast(b.v.clone(), tb, LLType::GcRef);
                    Ok(self.ll(O::PtrEq, [x, y], t))
                } else {
                    Ok(Const::Bool(false).into())
                }
            }
            _ => Ok(Const::Bool(false).into()),
        }
    }

    /// A number, bool or char in another such representation, as C casts it.
    pub fn cast_to(&mut self, v: &Val, to: &Repr) -> LowerResult<Operand> {
        let (from, t) = (self.rt.lltype(&v.r), self.rt.lltype(to));
        let plain = |t: LLType| !matches!(t, LLType::Void | LLType::Ptr(_) | LLType::GcRef | LLType::Address);
        if from == t || !plain(from) || !plain(t) {
            return self.as_repr(v, to);
        }
        let word = match v.r {
            Repr::Char => self.ll(OpCode::CastCharToInt, [v.v.clone()], LLType::Signed),
            Repr::UniChar => self.ll(OpCode::CastUniCharToInt, [v.v.clone()], LLType::Signed),
            Repr::Bool => self.ll(OpCode::CastBoolToInt, [v.v.clone()], LLType::Signed),
            _ => v.v.clone(),
        };
        let from =
            if plain(from) && matches!(v.r, Repr::Char | Repr::UniChar | Repr::Bool) { LLType::Signed } else { from };
        if from == t {
            return Ok(word);
        }
        let signed = |me: &mut Self, word: Operand| match from {
            LLType::Signed => word,
            _ => me.ll(OpCode::CastPrimitive, [word], LLType::Signed),
        };
        Ok(match to {
            Repr::Char => {
                let w = signed(self, word);
                self.ll(OpCode::CastIntToChar, [w], t)
            }
            Repr::UniChar => {
                let w = signed(self, word);
                self.ll(OpCode::CastIntToUniChar, [w], t)
            }
            Repr::Bool => {
                let w = signed(self, word);
                self.ll(OpCode::IntIsTrue, [w], t)
            }
            _ => self.ll(OpCode::CastPrimitive, [word], t),
        })
    }

    /// A helper on words and floats only.
    pub fn helper(
        &mut self,
        module: &'static str,
        name: &'static str,
        args: impl IntoIterator<Item = Operand>,
    ) -> LowerResult<Operand> {
        let args: Vec<HArg> = args
            .into_iter()
            .map(|o| {
                let t = match &o {
                    Operand::Var(v) => self.b.g.ty(*v),
                    Operand::Const(c) => self.rt.prog.const_type(c),
                };
                HArg::V(o, t)
            })
            .collect();
        self.helper_typed(module, name, args)
    }

    /// Calls a low-level helper; the operand of its result.
    pub fn helper_typed(&mut self, module: &'static str, name: &'static str, args: Vec<HArg>) -> LowerResult<Operand> {
        self.guard();
        match self.rt.call_helper(&mut self.b, module, name, args) {
            Ok((v, _)) => Ok(v),
            Err(d) => Err(d),
        }
    }
}

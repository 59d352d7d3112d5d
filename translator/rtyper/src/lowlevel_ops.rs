//! Operations of low-level RPython, and the functions it may call that are not RPython.

use crate::builder::int;
use crate::lowlevel::{HArg, LResult, LowLevel, LV};
use graph::{Const, HostObj, Imm, Op, OpCode, Operand};
use host::Desc;
use lltype::{Container, ContainerId, Elem, LLType};
use std::rc::Rc;
use std::sync::Arc;

const VOID: LV = LV::K(Const::None);

impl LowLevel<'_, '_> {
    /// Compiles one operation.
    pub fn low_op(&mut self, op: &Op) -> LResult<LV> {
        use OpCode as O;
        let args: Vec<LV> = op.args.iter().map(|a| self.lv(a)).collect();
        let plain = |c: O| match c {
            O::InplaceAdd => O::Add,
            O::InplaceSub => O::Sub,
            O::InplaceMul => O::Mul,
            O::InplaceFloorDiv => O::FloorDiv,
            O::InplaceTrueDiv => O::TrueDiv,
            O::InplaceMod => O::Mod,
            O::InplaceLShift => O::LShift,
            O::InplaceRShift => O::RShift,
            O::InplaceAnd => O::And,
            O::InplaceOr => O::Or,
            O::InplaceXor => O::Xor,
            other => other,
        };
        match plain(op.code) {
            c @ (O::Add
            | O::Sub
            | O::Mul
            | O::FloorDiv
            | O::TrueDiv
            | O::Mod
            | O::LShift
            | O::RShift
            | O::And
            | O::Or
            | O::Xor) => self.binary(c, &args[0], &args[1]),
            c @ (O::AddOvf | O::SubOvf | O::MulOvf) => {
                let code = match c {
                    O::AddOvf => O::IntAddOvf,
                    O::SubOvf => O::IntSubOvf,
                    _ => O::IntMulOvf,
                };
                let (a, b) = (self.coerce(&args[0], LLType::Signed)?, self.coerce(&args[1], LLType::Signed)?);
                Ok(LV::V(self.b.pure(code, [a, b], LLType::Signed), LLType::Signed))
            }
            O::NegOvf => {
                let a = self.coerce(&args[0], LLType::Signed)?;
                Ok(LV::V(self.b.pure(O::IntSubOvf, [int(0), a], LLType::Signed), LLType::Signed))
            }
            c @ (O::Lt | O::Le | O::Eq | O::Ne | O::Gt | O::Ge) => {
                let o = self.compare(c, &args[0], &args[1])?;
                Ok(self.bool_lv(o))
            }
            O::Is => {
                let o = self.identical(&args[0], &args[1])?;
                Ok(self.bool_lv(o))
            }
            O::Neg => {
                let (v, t) = self.value(&args[0])?;
                let (code, t) = match t {
                    LLType::Float => (O::FloatNeg, t),
                    LLType::Unsigned => {
                        let v = self.b.pure(O::UintSub, [Const::Uint(0).into(), v], t);
                        return Ok(LV::V(v, t));
                    }
                    _ => (O::IntNeg, LLType::Signed),
                };
                Ok(LV::V(self.b.pure(code, [v], t), t))
            }
            O::Pos => Ok(args[0].clone()),
            O::Invert => {
                let (v, t) = self.value(&args[0])?;
                let code = if t == LLType::Unsigned { O::UintInvert } else { O::IntInvert };
                Ok(LV::V(self.b.pure(code, [v], t), t))
            }
            c @ (O::Not | O::Bool) => {
                let o = self.truth(&args[0])?;
                let o = match (c, o) {
                    (O::Not, Operand::Const(Const::Bool(b))) => Const::Bool(!b).into(),
                    (O::Not, o) => self.b.pure(O::BoolNot, [o], LLType::Bool),
                    (_, o) => o,
                };
                Ok(self.bool_lv(o))
            }
            O::GetAttr => {
                let Imm::Name(name) = &op.imm else { return Err(self.bad("getattr without a name")) };
                self.getattr(&args[0], name)
            }
            O::SetAttr => {
                let Imm::Name(name) = &op.imm else { return Err(self.bad("setattr without a name")) };
                self.setattr(&args[0], name, &args[1])
            }
            O::GetItem => self.getitem(&args[0], &args[1]),
            O::SetItem => self.setitem(&args[0], &args[1], &args[2]),
            O::NewTuple => Ok(LV::Tuple(Rc::new(args))),
            O::SameAs | O::Hint => Ok(args[0].clone()),
            O::Iter => self.iter(&args[0]),
            O::Next => self.next(&args[0]),
            O::SimpleCall | O::CallArgs => self.call(op, args),
            O::CheckLen => Ok(VOID),
            O::Contains => match &args[0] {
                LV::Tuple(items) => {
                    let mut any: Operand = Const::Bool(false).into();
                    for item in items.clone().iter() {
                        let t = self.compare(O::Eq, item, &args[1])?;
                        let a = self.coerce(&LV::V(any, LLType::Bool), LLType::Signed)?;
                        let b = self.coerce(&LV::V(t, LLType::Bool), LLType::Signed)?;
                        let or = self.b.pure(O::IntOr, [a, b], LLType::Signed);
                        any = self.b.pure(O::IntIsTrue, [or], LLType::Bool);
                    }
                    Ok(self.bool_lv(any))
                }
                LV::K(Const::Str(chars)) => {
                    let chars: Vec<LV> = chars.iter().map(|c| LV::K(Const::Str([*c][..].into()))).collect();
                    let op2 = LV::Tuple(Rc::new(chars));
                    let mut any: Operand = Const::Bool(false).into();
                    let LV::Tuple(items) = &op2 else { return Ok(VOID) };
                    for item in items.iter() {
                        let t = self.compare(O::Eq, item, &args[1])?;
                        let a = self.coerce(&LV::V(any, LLType::Bool), LLType::Signed)?;
                        let b = self.coerce(&LV::V(t, LLType::Bool), LLType::Signed)?;
                        let or = self.b.pure(O::IntOr, [a, b], LLType::Signed);
                        any = self.b.pure(O::IntIsTrue, [or], LLType::Bool);
                    }
                    Ok(self.bool_lv(any))
                }
                _ => Err(self.bad("membership is tested in something that is no tuple of constants")),
            },
            other => Err(self.bad(&format!("the operation '{}' is not low-level RPython", other.name()))),
        }
    }

    fn bool_lv(&self, o: Operand) -> LV {
        match o {
            Operand::Const(c @ Const::Bool(_)) => LV::K(c),
            o => LV::V(o, LLType::Bool),
        }
    }

    /// The type in which two numbers are computed, and both in it.
    fn numbers(&mut self, a: &LV, b: &LV) -> LResult<(Operand, Operand, LLType)> {
        let (ta, tb) = (self.value(a)?.1, self.value(b)?.1);
        let t = match (ta, tb) {
            (LLType::Float, _) | (_, LLType::Float) => LLType::Float,
            (LLType::Unsigned, _) | (_, LLType::Unsigned) => LLType::Unsigned,
            _ => LLType::Signed,
        };
        Ok((self.coerce(a, t)?, self.coerce(b, t)?, t))
    }

    fn binary(&mut self, c: OpCode, a: &LV, b: &LV) -> LResult<LV> {
        use OpCode as O;
        if let (LV::Tuple(x), LV::Tuple(y), O::Add) = (a, b, c) {
            return Ok(LV::Tuple(Rc::new(x.iter().chain(y.iter()).cloned().collect())));
        }
        if matches!(c, O::LShift | O::RShift) {
            let (x, t) = self.value(a)?;
            let n = self.coerce(b, if t == LLType::Unsigned { t } else { LLType::Signed })?;
            let (code, t) = match (c, t) {
                (O::LShift, LLType::Unsigned) => (O::UintLShift, t),
                (_, LLType::Unsigned) => (O::UintRShift, t),
                (O::LShift, _) => (O::IntLShift, LLType::Signed),
                _ => (O::IntRShift, LLType::Signed),
            };
            return Ok(LV::V(self.b.pure(code, [x, n], t), t));
        }
        if let (LV::K(Const::Int(x)), LV::K(Const::Int(y))) = (a, b) {
            let folded = match c {
                O::Add => Some(x.wrapping_add(*y)),
                O::Sub => Some(x.wrapping_sub(*y)),
                O::Mul => Some(x.wrapping_mul(*y)),
                O::And => Some(x & y),
                O::Or => Some(x | y),
                O::Xor => Some(x ^ y),
                _ => None,
            };
            if let Some(n) = folded {
                return Ok(LV::K(Const::Int(n)));
            }
        }
        let (x, y, t) = self.numbers(a, b)?;
        let code = match (c, t) {
            (O::Add, LLType::Signed) => O::IntAdd,
            (O::Sub, LLType::Signed) => O::IntSub,
            (O::Mul, LLType::Signed) => O::IntMul,
            (O::FloorDiv, LLType::Signed) => O::IntPyDiv,
            (O::Mod, LLType::Signed) => O::IntPyMod,
            (O::And, LLType::Signed) => O::IntAnd,
            (O::Or, LLType::Signed) => O::IntOr,
            (O::Xor, LLType::Signed) => O::IntXor,
            (O::Add, LLType::Unsigned) => O::UintAdd,
            (O::Sub, LLType::Unsigned) => O::UintSub,
            (O::Mul, LLType::Unsigned) => O::UintMul,
            (O::FloorDiv, LLType::Unsigned) => O::UintFloorDiv,
            (O::Mod, LLType::Unsigned) => O::UintMod,
            (O::And, LLType::Unsigned) => O::UintAnd,
            (O::Or, LLType::Unsigned) => O::UintOr,
            (O::Xor, LLType::Unsigned) => O::UintXor,
            (O::Add, LLType::Float) => O::FloatAdd,
            (O::Sub, LLType::Float) => O::FloatSub,
            (O::Mul, LLType::Float) => O::FloatMul,
            (O::TrueDiv, LLType::Float) => O::FloatTrueDiv,
            (O::TrueDiv, _) => {
                let (x, y) = (self.coerce(a, LLType::Float)?, self.coerce(b, LLType::Float)?);
                return Ok(LV::V(self.b.pure(O::FloatTrueDiv, [x, y], LLType::Float), LLType::Float));
            }
            _ => return Err(self.bad(&format!("'{}' on {t:?}", c.name()))),
        };
        Ok(LV::V(self.b.pure(code, [x, y], t), t))
    }

    /// A comparison as a `Bool`.
    pub fn compare(&mut self, c: OpCode, a: &LV, b: &LV) -> LResult<Operand> {
        use OpCode as O;
        if let (O::Eq | O::Ne, Some(same)) = (c, static_same(a, b)) {
            return Ok(Const::Bool(same == (c == O::Eq)).into());
        }
        if let (LV::K(Const::Int(x)), LV::K(Const::Int(y))) = (a, b) {
            return Ok(Const::Bool(match c {
                O::Lt => x < y,
                O::Le => x <= y,
                O::Eq => x == y,
                O::Ne => x != y,
                O::Gt => x > y,
                _ => x >= y,
            })
            .into());
        }
        if let (LV::K(Const::None), _) | (_, LV::K(Const::None)) = (a, b) {
            let t = self.identical(a, b)?;
            return Ok(if c == O::Ne { self.b.pure(O::BoolNot, [t], LLType::Bool) } else { t });
        }
        let (ta, tb) = (self.value(a)?.1, self.value(b)?.1);
        if ta.is_void() && tb.is_void() && matches!(c, O::Eq | O::Ne) {
            return Ok(Const::Bool(c == O::Eq).into());
        }
        let chars = |t: LLType| matches!(t, LLType::Char | LLType::UniChar);
        let pointer = |t: LLType| matches!(t, LLType::Ptr(_) | LLType::GcRef | LLType::Address);
        if chars(ta) || chars(tb) {
            let t = if ta == LLType::UniChar || tb == LLType::UniChar { LLType::UniChar } else { LLType::Char };
            let (x, y) = (self.coerce(a, t)?, self.coerce(b, t)?);
            let code = match (c, t) {
                (O::Lt, LLType::Char) => O::CharLt,
                (O::Le, LLType::Char) => O::CharLe,
                (O::Eq, LLType::Char) => O::CharEq,
                (O::Ne, LLType::Char) => O::CharNe,
                (O::Gt, LLType::Char) => O::CharGt,
                (O::Ge, LLType::Char) => O::CharGe,
                (O::Lt, _) => O::UniCharLt,
                (O::Le, _) => O::UniCharLe,
                (O::Eq, _) => O::UniCharEq,
                (O::Ne, _) => O::UniCharNe,
                (O::Gt, _) => O::UniCharGt,
                _ => O::UniCharGe,
            };
            return Ok(self.b.pure(code, [x, y], LLType::Bool));
        }
        if pointer(ta) || pointer(tb) {
            let t = self.identical(a, b)?;
            return Ok(if c == O::Ne { self.b.pure(O::BoolNot, [t], LLType::Bool) } else { t });
        }
        let (x, y, t) = self.numbers(a, b)?;
        let code = match (c, t) {
            (O::Lt, LLType::Signed) => O::IntLt,
            (O::Le, LLType::Signed) => O::IntLe,
            (O::Eq, LLType::Signed) => O::IntEq,
            (O::Ne, LLType::Signed) => O::IntNe,
            (O::Gt, LLType::Signed) => O::IntGt,
            (O::Ge, LLType::Signed) => O::IntGe,
            (O::Lt, LLType::Unsigned) => O::UintLt,
            (O::Le, LLType::Unsigned) => O::UintLe,
            (O::Eq, LLType::Unsigned) => O::UintEq,
            (O::Ne, LLType::Unsigned) => O::UintNe,
            (O::Gt, LLType::Unsigned) => O::UintGt,
            (O::Ge, LLType::Unsigned) => O::UintGe,
            (O::Lt, _) => O::FloatLt,
            (O::Le, _) => O::FloatLe,
            (O::Eq, _) => O::FloatEq,
            (O::Ne, _) => O::FloatNe,
            (O::Gt, _) => O::FloatGt,
            _ => O::FloatGe,
        };
        Ok(self.b.pure(code, [x, y], LLType::Bool))
    }

    fn identical(&mut self, a: &LV, b: &LV) -> LResult<Operand> {
        if let Some(same) = static_same(a, b) {
            return Ok(Const::Bool(same).into());
        }
        let none = |v: &LV| matches!(v, LV::K(Const::None));
        match (a, b) {
            (LV::V(o, t), n) | (n, LV::V(o, t)) if none(n) => Ok(match t {
                LLType::Ptr(_) | LLType::GcRef | LLType::Address => {
                    self.b.pure(OpCode::PtrIsZero, [o.clone()], LLType::Bool)
                }
                LLType::Void => Const::Bool(true).into(),
                _ => Const::Bool(false).into(),
            }),
            (LV::V(x, t), LV::V(y, u)) => match (t, u) {
                (LLType::Ptr(_) | LLType::GcRef, _) => {
                    let y = self.b.cast(y.clone(), *u, *t);
                    Ok(self.b.pure(OpCode::PtrEq, [x.clone(), y], LLType::Bool))
                }
                (LLType::Void, _) => Ok(Const::Bool(true).into()),
                _ => self.compare(OpCode::Eq, a, b),
            },
            _ => self.compare(OpCode::Eq, a, b),
        }
    }

    fn elem_of(&self, t: LLType) -> Option<(ContainerId, Elem)> {
        let LLType::Ptr(c) = t else { return None };
        match self.rt.prog.types.get(c) {
            Container::Struct(s) => s.items.map(|e| (c, e)),
            _ => None,
        }
    }

    fn elem_lv(e: Elem) -> LV {
        match e {
            Elem::Prim(t) => LV::T(t),
            Elem::Struct(c) => LV::C(c),
        }
    }

    fn getattr(&mut self, obj: &LV, name: &str) -> LResult<LV> {
        match obj {
            LV::V(o, LLType::Ptr(c)) => {
                let (o, c) = (o.clone(), *c);
                if let Some(f) = self.rt.prog.types.find_field(c, name) {
                    let t = self.rt.prog.types.field(f).ty;
                    return Ok(LV::V(self.b.getfield(o, f, t), t));
                }
                if self.elem_of(LLType::Ptr(c)).is_some() {
                    // The chars of a string: the string itself, indexed.
                    return Ok(LV::V(o, LLType::Ptr(c)));
                }
                Err(self.bad(&format!("no field '{name}'")))
            }
            LV::Interior(a, entry, i) => {
                let Some(f) = self.rt.prog.types.find_field(*entry, name) else {
                    return Err(self.bad(&format!("no field '{name}' in the items")));
                };
                let t = self.rt.prog.types.field(f).ty;
                if t.is_void() {
                    return Ok(LV::V(Const::Void.into(), t));
                }
                let v = self.b.op(OpCode::GetInteriorField, Imm::Field(f), [a.clone(), i.clone()], t);
                Ok(LV::V(v, t))
            }
            LV::T(LLType::Ptr(c)) if name == "TO" => Ok(LV::C(*c)),
            LV::C(c) if name == "OF" => match self.elem_of(LLType::Ptr(*c)) {
                Some((_, e)) => Ok(Self::elem_lv(e)),
                None => Err(self.bad("this type has no items")),
            },
            LV::C(c) => match self.rt.prog.types.find_field(*c, name) {
                Some(f) => Ok(LV::T(self.rt.prog.types.field(f).ty)),
                None if self.elem_of(LLType::Ptr(*c)).is_some() => Ok(LV::C(*c)),
                None => Err(self.bad(&format!("no field '{name}'"))),
            },
            LV::H(o) => match self.rt.host.getattr(*o, name) {
                Some(v) => Ok(self.rt.host_lv(v)),
                None => Err(self.bad(&format!("no attribute '{name}'"))),
            },
            _ => Err(self.bad(&format!("the attribute '{name}' cannot be read"))),
        }
    }

    fn setattr(&mut self, obj: &LV, name: &str, value: &LV) -> LResult<LV> {
        match obj {
            LV::V(o, LLType::Ptr(c)) => {
                let Some(f) = self.rt.prog.types.find_field(*c, name) else {
                    return Err(self.bad(&format!("no field '{name}'")));
                };
                let t = self.rt.prog.types.field(f).ty;
                let v = self.coerce(value, t)?;
                self.b.setfield(o.clone(), f, v, t);
                Ok(VOID)
            }
            LV::Interior(a, entry, i) => {
                let Some(f) = self.rt.prog.types.find_field(*entry, name) else {
                    return Err(self.bad(&format!("no field '{name}' in the items")));
                };
                let t = self.rt.prog.types.field(f).ty;
                let v = self.coerce(value, t)?;
                if !t.is_void() {
                    self.b.op(OpCode::SetInteriorField, Imm::Field(f), [a.clone(), i.clone(), v], LLType::Void);
                }
                Ok(VOID)
            }
            _ => Err(self.bad(&format!("the attribute '{name}' cannot be assigned"))),
        }
    }

    fn getitem(&mut self, obj: &LV, i: &LV) -> LResult<LV> {
        match obj {
            LV::Tuple(items) => match i {
                LV::K(Const::Int(k)) if *k >= 0 && (*k as usize) < items.len() => Ok(items[*k as usize].clone()),
                _ => Err(self.bad("a tuple is indexed with a variable")),
            },
            LV::K(Const::Str(s)) => {
                let o: Operand = self.rt.string_const(s).into();
                let t = self.rt.str_ptr();
                self.getitem(&LV::V(o, t), i)
            }
            LV::V(o, t) => {
                let Some((_, e)) = self.elem_of(*t) else { return Err(self.bad("this has no items")) };
                let i = self.coerce(i, LLType::Signed)?;
                match e {
                    Elem::Prim(t) if t.is_void() => Ok(LV::V(Const::Void.into(), t)),
                    Elem::Prim(t) => Ok(LV::V(self.b.pure(OpCode::GetArrayItem, [o.clone(), i], t), t)),
                    Elem::Struct(c) => Ok(LV::Interior(o.clone(), c, i)),
                }
            }
            _ => Err(self.bad("this cannot be indexed")),
        }
    }

    fn setitem(&mut self, obj: &LV, i: &LV, value: &LV) -> LResult<LV> {
        let LV::V(o, t) = obj else { return Err(self.bad("items of this cannot be assigned")) };
        let Some((_, Elem::Prim(t))) = self.elem_of(*t) else {
            return Err(self.bad("items of this cannot be assigned"));
        };
        let i = self.coerce(i, LLType::Signed)?;
        let v = self.coerce(value, t)?;
        if !t.is_void() {
            self.b.pure(OpCode::SetArrayItem, [o.clone(), i, v], LLType::Void);
        }
        Ok(VOID)
    }

    fn iter(&mut self, v: &LV) -> LResult<LV> {
        let LV::Range([start, stop, step]) = v else { return Err(self.bad("only a range can be iterated")) };
        let c = self.range_iter_type();
        let it = self.b.malloc(c);
        for (name, v) in [("next", start), ("stop", stop), ("step", step)] {
            self.b.set(&self.rt.prog, it.clone(), c, name, v.clone());
        }
        Ok(LV::V(it, LLType::Ptr(c)))
    }

    fn range_iter_type(&mut self) -> ContainerId {
        if let Some(c) = self.rt.named_types.get("lowrange") {
            return *c;
        }
        let fields = ["next", "stop", "step"].iter().map(|n| crate::repr::field(n, LLType::Signed)).collect();
        let c = self.rt.prog.types.structure("lowrange", true, None, fields);
        self.rt.named_types.insert("lowrange", c);
        c
    }

    fn next(&mut self, it: &LV) -> LResult<LV> {
        let LV::V(o, LLType::Ptr(c)) = it else { return Err(self.bad("this is no iterator")) };
        let (o, c) = (o.clone(), *c);
        let n = self.b.get(&self.rt.prog, o.clone(), c, "next");
        let stop = self.b.get(&self.rt.prog, o.clone(), c, "stop");
        let step = self.b.get(&self.rt.prog, o.clone(), c, "step");
        let t = LLType::Bool;
        let positive = self.b.pure(OpCode::IntGt, [step.clone(), int(0)], t);
        let (up, down) = self.b.branch(positive);
        let test = self.b.g.new_block();
        let more = self.b.g.add_param(test, None, Some(t));
        self.b.cur = up;
        let m = self.b.pure(OpCode::IntLt, [n.clone(), stop.clone()], t);
        self.b.goto(test, vec![m]);
        self.b.cur = down;
        let m = self.b.pure(OpCode::IntGt, [n.clone(), stop], t);
        self.b.goto(test, vec![m]);
        self.b.cur = test;
        let (good, end) = self.b.branch(more.into());
        self.b.cur = end;
        self.raise("StopIteration")?;
        self.b.cur = good;
        let after = self.b.pure(OpCode::IntAdd, [n.clone(), step], LLType::Signed);
        self.b.set(&self.rt.prog, o, c, "next", after);
        Ok(LV::V(n, LLType::Signed))
    }

    // ---- calls

    fn call(&mut self, op: &Op, mut args: Vec<LV>) -> LResult<LV> {
        let callee = args.remove(0);
        if let Imm::Shape(shape) = &op.imm {
            if shape.star {
                if let Some(LV::Tuple(rest)) = args.pop() {
                    args.extend(rest.iter().cloned());
                }
            }
            if !shape.keywords.is_empty() {
                let n = shape.positional as usize;
                let named: Vec<(Arc<str>, LV)> =
                    shape.keywords.iter().cloned().zip(args.split_off(n.min(args.len()))).collect();
                return self.call_named(&callee, args, named);
            }
        }
        self.call_lv(&callee, args)
    }

    fn call_named(&mut self, callee: &LV, mut args: Vec<LV>, named: Vec<(Arc<str>, LV)>) -> LResult<LV> {
        let LV::H(obj) = callee else { return Err(self.bad("keyword arguments are not understood here")) };
        if self.intrinsic_name(*obj).is_some() {
            // `malloc(T, n, zero=True)`: memory always starts zeroed.
            return self.call_lv(callee, args);
        }
        let hl = flowspace::build_graph(self.rt.host, *obj).map_err(|_| self.bad("a callee has no flow graph"))?;
        for v in hl.args().iter().skip(args.len()) {
            let name = hl.vars[*v].name.clone().unwrap_or_else(|| "".into());
            match named.iter().find(|(n, _)| *n == name) {
                Some((_, v)) => args.push(v.clone()),
                None => break,
            }
        }
        self.call_lv(callee, args)
    }

    fn intrinsic_name(&self, obj: HostObj) -> Option<String> {
        let mark = match &*self.rt.host.describe(obj) {
            Desc::Function(f) => *f.attrs.get("_rpython_intrinsic_")?,
            Desc::Class(_) => self.rt.host.class_lookup(obj, "_rpython_intrinsic_")?,
            _ => return None,
        };
        match &*self.rt.host.describe(mark) {
            Desc::Str(s) => String::from_utf8(s.clone()).ok(),
            _ => None,
        }
    }

    fn call_lv(&mut self, callee: &LV, args: Vec<LV>) -> LResult<LV> {
        match callee {
            LV::G(g) => self.call_function(HArg::G(*g), args),
            LV::H(obj) => {
                let d = self.rt.host.describe(*obj);
                match &*d {
                    Desc::Function(f) => {
                        if let Some(name) = self.intrinsic_name(*obj) {
                            return self.intrinsic(&name, args);
                        }
                        let special = f.attrs.get("_annspecialcase_").map(|o| self.rt.host.describe(*o));
                        if matches!(special.as_deref(), Some(Desc::Str(s)) if s == b"specialize:memo") {
                            return self.memo(*obj, &args);
                        }
                        self.call_function(HArg::H(*obj), args)
                    }
                    Desc::Builtin(b) => self.builtin(&b.name.clone(), args),
                    Desc::Class(c) if c.is_exception => {
                        let class = self.class_of(*obj)?;
                        let s = self.rt.exception_instance(class);
                        let t = self.rt.object_ptr();
                        Ok(LV::V(Const::Static(s, t).into(), t))
                    }
                    Desc::Class(c) => self.builtin(&c.name.clone(), args),
                    Desc::Instance(_) => self.external(*obj, args),
                    other => Err(self.bad(&format!("a {} is called", other.kind_name()))),
                }
            }
            _ => Err(self.bad("this cannot be called")),
        }
    }

    fn call_function(&mut self, f: HArg, args: Vec<LV>) -> LResult<LV> {
        let mut hargs = Vec::new();
        for a in &args {
            hargs.push(match a {
                LV::C(c) => HArg::C(*c),
                LV::T(LLType::Ptr(c)) => HArg::C(*c),
                LV::H(o) => HArg::H(*o),
                LV::G(g) => HArg::G(*g),
                LV::K(Const::None) => HArg::V(Const::Void.into(), LLType::Void),
                other => {
                    let (v, t) = self.value(other)?;
                    HArg::V(v, t)
                }
            });
        }
        if let HArg::G(g) = f {
            // A graph has a fixed signature: adapt numbers to it.
            let (params, _) = self.rt.prog.graphs[g].signature();
            let mut it = params.into_iter();
            for (h, a) in hargs.iter_mut().zip(&args) {
                if let HArg::V(v, t) = h {
                    if t.is_void() {
                        continue;
                    }
                    if let Some(p) = it.next() {
                        *v = self.coerce(a, p)?;
                        *t = p;
                    }
                }
            }
        }
        let (v, t) = self.rt.call_harg(&mut self.b, f, hargs)?;
        Ok(if t.is_void() { VOID } else { LV::V(v, t) })
    }

    fn host_value(&mut self, v: &LV) -> Option<HostObj> {
        let rstr = "rpython.rtyper.lltypesystem.rstr";
        let name = match v {
            LV::H(o) => return Some(*o),
            LV::C(c) if *c == self.rt.string => "STR",
            LV::C(c) if *c == self.rt.unicode => "UNICODE",
            LV::T(LLType::Ptr(c)) if *c == self.rt.string => "STRPTR",
            LV::T(LLType::Ptr(c)) if *c == self.rt.unicode => "UNICODEPTR",
            LV::K(Const::Int(n)) => return Some(self.rt.host.wrap(host::WrapValue::Int(*n))),
            LV::K(Const::Bool(n)) => return Some(self.rt.host.wrap(host::WrapValue::Bool(*n))),
            LV::T(t) => {
                let name = format!("{t:?}");
                return self.rt.host.lookup("rpython.rtyper.lltypesystem.lltype", &name);
            }
            _ => return None,
        };
        self.rt.host.lookup(rstr, name)
    }

    fn memo(&mut self, f: HostObj, args: &[LV]) -> LResult<LV> {
        let mut objs = Vec::new();
        for a in args {
            match self.host_value(a) {
                Some(o) => objs.push(o),
                None => return Err(self.bad("a memo function is called with a value the host does not know")),
            }
        }
        match self.rt.host.call(f, &objs) {
            Ok(o) => Ok(self.rt.host_lv(o)),
            Err(e) => Err(self.bad(&format!("a memo function failed on the host: {}", e.headline()))),
        }
    }

    /// Calls a function of the run time.
    fn external(&mut self, obj: HostObj, args: Vec<LV>) -> LResult<LV> {
        let x = match self.rt.extern_of(obj) {
            Some(x) => x,
            None => return Err(self.bad("this object cannot be called")),
        };
        let e = self.rt.prog.externs[x].clone();
        if let ([a], Some(code)) = (&args[..], e.as_operation()) {
            let a = self.coerce(a, LLType::Float)?;
            return Ok(LV::V(self.b.pure(code, [a], LLType::Float), LLType::Float));
        }
        let mut ops = vec![Operand::Const(Const::Extern(x))];
        for (a, t) in args.iter().zip(&e.args) {
            ops.push(self.coerce(a, *t)?);
        }
        let v = self.b.op(OpCode::DirectCall, Imm::None, ops, e.result);
        Ok(if e.result.is_void() { VOID } else { LV::V(v, e.result) })
    }

    fn builtin(&mut self, name: &str, args: Vec<LV>) -> LResult<LV> {
        use OpCode as O;
        let signed = LLType::Signed;
        Ok(match (name, &args[..]) {
            ("len", [LV::Tuple(items)]) => LV::K(Const::Int(items.len() as i64)),
            ("len", [LV::K(Const::Str(s))]) => LV::K(Const::Int(s.len() as i64)),
            ("len", [v]) => {
                let (o, _) = self.value(v)?;
                LV::V(self.b.pure(O::GetArraySize, [o], signed), signed)
            }
            ("ord", [v]) => match v {
                LV::K(Const::Str(s)) if s.len() == 1 => LV::K(Const::Int(s[0] as i64)),
                v => {
                    let (o, t) = self.value(v)?;
                    let code = if t == LLType::UniChar { O::CastUniCharToInt } else { O::CastCharToInt };
                    LV::V(self.b.pure(code, [o], signed), signed)
                }
            },
            ("chr", [v]) => {
                let o = self.coerce(v, signed)?;
                LV::V(self.b.pure(O::CastIntToChar, [o], LLType::Char), LLType::Char)
            }
            ("unichr", [v]) => {
                let o = self.coerce(v, signed)?;
                LV::V(self.b.pure(O::CastIntToUniChar, [o], LLType::UniChar), LLType::UniChar)
            }
            ("min" | "max", [a, b]) => {
                let (x, y, t) = self.numbers(a, b)?;
                let (lx, ly) = (LV::V(x.clone(), t), LV::V(y.clone(), t));
                let c = self.compare(if name == "min" { O::Le } else { O::Ge }, &lx, &ly)?;
                let (then, els) = self.b.branch(c);
                let done = self.b.g.new_block();
                let out = self.b.g.add_param(done, None, Some(t));
                self.b.cur = then;
                self.b.goto(done, vec![x]);
                self.b.cur = els;
                self.b.goto(done, vec![y]);
                self.b.cur = done;
                LV::V(out.into(), t)
            }
            ("abs", [v]) => {
                let (o, t) = self.value(v)?;
                let code = if t == LLType::Float { O::FloatAbs } else { O::IntAbs };
                LV::V(self.b.pure(code, [o], t), t)
            }
            ("bool", [v]) => {
                let o = self.truth(v)?;
                self.bool_lv(o)
            }
            ("int", [v]) | ("r_int", [v]) | ("r_longlong", [v]) => {
                let (o, t) = self.value(v)?;
                match t {
                    LLType::Float => LV::V(self.b.pure(O::CastFloatToInt, [o], signed), signed),
                    LLType::Unsigned => LV::V(self.b.pure(O::CastUintToInt, [o], signed), signed),
                    _ => LV::V(self.coerce(&LV::V(o, t), signed)?, signed),
                }
            }
            ("r_uint" | "r_ulonglong", [v]) => {
                let (o, t) = self.value(v)?;
                let u = LLType::Unsigned;
                match t {
                    LLType::Float => LV::V(self.b.pure(O::CastFloatToUint, [o], u), u),
                    LLType::Char => {
                        let i = self.b.pure(O::CastCharToInt, [o], signed);
                        LV::V(self.b.pure(O::CastIntToUint, [i], u), u)
                    }
                    _ => {
                        let v = match v {
                            LV::K(_) => v.clone(),
                            _ => LV::V(o, t),
                        };
                        LV::V(self.coerce(&v, u)?, u)
                    }
                }
            }
            ("float", [v]) => LV::V(self.coerce(v, LLType::Float)?, LLType::Float),
            ("range", items) => {
                let mut ops = Vec::new();
                for v in items {
                    ops.push(self.coerce(v, signed)?);
                }
                match ops.len() {
                    1 => LV::Range([int(0), ops.remove(0), int(1)]),
                    2 => LV::Range([ops.remove(0), ops.remove(0), int(1)]),
                    _ => LV::Range([ops.remove(0), ops.remove(0), ops.remove(0)]),
                }
            }
            ("isinstance", [v, LV::H(class)]) => {
                let name = match &*self.rt.host.describe(*class) {
                    Desc::Class(c) => c.name.clone(),
                    _ => String::new(),
                };
                let is = match (v, name.as_str()) {
                    (LV::C(c), "GcArray" | "Array") => {
                        let s = self.rt.prog.types.structure_of(*c);
                        s.items.is_some() && s.fields.is_empty()
                    }
                    (LV::C(c), "GcStruct" | "Struct") => {
                        let s = self.rt.prog.types.structure_of(*c);
                        s.items.is_none() || !s.fields.is_empty()
                    }
                    (LV::T(LLType::Ptr(_)), "Ptr") => true,
                    (LV::T(t), "Primitive") => !matches!(t, LLType::Ptr(_)),
                    _ => false,
                };
                LV::K(Const::Bool(is))
            }
            _ => return Err(self.bad(&format!("'{name}' with {} arguments is not low-level RPython", args.len()))),
        })
    }

    fn type_of(&mut self, v: &LV) -> LResult<LV> {
        Ok(match v {
            LV::V(_, t) => LV::T(*t),
            LV::Interior(_, c, _) => LV::T(LLType::Ptr(*c)),
            LV::Range(_) | LV::Tuple(_) => return Err(self.bad("typeOf() of this")),
            other => LV::T(self.value(other)?.1),
        })
    }

    fn container(&self, v: &LV) -> LResult<ContainerId> {
        match v {
            LV::C(c) | LV::T(LLType::Ptr(c)) => Ok(*c),
            _ => Err(self.bad("a container type is needed")),
        }
    }

    /// Functions with a rule of their own.
    fn intrinsic(&mut self, name: &str, args: Vec<LV>) -> LResult<LV> {
        use OpCode as O;
        let signed = LLType::Signed;
        Ok(match (name, &args[..]) {
            ("lltype.typeOf", [v]) => self.type_of(v)?,
            ("lltype.malloc", [t]) => {
                let c = self.container(t)?;
                LV::V(self.b.malloc(c), LLType::Ptr(c))
            }
            ("lltype.malloc", [t, n, ..]) => {
                let c = self.container(t)?;
                let n = self.coerce(n, signed)?;
                LV::V(self.b.malloc_varsize(c, n), LLType::Ptr(c))
            }
            ("lltype.nullptr", [t]) => {
                let c = self.container(t)?;
                LV::V(Const::Null(LLType::Ptr(c)).into(), LLType::Ptr(c))
            }
            ("lltype.cast_primitive", [LV::T(t), v]) => {
                let (o, from) = self.value(v)?;
                LV::V(if from == *t { o } else { self.b.pure(O::CastPrimitive, [o], *t) }, *t)
            }
            ("lltype.cast_pointer", [LV::T(t), v]) => {
                let (o, from) = self.value(v)?;
                LV::V(self.b.cast(o, from, *t), *t)
            }
            ("lltype.identityhash" | "compute_identity_hash", [v]) => {
                let (o, t) = self.value(v)?;
                if self.rt.prog.types.is_gc_ref(t) {
                    LV::V(self.b.pure(O::GcIdentityHash, [o], signed), signed)
                } else {
                    LV::V(self.b.pure(O::CastPtrToInt, [o], signed), signed)
                }
            }
            ("lltype.cast_ptr_to_int", [v]) => {
                let (o, _) = self.value(v)?;
                LV::V(self.b.pure(O::CastPtrToInt, [o], signed), signed)
            }
            ("ll_length", [v]) => {
                let (o, t) = self.value(v)?;
                match self.elem_of(t) {
                    Some(_) => LV::V(self.b.pure(O::GetArraySize, [o], signed), signed),
                    None => self.getattr(&LV::V(o, t), "length")?,
                }
            }
            ("ll_items", [v]) => {
                let (o, t) = self.value(v)?;
                match self.elem_of(t) {
                    Some(_) => LV::V(o, t),
                    None => self.getattr(&LV::V(o, t), "items")?,
                }
            }
            ("ll_newlist", [t, n]) => {
                let c = self.container(t)?;
                let n = self.coerce(n, signed)?;
                if self.elem_of(LLType::Ptr(c)).is_some() {
                    LV::V(self.b.malloc_varsize(c, n), LLType::Ptr(c))
                } else {
                    let LV::T(LLType::Ptr(array)) = self.getattr(&LV::C(c), "items")? else {
                        return Err(self.bad("this is no list type"));
                    };
                    let items = self.b.malloc_varsize(array, n.clone());
                    let l = self.b.malloc(c);
                    self.b.set(&self.rt.prog, l.clone(), c, "length", n);
                    self.b.set(&self.rt.prog, l.clone(), c, "items", items);
                    LV::V(l, LLType::Ptr(c))
                }
            }
            ("ll_clear_item", [v, i]) => {
                let (o, t) = self.value(v)?;
                let i = self.coerce(i, signed)?;
                match self.elem_of(t) {
                    Some((_, Elem::Prim(t))) if self.rt.prog.types.is_gc_ref(t) => {
                        self.b.pure(O::SetArrayItem, [o, i, Const::Null(t).into()], LLType::Void);
                    }
                    Some((_, Elem::Struct(c))) => {
                        for f in self.rt.prog.types.all_fields(c) {
                            let t = self.rt.prog.types.field(f).ty;
                            if self.rt.prog.types.is_gc_ref(t) {
                                let null: Operand = Const::Null(t).into();
                                let args = [o.clone(), i.clone(), null];
                                self.b.op(O::SetInteriorField, Imm::Field(f), args, LLType::Void);
                            }
                        }
                    }
                    _ => {}
                }
                VOID
            }
            ("ll_arraycopy" | "copy_string_contents", [src, dst, a, b, n]) => {
                let (s, t) = self.value(src)?;
                let (d, _) = self.value(dst)?;
                let (a, b, n) = (self.coerce(a, signed)?, self.coerce(b, signed)?, self.coerce(n, signed)?);
                if !matches!(self.elem_of(t), Some((_, Elem::Prim(LLType::Void)))) {
                    self.b.pure(O::ArrayCopy, [s, d, a, b, n], LLType::Void);
                }
                VOID
            }
            ("ll_arraymove", [arr, a, b, n]) => {
                let (s, t) = self.value(arr)?;
                let (a, b, n) = (self.coerce(a, signed)?, self.coerce(b, signed)?, self.coerce(n, signed)?);
                if !matches!(self.elem_of(t), Some((_, Elem::Prim(LLType::Void)))) {
                    self.b.pure(O::ArrayCopy, [s.clone(), s, a, b, n], LLType::Void);
                }
                VOID
            }
            ("ll_arrayclear", [arr]) => {
                let (s, _) = self.value(arr)?;
                let n = self.b.pure(O::GetArraySize, [s.clone()], signed);
                self.b.pure(O::ArrayClear, [s, int(0), n], LLType::Void);
                VOID
            }
            ("ll_shrink_array", [arr, n]) => {
                let (s, t) = self.value(arr)?;
                let n = self.coerce(n, signed)?;
                LV::V(self.b.pure(O::ShrinkArray, [s, n], t), t)
            }
            ("ll_grow_array", [arr, n]) => {
                let (s, _) = self.value(arr)?;
                let n = self.coerce(n, signed)?;
                LV::V(self.b.pure(O::GrowArray, [s, n], LLType::Bool), LLType::Bool)
            }
            ("mallocstr", [n]) => {
                let n = self.coerce(n, signed)?;
                LV::V(self.b.malloc_varsize(self.rt.string, n), self.rt.str_ptr())
            }
            ("mallocunicode", [n]) => {
                let n = self.coerce(n, signed)?;
                LV::V(self.b.malloc_varsize(self.rt.unicode, n), self.rt.unicode_ptr())
            }
            (
                "llstr" | "hlstr" | "llunicode" | "hlunicode" | "likely" | "unlikely" | "jit.promote" | "jit.hint",
                [v, ..],
            ) => v.clone(),
            ("intmask" | "longlongmask" | "widen", [v]) => {
                let (o, t) = self.value(v)?;
                match t {
                    LLType::Unsigned => LV::V(self.b.pure(O::CastUintToInt, [o], signed), signed),
                    LLType::Signed => LV::V(o, t),
                    LLType::Float => LV::V(self.b.pure(O::CastFloatToInt, [o], signed), signed),
                    _ => LV::V(self.coerce(&LV::V(o, t), signed)?, signed),
                }
            }
            ("int_c_div" | "int_c_mod" | "uint_mul_high", [a, b]) => {
                let t = if name == "uint_mul_high" { LLType::Unsigned } else { signed };
                let (x, y) = (self.coerce(a, t)?, self.coerce(b, t)?);
                let code = match name {
                    "int_c_div" => O::IntFloorDiv,
                    "int_c_mod" => O::IntMod,
                    _ => O::UintMulHigh,
                };
                LV::V(self.b.pure(code, [x, y], t), t)
            }
            ("int_between", [a, b, c]) => {
                let (a, b, c) = (self.coerce(a, signed)?, self.coerce(b, signed)?, self.coerce(c, signed)?);
                LV::V(self.b.pure(O::IntBetween, [a, b, c], LLType::Bool), LLType::Bool)
            }
            ("int_force_ge_zero", [a]) => {
                let a = self.coerce(a, signed)?;
                LV::V(self.b.pure(O::IntForceGeZero, [a], signed), signed)
            }
            ("float2longlong", [a]) => {
                let a = self.coerce(a, LLType::Float)?;
                LV::V(self.b.pure(O::ConvertFloatBytesToInt, [a], signed), signed)
            }
            ("longlong2float", [a]) => {
                let a = self.coerce(a, signed)?;
                LV::V(self.b.pure(O::ConvertIntBytesToFloat, [a], LLType::Float), LLType::Float)
            }
            ("we_are_translated", _) => LV::K(Const::Bool(true)),
            ("jit.we_are_jitted", _) => LV::K(Const::Bool(false)),
            ("ll_assert" | "check_nonneg" | "keepalive_until_here" | "ll_assert_not_none", _) => VOID,
            ("external_function", _) => return Err(self.bad("the class of external functions is called")),
            (n, [v]) if n.starts_with("r_") => {
                let v = v.clone();
                self.builtin(n, vec![v])?
            }
            _ => return Err(self.bad(&format!("the intrinsic '{name}' with {} arguments is not known", args.len()))),
        })
    }
}

/// Whether two values known at translation are the same; `None` if one is not.
fn static_same(a: &LV, b: &LV) -> Option<bool> {
    Some(match (a, b) {
        (LV::C(x), LV::C(y)) => x == y,
        (LV::C(x), LV::T(LLType::Ptr(y))) | (LV::T(LLType::Ptr(y)), LV::C(x)) => x == y,
        (LV::T(x), LV::T(y)) => x == y,
        (LV::C(_), LV::T(_)) | (LV::T(_), LV::C(_)) => false,
        (LV::H(x), LV::H(y)) => x == y,
        (LV::G(x), LV::G(y)) => x == y,
        (LV::H(_) | LV::C(_) | LV::T(_) | LV::G(_), LV::K(_)) => false,
        (LV::K(_), LV::H(_) | LV::C(_) | LV::T(_) | LV::G(_)) => false,
        (LV::K(x), LV::K(y)) => x == y,
        _ => return None,
    })
}

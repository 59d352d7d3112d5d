//! Intbounds: intervals and known bits of integers decide comparisons and make overflow checks unnecessary.

use abi::rule;
use jit_trace::{Arg, FieldKind, Op, Opnum};

use crate::intbound::IntBound;
use crate::optimizer::{Next, OptError, Optimizer, Res};

/// How far a fact about a result is carried back to what it was computed from.
const BACKWARD_STEPS: u32 = 4;

impl Optimizer<'_> {
    pub(crate) fn intbounds(&mut self, op: &mut Op) -> Res<Next> {
        use Opnum::*;
        if op.opnum.is_ovf() {
            let (a, b) = (self.bound(op.arg(0)), self.bound(op.arg(1)));
            let safe = match op.opnum {
                IntAddOvf => a.add_cannot_overflow(&b),
                IntSubOvf => a.sub_cannot_overflow(&b),
                _ => a.mul_cannot_overflow(&b),
            };
            match op.opnum.without_ovf().filter(|_| safe) {
                Some(plain) => {
                    rule!("bounds.no_overflow", plain.name());
                    op.opnum = plain;
                    self.ovf_gone = true;
                }
                None => return Ok(Next::Go),
            }
        }
        if let Some(signed) = signed_comparison(op.opnum) {
            // Of what is not negative: the same question, which may have been asked already.
            if self.bound(op.arg(0)).nonnegative() && self.bound(op.arg(1)).nonnegative() {
                rule!("bounds.signed_comparison");
                op.opnum = signed;
            }
        }
        if op.opnum.is_pure() {
            if let Some(n) = self.transfer(op).and_then(|b| b.as_const()) {
                rule!("bounds.constant");
                return Ok(self.replace_result(op, Arg::Int(n)));
            }
            let same = match op.opnum {
                IntAnd => self.and_keeps(op.arg(0), op.arg(1)).or(self.and_keeps(op.arg(1), op.arg(0))),
                IntForceGeZero if self.bound(op.arg(0)).nonnegative() => Some(op.arg(0)),
                IntSignext => self.signext_keeps(op),
                IntIsTrue if self.bound(op.arg(0)).is_bool() => Some(op.arg(0)),
                _ => None,
            };
            if let Some(same) = same {
                rule!("bounds.same", op.opnum.name());
                return Ok(self.replace_result(op, same));
            }
        }
        Ok(Next::Go)
    }

    fn and_keeps(&self, x: Arg, mask: Arg) -> Option<Arg> {
        (self.bound(x).may_be_set() & !self.bound(mask).known_set() == 0).then_some(x)
    }

    fn signext_keeps(&self, op: &Op) -> Option<Arg> {
        let Arg::Int(bytes @ (1 | 2 | 4)) = op.arg(1) else { return None };
        let half = 1i64 << (8 * bytes - 1);
        let bound = self.bound(op.arg(0));
        (bound.lower >= -half && bound.upper < half).then_some(op.arg(0))
    }

    /// The bound of a result from those of the operands.
    pub(crate) fn transfer(&self, op: &Op) -> Option<IntBound> {
        use Opnum::*;
        if op.opnum.result() != Some(jit_trace::Kind::Int) {
            return None;
        }
        let known = |known: Option<bool>| known.map_or(IntBound::bool(), |k| IntBound::constant(k.into()));
        let a = op.args.first().map_or(IntBound::ANY, |&x| self.bound(x));
        let b = op.args.get(1).map_or(IntBound::ANY, |&x| self.bound(x));
        let same = op.args.len() == 2 && op.arg(0) == op.arg(1);
        Some(match op.opnum {
            IntAdd => a.add(&b),
            IntSub => a.sub(&b),
            IntMul => a.mul(&b),
            IntAddOvf => a.no_overflow(&b, |x, y| x + y),
            IntSubOvf => a.no_overflow(&b, |x, y| x - y),
            IntMulOvf => a.no_overflow(&b, |x, y| x * y),
            IntPyDiv => a.py_div(&b),
            IntPyMod => a.py_mod(&b),
            IntAnd => a.and(&b),
            IntOr => a.or(&b),
            IntXor => a.xor(&b),
            IntLshift => a.lshift(&b),
            IntRshift => a.rshift(&b),
            UintRshift => a.uint_rshift(&b),
            IntNeg => a.neg(),
            IntInvert => a.invert(),
            IntForceGeZero => IntBound::range(a.lower.max(0), a.upper.max(0)),
            IntSignext => match op.arg(1) {
                Arg::Int(bytes @ (1 | 2 | 4)) => {
                    let half = 1i64 << (8 * bytes - 1);
                    IntBound::range(-half, half - 1)
                }
                _ => IntBound::ANY,
            },
            SameAsI => a,
            IntLt if !same => known(a.lt(&b)),
            IntGe if !same => known(a.lt(&b).map(|k| !k)),
            IntGt if !same => known(b.lt(&a)),
            IntLe if !same => known(b.lt(&a).map(|k| !k)),
            UintLt if !same => known(a.uint_lt(&b)),
            UintGe if !same => known(a.uint_lt(&b).map(|k| !k)),
            UintGt if !same => known(b.uint_lt(&a)),
            UintLe if !same => known(b.uint_lt(&a).map(|k| !k)),
            IntEq if !same => known(a.eq(&b)),
            IntNe if !same => known(a.eq(&b).map(|k| !k)),
            IntLt | IntGt | IntNe | UintLt | UintGt => IntBound::constant(0),
            IntLe | IntGe | IntEq | UintLe | UintGe => IntBound::constant(1),
            IntIsTrue => known(a.eq(&IntBound::constant(0)).map(|k| !k)),
            IntIsZero => known(a.eq(&IntBound::constant(0))),
            ArraylenGc | Strlen | Unicodelen => IntBound::range(0, i64::MAX),
            Strgetitem => IntBound::range(0, 255),
            Unicodegetitem => IntBound::range(0, 0x10_ffff),
            GetfieldGcI | GetfieldRawI => {
                let f = self.descrs.field(op.descr?)?;
                of_place(f.size, f.kind)
            }
            GetarrayitemGcI | GetarrayitemRawI | RawLoadI => {
                let array = self.descrs.array(op.descr?)?;
                of_place(array.item_size, array.kind)
            }
            GetinteriorfieldGcI => {
                let f = self.descrs.interior_field(op.descr?)?;
                of_place(f.size, f.kind)
            }
            _ if op.opnum.is_bool() => IntBound::bool(),
            _ => IntBound::ANY,
        })
    }

    /// What follows from an operation that was emitted.
    pub(crate) fn learn(&mut self, op: &Op) {
        use Opnum::*;
        let Some(&first) = op.args.first() else {
            return self.learn_allocation(op);
        };
        match op.opnum {
            GetfieldGcI | GetfieldGcR | GetfieldGcF | SetfieldGc | GetarrayitemGcI | GetarrayitemGcR
            | GetarrayitemGcF | SetarrayitemGc | ArraylenGc | Strlen | Unicodelen | Strgetitem | Unicodegetitem => {
                rule!("bounds.access_nonnull");
                self.make_nonnull(first);
            }
            _ => {}
        }
        self.learn_allocation(op);
        if let (Some(b), true) = (op.result, self.passes.intbounds) {
            if let Some(bound) = self.transfer(op) {
                if bound != IntBound::ANY {
                    rule!("bounds.of", op.opnum.name());
                }
                self.bounds[b.index()] = bound;
            }
        }
    }

    fn learn_allocation(&mut self, op: &Op) {
        let Some(b) = op.result.filter(|_| op.opnum.is_malloc()) else { return };
        rule!("bounds.allocation");
        let class = op.descr.and_then(|d| self.descrs.size(d)).map(|d| d.vtable).filter(|&v| v != 0);
        let info = &mut self.ptrs[b.index()];
        info.nonnull = true;
        info.fresh = true;
        info.class = class;
        if matches!(op.opnum, Opnum::NewArray | Opnum::NewArrayClear | Opnum::Newstr | Opnum::Newunicode) {
            info.length = op.args.first().copied();
        }
    }

    /// A value is within a bound, and so is what it was computed from.
    pub(crate) fn narrow(&mut self, x: Arg, bound: IntBound) -> Res<()> {
        self.narrow_steps(x, bound, BACKWARD_STEPS)
    }

    fn narrow_steps(&mut self, x: Arg, bound: IntBound, steps: u32) -> Res<()> {
        let x = self.resolve(x);
        let old = self.bound(x);
        let new = old.intersect(&bound).ok_or(OptError::InvalidLoop("an integer without a possible value"))?;
        let Arg::Box(b) = x else { return Ok(()) };
        if new == old {
            return Ok(());
        }
        self.bounds[b.index()] = new;
        let def = self.def(x).cloned();
        if let Some(n) = new.as_const() {
            self.replace(b, Arg::Int(n));
        }
        let Some(def) = def.filter(|d| steps > 0 && d.args.len() == 2) else { return Ok(()) };
        self.used_definition(Arg::Box(b));
        let (p, q) = (def.arg(0), def.arg(1));
        match def.opnum {
            Opnum::IntAdd | Opnum::IntAddOvf => {
                rule!("bounds.back_to_sum");
                let (bp, bq) = (self.bound(p), self.bound(q));
                self.narrow_steps(p, new.sub(&bq), steps - 1)?;
                self.narrow_steps(q, new.sub(&bp), steps - 1)
            }
            Opnum::IntSub | Opnum::IntSubOvf => {
                rule!("bounds.back_to_difference");
                let (bp, bq) = (self.bound(p), self.bound(q));
                self.narrow_steps(p, new.add(&bq), steps - 1)?;
                self.narrow_steps(q, bp.sub(&new), steps - 1)
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn narrow_nonzero(&mut self, x: Arg) -> Res<()> {
        self.narrow_not(x, 0)
    }

    fn narrow_not(&mut self, x: Arg, n: i64) -> Res<()> {
        rule!("bounds.not_equal");
        let bound = self.bound(x);
        if bound.as_const() == Some(n) {
            Err(OptError::InvalidLoop("an integer without a possible value"))
        } else if bound.lower == n {
            self.narrow(x, IntBound::range(n + 1, bound.upper))
        } else if bound.upper == n {
            self.narrow(x, IntBound::range(bound.lower, n - 1))
        } else {
            Ok(())
        }
    }

    fn narrow_le(&mut self, x: Arg, y: Arg, strict: bool) -> Res<()> {
        rule!("bounds.less");
        let (bx, by) = (self.bound(x), self.bound(y));
        let d = i64::from(strict);
        let wrong = OptError::InvalidLoop("a comparison that cannot hold");
        let (Some(top), Some(bottom)) = (by.upper.checked_sub(d), bx.lower.checked_add(d)) else { return Err(wrong) };
        self.narrow(x, IntBound::range(i64::MIN, top))?;
        self.narrow(y, IntBound::range(bottom, i64::MAX))
    }

    /// `x < y` (or `x <= y`) unsigned: with a known non-negative right side, the left side is not negative either.
    fn narrow_uint_le(&mut self, x: Arg, y: Arg, strict: bool) -> Res<()> {
        if self.bound(y).nonnegative() {
            rule!("bounds.less_unsigned");
            self.narrow(x, IntBound::range(0, i64::MAX))?;
            self.narrow_le(x, y, strict)?;
        }
        Ok(())
    }

    /// A comparison (or test) had this result.
    pub(crate) fn assume_comparison(&mut self, def: &Op, truth: bool) -> Res<()> {
        use Opnum::*;
        let Some(&x) = def.args.first() else { return Ok(()) };
        match def.opnum {
            PtrEq | PtrNe | InstancePtrEq | InstancePtrNe => {
                let equal = matches!(def.opnum, PtrEq | InstancePtrEq) == truth;
                let (a, b) = (self.resolve(x), self.resolve(def.arg(1)));
                for (p, q) in [(a, b), (b, a)] {
                    match (p, equal) {
                        (Arg::Box(p), true) if q == Arg::NULL => {
                            rule!("bounds.is_null");
                            self.replace(p, q);
                        }
                        (_, false) if q == Arg::NULL => {
                            rule!("bounds.is_not_null");
                            self.make_nonnull(p);
                        }
                        _ => {}
                    }
                }
                return Ok(());
            }
            _ if !self.passes.intbounds => return Ok(()),
            IntIsTrue | IntIsZero => {
                rule!("bounds.truth");
                return if (def.opnum == IntIsTrue) == truth {
                    self.narrow_not(x, 0)
                } else {
                    self.narrow(x, IntBound::constant(0))
                };
            }
            _ => {}
        }
        let Some(&y) = def.args.get(1) else { return Ok(()) };
        let opnum = if truth { Some(def.opnum) } else { def.opnum.inverse() };
        match opnum {
            Some(IntLt) => self.narrow_le(x, y, true),
            Some(IntLe) => self.narrow_le(x, y, false),
            Some(IntGt) => self.narrow_le(y, x, true),
            Some(IntGe) => self.narrow_le(y, x, false),
            Some(UintLt) => self.narrow_uint_le(x, y, true),
            Some(UintLe) => self.narrow_uint_le(x, y, false),
            Some(UintGt) => self.narrow_uint_le(y, x, true),
            Some(UintGe) => self.narrow_uint_le(y, x, false),
            Some(IntEq) => {
                rule!("bounds.equal");
                let (bx, by) = (self.bound(x), self.bound(y));
                self.narrow(x, by)?;
                self.narrow(y, bx)
            }
            Some(IntNe) => {
                if let Some(n) = self.bound(y).as_const() {
                    self.narrow_not(x, n)?;
                }
                match self.bound(x).as_const() {
                    Some(n) => self.narrow_not(y, n),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}

/// The signed comparison that answers the same for operands that are not negative.
fn signed_comparison(opnum: Opnum) -> Option<Opnum> {
    match opnum {
        Opnum::UintLt => Some(Opnum::IntLt),
        Opnum::UintLe => Some(Opnum::IntLe),
        Opnum::UintGt => Some(Opnum::IntGt),
        Opnum::UintGe => Some(Opnum::IntGe),
        _ => None,
    }
}

/// The integers that fit a field or an item.
fn of_place(size: u32, kind: FieldKind) -> IntBound {
    match (kind, size) {
        (FieldKind::Signed, 1 | 2 | 4) => {
            let half = 1i64 << (8 * size - 1);
            IntBound::range(-half, half - 1)
        }
        (FieldKind::Unsigned, 1 | 2 | 4) => IntBound::range(0, (1 << (8 * size)) - 1),
        _ => IntBound::ANY,
    }
}

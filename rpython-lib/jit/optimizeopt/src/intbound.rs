//! The domain of integer facts: a signed interval together with known bits.

/// Values `x` with `lower <= x <= upper` and `x & !mask == value`. Bits of `mask` are unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IntBound {
    pub lower: i64,
    pub upper: i64,
    value: u64,
    mask: u64,
}

const SIGN: u64 = 1 << 63;

impl IntBound {
    /// Any integer.
    pub const ANY: IntBound = IntBound { lower: i64::MIN, upper: i64::MAX, value: 0, mask: u64::MAX };

    pub fn constant(n: i64) -> IntBound {
        IntBound { lower: n, upper: n, value: n as u64, mask: 0 }
    }

    /// The interval, which must not be empty.
    pub fn range(lower: i64, upper: i64) -> IntBound {
        let mut b = IntBound { lower, upper, ..IntBound::ANY };
        b.shrink();
        b
    }

    /// 0 or 1.
    pub fn bool() -> IntBound {
        IntBound::range(0, 1)
    }

    fn bits(value: u64, mask: u64) -> IntBound {
        let mut b = IntBound { value: value & !mask, mask, ..IntBound::ANY };
        b.shrink();
        b
    }

    /// The only value, if there is only one.
    pub fn as_const(&self) -> Option<i64> {
        (self.lower == self.upper).then_some(self.lower)
    }

    pub fn contains(&self, n: i64) -> bool {
        self.lower <= n && n <= self.upper && n as u64 & !self.mask == self.value
    }

    pub fn nonnegative(&self) -> bool {
        self.lower >= 0
    }

    pub fn is_bool(&self) -> bool {
        self.lower >= 0 && self.upper <= 1
    }

    /// The bits that may be set.
    pub fn may_be_set(&self) -> u64 {
        self.value | self.mask
    }

    /// The bits that are certainly set.
    pub fn known_set(&self) -> u64 {
        self.value
    }

    /// Makes interval and bits agree. False when no value is left.
    fn shrink(&mut self) -> bool {
        for _ in 0..2 {
            if self.lower > self.upper {
                return false;
            }
            let differing = (self.lower ^ self.upper) as u64;
            let free = if differing == 0 { 0 } else { u64::MAX >> differing.leading_zeros() };
            let prefix = self.lower as u64 & !free;
            if (prefix ^ self.value) & !free & !self.mask != 0 {
                return false;
            }
            self.value |= prefix;
            self.mask &= free;
            let (min, max) = if self.mask & SIGN != 0 {
                (self.value | SIGN, self.value | (self.mask & !SIGN))
            } else {
                (self.value, self.value | self.mask)
            };
            self.lower = self.lower.max(min as i64);
            self.upper = self.upper.min(max as i64);
        }
        self.lower <= self.upper
    }

    /// Keeps the values in both. `None` when there are none.
    #[must_use]
    pub fn intersect(&self, other: &IntBound) -> Option<IntBound> {
        if (self.value ^ other.value) & !self.mask & !other.mask != 0 {
            return None;
        }
        let mut b = IntBound {
            lower: self.lower.max(other.lower),
            upper: self.upper.min(other.upper),
            value: self.value | other.value,
            mask: self.mask & other.mask,
        };
        b.shrink().then_some(b)
    }

    /// Holds every value of both.
    pub fn union(&self, other: &IntBound) -> IntBound {
        let mask = self.mask | other.mask | (self.value ^ other.value);
        let mut b = IntBound {
            lower: self.lower.min(other.lower),
            upper: self.upper.max(other.upper),
            value: self.value & !mask,
            mask,
        };
        b.shrink();
        b
    }

    /// From exact results of the four corners.
    fn corners(c: [i128; 4]) -> Option<(i64, i64)> {
        let (min, max) = (c.iter().min()?, c.iter().max()?);
        Some((i64::try_from(*min).ok()?, i64::try_from(*max).ok()?))
    }

    fn pairs(&self, o: &IntBound, f: impl Fn(i128, i128) -> i128) -> Option<(i64, i64)> {
        let (a, b) = ([self.lower.into(), self.upper.into()], [o.lower.into(), o.upper.into()]);
        IntBound::corners([f(a[0], b[0]), f(a[0], b[1]), f(a[1], b[0]), f(a[1], b[1])])
    }

    fn with_bits(range: Option<(i64, i64)>, bits: IntBound) -> IntBound {
        match range {
            Some((lower, upper)) => IntBound::range(lower, upper).intersect(&bits).unwrap_or(bits),
            None => bits,
        }
    }

    pub fn add(&self, o: &IntBound) -> IntBound {
        let sv = self.value.wrapping_add(o.value);
        let sigma = self.mask.wrapping_add(o.mask).wrapping_add(sv);
        let mask = (sigma ^ sv) | self.mask | o.mask;
        IntBound::with_bits(self.add_range(o), IntBound::bits(sv, mask))
    }

    fn add_range(&self, o: &IntBound) -> Option<(i64, i64)> {
        self.pairs(o, |a, b| a + b)
    }

    pub fn sub(&self, o: &IntBound) -> IntBound {
        let dv = self.value.wrapping_sub(o.value);
        let mask = (dv.wrapping_add(self.mask) ^ dv.wrapping_sub(o.mask)) | self.mask | o.mask;
        IntBound::with_bits(self.pairs(o, |a, b| a - b), IntBound::bits(dv, mask))
    }

    pub fn mul(&self, o: &IntBound) -> IntBound {
        let zeros = (self.value | self.mask).trailing_zeros() + (o.value | o.mask).trailing_zeros();
        let mask = if zeros >= 64 { 0 } else { u64::MAX << zeros };
        IntBound::with_bits(self.pairs(o, |a, b| a * b), IntBound::bits(0, mask))
    }

    /// Can the sum leave the range of integers?
    pub fn add_cannot_overflow(&self, o: &IntBound) -> bool {
        self.add_range(o).is_some()
    }

    pub fn sub_cannot_overflow(&self, o: &IntBound) -> bool {
        self.pairs(o, |a, b| a - b).is_some()
    }

    pub fn mul_cannot_overflow(&self, o: &IntBound) -> bool {
        self.pairs(o, |a, b| a * b).is_some()
    }

    /// The result of an overflow-checked operation when it did not overflow: the exact interval, cut.
    pub fn no_overflow(&self, o: &IntBound, f: impl Fn(i128, i128) -> i128) -> IntBound {
        let (a, b): ([i128; 2], [i128; 2]) = ([self.lower.into(), self.upper.into()], [o.lower.into(), o.upper.into()]);
        let c = [f(a[0], b[0]), f(a[0], b[1]), f(a[1], b[0]), f(a[1], b[1])];
        let cut = |x: i128| x.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
        let (min, max) = (c.iter().copied().min().map_or(i64::MIN, cut), c.iter().copied().max().map_or(i64::MAX, cut));
        IntBound::range(min, max)
    }

    pub fn and(&self, o: &IntBound) -> IntBound {
        let value = self.value & o.value;
        let may = self.may_be_set() & o.may_be_set();
        let mut b = IntBound::bits(value, may & !value);
        let top = match (self.nonnegative(), o.nonnegative()) {
            (true, true) => self.upper.min(o.upper),
            (true, false) => self.upper,
            (false, true) => o.upper,
            (false, false) => return b,
        };
        b.upper = b.upper.min(top);
        b.shrink();
        b
    }

    pub fn or(&self, o: &IntBound) -> IntBound {
        let value = self.value | o.value;
        let may = self.may_be_set() | o.may_be_set();
        IntBound::bits(value, may & !value)
    }

    pub fn xor(&self, o: &IntBound) -> IntBound {
        IntBound::bits(self.value ^ o.value, self.mask | o.mask)
    }

    pub fn invert(&self) -> IntBound {
        let mut b =
            IntBound { lower: !self.upper, upper: !self.lower, value: !self.value & !self.mask, mask: self.mask };
        b.shrink();
        b
    }

    pub fn neg(&self) -> IntBound {
        IntBound::constant(0).sub(self)
    }

    pub fn lshift(&self, o: &IntBound) -> IntBound {
        match o.as_const() {
            Some(n @ 0..=63) => {
                let exact = self.pairs(&IntBound::constant(0), |a, _| a << n);
                IntBound::with_bits(exact, IntBound::bits(self.value << n, self.mask << n))
            }
            _ => IntBound::ANY,
        }
    }

    pub fn rshift(&self, o: &IntBound) -> IntBound {
        match o.as_const() {
            Some(n @ 0..=63) => {
                let (value, mask) = ((self.value as i64 >> n) as u64, (self.mask as i64 >> n) as u64);
                IntBound::with_bits(Some((self.lower >> n, self.upper >> n)), IntBound::bits(value & !mask, mask))
            }
            // Towards 0 or -1 by an unknown amount.
            _ => IntBound::range(self.lower.min(0), self.upper.max(-1)),
        }
    }

    pub fn uint_rshift(&self, o: &IntBound) -> IntBound {
        match o.as_const() {
            Some(n @ 0..=63) => IntBound::bits(self.value >> n, self.mask >> n),
            _ if self.nonnegative() => IntBound::range(0, self.upper),
            _ => IntBound::ANY,
        }
    }

    /// Rounded down.
    pub fn py_div(&self, o: &IntBound) -> IntBound {
        if o.contains(0) || (self.lower == i64::MIN && o.contains(-1)) || (o.lower < 0 && o.upper > 0) {
            return IntBound::ANY;
        }
        match self.pairs(o, |a, b| a.div_euclid(b) - i128::from(b < 0 && a.rem_euclid(b) != 0)) {
            Some((lower, upper)) => IntBound::range(lower, upper),
            None => IntBound::ANY,
        }
    }

    /// Has the sign of the divisor.
    pub fn py_mod(&self, o: &IntBound) -> IntBound {
        if o.lower > 0 {
            IntBound::range(0, o.upper - 1)
        } else if o.upper < 0 && o.lower > i64::MIN {
            IntBound::range(o.lower + 1, 0)
        } else {
            IntBound::ANY
        }
    }

    /// Is every value of this below every value of the other (or never)?
    pub fn lt(&self, o: &IntBound) -> Option<bool> {
        if self.upper < o.lower {
            Some(true)
        } else if self.lower >= o.upper {
            Some(false)
        } else {
            None
        }
    }

    pub fn eq(&self, o: &IntBound) -> Option<bool> {
        match (self.as_const(), o.as_const()) {
            (Some(a), Some(b)) => Some(a == b),
            _ if self.intersect(o).is_none() => Some(false),
            _ => None,
        }
    }

    /// Unsigned less-than, known when both are of one sign.
    pub fn uint_lt(&self, o: &IntBound) -> Option<bool> {
        let sign = |b: &IntBound| if b.lower >= 0 { Some(false) } else { (b.upper < 0).then_some(true) };
        match (sign(self)?, sign(o)?) {
            (false, true) => Some(true),
            (true, false) => Some(false),
            _ => self.lt(o),
        }
    }

    /// For a loop-carried value: bounds that a few more iterations would not break are kept, others go.
    pub fn widen(&self) -> IntBound {
        let keep = |n: i64| n.unsigned_abs() < 1 << 62;
        IntBound::range(
            if keep(self.lower) { self.lower } else { i64::MIN },
            if keep(self.upper) { self.upper } else { i64::MAX },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jit_trace::interp::fold;
    use jit_trace::{Opnum, Value};

    type Binary = fn(&IntBound, &IntBound) -> IntBound;

    fn samples() -> Vec<(IntBound, Vec<i64>)> {
        let edges = [i64::MIN, i64::MIN + 1, -9, -8, -3, -1, 0, 1, 2, 5, 7, 8, 63, 64, i64::MAX - 1, i64::MAX];
        let mut bounds = vec![IntBound::ANY, IntBound::bool(), IntBound::bits(4, 3), IntBound::bits(1, !3)];
        for &a in &edges {
            for &b in &edges {
                if a <= b {
                    bounds.push(IntBound::range(a, b));
                }
            }
        }
        let members = |b: &IntBound| edges.iter().copied().filter(|&n| b.contains(n)).collect();
        bounds.into_iter().map(|b| (b, members(&b))).collect()
    }

    #[test]
    fn transfer_functions_hold_every_result() {
        let table: [(Opnum, Binary); 11] = [
            (Opnum::IntAdd, IntBound::add),
            (Opnum::IntSub, IntBound::sub),
            (Opnum::IntMul, IntBound::mul),
            (Opnum::IntAnd, IntBound::and),
            (Opnum::IntOr, IntBound::or),
            (Opnum::IntXor, IntBound::xor),
            (Opnum::IntLshift, IntBound::lshift),
            (Opnum::IntRshift, IntBound::rshift),
            (Opnum::UintRshift, IntBound::uint_rshift),
            (Opnum::IntPyDiv, IntBound::py_div),
            (Opnum::IntPyMod, IntBound::py_mod),
        ];
        let samples = samples();
        for (op, f) in table {
            for (a, xs) in &samples {
                for (b, ys) in &samples {
                    let result = f(a, b);
                    for &x in xs {
                        for &y in ys {
                            if let Ok(Value::Int(n)) = fold(op, &[Value::Int(x), Value::Int(y)]) {
                                assert!(result.contains(n), "{} {x} {y} {a:?} {b:?} {result:?}", op.name());
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn meets_and_joins() {
        let samples = samples();
        for (a, xs) in &samples {
            assert!(xs.iter().all(|&x| a.neg().contains(x.wrapping_neg()) && a.invert().contains(!x)));
            for (b, ys) in &samples {
                let meet = a.intersect(b);
                assert!(xs.iter().filter(|x| ys.contains(x)).all(|&x| meet.is_some_and(|m| m.contains(x))));
                assert!(xs.iter().chain(ys).all(|&x| a.union(b).contains(x)));
                for (&x, &y) in xs.iter().zip(ys) {
                    assert!(a.lt(b).is_none_or(|r| r == (x < y)));
                    assert!(a.eq(b).is_none_or(|r| r == (x == y)));
                    assert!(a.uint_lt(b).is_none_or(|r| r == ((x as u64) < y as u64)));
                }
            }
        }
    }

    #[test]
    fn bits_and_interval_sharpen_each_other() {
        assert_eq!(IntBound::range(0, 255).and(&IntBound::constant(7)).upper, 7);
        assert_eq!(IntBound::ANY.and(&IntBound::constant(1)).eq(&IntBound::constant(2)), Some(false));
        assert_eq!(IntBound::ANY.lshift(&IntBound::constant(4)).and(&IntBound::constant(15)).as_const(), Some(0));
    }
}

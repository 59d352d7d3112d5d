//! Cheaper operations for expensive ones: division by constants, copies of a few items.

use abi::rule;
use jit_trace::{Arg, OopSpec, Op, Opnum};

use crate::optimizer::{Next, Optimizer, Res};

/// So many items are copied one by one.
const SHORT_COPY: i64 = 8;
/// So many if one side is not allocated.
const VIRTUAL_COPY: i64 = 64;

/// For a divisor `c >= 3`: `m` and `s` with `n / c == (n * m) >> 64 >> s` for all `0 <= n < 2**63` (Granlund and
/// Montgomery, "Division by invariant integers using multiplication", theorem 4.2 with N = 63).
fn magic(c: i64) -> (i64, i64) {
    let l = 64 - (c as u64 - 1).leading_zeros();
    let m = ((1u128 << (63 + l)).div_ceil(c as u128)) as u64;
    (m as i64, i64::from(l) - 1)
}

impl Optimizer<'_> {
    /// Division rounding down, and its remainder, by a positive constant.
    pub(crate) fn divide(&mut self, op: &Op) -> Res<Next> {
        let (x, Arg::Int(c @ 3..)) = (op.arg(0), op.arg(1)) else { return Ok(Next::Go) };
        if c & (c - 1) == 0 {
            return Ok(Next::Go);
        }
        let (m, s) = magic(c);
        let new = |o: &mut Self, opnum, a, b| o.send_new(opnum, &[a, b], None);
        rule!("strength.divide");
        // A negative dividend: x // c == ~(~x // c).
        let sign = match self.bound(x).nonnegative() {
            true => Arg::Int(0),
            false => new(self, Opnum::IntRshift, x, Arg::Int(63))?,
        };
        let positive = if sign == Arg::Int(0) { x } else { new(self, Opnum::IntXor, x, sign)? };
        let high = new(self, Opnum::UintMulHigh, positive, Arg::Int(m))?;
        let shifted = new(self, Opnum::UintRshift, high, Arg::Int(s))?;
        let quotient = if sign == Arg::Int(0) { shifted } else { new(self, Opnum::IntXor, shifted, sign)? };
        if op.opnum == Opnum::IntPyDiv {
            return Ok(self.replace_result(op, quotient));
        }
        rule!("strength.modulo");
        let product = new(self, Opnum::IntMul, quotient, Arg::Int(c))?;
        let rest = new(self, Opnum::IntSub, x, product)?;
        if let (Arg::Box(b), true) = (rest, self.passes.intbounds) {
            let range = crate::IntBound::range(0, c - 1);
            if let Some(bound) = self.bounds[b.index()].intersect(&range) {
                self.bounds[b.index()] = bound;
            }
        }
        Ok(self.replace_result(op, rest))
    }

    /// A copy of a constant number of items: source, destination, their starts, count.
    pub(crate) fn copy_items(&mut self, op: &Op) -> Res<Next> {
        let descrs = self.descrs;
        let Some(effect) = op.descr.and_then(|d| descrs.call(d)).map(|d| &d.effect) else { return Ok(Next::Go) };
        let &[_, from, to, Arg::Int(start), Arg::Int(at), Arg::Int(n)] = op.args.as_slice() else {
            return Ok(Next::Go);
        };
        if effect.oopspec != OopSpec::Arraycopy || start < 0 || at < 0 || n < 0 {
            return Ok(Next::Go);
        }
        if n == 0 {
            rule!("strength.copy_nothing");
            return Ok(Next::Done);
        }
        let Some(&[array]) = effect.writes.as_deref() else { return Ok(Next::Go) };
        let Some(kind) = descrs.array(array).and_then(|a| a.kind.kind()) else { return Ok(Next::Go) };
        let virtual_ = self.as_virtual(from).is_some() || self.as_virtual(to).is_some();
        if n > if virtual_ { VIRTUAL_COPY } else { SHORT_COPY } {
            return Ok(Next::Go);
        }
        rule!("strength.copy_items");
        let mut values = Vec::new();
        for i in 0..n {
            let opnum = Opnum::getarrayitem_gc(kind);
            values.push(self.send_new(opnum, &[from, Arg::Int(start + i)], Some(array))?);
        }
        for (i, v) in (0..).zip(values) {
            self.send(Op::new(Opnum::SetarrayitemGc, &[to, Arg::Int(at + i), v], None, Some(array)))?;
        }
        Ok(Next::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_by_multiplication() {
        let edges = [0, 1, 2, 3, 6, 7, 9, 10, 100, 1 << 32, (1 << 62) + 1, i64::MAX - 1, i64::MAX];
        for c in edges.into_iter().chain(3..2000).filter(|&c| c >= 3 && c & (c - 1) != 0) {
            let (m, s) = magic(c);
            let around = [c - 1, c, c + 1, c * (i64::MAX / c) - 1, c * (i64::MAX / c)].map(|n| n & i64::MAX);
            for n in edges.into_iter().chain(around) {
                let high = ((n as u128 * m as u64 as u128) >> 64) as u64;
                assert_eq!(high >> s, (n / c) as u64, "{n} / {c}");
            }
        }
    }
}

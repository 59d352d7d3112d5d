//! Pure: an operation computed before, with the same operands, is not computed again; elidable calls too.

use abi::rule;
use jit_trace::{Arg, BoxId, DescrId, Op, Opnum};
use smallvec::SmallVec;

use crate::hash::FastMap;
use crate::optimizer::{Next, Optimizer, Res};
use crate::target::Use;

type Key = (Opnum, SmallVec<[Arg; 3]>, Option<DescrId>);

/// Results known since the last label.
#[derive(Clone, Debug, Default)]
pub(crate) struct PureCache {
    known: FastMap<Key, BoxId>,
}

impl Optimizer<'_> {
    fn pure_key(&self, opnum: Opnum, args: &[Arg], descr: Option<DescrId>) -> Key {
        let mut args: SmallVec<[Arg; 3]> = args.iter().map(|&a| self.resolve(a)).collect();
        if opnum.is_commutative() && args.len() == 2 && args[1] < args[0] {
            args.swap(0, 1);
        }
        (opnum, args, descr)
    }

    pub(crate) fn pure_known(&mut self, opnum: Opnum, args: &[Arg], descr: Option<DescrId>) -> Option<Arg> {
        let key = self.pure_key(opnum, args, descr);
        let &value = self.pure_cache.known.get(&key)?;
        if self.of_preamble(value) {
            self.used(Use::Computed { opnum, args: key.1, descr, result: value });
        }
        Some(self.resolve(value.into()))
    }

    fn pure_record(&mut self, opnum: Opnum, args: &[Arg], descr: Option<DescrId>, value: BoxId) {
        let key = self.pure_key(opnum, args, descr);
        self.pure_cache.known.insert(key, value);
    }

    pub(crate) fn pure_pass(&mut self, op: &mut Op) -> Res<Next> {
        use Opnum::*;
        let call = matches!(
            op.opnum,
            CallPureI | CallPureR | CallPureF | CallLoopinvariantI | CallLoopinvariantR | CallLoopinvariantF
        );
        let raw = matches!(op.opnum, GetfieldRawI | GetfieldRawR | GetfieldRawF)
            && op.descr.is_some_and(|d| self.is_immutable(d));
        if let (true, Arg::Int(address), Some(descr)) = (raw, op.args.first().copied().unwrap_or(Arg::NULL), op.descr) {
            if let Some(value) = self.oracle.raw_field(address, descr) {
                rule!("pure.raw_field");
                return Ok(self.replace_result(op, value));
            }
        }
        let constant_memory = raw || matches!(op.opnum, ArraylenGc | Strlen | Unicodelen);
        if !op.opnum.is_pure() && !constant_memory && !call && !op.opnum.is_ovf() {
            return Ok(Next::Go);
        }
        if let Some(folded) = self.fold_args(op.opnum, &op.args) {
            rule!("pure.fold");
            return Ok(self.replace_result(op, folded));
        }
        if call && op.args.iter().all(|a| a.is_const()) {
            if let Some(value) = op.descr.and_then(|d| self.oracle.call_pure(&op.args, d)) {
                rule!("pure.call_result");
                self.call_gone = true;
                return Ok(self.replace_result(op, value));
            }
        }
        if let Some(known) = self.pure_known(op.opnum, &op.args, op.descr) {
            rule!("pure.known");
            self.call_gone |= call;
            self.ovf_gone |= op.opnum.is_ovf();
            return Ok(self.replace_result(op, known));
        }
        if let (Some(inverse), true) = (op.opnum.inverse(), op.opnum.is_bool()) {
            if let Some(Arg::Int(n)) = self.pure_known(inverse, &op.args, None) {
                rule!("pure.inverse");
                return Ok(self.replace_result(op, Arg::Int(1 - n)));
            }
        }
        // An overflow-checked operation is recorded by its guard, a call that may raise by its own.
        let raises = op.descr.and_then(|d| self.descrs.call(d)).is_some_and(|d| d.effect.can_raise());
        if let Some(b) = op.result.filter(|_| !(op.opnum.is_ovf() || call && raises)) {
            self.pure_record(op.opnum, &op.args.clone(), op.descr, b);
            if let (Some(reflex), &[x, y]) = (op.opnum.reflex(), op.args.as_slice()) {
                rule!("pure.reflex");
                self.pure_record(reflex, &[y, x], None, b);
            }
        }
        Ok(Next::Go)
    }

    /// The last operation went well: its guard holds, its result may be reused.
    pub(crate) fn pure_confirmed(&mut self, op: &Op, args: &[Arg]) {
        if self.passes.pure_ {
            if let Some(b) = op.result {
                rule!("pure.confirmed");
                self.pure_record(op.opnum, args, op.descr, b);
            }
        }
    }
}

//! Guards: those that must hold are dropped, the others teach what holds after them.

use abi::rule;
use jit_trace::{Arg, Fact, Op, Opnum};

use crate::emit::ExitIn;
use crate::intbound::IntBound;
use crate::optimizer::{OptError, Optimizer, Res};

/// What is known of a guard's condition.
enum Known {
    Holds,
    Fails(&'static str),
    Open,
}

impl Optimizer<'_> {
    pub(crate) fn guard(&mut self, mut op: Op, exit: ExitIn<'_>) -> Res<()> {
        for i in 0..op.args.len() {
            op.args[i] = self.resolve(op.args[i]);
        }
        self.simplify_guard(&mut op);
        self.compare_again(&mut op);
        match self.guard_known(&op) {
            Known::Holds => {
                rule!("guards.holds", op.opnum.name());
                return Ok(());
            }
            Known::Fails(why) => {
                rule!("guards.fails", op.opnum.name());
                return Err(OptError::InvalidLoop(why));
            }
            Known::Open => {}
        }
        if self.passes.rewrite && self.strengthen(&op) {
            return self.after_guard(&op);
        }
        let position = self.emit_guard(op.clone(), exit)?;
        if let (Opnum::GuardNonnull, Some(Arg::Box(b))) = (op.opnum, op.args.first()) {
            self.ptrs[b.index()].nonnull_guard = Some(position);
        }
        match op.opnum {
            Opnum::GuardNoOverflow => {
                let before = position.checked_sub(1).and_then(|i| self.out.ops.get(i));
                if let Some(ovf) = before.filter(|o| o.opnum.is_ovf()).cloned() {
                    self.pure_confirmed(&ovf, &ovf.args);
                }
            }
            Opnum::GuardNoException => {
                if let Some(call) = self.last_pure_call.take() {
                    self.pure_confirmed(&call, &call.args);
                }
            }
            _ => {}
        }
        self.after_guard(&op)
    }

    /// A guard on a boolean's value is a guard on its truth.
    fn simplify_guard(&mut self, op: &mut Op) {
        if op.opnum == Opnum::GuardValue {
            if let (x, Arg::Int(n @ 0..=1)) = (op.arg(0), op.arg(1)) {
                if self.bound(x).is_bool() {
                    rule!("guards.boolean");
                    op.opnum = if n == 1 { Opnum::GuardTrue } else { Opnum::GuardFalse };
                    op.args.truncate(1);
                }
            }
        }
    }

    /// What was learned since a comparison was emitted may decide it.
    fn compare_again(&mut self, op: &mut Op) {
        let (Opnum::GuardTrue | Opnum::GuardFalse, Some(&Arg::Box(b))) = (op.opnum, op.args.first()) else { return };
        let Some(mut def) = self.def(Arg::Box(b)).filter(|d| d.opnum.is_bool()).cloned() else { return };
        if !self.passes.intbounds {
            return;
        }
        def.args.iter_mut().for_each(|a| *a = self.resolve(*a));
        if let Some(n) = self.transfer(&def).and_then(|bound| bound.as_const()) {
            rule!("guards.compare_again");
            self.used_definition(Arg::Box(b));
            self.replace(b, Arg::Int(n));
            op.args[0] = Arg::Int(n);
        }
    }

    fn guard_known(&self, op: &Op) -> Known {
        use Opnum::*;
        let truth = |x: Arg| {
            let bound = self.bound(x);
            match bound.as_const() {
                Some(n) => Some(n != 0),
                None => (!bound.contains(0)).then_some(true),
            }
        };
        let null = |x: Arg| if x == Arg::NULL { Some(true) } else { self.is_nonnull(x).then_some(false) };
        let decided = |known: Option<bool>, wanted: bool, why| match known {
            Some(k) if k == wanted => Known::Holds,
            Some(_) => Known::Fails(why),
            None => Known::Open,
        };
        match op.opnum {
            GuardTrue => decided(truth(op.arg(0)), true, "guard_true of a false value"),
            GuardFalse => decided(truth(op.arg(0)), false, "guard_false of a true value"),
            GuardNonnull => decided(null(op.arg(0)), false, "guard_nonnull of null"),
            GuardIsnull => decided(null(op.arg(0)), true, "guard_isnull of an object"),
            GuardClass | GuardNonnullClass => match (self.class_of(op.arg(0)), op.arg(1)) {
                (Some(class), Arg::Int(wanted)) => decided(Some(class == wanted), true, "guard_class of another class"),
                _ if op.arg(0) == Arg::NULL => Known::Fails("guard_class of null"),
                _ => Known::Open,
            },
            GuardValue => match (op.arg(0), op.arg(1)) {
                (a, b) if a == b => Known::Holds,
                (Arg::Ptr(p), Arg::Ptr(q)) => {
                    decided(self.oracle.same_object(p, q), true, "guard_value of another object")
                }
                (a, Arg::NULL) if self.is_nonnull(a) => Known::Fails("guard_value of an object: null"),
                // What is read from the constant later must be there.
                (a, b @ Arg::Ptr(_)) if self.classes_differ(a, b) => Known::Fails("guard_value of another class"),
                (a, Arg::Int(n)) => match self.bound(a).contains(n) {
                    true => Known::Open,
                    false => Known::Fails("guard_value of another integer"),
                },
                (Arg::Float(_), Arg::Float(_)) => Known::Fails("guard_value of another float"),
                _ => Known::Open,
            },
            GuardIsObject => decided(self.class_of(op.arg(0)).map(|_| true), true, ""),
            GuardNoOverflow if self.ovf_gone => Known::Holds,
            GuardOverflow if self.ovf_gone => Known::Fails("guard_overflow of what cannot overflow"),
            GuardNoException if self.call_gone => Known::Holds,
            GuardNotInvalidated if self.not_invalidated => Known::Holds,
            GuardFutureCondition => Known::Holds,
            _ => Known::Open,
        }
    }

    /// An earlier null check of the same object takes over the work of this guard.
    fn strengthen(&mut self, op: &Op) -> bool {
        let Some(Arg::Box(b)) = op.args.first().copied() else { return false };
        let Some(position) = self.ptrs[b.index()].nonnull_guard.filter(|n| *n >= self.settled) else { return false };
        let stronger = match op.opnum {
            Opnum::GuardClass | Opnum::GuardNonnullClass => Opnum::GuardNonnullClass,
            Opnum::GuardValue if self.ptrs[b.index()].class.is_none() => Opnum::GuardValue,
            _ => return false,
        };
        // A value that does not exist that early cannot be compared with.
        let (Some(&wanted), Some(old)) = (op.args.get(1), self.out.ops.get_mut(position)) else { return false };
        if old.opnum != Opnum::GuardNonnull || !wanted.is_const() {
            return false;
        }
        rule!("guards.strengthen", stronger.name());
        old.opnum = stronger;
        old.args.push(wanted);
        // That it fails does not say any more that the object is null.
        if let Some(exit) = old.exit.and_then(|e| self.out.exits.get_mut(e.0 as usize)) {
            exit.facts.retain(|fact| !matches!(fact, Fact::Null(x) if *x == b));
        }
        self.ptrs[b.index()].nonnull_guard = None;
        true
    }

    fn after_guard(&mut self, op: &Op) -> Res<()> {
        use Opnum::*;
        match (op.opnum, op.args.first().copied()) {
            (GuardTrue, Some(x)) => self.assume(x, true),
            (GuardFalse, Some(x)) => self.assume(x, false),
            (GuardNonnull, Some(x)) => {
                rule!("guards.nonnull");
                self.make_nonnull(x);
                Ok(())
            }
            (GuardIsnull, Some(Arg::Box(b))) => {
                rule!("guards.isnull");
                self.replace(b, Arg::NULL);
                Ok(())
            }
            (GuardClass | GuardNonnullClass, Some(x)) => {
                if let Arg::Int(class) = op.arg(1) {
                    rule!("guards.class");
                    self.make_class(x, class);
                }
                Ok(())
            }
            (GuardValue, Some(Arg::Box(b))) if op.arg(1).is_const() => {
                rule!("guards.value");
                if let (Arg::Int(n), true) = (op.arg(1), self.passes.intbounds) {
                    self.narrow(Arg::Box(b), IntBound::constant(n))?;
                }
                self.replace(b, op.arg(1));
                Ok(())
            }
            (GuardException, Some(class)) => {
                if let (Some(b), Arg::Int(class)) = (op.result, class) {
                    rule!("guards.exception");
                    self.make_class(Arg::Box(b), class);
                }
                Ok(())
            }
            (GuardNotInvalidated, _) => {
                rule!("guards.not_invalidated");
                // Without the heap pass nobody keeps track of what may invalidate.
                self.not_invalidated = self.passes.heap;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn make_nonnull(&mut self, x: Arg) {
        if let Arg::Box(b) = self.resolve(x) {
            self.ptrs[b.index()].nonnull = true;
        }
    }

    pub(crate) fn make_class(&mut self, x: Arg, class: i64) {
        if let Arg::Box(b) = self.resolve(x) {
            let info = &mut self.ptrs[b.index()];
            info.nonnull = true;
            info.class = Some(class);
        }
    }

    /// An integer was found true (not 0) or false (0).
    fn assume(&mut self, x: Arg, truth: bool) -> Res<()> {
        let Arg::Box(b) = self.resolve(x) else { return Ok(()) };
        self.used_definition(x);
        let def = self.def(x).cloned();
        let is_bool = self.bound(x).is_bool() || def.as_ref().is_some_and(|d| d.opnum.is_bool());
        if !truth || is_bool {
            rule!("guards.truth");
            self.replace(b, Arg::Int(truth.into()));
        } else if self.passes.intbounds {
            rule!("guards.nonzero");
            self.narrow_nonzero(x)?;
        }
        match def {
            // Both sides of a conjunction of truth values.
            Some(def) if def.opnum == Opnum::IntAnd && truth && is_bool => {
                rule!("guards.conjunction");
                for side in [def.arg(0), def.arg(1)] {
                    if self.bound(side).is_bool() {
                        self.assume(side, true)?;
                    }
                }
                Ok(())
            }
            Some(def) => self.assume_comparison(&def, truth),
            None => Ok(()),
        }
    }
}

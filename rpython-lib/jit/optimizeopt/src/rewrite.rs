//! Rewrite: the rule table, and what needs more than a rule.

use abi::rule;
use jit_trace::{Arg, Kind, OopSpec, Op, Opnum};

use crate::optimizer::{Next, Optimizer, Res};
use crate::rules::{rules, Term, MOST_NAMES};

impl Optimizer<'_> {
    pub(crate) fn rewrite(&mut self, op: &mut Op) -> Res<Next> {
        if op.opnum.is_pure() {
            if let Some(folded) = self.fold_args(op.opnum, &op.args) {
                rule!("rewrite.fold");
                return Ok(self.replace_result(op, folded));
            }
            self.constants_second(op);
            if self.apply_rules(op)? == Next::Done {
                return Ok(Next::Done);
            }
            return match op.opnum {
                Opnum::IntPyDiv | Opnum::IntPyMod => self.divide(op),
                _ => Ok(Next::Go),
            };
        }
        self.rewrite_special(op)
    }

    /// `1 < x` is `x > 1`.
    fn constants_second(&self, op: &mut Op) {
        let swapped = if op.opnum.is_commutative() { Some(op.opnum) } else { op.opnum.reflex() };
        if let (Some(swapped), &[a, b]) = (swapped, op.args.as_slice()) {
            if a.is_const() && !b.is_const() {
                rule!("rewrite.constants_second");
                op.opnum = swapped;
                op.args.swap(0, 1);
            }
        }
    }

    fn apply_rules(&mut self, op: &mut Op) -> Res<Next> {
        for rule in rules(op.opnum) {
            let mut values = [None; MOST_NAMES];
            let matches = rule.args.len() == op.args.len()
                && rule.args.iter().zip(&op.args).all(|(t, &a)| self.matches(t, a, &mut values))
                && rule.conditions.iter().all(|c| c.holds(&values));
            if matches {
                if self.preamble_boxes > 0 {
                    rule.args.iter().zip(op.args.clone()).for_each(|(t, a)| self.used_match(t, a));
                }
                let Some(value) = self.build(&rule.target, &values)? else { continue };
                rule!(rule.name);
                return Ok(self.replace_result(op, value));
            }
        }
        Ok(Next::Go)
    }

    fn matches(&self, term: &Term, arg: Arg, values: &mut [Option<Arg>]) -> bool {
        let arg = self.resolve(arg);
        match term {
            Term::Lit(lit) => arg == *lit,
            Term::Const(_) if !matches!(arg, Arg::Int(_)) => false,
            Term::Var(i) | Term::Const(i) => match values[*i] {
                Some(bound) => bound == arg,
                None => {
                    values[*i] = Some(arg);
                    true
                }
            },
            Term::Op(opnum, args) => match self.def(arg) {
                Some(def) if def.opnum == *opnum && def.args.len() == args.len() => {
                    args.iter().zip(&def.args).all(|(t, &a)| self.matches(t, a, values))
                }
                _ => false,
            },
            Term::Log(_) => false,
        }
    }

    /// A pattern matched: definitions of the preamble that it looked at are relied on.
    fn used_match(&mut self, term: &Term, arg: Arg) {
        let Term::Op(_, terms) = term else { return };
        let Some(args) = self.def(arg).map(|d| d.args.clone()) else { return };
        self.used_definition(arg);
        terms.iter().zip(args).for_each(|(t, a)| self.used_match(t, a));
    }

    fn build(&mut self, term: &Term, values: &[Option<Arg>]) -> Res<Option<Arg>> {
        Ok(match term {
            Term::Lit(lit) => Some(*lit),
            Term::Var(i) | Term::Const(i) => values[*i],
            Term::Log(inner) => match self.build(inner, values)? {
                Some(Arg::Int(n)) => Some(Arg::Int(n.trailing_zeros().into())),
                _ => None,
            },
            Term::Op(opnum, args) => {
                let mut built = Vec::new();
                for arg in args {
                    match self.build(arg, values)? {
                        Some(arg) => built.push(arg),
                        None => return Ok(None),
                    }
                }
                Some(self.send_new(*opnum, &built, None)?)
            }
        })
    }

    fn rewrite_special(&mut self, op: &mut Op) -> Res<Next> {
        use Opnum::*;
        match op.opnum {
            IntAddOvf | IntSubOvf if op.arg(1) == Arg::Int(0) => {
                rule!("rewrite.ovf_zero");
                self.ovf_gone = true;
                Ok(self.replace_result(op, op.arg(0)))
            }
            IntAddOvf if op.arg(0) == Arg::Int(0) => {
                rule!("rewrite.ovf_zero_first");
                self.ovf_gone = true;
                Ok(self.replace_result(op, op.arg(1)))
            }
            IntMulOvf if op.arg(1) == Arg::Int(1) => {
                rule!("rewrite.ovf_one");
                self.ovf_gone = true;
                Ok(self.replace_result(op, op.arg(0)))
            }
            IntSubOvf if op.arg(0) == op.arg(1) => {
                rule!("rewrite.ovf_self");
                self.ovf_gone = true;
                Ok(self.replace_result(op, Arg::Int(0)))
            }
            CondCallN => match op.arg(0) {
                Arg::Int(0) => {
                    rule!("rewrite.cond_call_never");
                    self.call_gone = true;
                    Ok(Next::Done)
                }
                Arg::Int(_) => self.unconditional(op),
                _ => Ok(Next::Go),
            },
            CondCallValueI | CondCallValueR => match op.arg(0) {
                Arg::Int(0) | Arg::NULL => self.unconditional(op),
                x if x.is_const() || (op.opnum == CondCallValueR && self.is_nonnull(x)) => {
                    rule!("rewrite.cond_value_known");
                    self.call_gone = true;
                    Ok(self.replace_result(op, x))
                }
                _ => Ok(Next::Go),
            },
            RecordExactClass => {
                if let Arg::Int(class) = op.arg(1) {
                    rule!("rewrite.record_exact_class");
                    self.make_class(op.arg(0), class);
                }
                Ok(Next::Done)
            }
            RecordExactValueI | RecordExactValueR => {
                if let (Arg::Box(b), true) = (op.arg(0), op.arg(1).is_const() && self.as_virtual(op.arg(0)).is_none()) {
                    rule!("rewrite.record_exact_value");
                    self.replace(b, op.arg(1));
                }
                Ok(Next::Done)
            }
            AssertNotNone => {
                rule!("rewrite.assert_not_none");
                self.make_nonnull(op.arg(0));
                Ok(Next::Done)
            }
            CallN => self.copy_items(op),
            CallPureI | CallI | CallPureF | CallF => self.known_function(op),
            _ => Ok(Next::Go),
        }
    }

    fn unconditional(&mut self, op: &mut Op) -> Res<Next> {
        rule!("rewrite.cond_call_always");
        op.opnum = Opnum::call(op.opnum.result());
        op.args.remove(0);
        Ok(Next::Go)
    }

    /// Calls of arithmetic helpers are operations.
    fn known_function(&mut self, op: &mut Op) -> Res<Next> {
        let oopspec = op.descr.and_then(|d| self.descrs.call(d)).map_or(OopSpec::None, |d| d.effect.oopspec);
        let nonzero = |x: Option<&Arg>| matches!(x, Some(Arg::Int(n)) if *n != 0);
        let opnum = match oopspec {
            OopSpec::IntPyDiv => Opnum::IntPyDiv,
            OopSpec::IntPyMod => Opnum::IntPyMod,
            OopSpec::IntUdiv => Opnum::UintFloordiv,
            OopSpec::IntUmod => Opnum::UintMod,
            OopSpec::MathSqrt if op.args.len() == 2 => {
                let positive = matches!(op.arg(1), Arg::Float(bits) if f64::from_bits(bits) >= 0.0);
                if op.opnum.result() == Some(Kind::Float) && positive {
                    rule!("rewrite.sqrt");
                    self.call_gone = true;
                    let value = self.send_new(Opnum::FloatSqrt, &op.args[1..2], None)?;
                    return Ok(self.replace_result(op, value));
                }
                return Ok(Next::Go);
            }
            _ => return Ok(Next::Go),
        };
        if op.args.len() != 3 || !nonzero(op.args.get(2)) {
            return Ok(Next::Go);
        }
        rule!("rewrite.known_function", opnum.name());
        let args = [op.arg(1), op.arg(2)];
        let value = self.send_new(opnum, &args, None)?;
        self.call_gone = true;
        Ok(self.replace_result(op, value))
    }
}

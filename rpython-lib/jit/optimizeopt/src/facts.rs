//! What is known at a guard goes with it to the bridge that may start there.

use abi::rule;
use jit_trace::{Arg, BoxId, Exit, Fact, Kind, Op, Opnum};

use crate::optimizer::Optimizer;

/// An exit carries at most so many facts.
const MOST_FACTS: usize = 64;

impl Optimizer<'_> {
    /// Adds what is known of the values of an exit when this guard failed.
    pub(crate) fn add_facts(&mut self, guard: &Op, exit: &mut Exit) {
        self.exit_number += 1;
        let number = self.exit_number;
        let mut facts = std::mem::take(&mut self.facts);
        facts.clear();
        let (seen, out, bounds, ptrs) = (&mut self.seen, &self.out, &self.bounds, &self.ptrs);
        exit.each_box(|b| {
            if std::mem::replace(&mut seen[b.index()], number) == number {
                return;
            }
            match out.kind(b) {
                Kind::Int => {
                    let bound = &bounds[b.index()];
                    if (bound.lower, bound.upper) != (i64::MIN, i64::MAX) {
                        facts.push(Fact::Range(b, bound.lower, bound.upper));
                    }
                }
                Kind::Ref => {
                    let info = &ptrs[b.index()];
                    match info.class {
                        Some(class) => facts.push(Fact::Class(b, class)),
                        None if info.nonnull => facts.push(Fact::Nonnull(b)),
                        None => {}
                    }
                }
                Kind::Float => {}
            }
        });
        let here = |a: Arg| match a {
            Arg::Box(b) => self.seen[b.index()] == number,
            _ => true,
        };
        if facts.len() < MOST_FACTS {
            self.heap_visit(here, |place, object, value| {
                if here(value) {
                    facts.push(Fact::Holds { object, place, value });
                }
                facts.len() < MOST_FACTS
            });
        }
        if let Some(&Arg::Box(b)) = guard.args.first().filter(|&&a| here(a)) {
            match guard.opnum {
                Opnum::GuardTrue => facts.push(Fact::Range(b, 0, 0)),
                Opnum::GuardFalse if self.bounds[b.index()].is_bool() => facts.push(Fact::Range(b, 1, 1)),
                Opnum::GuardIsnull => facts.push(Fact::Nonnull(b)),
                Opnum::GuardNonnull => facts.push(Fact::Null(b)),
                _ => {}
            }
            rule!("facts.failed", guard.opnum.name());
        }
        exit.facts = facts.clone();
        self.facts = facts;
    }

    /// Starts with what was known at the guard that a bridge belongs to.
    pub(crate) fn start_with(&mut self, facts: &[Fact]) {
        let inputs = self.out.inputargs.clone();
        let name = |b: BoxId| inputs.get(b.index()).copied();
        for fact in facts.iter().filter_map(|f| f.rename(name)) {
            rule!(
                "facts",
                match fact {
                    Fact::Nonnull(_) => "nonnull",
                    Fact::Null(_) => "null",
                    Fact::Class(..) => "class",
                    Fact::Range(_, low, high) if low == high => "constant",
                    Fact::Range(..) => "range",
                    Fact::Holds { .. } => "holds",
                }
            );
            match fact {
                Fact::Nonnull(b) => self.ptrs[b.index()].nonnull = true,
                Fact::Null(b) => self.replace(b, Arg::NULL),
                Fact::Class(b, class) => self.make_class(Arg::Box(b), class),
                Fact::Range(b, low, high) => {
                    if low == high {
                        self.replace(b, Arg::Int(low));
                    } else if self.passes.intbounds {
                        self.bounds[b.index()] = crate::IntBound::range(low, high);
                    }
                }
                Fact::Holds { object, place, value } => {
                    if self.passes.heap {
                        self.know(place, object, value, None);
                    }
                }
            }
        }
    }
}

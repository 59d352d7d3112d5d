//! When compiled code does not pay: guards that go on failing, chains of bridges, loops that are always left early.
//!
//! Passing a guard through the blackhole costs microseconds. Mostly a bridge ends that, after `trace_eagerness` failures.
//! Where it does not (the values that a `guard_value` asks for are always new, or no bridge could be made), failures that
//! follow each other fast are told by the clock, and answered: a `guard_value` gets a bridge for any value, which does
//! without the constant; if that is no help, the loop is given up, and tried again after a longer wait.

use jit_trace::DescrId;

use crate::jit::{Compiler, Entry, Jit, News, State};

/// Failures between two looks at the clock.
const LOOK: u32 = 128;
/// Nanoseconds that a failure costs, about.
const COST: u64 = 6000;
/// Failures hurt when they take more than this part of the time.
const PART: u64 = 8;
/// Bridges of one promotion, one a value, before there is one for all further values.
const VALUES: u32 = 16;
/// What giving up a loop adds to its aborts, each of which doubles the wait.
const SETBACK: u32 = 2;

/// The failures of a guard that has no bridge.
#[derive(Clone, Copy, Debug, Default)]
pub struct Failures {
    count: u32,
    /// The time when they were last looked at.
    since: u64,
}

impl Failures {
    /// Counts one; true if they hurt. A clock that stands still tells nothing.
    pub fn hurt(&mut self, clock: impl FnOnce() -> u64) -> bool {
        self.count = self.count.wrapping_add(1);
        if self.count % LOOK != 1 {
            return false;
        }
        let now = clock();
        let since = std::mem::replace(&mut self.since, now);
        self.count > 1 && now > since && now - since < u64::from(LOOK) * COST * PART
    }
}

/// Where a guard stands in what it belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    /// The loop that the guard, or the guard that its bridge comes from, belongs to.
    pub of: Option<DescrId>,
    /// Jitcode and position where it resumes.
    pub at: Option<(u32, u32)>,
    /// If it is reached when another one at the same position fails: how many of them.
    pub before: u32,
    /// A bridge for any value was tried.
    pub any_value: bool,
    /// Its failures.
    pub failures: Failures,
}

/// What a failure leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The blackhole.
    Pass,
    /// A bridge; for any value that the guard asks for, if true.
    Trace(bool),
    /// The loop is given up.
    GiveUp(DescrId),
}

impl Standing {
    /// That of a guard of new code. `parent`: if both ask for one value, the guard that the code is a bridge of.
    pub fn new(entry: Entry, at: Option<(u32, u32)>, parent: Option<Standing>) -> Standing {
        let of = match entry {
            Entry::Loop(token) => Some(token),
            Entry::Bridge(_) => None,
        };
        let before = parent.filter(|p| p.at == at).map_or(0, |p| p.before + 1);
        Standing { of, at, before, ..Standing::default() }
    }

    /// A guard has failed. `ticked`: it is time for a bridge; `closed`: there will be none (or no other one); `asks`: it
    /// asks for one value.
    pub fn answer(&mut self, ticked: bool, closed: bool, asks: bool, clock: impl FnOnce() -> u64) -> Answer {
        let hurts = self.failures.hurt(clock);
        let chain = ticked && self.before >= VALUES;
        if asks && !self.any_value && (chain || hurts && !closed) {
            self.any_value = true;
            return Answer::Trace(true);
        }
        match self.of {
            Some(of) if hurts && closed => Answer::GiveUp(of),
            _ if ticked => Answer::Trace(false),
            _ => Answer::Pass,
        }
    }
}

impl State {
    /// A loop that does not pay is not entered any more until its key has been counted again for longer.
    pub(crate) fn give_up(&mut self, token: DescrId) {
        for key in self.warm.forget(token) {
            if let Some(cell) = self.warm.cell_mut(&key) {
                cell.aborts += SETBACK;
            }
            self.stats.given_up += 1;
            self.news.push((key, News::Gone));
        }
    }
}

impl<C: Compiler> Jit<C> {
    /// Whether the instruction that a bridge begins with makes a value a constant.
    pub(crate) fn begins_with_promotion(&self, code: usize, pc: usize) -> bool {
        let code = self.program().codes.get(code);
        // Behind the `-live-`.
        let insn = code.and_then(|c| c.instruction(self.program(), pc + 3).ok());
        insn.is_some_and(|i| i.action == abi::jit::ops::Action::GuardValue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_hurt_if_they_come_fast() {
        let mut fast = Failures::default();
        let mut now = 0;
        let mut tick = |f: &mut Failures, step: u64| {
            now += step;
            f.hurt(|| now)
        };
        assert_eq!((0..3 * LOOK).filter(|_| tick(&mut fast, COST)).count(), 2);
        let mut slow = Failures::default();
        assert_eq!((0..3 * LOOK).filter(|_| tick(&mut slow, COST * 100)).count(), 0);
        let mut still = Failures::default();
        assert!((0..3 * LOOK).all(|_| !still.hurt(|| 7)));
    }

    #[test]
    fn first_any_value_then_the_loop_goes() {
        let mut now = 0;
        let mut clock = || {
            now += 1;
            now
        };
        let mut s = Standing { of: Some(DescrId(5)), ..Standing::default() };
        let answers: Vec<Answer> = (0..=2 * LOOK).map(|n| s.answer(false, n > LOOK, true, &mut clock)).collect();
        assert_eq!(answers[LOOK as usize], Answer::Trace(true));
        assert_eq!(answers[2 * LOOK as usize], Answer::GiveUp(DescrId(5)));
        assert_eq!(answers.iter().filter(|a| **a != Answer::Pass).count(), 2);
        let mut chained = Standing { before: VALUES, ..Standing::default() };
        assert_eq!(chained.answer(true, false, true, || 0), Answer::Trace(true));
        assert_eq!(chained.answer(true, false, true, || 0), Answer::Trace(false));
    }
}

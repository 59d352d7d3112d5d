//! When compiled code does not pay: guards that go on failing, chains of bridges, loops that are always left early.
//!
//! Passing a guard through the blackhole costs microseconds. Mostly a bridge ends that, after `trace_eagerness` failures.
//! Where it does not (the values that a `guard_value` asks for are always new, or no bridge could be made), failures that
//! follow each other fast are told by the clock, and answered: a `guard_value` gets a bridge for any value, which does
//! without the constant, and so it does after so many failures that they have cost as much; if that is no help, the loop is given up, and tried again after a longer wait.

use jit_trace::DescrId;

use crate::jit::{unknown_exit, Compiler, Entry, Jit, Left, News, State};
use crate::meter::METER;
use crate::{Abort, Error};

/// Failures between two looks at the clock.
const LOOK: u32 = 128;
/// Nanoseconds that a failure costs, about.
const COST: u64 = 6000;
/// Failures hurt when they take more than this part of the time.
const PART: u64 = 8;
/// Bridges of one promotion, one a value, before there is one for all further values.
const VALUES: u32 = 16;
/// The same of a promotion that has been seen to be of values that are always new.
const VALUES_IF_VARYING: u32 = 3;
/// Failures of one promotion, whatever the values, that have cost more than a bridge for any value of so many operations.
const MANY: u32 = 512;
/// The same if nearly every value was new.
const ALL_NEW: u32 = 100;
/// The longest bridge has to wait so many times longer.
const LONGEST: u32 = 6;
/// Bridges for any value, one in another, double the wait; so often at most.
const DEEPEST: u32 = 4;
/// A loop with so many bridges gets more of them later only.
const CROWD: usize = 32;
/// Who asks for so many failures before a bridge wants none.
const NEVER: i64 = 1 << 30;
/// How often a bridge is tried.
const TRIES: u32 = 4;
/// The same of one that was too long.
const LATER_TRIES: u32 = 8;
/// What giving up a loop adds to its aborts, each of which doubles the wait.
const SETBACK: u32 = 2;

/// The failures of a guard that has no bridge.
#[derive(Clone, Copy, Debug, Default)]
pub struct Failures {
    count: u32,
    /// Those whose value had not been seen before.
    fresh: u32,
    /// The time when they were last looked at.
    since: u64,
}

impl Failures {
    /// How many there were.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The value of the next one is new.
    pub fn is_fresh(&mut self) {
        self.fresh = self.fresh.wrapping_add(1);
    }

    /// Nearly every value was new.
    fn vary(&self) -> bool {
        self.count >= ALL_NEW && u64::from(self.fresh) * 8 >= u64::from(self.count) * 7
    }

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
    /// Operations behind it in its trace: about as many as a bridge has.
    pub rest: u32,
    /// It is in a bridge for any value, or in a bridge of such a one, so many times over: the more, the longer it waits
    /// for one of its own, since what comes of values that are always new is always new too.
    pub depth: u32,
    /// Another guard at the same position needed a bridge for any value.
    pub varies: bool,
    /// A bridge for any value was tried.
    pub any_value: bool,
    /// Bridges that were given up.
    pub refused: u32,
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

    /// How many times longer than others it waits for a bridge.
    pub fn patience(&self) -> i64 {
        1 << (2 * self.refused).min(16)
    }

    /// Whether it has failed often enough for another bridge of a loop that has so many: where they never end, each has to
    /// wait longer.
    pub fn outlasts(&self, bridges: usize, eagerness: i64) -> bool {
        let times = (bridges / CROWD) as i64;
        i64::from(self.failures.count) >= eagerness.saturating_mul(times * times)
    }

    /// A bridge was given up: whether there may be another one, after a longer wait.
    pub fn try_again(&mut self, why: Abort) -> bool {
        // Those that are too long take longest, and come to an end as soon as there is a loop that they lead to.
        let (step, tries) = match (why, self.refused) {
            (Abort::TooLong, 0) => (2, LATER_TRIES),
            (Abort::TooLong, _) => (1, LATER_TRIES),
            _ => (1, TRIES),
        };
        self.refused += step;
        self.refused < tries && !matches!(why, Abort::Bridge | Abort::Unsupported)
    }

    /// A guard has failed. `ticked`: it is time for a bridge; `closed`: there will be none (or no other one); `asks`: it
    /// asks for one value.
    pub fn answer(&mut self, ticked: bool, closed: bool, asks: bool, clock: impl FnOnce() -> u64) -> Answer {
        let hurts = self.failures.hurt(clock);
        let many = if self.failures.vary() { ALL_NEW } else { MANY };
        let many = (many * (self.rest / MANY).clamp(1, LONGEST)) << self.depth.min(DEEPEST);
        let chain = ticked && self.before >= if self.varies { VALUES_IF_VARYING } else { VALUES }
            || !closed && self.failures.count >= many;
        if asks && !self.any_value && (chain || hurts && !closed) {
            self.any_value = true;
            return Answer::Trace(true);
        }
        match self.of {
            Some(of) if hurts && (closed || self.refused >= TRIES) => Answer::GiveUp(of),
            _ if ticked => Answer::Trace(false),
            _ => Answer::Pass,
        }
    }
}

impl State {
    /// A guard without a bridge has failed.
    pub(crate) fn answer(&mut self, left: &Left, clock: impl Fn() -> u64) -> Result<Answer, Error> {
        let State { warm, guards, stats, varying, families, .. } = self;
        stats.failures += 1;
        let guard = guards.get_mut(&left.descr).ok_or_else(unknown_exit)?;
        let eagerness = warm.params.trace_eagerness;
        let patience = eagerness.saturating_mul(guard.standing.patience());
        let counter = guard.counter(&left.values);
        if guard.asked.is_some() && !warm.counters.has_counted(counter) {
            guard.standing.failures.is_fresh();
        }
        let ticked = !guard.closed && warm.counters.tick(counter, patience);
        if guard.not_forced {
            return Ok(Answer::Pass);
        }
        let asks = guard.asked.is_some() && eagerness < NEVER;
        let before = guard.standing;
        guard.standing.varies |= asks && ticked && before.at.is_some_and(|at| varying.contains(&at));
        let answer = guard.standing.answer(ticked, guard.closed, asks, &clock);
        if let Answer::Trace(any_value) = answer {
            let in_time = guard.standing.outlasts(families.size(left.descr), eagerness);
            if !in_time || !stats.affords(true, &warm.params, clock) {
                guard.standing = Standing { failures: guard.standing.failures, ..before };
                return Ok(Answer::Pass);
            }
            varying.extend(guard.standing.at.filter(|_| any_value));
        }
        Ok(answer)
    }

    /// A loop that does not pay is not entered any more until its key has been counted again for longer.
    pub(crate) fn give_up(&mut self, token: DescrId) {
        self.families.give_up(token);
        for key in self.warm.forget(token) {
            if let Some(cell) = self.warm.cell_mut(&key) {
                cell.aborts += SETBACK;
            }
            self.stats.given_up += 1;
            self.news.push((key, News::Gone));
        }
    }
}

impl State {
    /// A trace was compiled or not: keeps account.
    pub(crate) fn settle(&mut self, compiled: Result<(), Abort>, from: Option<DescrId>) {
        if let Err(reason) = compiled {
            *self.stats.aborts.entry(reason).or_default() += 1;
            self.stats.wasted += std::mem::take(&mut self.stats.last);
            // The program may go another way another time.
            if let Some(guard) = from.and_then(|g| self.guards.get_mut(&g)) {
                guard.closed &= !guard.standing.try_again(reason);
            }
        }
    }
}

impl<C: Compiler> Jit<C> {
    /// Tracing has ended that began at these times of clock and ticks; calls took some of the ticks.
    pub(crate) fn add_tracing(&self, (begun, ticks): (u64, u64), calls: u64) {
        self.add_time(0, begun);
        let (time, ticks) = (self.compiler.clock().saturating_sub(begun), self.compiler.ticks().wrapping_sub(ticks));
        METER.calibrate(time, ticks);
        let part = u128::from(time) * u128::from(calls) / u128::from(ticks.max(1));
        let stats = &mut self.state.borrow_mut().stats;
        let part = (part as u64).min(time);
        stats.calls += part;
        stats.last = time - part;
    }

    pub(crate) fn add_time(&self, phase: usize, begun: u64) {
        self.state.borrow_mut().stats.times[phase] += self.compiler.clock().saturating_sub(begun);
    }

    /// The guards without a bridge that failed most: how often, and where.
    pub fn worst_guards(&self, most: usize) -> Vec<(u32, String)> {
        let state = self.state.borrow();
        let mut all: Vec<&Standing> = state.guards.values().map(|g| &g.standing).collect();
        all.sort_by_key(|s| std::cmp::Reverse(s.failures.count()));
        let place = |s: &Standing| match s.at {
            Some((code, pc)) => self.describe_place(code as usize, pc as usize),
            None => "?".to_string(),
        };
        let failed = all.iter().take(most).filter(|s| s.failures.count() > 0);
        failed.map(|s| (s.failures.count(), place(s))).collect()
    }

    /// A position of a jitcode for people: the instruction behind its `-live-`.
    fn describe_place(&self, code: usize, pc: usize) -> String {
        let Some(found) = self.program().codes.get(code) else { return "?".to_string() };
        let insn = found.instruction(self.program(), pc + 3).ok();
        format!("{} of {}, {pc}", insn.map_or("?", |i| i.op.name()), found.name)
    }

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
    fn bridges_are_tried_again_after_longer_waits() {
        let mut s = Standing::default();
        let tried: Vec<(bool, i64)> = (0..TRIES).map(|_| (s.try_again(Abort::Quasi), s.patience())).collect();
        assert_eq!(tried, [(true, 4), (true, 16), (true, 64), (false, 256)]);
        assert!(!Standing::default().try_again(Abort::Unsupported));
        let mut s = Standing::default();
        assert!(s.try_again(Abort::TooLong) && s.patience() == 16 && s.try_again(Abort::TooLong) && s.patience() == 64);
        assert_eq!((0..9).find(|_| !s.try_again(Abort::TooLong)), Some(4));
    }

    #[test]
    fn bridges_of_a_crowd_wait() {
        let mut s = Standing::default();
        let mut first = |bridges: usize| {
            (1..4000).find(|n| {
                s.failures.count = *n;
                s.outlasts(bridges, 50)
            })
        };
        assert_eq!([0, CROWD, 3 * CROWD].map(&mut first), [Some(1), Some(50), Some(450)]);
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
        // Failures that do not hurt add up.
        let mut slow = Standing::default();
        let late = (1..2 * MANY).find(|_| slow.answer(false, false, true, || 0) == Answer::Trace(true));
        assert_eq!(late, Some(MANY));
        // They do so sooner if all values are new.
        let late = |known: u32| {
            let mut s = Standing::default();
            let fails = |n: &u32| {
                if n % 8 >= known {
                    s.failures.is_fresh();
                }
                s.answer(false, false, true, || 0) == Answer::Trace(true)
            };
            (1..2 * MANY).find(fails)
        };
        assert_eq!([late(0), late(1), late(4)], [Some(ALL_NEW), Some(ALL_NEW), Some(MANY)]);
        let mut long = Standing { rest: 3 * MANY, ..Standing::default() };
        let late = (1..9 * MANY).find(|_| long.answer(false, false, true, || 0) == Answer::Trace(true));
        assert_eq!(late, Some(3 * MANY));
        let mut deep = Standing { depth: 2, ..Standing::default() };
        let late = (1..9 * MANY).find(|_| deep.answer(false, false, true, || 0) == Answer::Trace(true));
        assert_eq!(late, Some(4 * MANY));
        let mut chained = Standing { before: VALUES, ..Standing::default() };
        assert_eq!(chained.answer(true, false, true, || 0), Answer::Trace(true));
        let mut varying = Standing { before: VALUES_IF_VARYING, varies: true, ..Standing::default() };
        assert_eq!(varying.answer(true, false, true, || 0), Answer::Trace(true));
        assert_eq!(chained.answer(true, false, true, || 0), Answer::Trace(false));
    }
}

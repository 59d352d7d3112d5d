//! What the time goes to: the program, compiled code, the JIT; and what tracing may cost therefore.
//!
//! Tracing and compiling are an advance that only code that runs for long pays back. So they get a part of the program's
//! time, and what compiled code has saved; what comes by when there is nothing left has to wait for its next turn
//! (`Stats::affords`).
//!
//! A loop that is left as soon as it is entered costs more than it saves: [`Profit`] tells.
//!
//! Figures only steer; nothing that the program computes depends on them. There is one meter for all threads, of which
//! one at a time runs the program.

use std::sync::atomic::{AtomicU64, AtomicU8, Ordering::Relaxed};

use crate::jit::{Compiler, Jit, State, Stats};
use crate::params::Params;
use crate::tracer::Limits;

/// Nanoseconds that tracing may always take.
const FIRST: u64 = 4_000_000;
/// It may take this part of the program's time besides.
const PART: u64 = 5;
/// What traces took that were given up counts so many times,
const WASTE: u64 = 5;
/// and what exceeds so many nanoseconds of it so many times: a program whose traces never end gets few of them.
const MUCH_WASTE: u64 = 10_000_000;
const WASTE_BEYOND: u64 = 30;
/// Nanoseconds that an operation of a trace takes at least.
const OPERATION: u64 = 600;
/// A threshold below which time does not matter.
const EAGER: i64 = 100;
/// Entries of a loop after which one looks whether it pays.
const ENTRIES: u32 = 128;
/// A tick in compiled code saves about so many.
const GAIN: u64 = 4;
/// Nanoseconds that a loop may lose.
const LOSS: u64 = 1_000_000;

/// Who runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The program: its interpreter, and functions that are called.
    Program,
    /// Compiled code.
    Code,
    /// The blackhole, and whatever else leads from compiled code to the program and back.
    Exit,
    /// The tracer and the compiler.
    Trace,
}

const MODES: [Mode; 4] = [Mode::Program, Mode::Code, Mode::Exit, Mode::Trace];

/// Ticks by mode.
#[derive(Debug)]
pub struct Meter {
    mode: AtomicU8,
    since: AtomicU64,
    /// Since the innermost entry began.
    own: [AtomicU64; MODES.len()],
    /// In compiled code, and on the way out of it, before that.
    before: [AtomicU64; 2],
    /// Nanoseconds and ticks of the same time.
    scale: [AtomicU64; 2],
}

/// The meter of this process.
pub static METER: Meter = Meter::new();

/// An entry into the JIT: what [`Meter::end`] goes back to.
#[derive(Clone, Copy, Debug)]
pub struct Begun {
    mode: Mode,
    own: [u64; MODES.len()],
}

/// What happened between [`Meter::begin`] and [`Meter::end`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Ticks in compiled code.
    pub code: u64,
    /// Ticks on the way out of it.
    pub exits: u64,
    /// Something was traced.
    pub traced: bool,
}

impl Meter {
    /// The program runs.
    pub const fn new() -> Meter {
        let own = [const { AtomicU64::new(0) }; MODES.len()];
        let [before, scale] = [const { [const { AtomicU64::new(0) }; 2] }; 2];
        Meter { mode: AtomicU8::new(0), since: AtomicU64::new(0), own, before, scale }
    }

    /// From `now` on another mode; the one before is answered.
    #[inline]
    pub fn switch(&self, to: Mode, now: u64) -> Mode {
        let mode = MODES[usize::from(self.mode.load(Relaxed)) % MODES.len()];
        let own = &self.own[mode as usize];
        own.store(own.load(Relaxed).wrapping_add(now.saturating_sub(self.since.load(Relaxed))), Relaxed);
        self.since.store(now, Relaxed);
        self.mode.store(to as u8, Relaxed);
        mode
    }

    /// The JIT is entered: ticks are counted anew.
    #[inline]
    pub fn begin(&self, to: Mode, now: u64) -> Begun {
        let mode = self.switch(to, now);
        Begun { mode, own: std::array::from_fn(|n| self.own[n].swap_relaxed(0)) }
    }

    /// It is left.
    #[inline]
    pub fn end(&self, begun: Begun, now: u64) -> Ended {
        self.switch(begun.mode, now);
        let done: [u64; MODES.len()] = std::array::from_fn(|n| self.own[n].swap_relaxed(begun.own[n]));
        let (code, exits) = (done[Mode::Code as usize], done[Mode::Exit as usize]);
        for (sum, more) in self.before.iter().zip([code, exits]) {
            sum.store(sum.load(Relaxed).wrapping_add(more), Relaxed);
        }
        Ended { code, exits, traced: done[Mode::Trace as usize] > 0 }
    }

    /// So many ticks took so long.
    pub fn calibrate(&self, nanoseconds: u64, ticks: u64) {
        for (sum, more) in self.scale.iter().zip([nanoseconds, ticks]) {
            sum.store(sum.load(Relaxed).wrapping_add(more), Relaxed);
        }
    }

    /// Nanoseconds that so many ticks are.
    pub fn nanoseconds(&self, ticks: u64) -> u64 {
        let [nanoseconds, all] = [0, 1].map(|n| u128::from(self.scale[n].load(Relaxed)));
        (u128::from(ticks) * nanoseconds / all.max(1)) as u64
    }

    /// Nanoseconds in compiled code, and on the way out of it, so far.
    pub fn spent(&self) -> (u64, u64) {
        let ticks = |n: usize, mode: Mode| {
            let sum = self.before[n].load(Relaxed).wrapping_add(self.own[mode as usize].load(Relaxed));
            self.nanoseconds(sum)
        };
        (ticks(0, Mode::Code), ticks(1, Mode::Exit))
    }
}

impl Default for Meter {
    fn default() -> Meter {
        Meter::new()
    }
}

/// An exchange that is two moves, not one locked instruction: one thread at a time.
trait Swap {
    fn swap_relaxed(&self, value: u64) -> u64;
}

impl Swap for AtomicU64 {
    #[inline]
    fn swap_relaxed(&self, value: u64) -> u64 {
        let old = self.load(Relaxed);
        self.store(value, Relaxed);
        old
    }
}

/// Whether entering a loop pays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Profit {
    entries: u32,
    /// Ticks that it has cost more than it has saved.
    loss: u64,
}

impl Profit {
    /// The loop was entered: so many ticks in its code, so many on the way out. True if that has cost more than the loop
    /// saves, long since.
    #[inline]
    pub fn is_loss(&mut self, meter: &Meter, code: u64, exits: u64) -> bool {
        self.entries += 1;
        self.loss = (self.loss + exits).saturating_sub(code.saturating_mul(GAIN));
        if self.entries < ENTRIES {
            return false;
        }
        self.entries = 0;
        let given_up = meter.nanoseconds(self.loss) > LOSS;
        if given_up {
            *self = Profit::default();
        }
        given_up
    }

    /// A bridge was traced: it is not the same loop any more.
    pub fn renew(&mut self) {
        *self = Profit::default();
    }
}

impl<C: Compiler> Jit<C> {
    /// Runs something in another mode.
    #[inline]
    pub fn in_mode<R>(&self, mode: Mode, run: impl FnOnce() -> R) -> R {
        let before = METER.switch(mode, self.compiler.ticks());
        let result = run();
        METER.switch(before, self.compiler.ticks());
        result
    }

    /// Those of the next trace.
    pub(crate) fn limits(&self) -> Limits {
        let State { warm, stats, .. } = &mut *self.state.borrow_mut();
        let params = warm.params;
        let most = params.trace_limit.max(1) as u64;
        let trace = stats.left.take().map_or(most, |left| (left / OPERATION).clamp(most.div_ceil(2), most));
        Limits {
            trace: trace as usize,
            recursion: params.max_unroll_recursion.max(0) as usize,
            inlining: params.inlining,
        }
    }

    /// The loop of a key does not pay.
    pub fn does_not_pay(&self, driver: u16, greens: &[u64]) {
        if let Some(token) = self.token(driver, greens) {
            self.epoch.set(self.epoch.get() + 1);
            self.state.borrow_mut().give_up(token);
        }
    }
}

impl Stats {
    /// Whether there is time for a trace; a `bridge` may take as long besides as was lost for want of bridges. Somebody
    /// who sets a small `threshold` wants to see it anyway.
    pub(crate) fn affords(&mut self, bridge: bool, params: &Params, clock: impl FnOnce() -> u64) -> bool {
        self.left = None;
        if params.threshold < EAGER {
            return true;
        }
        let beyond = self.wasted.saturating_sub(MUCH_WASTE);
        let waste = WASTE * (self.wasted - beyond) + WASTE_BEYOND * beyond;
        let spent = self.times.iter().sum::<u64>().saturating_sub(self.calls) + waste;
        let (code, exits) = METER.spent();
        let saved = code.saturating_mul(GAIN / 2) + if bridge { exits / 2 } else { 0 };
        let left = (FIRST + clock() / PART + saved).saturating_sub(spent);
        self.left = Some(left);
        self.put_off += u64::from(left == 0);
        left > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_by_mode_and_entry() {
        let m = Meter::new();
        let outer = m.begin(Mode::Code, 1000);
        let before = m.switch(Mode::Program, 1010);
        assert_eq!(before, Mode::Code);
        let inner = m.begin(Mode::Code, 1110);
        m.switch(Mode::Exit, 1115);
        assert_eq!(m.end(inner, 1145), Ended { code: 5, exits: 30, traced: false });
        m.switch(before, 1200);
        m.switch(Mode::Exit, 1220);
        assert_eq!(m.end(outer, 1221), Ended { code: 30, exits: 1, traced: false });
        assert_eq!(m.spent(), (0, 0));
        m.calibrate(50, 100);
        assert_eq!(m.spent(), (17, 15));
    }

    #[test]
    fn traces_in_vain_cost_more() {
        let params = Params::default();
        let times = [FIRST, 0, 0];
        let mut vain = Stats { times, wasted: FIRST, ..Stats::default() };
        let mut useful = Stats { times, ..Stats::default() };
        let clock = || PART * (FIRST / 2);
        assert!(useful.affords(false, &params, clock) && !vain.affords(false, &params, clock));
        assert_eq!((useful.put_off, vain.put_off), (0, 1));
        assert!(vain.affords(false, &Params { threshold: EAGER - 1, ..params }, clock));
        // Beyond some time each in vain costs more.
        let left = |wasted: u64| {
            let mut s = Stats { times: [wasted, 0, 0], wasted, ..Stats::default() };
            s.affords(false, &params, || PART * 1_000_000_000);
            s.left.unwrap_or(0)
        };
        let second = [0, 1].map(|n| left(n * MUCH_WASTE / 2) - left((n + 1) * MUCH_WASTE / 2));
        assert_eq!(second, [(WASTE + 1) * MUCH_WASTE / 2; 2]);
        assert_eq!(left(MUCH_WASTE) - left(MUCH_WASTE + 1000), (WASTE_BEYOND + 1) * 1000);
    }

    #[test]
    fn loops_that_are_left_at_once_do_not_pay() {
        let m = Meter::new();
        m.calibrate(1000, 1000);
        let mut p = Profit::default();
        let each = 10 * LOSS / u64::from(ENTRIES);
        assert_eq!((1..=ENTRIES).find(|_| p.is_loss(&m, 10, each)), Some(ENTRIES));
        // As much is saved as lost.
        assert!((0..9 * ENTRIES).all(|_| !p.is_loss(&m, each, each * GAIN)));
        (1..ENTRIES).for_each(|_| assert!(!p.is_loss(&m, 0, each)));
        p.renew();
        assert!(!p.is_loss(&m, 0, each));
    }
}

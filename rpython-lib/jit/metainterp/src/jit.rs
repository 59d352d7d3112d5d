//! The JIT as a whole: when to trace, compile and enter a loop, and what happens when compiled code is left.
//!
//! State is borrowed only between runs of the program, never during one: a call out of a trace, of the blackhole or of
//! compiled code may come back here.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use abi::jit::HookKind;
use jit_trace::hash::{FastMap, FastSet};
use jit_trace::{DescrId, Descrs, Opnum, Trace};

use crate::blackhole;
use crate::engine::{Frame, Outcome, KINDS};
use crate::hooks;
use crate::host::Host;
use crate::log::{self, Logger};
use crate::longevity::Families;
use crate::meter::Mode;
use crate::pacing::{Answer, Standing};
use crate::params::Params;
use crate::program::Program;
use crate::rebuild::Concrete;
use crate::resume::{Resume, Work};
use crate::tracer::{Boxed, Keys};
use crate::virtualizable::{self, Shape};
use crate::warmstate::{GreenKey, WarmState};
use crate::{Abort, Error, Handles};

/// A counter with this value fires soon.
pub(crate) const SOON: f32 = 0.98;

/// How compiled code was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The descriptor of the guard or `finish`.
    pub descr: DescrId,
    /// A guard's saved values ([`jit_trace::Exit::fail_args`]), or what a `finish` hands over.
    pub values: Vec<u64>,
    /// The pending exception, or 0.
    pub exc: u64,
}

/// What compiles and runs traces.
pub trait Compiler {
    /// Optimises a trace. The result is what will be compiled.
    fn optimise(
        &self,
        trace: Trace,
        descrs: &RefCell<Descrs>,
        handles: &RefCell<Handles>,
        entry: Entry,
    ) -> Result<Trace, String>;
    /// Compiles a loop, entered by its token, or a bridge, entered instead of leaving through a guard. All guards have
    /// descriptors.
    fn compile(&self, trace: &Trace, descrs: &Descrs, handles: &Handles, entry: Entry) -> Result<(), String>;
    /// Whether the trace optimised last jumps to the start of a loop although the loop is peeled.
    fn missed(&self) -> bool {
        false
    }
    /// Whether the loop may get another peeled version.
    fn grows(&self, _token: DescrId) -> bool {
        false
    }
    /// The address of the code of each operation of the trace compiled last, and its end; for logs.
    fn addresses(&self) -> Option<Vec<u64>> {
        None
    }
    /// Nanoseconds of a clock: the CPU time of the thread.
    fn clock(&self) -> u64 {
        0
    }
    /// Whether the program has come by a key often.
    fn is_warm(&self, _key: &GreenKey) -> bool {
        true
    }
    /// Ticks of a clock that is cheap to read, of elapsed time.
    fn ticks(&self) -> u64 {
        0
    }
    /// Parameters have changed.
    fn configure(&self, _params: &Params) {}
    /// Whether `call_assembler` can be compiled.
    fn compiles_calls(&self) -> bool {
        false
    }
    /// From now on calls of one target run the loop of another.
    fn redirect(&self, _target: DescrId, _to: DescrId) -> Result<(), String> {
        Ok(())
    }
    /// Code of which a frame is suspended.
    fn running(&self) -> Vec<Entry> {
        Vec::new()
    }
    /// Frees code. No frame of it is suspended and no other code jumps to it; calls of it run the program again.
    fn release(&self, _entry: Entry) -> Result<(), String> {
        Ok(())
    }
    /// These labels and guards are gone.
    fn forget(&self, _labels: &[DescrId], _guards: &[DescrId]) {}
    /// Makes the `guard_not_invalidated`s of that code fail.
    fn invalidate(&self, _entry: Entry) -> Result<(), String> {
        Ok(())
    }
    /// The values of a suspended frame as its `guard_not_forced` will hand them over; that will fail.
    fn force(&self, _token: u64) -> Result<Left, String> {
        Err("this back end has no frames".to_string())
    }
    /// Runs a loop.
    fn execute(&self, token: DescrId, inputs: &[u64], descrs: &RefCell<Descrs>) -> Result<Left, String>;
}

/// How a compiled trace is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// From the interpreter and by jumps with this token.
    Loop(DescrId),
    /// From this guard.
    Bridge(DescrId),
}

/// What an interpreter that counts itself should know of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It has compiled code.
    Compiled,
    /// It is to be traced as soon as it comes by.
    Soon,
    /// It has no compiled code any more.
    Gone,
}

/// How a pass of a merge point counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    /// Here, up to that threshold.
    To(i64),
    /// The interpreter has counted, and it is time.
    Reached,
    /// Not.
    No,
}

impl Count {
    fn traces(self) -> bool {
        matches!(self, Count::To(1..) | Count::Reached)
    }
}

/// What the program does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Run the portal itself with these arguments: there is no compiled code for it.
    Interpret(u16, Vec<u64>),
    /// Enter again with these arguments.
    Continue(u16, Vec<u64>),
    /// The portal returned.
    Done(Option<u64>),
    /// The portal raised.
    Raised(u64),
}

/// What has been done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Loops compiled.
    pub loops: u64,
    /// Bridges compiled.
    pub bridges: u64,
    /// Traces given up, by reason.
    pub aborts: BTreeMap<Abort, u64>,
    /// Operations recorded.
    pub recorded: u64,
    /// Operations left after optimisation.
    pub optimised: u64,
    /// Jitcode operations executed while tracing.
    pub executed: u64,
    /// Guards compiled.
    pub guards: u64,
    /// Bytes of resume data.
    pub resume_bytes: u64,
    /// Times that compiled code was entered.
    pub entered: u64,
    /// Times that a guard without a bridge failed.
    pub failures: u64,
    /// Traces that were put off, since there was no time for them.
    pub put_off: u64,
    /// Loops that did not pay, and were given up for a while.
    pub given_up: u64,
    /// Loops and bridges freed.
    pub freed: [u64; 2],
    /// Pieces of code invalidated.
    pub invalidated: u64,
    /// Times that suspended code had to give back a virtualizable.
    pub forced: u64,
    /// Loops compiled, and traces that left no loop, by what the driver says of the place; only if a summary is wanted.
    pub places: BTreeMap<String, [u64; 2]>,
    /// Nanoseconds of CPU spent in tracing (with what the program did meanwhile), in the optimiser, in the back end.
    pub times: [u64; 3],
    /// What of the tracing were calls of the program's functions, about.
    pub calls: u64,
    /// What the last trace took without them, and all those together that were given up.
    pub(crate) last: u64,
    /// Nanoseconds that the trace that begins now may take.
    pub(crate) left: Option<u64>,
    pub(crate) wasted: u64,
}

pub(crate) struct Guard {
    pub(crate) resume: Rc<Resume>,
    pub(crate) hash: u32,
    /// It asks whether an exception is pending.
    exceptional: bool,
    /// A bridge exists or is being traced, or was refused for good.
    pub(crate) closed: bool,
    /// It asks whether the frame was forced.
    pub(crate) not_forced: bool,
    /// It asks for one value: which of the saved ones. Failures are counted for each value on its own, so that what is
    /// always something new gets no bridges.
    pub(crate) asked: Option<usize>,
    pub(crate) standing: Standing,
}

impl Guard {
    /// The counter of its failures with these values.
    pub(crate) fn counter(&self, values: &[u64]) -> u32 {
        match self.asked.and_then(|n| values.get(n)) {
            Some(value) => self.hash ^ (value.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32,
            None => self.hash,
        }
    }
}

/// What code relies on.
#[derive(Default)]
pub(crate) struct Assumed {
    /// The form of the virtualizable.
    pub(crate) shape: Option<Shape>,
    /// Numbers of quasi-immutable fields.
    pub(crate) watched: Vec<u64>,
    /// What the optimiser made of the trace, if it has been asked.
    pub(crate) optimised: Option<Result<Trace, String>>,
}

/// What was made when a suspended frame of compiled code was forced. It is left as soon as it goes on.
struct Forced {
    /// The frame; those called later are lower.
    token: u64,
    /// The guard that will fail.
    guard: DescrId,
    made: Vec<u64>,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) warm: WarmState,
    pub(crate) guards: FastMap<DescrId, Guard>,
    /// What loops finish with: a value, an exception.
    pub(crate) finishes: [Option<DescrId>; 2],
    /// What targets of calls stand for.
    pub(crate) callees: FastMap<DescrId, GreenKey>,
    forced: Vec<Forced>,
    pub(crate) news: Vec<(GreenKey, News)>,
    /// Code that relies on quasi-immutable fields, by the number in the hidden field.
    pub(crate) watched: FastMap<u64, Vec<Entry>>,
    /// The last number.
    pub(crate) watches: u64,
    /// Which numbers some code relies on.
    pub(crate) relies: FastMap<Entry, Vec<u64>>,
    pub(crate) stats: Stats,
    pub(crate) families: Families,
    /// Positions in jitcodes of promotions that bridges for any value were asked for.
    pub(crate) varying: FastSet<(u32, u32)>,
    log: Option<Vec<String>>,
    pub(crate) logger: Option<Logger>,
}

/// The JIT of a program.
pub struct Jit<C> {
    pub(crate) program: Program,
    pub(crate) compiler: C,
    pub(crate) descrs: RefCell<Descrs>,
    pub(crate) handles: RefCell<Handles>,
    pub(crate) state: RefCell<State>,
    pub(crate) epoch: Cell<u64>,
}

/// A portal's arguments by kind. Flat lists are in the order of the driver's greens, then reds.
fn by_kind(p: &Program, driver: u16, args: &[u64]) -> Result<[Vec<u64>; 3], Error> {
    let d = p.drivers.get(usize::from(driver)).ok_or(Error::Code("driver"))?;
    let mut lists = [Vec::new(), Vec::new(), Vec::new()];
    let kinds = d.greens.iter().map(|g| KINDS[g.kind() as usize]).chain(d.reds.iter().copied());
    for (kind, arg) in kinds.zip(args) {
        lists[kind as usize].push(*arg);
    }
    Ok(lists)
}

/// Compiled code was left by a guard of nobody.
pub(crate) fn unknown_exit() -> Error {
    Error::Backend("unknown exit".to_string())
}

impl<C: Compiler> Jit<C> {
    /// A JIT that has seen nothing.
    pub fn new(program: Program, compiler: C) -> Jit<C> {
        let descrs = RefCell::new(program.descrs.clone());
        Jit { program, compiler, descrs, handles: RefCell::default(), state: RefCell::default(), epoch: Cell::new(1) }
    }

    /// The program.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// All descriptors.
    pub fn descrs(&self) -> &RefCell<Descrs> {
        &self.descrs
    }

    /// Constant references of traces.
    pub fn handles(&self) -> &RefCell<Handles> {
        &self.handles
    }

    /// Lets a collector see each reference that the JIT keeps, and move it: constants of traces. The keys of loops and of
    /// what code calls are seen only; [`Jit::update_keys`] moves them. References of compiled code are the back end's,
    /// those of running frames are pushed as roots.
    pub fn visit_references(&self, visit: &mut dyn FnMut(&mut u64)) {
        self.handles.borrow_mut().visit(visit);
        self.state.borrow_mut().forced.iter_mut().flat_map(|f| &mut f.made).for_each(&mut *visit);
        let State { warm, callees, families, .. } = &*self.state.borrow();
        let called = callees.iter().filter(|(target, _)| families.refers_to(target)).map(|(_, key)| key);
        warm.kept_keys().chain(called).cloned().for_each(|mut key| self.references(&mut key).for_each(&mut *visit));
    }

    /// Lets a collector, when it knows what lives, move the references of keys that do not keep their objects. It answers
    /// whether the object lives; if not, the key is forgotten: nobody can come by with it any more.
    pub fn update_keys(&self, alive: &mut dyn FnMut(&mut u64) -> bool) {
        let State { warm, news, callees, .. } = &mut *self.state.borrow_mut();
        let mut change = |key: &mut GreenKey| self.references(key).all(&mut *alive);
        callees.retain(|_, key| change(key));
        warm.rekey(change, |key, cell| {
            self.epoch.set(self.epoch.get() + 1);
            if cell.token.is_some() {
                news.push((key.clone(), News::Compiled));
            }
        });
    }

    /// The references among the greens of a key that are not null.
    fn references<'k>(&self, key: &'k mut GreenKey) -> impl Iterator<Item = &'k mut u64> + use<'k, '_, C> {
        let greens = self.program.drivers.get(usize::from(key.driver)).map_or(&[][..], |driver| &driver.greens);
        let pairs = greens.iter().zip(&mut key.greens);
        let refs = pairs.filter(|(green, bits)| green.kind() == abi::jit::Kind::Ref && **bits != 0);
        refs.map(|(_, bits)| bits)
    }

    /// What compiles.
    pub fn compiler(&self) -> &C {
        &self.compiler
    }

    /// What has been done so far.
    pub fn stats(&self) -> Stats {
        self.state.borrow().stats.clone()
    }

    /// Changes parameters: `a=1,b=2`, `off` or `default`. The error is the part that is not understood.
    pub fn set_params(&self, text: &str) -> Result<(), String> {
        let params = &mut self.state.borrow_mut().warm.params;
        let done = params.set_user(text);
        self.compiler.configure(params);
        done
    }

    /// Writes logs from now on.
    pub fn set_logger(&self, logger: Logger) {
        if logger.wants_traces() {
            self.handles.borrow_mut().keep_texts();
        }
        self.state.borrow_mut().logger = Some(logger);
    }

    /// Keeps the text of each trace from now on.
    pub fn keep_log(&self) {
        self.state.borrow_mut().log = Some(Vec::new());
    }

    /// The texts kept.
    pub fn log(&self) -> Vec<String> {
        self.state.borrow().log.clone().unwrap_or_default()
    }

    /// Keys that the interpreter shall ask about from now on, since the last time.
    pub fn take_news(&self) -> Vec<(GreenKey, News)> {
        std::mem::take(&mut self.state.borrow_mut().news)
    }

    /// Whether there are such keys.
    pub fn has_news(&self) -> bool {
        !self.state.borrow().news.is_empty()
    }

    /// The parameters.
    pub fn params(&self) -> Params {
        self.state.borrow().warm.params
    }

    /// At a merge point of the interpreter: enters compiled code or traces if it is time, and says how to go on.
    pub fn enter<H: Host>(&self, host: &mut H, driver: u16, args: &[u64]) -> Result<Next, Error> {
        let threshold = self.state.borrow().warm.params.threshold;
        self.enter_at(host, driver, args, Count::To(threshold))
    }

    /// [`Jit::enter`] for an interpreter that has counted itself, and found that it is time.
    pub fn enter_counted<H: Host>(&self, host: &mut H, driver: u16, args: &[u64]) -> Result<Next, Error> {
        self.enter_at(host, driver, args, Count::Reached)
    }

    /// The interpreter is to go on at a merge point: enters compiled code if there is some.
    pub fn resume<H: Host>(&self, host: &mut H, driver: u16, args: &[u64]) -> Result<Next, Error> {
        self.enter_at(host, driver, args, Count::No)
    }

    /// [`Jit::enter`] for a portal that has just been called, not come round a loop: counts to `function_threshold`.
    pub fn enter_call<H: Host>(&self, host: &mut H, driver: u16, args: &[u64]) -> Result<Next, Error> {
        let threshold = self.state.borrow().warm.params.function_threshold;
        self.enter_at(host, driver, args, Count::To(threshold))
    }

    /// All counters lose a little: for the collector to call now and then.
    pub fn decay(&self) {
        let warm = &mut self.state.borrow_mut().warm;
        warm.counters.decay(warm.params.decay);
    }

    fn enter_at<H: Host>(&self, host: &mut H, driver: u16, args: &[u64], count: Count) -> Result<Next, Error> {
        let info = self.program.drivers.get(usize::from(driver)).ok_or(Error::Code("driver"))?;
        let (greens, reds) = args.split_at(info.greens.len().min(args.len()));
        let key = GreenKey { driver, greens: greens.to_vec() };
        let token = {
            let State { warm, stats, .. } = &mut *self.state.borrow_mut();
            match warm.cell(&key) {
                Some(cell) if cell.tracing => return Ok(Next::Interpret(driver, args.to_vec())),
                Some(cell) if cell.token.is_some() => cell.token,
                Some(cell) if cell.apart && !cell.tried && count.traces() => {
                    let cell = warm.make_cell(key.clone());
                    (cell.tracing, cell.tried) = (true, true);
                    None
                }
                cell => {
                    // A key whose traces were given up waits twice as long each time.
                    let factor = 1 << cell.map_or(0, |c| c.aborts.min(16));
                    let time = match count {
                        Count::To(threshold) => warm.counters.tick(key.hash(), threshold.saturating_mul(factor)),
                        Count::Reached => match warm.cell_mut(&key) {
                            Some(cell) => {
                                cell.waits += 1;
                                let time = i64::from(cell.waits) >= factor;
                                cell.waits *= u32::from(!time);
                                time
                            }
                            None => true,
                        },
                        Count::No => false,
                    };
                    if !time {
                        return Ok(Next::Interpret(driver, args.to_vec()));
                    }
                    if !stats.affords(false, &warm.params, || self.compiler.clock()) {
                        return Ok(Next::Interpret(driver, args.to_vec()));
                    }
                    let decay = warm.params.decay;
                    warm.counters.decay(decay);
                    warm.make_cell(key.clone()).tracing = true;
                    None
                }
            }
        };
        let mut moved;
        let (mut args, mut reds, mut key) = (args, reds, key);
        let mut place = None;
        if hooks::has(&self.program, driver, HookKind::ConfirmEnter) || token.is_none() {
            moved = args.to_vec();
            let confirmed = self.confirms(host, driver, &mut moved)?;
            if confirmed && token.is_none() {
                place = self.place(host, driver, &mut moved)?;
            }
            args = &moved;
            let (greens, others) = args.split_at(greens.len());
            (key.greens, reds) = (greens.to_vec(), others);
            if !confirmed {
                if let (None, Some(cell)) = (token, self.state.borrow_mut().warm.cell_mut(&key)) {
                    (cell.tracing, cell.tried) = (false, false);
                }
                return Ok(Next::Interpret(driver, args.to_vec()));
            }
        }
        match token {
            Some(token) => {
                {
                    let state = &mut *self.state.borrow_mut();
                    state.stats.entered += 1;
                    state.families.entered(token);
                }
                let run = || self.compiler.execute(token, reds, &self.descrs);
                let left = self.in_mode(Mode::Code, run).map_err(Error::Backend)?;
                self.leave(host, left)
            }
            None => {
                // Its references may move meanwhile.
                let is_ref = |n: &usize| info.greens[*n].kind() == abi::jit::Kind::Ref;
                let places: Vec<usize> = (0..key.greens.len()).filter(is_ref).collect();
                let mut refs: Vec<u64> = places.iter().map(|n| key.greens[*n]).collect();
                host.push_roots(&refs);
                self.trace_begins();
                let next = self.trace_loop(host, key.clone(), args);
                host.pop_roots(&mut refs);
                let mut key = key;
                places.iter().zip(refs).for_each(|(n, r)| key.greens[*n] = r);
                {
                    let state = &mut *self.state.borrow_mut();
                    if let Some(cell) = state.warm.cell_mut(&key) {
                        if let Some(place) = place {
                            state.stats.places.entry(place).or_default()[usize::from(cell.token.is_none())] += 1;
                        }
                        cell.tracing = false;
                        if std::mem::take(&mut cell.soon) {
                            state.warm.counters.set(key.hash(), SOON);
                            state.news.push((key, News::Soon));
                        } else {
                            cell.aborts += u32::from(cell.token.is_none());
                        }
                    }
                }
                self.trace_ends()?;
                next
            }
        }
    }

    /// Runs a portal to its end, as the program's runner does, except that the interpreter is the blackhole.
    pub fn run_portal<H: Host>(&self, host: &mut H, driver: u16, args: &[u64]) -> Result<Outcome<u64>, Error> {
        let (mut driver, mut args) = (driver, args.to_vec());
        loop {
            match self.enter(host, driver, &args)? {
                Next::Done(value) => return Ok(Outcome::Done(value)),
                Next::Raised(exc) => return Ok(Outcome::Raised(exc)),
                Next::Continue(d, a) => (driver, args) = (d, a),
                Next::Interpret(d, a) => {
                    let portal = self.program.drivers.get(usize::from(d)).ok_or(Error::Code("driver"))?.portal;
                    let mut frame = Frame::new(&self.program, portal)?;
                    frame.set_arguments(&by_kind(&self.program, d, &a)?)?;
                    match blackhole::run_past(host, &self.program, &mut vec![frame])? {
                        Outcome::AtMergePoint(d, a) => (driver, args) = (d, a),
                        end => return Ok(end),
                    }
                }
            }
        }
    }

    /// Where the compiled code of a key is, if there is some: the loop's token.
    pub fn token(&self, driver: u16, greens: &[u64]) -> Option<DescrId> {
        Keys::target(self, driver, greens)
    }

    /// Changes when what [`Jit::token`] said may no longer be right.
    pub fn epoch(&self) -> u64 {
        self.epoch.get()
    }

    /// Compiled code was left.
    pub fn leave<H: Host>(&self, host: &mut H, left: Left) -> Result<Next, Error> {
        let (resume, exceptional, trace, forced) = {
            let mut state = self.state.borrow_mut();
            if state.finishes.contains(&Some(left.descr)) {
                return Ok(match (state.finishes[1] == Some(left.descr), left.values.first()) {
                    (true, Some(exc)) => Next::Raised(*exc),
                    (true, None) => Next::Raised(left.exc),
                    (false, value) => Next::Done(value.copied()),
                });
            }
            let state = &mut *state;
            let answer = state.answer(&left, || self.compiler.clock())?;
            let guard = state.guards.get_mut(&left.descr).ok_or_else(unknown_exit)?;
            let trace = match answer {
                Answer::Trace(any_value) => Some(any_value),
                Answer::Pass | Answer::GiveUp(_) => None,
            };
            guard.closed |= trace.is_some();
            let resume = guard.resume.clone();
            let exceptional = guard.exceptional;
            let mut forced = None;
            if guard.not_forced {
                // Of several frames of the same code in this thread the one called last goes on first.
                let low = host.stack_low();
                let ours = |f: &Forced| f.guard == left.descr && f.token >= low;
                let of_guard = state.forced.iter().enumerate().filter(|(_, f)| ours(f));
                let last = of_guard.min_by_key(|(_, f)| f.token).map(|(n, _)| n);
                forced = last.map(|n| state.forced.remove(n).made);
            }
            if let Answer::GiveUp(token) = answer {
                self.epoch.set(self.epoch.get() + 1);
                state.give_up(token);
            }
            (resume, exceptional, trace, forced)
        };
        if let Some(any_value) = trace {
            self.trace_begins();
            let next = self.trace_bridge(host, &resume, exceptional, left, any_value);
            self.trace_ends()?;
            return next;
        }
        let mut rebuild = Concrete::new(host, &self.handles, &resume.kinds, left);
        let work = if forced.is_some() { Work::Frames } else { Work::All };
        rebuild.made = forced.unwrap_or_default();
        let mut frames = resume.frames(&self.program, &mut rebuild, work)?;
        let exc = rebuild.exc;
        self.blackhole(host, &mut frames, exc)
    }

    /// Machine code asks for a virtualizable whose token this is: its values are stored, and whoever owned it leaves its
    /// code when it goes on.
    pub fn force<H: Host>(&self, host: &mut H, token: u64) -> Result<(), Error> {
        if token == virtualizable::TRACING {
            return Ok(());
        }
        let left = self.compiler.force(token).map_err(Error::Backend)?;
        let guard = left.descr;
        let resume = match self.state.borrow_mut().guards.get(&guard) {
            Some(guard) => guard.resume.clone(),
            None => return Err(unknown_exit()),
        };
        let mut rebuild = Concrete::new(host, &self.handles, &resume.kinds, left);
        resume.frames(&self.program, &mut rebuild, Work::All)?;
        let made = rebuild.made;
        let mut state = self.state.borrow_mut();
        state.stats.forced += 1;
        state.forced.push(Forced { token, guard, made });
        Ok(())
    }

    pub(crate) fn blackhole<H: Host>(
        &self,
        host: &mut H,
        frames: &mut Vec<Frame<u64>>,
        exc: u64,
    ) -> Result<Next, Error> {
        let outcome = match exc {
            0 => blackhole::run(host, &self.program, frames)?,
            _ => blackhole::run_raising(host, &self.program, frames, exc)?,
        };
        Ok(match outcome {
            Outcome::Done(value) => Next::Done(value),
            Outcome::Raised(exc) => Next::Raised(exc),
            Outcome::AtMergePoint(driver, args) => Next::Continue(driver, args),
        })
    }

    pub(crate) fn compile(
        &self,
        trace: Trace,
        entry: Entry,
        key: Option<GreenKey>,
        assumed: Assumed,
    ) -> Result<(), Abort> {
        let logs = self.state.borrow().logger.is_some();
        let recorded = if logs { trace.clone() } else { Trace::default() };
        let refuse = |why: String| {
            self.log_abort(&recorded, || why);
            Abort::Bridge
        };
        self.write_log("noopt", &trace, entry);
        // Nothing that the trace relies on may have been written meanwhile; nor by what the optimiser calls.
        let as_seen = || assumed.watched.iter().all(|n| self.state.borrow().watched.contains_key(n));
        if !as_seen() {
            return Err(Abort::Quasi);
        }
        let begun = self.compiler.clock();
        let optimised = match assumed.optimised {
            Some(optimised) => optimised,
            None => self.compiler.optimise(trace, &self.descrs, &self.handles, entry),
        };
        self.add_time(1, begun);
        let mut trace = optimised.map_err(refuse)?;
        if !as_seen() {
            return Err(Abort::Quasi);
        }
        if let Some(shape) = assumed.shape {
            shape.prologue(&self.program, &mut trace).map_err(|_| Abort::Bridge)?;
        }
        let mut guards = Vec::new();
        for n in 0..trace.ops.len() {
            if !trace.ops[n].opnum.is_guard() {
                continue;
            }
            let descr = self.guard_descr();
            trace.ops[n].descr = Some(descr);
            let exit = trace.exit_of(&trace.ops[n]).ok_or(Abort::Bridge)?;
            let resume = Resume::encode(exit, &trace).map_err(|_| Abort::Bridge)?;
            let exceptional = matches!(trace.ops[n].opnum, Opnum::GuardException | Opnum::GuardNoException);
            let one = trace.ops[n].opnum == Opnum::GuardValue;
            let asked = trace.ops[n].args.first().filter(|_| one).and_then(|a| a.as_box());
            let asked = asked.and_then(|b| exit.with_saved(|_, number| number(b)));
            let at = exit.frames.last().map(|f| (f.jitcode, f.pc));
            let rest = (trace.ops.len() - n) as u32;
            guards.push((descr, resume, exceptional, trace.ops[n].opnum == Opnum::GuardNotForced, asked, (at, rest)));
        }
        self.write_log("opt", &trace, entry);
        let begun = self.compiler.clock();
        let done = self.compiler.compile(&trace, &self.descrs.borrow(), &self.handles.borrow(), entry);
        self.add_time(2, begun);
        done.map_err(refuse)?;
        self.adopt(&trace, entry);
        let State { warm, guards: all, stats, logger, callees, news, watched, relies, .. } =
            &mut *self.state.borrow_mut();
        for number in &assumed.watched {
            watched.entry(*number).or_default().push(entry);
        }
        if !assumed.watched.is_empty() {
            relies.insert(entry, assumed.watched);
        }
        let parent = match entry {
            Entry::Bridge(guard) => all.get(&guard).map(|g| (g.standing, g.asked.is_some())),
            Entry::Loop(_) => None,
        };
        for (descr, resume, exceptional, not_forced, asked, (at, rest)) in guards {
            let standing = Standing::new(entry, at, parent.filter(|p| p.1 && asked.is_some()).map(|p| p.0));
            let of = standing.of.or(parent.and_then(|p| p.0.of));
            let depth = parent.map_or(0, |p| p.0.depth + u32::from(p.0.any_value));
            let standing = Standing { of, rest, depth, ..standing };
            stats.guards += 1;
            stats.resume_bytes += resume.size() as u64;
            let hash = warm.guard_hash();
            let resume = Rc::new(resume);
            all.insert(descr, Guard { resume, hash, exceptional, closed: not_forced, not_forced, asked, standing });
        }
        stats.optimised += trace.ops.len() as u64;
        if let Some(logger) = logger {
            let tables = log::Tables { descrs: &self.descrs.borrow(), handles: &self.handles.borrow() };
            let addresses = if logger.wants(log::ADDRESSES) { self.compiler.addresses() } else { None };
            logger.compiled(&trace, entry, tables, addresses.as_deref());
        }
        match entry {
            Entry::Loop(token) => {
                stats.loops += 1;
                if let Some(key) = key {
                    let cell = warm.make_cell(key.clone());
                    let old = cell.token.replace(token);
                    self.epoch.set(self.epoch.get() + 1);
                    news.push((key.clone(), News::Compiled));
                    if cell.callee.take().or(old).is_some() {
                        // All that calls have gone to so far.
                        let same = callees.iter().filter(|(target, k)| **k == key && **target != token);
                        for (target, _) in same {
                            self.compiler.redirect(*target, token).map_err(refuse)?;
                        }
                    }
                }
            }
            Entry::Bridge(_) => stats.bridges += 1,
        }
        Ok(())
    }

    pub(crate) fn log_abort(&self, trace: &Trace, reason: impl FnOnce() -> String) {
        if let Some(logger) = &self.state.borrow().logger {
            let tables = log::Tables { descrs: &self.descrs.borrow(), handles: &self.handles.borrow() };
            logger.aborted(&reason(), trace, tables);
        }
    }

    /// Where a frame is, for logs.
    pub(crate) fn position(&self, frame: Option<&Frame<Boxed>>) -> String {
        let found = frame.and_then(|f| Some((self.program.codes.get(f.code)?, f.pc)));
        found.map_or(String::new(), |(code, pc)| {
            let op = code.words.get(pc).and_then(|w| abi::jit::JitOp::from_word(*w));
            format!("at {} of {}, {pc}", op.map_or("?", |op| op.name()), code.name)
        })
    }

    fn write_log(&self, what: &str, trace: &Trace, entry: Entry) {
        if let (Some(logger), "noopt") = (&self.state.borrow().logger, what) {
            let tables = log::Tables { descrs: &self.descrs.borrow(), handles: &self.handles.borrow() };
            logger.recorded(trace, entry, tables);
        }
        if let Some(log) = &mut self.state.borrow_mut().log {
            log.push(format!("# {what} {entry:?}\n{}", jit_trace::print(trace, &self.descrs.borrow())));
        }
    }
}

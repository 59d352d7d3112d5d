//! From where a trace begins to where it is compiled or given up.

use jit_trace::{Arg, DescrId, Kind, Op, Opnum, Trace};

use crate::engine::{self, Frame, Outcome, KINDS};
use crate::host::Host;
use crate::jit::{Assumed, Compiler, Entry, Jit, Left, News, Next, State, SOON};
use crate::rebuild::{constant_bits, Concrete, Recorded};
use crate::resume::{Resume, Work};
use crate::tracer::{Boxed, Closing, Tracer};
use crate::warmstate::GreenKey;
use crate::{Abort, Error, Stop};

impl<C: Compiler> Jit<C> {
    pub(crate) fn trace_loop<H: Host>(&self, host: &mut H, key: GreenKey, args: &[u64]) -> Result<Next, Error> {
        let p = &self.program;
        let info = p.drivers.get(usize::from(key.driver)).ok_or(Error::Code("driver"))?;
        let mut tracer = Tracer::new(host, &self.handles, self, self.limits(), false);
        let mut lists: [Vec<Boxed>; 3] = Default::default();
        let mut kept = Vec::new();
        let greens = info.greens.iter().map(|g| (KINDS[g.kind() as usize], true));
        for ((kind, green), bits) in greens.chain(info.reds.iter().map(|k| (*k, false))).zip(args) {
            let arg = if green { tracer.constant_arg(kind, *bits) } else { Arg::Int(0) };
            if green {
                kept.push(arg);
            }
            let v = if green { Boxed { bits: *bits, arg } } else { tracer.input(kind, *bits) };
            lists[kind as usize].push(v);
        }
        let mut frame = Frame::new(p, info.portal)?;
        frame.set_arguments(&lists)?;
        if let Some((red, class)) = info.virtualizable {
            let before = info.reds.iter().take(red).filter(|k| **k == Kind::Ref).count();
            let green = info.greens.iter().filter(|g| g.kind() == abi::jit::Kind::Ref).count();
            let object = lists[Kind::Ref as usize].get(green + before).ok_or(Error::Table("virtualizable"))?;
            tracer.own(p, class, *object)?;
        }
        let mut frames = vec![frame];
        let begun = (self.compiler.clock(), self.compiler.ticks());
        let outcome = engine::run(&mut tracer, p, &mut frames);
        self.add_tracing(begun, tracer.calls);
        // The key's references may have moved.
        let greens = kept.into_iter().map(|g| constant_bits(&self.handles, g)).collect();
        let key = GreenKey { driver: key.driver, greens };
        self.end(tracer, frames, outcome, Some(key), None)
    }

    pub(crate) fn trace_bridge<H: Host>(
        &self,
        host: &mut H,
        resume: &Resume,
        exceptional: bool,
        left: Left,
        any_value: bool,
    ) -> Result<Next, Error> {
        let p = &self.program;
        let guard = left.descr;
        let mut tracer = Tracer::new(host, &self.handles, self, self.limits(), true);
        let saved: Vec<Arg> = resume.kinds.iter().map(|kind| tracer.trace.add_input(*kind).into()).collect();
        let mut rebuild = Recorded {
            plain: Concrete::new(&mut *tracer.host, &self.handles, &resume.kinds, left),
            trace: &mut tracer.trace,
            cache: &mut tracer.cache,
            saved: &saved,
            made: Vec::new(),
            vable: None,
            refs: Vec::new(),
        };
        let mut frames = resume.frames(p, &mut rebuild, Work::All)?;
        let exc = rebuild.plain.exc;
        tracer.vable = rebuild.vable;
        tracer.refs = rebuild.refs;
        tracer.begun = frames.len();
        tracer.find_arrays(p, &mut frames)?;
        tracer.any_value = any_value && frames.last().is_some_and(|f| self.begins_with_promotion(f.code, f.pc));
        if exceptional && exc == 0 {
            tracer.no_exception(p, &frames)?;
        }
        let begun = (self.compiler.clock(), self.compiler.ticks());
        let outcome = match exc {
            0 => engine::run(&mut tracer, p, &mut frames),
            exc => match tracer.pending_exception(p, &frames, exc) {
                Ok(exc) => engine::run_raising(&mut tracer, p, &mut frames, exc),
                Err(e) => Err(e.into()),
            },
        };
        self.add_tracing(begun, tracer.calls);
        match self.grow(&mut tracer, &mut frames, outcome, guard) {
            (outcome, None) => self.end(tracer, frames, outcome, None, Some(guard)),
            (outcome, Some(compiled)) => {
                {
                    let state = &mut *self.state.borrow_mut();
                    state.stats.executed += tracer.executed;
                    state.stats.recorded += tracer.trace.ops.len() as u64;
                    state.settle(compiled, Some(guard));
                }
                self.go_on(tracer.host, frames, outcome)
            }
        }
    }

    /// The tracer stopped: compiles what it recorded, and says how to go on.
    fn end<H: Host>(
        &self,
        mut tracer: Tracer<'_, H>,
        frames: Vec<Frame<Boxed>>,
        outcome: Result<Outcome<Boxed>, Stop>,
        key: Option<GreenKey>,
        from: Option<DescrId>,
    ) -> Result<Next, Error> {
        {
            let stats = &mut self.state.borrow_mut().stats;
            stats.executed += tracer.executed;
            stats.recorded += tracer.trace.ops.len() as u64;
        }
        let closing = tracer.closing.take();
        // What the code is entered with, if it is a loop: the driver is that of the loop, or of the trace's start.
        let driver = match (&closing, &key) {
            (Some(Closing::Loop(position, _)), _) => Some(position.driver),
            (_, Some(key)) => Some(key.driver),
            _ => None,
        };
        let shape = driver.and_then(|d| tracer.shape(&self.program, d));
        let assumed = Assumed { shape, watched: std::mem::take(&mut tracer.watched.numbers), optimised: None };
        if let Ok(Outcome::Done(_) | Outcome::Raised(_)) = outcome {
            tracer.write_back(&self.program)?;
        }
        let mut trace = std::mem::take(&mut tracer.trace);
        let compiled = match (&outcome, closing) {
            (Ok(_), _) if tracer.escaped => {
                self.log_abort(&trace, || format!("{:?}", Abort::Escape));
                Err(Abort::Escape)
            }
            (Ok(Outcome::AtMergePoint(..)), Some(Closing::Loop(position, args))) => {
                let greens = position.greens.iter().map(|g| constant_bits(&self.handles, *g)).collect();
                let kinds = position.reds.iter().map(|b| trace.kind(*b)).collect();
                let token = self.descrs.borrow_mut().add_target(kinds);
                let mut ops = trace.ops.split_off(position.at);
                let reds: Vec<Arg> = position.reds.iter().map(|b| Arg::Box(*b)).collect();
                // A loop found on the way is compiled by itself; what led to it is dropped, and so is a bridge.
                trace.inputargs.clone_from(&position.reds);
                ops.insert(0, Op::new(Opnum::Label, &reds, None, Some(token)));
                trace.ops = ops;
                trace.push(Opnum::Jump, &args, Some(token));
                let key = GreenKey { driver: position.driver, greens };
                // The guard that led to the loop may have its bridge later.
                if let Some(guard) = from {
                    self.reopen(guard);
                }
                self.compile(trace, Entry::Loop(token), Some(key), assumed)
            }
            (Ok(Outcome::AtMergePoint(..)), Some(Closing::Target(target, args))) => {
                let kinds: Vec<Kind> = args.iter().map(|a| trace.arg_kind(*a)).collect();
                // Arrays of another length make another loop.
                if self.descrs.borrow().target(target).is_some_and(|t| t.args == kinds) {
                    trace.push(Opnum::Jump, &args, Some(target));
                    self.compile_from_start(trace, key, from, assumed)
                } else {
                    Err(Abort::BadLoop)
                }
            }
            (Ok(Outcome::Done(value)), _) => {
                let descr = self.finish(false);
                let values: Vec<Arg> = value.iter().map(|v| v.arg).collect();
                trace.push(Opnum::Finish, &values, Some(descr));
                self.compile_from_start(trace, key, from, assumed)
            }
            (Ok(Outcome::Raised(exc)), _) => {
                let descr = self.finish(true);
                trace.push(Opnum::Finish, &[exc.arg], Some(descr));
                self.compile_from_start(trace, key, from, assumed)
            }
            (Ok(Outcome::AtMergePoint(..)), None) => {
                self.log_abort(&trace, || "no loop".to_string());
                Err(Abort::BadLoop)
            }
            (Err(Stop::Abort(reason)), _) => {
                self.log_abort(&trace, || format!("{reason:?} {}", self.position(frames.last())));
                if *reason == Abort::TooLong {
                    self.blame(tracer.biggest_portal(), key.as_ref(), from);
                }
                Err(*reason)
            }
            (Err(Stop::Error(e)), _) => return Err(e.clone()),
        };
        self.state.borrow_mut().settle(compiled, from);
        self.go_on(tracer.host, frames, outcome)
    }

    fn reopen(&self, guard: DescrId) {
        if let Some(guard) = self.state.borrow_mut().guards.get_mut(&guard) {
            guard.closed = false;
        }
    }

    fn finish(&self, raises: bool) -> DescrId {
        let known = &mut self.state.borrow_mut().finishes[usize::from(raises)];
        *known.get_or_insert_with(|| self.descrs.borrow_mut().add_finish(raises))
    }

    /// A trace was too long: a portal that it looked into is traced apart from now on, and the trace begun again soon.
    fn blame(&self, portal: Option<(u16, Vec<u64>)>, key: Option<&GreenKey>, from: Option<DescrId>) {
        let Some((driver, greens)) = portal else { return };
        let State { warm, guards, news, .. } = &mut *self.state.borrow_mut();
        let apart = GreenKey { driver, greens };
        warm.make_cell(apart.clone()).apart = true;
        news.push((apart, News::Soon));
        if let Some(cell) = key.and_then(|k| warm.cell_mut(k)) {
            cell.soon = true;
        }
        if let Some(guard) = from.and_then(|g| guards.get_mut(&g)) {
            guard.closed = false;
            warm.counters.set(guard.hash, SOON);
        }
    }

    fn compile_from_start(
        &self,
        trace: Trace,
        key: Option<GreenKey>,
        from: Option<DescrId>,
        assumed: Assumed,
    ) -> Result<(), Abort> {
        if let Some(guard) = from {
            return self.compile(trace, Entry::Bridge(guard), None, Assumed { shape: None, ..assumed });
        }
        let mut trace = trace;
        let kinds: Vec<Kind> = trace.inputargs.iter().map(|b| trace.kind(*b)).collect();
        let token = self.descrs.borrow_mut().add_target(kinds);
        let reds: Vec<Arg> = trace.inputargs.iter().map(|b| Arg::Box(*b)).collect();
        trace.ops.insert(0, Op::new(Opnum::Label, &reds, None, Some(token)));
        self.compile(trace, Entry::Loop(token), key, assumed)
    }
}

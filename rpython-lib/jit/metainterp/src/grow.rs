//! Bridges that become loops of their own.
//!
//! A peeled loop has the shape of the trace that it was made from: which values it keeps unboxed, what it knows of them. A
//! bridge that comes back to it with others would have to go through the loop's first iteration each time, where objects
//! must exist. Such a bridge is not closed there: an iteration more is recorded, and what was recorded is peeled again, as
//! another version of the same loop, which later bridges may fit. If that fails, the bridge is what it was before.

use jit_trace::{Arg, DescrId, Kind, Op, Opnum, Trace};

use crate::engine::{self, Frame, Outcome};
use crate::host::Host;
use crate::jit::{Assumed, Compiler, Entry, Jit, Next};
use crate::rebuild::{concrete, constant_bits};
use crate::tracer::{Boxed, Closing, Keys, MergePosition, Tracer};
use crate::{Abort, Error, Stop};

/// So many operations more are recorded at most.
const MOST: usize = 1500;

type Ended = Result<Outcome<Boxed>, Stop>;

impl<C: Compiler> Jit<C> {
    /// A bridge came to an end. If it is one to a loop that may get another version, it is compiled here; answers how the
    /// tracer stopped, and what came of the compilation.
    pub(crate) fn grow<H: Host>(
        &self,
        tracer: &mut Tracer<'_, H>,
        frames: &mut Vec<Frame<Boxed>>,
        outcome: Ended,
        guard: DescrId,
    ) -> (Ended, Option<Result<(), Abort>>) {
        let (target, args) = match (&outcome, &tracer.closing) {
            (Ok(Outcome::AtMergePoint(..)), Some(Closing::Target(target, args))) => (*target, args.clone()),
            _ => return (outcome, None),
        };
        let kinds: Vec<Kind> = args.iter().map(|a| tracer.trace.arg_kind(*a)).collect();
        let same = self.descrs.borrow().target(target).is_some_and(|t| t.args == kinds);
        if tracer.escaped || !same || !self.compiler.grows(target) {
            return (outcome, None);
        }
        let entry = Entry::Bridge(guard);
        let mut bridge = tracer.trace.clone();
        bridge.push(Opnum::Jump, &args, Some(target));
        let begun = self.compiler.clock();
        let optimised = self.compiler.optimise(bridge.clone(), &self.descrs, &self.handles, entry);
        self.add_time(1, begun);
        let as_it_is = |watched| {
            let assumed = Assumed { shape: None, watched, optimised: Some(optimised) };
            self.compile(bridge, entry, None, assumed)
        };
        if !self.compiler.missed() {
            return (outcome, Some(as_it_is(std::mem::take(&mut tracer.watched.numbers))));
        }
        let before = tracer.trace.ops.len();
        tracer.closing = None;
        tracer.grow = Some(target);
        tracer.limits.trace = tracer.limits.trace.min(before + MOST);
        let watched = tracer.watched.numbers.clone();
        let (begun, calls) = ((self.compiler.clock(), self.compiler.ticks()), tracer.calls);
        let outcome = engine::run(tracer, &self.program, frames);
        self.add_tracing(begun, tracer.calls - calls);
        let compiled = match (&outcome, tracer.closing.take()) {
            (Ok(Outcome::AtMergePoint(..)), Some(Closing::Loop(position, ends)))
                if !tracer.escaped && position.at >= before && self.is_iteration(&position, target, &kinds) =>
            {
                let mut trace = tracer.trace.clone();
                close(&mut trace, &position, &ends, target);
                let watched = std::mem::take(&mut tracer.watched.numbers);
                self.compile(trace, entry, None, Assumed { watched, ..Assumed::default() })
            }
            _ => as_it_is(watched),
        };
        (outcome, Some(compiled))
    }

    /// The program goes on where the tracer stopped.
    pub(crate) fn go_on<H: Host>(
        &self,
        host: &mut H,
        frames: Vec<Frame<Boxed>>,
        outcome: Result<Outcome<Boxed>, Stop>,
    ) -> Result<Next, Error> {
        match outcome {
            Ok(Outcome::Done(value)) => Ok(Next::Done(value.map(|v| v.bits))),
            Ok(Outcome::Raised(exc)) => Ok(Next::Raised(exc.bits)),
            Ok(Outcome::AtMergePoint(driver, args)) => {
                Ok(Next::Continue(driver, args.iter().map(|v| v.bits).collect()))
            }
            Err(Stop::Error(e)) => Err(e),
            Err(_) => {
                let mut frames: Vec<Frame<u64>> = frames.into_iter().map(concrete).collect();
                self.blackhole(host, &mut frames, 0)
            }
        }
    }

    /// Is it the merge point of that loop, with values as the loop has them?
    fn is_iteration(&self, position: &MergePosition, target: DescrId, kinds: &[Kind]) -> bool {
        let greens: Vec<u64> = position.greens.iter().map(|g| constant_bits(&self.handles, *g)).collect();
        position.reds.len() == kinds.len() && self.target(position.driver, &greens) == Some(target)
    }
}

/// Puts a label where the iteration starts, and ends the trace with a jump to it.
fn close(trace: &mut Trace, position: &MergePosition, ends: &[Arg], target: DescrId) {
    let reds: Vec<Arg> = position.reds.iter().map(|b| Arg::Box(*b)).collect();
    trace.ops.insert(position.at, Op::new(Opnum::Label, &reds, None, Some(target)));
    trace.push(Opnum::Jump, ends, Some(target));
}

//! The optimiser with its memory: what it found out of loops and guards, for the traces that jump to them or start there.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use jit_optimizeopt::{
    optimize_bridge, optimize_grown, optimize_loop, Exported, Grown, OptError, Optimized, Oracle, Passes,
};
use jit_trace::hash::FastMap;
use jit_trace::{Arg, BoxId, DescrId, Descrs, Fact, Op, Opnum, Trace};

use crate::jit::Entry;
use crate::params::Params;

/// Hands an oracle to what asks it.
pub type WithOracle<'a> = dyn Fn(&Descrs, &mut dyn FnMut(&dyn Oracle)) + 'a;

/// What parameters say of loops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Peeled versions that a loop may have.
    pub versions: usize,
    /// Operations of a trace that may be peeled.
    pub peeled: usize,
}

impl Limits {
    /// Those of the parameters.
    pub fn of(params: &Params) -> Limits {
        let count = |n: i64| n.max(0) as usize;
        Limits { versions: 1 + count(params.retrace_limit), peeled: count(params.disable_unrolling) }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::of(&Params::default())
    }
}

/// A peeled loop, and the code that it is in.
struct Version {
    entry: Entry,
    exported: Rc<Exported>,
}

/// What is known of compiled loops and guards.
#[derive(Default)]
pub struct Optimiser {
    /// Peeled loops, by the token of their start.
    loops: RefCell<FastMap<DescrId, Vec<Version>>>,
    /// Of the loop optimised last, until it is compiled.
    pending: RefCell<Option<(DescrId, Exported)>>,
    guards: RefCell<FastMap<DescrId, Box<[Fact]>>>,
    missed: Cell<bool>,
    /// What parameters say.
    pub limits: Cell<Limits>,
}

/// A loop: it starts with a label, which it jumps to with other values.
fn is_loop(trace: &Trace) -> Option<DescrId> {
    let (first, last) = (trace.ops.first()?, trace.ops.last()?);
    let inputs = trace.inputargs.iter().map(|b| Arg::Box(*b));
    let whole = first.opnum == Opnum::Label && first.args.iter().copied().eq(inputs);
    (whole && last.opnum == Opnum::Jump && last.descr == first.descr).then_some(first.descr?)
}

impl Optimiser {
    /// Optimises a trace: a loop is peeled, other traces jump into peeled loops if they fit.
    pub fn optimise(
        &self,
        mut trace: Trace,
        descrs: &RefCell<Descrs>,
        passes: Passes,
        oracle: &WithOracle<'_>,
        entry: Entry,
    ) -> Result<Trace, String> {
        *self.pending.borrow_mut() = None;
        self.missed.set(false);
        let limits = self.limits.get();
        let unroll = passes.unroll && trace.ops.len() <= limits.peeled;
        let passes = Passes { unroll, ..passes };
        if let (Entry::Loop(_), true, Some(token)) = (entry, unroll, is_loop(&trace)) {
            let label = descrs.borrow_mut().add_target(Vec::new());
            let start = trace.ops.remove(0);
            if let Some(jump) = trace.ops.last_mut() {
                jump.descr = None;
            }
            let descrs = descrs.borrow();
            let mut result = Err(OptError::BadTrace("no oracle".to_string()));
            oracle(&descrs, &mut |o| result = optimize_loop(&trace, &descrs, label, passes, o));
            let optimised = result.map_err(|e| e.to_string())?;
            let mut out = optimised.trace;
            out.ops.insert(0, Op::new(Opnum::Label, &start.args, None, start.descr));
            if let Some(jump) = out.ops.last_mut().filter(|j| j.opnum == Opnum::Jump && j.descr.is_none()) {
                jump.descr = Some(token);
            }
            *self.pending.borrow_mut() = optimised.exported.map(|e| (token, e));
            return Ok(out);
        }
        let guards = self.guards.borrow();
        let facts = match entry {
            Entry::Bridge(guard) => guards.get(&guard).map_or(&[][..], |f| f),
            Entry::Loop(_) => &[],
        };
        if let Some(at) = trace.ops.iter().skip(1).position(|o| o.opnum == Opnum::Label).map(|i| i + 1) {
            match self.grown(&mut trace, at, descrs, passes, oracle, facts) {
                Ok(Some((token, optimised))) => {
                    *self.pending.borrow_mut() = optimised.exported.map(|e| (token, e));
                    return Ok(optimised.trace);
                }
                Ok(None) | Err(OptError::InvalidLoop(_)) => {}
                Err(e) => return Err(e.to_string()),
            }
        }
        let targets = |token: DescrId| -> Vec<Rc<Exported>> {
            self.loops.borrow().get(&token).iter().flat_map(|l| l.iter()).map(|v| v.exported.clone()).collect()
        };
        let descrs = descrs.borrow();
        let mut result = Err(OptError::BadTrace("no oracle".to_string()));
        oracle(&descrs, &mut |o| result = optimize_bridge(&trace, &descrs, passes, o, facts, &targets));
        self.missed.set(result.as_ref().is_ok_and(|o| o.missed));
        result.map(|o| o.trace).map_err(|e| e.to_string())
    }

    /// Optimises a bridge with a label from which on it is an iteration of the loop of that token. If it cannot be
    /// peeled, it is made a bridge to the loop.
    fn grown(
        &self,
        trace: &mut Trace,
        at: usize,
        descrs: &RefCell<Descrs>,
        passes: Passes,
        oracle: &WithOracle<'_>,
        facts: &[Fact],
    ) -> Result<Option<(DescrId, Optimized)>, OptError> {
        let start = trace.ops.remove(at);
        let token = start.descr.ok_or_else(|| OptError::BadTrace("a label without a target".to_string()))?;
        let inputs: Vec<BoxId> = start.args.iter().filter_map(|a| a.as_box()).collect();
        let label = descrs.borrow_mut().add_target(Vec::new());
        let mut result = Ok(None);
        if passes.unroll {
            let descrs = descrs.borrow();
            let grown = Grown { at, inputs: &inputs, facts };
            oracle(&descrs, &mut |o| result = optimize_grown(trace, grown, &descrs, label, passes, o));
        }
        trace.ops.truncate(at);
        trace.push(Opnum::Jump, &start.args, Some(token));
        Ok(result?.map(|o| (token, o)))
    }

    /// Whether the trace optimised last jumps to the start of a loop that could have a version for it.
    pub fn missed(&self) -> bool {
        self.missed.get()
    }

    /// Whether the loop may get another version.
    pub fn grows(&self, token: DescrId) -> bool {
        self.loops.borrow().get(&token).is_some_and(|l| l.len() < self.limits.get().versions)
    }

    /// The code is not to be jumped into any more.
    pub fn invalidated(&self, entry: Entry) {
        self.loops.borrow_mut().values_mut().for_each(|l| l.retain(|v| v.entry != entry));
    }

    /// These loops and guards are gone.
    pub fn forget(&self, labels: &[DescrId], guards: &[DescrId]) {
        let mut loops = self.loops.borrow_mut();
        loops.retain(|token, _| !labels.contains(token));
        loops.values_mut().for_each(|l| l.retain(|v| !labels.contains(&v.exported.label)));
        guards.iter().for_each(|guard| drop(self.guards.borrow_mut().remove(guard)));
    }

    /// An optimised trace, whose guards have descriptors, has been compiled.
    pub fn compiled(&self, trace: &Trace, entry: Entry) {
        let pending = self.pending.borrow_mut().take();
        if let Some((token, exported)) = pending {
            let version = Version { entry, exported: Rc::new(exported) };
            self.loops.borrow_mut().entry(token).or_default().push(version);
        }
        let mut guards = self.guards.borrow_mut();
        for op in trace.ops.iter().filter(|o| o.opnum.is_guard()) {
            if let (Some(descr), Some(exit)) = (op.descr, trace.exit_of(op)) {
                if !exit.facts.is_empty() {
                    guards.insert(descr, exit.facts_of_inputs().into());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_limit_versions_and_peeling() {
        let mut params = Params::default();
        let optimiser = Optimiser::default();
        assert_eq!(optimiser.limits.get(), Limits { versions: 4, peeled: 6000 });
        params.set_user("retrace_limit=0,disable_unrolling=-1").unwrap();
        assert_eq!(Limits::of(&params), Limits { versions: 1, peeled: 0 });
    }
}

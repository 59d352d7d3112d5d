//! The optimiser with its memory: what it found out of loops and guards, for the traces that jump to them or start there.

use std::cell::RefCell;
use std::rc::Rc;

use jit_optimizeopt::{optimize_bridge, optimize_loop, Exported, OptError, Oracle, Passes};
use jit_trace::hash::FastMap;
use jit_trace::{Arg, DescrId, Descrs, Fact, Op, Opnum, Trace};

use crate::jit::Entry;

/// Hands an oracle to what asks it.
pub type WithOracle<'a> = dyn Fn(&Descrs, &mut dyn FnMut(&dyn Oracle)) + 'a;

/// What is known of compiled loops and guards.
#[derive(Default)]
pub struct Optimiser {
    /// Peeled loops, by the token of their start.
    loops: RefCell<FastMap<DescrId, Rc<Exported>>>,
    /// Of the loop optimised last, until it is compiled.
    pending: RefCell<Option<(DescrId, Exported)>>,
    guards: RefCell<FastMap<DescrId, Box<[Fact]>>>,
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
        if let (Entry::Loop(_), true, Some(token)) = (entry, passes.unroll, is_loop(&trace)) {
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
        let targets = |token: DescrId| self.loops.borrow().get(&token).cloned();
        let descrs = descrs.borrow();
        let mut result = Err(OptError::BadTrace("no oracle".to_string()));
        oracle(&descrs, &mut |o| result = optimize_bridge(&trace, &descrs, passes, o, facts, &targets));
        result.map(|o| o.trace).map_err(|e| e.to_string())
    }

    /// These loops and guards are gone.
    pub fn forget(&self, labels: &[DescrId], guards: &[DescrId]) {
        labels.iter().for_each(|label| drop(self.loops.borrow_mut().remove(label)));
        guards.iter().for_each(|guard| drop(self.guards.borrow_mut().remove(guard)));
    }

    /// An optimised trace, whose guards have descriptors, has been compiled.
    pub fn compiled(&self, trace: &Trace, entry: Entry) {
        let pending = self.pending.borrow_mut().take();
        if let (Entry::Loop(token), Some((of, exported))) = (entry, pending) {
            if of == token {
                self.loops.borrow_mut().insert(token, Rc::new(exported));
            }
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

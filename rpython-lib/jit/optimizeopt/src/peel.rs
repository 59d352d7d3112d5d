//! Peeling: the first iteration of a loop becomes a preamble, the loop itself is optimised with what the preamble found.
//!
//! The trace is optimised once (the preamble), then once more (the body) *by the same optimiser state*: values of the
//! preamble dominate the body, so what is known of them stays true, and what is computed from them alone is not computed
//! again. Only what changes from iteration to iteration needs assumptions: the arguments of the jump (shape of virtual
//! objects, constants, classes, bounds) and the contents of memory. They are assumed to be at the end of the body what
//! they were at the end of the preamble, then checked; what does not hold is given up and the body is optimised again.
//!
//! The result is `[inputs] preamble label(…) body jump(…)`. Values of the preamble that the body uses are passed through
//! label and jump unchanged. A guard of the body has the same descriptor as the one of the preamble it is a copy of:
//! [`Trace::own_guard_descrs`] gives each its own before the trace is compiled.

use std::collections::HashMap;

use jit_trace::{Arg, BoxId, DescrId, Descrs, Exit, ExitVal, Kind, Op, Opnum, Trace};

use crate::heap::HeapFact;
use crate::intbound::IntBound;
use crate::optimizer::{drop_unused, optimize_trace, OptError, Optimized, Optimizer, Oracle, Passes, Res};
use crate::virtualize::Virtual;

/// Assumptions are given up at most this often; then the loop is not peeled.
const ROUNDS: usize = 12;

/// What is assumed of a loop-carried value at the label.
#[derive(Clone, Debug)]
enum Assume {
    /// The same value in every iteration: a constant, or a value of the preamble.
    Same(Arg),
    /// A value passed from iteration to iteration.
    Carried { nonnull: bool, class: Option<i64>, bound: IntBound },
    /// An object that is not allocated. `of`: its box in the preamble; objects met twice are one object.
    Virtual { of: BoxId, parts: Vec<Option<Assume>> },
}

/// Optimises a loop (a trace that ends in a jump to its start), peeling one iteration. `target` becomes the descriptor
/// of the label. Falls back to [`optimize_trace`] when the loop cannot be peeled.
pub fn optimize_loop(
    trace: &Trace,
    descrs: &Descrs,
    target: DescrId,
    passes: Passes,
    oracle: &dyn Oracle,
) -> Result<Optimized, OptError> {
    jit_trace::verify(trace, descrs).map_err(|e| OptError::BadTrace(e.to_string()))?;
    let is_loop = trace.ops.last().is_some_and(|o| o.opnum == Opnum::Jump && o.descr.is_none());
    if !is_loop || trace.ops.iter().any(|o| o.opnum == Opnum::Label) {
        return optimize_trace(trace, descrs, passes, oracle);
    }
    match peel(trace, descrs, target, passes, oracle)? {
        Some(optimized) => Ok(optimized),
        None => optimize_trace(trace, descrs, passes, oracle),
    }
}

fn peel(
    trace: &Trace,
    descrs: &Descrs,
    target: DescrId,
    passes: Passes,
    oracle: &dyn Oracle,
) -> Res<Option<Optimized>> {
    let Some((jump, ops)) = trace.ops.split_last() else { return Ok(None) };
    let mut preamble = Optimizer::new(trace, descrs, passes, oracle);
    for op in ops {
        preamble.feed(op, trace.exit_of(op))?;
    }
    preamble.flush_all()?;
    let ends: Vec<Arg> = jump.args.iter().map(|&a| preamble.resolve(a)).collect();
    let mut seen = Vec::new();
    let mut assumed: Vec<Assume> = trace
        .inputargs
        .iter()
        .zip(&ends)
        .map(
            |(&input, &end)| if end == Arg::Box(input) { Assume::Same(end) } else { assume(&preamble, end, &mut seen) },
        )
        .collect();
    let mut facts = preamble.heap_facts();
    for _ in 0..ROUNDS {
        let mut body = Body::start(preamble.clone(), target, &facts);
        match body.round(trace, ops, jump, &ends, &mut assumed, &mut facts) {
            Ok(true) => return Ok(Some(body.finish())),
            Ok(false) => {}
            Err(OptError::InvalidLoop(_)) => return Ok(None),
            Err(e) => return Err(e),
        }
    }
    Ok(None)
}

/// The best assumption about a value at the end of the preamble.
fn assume(state: &Optimizer<'_>, end: Arg, seen: &mut Vec<BoxId>) -> Assume {
    let end = state.resolve(end);
    let Arg::Box(b) = end else { return Assume::Same(end) };
    let contents = match state.ptrs[b.index()].shape.as_deref() {
        Some(Virtual::Struct { fields, .. }) => fields,
        Some(Virtual::Array { items, .. }) => items,
        Some(Virtual::Str { chars, .. }) => chars,
        None => return carried(state, end),
    };
    let parts = if seen.contains(&b) {
        Vec::new()
    } else {
        seen.push(b);
        contents.clone().into_iter().map(|v| v.map(|v| assume(state, v, seen))).collect()
    };
    Assume::Virtual { of: b, parts }
}

fn carried(state: &Optimizer<'_>, value: Arg) -> Assume {
    Assume::Carried {
        nonnull: state.is_nonnull(value),
        class: state.class_of(value),
        bound: state.bound(value).widen(),
    }
}

/// Nothing is assumed.
const UNKNOWN: Assume = Assume::Carried { nonnull: false, class: None, bound: IntBound::ANY };

/// One attempt at the body.
struct Body<'a> {
    state: Optimizer<'a>,
    target: DescrId,
    /// Arguments of the label that change, and what the jump passes for them.
    label: Vec<Arg>,
    jump: Vec<Arg>,
    label_at: usize,
    /// Virtual objects of the preamble and those of the body that continue them.
    twins: HashMap<BoxId, BoxId>,
    /// The same at the end: virtual objects of the preamble and of the body's end.
    matched: HashMap<BoxId, BoxId>,
}

impl<'a> Body<'a> {
    fn start(mut state: Optimizer<'a>, target: DescrId, facts: &[HeapFact]) -> Body<'a> {
        state.restrict_heap(facts);
        state.not_invalidated = false;
        state.last_pure_call = None;
        state.ovf_gone = false;
        state.call_gone = false;
        state.ptrs.iter_mut().for_each(|p| p.nonnull_guard = None);
        Body {
            state,
            target,
            label: Vec::new(),
            jump: Vec::new(),
            label_at: 0,
            twins: HashMap::new(),
            matched: HashMap::new(),
        }
    }

    /// Optimises the body; true when every assumption held. Those that did not are weakened.
    fn round(
        &mut self,
        trace: &Trace,
        ops: &[Op],
        jump: &Op,
        ends: &[Arg],
        assumed: &mut [Assume],
        facts: &mut Vec<HeapFact>,
    ) -> Res<bool> {
        let mut names: HashMap<BoxId, Arg> = HashMap::new();
        for ((&input, &end), assumption) in trace.inputargs.iter().zip(ends).zip(assumed.iter()) {
            let value = self.enter(end, assumption)?;
            names.insert(input, value);
        }
        self.label_at = self.state.out.ops.len();
        let label = Op::new(Opnum::Label, &self.label, None, Some(self.target));
        self.state.push(label);
        for op in ops {
            let mut copy = op.clone();
            copy.args.iter_mut().for_each(|a| *a = rename(&names, *a));
            if let Some(result) = op.result {
                let new = self.state.new_box(trace.kind(result));
                copy.result = Some(new);
                names.insert(result, Arg::Box(new));
            }
            let exit = trace.exit_of(op).map(|e| rename_exit(&names, e));
            self.state.feed(&copy, exit.as_ref())?;
        }
        self.state.flush_all()?;
        let body_ends: Vec<Arg> = jump.args.iter().map(|&a| rename(&names, a)).collect();
        // What is passed must exist: forcing may allocate what another assumption wants virtual.
        for (&end, assumption) in body_ends.iter().zip(assumed.iter()) {
            self.force_carried(end, assumption)?;
        }
        let mut held = true;
        for (&end, assumption) in body_ends.iter().zip(assumed.iter_mut()) {
            held &= self.check(end, assumption);
        }
        let before = facts.len();
        facts.retain(|f| self.state.fact_holds(f));
        Ok(held && facts.len() == before)
    }

    /// Makes the value with which the body starts.
    fn enter(&mut self, end: Arg, assumption: &Assume) -> Res<Arg> {
        match assumption {
            Assume::Same(value) => Ok(*value),
            Assume::Carried { nonnull, class, bound } => {
                let end = self.state.force(end)?;
                let kind = self.state.out.arg_kind(end);
                let b = self.state.new_box(kind);
                self.state.push(Op::new(Opnum::same_as(kind), &[end], Some(b), None));
                // Not the copy it is in the first iteration.
                self.state.defs[b.index()] = None;
                self.label.push(Arg::Box(b));
                self.state.bounds[b.index()] = *bound;
                self.state.ptrs[b.index()].nonnull = *nonnull;
                self.state.ptrs[b.index()].class = *class;
                Ok(Arg::Box(b))
            }
            Assume::Virtual { of, parts } => {
                if let Some(&twin) = self.twins.get(of) {
                    return Ok(Arg::Box(twin));
                }
                let Some(mut shape) = self.state.ptrs[of.index()].shape.clone() else {
                    // Forced meanwhile, as part of something carried.
                    return self.enter(end, &UNKNOWN);
                };
                let twin = self.state.new_box(Kind::Ref);
                self.twins.insert(*of, twin);
                let contents = contents_mut(&mut shape);
                for (slot, part) in contents.iter_mut().zip(parts) {
                    *slot = match (*slot, part) {
                        (Some(value), Some(part)) => Some(self.enter(value, part)?),
                        _ => None,
                    };
                }
                let class = self.state.ptrs[of.index()].class;
                let info = &mut self.state.ptrs[twin.index()];
                info.nonnull = true;
                info.fresh = true;
                info.class = class;
                info.shape = Some(shape);
                Ok(Arg::Box(twin))
            }
        }
    }

    /// Allocates what the jump passes.
    fn force_carried(&mut self, end: Arg, assumption: &Assume) -> Res<()> {
        match assumption {
            Assume::Same(_) => Ok(()),
            Assume::Carried { .. } => self.state.force(end).map(|_| ()),
            Assume::Virtual { parts, .. } => {
                let Some(b) = self.state.as_virtual(end) else { return Ok(()) };
                let Some(mut shape) = self.state.ptrs[b.index()].shape.clone() else { return Ok(()) };
                for (value, part) in contents_mut(&mut shape).iter().zip(parts) {
                    if let (Some(value), Some(part)) = (value, part) {
                        self.force_carried(*value, part)?;
                    }
                }
                Ok(())
            }
        }
    }

    /// Does a value at the end of the body fit the assumption? Collects what the jump passes.
    fn check(&mut self, end: Arg, assumption: &mut Assume) -> bool {
        let end = self.state.resolve(end);
        match assumption {
            Assume::Same(value) => {
                let held = self.state.resolve(*value) == end;
                if !held {
                    *assumption = UNKNOWN;
                }
                held
            }
            Assume::Carried { nonnull, class, bound } => {
                self.jump.push(end);
                let found = self.state.bound(end);
                let good = bound.intersect(&found) == Some(found);
                let same_class = class.is_none() || self.state.class_of(end) == *class;
                let held = good && same_class && (!*nonnull || self.state.is_nonnull(end));
                *nonnull &= self.state.is_nonnull(end);
                if !same_class {
                    *class = None;
                }
                if !good {
                    *bound = IntBound::ANY;
                }
                held
            }
            Assume::Virtual { of, parts } => {
                let held = match self.state.as_virtual(end) {
                    Some(b) => self.check_virtual(*of, b, parts),
                    None => None,
                };
                if held.is_none() {
                    *assumption = UNKNOWN;
                }
                held.unwrap_or(false)
            }
        }
    }

    /// `None`: another shape.
    fn check_virtual(&mut self, of: BoxId, b: BoxId, parts: &mut [Option<Assume>]) -> Option<bool> {
        if let Some(&before) = self.matched.get(&of) {
            return (before == b).then_some(true);
        }
        if self.matched.values().any(|&other| other == b) {
            return None;
        }
        self.matched.insert(of, b);
        let mut shape = self.state.ptrs[b.index()].shape.clone()?;
        let twin = *self.twins.get(&of)?;
        // The twin may have been written since; its kind cannot change, but it may have been forced.
        let kind = self.state.ptrs[of.index()].shape.as_deref().map(Virtual::describe);
        let (kind, found) = (kind.map(|k| (k.0, k.1.len())), shape.describe());
        if twin == of || kind != Some((found.0, found.1.len())) {
            return None;
        }
        let mut held = true;
        for (value, part) in contents_mut(&mut shape).iter().zip(parts) {
            match (value, part) {
                (Some(value), Some(part)) => held &= self.check(*value, part),
                (None, None) => {}
                _ => return None,
            }
        }
        Some(held)
    }

    /// Ends the loop and passes the values of the preamble that the body uses.
    fn finish(mut self) -> Optimized {
        let jump = Op::new(Opnum::Jump, &self.jump, None, Some(self.target));
        self.state.push(jump);
        let mut out = self.state.out;
        drop_unused(&mut out);
        while drop_unused_label_args(&mut out) {
            drop_unused(&mut out);
        }
        let label_at = out.ops.iter().position(|o| o.opnum == Opnum::Label).unwrap_or(self.label_at);
        let mut known = vec![false; out.box_count()];
        let mut extra: Vec<Arg> = Vec::new();
        for op in &out.ops[label_at..] {
            let exit = out.exit_of(op).map(Exit::fail_args).unwrap_or_default();
            let is_label = op.opnum == Opnum::Label;
            for b in op.args.iter().filter_map(|a| a.as_box()).chain(exit) {
                if !known[b.index()] && !is_label {
                    extra.push(Arg::Box(b));
                }
                known[b.index()] = true;
            }
            if let Some(b) = op.result {
                known[b.index()] = true;
            }
        }
        let last = out.ops.len() - 1;
        for i in [label_at, last] {
            out.ops[i].args.extend(extra.iter().copied());
        }
        Optimized { trace: out, quasi_immut: self.state.quasi_immut }
    }
}

/// Drops arguments of the label that the body does not use, and what the jump passes for them.
fn drop_unused_label_args(out: &mut Trace) -> bool {
    let Some(label_at) = out.ops.iter().position(|o| o.opnum == Opnum::Label) else { return false };
    let mut used = vec![false; out.box_count()];
    for op in &out.ops[label_at + 1..] {
        let exit = out.exit_of(op).map(Exit::fail_args).unwrap_or_default();
        op.args.iter().filter_map(|a| a.as_box()).chain(exit).for_each(|b| used[b.index()] = true);
    }
    let keep: Vec<bool> = out.ops[label_at].args.iter().map(|a| a.as_box().is_none_or(|b| used[b.index()])).collect();
    if keep.iter().all(|&k| k) {
        return false;
    }
    let last = out.ops.len() - 1;
    for i in [label_at, last] {
        let mut kept = keep.iter().copied();
        out.ops[i].args.retain(|_| kept.next().unwrap_or(true));
    }
    true
}

fn contents_mut(shape: &mut Virtual) -> &mut Vec<Option<Arg>> {
    match shape {
        Virtual::Struct { fields, .. } => fields,
        Virtual::Array { items, .. } => items,
        Virtual::Str { chars, .. } => chars,
    }
}

fn rename(names: &HashMap<BoxId, Arg>, arg: Arg) -> Arg {
    match arg {
        Arg::Box(b) => names.get(&b).copied().unwrap_or(arg),
        _ => arg,
    }
}

fn rename_exit(names: &HashMap<BoxId, Arg>, exit: &Exit) -> Exit {
    let value = |v: &mut ExitVal| {
        if let ExitVal::Arg(a) = v {
            *a = rename(names, *a);
        }
    };
    let mut exit = exit.clone();
    exit.values.iter_mut().for_each(value);
    exit.virtuals.iter_mut().flat_map(|v| v.values.iter_mut()).for_each(value);
    exit.pending.iter_mut().flat_map(|p| [&mut p.object, &mut p.value]).for_each(value);
    exit
}

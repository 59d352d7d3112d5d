//! Peeling: the first iteration of a loop becomes a preamble, the loop itself is optimised with what the preamble found.
//!
//! The trace is optimised once (the preamble), then once more (the body) *by the same optimiser state*: values of the
//! preamble dominate the body, so what is known of them stays true, and what is computed from them alone is not computed
//! again. Only what changes from iteration to iteration needs assumptions: the arguments of the jump (shape of virtual
//! objects, constants, classes, bounds) and the contents of memory. They are assumed to be at the end of the body what
//! they were at the end of the preamble, then checked; what does not hold is weakened and the body is optimised again.
//! What a place in memory holds may be assumed to be the same, or to be passed on from iteration to iteration.
//!
//! The result is `[inputs] preamble label(…) body jump(…)`. Values of the preamble that the body uses are passed through
//! label and jump unchanged. A guard of the body has the same descriptor as the one of the preamble it is a copy of:
//! [`Trace::own_guard_descrs`] gives each its own before the trace is compiled. How other traces can jump to the label is
//! in [`crate::target`].

use std::rc::Rc;

use abi::rule;
use jit_trace::{Arg, BoxId, DescrId, Descrs, Exit, ExitId, Fact, Kind, Op, Opnum, Trace};

use crate::emit::{renamed, ExitIn};
use crate::hash::FastMap;
use crate::heap::Place;
use crate::intbound::IntBound;
use crate::optimizer::{drop_unused, optimize_trace, OptError, Optimized, Optimizer, Oracle, Passes, Res};
use crate::target::{Assume, Carried, Exported, Held, Info, Need, Use};
use crate::virtualize::Virtual;

/// Assumptions are given up at most this often; then the loop is not peeled.
const ROUNDS: usize = 12;

/// The same for loops of more operations.
const LONG: usize = 1500;
const ROUNDS_OF_LONG: usize = 4;

/// So deep, what objects hold is carried.
const DEPTH: u32 = 2;

/// Optimises a loop (a trace that ends in a jump to its start), peeling one iteration. `target` becomes the descriptor
/// of the label. Falls back to [`optimize_trace`] when the loop cannot be peeled.
pub fn optimize_loop(
    trace: &Trace,
    descrs: &Descrs,
    target: DescrId,
    passes: Passes,
    oracle: &dyn Oracle,
) -> Result<Optimized, OptError> {
    debug_assert!(jit_trace::verify(trace, descrs).is_ok());
    let is_loop = trace.ops.last().is_some_and(|o| o.opnum == Opnum::Jump && o.descr.is_none());
    if !passes.unroll || !is_loop || trace.ops.iter().any(|o| o.opnum == Opnum::Label) {
        return optimize_trace(trace, descrs, passes, oracle);
    }
    let whole = Grown { at: 0, inputs: &trace.inputargs, facts: &[] };
    match peel(trace, whole, descrs, target, passes, oracle)? {
        Some(optimized) => Ok(optimized),
        None => optimize_trace(trace, descrs, passes, oracle),
    }
}

/// A loop within a trace.
#[derive(Clone, Copy)]
pub struct Grown<'a> {
    /// Its first operation; those before it are done once.
    pub at: usize,
    /// The values that an iteration begins with. The trace ends in a jump with those of the next.
    pub inputs: &'a [BoxId],
    /// Those of the guard that the trace starts from.
    pub facts: &'a [Fact],
}

/// Optimises a bridge that ends in a loop of its own, peeling one iteration: what precedes the loop and the first
/// iteration become its preamble. `None`: it cannot be peeled.
pub fn optimize_grown(
    trace: &Trace,
    grown: Grown<'_>,
    descrs: &Descrs,
    target: DescrId,
    passes: Passes,
    oracle: &dyn Oracle,
) -> Result<Option<Optimized>, OptError> {
    debug_assert!(jit_trace::verify(trace, descrs).is_ok());
    rule!("peel.grown");
    peel(trace, grown, descrs, target, passes, oracle)
}

fn peel(
    trace: &Trace,
    grown: Grown<'_>,
    descrs: &Descrs,
    target: DescrId,
    passes: Passes,
    oracle: &dyn Oracle,
) -> Res<Option<Optimized>> {
    let Some((jump, ops)) = trace.ops.split_last() else { return Ok(None) };
    let mut preamble = Optimizer::new(trace, descrs, passes, oracle);
    preamble.start_with(grown.facts);
    for op in ops {
        preamble.feed(op, trace.exit_of(op))?;
    }
    let ops = &ops[grown.at..];
    preamble.flush_all()?;
    let ends: Vec<Arg> = jump.args.iter().map(|&a| preamble.resolve(a)).collect();
    let mut seen = Vec::new();
    let mut args: Vec<Assume> = Vec::new();
    let read = values_read(trace, ops);
    for (&input, &end) in grown.inputs.iter().zip(&ends) {
        // An object that is not allocated may hold something else in each iteration.
        let same = end == preamble.resolve(Arg::Box(input)) && preamble.as_virtual(end).is_none();
        let mut assumption = if same { Assume::Same(end) } else { assume(&preamble, end, &mut seen, 0) };
        if !same && !read[input.index()] {
            rule!("peel.not_read");
            loosen(&mut assumption);
        }
        args.push(assumption);
    }
    let mut held: Vec<Held> = Vec::new();
    for (place, object, value) in preamble.heap_facts() {
        held.push(Held { place, object, value: Assume::Same(value), number: 0 });
    }
    let mut first = std::mem::take(&mut preamble.out);
    let (ops_before, exits_before) = (Rc::new(std::mem::take(&mut first.ops)), std::mem::take(&mut first.exits));
    preamble.out = first;
    for _ in 0..if ops.len() > LONG { ROUNDS_OF_LONG } else { ROUNDS } {
        let mut body = Body::start(&preamble, ops_before.clone());
        match body.round(trace, grown.inputs, ops, jump, &ends, target, &mut args, &mut held) {
            Ok(true) => {
                return Ok(Some(body.finish((*ops_before).clone(), exits_before, target, args, held)));
            }
            Ok(false) => {}
            Err(OptError::InvalidLoop(_)) => {
                rule!("peel.body_invalid");
                return Ok(None);
            }
            Err(e) => return Err(e),
        }
    }
    Ok(None)
}

/// The values that operations read, not only exits.
fn values_read(trace: &Trace, ops: &[Op]) -> Vec<bool> {
    let mut read = vec![false; trace.box_count()];
    for op in ops {
        op.args.iter().filter_map(|a| a.as_box()).for_each(|b| read[b.index()] = true);
    }
    read
}

/// Assumes nothing of a value but that it is not allocated, if it is not.
fn loosen(assumption: &mut Assume) {
    match assumption {
        Assume::Virtual { parts, .. } => parts.iter_mut().flatten().for_each(loosen),
        _ => *assumption = unknown(),
    }
}

/// The best assumption about a value at the end of the preamble.
fn assume(state: &Optimizer<'_>, end: Arg, seen: &mut Vec<BoxId>, depth: u32) -> Assume {
    let end = state.resolve(end);
    let Arg::Box(b) = end else { return Assume::Same(end) };
    let Some(shape) = &state.ptrs[b.index()].shape else { return carried(state, end, seen, depth) };
    let parts = if seen.contains(&b) && !state.has_no_identity(shape) {
        Vec::new()
    } else {
        seen.push(b);
        shape.contents().iter().map(|v| v.map(|v| assume(state, v, seen, depth))).collect()
    };
    Assume::Virtual { of: b, shape: shape.clone(), parts }
}

fn carried(state: &Optimizer<'_>, value: Arg, seen: &mut Vec<BoxId>, depth: u32) -> Assume {
    let mut fields = Vec::new();
    if depth < DEPTH && matches!(value, Arg::Box(b) if state.out.kind(b) == Kind::Ref) {
        for (place, held) in fields_of(state, value) {
            let virtual_ = state.as_virtual(held);
            let value = match virtual_ {
                Some(_) => carried(state, held, seen, depth + 1),
                None => assume(state, held, seen, depth + 1),
            };
            fields.push(Held { place, object: Arg::NULL, value, number: 0 });
        }
    }
    Assume::Carried(Box::new(Carried {
        nonnull: state.is_nonnull(value),
        class: state.class_of(value),
        bound: state.bound(value).widen(),
        at: None,
        fields,
    }))
}

/// What is known of the contents of an object.
fn fields_of(state: &Optimizer<'_>, object: Arg) -> Vec<(Place, Arg)> {
    let mut out = Vec::new();
    if let Some(b) = state.as_virtual(object) {
        if let Some(Virtual::Struct { descr, fields, .. }) = state.ptrs[b.index()].shape.as_deref() {
            let descrs = state.descrs.size(*descr).map_or(&[][..], |d| &d.fields);
            let known = descrs.iter().zip(fields).filter_map(|(&d, v)| v.map(|v| ((d, None), state.resolve(v))));
            out.extend(known.filter(|f| !state.is_token(f.1)));
        }
    } else {
        let own = |o: Arg| o == object;
        state.heap_visit(own, |place, _, value| {
            out.push((place, value));
            true
        });
    }
    out
}

/// Bounds for a value of the next round: both, with limits that more iterations would not move.
fn wider(a: &IntBound, b: &IntBound) -> IntBound {
    let lower = match (b.lower < a.lower, b.lower) {
        (false, _) => a.lower,
        (true, 0..) => 0,
        (true, -1) => -1,
        (true, _) => i64::MIN,
    };
    let upper = match (b.upper > a.upper, b.upper) {
        (false, _) => a.upper,
        (true, ..=255) => 255,
        (true, _) => i64::MAX,
    };
    IntBound::range(lower, upper).widen()
}

/// One attempt at the body.
struct Body<'a, 'p> {
    state: Optimizer<'a>,
    preamble: &'p Optimizer<'a>,
    /// Arguments of the label that change, and what the jump passes for them.
    label: Vec<Arg>,
    jump: Vec<Arg>,
    label_at: usize,
    /// Number of assumptions about memory.
    numbers: u32,
    /// Virtual objects of the preamble and those of the body that continue them.
    twins: FastMap<BoxId, BoxId>,
    /// The same at the end: virtual objects of the preamble and of the body's end.
    matched: FastMap<BoxId, BoxId>,
}

impl<'a, 'p> Body<'a, 'p> {
    fn start(preamble: &'p Optimizer<'a>, ops_before: Rc<Vec<Op>>) -> Body<'a, 'p> {
        let mut state = preamble.clone();
        state.forget_heap();
        state.not_invalidated = false;
        state.last_pure_call = None;
        state.ovf_gone = false;
        state.call_gone = false;
        for p in &mut state.ptrs {
            p.nonnull_guard = None;
            if p.shape.is_none() {
                p.fresh = false;
                p.length = None;
            }
        }
        state.preamble_boxes = state.out.box_count() as u32;
        state.preamble = ops_before;
        Body {
            state,
            preamble,
            label: Vec::new(),
            jump: Vec::new(),
            label_at: 0,
            numbers: 0,
            twins: FastMap::default(),
            matched: FastMap::default(),
        }
    }

    /// Optimises the body; true when every assumption held. Those that did not are weakened.
    #[allow(clippy::too_many_arguments)]
    fn round(
        &mut self,
        trace: &Trace,
        inputs: &[BoxId],
        ops: &[Op],
        jump: &Op,
        ends: &[Arg],
        target: DescrId,
        args: &mut [Assume],
        held: &mut Vec<Held>,
    ) -> Res<bool> {
        let mut names: Vec<Option<Arg>> = vec![None; trace.box_count()];
        // First all that must exist: an object is either carried or virtual, wherever it is met.
        for (&end, assumption) in ends.iter().zip(args.iter()) {
            self.force_carried(end, assumption)?;
        }
        for ((&input, &end), assumption) in inputs.iter().zip(ends).zip(args.iter_mut()) {
            names[input.index()] = Some(self.enter(end, assumption)?);
        }
        for h in held.iter_mut() {
            h.number = self.next_number();
            if let Some(value) = self.preamble.known_value(h.place, h.object) {
                rule!("peel.memory");
                let value = self.enter(value, &mut h.value)?;
                self.state.know(h.place, h.object, value, Some(h.number));
            }
        }
        self.label_at = self.state.out.ops.len();
        let label = Op::new(Opnum::Label, &self.label, None, Some(target));
        self.state.push(label);
        for op in ops {
            let mut copy = op.clone();
            copy.args.iter_mut().for_each(|a| *a = renamed(&names, *a));
            if let Some(result) = op.result {
                let new = self.state.new_box(trace.kind(result));
                copy.result = Some(new);
                names[result.index()] = Some(Arg::Box(new));
            }
            match trace.exit_of(op) {
                Some(exit) if op.opnum.is_guard() => self.state.guard(copy, ExitIn { exit, names: &names })?,
                _ if op.opnum.is_guard() => self.state.feed(&copy, None)?,
                _ => self.state.send(copy)?,
            }
        }
        self.state.flush_all()?;
        let body_ends: Vec<Arg> = jump.args.iter().map(|&a| renamed(&names, a)).collect();
        // What is passed must exist: forcing may allocate what another assumption wants virtual.
        for (&end, assumption) in body_ends.iter().zip(args.iter()) {
            self.force_carried(end, assumption)?;
        }
        let mut good = true;
        for ((&end, &before), assumption) in body_ends.iter().zip(ends).zip(args.iter_mut()) {
            good &= self.check(before, end, assumption);
        }
        let count = held.len();
        let mut kept = Vec::with_capacity(count);
        for mut h in std::mem::take(held) {
            match self.state.known_value(h.place, h.object).zip(self.preamble.known_value(h.place, h.object)) {
                Some((end, before)) => {
                    let fine = self.check(before, end, &mut h.value);
                    // Something else than before is passed on only if that is of use.
                    if fine || self.state.is_memory_used(h.number) {
                        kept.push(h);
                    }
                    good &= fine;
                }
                None => {
                    rule!("peel.memory_forgotten");
                    good = false;
                }
            }
        }
        *held = kept;
        Ok(good)
    }

    fn next_number(&mut self) -> u32 {
        self.numbers += 1;
        self.numbers
    }

    /// Makes the value with which the body starts.
    fn enter(&mut self, end: Arg, assumption: &mut Assume) -> Res<Arg> {
        match assumption {
            Assume::Same(value) => {
                rule!("peel.same");
                Ok(*value)
            }
            Assume::Carried(c) => {
                let contents = if c.fields.is_empty() { Vec::new() } else { fields_of(self.preamble, end) };
                let end = self.state.force(end)?;
                rule!("peel.carried");
                let kind = self.state.out.arg_kind(end);
                let b = self.state.new_box(kind);
                self.state.push(Op::new(Opnum::same_as(kind), &[end], Some(b), None));
                // Not the copy it is in the first iteration.
                self.state.defs[b.index()] = None;
                self.label.push(Arg::Box(b));
                self.state.bounds[b.index()] = c.bound;
                self.state.ptrs[b.index()].nonnull = c.nonnull;
                self.state.ptrs[b.index()].class = c.class;
                c.at = Some(b);
                for h in &mut c.fields {
                    h.object = Arg::Box(b);
                    h.number = self.next_number();
                    if let Some(&(_, value)) = contents.iter().find(|f| f.0 == h.place) {
                        let value = self.enter(value, &mut h.value)?;
                        rule!("peel.contents");
                        if self.state.passes.heap {
                            self.state.know(h.place, h.object, value, Some(h.number));
                        }
                    }
                }
                Ok(Arg::Box(b))
            }
            Assume::Virtual { of, shape, parts } => {
                if let Some(&twin) = self.twins.get(of) {
                    if !self.state.has_no_identity(shape) {
                        rule!("peel.virtual_twice");
                        return Ok(Arg::Box(twin));
                    }
                    rule!("peel.value_twice");
                }
                if self.state.ptrs[of.index()].shape.is_none() {
                    // Forced meanwhile, as part of something carried.
                    *assumption = unknown();
                    return self.enter(end, assumption);
                }
                rule!("peel.virtual");
                let mut shape = shape.clone();
                let twin = self.state.new_box(Kind::Ref);
                self.twins.insert(*of, twin);
                for (slot, part) in shape.contents_mut().iter_mut().zip(parts) {
                    *slot = match (*slot, part) {
                        (Some(value), Some(part)) => Some(self.enter(self.preamble.resolve(value), part)?),
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
            Assume::Carried(_) => self.state.force(end).map(|_| ()),
            Assume::Virtual { parts, .. } => {
                let Some(b) = self.state.as_virtual(end) else { return Ok(()) };
                let Some(shape) = self.state.ptrs[b.index()].shape.clone() else { return Ok(()) };
                for (value, part) in shape.contents().iter().zip(parts) {
                    if let (Some(value), Some(part)) = (value, part) {
                        self.force_carried(*value, part)?;
                    }
                }
                Ok(())
            }
        }
    }

    /// What is true of the value both before and after the body.
    fn weaker(&self, before: Arg, end: Arg) -> Assume {
        let mut seen = Vec::new();
        let before = self.preamble.resolve(before);
        let Assume::Carried(mut c) = carried(self.preamble, before, &mut seen, 0) else { return unknown() };
        c.nonnull &= self.state.is_nonnull(end);
        if self.state.class_of(end) != c.class {
            c.class = None;
        }
        c.bound = wider(&c.bound, &self.state.bound(end));
        c.fields.retain(|h| self.state.known_value(h.place, end).is_some());
        Assume::Carried(c)
    }

    /// Does a value at the end of the body fit the assumption? Collects what the jump passes. `before` is the value at
    /// the end of the preamble.
    fn check(&mut self, before: Arg, end: Arg, assumption: &mut Assume) -> bool {
        let end = self.state.resolve(end);
        match assumption {
            Assume::Same(value) => {
                let held = self.state.resolve(*value) == end;
                if !held {
                    rule!("peel.not_same");
                    *assumption = self.weaker(before, end);
                }
                held
            }
            Assume::Carried(c) => {
                self.jump.push(end);
                let found = self.state.bound(end);
                let good = c.bound.intersect(&found) == Some(found);
                let same_class = c.class.is_none() || self.state.class_of(end) == c.class;
                let mut held = good && same_class && (!c.nonnull || self.state.is_nonnull(end));
                c.nonnull &= self.state.is_nonnull(end);
                if !same_class {
                    c.class = None;
                }
                if !good {
                    c.bound = wider(&c.bound, &found);
                }
                let contents = if c.fields.is_empty() { Vec::new() } else { fields_of(self.preamble, before) };
                for mut h in std::mem::take(&mut c.fields) {
                    let was = contents.iter().find(|f| f.0 == h.place).map(|f| f.1);
                    let used = self.state.is_memory_used(h.number);
                    match (was, self.state.known_value(h.place, end)) {
                        (Some(was), Some(now)) => {
                            let fine = self.check(was, now, &mut h.value);
                            if fine || used {
                                c.fields.push(h);
                            }
                            held &= fine;
                        }
                        _ => {
                            held = false;
                        }
                    }
                }
                held
            }
            Assume::Virtual { of, parts, .. } => {
                let held = match self.state.as_virtual(end) {
                    Some(b) => self.check_virtual(*of, b, parts),
                    None => None,
                };
                if held.is_none() {
                    *assumption = self.weaker(before, end);
                }
                held.unwrap_or(false)
            }
        }
    }

    /// `None`: another shape.
    fn check_virtual(&mut self, of: BoxId, b: BoxId, parts: &mut [Option<Assume>]) -> Option<bool> {
        let shape = self.state.ptrs[b.index()].shape.clone()?;
        if !self.state.has_no_identity(&shape) {
            if let Some(&before) = self.matched.get(&of) {
                return (before == b).then_some(true);
            }
            if self.matched.values().any(|&other| other == b) {
                return None;
            }
            self.matched.insert(of, b);
        }
        let first = self.preamble.ptrs[of.index()].shape.clone()?;
        let twin = *self.twins.get(&of)?;
        if twin == of || !first.same_kind(&shape) {
            return None;
        }
        let mut held = true;
        for ((value, before), part) in shape.contents().iter().zip(first.contents()).zip(parts) {
            match (value, before, part) {
                (Some(value), Some(before), Some(part)) => {
                    held &= self.check(self.preamble.resolve(*before), *value, part);
                }
                (None, _, None) => {}
                _ => return None,
            }
        }
        Some(held)
    }

    /// Ends the loop and passes the values of the preamble that the body uses.
    fn finish(
        mut self,
        ops_before: Vec<Op>,
        exits_before: Vec<Exit>,
        target: DescrId,
        args: Vec<Assume>,
        held: Vec<Held>,
    ) -> Optimized {
        let jump = Op::new(Opnum::Jump, &self.jump, None, Some(target));
        self.state.push(jump);
        let mut out = std::mem::take(&mut self.state.out);
        let shift = exits_before.len() as u32;
        for op in &mut out.ops {
            op.exit = op.exit.map(|e| ExitId(e.0 + shift));
        }
        out.ops.splice(0..0, ops_before);
        out.exits.splice(0..0, exits_before);
        drop_unused(&mut out);
        while drop_unused_label_args(&mut out) {
            rule!("peel.unused_label_args");
            drop_unused(&mut out);
        }
        let label_at = out.ops.iter().position(|o| o.opnum == Opnum::Label).unwrap_or(0);
        let mut known = vec![false; out.box_count()];
        let mut extra: Vec<Arg> = Vec::new();
        let mut visit = |b: BoxId, is_label: bool| {
            if !known[b.index()] && !is_label {
                rule!("peel.passed_on");
                extra.push(Arg::Box(b));
            }
            known[b.index()] = true;
        };
        for op in &out.ops[label_at..] {
            let is_label = op.opnum == Opnum::Label;
            op.args.iter().filter_map(|a| a.as_box()).for_each(|b| visit(b, is_label));
            if let Some(exit) = out.exit_of(op) {
                exit.each_box(|b| visit(b, false));
            }
            if let Some(b) = op.result {
                visit(b, true);
            }
        }
        let last = out.ops.len() - 1;
        for i in [label_at, last] {
            out.ops[i].args.extend(extra.iter().copied());
        }
        let label_args = out.ops[label_at].args.iter().filter_map(|a| a.as_box()).collect();
        let exported = self.export(target, args, held, label_args);
        Optimized { trace: out, quasi_immut: self.state.quasi_immut, exported: Some(exported), missed: false }
    }

    /// What others must know to jump to the label.
    fn export(&self, label: DescrId, args: Vec<Assume>, held: Vec<Held>, label_args: Vec<BoxId>) -> Exported {
        let mut by_number: FastMap<u32, &Held> = FastMap::default();
        args.iter().for_each(|a| number(a, &mut by_number));
        for h in &held {
            by_number.insert(h.number, h);
            number(&h.value, &mut by_number);
        }
        let mut infos = FastMap::default();
        let mut info = |b: BoxId| {
            if b.0 < self.state.preamble_boxes {
                let p = &self.preamble.ptrs[b.index()];
                let bound = self.preamble.bounds[b.index()];
                infos.insert(b, Info { nonnull: p.nonnull, class: p.class, bound });
            }
        };
        let mut uses = Vec::new();
        for u in &self.state.uses {
            match u {
                Use::Memory(n) => {
                    if let Some(&h) = by_number.get(n) {
                        boxes(&h.value, &mut info);
                        uses.push(Need::Held(h.clone()));
                    }
                }
                Use::Computed { opnum, args, descr, result } => {
                    let value = self.preamble.resolve(Arg::Box(*result));
                    value.as_box().into_iter().for_each(&mut info);
                    let mut op = Op::new(*opnum, args, None, *descr);
                    op.args.iter_mut().for_each(|a| *a = self.preamble.resolve(*a));
                    uses.push(Need::Computed(op, value));
                }
            }
        }
        args.iter().for_each(|a| boxes(a, &mut info));
        Exported { label, args, uses, infos, label_args }
    }
}

/// Nothing is assumed.
fn unknown() -> Assume {
    let bound = IntBound::ANY;
    Assume::Carried(Box::new(Carried { nonnull: false, class: None, bound, at: None, fields: Vec::new() }))
}

/// The assumptions about memory within an assumption, by number.
fn number<'h>(assumption: &'h Assume, out: &mut FastMap<u32, &'h Held>) {
    match assumption {
        Assume::Same(_) => {}
        Assume::Carried(c) => {
            for h in &c.fields {
                out.insert(h.number, h);
                number(&h.value, out);
            }
        }
        Assume::Virtual { parts, .. } => parts.iter().flatten().for_each(|p| number(p, out)),
    }
}

/// The values of the preamble within an assumption.
fn boxes(assumption: &Assume, visit: &mut dyn FnMut(BoxId)) {
    match assumption {
        Assume::Same(arg) => arg.as_box().into_iter().for_each(visit),
        Assume::Carried(c) => c.fields.iter().for_each(|h| boxes(&h.value, visit)),
        Assume::Virtual { parts, .. } => parts.iter().flatten().for_each(|p| boxes(p, visit)),
    }
}

/// Drops arguments of the label that the body does not use, and what the jump passes for them.
fn drop_unused_label_args(out: &mut Trace) -> bool {
    let Some(label_at) = out.ops.iter().position(|o| o.opnum == Opnum::Label) else { return false };
    let mut used = vec![false; out.box_count()];
    let last = out.ops.len() - 1;
    for op in &out.ops[label_at + 1..last] {
        op.args.iter().filter_map(|a| a.as_box()).for_each(|b| used[b.index()] = true);
        if let Some(exit) = out.exit_of(op) {
            exit.each_box(|b| used[b.index()] = true);
        }
    }
    // What is only passed on to a place that is not used itself is not used.
    let pairs: Vec<(Option<BoxId>, Option<BoxId>)> =
        out.ops[label_at].args.iter().zip(&out.ops[last].args).map(|(l, j)| (l.as_box(), j.as_box())).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for (label, jump) in &pairs {
            if let (Some(l), Some(j)) = (label, jump) {
                changed |= used[l.index()] && !std::mem::replace(&mut used[j.index()], true);
            }
        }
    }
    let keep: Vec<bool> = pairs.iter().map(|(l, _)| l.is_none_or(|b| used[b.index()])).collect();
    if keep.iter().all(|&k| k) {
        return false;
    }
    for i in [label_at, last] {
        let mut kept = keep.iter().copied();
        out.ops[i].args.retain(|_| kept.next().unwrap_or(true));
    }
    true
}

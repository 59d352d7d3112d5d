//! Jumping from another trace (a bridge, mostly) into a peeled loop.
//!
//! The loop's body was optimised under assumptions: what its arguments look like, and what the preamble had found out
//! and computed. [`Exported`] lists them. A trace that ends in a jump to the loop is matched against the list at its end:
//! what the preamble computed is computed again (mostly it is known already), what it knew must be known too. If all
//! fits, the trace jumps to the body's label; else to the loop's start, which is always right.

use abi::rule;
use jit_trace::{Arg, BoxId, DescrId, Descrs, Fact, FieldKind, Kind, Op, Opnum, Trace};
use smallvec::SmallVec;

use crate::hash::FastMap;
use crate::heap::Place;
use crate::intbound::IntBound;
use crate::optimizer::{drop_unused, OptError, Optimized, Optimizer, Oracle, Passes, Res};
use crate::virtualize::Virtual;

/// Something of the preamble that the body relies on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    /// The assumption of that number about memory.
    Memory(u32),
    /// A result: of the operation on these operands.
    Computed { opnum: Opnum, args: SmallVec<[Arg; 3]>, descr: Option<DescrId>, result: BoxId },
}

/// What is assumed of a value when the body starts.
#[derive(Clone, Debug)]
pub(crate) enum Assume {
    /// The same value in every iteration: a constant, or a value of the preamble.
    Same(Arg),
    /// A value passed from iteration to iteration.
    Carried(Box<Carried>),
    /// An object that is not allocated. `of`: its box in the preamble; objects met twice are one object.
    Virtual { of: BoxId, shape: Box<Virtual>, parts: Vec<Option<Assume>> },
}

/// What is known of a value that changes from iteration to iteration.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    pub nonnull: bool,
    pub class: Option<i64>,
    pub bound: IntBound,
    /// The label's box.
    pub at: Option<BoxId>,
    /// What the object holds.
    pub fields: Vec<Held>,
}

/// A place of an object holds something.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub place: Place,
    /// The object: a constant, a value of the preamble, or a carried value.
    pub object: Arg,
    pub value: Assume,
    /// Its number.
    pub number: u32,
}

/// What is known of a value of the preamble.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Info {
    pub nonnull: bool,
    pub class: Option<i64>,
    pub bound: IntBound,
}

/// What the body of a peeled loop relies on, in the order in which it must be established.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The body's label.
    pub label: DescrId,
    pub(crate) args: Vec<Assume>,
    pub(crate) uses: Vec<Need>,
    /// Of the values of the preamble.
    pub(crate) infos: FastMap<BoxId, Info>,
    /// What the label takes.
    pub(crate) label_args: Vec<BoxId>,
}

/// Something to establish.
#[derive(Clone, Debug)]
pub(crate) enum Need {
    Held(Held),
    /// The operation gives this value.
    Computed(Op, Arg),
}

/// Loops that can be jumped into, by the token of their start: the versions of each.
pub type Targets<'a> = dyn Fn(DescrId) -> Vec<std::rc::Rc<Exported>> + 'a;

/// Optimises a trace that is not to be peeled. `facts` are those of the guard it starts from
/// ([`jit_trace::Exit::facts_of_inputs`]).
pub fn optimize_bridge(
    trace: &Trace,
    descrs: &Descrs,
    passes: Passes,
    oracle: &dyn Oracle,
    facts: &[Fact],
    targets: &Targets<'_>,
) -> Result<Optimized, OptError> {
    debug_assert!(jit_trace::verify(trace, descrs).is_ok());
    let mut optimizer = Optimizer::new(trace, descrs, passes, oracle);
    optimizer.start_with(facts);
    // A trace that neither asked nor called anything starts where a guard made for its jump failed: another such guard
    // would fail too. (It may rebuild objects and read memory.)
    let own = |o: &Op| (o.opnum.is_guard() && o.opnum != Opnum::GuardFutureCondition) || o.opnum.is_call();
    let may_guard = trace.ops.iter().any(own);
    let mut missed = false;
    for (i, op) in trace.ops.iter().enumerate() {
        if op.opnum == Opnum::Label && i > 0 {
            return Err(OptError::BadTrace("a label inside a trace that is not optimised yet".to_string()));
        }
        if op.opnum == Opnum::GuardFutureCondition && may_guard {
            rule!("target.future_exit");
            optimizer.future_exit = trace.exit_of(op).cloned();
        }
        if op.opnum == Opnum::Jump {
            let versions = op.descr.map(targets).unwrap_or_default();
            if optimizer.jump_into_any(&versions, &op.args)? {
                break;
            }
            missed = !versions.is_empty();
        }
        optimizer.feed(op, trace.exit_of(op))?;
    }
    let mut out = optimizer.out;
    drop_unused(&mut out);
    Ok(Optimized { trace: out, quasi_immut: optimizer.quasi_immut, exported: None, missed })
}

/// What stands for the loop's values in the trace that jumps.
#[derive(Default)]
struct Match {
    values: FastMap<BoxId, Arg>,
    virtuals: FastMap<BoxId, BoxId>,
    /// Those of the loop's values that certainly are of the type that the loop takes them for: variables of the
    /// interpreter, and objects whose class the loop knows.
    typed: FastMap<BoxId, ()>,
}

impl Match {
    fn value(&self, arg: Arg) -> Option<Arg> {
        match arg {
            Arg::Box(b) => self.values.get(&b).copied(),
            _ => Some(arg),
        }
    }
}

impl Optimizer<'_> {
    /// Jumps to the body of one of them: one that fits as things are, or else one that fits behind guards.
    fn jump_into_any(&mut self, versions: &[std::rc::Rc<Exported>], args: &[Arg]) -> Res<bool> {
        let exit = self.future_exit.take();
        for to in versions {
            if self.jump_into(to, args)? {
                return Ok(true);
            }
        }
        if exit.is_none() {
            return Ok(false);
        }
        self.future_exit = exit;
        for to in versions {
            if self.jump_into(to, args)? {
                rule!("target.behind_guards");
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Jumps to the body of a peeled loop, if everything that it relies on holds here.
    fn jump_into(&mut self, to: &Exported, args: &[Arg]) -> Res<bool> {
        self.flush_all()?;
        // All is as before if it does not fit; the operations so far stay as they are.
        let out = std::mem::take(&mut self.out);
        let before = self.clone();
        let mark = out.mark();
        (self.out, self.settled) = (out, mark[0]);
        let matched = match self.matched(to, args) {
            // A guard that was to be added is known to fail.
            Err(OptError::InvalidLoop(_)) => None,
            result => result?,
        };
        match matched {
            Some(values) => {
                rule!("target.fits");
                let mut forced = Vec::with_capacity(values.len());
                for v in values {
                    forced.push(self.force(v)?);
                }
                self.emit(Op::new(Opnum::Jump, &forced, None, Some(to.label)))?;
                Ok(true)
            }
            None => {
                rule!("target.does_not_fit");
                let mut out = std::mem::take(&mut self.out);
                out.cut(mark);
                *self = before;
                self.out = out;
                Ok(false)
            }
        }
    }

    /// Adds a guard that leaves at the end of the trace, if it has a place to leave to.
    fn guard_at_end(&mut self, opnum: Opnum, args: &[Arg]) -> Res<bool> {
        let Some(exit) = self.future_exit.clone() else { return Ok(false) };
        rule!("target.guard", opnum.name());
        self.guard(Op::new(opnum, args, None, None), (&exit).into())?;
        Ok(true)
    }

    fn matched(&mut self, to: &Exported, args: &[Arg]) -> Res<Option<Vec<Arg>>> {
        if args.len() != to.args.len() {
            return Ok(None);
        }
        let mut m = Match::default();
        for (assumption, &arg) in to.args.iter().zip(args) {
            if let Assume::Same(Arg::Box(b)) = assumption {
                m.typed.insert(*b, ());
            }
            if !self.fits_assumption(to, &mut m, assumption, arg)? {
                return Ok(None);
            }
        }
        for need in &to.uses {
            let good = match need {
                Need::Held(held) => {
                    let Some(object) = m.value(held.object) else { return Ok(None) };
                    if !self.is_of_type(&m, held, object) {
                        rule!("target.type_unknown");
                        return Ok(None);
                    }
                    rule!("target.memory");
                    match self.load_place(held.place, object)? {
                        Some(value) => self.fits_assumption(to, &mut m, &held.value, value)?,
                        None => false,
                    }
                }
                Need::Computed(op, value) => match self.compute_again(&m, op)? {
                    Some(found) => self.bind(to, &mut m, *value, found)?,
                    None => false,
                },
            };
            if !good {
                return Ok(None);
            }
        }
        let values: Option<Vec<Arg>> = to.label_args.iter().map(|b| m.values.get(b).copied()).collect();
        // Nor may what the loop knows as another object be one that stays virtual, even if it is not passed.
        let all: Vec<Arg> = m.values.values().copied().collect();
        Ok(values.filter(|_| !self.forces_any(&all, &m)))
    }

    /// Is an object that stays virtual in the loop one of these values, or within one?
    fn forces_any(&self, values: &[Arg], m: &Match) -> bool {
        let mut todo: Vec<BoxId> = values.iter().filter_map(|&v| self.as_virtual(v)).collect();
        let mut seen: Vec<BoxId> = Vec::new();
        while let Some(b) = todo.pop() {
            if m.virtuals.values().any(|&v| v == b) {
                rule!("target.virtual_escapes");
                return true;
            }
            if seen.contains(&b) {
                continue;
            }
            seen.push(b);
            let contents = self.ptrs[b.index()].shape.iter().flat_map(|s| s.contents());
            todo.extend(contents.flatten().filter_map(|&v| self.as_virtual(v)));
        }
        false
    }

    /// A value of the preamble (or a constant) is this one here.
    fn bind(&mut self, to: &Exported, m: &mut Match, of: Arg, here: Arg) -> Res<bool> {
        let here = self.resolve(here);
        let b = match of {
            Arg::Box(b) => b,
            _ => return self.is_constant(of, here),
        };
        if let Some(&before) = m.values.get(&b) {
            rule!("target.same_twice");
            return Ok(self.resolve(before) == here);
        }
        m.values.insert(b, here);
        match to.infos.get(&b) {
            Some(info) => {
                if info.class.is_some() {
                    m.typed.insert(b, ());
                }
                self.has_info(here, info)
            }
            None => Ok(false),
        }
    }

    /// Does the object certainly have the place? The loop may read it before it asks for the object's class.
    fn is_of_type(&self, m: &Match, held: &Held, object: Arg) -> bool {
        let Arg::Box(of) = held.object else { return true };
        let (field, _) = held.place;
        let parent = self.descrs.field(field).and_then(|f| self.descrs.size(f.parent));
        m.typed.contains_key(&of)
            || !parent.is_some_and(|p| p.instance)
            || self.known_value(held.place, object).is_some()
    }

    fn is_constant(&mut self, wanted: Arg, found: Arg) -> Res<bool> {
        match (wanted, found) {
            (Arg::Ptr(p), Arg::Ptr(q)) if p != q && !p.is_null() && !q.is_null() => {
                rule!("target.other_constant");
                Ok(self.oracle.same_object(p, q) == Some(true))
            }
            (Arg::NULL, Arg::Box(_)) if self.as_virtual(found).is_none() && !self.is_nonnull(found) => {
                self.guard_at_end(Opnum::GuardIsnull, &[found])
            }
            (Arg::Int(_) | Arg::Ptr(_), Arg::Box(_)) if wanted != Arg::NULL && self.as_virtual(found).is_none() => {
                self.guard_at_end(Opnum::GuardValue, &[found, wanted])
            }
            (wanted, found) => Ok(wanted == found),
        }
    }

    fn has_info(&mut self, value: Arg, info: &Info) -> Res<bool> {
        let found = self.bound(value);
        let Some(both) = info.bound.intersect(&found) else { return Ok(false) };
        if both != found {
            // Only limits can be asked for, not bits.
            let limits = IntBound::range(info.bound.lower, info.bound.upper);
            if limits != info.bound || self.future_exit.is_none() {
                return Ok(false);
            }
            rule!("target.limits");
            if info.bound.lower > found.lower {
                let c = self.send_new(Opnum::IntGe, &[value, Arg::Int(info.bound.lower)], None)?;
                self.guard_at_end(Opnum::GuardTrue, &[c])?;
            }
            if info.bound.upper < found.upper {
                let c = self.send_new(Opnum::IntLe, &[value, Arg::Int(info.bound.upper)], None)?;
                self.guard_at_end(Opnum::GuardTrue, &[c])?;
            }
        }
        match info.class {
            Some(class) if self.class_of(value).is_none() && matches!(value, Arg::Box(_)) => {
                self.guard_at_end(Opnum::GuardNonnullClass, &[value, Arg::Int(class)])
            }
            Some(class) => Ok(self.class_of(value) == Some(class)),
            None if info.nonnull && !self.is_nonnull(value) => match value {
                Arg::Box(_) => self.guard_at_end(Opnum::GuardNonnull, &[value]),
                _ => Ok(false),
            },
            None => Ok(true),
        }
    }

    fn fits_assumption(&mut self, to: &Exported, m: &mut Match, assumption: &Assume, value: Arg) -> Res<bool> {
        let value = self.resolve(value);
        match assumption {
            Assume::Same(of) => self.bind(to, m, *of, value),
            Assume::Carried(c) => {
                m.values.extend(c.at.map(|b| (b, value)));
                m.typed.extend(c.at.filter(|_| c.class.is_some()).map(|b| (b, ())));
                self.has_info(value, &Info { nonnull: c.nonnull, class: c.class, bound: c.bound })
            }
            Assume::Virtual { of, shape, parts } => {
                let b = match self.as_virtual(value) {
                    Some(b) => b,
                    None => match self.unboxed(value, shape)? {
                        Some(b) => b,
                        None => return Ok(false),
                    },
                };
                if self.has_no_identity(shape) {
                    rule!("target.value");
                } else {
                    if let Some(&before) = m.virtuals.get(of) {
                        rule!("target.virtual_twice");
                        return Ok(before == b);
                    }
                    if m.virtuals.values().any(|&other| other == b) {
                        rule!("target.two_virtuals_in_one");
                        return Ok(false);
                    }
                    rule!("target.virtual");
                    m.virtuals.insert(*of, b);
                }
                let Some(found) = self.ptrs[b.index()].shape.clone() else { return Ok(false) };
                if !shape.same_kind(&found) {
                    return Ok(false);
                }
                for (value, part) in found.contents().iter().zip(parts) {
                    let good = match (value, part) {
                        (Some(value), Some(part)) => self.fits_assumption(to, m, part, *value)?,
                        (None, None) => true,
                        _ => false,
                    };
                    if !good {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    /// An object that is not allocated, for one without identity: it holds the same.
    fn unboxed(&mut self, value: Arg, shape: &Virtual) -> Res<Option<BoxId>> {
        let Virtual::Struct { descr, alloc, .. } = shape else { return Ok(None) };
        let descrs = self.descrs;
        let Some(size) = descrs.size(*descr).filter(|d| d.value && d.vtable != 0) else { return Ok(None) };
        if !self.passes.virtualize {
            return Ok(None);
        }
        let good = match (self.class_of(value), value) {
            (None, Arg::Box(_)) => self.guard_at_end(Opnum::GuardNonnullClass, &[value, Arg::Int(size.vtable)])?,
            (class, _) => class == Some(size.vtable),
        };
        if !good {
            return Ok(None);
        }
        let mut fields = Vec::new();
        for &field in &size.fields {
            let Some(held) = self.load_place((field, None), value)? else { return Ok(None) };
            fields.push(Some(held));
        }
        rule!("target.unboxed");
        let b = self.new_box(Kind::Ref);
        let info = &mut self.ptrs[b.index()];
        info.nonnull = true;
        info.fresh = true;
        info.class = Some(size.vtable);
        info.shape = Some(Box::new(Virtual::Struct { descr: *descr, alloc: *alloc, fields }));
        Ok(Some(b))
    }

    /// Reads a place again; mostly it is known.
    fn load_place(&mut self, place: Place, object: Arg) -> Res<Option<Arg>> {
        let (descr, index) = place;
        let d = self.descrs;
        let kind = |k: FieldKind| k.kind();
        let (opnum, args): (_, &[Arg]) = match (d.field(descr), d.array(descr), d.interior_field(descr), index) {
            (Some(f), _, _, None) => match kind(f.kind) {
                Some(k) => (Opnum::getfield_gc(k), &[object]),
                None => return Ok(None),
            },
            (_, Some(a), _, Some(i)) => match kind(a.kind) {
                Some(k) => (Opnum::getarrayitem_gc(k), &[object, Arg::Int(i)]),
                None => return Ok(None),
            },
            (_, _, Some(f), Some(i)) => match kind(f.kind) {
                Some(Kind::Int) => (Opnum::GetinteriorfieldGcI, &[object, Arg::Int(i)]),
                Some(Kind::Ref) => (Opnum::GetinteriorfieldGcR, &[object, Arg::Int(i)]),
                Some(Kind::Float) => (Opnum::GetinteriorfieldGcF, &[object, Arg::Int(i)]),
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        if !self.is_nonnull(object) && !self.guard_at_end(Opnum::GuardNonnull, &[object])? {
            return Ok(None);
        }
        self.send_new(opnum, args, Some(descr)).map(Some)
    }

    fn compute_again(&mut self, m: &Match, op: &Op) -> Res<Option<Arg>> {
        let args: Option<SmallVec<[Arg; 3]>> = op.args.iter().map(|&a| m.value(a).map(|a| self.resolve(a))).collect();
        let Some(args) = args else { return Ok(None) };
        if let Some(known) = self.pure_known(op.opnum, &args, op.descr) {
            rule!("target.computed_before");
            return Ok(Some(known));
        }
        if let Some(plain) = op.opnum.without_ovf() {
            let (a, b) = (self.bound(args[0]), self.bound(args[1]));
            let safe = match op.opnum {
                Opnum::IntAddOvf => a.add_cannot_overflow(&b),
                Opnum::IntSubOvf => a.sub_cannot_overflow(&b),
                _ => a.mul_cannot_overflow(&b),
            };
            rule!("target.computed_overflow");
            return if safe { self.send_new(plain, &args, None).map(Some) } else { Ok(None) };
        }
        if op.opnum.is_call() {
            let raises = op.descr.and_then(|d| self.descrs.call(d)).is_none_or(|d| d.effect.can_raise());
            if raises {
                rule!("target.raises");
                return Ok(None);
            }
        }
        let first = args.first().copied().unwrap_or(Arg::Int(0));
        if matches!(op.opnum, Opnum::ArraylenGc | Opnum::Strlen | Opnum::Unicodelen) && !self.is_nonnull(first) {
            return Ok(None);
        }
        rule!("target.computed_again");
        self.send_new(op.opnum, &args, op.descr).map(Some)
    }
}

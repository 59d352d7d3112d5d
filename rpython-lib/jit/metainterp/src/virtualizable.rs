//! Virtualizables while a trace is recorded: the driver's red whose fields and array items are boxes of the trace.
//!
//! Memory is kept up to date as the trace is recorded, so that concrete values are read from there; compiled code keeps
//! none of it. A loop has the boxes among its arguments, and its prologue loads them ([`Shape::prologue`]). Every exit
//! has a pseudo-frame in front with the object and its boxes ([`FRAME`]), which resuming writes back. Where the portal
//! ends the trace itself stores them ([`Tracer::write_back`]).
//!
//! Other objects of such classes are like any other, except that compiled code may own them: unless this trace made them,
//! it asks for them back the first time it meets them ([`Tracer::vable_op`]).

use abi::jit::ops::Action;
use abi::jit::JitOp;
use jit_trace::{Arg, BoxId, DescrId, EffectInfo, Exit, ExitVal, FramePos, Kind, Op, Opnum, Trace};
use smallvec::SmallVec;

use crate::engine::{protected, Called, Engine, Frame};
use crate::host::{Host, Place};
use crate::program::Program;
use crate::tracer::{Boxed, Tracer};
use crate::{Abort, Error, Stop};

/// `jitcode` of the pseudo-frame in an exit whose values are those of a virtualizable: the object, its fields, and
/// for each array its length and items. `pc` is the number of the class.
pub const FRAME: u32 = u32::MAX;

/// The token while a trace is recorded and machine code runs: whoever asks for the object sets it to 0.
pub const TRACING: u64 = -1i64 as u64;

/// A class of virtualizables ready to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// The field that says who owns the object.
    pub token: DescrId,
    /// Fields with one value each.
    pub fields: Vec<(DescrId, Kind)>,
    /// Arrays: the field, the array, what an item is.
    pub arrays: Vec<(DescrId, DescrId, Kind)>,
    /// Machine code that asks for an object.
    pub force: Option<(u64, DescrId)>,
}

/// An array of the virtualizable.
#[derive(Clone, Debug, Default)]
pub struct Items {
    /// What stands for the items.
    pub items: Vec<Arg>,
    /// What stands for the array, once it was read.
    pub array: Option<Arg>,
}

/// The virtualizable of a trace.
#[derive(Clone, Debug)]
pub struct Vable {
    /// Its class.
    pub class: usize,
    /// The object.
    pub object: Boxed,
    /// What stands for the fields.
    pub fields: Vec<Arg>,
    /// The arrays.
    pub arrays: Vec<Items>,
}

impl Vable {
    /// All boxes but the object's, in order.
    pub fn values(&mut self) -> impl Iterator<Item = &mut Arg> {
        self.fields.iter_mut().chain(self.arrays.iter_mut().flat_map(|a| &mut a.items))
    }

    /// The pseudo-frame, put in front of an exit.
    pub fn describe(&self, exit: &mut Exit) {
        let values = &mut exit.values;
        let before = values.len();
        values.push(ExitVal::Arg(self.object.arg));
        values.extend(self.fields.iter().map(|a| ExitVal::Arg(*a)));
        for a in &self.arrays {
            values.push(ExitVal::Arg(Arg::Int(a.items.len() as i64)));
            values.extend(a.items.iter().map(|a| ExitVal::Arg(*a)));
        }
        let count = (values.len() - before) as u32;
        exit.frames.push(FramePos { jitcode: FRAME, pc: self.class as u32, count });
    }

    /// How many values that are.
    pub fn described(&self) -> usize {
        1 + self.fields.len() + self.arrays.iter().map(|a| 1 + a.items.len()).sum::<usize>()
    }
}

/// What a loop's code assumes of its virtualizable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The class.
    pub class: usize,
    /// The object's position among the reds.
    pub object: usize,
    /// How many reds there are; the other arguments are the virtualizable's.
    pub reds: usize,
    /// Lengths of the arrays.
    pub lengths: Vec<usize>,
}

impl Shape {
    /// Makes the reds the only inputs of a trace: the other arguments of its first label are loaded, and the object is
    /// owned by this code from then on.
    pub fn prologue(&self, p: &Program, trace: &mut Trace) -> Result<(), Error> {
        let missing = Error::Table("virtualizable");
        let class = p.virtualizables.get(self.class).ok_or(missing.clone())?;
        let loaded = trace.inputargs.split_off(self.reds.min(trace.inputargs.len()));
        let object: Arg = (*trace.inputargs.get(self.object).ok_or(missing.clone())?).into();
        let mut boxes = loaded.into_iter();
        let mut ops = Vec::new();
        for (field, kind) in &class.fields {
            let b = boxes.next().ok_or(missing.clone())?;
            ops.push(Op::new(Opnum::getfield_gc(*kind), &[object], Some(b), Some(*field)));
        }
        for ((field, descr, kind), length) in class.arrays.iter().zip(&self.lengths) {
            let array = trace.new_box(Kind::Ref);
            ops.push(Op::new(Opnum::GetfieldGcR, &[object], Some(array), Some(*field)));
            for i in 0..*length {
                let b = boxes.next().ok_or(missing.clone())?;
                let args = [array.into(), Arg::Int(i as i64)];
                ops.push(Op::new(Opnum::getarrayitem_gc(*kind), &args, Some(b), Some(*descr)));
            }
        }
        let token = trace.new_box(Kind::Int);
        ops.push(Op::new(Opnum::ForceToken, &[], Some(token), None));
        ops.push(Op::new(Opnum::SetfieldGc, &[object, token.into()], None, Some(class.token)));
        trace.ops.splice(0..0, ops);
        Ok(())
    }
}

impl<H: Host> Tracer<'_, H> {
    /// The red `object` is the virtualizable of this trace, which begins here: its values are inputs.
    pub fn own(&mut self, p: &Program, class: usize, object: Boxed) -> Result<(), Error> {
        let info = p.virtualizables.get(class).ok_or(Error::Table("virtualizable"))?;
        let fields = info.fields.iter().map(|(_, kind)| self.trace.add_input(*kind).into()).collect();
        let mut arrays = Vec::new();
        for (field, descr, kind) in &info.arrays {
            let array = self.host.read(p, Place::Field(object.bits, *field))?;
            let length = self.host.read(p, Place::Length(array, *descr))?;
            let items = (0..length).map(|_| self.trace.add_input(*kind).into()).collect();
            arrays.push(Items { items, array: None });
        }
        self.vable = Some(Vable { class, object, fields, arrays });
        Ok(())
    }

    /// What the code of a loop of this driver, made from this trace, assumes.
    pub fn shape(&self, p: &Program, driver: u16) -> Option<Shape> {
        let vable = self.vable.as_ref()?;
        let driver = p.drivers.get(usize::from(driver))?;
        let (object, _) = driver.virtualizable?;
        let lengths = vable.arrays.iter().map(|a| a.items.len()).collect();
        Some(Shape { class: vable.class, object, reds: driver.reds.len(), lengths })
    }

    /// At a merge point, when the reds have boxes of their own: gives such to the virtualizable's values too, which
    /// are added to `state`.
    pub fn vable_state(&mut self, state: &mut Vec<BoxId>) -> Result<(), Stop> {
        self.others.clear();
        let Some(mut vable) = self.vable.take() else { return Ok(()) };
        for arg in vable.values() {
            let fresh = match *arg {
                Arg::Box(b) if !state.contains(&b) => b,
                a => {
                    let kind = self.trace.arg_kind(a);
                    self.trace.push(Opnum::same_as(kind), &[a], None).ok_or(Error::Code("same_as"))?
                }
            };
            *arg = fresh.into();
            state.push(fresh);
        }
        vable.arrays.iter_mut().for_each(|a| a.array = None);
        self.vable = Some(vable);
        Ok(())
    }

    /// Records the stores of all values: the portal ends.
    pub fn write_back(&mut self, p: &Program) -> Result<(), Error> {
        let Some(mut vable) = self.vable.take() else { return Ok(()) };
        let class = p.virtualizables.get(vable.class).ok_or(Error::Table("virtualizable"))?;
        let object = vable.object.arg;
        for ((field, _), value) in class.fields.iter().zip(&vable.fields) {
            self.trace.push(Opnum::SetfieldGc, &[object, *value], Some(*field));
        }
        for (n, (_, descr, _)) in class.arrays.iter().enumerate() {
            let array = self.array(p, &mut vable, n)?;
            for (i, value) in vable.arrays[n].items.iter().enumerate() {
                self.trace.push(Opnum::SetarrayitemGc, &[array.arg, Arg::Int(i as i64), *value], Some(*descr));
            }
        }
        self.trace.push(Opnum::SetfieldGc, &[object, Arg::Int(0)], Some(class.token));
        Ok(())
    }

    /// The array of that number.
    fn array(&mut self, p: &Program, vable: &mut Vable, n: usize) -> Result<Boxed, Error> {
        let class = p.virtualizables.get(vable.class).ok_or(Error::Table("virtualizable"))?;
        let (field, ..) = class.arrays.get(n).ok_or(Error::Table("virtualizable"))?;
        let bits = self.host.read(p, Place::Field(vable.object.bits, *field))?;
        let arg = match vable.arrays[n].array {
            Some(arg) => arg,
            None => {
                let read = self.trace.push(Opnum::GetfieldGcR, &[vable.object.arg], Some(*field));
                let arg: Arg = read.ok_or(Error::Code("getfield"))?.into();
                vable.arrays[n].array = Some(arg);
                arg
            }
        };
        Ok(Boxed { bits, arg })
    }

    /// At the start of a bridge: registers may hold arrays of the virtualizable.
    pub fn find_arrays(&mut self, p: &Program, frames: &mut [Frame<Boxed>]) -> Result<(), Error> {
        let Some(vable) = &mut self.vable else { return Ok(()) };
        let class = p.virtualizables.get(vable.class).ok_or(Error::Table("virtualizable"))?;
        for ((field, ..), known) in class.arrays.iter().zip(&mut vable.arrays) {
            let array = self.host.read(p, Place::Field(vable.object.bits, *field))?;
            let registers = frames.iter_mut().flat_map(|f| &mut f.regs[Kind::Ref as usize]);
            for v in registers.filter(|v| v.bits == array && array != 0) {
                v.arg = *known.array.get_or_insert(v.arg);
            }
        }
        Ok(())
    }

    /// The array's number, if it is one of the virtualizable's.
    pub(crate) fn own_array(&self, arg: Arg) -> Option<usize> {
        self.vable.as_ref()?.arrays.iter().position(|a| a.array == Some(arg))
    }

    /// Whether one of the values is an array of the virtualizable. Memory cannot hold such a reference: nobody who finds
    /// it there would ask for the array's items.
    pub fn leaks(&self, values: &[Arg]) -> bool {
        values.iter().any(|a| self.own_array(*a).is_some())
    }

    /// Before a call: stores the items of arrays of the virtualizable that it gets.
    pub fn lend_arrays(&mut self, p: &Program, args: &[Boxed]) -> Result<Vec<usize>, Error> {
        let mut lent: Vec<usize> = args.iter().filter_map(|a| self.own_array(a.arg)).collect();
        lent.sort_unstable();
        lent.dedup();
        let Some(vable) = self.vable.as_ref().filter(|_| !lent.is_empty()) else { return Ok(lent) };
        let class = p.virtualizables.get(vable.class).ok_or(Error::Table("virtualizable"))?;
        for n in &lent {
            let (own, (_, descr, _)) = (&vable.arrays[*n], class.arrays[*n]);
            for (i, value) in own.items.iter().enumerate() {
                let args = [own.array.unwrap_or(Arg::NULL), Arg::Int(i as i64), *value];
                self.trace.push(Opnum::SetarrayitemGc, &args, Some(descr));
            }
        }
        Ok(lent)
    }

    /// After the call: loads the items again.
    pub fn take_arrays(&mut self, p: &Program, lent: &[usize], effect: &EffectInfo) -> Result<(), Error> {
        let Some(vable) = self.vable.as_mut() else { return Ok(()) };
        let class = p.virtualizables.get(vable.class).ok_or(Error::Table("virtualizable"))?;
        for n in lent {
            let (own, (_, descr, kind)) = (&mut vable.arrays[*n], class.arrays[*n]);
            let array = own.array.unwrap_or(Arg::NULL);
            if effect.may_write(descr) {
                for (i, item) in own.items.iter_mut().enumerate() {
                    let args = [array, Arg::Int(i as i64)];
                    let b = self.trace.push(Opnum::getarrayitem_gc(kind), &args, Some(descr));
                    *item = b.ok_or(Error::Code("getarrayitem"))?.into();
                }
            }
        }
        Ok(())
    }

    /// Runs something that may collect; the virtualizable and virtual references survive.
    pub fn protected<R>(&mut self, frames: &mut [Frame<Boxed>], run: impl FnOnce(&mut H) -> R) -> R {
        let begun = self.keys.ticks();
        let result = self.with_roots(frames, run);
        self.calls += self.keys.ticks().wrapping_sub(begun);
        result
    }

    fn with_roots<R>(&mut self, frames: &mut [Frame<Boxed>], run: impl FnOnce(&mut H) -> R) -> R {
        let mut roots: SmallVec<[u64; 8]> = self.vable.iter().map(|v| v.object.bits).collect();
        roots.extend(self.refs.iter().flat_map(|r| [r.object.bits, r.reference.bits]));
        if roots.is_empty() {
            return protected(self.host, frames, run);
        }
        self.host.push_roots(&roots);
        let result = protected(self.host, frames, run);
        self.host.pop_roots(&mut roots);
        let pairs = self.refs.iter_mut().flat_map(|r| [&mut r.object.bits, &mut r.reference.bits]);
        let all = self.vable.iter_mut().map(|v| &mut v.object.bits).chain(pairs);
        all.zip(roots).for_each(|(slot, root)| *slot = root);
        result
    }

    /// Before a call that may ask for the virtualizable or for what virtual references stand for; whether there is one.
    pub fn before_forcing(&mut self, p: &Program) -> Result<bool, Error> {
        self.watch_references(p)?;
        let Some(vable) = &self.vable else { return Ok(!self.refs.is_empty()) };
        let class = p.virtualizables.get(vable.class).ok_or(Error::Table("virtualizable"))?;
        self.host.write(p, Place::Field(vable.object.bits, class.token), TRACING)?;
        Ok(true)
    }

    /// After it, before it is recorded: if somebody did, the boxes of the virtualizable are out of date and the trace ends
    /// before the next instruction.
    pub fn after_forcing(&mut self, p: &Program) -> Result<(), Error> {
        self.drop_references(p)?;
        let Some(vable) = &self.vable else { return Ok(()) };
        let class = p.virtualizables.get(vable.class).ok_or(Error::Table("virtualizable"))?;
        let token = Place::Field(vable.object.bits, class.token);
        if self.host.read(p, token)? != TRACING {
            self.escaped = true;
        }
        self.host.write(p, token, 0)
    }

    /// Whether an object is the virtualizable of this trace. If it is not, memory is up to date afterwards; the
    /// operands may have moved.
    fn is_own(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        args: &mut [Boxed],
        field: DescrId,
        value_is_ref: bool,
    ) -> Result<bool, Stop> {
        let object = *args.first().ok_or(Error::Code("operand"))?;
        let own = self.vable.as_ref().map(|v| v.object);
        if own.is_some_and(|o| o.arg == object.arg) {
            return Ok(true);
        }
        if self.cache.made_here(object.arg) || self.others.contains(&object.arg) {
            return Ok(false);
        }
        if let Some(own) = own {
            let same = self.pure(JitOp::InstancePtrEq, &[object, own])?;
            if self.guard_truth(p, frames, same)? {
                self.replace(frames, object.arg, own);
                return Ok(true);
            }
        }
        self.others.insert(object.arg);
        let Some(class) = p.vable_fields.get(&field).and_then(|n| p.virtualizables.get(*n)) else { return Ok(false) };
        let token = self.host.read(p, Place::Field(object.bits, class.token))?;
        let (func, descr) = class.force.ok_or(Stop::Abort(Abort::Unsupported))?;
        let recorded = self.trace.push(Opnum::GetfieldGcI, &[object.arg], Some(class.token));
        let recorded: Arg = recorded.ok_or(Error::Code("getfield"))?.into();
        self.trace.push(Opnum::CondCallN, &[recorded, Arg::Int(func as i64), object.arg], Some(descr));
        if let Some(info) = p.descrs.call(descr) {
            self.cache.call(&[object.arg], &info.effect);
        }
        if token != 0 {
            let mut roots = vec![object.bits];
            roots.extend(args.last().filter(|_| value_is_ref).map(|v| v.bits));
            self.host.push_roots(&roots);
            let called = self.protected(frames, |host| host.call(p, func, &[object.bits], descr));
            self.host.pop_roots(&mut roots);
            if let Called::Raised(_) = called? {
                return Err(Error::Code("a check that raises").into());
            }
            args[0].bits = roots[0];
            if let (true, Some(value), Some(bits)) = (value_is_ref, args.last_mut(), roots.get(1)) {
                value.bits = *bits;
            }
        }
        Ok(false)
    }

    /// One of the operations for virtualizables.
    pub fn vable_op(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        op: JitOp,
        kind: Option<Kind>,
        args: &[Boxed],
        descr: DescrId,
    ) -> Result<Option<Boxed>, Stop> {
        let mut args = args.to_vec();
        let done = match op.info().action {
            Action::GetVable | Action::SetVable => {
                let value_is_ref = op == JitOp::SetfieldVableR;
                match self.is_own(p, frames, &mut args, descr, value_is_ref)? {
                    true => self.own_field(p, &args, descr)?,
                    false => None,
                }
            }
            _ => self.own_item(p, frames, &mut args)?,
        };
        match done {
            Some(result) => Ok(result),
            None => self.heap(p, frames, op.without_vable(), kind, &args, descr),
        }
    }

    /// Accesses a field of the trace's virtualizable; the outer `None`: it is none of its list.
    fn own_field(&mut self, p: &Program, args: &[Boxed], field: DescrId) -> Result<Option<Option<Boxed>>, Stop> {
        let Some(mut vable) = self.vable.take() else { return Ok(None) };
        let result = self.access_field(p, &mut vable, args, field);
        self.vable = Some(vable);
        result
    }

    fn access_field(
        &mut self,
        p: &Program,
        vable: &mut Vable,
        args: &[Boxed],
        field: DescrId,
    ) -> Result<Option<Option<Boxed>>, Stop> {
        let class = p.virtualizables.get(vable.class).ok_or(Error::Table("virtualizable"))?;
        let place = Place::Field(vable.object.bits, field);
        if let Some(n) = class.fields.iter().position(|f| f.0 == field) {
            return match args.get(1) {
                None => Ok(Some(Some(Boxed { bits: self.host.read(p, place)?, arg: vable.fields[n] }))),
                Some(value) => {
                    self.host.write(p, place, value.bits)?;
                    vable.fields[n] = value.arg;
                    Ok(Some(None))
                }
            };
        }
        match class.arrays.iter().position(|a| a.0 == field) {
            None => Ok(None),
            // Another array would have other boxes.
            Some(_) if args.len() > 1 => Err(Stop::Abort(Abort::Unsupported)),
            Some(n) => Ok(Some(Some(self.array(p, vable, n)?))),
        }
    }

    /// Accesses an item, or the length, of an array of the trace's virtualizable; the outer `None`: it is another.
    fn own_item(
        &mut self,
        p: &Program,
        frames: &mut [Frame<Boxed>],
        args: &mut [Boxed],
    ) -> Result<Option<Option<Boxed>>, Stop> {
        let Some(array) = args.first().copied() else { return Ok(None) };
        let find = |v: &Vable| v.arrays.iter().position(|a| a.array == Some(array.arg));
        let Some(n) = self.vable.as_ref().and_then(find) else { return Ok(None) };
        if let Some(index) = args.get(1).copied() {
            args[1] = self.promote(p, frames, Kind::Int, index)?;
        }
        let vable = self.vable.as_mut().ok_or(Error::Code("virtualizable"))?;
        let items = &mut vable.arrays[n].items;
        let class = p.virtualizables.get(vable.class).ok_or(Error::Table("virtualizable"))?;
        let Some((_, descr, _)) = class.arrays.get(n) else { return Ok(None) };
        let Some(index) = args.get(1).map(|i| i.bits as i64) else {
            let length = items.len() as u64;
            return Ok(Some(Some(Boxed { bits: length, arg: Arg::Int(length as i64) })));
        };
        let Some(slot) = usize::try_from(index).ok().and_then(|i| items.get_mut(i)) else {
            return Err(Stop::Abort(Abort::Unsupported));
        };
        let place = Place::Item(array.bits, index, *descr);
        match args.get(2) {
            None => Ok(Some(Some(Boxed { bits: self.host.read(p, place)?, arg: *slot }))),
            Some(value) => {
                *slot = value.arg;
                self.host.write(p, place, value.bits)?;
                Ok(Some(None))
            }
        }
    }
}

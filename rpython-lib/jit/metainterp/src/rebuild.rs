//! Rebuilding the frames of the interpreter from what a guard saved: as plain values ([`Concrete`]) or, where a bridge
//! begins, with what is done for it recorded ([`Recorded`]).

use std::cell::RefCell;

use jit_trace::{Arg, DescrId, Kind, Opnum, Trace};
use smallvec::SmallVec;

use crate::engine::Frame;
use crate::heapcache::HeapCache;
use crate::host::{Host, Place};
use crate::jit::Left;
use crate::program::Program;
use crate::resume::Rebuild;
use crate::tracer::Boxed;
use crate::virtualizable::{Items, Vable, TRACING};
use crate::vref::{self, Pair};
use crate::{Error, Handles};

/// The frame without what stands for its values in a trace.
pub(crate) fn concrete(frame: Frame<Boxed>) -> Frame<u64> {
    Frame { code: frame.code, pc: frame.pc, regs: frame.regs.map(|v| v.bits), exc: frame.exc.map(|v| v.bits) }
}

/// Rebuilds frames of plain values.
pub(crate) struct Concrete<'a, H> {
    host: &'a mut H,
    handles: &'a RefCell<Handles>,
    kinds: &'a [Kind],
    saved: Vec<u64>,
    /// The pending exception.
    pub(crate) exc: u64,
    pub(crate) made: Vec<u64>,
    /// These values are pushed as roots: all together when so many objects had been made, then each new one.
    rooted: Option<usize>,
}

impl<'a, H: Host> Concrete<'a, H> {
    pub(crate) fn new(host: &'a mut H, handles: &'a RefCell<Handles>, kinds: &'a [Kind], left: Left) -> Self {
        Concrete { host, handles, kinds, saved: left.values, exc: left.exc, made: Vec::new(), rooted: None }
    }

    /// Allocates. Everything that is to be used later is a root until [`Concrete::settle`].
    fn make(&mut self, make: impl FnOnce(&mut H) -> Result<u64, Error>) -> Result<(), Error> {
        if self.rooted.is_none() {
            let roots = self.roots(self.made.len());
            self.host.push_roots(&roots);
            self.rooted = Some(self.made.len());
        }
        let made = match make(self.host) {
            Ok(made) => made,
            Err(e) => {
                self.settle();
                return Err(e);
            }
        };
        self.host.push_roots(&[made]);
        self.made.push(made);
        Ok(())
    }

    fn is_ref(&self, n: usize) -> bool {
        self.kinds.get(n) == Some(&Kind::Ref)
    }

    fn roots(&self, made: usize) -> SmallVec<[u64; 64]> {
        let saved = self.saved.iter().enumerate().filter(|(n, _)| self.is_ref(*n)).map(|(_, v)| *v);
        std::iter::once(self.exc).chain(saved).chain(self.made[..made].iter().copied()).collect()
    }

    /// All is allocated: where is it now?
    #[inline]
    fn settle(&mut self) {
        if let Some(first) = self.rooted.take() {
            self.unroot(first);
        }
    }

    fn unroot(&mut self, first: usize) {
        for made in self.made[first..].iter_mut().rev() {
            self.host.pop_roots(std::slice::from_mut(made));
        }
        let mut roots = self.roots(first);
        self.host.pop_roots(&mut roots);
        let mut roots = roots.into_iter();
        self.exc = roots.next().unwrap_or(0);
        for n in 0..self.saved.len() {
            if self.is_ref(n) {
                self.saved[n] = roots.next().unwrap_or(0);
            }
        }
        self.made.iter_mut().zip(roots).for_each(|(made, root)| *made = root);
    }
}

impl<H: Host> Rebuild for Concrete<'_, H> {
    type V = u64;

    fn saved(&mut self, n: usize) -> Result<u64, Error> {
        self.settle();
        self.saved.get(n).copied().ok_or_else(|| Error::Backend("too few values".to_string()))
    }

    fn constant(&mut self, arg: Arg) -> u64 {
        constant_bits(self.handles, arg)
    }

    fn new_object(&mut self, p: &Program, descr: DescrId) -> Result<(), Error> {
        self.make(|host| host.new_object(p, descr))
    }

    fn new_array(&mut self, p: &Program, descr: DescrId, length: i64) -> Result<(), Error> {
        self.make(|host| host.new_array(p, descr, length))
    }

    fn made(&mut self, n: usize) -> Result<u64, Error> {
        self.settle();
        self.made.get(n).copied().ok_or(Error::Table("virtual"))
    }

    fn set_field(&mut self, p: &Program, object: u64, field: DescrId, value: u64) -> Result<(), Error> {
        self.host.write(p, Place::Field(object, field), value)
    }

    fn set_item(&mut self, p: &Program, array: u64, index: i64, descr: DescrId, value: u64) -> Result<(), Error> {
        self.host.write(p, Place::Item(array, index, descr), value)
    }

    fn set_interior(&mut self, p: &Program, array: u64, index: i64, field: DescrId, value: u64) -> Result<(), Error> {
        self.host.write(p, Place::Interior(array, index, field), value)
    }

    fn virtualizable(
        &mut self,
        p: &Program,
        class: usize,
        object: u64,
        fields: &[u64],
        arrays: &[&[u64]],
    ) -> Result<(), Error> {
        let info = p.virtualizables.get(class).ok_or(Error::Table("virtualizable"))?;
        for ((field, _), value) in info.fields.iter().zip(fields) {
            self.host.write(p, Place::Field(object, *field), *value)?;
        }
        for ((field, descr, _), items) in info.arrays.iter().zip(arrays) {
            let array = self.host.read(p, Place::Field(object, *field))?;
            self.host.write_items(p, array, *descr, items)?;
        }
        self.host.write(p, Place::Field(object, info.token), 0)
    }

    fn virtual_ref(&mut self, p: &Program, object: u64, reference: u64) -> Result<(), Error> {
        vref::settle(self.host, p, object, reference, 0)
    }
}

/// The value of a constant; 0 for a box.
pub(crate) fn constant_bits(handles: &RefCell<Handles>, arg: Arg) -> u64 {
    match arg {
        Arg::Int(n) => n as u64,
        Arg::Float(bits) => bits,
        Arg::Ptr(p) => handles.borrow().get(p),
        Arg::Box(_) => 0,
    }
}

/// Rebuilds frames at the start of a bridge: what is allocated and stored is recorded too.
pub(crate) struct Recorded<'t, H> {
    pub(crate) plain: Concrete<'t, H>,
    pub(crate) trace: &'t mut Trace,
    pub(crate) cache: &'t mut HeapCache,
    pub(crate) saved: &'t [Arg],
    pub(crate) made: Vec<Arg>,
    pub(crate) vable: Option<Vable>,
    pub(crate) refs: Vec<Pair>,
}

impl<H: Host> Recorded<'_, H> {
    fn record(&mut self, opnum: Opnum, args: &[Arg], descr: DescrId) -> Result<(), Error> {
        let result = self.trace.push(opnum, args, Some(descr)).ok_or(Error::Code("allocation"))?;
        self.cache.allocated(result, opnum == Opnum::NewWithVtable);
        self.made.push(result.into());
        Ok(())
    }
}

impl<H: Host> Rebuild for Recorded<'_, H> {
    type V = Boxed;

    fn saved(&mut self, n: usize) -> Result<Boxed, Error> {
        let arg = self.saved.get(n).copied().ok_or_else(|| Error::Backend("too few values".to_string()))?;
        Ok(Boxed { bits: self.plain.saved(n)?, arg })
    }

    fn constant(&mut self, arg: Arg) -> Boxed {
        let bits = self.plain.constant(arg);
        if let Arg::Ptr(_) = arg {
            // The constant of another trace is one of this one too, which may live longer.
            self.plain.handles.borrow_mut().intern(bits);
        }
        Boxed { bits, arg }
    }

    fn new_object(&mut self, p: &Program, descr: DescrId) -> Result<(), Error> {
        self.plain.new_object(p, descr)?;
        let class = p.descrs.size(descr).is_some_and(|d| d.vtable != 0);
        self.record(if class { Opnum::NewWithVtable } else { Opnum::New }, &[], descr)
    }

    fn new_array(&mut self, p: &Program, descr: DescrId, length: i64) -> Result<(), Error> {
        self.plain.new_array(p, descr, length)?;
        self.record(Opnum::NewArrayClear, &[Arg::Int(length)], descr)?;
        if let Some(array) = self.made.last() {
            self.cache.set_length(*array, Arg::Int(length));
        }
        Ok(())
    }

    fn made(&mut self, n: usize) -> Result<Boxed, Error> {
        let arg = self.made.get(n).copied().ok_or(Error::Table("virtual"))?;
        Ok(Boxed { bits: self.plain.made(n)?, arg })
    }

    fn set_field(&mut self, p: &Program, object: Boxed, field: DescrId, value: Boxed) -> Result<(), Error> {
        self.plain.set_field(p, object.bits, field, value.bits)?;
        self.trace.push(Opnum::SetfieldGc, &[object.arg, value.arg], Some(field));
        self.cache.store(object.arg, field, 0, value.arg);
        Ok(())
    }

    fn set_item(&mut self, p: &Program, array: Boxed, index: i64, descr: DescrId, value: Boxed) -> Result<(), Error> {
        self.plain.set_item(p, array.bits, index, descr, value.bits)?;
        self.trace.push(Opnum::SetarrayitemGc, &[array.arg, Arg::Int(index), value.arg], Some(descr));
        self.cache.store(array.arg, descr, index, value.arg);
        Ok(())
    }

    fn set_interior(
        &mut self,
        p: &Program,
        array: Boxed,
        index: i64,
        field: DescrId,
        value: Boxed,
    ) -> Result<(), Error> {
        self.plain.set_interior(p, array.bits, index, field, value.bits)?;
        self.trace.push(Opnum::SetinteriorfieldGc, &[array.arg, Arg::Int(index), value.arg], Some(field));
        self.cache.store(array.arg, field, index, value.arg);
        Ok(())
    }
    fn virtualizable(
        &mut self,
        p: &Program,
        class: usize,
        object: Boxed,
        fields: &[Boxed],
        arrays: &[&[Boxed]],
    ) -> Result<(), Error> {
        let bits = |list: &[Boxed]| list.iter().map(|v| v.bits).collect::<Vec<u64>>();
        let plain: Vec<Vec<u64>> = arrays.iter().map(|a| bits(a)).collect();
        let slices: Vec<&[u64]> = plain.iter().map(Vec::as_slice).collect();
        self.plain.virtualizable(p, class, object.bits, &bits(fields), &slices)?;
        let args = |list: &[Boxed]| list.iter().map(|v| v.arg).collect::<Vec<Arg>>();
        let arrays = arrays.iter().map(|a| Items { items: args(a), array: None }).collect();
        self.vable = Some(Vable { class, object, fields: args(fields), arrays });
        Ok(())
    }

    fn virtual_ref(&mut self, p: &Program, object: Boxed, reference: Boxed) -> Result<(), Error> {
        self.refs.push(Pair { object, reference });
        vref::settle(self.plain.host, p, object.bits, reference.bits, TRACING)
    }
}

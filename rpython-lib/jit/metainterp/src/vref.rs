//! Virtual references while a trace is recorded.
//!
//! `virtual_ref(x)` makes an object of the class of references, whose token is the frame of the compiled code: x need not
//! be built for others to find it. Each exit has a pseudo-frame ([`FRAME`]) with the pairs of object and reference in use.
//! Leaving through the exit, and asking for an object while the code waits for a call, builds the objects and puts them into
//! their references. Nobody finds the object through its reference after `virtual_ref_finish`, unless the trace followed it
//! before, or machine code did while the trace was recorded.

use jit_trace::{Arg, DescrId, Exit, ExitVal, FramePos, Opnum};

use crate::engine::Frame;
use crate::host::{Host, Place};
use crate::program::Program;
use crate::tracer::{Boxed, Tracer};
use crate::virtualizable::TRACING;
use crate::{Error, Stop};

/// `jitcode` of the pseudo-frame in an exit whose values are objects with their references.
pub const FRAME: u32 = u32::MAX - 1;

/// The class of references ready to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VirtualRefs {
    /// The structure.
    pub size: DescrId,
    /// The field that says which compiled code has the object.
    pub token: DescrId,
    /// The field for the object.
    pub forced: DescrId,
    /// Machine code that follows a reference.
    pub deref: u64,
}

/// A virtual reference in use.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// What it stands for.
    pub object: Boxed,
    /// The reference.
    pub reference: Boxed,
}

impl Pair {
    /// The pseudo-frame.
    pub fn describe(pairs: &[Pair], exit: &mut Exit) {
        if pairs.is_empty() {
            return;
        }
        exit.frames.push(FramePos { jitcode: FRAME, pc: 0, count: 2 * pairs.len() as u32 });
        let values = pairs.iter().flat_map(|r| [r.object.arg, r.reference.arg]);
        exit.values.extend(values.map(ExitVal::Arg));
    }
}

/// Puts the object into its reference.
pub fn settle<H: Host>(host: &mut H, p: &Program, object: u64, reference: u64, token: u64) -> Result<(), Error> {
    let class = p.virtual_ref.ok_or(Error::Table("virtual reference"))?;
    host.write(p, Place::Field(reference, class.forced), object)?;
    host.write(p, Place::Field(reference, class.token), token)
}

impl<H: Host> Tracer<'_, H> {
    /// `virtual_ref(object)`.
    pub fn make_reference(&mut self, p: &Program, frames: &mut [Frame<Boxed>], object: Boxed) -> Result<Boxed, Stop> {
        let class = p.virtual_ref.ok_or(Error::Table("virtual reference"))?;
        let mut roots = [object.bits];
        self.host.push_roots(&roots);
        let made = self.protected(frames, |host| host.new_object(p, class.size));
        self.host.pop_roots(&mut roots);
        let (object, bits) = (Boxed { bits: roots[0], ..object }, made?);
        settle(self.host, p, object.bits, bits, TRACING)?;
        let lost = Error::Code("virtual reference");
        let b = self.trace.push(Opnum::NewWithVtable, &[], Some(class.size)).ok_or(lost.clone())?;
        self.cache.allocated(b, true);
        let arg: Arg = b.into();
        let token: Arg = self.trace.push(Opnum::ForceToken, &[], None).ok_or(lost)?.into();
        self.store(arg, class.token, token);
        let reference = Boxed { bits, arg };
        self.refs.push(Pair { object, reference });
        Ok(reference)
    }

    /// `virtual_ref_finish(reference)`.
    pub fn finish_reference(&mut self, p: &Program, reference: Boxed) -> Result<(), Error> {
        let class = p.virtual_ref.ok_or(Error::Table("virtual reference"))?;
        if let Some(n) = self.refs.iter().rposition(|r| r.reference.arg == reference.arg) {
            let pair = self.refs.remove(n);
            self.host.write(p, Place::Field(pair.reference.bits, class.token), 0)?;
            self.store(pair.reference.arg, class.token, Arg::Int(0));
        }
        Ok(())
    }

    fn store(&mut self, object: Arg, field: DescrId, value: Arg) {
        self.trace.push(Opnum::SetfieldGc, &[object, value], Some(field));
        self.cache.store(object, field, 0, value);
    }

    /// If the call follows a reference of this trace: what it stands for, which the reference keeps from now on.
    pub fn follow(&mut self, p: &Program, func: Boxed, args: &[Boxed]) -> Option<Boxed> {
        let class = p.virtual_ref.filter(|c| func.bits == c.deref)?;
        let reference = args.first()?;
        let pair = *self.refs.iter().find(|r| r.reference.arg == reference.arg)?;
        self.store(pair.reference.arg, class.forced, pair.object.arg);
        Some(pair.object)
    }

    /// Before a call that may follow them.
    pub fn watch_references(&mut self, p: &Program) -> Result<(), Error> {
        let Some(class) = p.virtual_ref else { return Ok(()) };
        for r in &self.refs {
            self.host.write(p, Place::Field(r.reference.bits, class.token), TRACING)?;
        }
        Ok(())
    }

    /// After it, before it is recorded: objects that were asked for are built before the call from now on.
    pub fn drop_references(&mut self, p: &Program) -> Result<(), Error> {
        let Some(class) = p.virtual_ref else { return Ok(()) };
        for n in (0..self.refs.len()).rev() {
            let token = Place::Field(self.refs[n].reference.bits, class.token);
            if self.host.read(p, token)? != TRACING {
                let pair = self.refs.remove(n);
                self.store(pair.reference.arg, class.forced, pair.object.arg);
                self.store(pair.reference.arg, class.token, Arg::Int(0));
            }
        }
        Ok(())
    }
}

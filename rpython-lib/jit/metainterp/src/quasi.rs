//! Quasi-immutable fields while a trace is recorded, and what relies on them.
//!
//! A field of a constant object is read as a constant behind a `guard_not_invalidated`. The object's hidden field gets a
//! number, under which the code that relies on the field is found when somebody writes it ([`Jit::invalidate`]). The
//! guard is asked again after each call that may write such fields, and in each loop.

use jit_trace::hash::FastSet;
use jit_trace::{Arg, DescrId, EffectInfo, Opnum};

use crate::engine::Frame;
use crate::host::{Host, Place};
use crate::jit::{Compiler, Entry, Jit, News};
use crate::program::Program;
use crate::tracer::{Boxed, Tracer};
use crate::{Error, Stop};

/// What a trace relies on.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// Numbers in the hidden fields.
    pub numbers: Vec<u64>,
    /// Nothing can have been written since the last guard.
    pub valid: bool,
    fields: FastSet<(Arg, DescrId)>,
}

impl Watched {
    /// Is the field of the object one of them?
    pub fn knows(&self, object: Arg, field: DescrId) -> bool {
        self.fields.contains(&(object, field))
    }

    /// A call.
    pub fn call(&mut self, effect: &EffectInfo) {
        self.valid &= !(effect.can_invalidate || effect.forces());
    }
}

impl<H: Host> Tracer<'_, H> {
    /// A quasi-immutable field is read next.
    pub fn rely_on(
        &mut self,
        p: &Program,
        frames: &[Frame<Boxed>],
        object: Boxed,
        field: DescrId,
        hidden: DescrId,
    ) -> Result<(), Stop> {
        if !object.arg.is_const() || object.bits == 0 {
            return Ok(());
        }
        let place = Place::Field(object.bits, hidden);
        let mut number = self.host.read(p, place)?;
        if number == 0 || !self.keys.is_watched(number) {
            number = self.keys.new_watch();
            self.host.write(p, place, number)?;
        }
        if !self.watched.numbers.contains(&number) {
            self.watched.numbers.push(number);
        }
        if self.watched.fields.insert((object.arg, field)) {
            self.trace.push(Opnum::QuasiimmutField, &[object.arg], Some(field));
        }
        if !self.watched.valid {
            self.guard(p, frames, Opnum::GuardNotInvalidated, &[])?;
            self.watched.valid = true;
        }
        Ok(())
    }
}

impl<C: Compiler> Jit<C> {
    /// Somebody is about to write a quasi-immutable field: the code that relies on it is not entered any more, and left
    /// where it goes on.
    pub fn invalidate(&self, number: u64) -> Result<(), Error> {
        let state = &mut *self.state.borrow_mut();
        for entry in state.watched.remove(&number).unwrap_or_default() {
            self.compiler().invalidate(entry).map_err(Error::Backend)?;
            state.stats.invalidated += 1;
            if let Entry::Loop(token) = entry {
                let gone = state.warm.forget(token).into_iter().map(|key| (key, News::Gone));
                state.news.extend(gone);
            }
        }
        Ok(())
    }
}

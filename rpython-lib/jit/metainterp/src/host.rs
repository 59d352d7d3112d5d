//! Memory and calls of the running program.

use abi::jit::ops::Action;
use abi::jit::JitOp;
use jit_trace::DescrId;

use crate::engine::Called;
use crate::program::Program;
use crate::Error;

/// A place in memory, by descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A field of an object.
    Field(u64, DescrId),
    /// A field behind a raw address.
    RawField(u64, DescrId),
    /// An item of an array.
    Item(u64, i64, DescrId),
    /// An item of a raw array.
    RawItem(u64, i64, DescrId),
    /// A field of an inline structure.
    Interior(u64, i64, DescrId),
    /// The length of an array.
    Length(u64, DescrId),
}

/// What the interpreters need of the program.
pub trait Host {
    /// Reads a place; narrow values are extended as the descriptor says.
    fn read(&mut self, p: &Program, place: Place) -> Result<u64, Error>;
    /// Writes a place.
    fn write(&mut self, p: &Program, place: Place, value: u64) -> Result<(), Error>;
    /// Writes the first items of an array.
    fn write_items(&mut self, p: &Program, array: u64, descr: DescrId, values: &[u64]) -> Result<(), Error> {
        (0..).zip(values).try_for_each(|(i, value)| self.write(p, Place::Item(array, i, descr), *value))
    }
    /// A new zeroed object; with its class, if it has one. This, a new array, and a call may move objects.
    fn new_object(&mut self, p: &Program, descr: DescrId) -> Result<u64, Error>;
    /// A new zeroed array.
    fn new_array(&mut self, p: &Program, descr: DescrId, length: i64) -> Result<u64, Error>;
    /// The class of an instance.
    fn class_of(&mut self, p: &Program, object: u64) -> Result<u64, Error>;
    /// Whether a class is another or derives from it.
    fn is_subclass(&mut self, p: &Program, class: u64, of: u64) -> Result<bool, Error>;
    /// References that must survive, and may be moved by, what happens until [`Host::pop_roots`].
    fn push_roots(&mut self, roots: &[u64]);
    /// Where the references of the matching [`Host::push_roots`] are now.
    fn pop_roots(&mut self, roots: &mut [u64]);
    /// The exception to raise when there is no memory for a new array.
    fn memory_error(&self) -> Option<u64> {
        None
    }
    /// An address below all frames of the running thread, and above those of threads whose stacks are lower.
    fn stack_low(&self) -> u64 {
        0
    }
    /// Calls a function.
    fn call(&mut self, p: &Program, func: u64, args: &[u64], descr: DescrId) -> Result<Called<u64>, Error>;
}

/// Does what a heap operation says, on the bits of its operands.
pub fn execute<H: Host>(
    host: &mut H,
    p: &Program,
    op: JitOp,
    args: &[u64],
    descr: DescrId,
) -> Result<Option<u64>, Error> {
    let arg = |n: usize| args.get(n).copied().ok_or(Error::Code("operand"));
    Ok(match op.info().action {
        Action::GetField { raw: false, .. } => Some(host.read(p, Place::Field(arg(0)?, descr))?),
        Action::GetField { raw: true, .. } => Some(host.read(p, Place::RawField(arg(0)?, descr))?),
        Action::GetArrayItem { raw: false, .. } => Some(host.read(p, Place::Item(arg(0)?, arg(1)? as i64, descr))?),
        Action::GetArrayItem { raw: true, .. } => Some(host.read(p, Place::RawItem(arg(0)?, arg(1)? as i64, descr))?),
        Action::GetInteriorField => Some(host.read(p, Place::Interior(arg(0)?, arg(1)? as i64, descr))?),
        Action::ArrayLen => Some(host.read(p, Place::Length(arg(0)?, descr))?),
        Action::New | Action::NewWithVtable => Some(host.new_object(p, descr)?),
        Action::NewArray => Some(host.new_array(p, descr, arg(0)? as i64)?),
        Action::SetField { raw } => {
            let place = if raw { Place::RawField(arg(0)?, descr) } else { Place::Field(arg(0)?, descr) };
            host.write(p, place, arg(1)?)?;
            None
        }
        Action::SetArrayItem { raw } => {
            let (base, index) = (arg(0)?, arg(1)? as i64);
            let place = if raw { Place::RawItem(base, index, descr) } else { Place::Item(base, index, descr) };
            host.write(p, place, arg(2)?)?;
            None
        }
        Action::SetInteriorField => {
            host.write(p, Place::Interior(arg(0)?, arg(1)? as i64, descr), arg(2)?)?;
            None
        }
        _ => return Err(Error::Code("no heap operation")),
    })
}

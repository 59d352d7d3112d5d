//! The interface of back ends.

use crate::callee::Runner;
use crate::lir::{Code, ExitId};
use crate::lower::{lower, Context, Origin};
use jit_trace::Trace;
use std::fmt;
use std::rc::Rc;

/// A compiled piece of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeId(pub u32);

/// An exit of a compiled piece of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExitRef {
    /// The code.
    pub code: CodeId,
    /// The exit.
    pub exit: ExitId,
}

/// How an execution ended: the same record from every back end.
#[derive(Clone, Debug, PartialEq)]
pub struct ExitData {
    /// Which exit was taken; a bridge is attached there.
    pub exit: ExitRef,
    /// The descriptor named by the exit.
    pub descr: u32,
    /// The values handed over; holes are 0.
    pub values: Vec<u64>,
    /// Which of them are references: bit `i % 64` of word `i / 64`.
    pub refs: Vec<u64>,
    /// The pending exception or 0.
    pub exc: u64,
    /// Whether this is a `finish`.
    pub finish: bool,
}

impl ExitData {
    /// Whether value `i` is a reference.
    pub fn is_ref(&self, i: usize) -> bool {
        self.refs.get(i / 64).is_some_and(|w| w >> (i % 64) & 1 != 0)
    }
}

/// How [`Backend::execute_at`] ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// With a `finish`: its value, or 0, and the exception, or 0.
    Finished(u64, u64),
    /// Through another exit.
    Left(ExitData),
}

/// Why a back end refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The code breaks a rule of the IR.
    Malformed(String),
    /// More than the back end can do (too many arguments, too far a jump).
    Limit(&'static str),
    /// No memory for code.
    OutOfMemory,
    /// There is no such code or exit.
    Unknown,
    /// The checked interpreter met what must not happen.
    Check(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Malformed(t) => write!(f, "malformed code: {t}"),
            Error::Limit(t) => write!(f, "limit of the back end: {t}"),
            Error::OutOfMemory => f.write_str("no memory for code"),
            Error::Unknown => f.write_str("no such code"),
            Error::Check(t) => write!(f, "check failed: {t}"),
        }
    }
}

impl std::error::Error for Error {}

/// A back end. Methods take `&self` because code that runs can call back into the JIT.
pub trait Backend {
    /// Compiles a piece of code: a loop, or with `from` a bridge, which is entered from then on
    /// instead of leaving through that exit. The bridge's inputs are the exit's values.
    fn compile(&self, code: Code, from: Option<ExitRef>) -> Result<CodeId, Error>;

    /// Whether the exit hands over a pending exception.
    fn has_exception(&self, exit: ExitRef) -> Result<bool, Error>;

    /// Lowers and compiles a loop; what its exits stand for, by exit id.
    fn compile_loop(&self, trace: &Trace, cx: &Context<'_>) -> Result<(CodeId, Vec<Origin>), Error> {
        let lowered = lower(trace, cx, false)?;
        Ok((self.compile(lowered.code, None)?, lowered.origins))
    }

    /// Lowers and compiles a bridge, whose inputs are the exit's values.
    fn compile_bridge(&self, from: ExitRef, trace: &Trace, cx: &Context<'_>) -> Result<(CodeId, Vec<Origin>), Error> {
        let lowered = lower(trace, cx, self.has_exception(from)?)?;
        Ok((self.compile(lowered.code, Some(from))?, lowered.origins))
    }

    /// Runs a loop from its start.
    ///
    /// # Safety
    /// The inputs fit the code, and the code's assumptions on memory hold.
    unsafe fn execute(&self, code: CodeId, inputs: &[u64]) -> Result<ExitData, Error>;

    /// Says who runs what callees have no code for.
    fn set_runner(&self, runner: Rc<dyn Runner>);

    /// The cell ([`crate::callee::Callee`]) that calls of a loop go through; it has no code at first. `float` says
    /// what the loop finishes with.
    fn callee(&self, name: u64, float: bool) -> u64;

    /// From now on calls through the cell of that name run this code, or, without, what the runner does.
    fn define_callee(&self, name: u64, code: Option<CodeId>) -> Result<(), Error>;

    /// Where a loop starts, for [`Backend::execute_at`], if this back end has such a place. It is right as long as
    /// [`Backend::freed`] does not change.
    fn address(&self, _code: CodeId) -> Option<u64> {
        None
    }

    /// Where each instruction of the code compiled last starts, and where it ends, if this back end has such places.
    fn places(&self) -> Vec<u64> {
        Vec::new()
    }

    /// How often code has been released.
    fn freed(&self) -> u64 {
        0
    }

    /// [`Backend::execute`] for those in a hurry.
    ///
    /// # Safety
    /// The address is right, and the inputs are those of its code.
    unsafe fn execute_at(&self, _address: u64, _inputs: &[u64]) -> Result<Ended, Error> {
        Err(Error::Unknown)
    }

    /// Makes the `NotInvalidated` guards of that code fail.
    fn invalidate(&self, code: CodeId) -> Result<(), Error>;

    /// Releases code. It must not be running, nor be reachable from other code by jumps; a bridge that
    /// goes before its loop leaves the loop's exit as it was before.
    fn free(&self, code: CodeId) -> Result<(), Error>;

    /// Takes the values of a frame that is suspended in a call with a `force` exit; its `NotForced`
    /// guard fails afterwards. `token` comes from `FrameToken`.
    ///
    /// # Safety
    /// The frame is suspended in such a call.
    unsafe fn force(&self, token: u64) -> Result<ExitData, Error>;

    /// A word that a thread must find as it left it when it goes on after another one ran: 0 in a new thread.
    fn thread_word(&self) -> *mut usize {
        std::ptr::null_mut()
    }

    /// Calls `visit` with the code in which each suspended frame of this thread is, or of the thread with that word.
    ///
    /// # Safety
    /// Only while all frames are suspended in calls that may collect.
    unsafe fn running(&self, word: Option<usize>, visit: &mut dyn FnMut(CodeId));

    /// Calls `visit` with the place of each reference that the frames of another thread hold, which has that word.
    ///
    /// # Safety
    /// As for [`Backend::roots`].
    unsafe fn roots_of(&self, _word: usize, _visit: &mut dyn FnMut(*mut u64)) {}

    /// Calls `visit` with the place of each reference that compiled code and suspended frames of this thread hold.
    ///
    /// # Safety
    /// Only while all frames are suspended in calls; `visit` may replace the reference, not more.
    unsafe fn roots(&self, visit: &mut dyn FnMut(*mut u64));
}

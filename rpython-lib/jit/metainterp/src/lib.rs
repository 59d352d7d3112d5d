//! The meta-interpreter: runs a program's own interpreter from its jitcodes, and records what it does.
//!
//! - [`program`]: the translator's tables, ready to run;
//! - [`engine`]: the one interpreter of jitcodes, over an [`engine::Engine`] that says what instructions mean;
//! - [`blackhole`]: the engine of plain values, which finishes what compiled code began;
//! - [`tracer`]: the engine that records a trace with guards, helped by the [`heapcache`];
//! - [`arrays`]: what traces do about full memory;
//! - [`virtualizable`]: frames whose fields are boxes of the trace;
//! - [`quasi`]: fields that traces take for constants until they are written;
//! - [`resume`]: from a guard's exit back to frames, in a compact form; `rebuild`: into which they are made again;
//! - [`warmstate`]: counters, keys of loops; [`params`]: what programs may set;
//! - [`jit`]: the whole: when to trace, compile, enter, leave;
//! - [`log`]: texts of traces;
//! - [`calls`]: loops that call loops;
//! - [`hooks`]: functions of the program that the JIT asks;
//! - [`host`]: memory and calls of the program, by descriptors;
//! - [`optimise`]: the optimiser, and what it remembers of loops and guards;
//! - [`oracle`]: what constant objects hold, for the optimiser;
//! - [`native`]: the real ones, and the real optimiser and back end.
//!
//! **Invariant**: memory is reached through descriptors only; nothing here knows the program's types, and nothing but
//! [`native`] the collector or the back end. References in constants of traces are handles ([`Handles`]).

pub mod arrays;
pub mod blackhole;
pub mod calls;
pub mod decode;
pub mod engine;
pub mod heapcache;
pub mod hooks;
pub mod host;
pub mod jit;
pub mod log;
pub mod native;
pub mod optimise;
pub mod oracle;
pub mod pacing;
pub mod params;
pub mod program;
pub mod quasi;
pub(crate) mod rebuild;
pub mod resume;
pub mod tracer;
pub mod virtualizable;
pub mod vref;
pub mod warmstate;

use std::fmt;

use jit_trace::hash::FastMap;
use jit_trace::{Arg, PtrConst};

/// Tables or jitcodes that make no sense, or a program that does what they exclude.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A table refers to what is not there.
    Table(&'static str),
    /// A jitcode is malformed.
    Code(&'static str),
    /// Memory or a call that a descriptor does not fit.
    Host(String),
    /// There is no memory for a new array.
    OutOfMemory,
    /// The back end failed in running code.
    Backend(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Table(what) => write!(f, "JIT tables: {what}"),
            Error::Code(what) => write!(f, "jitcode: {what}"),
            Error::Host(what) => write!(f, "JIT memory: {what}"),
            Error::OutOfMemory => f.write_str("out of memory"),
            Error::Backend(what) => write!(f, "JIT back end: {what}"),
        }
    }
}

impl std::error::Error for Error {}

/// Why a trace was given up. Nothing is lost: the blackhole goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Abort {
    /// More operations than the trace limit.
    TooLong,
    /// An operation that traces cannot express.
    Unsupported,
    /// The optimiser or the back end refused.
    Bridge,
    /// A merge point without constant greens, or the like.
    BadLoop,
    /// Machine code touched the virtualizable.
    Escape,
    /// A quasi-immutable field that the trace relies on was written.
    Quasi,
}

/// Why a run of an engine stopped in the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The trace is given up; frames are as before the instruction.
    Abort(Abort),
    /// Something is wrong.
    Error(Error),
}

impl From<Error> for Stop {
    fn from(e: Error) -> Stop {
        Stop::Error(e)
    }
}

/// The references that traces name as constants. The collector keeps the table up to date.
#[derive(Clone, Debug)]
pub struct Handles {
    table: Vec<u64>,
    index: FastMap<u64, u32>,
    /// What merge points say of themselves in logs, if there are logs.
    texts: Option<Vec<String>>,
    /// Those of merge points, by key.
    text_of: hooks::Texts,
}

impl Default for Handles {
    fn default() -> Handles {
        Handles { table: vec![0], index: FastMap::from_iter([(0, 0)]), texts: None, text_of: hooks::Texts::default() }
    }
}

impl Handles {
    /// The handle of a reference.
    pub fn intern(&mut self, reference: u64) -> PtrConst {
        let next = self.table.len() as u32;
        let index = *self.index.entry(reference).or_insert(next);
        if index == next {
            self.table.push(reference);
        }
        PtrConst(index)
    }

    /// The reference of a handle; null for an unknown one.
    pub fn get(&self, handle: PtrConst) -> u64 {
        self.table.get(handle.0 as usize).copied().unwrap_or(0)
    }

    /// From now on merge points are recorded with their texts.
    pub fn keep_texts(&mut self) {
        self.texts.get_or_insert_default();
    }

    /// Whether merge points are recorded.
    pub fn keeps_texts(&self) -> bool {
        self.texts.is_some()
    }

    /// The number of a new text; `None` if texts are not kept.
    pub fn add_text(&mut self, text: impl FnOnce() -> String) -> Option<i64> {
        let texts = self.texts.as_mut()?;
        let text = text();
        let known = texts.iter().rposition(|t| *t == text);
        let n = known.unwrap_or(texts.len());
        if n == texts.len() {
            texts.push(text);
        }
        Some(n as i64)
    }

    /// The number of the text of a merge point, if it has come by before.
    pub fn text_number(&self, key: &(u16, Vec<Arg>)) -> Option<i64> {
        self.text_of.get(key).copied()
    }

    /// Adds the text of a merge point, which is kept for its key if that is constant. Its number.
    pub fn add_text_of(&mut self, key: (u16, Vec<Arg>), text: String) -> i64 {
        let number = self.add_text(|| text).unwrap_or(-1);
        if key.1.iter().all(|arg| arg.is_const()) {
            self.text_of.insert(key, number);
        }
        number
    }

    /// A text by its number.
    pub fn text(&self, n: i64) -> Option<&str> {
        Some(self.texts.as_ref()?.get(usize::try_from(n).ok()?)?.as_str())
    }

    /// All references, by handle.
    pub fn all(&self) -> &[u64] {
        &self.table
    }

    /// Lets a collector see and move each reference.
    pub fn visit(&mut self, visit: &mut dyn FnMut(&mut u64)) {
        let mut moved = false;
        for reference in self.table.iter_mut().skip(1) {
            let old = *reference;
            visit(reference);
            moved |= *reference != old;
        }
        if moved {
            self.index = self.table.iter().enumerate().map(|(i, r)| (*r, i as u32)).collect();
        }
    }
}

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
//! - [`log`]: texts of traces; `longevity`: freeing of code that is not used;
//! - [`calls`]: loops that call loops;
//! - [`meter`]: what the time goes to, and what tracing may cost;
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
mod grow;
pub mod heapcache;
pub mod hooks;
pub mod host;
pub mod jit;
pub mod log;
mod longevity;
pub mod meter;
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
mod tracing;
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
    /// How many families of code refer to each.
    users: Vec<u32>,
    /// Numbers that are free.
    free: Vec<u32>,
    /// Those interned since somebody took them, each once: they have the present stamp.
    touched: Vec<u32>,
    stamps: Vec<u32>,
    stamp: u32,
}

impl Default for Handles {
    fn default() -> Handles {
        Handles {
            table: vec![0],
            index: FastMap::from_iter([(0, 0)]),
            texts: None,
            text_of: hooks::Texts::default(),
            users: vec![1],
            free: Vec::new(),
            touched: Vec::new(),
            stamps: vec![0],
            stamp: 1,
        }
    }
}

impl Handles {
    /// The handle of a reference.
    pub fn intern(&mut self, reference: u64) -> PtrConst {
        let index = match self.index.get(&reference) {
            Some(index) => *index,
            None => {
                let index = self.free.pop().unwrap_or(self.table.len() as u32);
                if index as usize == self.table.len() {
                    self.table.push(0);
                    self.users.push(0);
                    self.stamps.push(0);
                }
                self.table[index as usize] = reference;
                self.index.insert(reference, index);
                index
            }
        };
        let stamp = &mut self.stamps[index as usize];
        if *stamp != self.stamp && index != 0 {
            *stamp = self.stamp;
            self.touched.push(index);
        }
        PtrConst(index)
    }

    /// A family of code refers to all references interned since the last time, or, if traces are `nested`, since the
    /// outermost began. Their numbers, for [`Handles::release`].
    pub fn take_touched(&mut self, nested: bool) -> Vec<u32> {
        self.touched.iter().for_each(|n| self.users[*n as usize] += 1);
        if nested {
            return self.touched.clone();
        }
        self.stamp += 1;
        std::mem::take(&mut self.touched)
    }

    /// Nobody needs the references interned since the last time, but families that have them.
    pub fn drop_touched(&mut self) {
        self.stamp += 1;
        for n in std::mem::take(&mut self.touched) {
            self.forget_unused(n);
        }
    }

    /// A family is gone.
    pub fn release(&mut self, numbers: &[u32]) {
        for n in numbers {
            if let Some(users) = self.users.get_mut(*n as usize) {
                *users = users.saturating_sub(1);
                self.forget_unused(*n);
            }
        }
    }

    fn forget_unused(&mut self, n: u32) {
        let reference = self.table.get(n as usize).copied().unwrap_or(0);
        if n != 0 && reference != 0 && self.users[n as usize] == 0 {
            self.index.remove(&reference);
            self.table[n as usize] = 0;
            self.free.push(n);
            // The number may mean something else from now on.
            self.text_of.retain(|(_, greens), _| !greens.contains(&Arg::Ptr(PtrConst(n))));
        }
    }

    /// How many references there are.
    pub fn in_use(&self) -> usize {
        self.table.len() - self.free.len()
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
        for reference in self.table.iter_mut().skip(1).filter(|r| **r != 0) {
            let old = *reference;
            visit(reference);
            moved |= *reference != old;
        }
        if moved {
            let known = self.table.iter().enumerate().filter(|(i, r)| *i == 0 || **r != 0);
            self.index = known.map(|(i, r)| (*r, i as u32)).collect();
        }
    }
}

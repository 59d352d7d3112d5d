//! Records: what is known of a frame at an exit or a call.

use crate::backend::ExitRef;

/// Where an exit's value is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In that word of the frame.
    Word(u32),
    /// Constant.
    Imm(i64),
    /// Address of an entry of a table of reference constants.
    Const(usize),
    /// Nowhere.
    Hole,
}

/// What is known of a frame at some instruction.
#[derive(Clone, Debug)]
pub struct Record {
    /// The exit it belongs to, if it is one.
    pub exit: ExitRef,
    /// The descriptor.
    pub descr: u32,
    /// Values and whether they are references.
    pub args: Vec<(Source, bool)>,
    /// Pending exception.
    pub exc: Option<Source>,
    /// `Finish`.
    pub finish: bool,
    /// Whether the first value is a float.
    pub float: bool,
    /// Words that hold references while the frame is suspended here.
    pub refs: Vec<u32>,
    /// Addresses of the displacements of jumps to the stub.
    pub sites: Vec<usize>,
    /// Address of the stub.
    pub stub: usize,
}

/// Records by number; numbers of released ones are used again.
#[derive(Debug, Default)]
pub struct Records {
    /// The records.
    pub list: Vec<Option<Box<Record>>>,
    free: Vec<u32>,
}

impl Records {
    /// Adds a record.
    pub fn add(&mut self, r: Record) -> u32 {
        let r = Some(Box::new(r));
        match self.free.pop() {
            Some(i) => {
                self.list[i as usize] = r;
                i
            }
            None => {
                self.list.push(r);
                self.list.len() as u32 - 1
            }
        }
    }

    /// The record of that number.
    pub fn get(&self, i: u32) -> Option<&Record> {
        self.list.get(i as usize)?.as_deref()
    }

    /// Releases a record.
    pub fn remove(&mut self, i: u32) {
        if self.list.get(i as usize).is_some_and(|r| r.is_some()) {
            self.list[i as usize] = None;
            self.free.push(i);
        }
    }
}

//! Shadow stacks of the threads that do not run the program at the moment.
//!
//! Each thread has a record. While a thread holds the program's lock its roots are those of
//! [`crate::state`]; when it gives the lock up they are parked in its record, where [`each`] finds them.

use crate::memory;
use crate::state::{self, state};
use std::cell::Cell;

/// Address space for the shadow stack of a thread that is not the first.
const BYTES: usize = 256 << 20;

struct Record {
    base: *mut *mut u8,
    top: *mut *mut u8,
    stack_limit: usize,
    /// What the word of [`share_word`] holds while the thread runs the program.
    word: usize,
    parked: bool,
    /// Bytes to give back when the thread ends; 0 for the first thread.
    bytes: usize,
}

static mut RECORDS: Vec<*mut Record> = Vec::new();
static mut WORD: *mut usize = std::ptr::null_mut();

fn records() -> *mut Vec<*mut Record> {
    &raw mut RECORDS
}

thread_local! {
    static MINE: Cell<*mut Record> = const { Cell::new(std::ptr::null_mut()) };
}

/// Makes the record of the first thread.
///
/// # Safety
/// Once, after [`state::start`].
pub unsafe fn start() {
    add(Record { base: state::roots().0, top: state::roots().0, stack_limit: 0, word: 0, parked: false, bytes: 0 });
}

unsafe fn add(record: Record) {
    let p = Box::into_raw(Box::new(record));
    MINE.set(p);
    (*records()).push(p);
}

/// Makes the record of a new thread, parked; false if there is no memory.
///
/// # Safety
/// Once a thread.
pub unsafe fn enter(stack_limit: usize) -> bool {
    let base: *mut *mut u8 = memory::reserve(BYTES).cast();
    if base.is_null() {
        return false;
    }
    MINE.set(Box::into_raw(Box::new(Record { base, top: base, stack_limit, word: 0, parked: true, bytes: BYTES })));
    true
}

/// The thread gives the program up.
///
/// # Safety
/// The thread holds the program's lock.
pub unsafe fn park() {
    let r = MINE.get();
    if r.is_null() {
        return;
    }
    (*r).base = state::roots().0;
    (*r).top = (*state()).roots_top;
    (*r).stack_limit = (*state()).stack_limit;
    (*r).word = if WORD.is_null() { 0 } else { *WORD };
    (*r).parked = true;
}

/// The thread goes on with the program.
///
/// # Safety
/// The thread has just taken the program's lock.
pub unsafe fn resume() {
    let r = MINE.get();
    if r.is_null() {
        return;
    }
    let records = &mut *records();
    if !records.contains(&r) {
        records.push(r);
    }
    (*r).parked = false;
    state::set_roots((*r).base, (*r).top);
    (*state()).stack_limit = (*r).stack_limit;
    if !WORD.is_null() {
        *WORD = (*r).word;
    }
}

/// A word that each thread has for itself, 0 at first: the place holds that of the thread that runs the program.
///
/// # Safety
/// Once; the place exists from now on, and is written by who holds the program's lock only.
pub unsafe fn share_word(place: *mut usize) {
    WORD = place;
}

/// Calls `f` with the words ([`share_word`]) of the threads that wait.
///
/// # Safety
/// By the thread that runs the program.
pub unsafe fn each_word(f: &mut dyn FnMut(usize)) {
    for r in &*records() {
        if (**r).parked && (**r).word != 0 {
            f((**r).word);
        }
    }
}

/// The thread has ended.
///
/// # Safety
/// No other thread runs the program.
pub unsafe fn leave() {
    let r = MINE.replace(std::ptr::null_mut());
    let records = &mut *records();
    records.retain(|x| *x != r);
    let r = Box::from_raw(r);
    if r.bytes > 0 {
        memory::release(r.base.cast(), r.bytes);
    }
}

/// After a fork: the other threads do not exist.
///
/// # Safety
/// In the child, which has one thread.
pub unsafe fn only_this() {
    let mine = MINE.get();
    (*records()).retain(|x| *x == mine);
}

/// Calls `f` with the address of each root of the threads that wait.
///
/// # Safety
/// During a collection.
pub unsafe fn each(f: &mut dyn FnMut(*mut *mut u8)) {
    for r in &*records() {
        let r = &**r;
        if r.parked {
            let mut at = r.base;
            while at < r.top {
                f(at);
                at = at.add(1);
            }
        }
    }
}

//! The state shared with generated code, and the shadow stack.

use crate::fatal::fatal;
use crate::memory;
use abi::{GcState, ProgramTable};

/// The one state of the running thread.
#[no_mangle]
#[allow(non_upper_case_globals)]
pub static mut rpy_gc_state: GcState = GcState {
    free: std::ptr::null_mut(),
    limit: std::ptr::null_mut(),
    roots_top: std::ptr::null_mut(),
    stack_limit: 0,
};

static mut PROGRAM: *const ProgramTable = std::ptr::null();
static mut ROOTS_BASE: *mut *mut u8 = std::ptr::null_mut();

static mut ROOTS_BYTES: usize = 0;

/// Bytes of address space wanted for the shadow stack; touched pages only cost memory.
const ROOTS_MOST: usize = 1 << 30;

/// The least that will do where address space is limited: four times the 64 MB of the machine stack.
const ROOTS_LEAST: usize = 256 << 20;

/// The state, to read and write.
#[inline(always)]
pub fn state() -> *mut GcState {
    &raw mut rpy_gc_state
}

/// The program that runs.
///
/// # Safety
/// Only after [`start`].
#[inline(always)]
pub unsafe fn program() -> &'static ProgramTable {
    &*PROGRAM
}

/// The program that runs, if it has started.
///
/// # Safety
/// Not while it starts.
pub unsafe fn program_or_none() -> Option<&'static ProgramTable> {
    PROGRAM.as_ref()
}

/// Remembers the program and creates the shadow stack.
///
/// # Safety
/// Once, before anything else of the collector.
pub unsafe fn start(program: &'static ProgramTable) {
    PROGRAM = program;
    let mut bytes = ROOTS_MOST;
    let mut base = memory::reserve(bytes);
    while base.is_null() {
        bytes /= 2;
        if bytes < ROOTS_LEAST {
            fatal("out of memory at start-up");
        }
        base = memory::reserve(bytes);
    }
    ROOTS_BYTES = bytes;
    ROOTS_BASE = base.cast();
    (*state()).roots_top = ROOTS_BASE;
    crate::threads::start();
}

/// The shadow stack: address of its first slot, and how many slots are in use.
///
/// # Safety
/// Only after [`start`].
pub unsafe fn roots() -> (*mut *mut u8, usize) {
    (ROOTS_BASE, (*state()).roots_top.offset_from(ROOTS_BASE) as usize)
}

/// Makes another thread's shadow stack the current one.
///
/// # Safety
/// What [`roots`] and the state's `roots_top` were in that thread.
pub unsafe fn set_roots(base: *mut *mut u8, top: *mut *mut u8) {
    ROOTS_BASE = base;
    (*state()).roots_top = top;
}

/// Bounds of the memory of the shadow stack.
pub fn roots_area() -> (usize, usize) {
    // SAFETY: plain reads of words that are written once at start-up.
    let (base, bytes) = unsafe { (ROOTS_BASE as usize, ROOTS_BYTES) };
    (base, base + bytes)
}

/// Pushes a reference; the slot it is in.
///
/// # Safety
/// Only after [`start`].
pub unsafe fn push_root(p: *mut u8) -> *mut *mut u8 {
    let slot = (*state()).roots_top;
    *slot = p;
    (*state()).roots_top = slot.add(1);
    slot
}

/// Pops the last reference, which may have moved.
///
/// # Safety
/// Matches an earlier [`push_root`].
pub unsafe fn pop_root() -> *mut u8 {
    let slot = (*state()).roots_top.sub(1);
    (*state()).roots_top = slot;
    *slot
}

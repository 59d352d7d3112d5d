//! The stack's limit, for what the program's own checks do not see.

use policy::fatal::fatal;
use policy::state::{program, state};

/// The exception to raise if the stack is full.
pub fn overflow() -> Option<u64> {
    let here = 0u8;
    // SAFETY: reads a word and a pointer that are set before the program begins.
    let (limit, exc) = unsafe { ((*state()).stack_limit, program().stack_overflow) };
    if &raw const here as usize > limit {
        return None;
    }
    if exc.is_null() {
        fatal("StackOverflow");
    }
    Some(exc as u64)
}

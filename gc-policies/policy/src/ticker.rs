//! The word that the program looks at now and then: not 0 if there is something to do besides running on.

use std::sync::atomic::{AtomicI64, Ordering};

/// Bit: another thread wants to run.
pub const SWITCH: i64 = 1;
/// Bit: signals have come.
pub const SIGNAL: i64 = 2;
/// Bit: collections found dead objects with finalizers, or cleared weak references.
pub const DEAD: i64 = 4;

static TICKER: AtomicI64 = AtomicI64::new(0);

/// Sets bits. May be called from the handler of a signal.
pub fn set(bits: i64) {
    TICKER.fetch_or(bits, Ordering::SeqCst);
}

/// Clears bits.
pub fn clear(bits: i64) {
    TICKER.fetch_and(!bits, Ordering::SeqCst);
}

/// The word.
pub fn get() -> i64 {
    TICKER.load(Ordering::Relaxed)
}

/// Where it is.
pub fn address() -> *const i64 {
    TICKER.as_ptr()
}

//! How the machine code of a portal asks the JIT what to do.
//!
//! The portal stores its arguments (greens, then reds) in its driver's buffer and calls
//! `extern "C" fn(blob, words, addresses, driver: i64) -> i64` ([`ENTER_SYMBOL`]); the answer is one of
//! the verdicts below. The first three arguments are raw arrays, each a length word and its items:
//!
//! - `blob`: bytes of [`super::Tables`];
//! - `words`: [`HEADER_WORDS`], then for each driver the number of its arguments and, for each argument, the
//!   result and the exception, offset in the buffer and size (negative if signed; 0 if there is none);
//! - `addresses`: one buffer for each driver, then one address for each of [`super::Tables::addresses`].

/// The function that portals call.
pub const ENTER_SYMBOL: &str = "rpy_jit_enter";

/// Verdict: nothing happened, go on.
pub const GO_ON: i64 = 0;
/// Verdict: go on at the merge point with the arguments in the buffer.
pub const AGAIN: i64 = 1;
/// Verdict: the portal is done; return what is in the buffer.
pub const DONE: i64 = 2;
/// Verdict: the portal raised what is in the buffer.
pub const RAISED: i64 = 3;

/// Word: offset of the smallest class number in a vtable, or -1.
pub const RANGE_MIN: usize = 0;
/// Word: offset of the largest class number in a vtable, or -1.
pub const RANGE_MAX: usize = 1;
/// Word: number of drivers.
pub const DRIVERS: usize = 2;
/// Words before those of the drivers.
pub const HEADER_WORDS: usize = 3;

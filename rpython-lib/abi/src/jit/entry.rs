//! How the machine code of a portal asks the JIT what to do.
//!
//! The portal stores its arguments (greens, then reds) in its driver's buffer and calls
//! `extern "C" fn(blob, words, addresses, driver: i64, counter: i64) -> i64` ([`ENTER_SYMBOL`]); the answer is one of
//! the verdicts below. The first three arguments are raw arrays, each a length word and its items:
//!
//! - `blob`: bytes of [`super::Tables`];
//! - `words`: [`HEADER_WORDS`], then for each driver the set of greens that are counted by, the number of its arguments
//!   and, for each argument, the result and the exception, offset in the buffer and size (negative if signed; 0 if
//!   there is none);
//! - `addresses`: one buffer for each driver, the counters, then one address for each of [`super::Tables::addresses`].
//!
//! It asks only when a counter says so. The counters are one raw array of words: two limits for each driver
//! ([`limit`]), then [`COUNTERS`] counters. The portal adds one to the counter that its key's [`hash`] names, and asks
//! when that has reached the limit. The run time sets limits and counters as it likes: a key with compiled code has a
//! high one. Keys that share a counter ask too early or in vain, no more.

use super::GreenType;

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

/// Where a portal asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// Where a loop comes round.
    Loop = 0,
    /// At its start.
    Call = 1,
}

impl Entry {
    /// Both.
    pub const ALL: [Entry; 2] = [Entry::Loop, Entry::Call];
}

/// Number of counters; a power of two.
pub const COUNTERS: usize = 8192;
/// Words of a hash are multiplied by this.
pub const FACTOR: i64 = 0x9e37_79b9_7f4a_7c15_u64 as i64;
/// Bits below those of a hash that are the number of a counter.
pub const SHIFT: i64 = 44;

/// Index of a limit.
pub const fn limit(driver: usize, kind: Entry) -> usize {
    2 * driver + kind as usize
}

/// Index of the first counter.
pub const fn first_counter(drivers: usize) -> usize {
    2 * drivers
}

/// Words of the table.
pub const fn counter_words(drivers: usize) -> usize {
    first_counter(drivers) + COUNTERS
}

/// What a hash begins with.
pub const fn start(driver: usize, kind: Entry) -> i64 {
    limit(driver, kind) as i64
}

/// Whether keys are counted by greens of that type: those whose words are plain.
pub const fn counts_by(green: GreenType) -> bool {
    !matches!(green, GreenType::Float)
}

/// Index of the counter of a key; bit `n` of `counted` says whether green `n` counts.
pub fn counter(drivers: usize, driver: usize, kind: Entry, greens: &[u64], counted: i64) -> usize {
    let words = greens.iter().enumerate().filter(|(n, _)| counted >> (n % 64) & 1 != 0);
    let hash = words.fold(start(driver, kind), |hash, (_, word)| (hash ^ *word as i64).wrapping_mul(FACTOR));
    first_counter(drivers) + (hash >> SHIFT) as usize % COUNTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_in_the_table() {
        let mut seen = std::collections::BTreeSet::new();
        for word in 0..100u64 {
            let index = counter(3, 2, Entry::Call, &[word << 4 | 0x7f00_0000_0000, 7], 0b11);
            assert!((first_counter(3)..counter_words(3)).contains(&index));
            seen.insert(index);
            assert_eq!(counter(3, 2, Entry::Call, &[word, 1], 0b10), counter(3, 2, Entry::Call, &[0, 1], 0b10));
        }
        assert!(seen.len() > 95, "{}", seen.len());
    }
}

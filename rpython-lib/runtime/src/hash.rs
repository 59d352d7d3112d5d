//! Hashes of strings: FNV-1a as it is, SipHash-1-3 once the program has chosen a seed.

use crate::strings::{bytes, RpyString};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

static SEEDED: AtomicBool = AtomicBool::new(false);
static KEYS: [AtomicU64; 2] = [AtomicU64::new(0), AtomicU64::new(0)];

/// SipHash with one round a word and three at the end (Aumasson and Bernstein, "SipHash: a fast short-input PRF").
pub fn siphash13(k0: u64, k1: u64, text: &[u8]) -> u64 {
    let mut v = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    let mut words = text.chunks_exact(8);
    for word in &mut words {
        let m = word.iter().rev().fold(0, |m, b| m << 8 | u64::from(*b));
        v[3] ^= m;
        round(&mut v);
        v[0] ^= m;
    }
    let rest = words.remainder().iter().rev().fold(0, |m, b| m << 8 | u64::from(*b));
    let last = rest | (text.len() as u64) << 56;
    v[3] ^= last;
    round(&mut v);
    v[0] ^= last;
    v[2] ^= 0xff;
    (0..3).for_each(|_| round(&mut v));
    v[0] ^ v[1] ^ v[2] ^ v[3]
}

fn round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[2] = v[2].wrapping_add(v[3]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[1]);
    v[0] = v[0].wrapping_add(v[3]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].rotate_left(32);
}

/// FNV-1a, with the upper half mixed into the lower one; never 0.
pub fn fnv(text: &[u8]) -> u64 {
    let x = text.iter().fold(0x34_5678u64, |x, b| (x ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3));
    let x = x ^ ((x as i64) >> 32) as u64;
    if x == 0 {
        29_872_897
    } else {
        x
    }
}

fn hash(text: &[u8]) -> i64 {
    if !SEEDED.load(Relaxed) {
        return fnv(text) as i64;
    }
    if text.is_empty() {
        return 0;
    }
    match siphash13(KEYS[0].load(Relaxed), KEYS[1].load(Relaxed), text) as i64 {
        -1 => -2,
        x => x,
    }
}

/// The hash of a string.
///
/// # Safety
/// A string.
#[no_mangle]
pub unsafe extern "C" fn rpy_str_hash(s: *const RpyString) -> i64 {
    hash(bytes(s))
}

/// The hash of a string of one char.
#[no_mangle]
pub extern "C" fn rpy_char_hash(c: u8) -> i64 {
    hash(&[c])
}

/// Hashes are SipHash-1-3 with these keys from now on. No string may have been hashed that is looked up later.
#[no_mangle]
pub extern "C" fn rpy_hash_seed(k0: i64, k1: i64) {
    KEYS[0].store(k0 as u64, Relaxed);
    KEYS[1].store(k1 as u64, Relaxed);
    SEEDED.store(true, Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert_eq!(siphash13(0, 0, b"abc") as i64, -4_594_863_902_769_663_758);
        assert_eq!(siphash13(0, 0, b"abcdefghijk") as i64, 1_450_545_860_578_130_900);
    }

    #[test]
    fn without_a_seed() {
        assert_ne!(hash(b""), 0);
        assert_eq!(rpy_char_hash(b'a'), hash(b"a"));
    }
}

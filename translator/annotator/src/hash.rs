//! Maps keyed by small numbers: a multiplicative hash is enough, and the same in every run.

use std::hash::{BuildHasherDefault, Hasher};

/// A multiplicative hasher.
#[derive(Default)]
pub(crate) struct FastHasher(u64);

const K: u64 = 0x517c_c1b7_2722_0a95;

impl FastHasher {
    fn add(&mut self, x: u64) {
        self.0 = (self.0.rotate_left(5) ^ x).wrapping_mul(K);
    }
}

impl Hasher for FastHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.add(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, x: u8) {
        self.add(u64::from(x));
    }

    fn write_u32(&mut self, x: u32) {
        self.add(u64::from(x));
    }

    fn write_u64(&mut self, x: u64) {
        self.add(x);
    }

    fn write_usize(&mut self, x: usize) {
        self.add(x as u64);
    }
}

type Fast = BuildHasherDefault<FastHasher>;
/// A hash map with the fast hasher.
pub(crate) type FastMap<K, V> = std::collections::HashMap<K, V, Fast>;
/// A hash set with the fast hasher.
pub(crate) type FastSet<T> = std::collections::HashSet<T, Fast>;
/// An ordered map with the fast hasher.
pub(crate) type FastIndexMap<K, V> = indexmap::IndexMap<K, V, Fast>;
/// An ordered set with the fast hasher.
pub(crate) type FastIndexSet<T> = indexmap::IndexSet<T, Fast>;

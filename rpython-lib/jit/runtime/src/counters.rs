//! The counters of native portals: see [`abi::jit::entry`].

use abi::jit::entry::{self, Entry};
use jit_metainterp::jit::{Jit, News};
use jit_metainterp::native::Machine;
use jit_metainterp::warmstate::{GreenKey, Params};

/// The counter of a key with compiled code.
const COMPILED: i64 = 1 << 60;

/// A key is warm when it has come by this part of what makes it hot.
const WARM: i64 = 16;

/// The table.
pub struct Counters {
    items: *mut i64,
    /// How many drivers the program has.
    pub drivers: usize,
    /// Of each driver, the greens that are counted by.
    pub counted: Vec<i64>,
}

impl Counters {
    /// From the address of the raw array.
    pub fn new(table: *mut i64, drivers: usize) -> Counters {
        // Its first word is its length.
        Counters { items: table.wrapping_add(1), drivers, counted: Vec::new() }
    }

    fn get(&self, index: usize) -> i64 {
        // SAFETY: indices come from `entry`, and the program's table has that size.
        unsafe { self.items.add(index).read() }
    }

    fn set(&self, index: usize, value: i64) {
        // SAFETY: likewise; native code reads it between calls only.
        unsafe { self.items.add(index).write(value) }
    }

    /// Sets the limits of all drivers.
    pub fn set_limits(&self, params: Params) {
        for driver in 0..self.drivers {
            for (kind, threshold) in [(Entry::Loop, params.threshold), (Entry::Call, params.function_threshold)] {
                let limit = if threshold <= 0 { i64::MAX } else { threshold };
                self.set(entry::limit(driver, kind), limit);
            }
        }
    }

    /// Whether a counter is that of a key with compiled code.
    pub fn compiled(&self, counter: i64) -> bool {
        self.get(counter as usize) >= COMPILED
    }

    /// Whether a counter has come to its limit by counting; it begins again then.
    pub fn reached(&self, counter: i64) -> bool {
        let index = counter as usize;
        let counted = self.get(index) < COMPILED;
        self.set(index, if counted { 0 } else { COMPILED });
        counted
    }

    /// Whether a key has come by often, or shares a counter with such a one.
    pub fn is_warm(&self, key: &GreenKey) -> bool {
        let warm = |kind: Entry| {
            let limit = self.get(entry::limit(key.driver.into(), kind));
            limit < i64::MAX && self.get(self.index(key, kind)) >= limit / WARM
        };
        Entry::ALL.into_iter().any(warm)
    }

    /// Tells the counters of those keys that the JIT has news of.
    pub fn hear(&self, jit: &Jit<Machine>) {
        if !jit.has_news() {
            return;
        }
        for (key, news) in jit.take_news() {
            for kind in Entry::ALL {
                let index = self.index(&key, kind);
                match news {
                    News::Compiled => self.set(index, COMPILED),
                    News::Soon if self.get(index) >= COMPILED => {}
                    News::Soon | News::Gone => {
                        let limit = self.get(entry::limit(key.driver.into(), kind));
                        self.set(index, limit.saturating_sub(1).min(COMPILED - 1));
                    }
                }
            }
        }
    }

    fn index(&self, key: &GreenKey, kind: Entry) -> usize {
        let driver = usize::from(key.driver);
        let counted = self.counted.get(driver).copied().unwrap_or(0);
        entry::counter(self.drivers, driver, kind, &key.greens, counted)
    }

    /// Counters lose some thousandths.
    pub fn decay(&self, thousandths: i64) {
        for index in entry::first_counter(self.drivers)..entry::counter_words(self.drivers) {
            let n = self.get(index);
            if n > 0 && n < COMPILED {
                self.set(index, n - n.saturating_mul(thousandths) / 1000);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_warm_long_before_they_are_hot() {
        let mut table = vec![0i64; 1 + entry::counter_words(1)];
        let counters = Counters { counted: vec![1], ..Counters::new(table.as_mut_ptr(), 1) };
        counters.set_limits(Params::default());
        let key = GreenKey { driver: 0, greens: vec![7] };
        let limit = Params::default().threshold;
        let warm = |n: i64| {
            counters.set(counters.index(&key, Entry::Loop), n);
            counters.is_warm(&key)
        };
        assert_eq!([0, limit / WARM - 1, limit / WARM, COMPILED].map(warm), [false, false, true, true]);
        counters.set_limits(Params { threshold: 0, function_threshold: 0, ..Params::default() });
        assert!(!warm(1000));
    }
}

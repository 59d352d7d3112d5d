//! When to trace: counters, and what is known of each loop key.

use std::collections::HashSet;

use jit_trace::hash::FastMap;
use jit_trace::DescrId;

pub use crate::params::Params;

const ROWS: usize = 2048;
const WAYS: usize = 5;

/// Counters by hash. Each runs from 0 to 1; those whose hashes collide add up.
#[derive(Clone, Debug)]
pub struct Counters {
    rows: Vec<[(u16, f32); WAYS]>,
}

impl Default for Counters {
    fn default() -> Counters {
        Counters { rows: vec![[(0, 0.0); WAYS]; ROWS] }
    }
}

impl Counters {
    fn slot(&mut self, hash: u32) -> &mut (u16, f32) {
        let row = &mut self.rows[hash as usize >> 21];
        let sub = hash as u16;
        let way = row.iter().position(|w| w.0 == sub && w.1 > 0.0).unwrap_or(WAYS - 1);
        if row[way].0 != sub {
            row[way] = (sub, 0.0);
        }
        // Busy counters move to the front, so the last one is a rare one.
        let way = if way > 0 && row[way].1 >= row[way - 1].1 {
            row.swap(way, way - 1);
            way - 1
        } else {
            way
        };
        &mut row[way]
    }

    /// Counts once; true when the threshold is reached, and the counter begins again.
    pub fn tick(&mut self, hash: u32, threshold: i64) -> bool {
        if threshold <= 0 {
            return false;
        }
        let slot = self.slot(hash);
        slot.1 += 1.0 / (threshold as f32 - 0.001);
        let fires = slot.1 >= 1.0;
        if fires {
            slot.1 = 0.0;
        }
        fires
    }

    /// Whether a counter has been counted, so far as is remembered.
    pub fn has_counted(&mut self, hash: u32) -> bool {
        self.slot(hash).1 > 0.0
    }

    /// Sets a counter: 0.98 means that it fires soon.
    pub fn set(&mut self, hash: u32, value: f32) {
        self.slot(hash).1 = value;
    }

    /// All counters lose some thousandths.
    pub fn decay(&mut self, thousandths: i64) {
        let factor = 1.0 - thousandths as f32 / 1000.0;
        for way in self.rows.iter_mut().flatten() {
            way.1 *= factor;
        }
    }
}

/// The key of a loop: driver and greens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GreenKey {
    /// The driver.
    pub driver: u16,
    /// Values of the greens, ints first, then references, then floats.
    pub greens: Vec<u64>,
}

impl GreenKey {
    /// The hash that counters use.
    pub fn hash(&self) -> u32 {
        hash(self.driver, &self.greens)
    }
}

fn hash(driver: u16, greens: &[u64]) -> u32 {
    let start = u64::from(driver) ^ 0x5346_5346;
    let mix = |x: u64, green: &u64| (x ^ green ^ green >> 32).wrapping_mul(1_405_695_061).rotate_left(17);
    let x = greens.iter().fold(start, mix);
    (x ^ x >> 32) as u32
}

/// What is known of a key.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cell {
    /// Its compiled loop.
    pub token: Option<DescrId>,
    /// It is being traced.
    pub tracing: bool,
    /// Traces that left it without a loop.
    pub aborts: u32,
    /// What calls go to while there is no loop.
    pub callee: Option<DescrId>,
    /// Calls are not looked into; so it is traced from its start as soon as it is entered.
    pub apart: bool,
    /// It has been traced as such.
    pub tried: bool,
    /// Times that it was time since the last trace.
    pub waits: u32,
    /// Its next trace comes soon: something was learned from the last one.
    pub soon: bool,
    /// The generation in which it was last looked for to be changed.
    pub seen: u64,
}

/// Counters and keys.
#[derive(Clone, Debug, Default)]
pub struct WarmState {
    /// Parameters.
    pub params: Params,
    /// Counters.
    pub counters: Counters,
    /// Keys with something to remember.
    cells: Vec<(GreenKey, Cell)>,
    /// Those by hash.
    index: FastMap<u32, Vec<u32>>,
    guard_hash: u32,
    /// The generation: traces compiled.
    pub now: u64,
}

impl WarmState {
    fn find(&self, key: &GreenKey) -> Option<usize> {
        let same = self.index.get(&key.hash())?;
        same.iter().map(|n| *n as usize).find(|n| self.cells.get(*n).is_some_and(|c| c.0 == *key))
    }

    /// What is known of a key.
    pub fn cell(&self, key: &GreenKey) -> Option<&Cell> {
        Some(&self.cells[self.find(key)?].1)
    }

    /// The same, to change it.
    pub fn cell_mut(&mut self, key: &GreenKey) -> Option<&mut Cell> {
        let n = self.find(key)?;
        Some(&mut self.cells[n].1)
    }

    /// The cell of a key, which is made if there is none.
    pub fn make_cell(&mut self, key: GreenKey) -> &mut Cell {
        let n = self.find(&key).unwrap_or_else(|| {
            let n = self.cells.len();
            self.index.entry(key.hash()).or_default().push(n as u32);
            self.cells.push((key, Cell::default()));
            n
        });
        let cell = &mut self.cells[n].1;
        cell.seen = self.now;
        cell
    }

    /// Loops are gone: takes their tokens from their keys, which are answered. Keys without code that were not seen for
    /// long go, but for those that are `called`.
    pub fn free_tokens(
        &mut self,
        gone: &HashSet<DescrId>,
        oldest: u64,
        called: impl Fn(&GreenKey) -> bool,
    ) -> Vec<GreenKey> {
        let mut lost = Vec::new();
        for (key, cell) in &mut self.cells {
            if cell.token.is_some_and(|t| gone.contains(&t)) {
                cell.callee = cell.token.take();
                lost.push(key.clone());
            }
        }
        let before = self.cells.len();
        self.cells.retain(|(key, c)| c.token.is_some() || c.tracing || c.seen >= oldest || called(key));
        if self.cells.len() < before {
            self.index_cells();
        }
        lost
    }

    fn index_cells(&mut self) {
        self.index.clear();
        for (n, (key, _)) in self.cells.iter().enumerate() {
            self.index.entry(key.hash()).or_default().push(n as u32);
        }
    }

    /// A loop is not to be entered any more; calls still go there until there is another one. Answers its keys.
    pub fn forget(&mut self, token: DescrId) -> Vec<GreenKey> {
        let with = |c: &&mut (GreenKey, Cell)| c.1.token == Some(token);
        let forget = |(key, cell): &mut (GreenKey, Cell)| {
            cell.callee = cell.token.take();
            key.clone()
        };
        self.cells.iter_mut().filter(with).map(forget).collect()
    }

    /// The keys that are needed whether or not the program can come by with them: they have code, or will have soon.
    pub fn kept_keys(&self) -> impl Iterator<Item = &GreenKey> {
        self.cells.iter().filter(|(_, c)| c.token.is_some() || c.tracing).map(|(key, _)| key)
    }

    /// Lets each key change, and says which did. Those for which `change` answers false are forgotten.
    pub fn rekey(&mut self, mut change: impl FnMut(&mut GreenKey) -> bool, mut changed: impl FnMut(&GreenKey, &Cell)) {
        let before = self.cells.len();
        let mut moved = false;
        self.cells.retain_mut(|(key, cell)| {
            let old = key.hash();
            let kept = change(key);
            if kept && key.hash() != old {
                moved = true;
                changed(key, cell);
            }
            kept
        });
        if moved || self.cells.len() < before {
            self.index_cells();
        }
    }

    /// A hash for the counter of a new guard.
    pub fn guard_hash(&mut self) -> u32 {
        self.guard_hash = self.guard_hash.wrapping_add(0x9e37_79b1);
        self.guard_hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_fire_at_the_threshold_and_decay() {
        let mut c = Counters::default();
        let fired: Vec<usize> = (1..=20).filter(|_| c.tick(0x1234_5678, 10)).collect();
        assert_eq!(fired, [10, 20]);
        assert!(!c.tick(1, 0));
        c.set(7, 0.98);
        c.decay(500);
        assert!(!c.tick(7, 10));
        c.set(7, 0.98);
        assert!(c.tick(7, 10));
    }

    #[test]
    fn keys_move_and_go() {
        let mut w = WarmState::default();
        let key = |n: u64| GreenKey { driver: 0, greens: vec![n, 8] };
        w.make_cell(key(7)).aborts = 1;
        w.make_cell(key(6)).aborts = 3;
        w.make_cell(key(8)).aborts = 2;
        let mut seen = Vec::new();
        let change = |k: &mut GreenKey| {
            if k.greens[0] == 7 {
                k.greens[0] = 9;
            }
            k.greens[0] != 6
        };
        w.rekey(change, |k, cell| seen.push((k.clone(), cell.aborts)));
        assert_eq!(seen, [(key(9), 1)]);
        assert!(w.cell(&key(7)).is_none());
        assert!(w.cell(&key(6)).is_none());
        assert_eq!(w.cell(&key(9)).map(|c| c.aborts), Some(1));
        assert_eq!(w.make_cell(key(8)).aborts, 2);
        assert!(w.cell_mut(&key(10)).is_none());
    }
}

//! Address space for large objects. What is freed is kept for the next ones: memory that the operating system takes back
//! and gives again costs it more to clear than most programs spend on using it.

use policy::memory;

/// So many bytes that were in use once are kept.
const KEPT: usize = 32 << 20;

/// A range of addresses, of which a first part can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub base: *mut u8,
    /// Bytes of address space.
    pub reserved: usize,
    /// Bytes that can be used and may have been used before; those behind are zero once they can.
    pub touched: usize,
}

impl Region {
    /// Makes the first `new` bytes usable of which the first `old` were in use; those between are zero if asked for.
    /// False if there is no room or no memory.
    pub unsafe fn extend(&mut self, old: usize, new: usize, zero: bool) -> bool {
        if new > self.reserved {
            return false;
        }
        if new > self.touched {
            if !memory::make_usable(self.base, new) {
                return false;
            }
            let before = std::mem::replace(&mut self.touched, memory::round_to_pages(new).min(self.reserved));
            return Self::clear(self.base, old, before, zero);
        }
        Self::clear(self.base, old, new, zero)
    }

    unsafe fn clear(base: *mut u8, from: usize, to: usize, zero: bool) -> bool {
        if zero && from < to {
            std::ptr::write_bytes(base.add(from), 0, to - from);
        }
        true
    }
}

/// Regions that nothing lies in, in the order in which they were freed.
#[derive(Default)]
pub struct Spare {
    regions: Vec<Region>,
    touched: usize,
}

impl Spare {
    /// A region of at least `room` bytes of address space; nothing of it is usable for certain.
    pub fn take(&mut self, room: usize) -> Option<Region> {
        let room = memory::round_to_pages(room);
        let fits = |r: &Region| (room..=room.saturating_mul(2)).contains(&r.reserved);
        if let Some(i) = self.regions.iter().rposition(fits) {
            let r = self.regions.remove(i);
            self.touched -= r.touched;
            return Some(r);
        }
        let base = memory::reserve_unusable(room);
        (!base.is_null()).then_some(Region { base, reserved: room, touched: 0 })
    }

    /// Keeps a region, or gives it back to the operating system, or an older one instead.
    pub unsafe fn give(&mut self, r: Region) {
        if r.touched > KEPT {
            return memory::release(r.base, r.reserved);
        }
        self.regions.push(r);
        self.touched += r.touched;
        while self.touched > KEPT {
            let first = self.regions.remove(0);
            self.touched -= first.touched;
            memory::release(first.base, first.reserved);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_is_cleared() {
        let mut spare = Spare::default();
        unsafe {
            let mut r = spare.take(1 << 20).unwrap();
            assert!(r.extend(0, 4096, true));
            assert!(!r.extend(4096, (1 << 20) + 1, true));
            std::ptr::write_bytes(r.base, 7, 4096);
            let base = r.base;
            spare.give(r);
            let mut r = spare.take((1 << 20) - 5000).unwrap();
            assert_eq!((r.base, r.touched), (base, 4096));
            assert!(r.extend(0, 100, true) && r.extend(100, 9000, true));
            assert!((0..9000).all(|i| *base.add(i) == 0));
            spare.give(r);
            assert_ne!(spare.take(16 << 10).unwrap().base, base);
        }
    }

    #[test]
    fn not_everything_is_kept() {
        let mut spare = Spare::default();
        unsafe {
            let some: Vec<Region> = (0..5).map(|_| spare.take(KEPT / 4).unwrap()).collect();
            for mut r in some {
                assert!(r.extend(0, KEPT / 4, false));
                spare.give(r);
            }
            assert_eq!((spare.regions.len(), spare.touched), (4, KEPT));
            let mut r = spare.take(2 * KEPT).unwrap();
            assert!(r.extend(0, 2 * KEPT, false));
            spare.give(r);
            assert_eq!(spare.regions.len(), 4);
        }
    }
}

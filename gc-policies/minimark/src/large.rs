//! Large objects: one `malloc` each; arrays of references have one card byte per 128 items in front.
//!
//! Long arrays of words, which the items of lists are, have address space behind them instead, so that they can be
//! made longer where they stand: growing lists copy nothing then and leave no garbage.

use abi::{TypeInfo, TYPE_VARSIZE};
use policy::memory;

/// Items a card stands for, as a power of two.
pub const CARD_SHIFT: usize = 7;

/// One large object.
#[derive(Clone, Copy)]
pub struct Large {
    pub object: *mut u8,
    pub size: usize,
    /// Bytes of cards in front, a multiple of 16.
    pub cards: usize,
    /// Bytes of address space from the cards on; 0: the memory is `malloc`'s.
    reserved: usize,
}

/// Arrays of words of so many bytes have address space to grow into.
const GROWING: usize = 1 << 20;
/// So many times their size,
const GROWTH: usize = 8;
/// and at most so much.
const MOST_GROWTH: usize = 8 << 30;

/// All large objects.
#[derive(Default)]
pub struct LargeSpace {
    /// Not seen by a minor collection yet.
    pub young: Vec<Large>,
    pub old: Vec<Large>,
    /// Bytes in use.
    pub used: usize,
}

/// Bytes of cards for an object of that size.
fn card_bytes(t: &TypeInfo, size: usize) -> usize {
    let items = (size - t.fixed_size as usize) / t.item_size as usize;
    ((items >> CARD_SHIFT) + 1 + 15) & !15
}

/// The card of an item: cards grow downwards from the header.
///
/// # Safety
/// A large array with cards and that item.
pub unsafe fn card(object: *mut u8, index: usize) -> *mut u8 {
    object.sub(1 + (index >> CARD_SHIFT))
}

impl LargeSpace {
    /// Memory for an object, with cleared cards in front. Its contents are zero if asked for, undefined but for a zero
    /// header otherwise.
    pub unsafe fn allocate(&mut self, size: usize, t: &TypeInfo, zero: bool) -> Option<Large> {
        if size >= GROWING && t.flags & TYPE_VARSIZE != 0 && t.item_size == 8 {
            if let Some(l) = self.allocate_growing(size, t) {
                return Some(l);
            }
        }
        let cards = if t.item_refs != 0 { card_bytes(t, size) } else { 0 };
        let p: *mut u8 = if zero { libc::calloc(1, size + cards) } else { libc::malloc(size + cards) }.cast();
        if p.is_null() {
            return None;
        }
        if !zero {
            std::ptr::write_bytes(p, 0, cards + 8);
        }
        self.used += size;
        Some(Large { object: p.add(cards), size, cards, reserved: 0 })
    }

    unsafe fn allocate_growing(&mut self, size: usize, t: &TypeInfo) -> Option<Large> {
        let room = size.saturating_mul(GROWTH).min(size + MOST_GROWTH);
        let cards = if t.item_refs != 0 { card_bytes(t, room) } else { 0 };
        let reserved = memory::round_to_pages(cards + room);
        let p = memory::reserve_unusable(reserved);
        if p.is_null() {
            return None;
        }
        if !memory::make_usable(p, cards + size) {
            memory::release(p, reserved);
            return None;
        }
        self.used += size;
        Some(Large { object: p.add(cards), size, cards, reserved })
    }

    /// Makes an array of `old` bytes one of `new` bytes where it stands; false if there is no room.
    pub unsafe fn grow(&mut self, object: *mut u8, old: usize, new: usize) -> bool {
        if old < GROWING {
            return false;
        }
        let Some(l) = self.young.iter_mut().rev().chain(self.old.iter_mut().rev()).find(|l| l.object == object) else {
            return false;
        };
        if l.cards + new > l.reserved || !memory::make_usable(object.sub(l.cards), l.cards + new) {
            return false;
        }
        self.used += new - l.size;
        l.size = new;
        true
    }

    /// Frees an object.
    pub unsafe fn free(&mut self, l: Large, poison: bool) {
        self.used -= l.size;
        if l.reserved != 0 {
            return memory::release(l.object.sub(l.cards), l.reserved);
        }
        if poison {
            std::ptr::write_bytes(l.object, policy::settings::POISON, l.size);
        }
        libc::free(l.object.sub(l.cards).cast());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> TypeInfo {
        TypeInfo {
            fixed_size: 16,
            item_size: 8,
            length_offset: 8,
            refs_start: 0,
            fixed_refs: 0,
            item_refs: 0,
            flags: TYPE_VARSIZE,
            reserved: 0,
        }
    }

    #[test]
    fn long_arrays_grow_where_they_stand() {
        let mut s = LargeSpace::default();
        let t = words();
        unsafe {
            let l = s.allocate(GROWING, &t, true).unwrap();
            *l.object.add(GROWING - 1) = 7;
            s.young.push(l);
            assert!(s.grow(l.object, GROWING, 3 * GROWING));
            assert_eq!((*l.object.add(GROWING - 1), *l.object.add(3 * GROWING - 1), s.used), (7, 0, 3 * GROWING));
            *l.object.add(3 * GROWING - 1) = 8;
            assert!(!s.grow(l.object, 3 * GROWING, 9 * GROWING));
            let l = s.young.pop().unwrap();
            s.free(l, true);
            let short = s.allocate(GROWING / 2, &t, true).unwrap();
            s.old.push(short);
            assert!(!s.grow(short.object, GROWING / 2, GROWING));
            s.free(short, true);
            assert_eq!(s.used, 0);
        }
    }
}

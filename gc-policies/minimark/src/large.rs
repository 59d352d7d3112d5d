//! Large objects: one `malloc` each, or a region of their own if they are larger yet; arrays of references have one card
//! byte per 128 items in front.
//!
//! Regions of arrays of words, which the items of lists are, have address space behind them, so that they can be
//! made longer where they stand: growing lists copy nothing then and leave no garbage.

use crate::region::{Region, Spare};
use abi::{TypeInfo, TYPE_VARSIZE};

/// Items a card stands for, as a power of two.
pub const CARD_SHIFT: usize = 7;

/// One large object.
#[derive(Clone, Copy)]
pub struct Large {
    pub object: *mut u8,
    pub size: usize,
    /// Bytes of cards in front, a multiple of 16.
    pub cards: usize,
    /// Where it lies; `None`: the memory is `malloc`'s.
    region: Option<Region>,
}

/// Objects of so many bytes have regions.
const REGION: usize = 128 << 10;
/// Arrays of words have room to become so many times as long,
const GROWTH: usize = 8;
/// and at most so many bytes longer.
const MOST_GROWTH: usize = 8 << 30;

/// All large objects.
#[derive(Default)]
pub struct LargeSpace {
    /// Not seen by a minor collection yet.
    pub young: Vec<Large>,
    /// Where those begin: the lowest address, and how far the highest one is.
    young_from: usize,
    young_span: usize,
    pub old: Vec<Large>,
    /// Bytes in use.
    pub used: usize,
    /// Regions to use again.
    spare: Spare,
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
        if size >= REGION {
            if let Some(l) = self.allocate_region(size, t, zero) {
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
        Some(Large { object: p.add(cards), size, cards, region: None })
    }

    unsafe fn allocate_region(&mut self, size: usize, t: &TypeInfo, zero: bool) -> Option<Large> {
        let grows = t.flags & TYPE_VARSIZE != 0 && t.item_size == 8;
        let room = if grows { size.saturating_mul(GROWTH).min(size + MOST_GROWTH) } else { size };
        let cards = if t.item_refs != 0 { card_bytes(t, room) } else { 0 };
        let mut region = self.spare.take(cards + room)?;
        let start = cards + t.fixed_size as usize;
        if !region.extend(0, start, true) || !region.extend(start, cards + size, zero) {
            self.spare.give(region);
            return None;
        }
        self.used += size;
        Some(Large { object: region.base.add(cards), size, cards, region: Some(region) })
    }

    /// Takes in a young object.
    pub fn add_young(&mut self, l: Large) {
        let p = l.object as usize;
        let (from, to) = match self.young.is_empty() {
            true => (p, p),
            false => (self.young_from.min(p), (self.young_from + self.young_span - 1).max(p)),
        };
        (self.young_from, self.young_span) = (from, to - from + 1);
        self.young.push(l);
    }

    /// All young objects; there are none afterwards.
    pub fn take_young(&mut self) -> Vec<Large> {
        self.young_span = 0;
        std::mem::take(&mut self.young)
    }

    /// Whether an object may be among the young ones.
    #[inline(always)]
    pub fn may_be_young(&self, p: *mut u8) -> bool {
        (p as usize).wrapping_sub(self.young_from) < self.young_span
    }

    /// Makes an array of `old` bytes one of `new` bytes where it stands; false if there is no room. A region may be
    /// larger than was asked for: there are cards only for what was.
    pub unsafe fn grow(&mut self, object: *mut u8, t: &TypeInfo, old: usize, new: usize) -> bool {
        if old < REGION {
            return false;
        }
        let Some(l) = self.young.iter_mut().rev().chain(self.old.iter_mut().rev()).find(|l| l.object == object) else {
            return false;
        };
        let Some(region) = &mut l.region else { return false };
        if t.item_refs != 0 && card_bytes(t, new) > l.cards {
            return false;
        }
        if !region.extend(l.cards + old, l.cards + new, true) {
            return false;
        }
        self.used += new - l.size;
        l.size = new;
        true
    }

    /// Frees an object.
    pub unsafe fn free(&mut self, l: Large, poison: bool) {
        self.used -= l.size;
        if poison {
            std::ptr::write_bytes(l.object, policy::settings::POISON, l.size);
        }
        match l.region {
            Some(region) => self.spare.give(region),
            None => libc::free(l.object.sub(l.cards).cast()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(item_refs: u32) -> TypeInfo {
        TypeInfo {
            fixed_size: 16,
            item_size: 8,
            length_offset: 8,
            refs_start: 0,
            fixed_refs: 0,
            item_refs,
            flags: TYPE_VARSIZE,
            reserved: 0,
        }
    }

    fn words() -> TypeInfo {
        array(0)
    }

    #[test]
    fn long_arrays_grow_where_they_stand() {
        let mut s = LargeSpace::default();
        let t = words();
        unsafe {
            let l = s.allocate(REGION, &t, true).unwrap();
            *l.object.add(REGION - 1) = 7;
            s.add_young(l);
            assert!(s.grow(l.object, &t, REGION, 3 * REGION));
            assert_eq!((*l.object.add(REGION - 1), *l.object.add(3 * REGION - 1), s.used), (7, 0, 3 * REGION));
            *l.object.add(3 * REGION - 1) = 8;
            assert!(!s.grow(l.object, &t, 3 * REGION, 9 * REGION));
            let l = s.take_young().pop().unwrap();
            s.free(l, true);
            let short = s.allocate(REGION / 2, &t, true).unwrap();
            s.old.push(short);
            assert!(!s.grow(short.object, &t, REGION / 2, REGION));
            s.free(short, true);
            assert_eq!(s.used, 0);
        }
    }

    #[test]
    fn young_ones_are_told_by_their_addresses() {
        let mut s = LargeSpace::default();
        let t = words();
        unsafe {
            let list: Vec<Large> = (0..4).filter_map(|_| s.allocate(REGION, &t, false)).collect();
            assert!(list.iter().all(|l| !s.may_be_young(l.object)));
            list[1..].iter().for_each(|l| s.add_young(*l));
            assert!(list[1..].iter().all(|l| s.may_be_young(l.object)) && !s.may_be_young(std::ptr::null_mut()));
            assert_eq!(s.take_young().len(), 3);
            assert!(list.iter().all(|l| !s.may_be_young(l.object)));
            list.into_iter().for_each(|l| s.free(l, false));
        }
    }

    #[test]
    fn regions_are_clean_when_used_again() {
        let mut s = LargeSpace::default();
        let t = words();
        unsafe {
            let l = s.allocate(2 * REGION, &t, true).unwrap();
            std::ptr::write_bytes(l.object, 1, 2 * REGION);
            s.free(l, false);
            let again = s.allocate(REGION, &t, true).unwrap();
            s.add_young(again);
            assert_eq!(again.object, l.object);
            assert!((0..REGION).all(|i| *again.object.add(i) == 0));
            assert!(s.grow(again.object, &t, REGION, 3 * REGION));
            assert!((0..3 * REGION).all(|i| *again.object.add(i) == 0));
            let l = s.take_young().pop().unwrap();
            s.free(l, false);
            let dirty = s.allocate(2 * REGION, &t, false).unwrap();
            assert_eq!(*dirty.object.cast::<u64>(), 0);
            s.free(dirty, false);
        }
    }

    #[test]
    fn all_items_of_arrays_that_grow_have_cards() {
        let mut s = LargeSpace::default();
        let t = array(1);
        unsafe {
            let long = s.allocate(2 * REGION, &t, true).unwrap();
            let place = long.object.sub(long.cards);
            s.free(long, false);
            let short = s.allocate(REGION + 4096, &t, true).unwrap();
            assert_eq!(short.object.sub(short.cards), place);
            s.add_young(short);
            let mut size = REGION + 4096;
            while s.grow(short.object, &t, size, size + 128) {
                size += 128;
                assert!(card(short.object, (size - 16) / 8) >= place);
            }
            assert!(size > GROWTH * REGION);
            let l = s.take_young().pop().unwrap();
            s.free(l, false);
        }
    }
}

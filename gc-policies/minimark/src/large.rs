//! Large objects: one `malloc` each; arrays of references have one card byte per 128 items in front.

use abi::TypeInfo;

/// Items a card stands for, as a power of two.
pub const CARD_SHIFT: usize = 7;

/// One large object.
#[derive(Clone, Copy)]
pub struct Large {
    pub object: *mut u8,
    pub size: usize,
    /// Bytes of cards in front, a multiple of 16.
    pub cards: usize,
}

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
pub fn card_bytes(t: &TypeInfo, size: usize) -> usize {
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
    /// Memory for an object, with cleared cards in front.
    pub unsafe fn allocate(&mut self, size: usize, cards: usize, zero: bool) -> Option<*mut u8> {
        let p: *mut u8 = if zero { libc::calloc(1, size + cards) } else { libc::malloc(size + cards) }.cast();
        if p.is_null() {
            return None;
        }
        if !zero {
            std::ptr::write_bytes(p, 0, cards + 8);
        }
        self.used += size;
        Some(p.add(cards))
    }

    /// Frees an object.
    pub unsafe fn free(&mut self, l: Large, poison: bool) {
        if poison {
            std::ptr::write_bytes(l.object, policy::settings::POISON, l.size);
        }
        self.used -= l.size;
        libc::free(l.object.sub(l.cards).cast());
    }
}

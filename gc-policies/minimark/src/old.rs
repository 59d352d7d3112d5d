//! Small old objects: blocks of equal cells, one free list per size class. A zero header is a free cell.

use crate::ahead::fetch;
use policy::heap::{header, set_header};
use policy::memory;
use policy::settings::POISON;

/// Largest small object.
pub const MAX_SMALL: usize = 2048;
const BLOCK: usize = 64 << 10;
const CHUNK: usize = 1 << 20;
const FINE: usize = 512;
const CLASSES: usize = FINE / 8 + (MAX_SMALL - FINE) / 64 + 1;

/// Size class of a size, and the cell size of that class.
fn class_of(size: usize) -> (usize, usize) {
    if size <= FINE {
        let size = size.max(16);
        (size / 8, size)
    } else {
        let k = (size - FINE).div_ceil(64);
        (FINE / 8 + k, FINE + k * 64)
    }
}

struct Block {
    base: *mut u8,
    class: usize,
    cell: usize,
}

/// The blocks.
pub struct OldSpace {
    blocks: Vec<Block>,
    /// Head of the free list of each class; the next cell is in the second word.
    free: [*mut u8; CLASSES],
    /// Untouched rest of the newest block of each class.
    bump: [(usize, usize); CLASSES],
    chunk: (usize, usize),
    empty: Vec<*mut u8>,
    /// Bytes of cells in use.
    pub used: usize,
    sorted: bool,
}

impl Default for OldSpace {
    fn default() -> OldSpace {
        OldSpace {
            blocks: Vec::new(),
            free: [std::ptr::null_mut(); CLASSES],
            bump: [(0, 0); CLASSES],
            chunk: (0, 0),
            empty: Vec::new(),
            used: 0,
            sorted: true,
        }
    }
}

impl OldSpace {
    /// A cell for an object of that size.
    #[inline(always)]
    pub unsafe fn allocate(&mut self, size: usize) -> *mut u8 {
        let (class, cell) = class_of(size);
        self.used += cell;
        let p = self.free[class];
        if !p.is_null() {
            self.free[class] = *p.add(8).cast::<*mut u8>();
            fetch(self.free[class]);
            return p;
        }
        let (at, end) = self.bump[class];
        if at + cell <= end {
            self.bump[class].0 = at + cell;
            return at as *mut u8;
        }
        self.new_block(class, cell)
    }

    #[cold]
    unsafe fn new_block(&mut self, class: usize, cell: usize) -> *mut u8 {
        let base = self.empty.pop().unwrap_or_else(|| {
            if self.chunk.0 == self.chunk.1 {
                let p = memory::reserve(CHUNK);
                if p.is_null() {
                    policy::fatal::fatal("MemoryError");
                }
                self.chunk = (p as usize, p as usize + CHUNK);
            }
            self.chunk.0 += BLOCK;
            (self.chunk.0 - BLOCK) as *mut u8
        });
        self.blocks.push(Block { base, class, cell });
        self.sorted = false;
        self.bump[class] = (base as usize + cell, base as usize + BLOCK / cell * cell);
        base
    }

    /// Gives back a cell that was never used.
    pub unsafe fn give_back(&mut self, p: *mut u8, size: usize) {
        let (class, cell) = class_of(size);
        self.used -= cell;
        set_header(p, 0);
        p.add(8).cast::<*mut u8>().write(self.free[class]);
        self.free[class] = p;
    }

    /// Frees every object without `mark` and removes `mark` from the others.
    pub unsafe fn sweep(&mut self, mark: u64, poison: bool) {
        let mut tails: [*mut *mut u8; CLASSES] = [std::ptr::null_mut(); CLASSES];
        for (tail, free) in tails.iter_mut().zip(&mut self.free) {
            *tail = free;
        }
        self.bump = [(0, 0); CLASSES];
        let mut used = 0;
        let empty = &mut self.empty;
        self.blocks.retain(|b| {
            let start_tail = tails[b.class];
            let mut tail = start_tail;
            let mut live = 0;
            let end = b.base.add(BLOCK / b.cell * b.cell);
            let mut p = b.base;
            while p < end {
                let h = header(p);
                if h & mark != 0 {
                    set_header(p, h & !mark);
                    live += 1;
                } else {
                    if h != 0 {
                        if poison {
                            std::ptr::write_bytes(p, POISON, b.cell);
                        }
                        set_header(p, 0);
                    }
                    *tail = p;
                    tail = p.add(8).cast();
                }
                p = p.add(b.cell);
            }
            if live == 0 {
                // The headers of all cells of any later size must read as free.
                std::ptr::write_bytes(b.base, 0, BLOCK);
                empty.push(b.base);
                return false;
            }
            tails[b.class] = tail;
            used += live * b.cell;
            true
        });
        for tail in tails {
            *tail = std::ptr::null_mut();
        }
        self.used = used;
    }

    /// Whether a live cell begins at the address (for the verifier; slow).
    pub unsafe fn contains(&self, p: *mut u8) -> bool {
        self.blocks.iter().any(|b| {
            let d = (p as usize).wrapping_sub(b.base as usize);
            d < BLOCK && d % b.cell == 0 && header(p) != 0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_hold_their_sizes() {
        let mut last = 0;
        for size in (8..=MAX_SMALL).step_by(8) {
            let (class, cell) = class_of(size);
            assert!(cell >= size && cell % 8 == 0 && class < CLASSES && class >= last);
            last = class;
        }
    }

    #[test]
    fn swept_cells_are_used_again() {
        let mut s = OldSpace::default();
        unsafe {
            let cells: Vec<*mut u8> = (0..5000).map(|_| s.allocate(48)).collect();
            for (i, p) in cells.iter().enumerate() {
                set_header(*p, if i % 2 == 0 { 2 | 1 << 34 } else { 2 });
            }
            assert_eq!(s.used, 5000 * 48);
            s.sweep(1 << 34, true);
            assert_eq!(s.used, 2500 * 48);
            let blocks = s.blocks.len();
            let again: Vec<*mut u8> = (0..2500).map(|_| s.allocate(48)).collect();
            assert_eq!(s.blocks.len(), blocks);
            for p in again {
                assert_eq!(header(p), 0);
                set_header(p, 2);
            }
            for p in cells {
                set_header(p, 2);
            }
            s.sweep(1 << 34, false);
            assert_eq!((s.used, s.blocks.len()), (0, 0));
        }
    }
}

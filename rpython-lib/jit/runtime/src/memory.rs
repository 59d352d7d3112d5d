//! Memory for what the JIT makes: many small blocks that live for one trace. Lists of free blocks by size, which are used
//! again and never given back; the thread that allocates first (it runs the program, mostly) has its own, without a lock.
//! Some address space is kept for when the system has no more: then the JIT stops tracing ([`short`]), but what it has
//! begun, and what compiled code leaves half done, goes to its end.
//!
//! Not here: the program's objects, which are the collector's; machine code.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, UnsafeCell};
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Larger blocks are the system's.
const LARGEST: usize = 32 << 10;
/// Sizes up to this are rounded up to a multiple of 16, larger ones to a quarter of a power of two.
const FINE: usize = 1024;
const CLASSES: usize = FINE / 16 + 4 * (LARGEST / FINE).trailing_zeros() as usize;
/// Bytes that are taken from the system at a time.
const CHUNK: usize = 256 << 10;
/// Bytes kept for when the system has no more.
const RESERVE: usize = 16 << 20;
/// So often somebody looks whether another thread is done with the shared lists.
const PATIENCE: u32 = 10_000;

/// A free block: the next one of its size.
struct Free(*mut Free);

/// Free blocks by class of size, and memory that was not used yet.
struct Lists {
    free: [*mut Free; CLASSES],
    next: *mut u8,
    left: usize,
}

/// What is kept: where it begins, where it ends; how much of it is in use.
static RESERVED: [AtomicUsize; 2] = [const { AtomicUsize::new(0) }; 2];
static USED: AtomicUsize = AtomicUsize::new(0);

/// Whether the system had no memory when it was needed.
pub fn short() -> bool {
    USED.load(Ordering::Relaxed) > 0
}

/// Something that the JIT needs could not be had.
pub fn give_up() {
    USED.fetch_add(16, Ordering::Relaxed);
}

/// Keeps memory for later; false if there is none.
pub fn reserve() -> bool {
    let kept = map(RESERVE, 0) as usize;
    if kept != 0 {
        RESERVED[1].store(kept + RESERVE, Ordering::Relaxed);
        RESERVED[0].store(kept, Ordering::Relaxed);
    }
    kept != 0
}

/// Fresh memory of the system; null if there is none.
fn map(size: usize, flags: libc::c_int) -> *mut u8 {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | flags;
    // SAFETY: a new mapping, wherever the system likes.
    let at = unsafe { libc::mmap(std::ptr::null_mut(), size, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) };
    if at == libc::MAP_FAILED {
        return std::ptr::null_mut();
    }
    at.cast()
}

/// A part of what was kept, or null.
#[cold]
fn kept(size: usize) -> *mut u8 {
    let [start, end] = [0, 1].map(|n| RESERVED[n].load(Ordering::Relaxed));
    let size = size.next_multiple_of(16);
    let used = USED.fetch_add(size, Ordering::Relaxed);
    if start == 0 || size > (end - start).saturating_sub(used) {
        return std::ptr::null_mut();
    }
    (start + used) as *mut u8
}

#[inline]
fn is_kept(block: *mut u8) -> bool {
    let start = RESERVED[0].load(Ordering::Relaxed);
    start != 0 && (start..start + RESERVE).contains(&(block as usize))
}

/// The allocator.
pub struct Memory {
    /// Of one thread,
    own: UnsafeCell<Lists>,
    taken: AtomicBool,
    /// and of all others, one at a time.
    shared: UnsafeCell<Lists>,
    busy: AtomicBool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Unknown,
    Owner,
    Other,
}

thread_local!(static ROLE: Cell<Role> = const { Cell::new(Role::Unknown) });

// SAFETY: `own` is used by the one thread whose role says so, `shared` by who has set `busy`.
unsafe impl Sync for Memory {}

/// The class of a size and the size of its blocks.
#[inline]
fn class(size: usize) -> (usize, usize) {
    if size <= FINE {
        let n = size.saturating_sub(1) / 16;
        return (n, 16 * (n + 1));
    }
    let power = (size - 1).ilog2();
    let quarter = 1 << (power - 2);
    let n = (size - 1) / quarter;
    (FINE / 16 + 4 * (power - FINE.trailing_zeros()) as usize + n - 4, quarter * (n + 1))
}

#[inline]
fn pooled(layout: &Layout) -> bool {
    layout.size() <= LARGEST && layout.align() <= 16
}

/// A block that will be used next, of its size: the program has run since it was freed, so it is in no cache.
#[inline]
fn soon(block: *mut Free) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: any address will do.
    unsafe {
        use std::arch::x86_64::{_mm_prefetch, _MM_HINT_T0};
        _mm_prefetch(block.cast::<i8>(), _MM_HINT_T0);
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = block;
}

impl Lists {
    const fn new() -> Lists {
        Lists { free: [std::ptr::null_mut(); CLASSES], next: std::ptr::null_mut(), left: 0 }
    }

    #[inline]
    unsafe fn get(&mut self, size: usize) -> *mut u8 {
        let (n, size) = class(size);
        let block = self.free[n];
        if block.is_null() {
            return self.carve(size);
        }
        let next = (*block).0;
        self.free[n] = next;
        soon(next);
        block.cast()
    }

    #[inline]
    unsafe fn put(&mut self, block: *mut u8, size: usize) {
        let (n, _) = class(size);
        let block = block.cast::<Free>();
        block.write(Free(self.free[n]));
        self.free[n] = block;
    }

    #[cold]
    unsafe fn carve(&mut self, size: usize) -> *mut u8 {
        if self.left < size {
            // All pages at once: one by one, at their first use, they cost several times as much.
            let chunk = map(CHUNK, libc::MAP_POPULATE);
            if chunk.is_null() {
                return kept(size);
            }
            (self.next, self.left) = (chunk, CHUNK);
        }
        let block = self.next;
        (self.next, self.left) = (block.add(size), self.left - size);
        block
    }
}

impl Memory {
    /// Nothing is allocated.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Memory {
        Memory {
            own: UnsafeCell::new(Lists::new()),
            taken: AtomicBool::new(false),
            shared: UnsafeCell::new(Lists::new()),
            busy: AtomicBool::new(false),
        }
    }

    #[inline]
    fn owner(&self) -> bool {
        match ROLE.try_with(Cell::get) {
            Ok(Role::Owner) => true,
            Ok(Role::Unknown) => self.first(),
            _ => false,
        }
    }

    #[cold]
    fn first(&self) -> bool {
        let first = !self.taken.swap(true, Ordering::Relaxed);
        ROLE.try_with(|r| r.set(if first { Role::Owner } else { Role::Other })).is_ok() && first
    }

    /// Runs something with the shared lists; nothing if another thread does not let go of them. (After a fork, nobody
    /// may ever.)
    unsafe fn with_shared<R>(&self, run: impl FnOnce(&mut Lists) -> R) -> Option<R> {
        let mut patience = PATIENCE;
        while self.busy.swap(true, Ordering::Acquire) {
            patience -= 1;
            if patience == 0 {
                return None;
            }
            spin_loop();
        }
        let result = run(&mut *self.shared.get());
        self.busy.store(false, Ordering::Release);
        Some(result)
    }
}

// SAFETY: blocks are of the size of their class, aligned to 16 bytes as the chunks are, and are on no list while they
// are in use. Which list a block comes from and goes to does not matter.
unsafe impl GlobalAlloc for Memory {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !pooled(&layout) {
            let block = System.alloc(layout);
            return if block.is_null() && layout.align() <= 16 { kept(layout.size()) } else { block };
        }
        if self.owner() {
            return (*self.own.get()).get(layout.size());
        }
        let of_class = || Layout::from_size_align_unchecked(class(layout.size()).1, 16);
        self.with_shared(|lists| lists.get(layout.size())).unwrap_or_else(|| System.alloc(of_class()))
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if !pooled(&layout) {
            // What was kept is used once.
            if !is_kept(block) {
                System.dealloc(block, layout);
            }
            return;
        }
        if self.owner() {
            return (*self.own.get()).put(block, layout.size());
        }
        // A block that cannot be put back is lost.
        self.with_shared(|lists| lists.put(block, layout.size()));
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if !pooled(&layout) {
            let block = System.alloc_zeroed(layout);
            // Fresh pages are zero.
            return if block.is_null() && layout.align() <= 16 { kept(layout.size()) } else { block };
        }
        let block = self.alloc(layout);
        if !block.is_null() {
            block.write_bytes(0, layout.size());
        }
        block
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let new = Layout::from_size_align_unchecked(size, layout.align());
        match (pooled(&layout), pooled(&new)) {
            (false, false) if !is_kept(block) => {
                let to = System.realloc(block, layout, size);
                if !to.is_null() || layout.align() > 16 {
                    return to;
                }
            }
            (true, true) if class(layout.size()).0 == class(size).0 => return block,
            _ => {}
        }
        let to = self.alloc(new);
        if !to.is_null() {
            to.copy_from_nonoverlapping(block, layout.size().min(size));
            self.dealloc(block, layout);
        }
        to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_follow_each_other() {
        let mut last = (0, 16);
        for size in 1..=LARGEST {
            let (n, bytes) = class(size);
            assert!(bytes >= size && bytes % 16 == 0 && n < CLASSES);
            assert!((n, bytes) == last || n == last.0 + 1 && size == last.1 + 1, "{size}: {n} after {last:?}");
            last = (n, bytes);
        }
        assert_eq!(last, (CLASSES - 1, LARGEST));
        assert_eq!(class(0), class(1));
    }

    #[test]
    fn what_was_kept_is_used_when_there_is_no_more() {
        assert!(!short() && kept(40).is_null());
        USED.store(0, Ordering::Relaxed);
        assert!(reserve());
        let (a, b) = (kept(40), kept(RESERVE - 48));
        assert!(short() && is_kept(a) && b as usize == a as usize + 48);
        assert!(kept(1).is_null() && !is_kept(b.wrapping_add(RESERVE)));
        // SAFETY: a block that was kept, with the layout it might have been asked for with.
        unsafe { Memory::new().dealloc(b, Layout::from_size_align_unchecked(RESERVE - 48, 8)) };
    }

    #[test]
    fn blocks_are_used_again_and_keep_their_contents() {
        static MEMORY: Memory = Memory::new();
        let one = |seed: usize| {
            let mut blocks: Vec<(*mut u8, Layout, u8)> = Vec::new();
            for i in 0..4000usize {
                let size = (i * 7919 + seed * 31) % (2 * LARGEST) + 1;
                let layout = Layout::from_size_align(if i % 8 == 0 { size } else { size % 300 + 1 }, 8).unwrap();
                let mark = (i + seed) as u8;
                // SAFETY: blocks are written within their size and freed with their layout.
                unsafe {
                    let block = MEMORY.alloc(layout);
                    block.write_bytes(mark, layout.size());
                    blocks.push((block, layout, mark));
                    if i % 3 == 0 {
                        let (block, layout, mark) = blocks.swap_remove(i % blocks.len());
                        let size = layout.size() * 2 + 1;
                        let block = MEMORY.realloc(block, layout, size);
                        let layout = Layout::from_size_align(size, 8).unwrap();
                        assert!((0..layout.size() / 2).all(|n| *block.add(n) == mark));
                        MEMORY.dealloc(block, layout);
                    }
                }
            }
            for (block, layout, mark) in blocks {
                // SAFETY: the same.
                unsafe {
                    assert!((0..layout.size()).all(|n| *block.add(n) == mark));
                    MEMORY.dealloc(block, layout);
                }
            }
        };
        std::thread::scope(|s| {
            for seed in 0..3 {
                s.spawn(move || one(seed));
            }
        });
        let layout = Layout::from_size_align(40, 8).unwrap();
        // SAFETY: the same.
        unsafe {
            let first = MEMORY.alloc(layout);
            MEMORY.dealloc(first, layout);
            let again = MEMORY.alloc_zeroed(layout);
            assert_eq!(first, again);
            assert!((0..40).all(|n| *again.add(n) == 0));
        }
    }
}

//! The state of the collector, allocation, barriers.

use crate::large::LargeSpace;
use crate::old::OldSpace;
use abi::{TypeInfo, TYPE_CHARACTERS, TYPE_NO_REFS, WEAKREF_TYPE};
use policy::heap::{header, object_size, round_up, set_header, type_id, type_info};
use policy::state::{pop_root, push_root, state};
use policy::{memory, Settings, FLAG_PREBUILT, FLAG_TRACK};
use std::collections::HashMap;

/// Reached in the running major collection, or (young large objects) in the running minor one.
pub const MARK: u64 = 1 << 34;
/// A large array with cards in front of it.
pub const CARDS: u64 = 1 << 35;
/// A young object whose place in the old generation is already known.
pub const SHADOW: u64 = 1 << 36;
/// A large object that has not seen a minor collection.
pub const YOUNG_LARGE: u64 = 1 << 38;
/// A prebuilt object that is in the list of those that may refer to the heap.
pub const REGISTERED: u64 = 1 << 39;
/// A large array with marked cards, in the list of those.
pub const CARDS_MARKED: u64 = 1 << 40;

const NURSERY: usize = 4 << 20;
/// The nursery of a program that is to take little memory: what a second-level cache holds.
const FRUGAL_NURSERY: usize = 256 << 10;
/// Above this size objects are not allocated in the nursery.
const MAX_YOUNG: usize = 32 << 10;
/// Old bytes at which the first major collection runs, and the least for the others.
const MIN_THRESHOLD: usize = 16 << 20;
/// The same for a program that is to take little memory.
const FRUGAL_THRESHOLD: usize = 1 << 20;
/// Old bytes at which the next major collection runs, in per cent of what is live.
const GROWN: usize = 182;
const FRUGAL_GROWN: usize = 130;
/// So many bytes of large objects come between two minor collections,
const LEAST_LARGE: usize = 1 << 20;
/// and so many more for each byte that the second may have to look at.
const LARGE_SHARE: usize = 16;

/// The whole heap.
pub struct Heap {
    pub settings: Settings,
    pub nursery: *mut u8,
    pub nursery_size: usize,
    /// Largest object allocated in the nursery.
    pub max_young: usize,
    /// End of the nursery, whatever `GcState::limit` says.
    pub nursery_end: *mut u8,
    pub old: OldSpace,
    pub large: LargeSpace,
    /// Old and prebuilt objects that may refer to young ones.
    pub remembered: Vec<*mut u8>,
    /// Large arrays with marked cards.
    pub carded: Vec<*mut u8>,
    /// Prebuilt objects that were written, thus may refer to the heap.
    pub prebuilt: Vec<*mut u8>,
    /// Objects still to be traced.
    pub gray: Vec<*mut u8>,
    pub young_weakrefs: Vec<*mut u8>,
    pub old_weakrefs: Vec<*mut u8>,
    /// Places reserved for young objects that were asked for their id.
    pub shadows: HashMap<usize, *mut u8>,
    /// Whether to take little memory.
    frugal: bool,
    /// Old bytes at which the next major collection runs.
    pub threshold: usize,
    /// Memory outside the heap, reported since the last major collection.
    pub outside: usize,
    /// Bytes of large objects allocated since the last minor collection.
    pub large_since: usize,
    pub allocations: u64,
    pub minors: u64,
    pub majors: u64,
}

static mut HEAP: *mut Heap = std::ptr::null_mut();

/// The one heap.
///
/// # Safety
/// After [`Heap::start`].
#[inline(always)]
pub unsafe fn heap() -> *mut Heap {
    HEAP
}

impl Heap {
    /// Creates the heap.
    ///
    /// # Safety
    /// Once.
    pub unsafe fn start(settings: Settings) {
        // What is freed stays with the C library's allocator, which would give it back and take it again all the time.
        libc::mallopt(libc::M_MMAP_THRESHOLD, 2 << 20);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 16 << 20);
        let frugal = policy::state::program_or_none().is_some_and(|p| p.flags & abi::PROGRAM_FRUGAL != 0);
        let size = round_up(settings.nursery.unwrap_or(if frugal { FRUGAL_NURSERY } else { NURSERY }).max(4 << 10));
        let nursery = memory::reserve(size);
        if nursery.is_null() {
            policy::fatal::fatal("out of memory at start-up");
        }
        HEAP = Box::into_raw(Box::new(Heap {
            settings,
            nursery,
            nursery_size: size,
            max_young: MAX_YOUNG.min(size / 4),
            nursery_end: nursery.add(size),
            old: OldSpace::default(),
            large: LargeSpace::default(),
            remembered: Vec::new(),
            carded: Vec::new(),
            prebuilt: Vec::new(),
            gray: Vec::new(),
            young_weakrefs: Vec::new(),
            old_weakrefs: Vec::new(),
            shadows: HashMap::new(),
            frugal,
            threshold: if frugal { FRUGAL_THRESHOLD } else { MIN_THRESHOLD },
            outside: 0,
            large_since: 0,
            allocations: 0,
            minors: 0,
            majors: 0,
        }));
        (*state()).free = nursery;
        (*HEAP).reset_limit();
    }

    /// Makes inline allocation possible again, or keeps it impossible under stress.
    pub unsafe fn reset_limit(&mut self) {
        (*state()).limit = if self.settings.stress > 0 { std::ptr::null_mut() } else { self.nursery_end };
    }

    #[inline(always)]
    pub fn in_nursery(&self, p: *mut u8) -> bool {
        (p as usize).wrapping_sub(self.nursery as usize) < self.nursery_size
    }

    /// A new object with its header, zeroed if those of its type are; null when out of memory.
    pub unsafe fn allocate(&mut self, size: usize, type_id: u32) -> *mut u8 {
        let stress = self.settings.stress;
        if stress > 0 {
            self.allocations += 1;
            if self.allocations % stress == 0 {
                self.minor();
                if (self.allocations / stress) % 8 == 0 {
                    self.major();
                }
            }
        }
        if size > self.max_young {
            return self.allocate_large(size, type_id);
        }
        let s = state();
        if (self.nursery_end as usize) - ((*s).free as usize) < size {
            self.collect_as_needed();
            if self.over_limit(size) {
                self.major();
                if self.over_limit(size) {
                    return std::ptr::null_mut();
                }
            }
        }
        let p = (*s).free;
        (*s).free = p.add(size);
        let t = type_info(type_id);
        std::ptr::write_bytes(p, 0, if is_cleared(t) { size } else { t.fixed_size as usize });
        set_header(p, type_id as u64);
        p
    }

    unsafe fn allocate_large(&mut self, size: usize, type_id: u32) -> *mut u8 {
        if self.large_since + size > self.large_budget() || self.used() + size > self.threshold {
            self.minor();
            if self.used() + size > self.threshold {
                self.major();
            }
        }
        if self.over_limit(size) {
            self.minor();
            self.major();
            if self.over_limit(size) {
                return std::ptr::null_mut();
            }
        }
        let t = type_info(type_id);
        let Some(large) = self.large.allocate(size, t, is_cleared(t)) else { return std::ptr::null_mut() };
        let object = large.object;
        self.large_since += size;
        self.large.add_young(large);
        set_header(object, type_id as u64 | YOUNG_LARGE);
        object
    }

    /// Bytes of large objects that may be allocated before a minor collection looks which are dead. Where it has little
    /// to look at it comes early, so that their memory is used again while it is in the cache.
    unsafe fn large_budget(&self) -> usize {
        let young = (*state()).free as usize - self.nursery as usize;
        let looked_at = young + 8 * (policy::state::roots().1 + self.remembered.len());
        (LEAST_LARGE + LARGE_SHARE * looked_at).min(4 * self.nursery_size.max(1 << 20))
    }

    /// Whether the limit on live memory forbids that many more bytes.
    fn over_limit(&self, more: usize) -> bool {
        self.settings.max.is_some_and(|m| self.used() + more > m)
    }

    /// Bytes in the old generation and outside.
    pub fn used(&self) -> usize {
        self.old.used + self.large.used + self.outside
    }

    /// A minor collection, and a major one if the old generation has grown enough.
    pub unsafe fn collect_as_needed(&mut self) {
        self.minor();
        if self.used() > self.threshold {
            self.major();
        }
    }

    /// Everything.
    pub unsafe fn collect_fully(&mut self) {
        self.minor();
        self.major();
    }

    /// Sets the threshold from what is live.
    pub fn set_threshold(&mut self) {
        self.outside = 0;
        let (least, grown) = if self.frugal { (FRUGAL_THRESHOLD, FRUGAL_GROWN) } else { (MIN_THRESHOLD, GROWN) };
        self.threshold = least.max(self.used() / 100 * grown);
    }

    /// Slow path of the barrier.
    pub unsafe fn remember(&mut self, p: *mut u8) {
        let h = header(p);
        if h & FLAG_TRACK == 0 {
            return;
        }
        let mut new = h & !FLAG_TRACK;
        if h & FLAG_PREBUILT != 0 && h & REGISTERED == 0 {
            new |= REGISTERED;
            self.prebuilt.push(p);
        }
        set_header(p, new);
        self.remembered.push(p);
    }

    /// Slow path of the barrier for one item.
    pub unsafe fn remember_item(&mut self, p: *mut u8, index: usize) {
        let h = header(p);
        if h & CARDS == 0 {
            return self.remember(p);
        }
        *crate::large::card(p, index) = 1;
        if h & CARDS_MARKED == 0 {
            set_header(p, h | CARDS_MARKED);
            self.carded.push(p);
        }
    }

    /// Where the object is or will be once it is old.
    pub unsafe fn old_address(&mut self, p: *mut u8) -> *mut u8 {
        if !self.in_nursery(p) {
            return p;
        }
        if let Some(s) = self.shadows.get(&(p as usize)) {
            return *s;
        }
        let t = type_info(type_id(header(p)));
        let size = object_size(p, t);
        let place = self.place(size, t);
        set_header(p, header(p) | SHADOW);
        self.shadows.insert(p as usize, place);
        place
    }

    /// Memory in the old generation; its contents are undefined but for a zero header.
    pub unsafe fn place(&mut self, size: usize, t: &TypeInfo) -> *mut u8 {
        if size <= crate::old::MAX_SMALL {
            return self.old.allocate(size);
        }
        let Some(large) = self.large.allocate(size, t, false) else { policy::fatal::fatal("MemoryError") };
        self.large.old.push(large);
        large.object
    }

    /// Makes an array longer where it stands, if it is one of those with room behind them.
    pub unsafe fn grow(&mut self, object: *mut u8, new_length: i64) -> bool {
        let t = type_info(type_id(header(object)));
        let old = object_size(object, t);
        let Some(new) = policy::heap::varsize(t, new_length) else { return false };
        if new < old || self.over_limit(new - old) || !self.large.grow(object, t, old, new) {
            return false;
        }
        object.add(t.length_offset as usize).cast::<i64>().write(new_length);
        true
    }

    pub unsafe fn weakref(&mut self, target: *mut u8) -> *mut u8 {
        push_root(target);
        let w = self.allocate(16, WEAKREF_TYPE);
        let target = pop_root();
        if w.is_null() {
            policy::fatal::fatal("MemoryError");
        }
        w.add(8).cast::<*mut u8>().write(target);
        self.young_weakrefs.push(w);
        w
    }

    pub unsafe fn pressure(&mut self, bytes: i64) {
        self.outside = self.outside.saturating_add(bytes.max(0) as usize);
        if self.used() > self.threshold {
            self.collect_fully();
        }
    }

    pub unsafe fn verify(&self) {
        if !self.settings.verify {
            return;
        }
        let large: std::collections::HashSet<usize> =
            self.large.old.iter().chain(&self.large.young).map(|l| l.object as usize).collect();
        policy::verify::verify(&self.prebuilt, |p| {
            (self.in_nursery(p) && p < (*state()).free) || large.contains(&(p as usize)) || self.old.contains(p)
        });
    }

    pub unsafe fn finish(&mut self) {
        if self.settings.stats {
            let text = format!(
                "[gc] minor {} major {} old {} large {}\n",
                self.minors, self.majors, self.old.used, self.large.used
            );
            policy::fatal::write_stderr(text.as_bytes());
        }
    }
}

/// Whether new objects of the type are all zero.
pub fn is_cleared(t: &TypeInfo) -> bool {
    t.flags & TYPE_CHARACTERS == 0
}

/// Whether objects of the type hold references.
pub fn has_refs(t: &TypeInfo) -> bool {
    t.flags & TYPE_NO_REFS == 0
}

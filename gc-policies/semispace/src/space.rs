//! The two spaces and the copying between them.

use abi::WEAKREF_TYPE;
use policy::heap::{
    forward, forwarded, header, object_size, round_up, set_header, trace, trace_roots, type_id, type_info,
    update_weak_roots,
};
use policy::settings::POISON;
use policy::state::{pop_root, program, push_root, state};
use policy::{finalizers, memory, Settings, FLAG_PREBUILT};
use std::collections::HashMap;

const INITIAL: usize = 8 << 20;

/// The whole heap.
pub struct Heap {
    settings: Settings,
    space: *mut u8,
    /// Bytes of it in use before the next collection, and bytes of address space.
    size: usize,
    mapped: usize,
    initial: usize,
    /// Where the next copy goes, during a collection.
    to: *mut u8,
    weakrefs: Vec<*mut u8>,
    /// Ids of objects that were asked for theirs, by current address.
    ids: HashMap<usize, i64>,
    next_id: i64,
    allocations: u64,
}

static mut HEAP: *mut Heap = std::ptr::null_mut();

/// The one heap.
///
/// # Safety
/// After [`Heap::start`].
pub unsafe fn heap() -> *mut Heap {
    HEAP
}

impl Heap {
    /// Creates the heap.
    ///
    /// # Safety
    /// Once.
    pub unsafe fn start(settings: Settings) {
        let size = round_up(settings.nursery.unwrap_or(INITIAL).max(4 << 10));
        let space = memory::reserve(size);
        if space.is_null() {
            policy::fatal::fatal("out of memory at start-up");
        }
        HEAP = Box::into_raw(Box::new(Heap {
            settings,
            space,
            size,
            mapped: size,
            initial: size,
            to: space,
            weakrefs: Vec::new(),
            ids: HashMap::new(),
            next_id: 16,
            allocations: 0,
        }));
        (*state()).free = space;
        (*HEAP).reset_limit();
    }

    unsafe fn reset_limit(&mut self) {
        (*state()).limit = if self.settings.stress > 0 { std::ptr::null_mut() } else { self.space.add(self.size) };
    }

    /// A new zeroed object with its header; null when out of memory.
    pub unsafe fn allocate(&mut self, size: usize, type_id: u32) -> *mut u8 {
        self.allocations += 1;
        let s = state();
        let full = |h: &Heap| h.space as usize + h.size - ((*s).free as usize) < size;
        if full(self) || (self.settings.stress > 0 && self.allocations % self.settings.stress == 0) {
            self.collect(size);
            if full(self) {
                return std::ptr::null_mut();
            }
        }
        let p = (*s).free;
        (*s).free = p.add(size);
        std::ptr::write_bytes(p, 0, size);
        set_header(p, type_id as u64);
        p
    }

    /// Copies all that is reachable to a fresh space with room for at least `need` more bytes.
    pub unsafe fn collect(&mut self, need: usize) {
        let used = (*state()).free as usize - self.space as usize;
        let (old, old_size) = (self.space, self.mapped);
        // Address space is free: all that is live fits in what is used now, twice over.
        let mapped = round_up(self.initial.max(2 * (used + need)));
        let new = memory::reserve(mapped);
        if new.is_null() {
            return;
        }
        self.space = new;
        self.mapped = mapped;
        self.to = new;
        let this: *mut Heap = self;
        let in_old = move |p: *mut u8| (p as usize).wrapping_sub(old as usize) < old_size;
        let visit = move |slot: *mut *mut u8| {
            let p = *slot;
            if in_old(p) {
                *slot = (*this).copy(p);
            }
        };
        trace_roots(visit);
        for i in 0..program().prebuilt_count as usize {
            let p = *program().prebuilt.add(i);
            trace(p, type_info(type_id(header(p))), visit);
        }
        let mut scan = new;
        let mut visit_copies = || {
            while scan < (*this).to {
                let t = type_info(type_id(header(scan)));
                trace(scan, t, visit);
                scan = scan.add(object_size(scan, t));
            }
        };
        visit_copies();
        let moved = |p: *mut u8| if in_old(p) { forwarded(header(p)) } else { Some(p) };
        // The weak references that were reached, updated or cleared; the others are given.
        let update = |weakrefs: Vec<*mut u8>| {
            let mut unreached = Vec::new();
            for old in weakrefs {
                let Some(w) = moved(old) else {
                    unreached.push(old);
                    continue;
                };
                let slot = w.add(8).cast::<*mut u8>();
                *slot = moved(*slot).unwrap_or(std::ptr::null_mut());
                if (*slot).is_null() {
                    finalizers::note_cleared();
                } else {
                    (*this).weakrefs.push(w);
                }
            }
            unreached
        };
        let unreached = update(std::mem::take(&mut self.weakrefs));
        let mut dead = finalizers::take_dead(true, moved);
        if !dead.is_empty() {
            for d in &mut dead {
                visit(&raw mut d.0);
            }
            visit_copies();
            update(unreached);
            finalizers::enqueue(dead);
        }
        update_weak_roots(moved);
        self.ids = std::mem::take(&mut self.ids)
            .into_iter()
            .filter_map(|(p, id)| Some((moved(p as *mut u8)? as usize, id)))
            .collect();
        if self.settings.poison {
            std::ptr::write_bytes(old, POISON, used);
        }
        memory::release(old, old_size);
        (*state()).free = self.to;
        let live = self.to as usize - new as usize;
        let over = self.settings.max.is_some_and(|m| live + need > m);
        self.size = if over { live } else { self.initial.max(2 * live + need) };
        self.reset_limit();
        if self.settings.verify {
            let (low, high) = (self.space, self.to);
            let prebuilt = std::slice::from_raw_parts(
                if program().prebuilt_count == 0 { std::ptr::NonNull::dangling().as_ptr() } else { program().prebuilt },
                program().prebuilt_count as usize,
            );
            policy::verify::verify(prebuilt, |p| p >= low && p < high);
        }
    }

    unsafe fn copy(&mut self, p: *mut u8) -> *mut u8 {
        let h = header(p);
        if let Some(new) = forwarded(h) {
            return new;
        }
        let size = object_size(p, type_info(type_id(h)));
        let new = self.to;
        self.to = new.add(size);
        std::ptr::copy_nonoverlapping(p, new, size);
        forward(p, new);
        new
    }

    /// A number for the object.
    pub unsafe fn id(&mut self, p: *mut u8) -> i64 {
        if header(p) & FLAG_PREBUILT != 0 {
            return p as i64;
        }
        if let Some(id) = self.ids.get(&(p as usize)) {
            return *id;
        }
        // Small numbers: no prebuilt object is at such an address before very many ids are given.
        let id = self.next_id;
        self.next_id += 16;
        self.ids.insert(p as usize, id);
        id
    }

    /// A new weak reference.
    pub unsafe fn weakref(&mut self, target: *mut u8) -> *mut u8 {
        push_root(target);
        let w = self.allocate(16, WEAKREF_TYPE);
        let target = pop_root();
        if w.is_null() {
            policy::fatal::fatal("MemoryError");
        }
        w.add(8).cast::<*mut u8>().write(target);
        self.weakrefs.push(w);
        w
    }
}

//! Minor collections: whatever is reachable in the nursery moves to the old generation.

use crate::ahead::{fetch, fetch_soon, Coming};
use crate::heap::{has_refs, Heap, CARDS, CARDS_MARKED, MARK, SHADOW, YOUNG_LARGE};
use crate::large::CARD_SHIFT;
use abi::TYPE_WEAKREF;
use policy::finalizers;
use policy::heap::{
    forward, forwarded, header, length, object_size, set_header, trace, trace_items, trace_roots, type_id, type_info,
    update_weak_roots,
};
use policy::settings::POISON;
use policy::state::state;
use policy::FLAG_TRACK;

/// Up to so many bytes a loop is faster than a call.
const COPIED_BY_WORDS: usize = 96;

impl Heap {
    /// A minor collection. The nursery is empty afterwards.
    ///
    /// # Safety
    /// At a point where generated code may collect.
    pub unsafe fn minor(&mut self) {
        self.minors += 1;
        self.large_since = 0;
        // Reborrowed in the closures: they only touch fields that the walk does not.
        let this: *mut Heap = self;
        trace_roots(|slot| (*this).visit(slot));
        while let Some(p) = self.remembered.pop() {
            set_header(p, header(p) | FLAG_TRACK);
            trace(p, type_info(type_id(header(p))), |slot| (*this).visit(slot));
        }
        while let Some(p) = self.carded.pop() {
            self.visit_cards(p);
        }
        self.visit_gray();
        let weakrefs = std::mem::take(&mut self.young_weakrefs);
        let unreached = self.weakrefs_after_minor(weakrefs);
        let mut dead = finalizers::take_dead(false, |p| (*this).reached(p));
        if !dead.is_empty() {
            for d in &mut dead {
                self.visit(&raw mut d.0);
            }
            self.visit_gray();
            self.weakrefs_after_minor(unreached);
            finalizers::enqueue(dead);
        }
        update_weak_roots(|p| (*this).reached(p));
        self.young_large();
        for (p, place) in std::mem::take(&mut self.shadows) {
            if forwarded(header(p as *mut u8)).is_none() {
                self.drop_place(p as *mut u8, place);
            }
        }
        if self.settings.poison {
            let n = (*state()).free as usize - self.nursery as usize;
            std::ptr::write_bytes(self.nursery, POISON, n);
        }
        (*state()).free = self.nursery;
        self.reset_limit();
        self.verify();
    }

    unsafe fn visit_gray(&mut self) {
        let this: *mut Heap = self;
        let mut coming: Coming<*mut u8> = Coming::new();
        while !self.gray.is_empty() {
            while let Some(p) = self.gray.pop() {
                fetch_soon(&self.gray);
                trace(p, type_info(type_id(header(p))), |slot| (*this).visit_later(slot, &mut coming));
            }
            coming.drain(|slot| (*this).visit(slot));
        }
    }

    /// Visits the slot a little later, if it refers to a young object.
    #[inline(always)]
    unsafe fn visit_later(&mut self, slot: *mut *mut u8, coming: &mut Coming<*mut u8>) {
        let p = *slot;
        if self.in_nursery(p) {
            fetch(p);
            let first = coming.exchange(slot);
            if !first.is_null() {
                self.visit_young(first);
            }
        } else if self.large.may_be_young(p) {
            self.visit_large(p);
        }
    }

    /// Moves what the slot refers to, if it is young.
    #[inline(always)]
    pub unsafe fn visit(&mut self, slot: *mut *mut u8) {
        let p = *slot;
        if self.in_nursery(p) {
            self.visit_young(slot);
        } else if self.large.may_be_young(p) {
            self.visit_large(p);
        }
    }

    /// Keeps a large object, if it is young; its address says that it may be.
    #[cold]
    unsafe fn visit_large(&mut self, p: *mut u8) {
        let h = header(p);
        if h & (YOUNG_LARGE | MARK) == YOUNG_LARGE {
            set_header(p, h | MARK);
            self.gray.push(p);
        }
    }

    /// Moves what the slot refers to, which was in the nursery: out of line, since most slots refer to old objects.
    #[inline(never)]
    unsafe fn visit_young(&mut self, slot: *mut *mut u8) {
        let p = *slot;
        if !self.in_nursery(p) {
            return;
        }
        let h = header(p);
        if let Some(new) = forwarded(h) {
            *slot = new;
            return;
        }
        let t = type_info(type_id(h));
        let size = object_size(p, t);
        let new = if h & SHADOW != 0 { self.shadows[&(p as usize)] } else { self.place(size, t) };
        *slot = new;
        let mut flags = FLAG_TRACK;
        if t.item_refs != 0 && size > crate::old::MAX_SMALL {
            flags |= CARDS;
        }
        set_header(new, (h & abi::TYPE_MASK) | flags);
        if size <= COPIED_BY_WORDS {
            for i in 1..size / 8 {
                new.cast::<u64>().add(i).write(p.cast::<u64>().add(i).read());
            }
        } else {
            std::ptr::copy_nonoverlapping(p.add(8), new.add(8), size - 8);
        }
        forward(p, new);
        if has_refs(t) {
            self.gray.push(new);
        }
    }

    unsafe fn visit_cards(&mut self, p: *mut u8) {
        let this: *mut Heap = self;
        set_header(p, header(p) & !CARDS_MARKED);
        let t = type_info(type_id(header(p)));
        let n = length(p, t);
        let mut coming: Coming<*mut u8> = Coming::new();
        for k in 0..=(n >> CARD_SHIFT) {
            let card = p.sub(1 + k);
            if *card != 0 {
                *card = 0;
                let from = k << CARD_SHIFT;
                let to = n.min(from + (1 << CARD_SHIFT));
                trace_items(p, t, from, to, |slot| (*this).visit_later(slot, &mut coming));
            }
        }
        coming.drain(|slot| (*this).visit(slot));
    }

    /// Young large objects that were reached are old from now on; the others are freed.
    unsafe fn young_large(&mut self) {
        for l in self.large.take_young() {
            let h = header(l.object);
            if h & MARK != 0 {
                let cards = if l.cards != 0 { CARDS } else { 0 };
                set_header(l.object, (h & abi::TYPE_MASK) | FLAG_TRACK | cards);
                self.large.old.push(l);
            } else {
                self.large.free(l, self.settings.poison);
            }
        }
    }

    /// Updates or clears those weak references that were reached; gives the others.
    unsafe fn weakrefs_after_minor(&mut self, weakrefs: Vec<*mut u8>) -> Vec<*mut u8> {
        let mut unreached = Vec::new();
        for w in weakrefs {
            let Some(new) = forwarded(header(w)) else {
                unreached.push(w);
                continue;
            };
            debug_assert!(type_info(type_id(header(new))).flags & TYPE_WEAKREF != 0);
            let slot = new.add(8).cast::<*mut u8>();
            *slot = self.reached(*slot).unwrap_or(std::ptr::null_mut());
            if (*slot).is_null() {
                finalizers::note_cleared();
            } else {
                self.old_weakrefs.push(new);
            }
        }
        unreached
    }

    /// Where an object is now; `None` if it is a young one that was not reached.
    unsafe fn reached(&self, p: *mut u8) -> Option<*mut u8> {
        if self.in_nursery(p) {
            return forwarded(header(p));
        }
        (header(p) & (YOUNG_LARGE | MARK) != YOUNG_LARGE).then_some(p)
    }

    /// The object died before it came to its reserved place.
    unsafe fn drop_place(&mut self, p: *mut u8, place: *mut u8) {
        let size = object_size(p, type_info(type_id(header(p))));
        if size <= crate::old::MAX_SMALL {
            self.old.give_back(place, size);
        } else if let Some(i) = self.large.old.iter().position(|l| l.object == place) {
            let l = self.large.old.swap_remove(i);
            self.large.free(l, false);
        }
    }
}

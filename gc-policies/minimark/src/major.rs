//! Major collections: mark from the roots with an explicit stack, then sweep everything.

use crate::ahead::{fetch, fetch_soon, Coming};
use crate::heap::{has_refs, Heap, MARK};
use policy::heap::{
    header, length, set_header, trace, trace_fixed, trace_items, trace_roots, type_id, type_info, update_weak_roots,
};
use policy::{finalizers, FLAG_PREBUILT};

/// Items of an array that are followed at a time.
const PIECE: usize = 1024;

impl Heap {
    /// A major collection. The nursery must be empty.
    ///
    /// # Safety
    /// Directly after a minor collection.
    pub unsafe fn major(&mut self) {
        self.majors += 1;
        let this: *mut Heap = self;
        trace_roots(|slot| (*this).mark(*slot));
        for i in 0..self.prebuilt.len() {
            let p = self.prebuilt[i];
            trace(p, type_info(type_id(header(p))), |slot| (*this).mark(*slot));
        }
        self.mark_gray();
        let weakrefs = std::mem::take(&mut self.old_weakrefs);
        let unreached = self.weakrefs_after_marking(weakrefs);
        let marked = |p| (header(p) & (MARK | FLAG_PREBUILT) != 0).then_some(p);
        let dead = finalizers::take_dead(true, marked);
        if !dead.is_empty() {
            for d in &dead {
                self.mark(d.0);
            }
            self.mark_gray();
            self.weakrefs_after_marking(unreached);
            finalizers::enqueue(dead);
        }
        update_weak_roots(marked);
        self.old.sweep(MARK, self.settings.poison);
        for l in std::mem::take(&mut self.large.old) {
            let h = header(l.object);
            if h & MARK != 0 {
                set_header(l.object, h & !MARK);
                self.large.old.push(l);
            } else {
                self.large.free(l, self.settings.poison);
            }
        }
        self.set_threshold();
        self.verify();
    }

    /// Marks what the gray objects lead to. Long arrays are followed a piece at a time, so that the stack of gray
    /// objects stays short whatever they hold.
    unsafe fn mark_gray(&mut self) {
        let this: *mut Heap = self;
        let mut begun: Vec<(*mut u8, usize)> = Vec::new();
        let mut coming = Coming::new();
        loop {
            while let Some(p) = self.gray.pop() {
                fetch_soon(&self.gray);
                let t = type_info(type_id(header(p)));
                if t.item_refs != 0 && length(p, t) > PIECE {
                    trace_fixed(p, t, |slot| (*this).mark_later(*slot, &mut coming));
                    begun.push((p, 0));
                } else {
                    trace(p, t, |slot| (*this).mark_later(*slot, &mut coming));
                }
            }
            coming.drain(|p| self.mark(p));
            if !self.gray.is_empty() {
                continue;
            }
            let Some((p, from)) = begun.pop() else { return };
            let t = type_info(type_id(header(p)));
            let to = length(p, t).min(from + PIECE);
            trace_items(p, t, from, to, |slot| (*this).mark_later(*slot, &mut coming));
            if to < length(p, t) {
                begun.push((p, to));
            }
        }
    }

    /// Clears those weak references that were reached and whose objects were not; gives those not reached.
    unsafe fn weakrefs_after_marking(&mut self, weakrefs: Vec<*mut u8>) -> Vec<*mut u8> {
        let mut unreached = Vec::new();
        for w in weakrefs {
            let slot = w.add(8).cast::<*mut u8>();
            if header(w) & MARK == 0 {
                unreached.push(w);
            } else if header(*slot) & (MARK | FLAG_PREBUILT) == 0 {
                *slot = std::ptr::null_mut();
                finalizers::note_cleared();
            } else {
                self.old_weakrefs.push(w);
            }
        }
        unreached
    }

    #[inline(always)]
    unsafe fn mark_later(&mut self, p: *mut u8, coming: &mut Coming<u8>) {
        if !p.is_null() {
            fetch(p);
            self.mark(coming.exchange(p));
        }
    }

    #[inline(always)]
    unsafe fn mark(&mut self, p: *mut u8) {
        if p.is_null() {
            return;
        }
        let h = header(p);
        if h & (MARK | FLAG_PREBUILT) != 0 {
            return;
        }
        set_header(p, h | MARK);
        if has_refs(type_info(type_id(h))) {
            self.gray.push(p);
        }
    }
}

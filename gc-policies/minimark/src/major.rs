//! Major collections: mark from the roots with an explicit stack, then sweep everything.

use crate::heap::{has_refs, Heap, MARK};
use policy::heap::{header, set_header, trace, trace_roots, type_id, type_info};
use policy::FLAG_PREBUILT;

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
        while let Some(p) = self.gray.pop() {
            trace(p, type_info(type_id(header(p))), |slot| (*this).mark(*slot));
        }
        self.old_weakrefs.retain(|w| {
            if header(*w) & MARK == 0 {
                return false;
            }
            let slot = w.add(8).cast::<*mut u8>();
            if header(*slot) & (MARK | FLAG_PREBUILT) == 0 {
                *slot = std::ptr::null_mut();
                return false;
            }
            true
        });
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

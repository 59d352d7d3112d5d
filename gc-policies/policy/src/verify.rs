//! The heap verifier: walks everything reachable and checks that references make sense.

use crate::fatal::fatal;
use crate::heap::{header, trace, trace_roots, type_id, type_info};
use crate::state::program;
use crate::table::FLAG_PREBUILT;
use abi::FORWARDED;
use std::collections::HashSet;

/// Walks the heap from the roots and `extra` objects; `in_heap` says whether an address is one where
/// the collector has objects. Stops the program at the first bad reference.
///
/// # Safety
/// Directly after a collection.
pub unsafe fn verify(extra: &[*mut u8], in_heap: impl Fn(*mut u8) -> bool) {
    let mut seen: HashSet<usize> = HashSet::new();
    let mut work: Vec<*mut u8> = Vec::new();
    let check = |p: *mut u8, from: &str| {
        if p as usize % 8 != 0 {
            fatal(&format!("heap verifier: misaligned reference {p:?} in {from}"));
        }
        if p as usize == usize::from_ne_bytes([crate::settings::POISON; 8]) {
            fatal(&format!("heap verifier: poisoned reference in {from}"));
        }
        let h = header(p);
        if h & FORWARDED != 0 || type_id(h) == 0 || type_id(h) >= program().type_count {
            fatal(&format!("heap verifier: bad header {h:#x} of {p:?} in {from}"));
        }
        if h & FLAG_PREBUILT == 0 && !in_heap(p) {
            fatal(&format!("heap verifier: stale reference {p:?} in {from}"));
        }
    };
    trace_roots(|slot| {
        let p = *slot;
        if !p.is_null() {
            check(p, "a root");
            work.push(p);
        }
    });
    work.extend_from_slice(extra);
    while let Some(p) = work.pop() {
        if !seen.insert(p as usize) {
            continue;
        }
        let id = type_id(header(p));
        trace(p, type_info(id), |slot| {
            let q = *slot;
            if !q.is_null() {
                check(q, &format!("object {p:?} of type {id} at offset {}", slot as usize - p as usize));
                if !seen.contains(&(q as usize)) {
                    work.push(q);
                }
            }
        });
    }
}

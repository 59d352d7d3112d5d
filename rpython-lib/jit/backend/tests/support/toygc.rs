//! A collector for tests: small, moves everything at every collection, poisons what it left.
#![allow(dead_code)]

use abi::GcState;
use jit_backend::{Backend, Gc};
use std::cell::RefCell;

const OBJECT: usize = 32;
const NEXT: usize = 16;
/// Type of the room that several objects are carved from: header, length, bytes.
const ROOM: u32 = 77;
const FORWARDED: u64 = 1 << 63;

struct State {
    gc: Box<GcState>,
    space: Vec<u64>,
    size: usize,
    extra: u64,
    backend: Option<*const dyn Backend>,
    collections: usize,
}

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

fn with<R>(f: impl FnOnce(&mut State) -> R) -> R {
    STATE.with_borrow_mut(|s| f(s.as_mut().unwrap()))
}

impl State {
    fn reset(&mut self, space: Vec<u64>, used: usize) {
        self.space = space;
        let base = self.space.as_mut_ptr();
        // SAFETY: within the space or at its end.
        unsafe {
            self.gc.free = base.add(used).cast();
            self.gc.limit = base.add(self.size).cast();
        }
    }
}

/// A new heap with a nursery of that many words.
pub fn start(policy: &str, words: usize) -> Gc {
    let null = std::ptr::null_mut;
    let gc = Box::new(GcState { free: null(), limit: null(), roots_top: std::ptr::null_mut(), stack_limit: 0 });
    let policy = policy::find(policy).unwrap();
    let mut s = State { gc, space: Vec::new(), size: words, extra: 0, backend: None, collections: 0 };
    s.reset(vec![0xdddd_dddd_dddd_dddd; words], 0);
    let state: *mut GcState = &mut *s.gc;
    STATE.with_borrow_mut(|slot| *slot = Some(s));
    Gc {
        policy,
        state,
        malloc_fixed: malloc_fixed as *const () as u64,
        malloc_varsize: malloc_room as *const () as u64,
        write_barrier: write_barrier as *const () as u64,
        write_barrier_array: 0,
        room: Some((ROOM, 16)),
    }
}

/// Who knows the roots. It must live as long as the heap is used.
pub fn set_backend(b: &dyn Backend) {
    // SAFETY: only the lifetime changes; the tests keep the back end alive.
    let b = unsafe { std::mem::transmute::<&dyn Backend, &'static dyn Backend>(b) };
    with(|s| s.backend = Some(b));
}

/// How often it collected.
pub fn collections() -> usize {
    with(|s| s.collections)
}

fn collect() {
    let backend = with(|s| s.backend.unwrap());
    with(|s| {
        s.collections += 1;
        let mut to: Vec<u64> = vec![0xdddd_dddd_dddd_dddd; s.size];
        let from = s.space.as_ptr() as usize..s.space.as_ptr() as usize + 8 * s.size;
        let mut used = 0;
        let copy = &mut |slot: *mut u64, to: &mut Vec<u64>| {
            // SAFETY: roots and fields hold null, or objects in one of the two spaces.
            unsafe {
                let p = *slot;
                if p == 0 {
                    return;
                }
                assert!(from.contains(&(p as usize)), "reference to {p:#x} outside the heap");
                let object = p as *mut u64;
                if *object & FORWARDED == 0 {
                    assert!(*object as u32 != 0 && *object as u32 != 0xdddd_dddd, "no object at {p:#x}");
                    let words = OBJECT / 8;
                    std::ptr::copy_nonoverlapping(object, to.as_mut_ptr().add(used), words);
                    *object = to.as_ptr().add(used) as u64 | FORWARDED;
                    used += words;
                }
                *slot = *object & !FORWARDED;
            }
        };
        // SAFETY: called from compiled code, so all frames are suspended in calls.
        unsafe { (*backend).roots(&mut |slot| copy(slot, &mut to)) };
        let extra: *mut u64 = &mut s.extra;
        copy(extra, &mut to);
        let mut scan = 0;
        // Copied objects follow each other; what comes after is poison.
        while to.get(scan).is_some_and(|w| *w as u32 != 0xdddd_dddd) {
            let next: *mut u64 = &mut to[scan + NEXT / 8];
            copy(next, &mut to);
            scan += OBJECT / 8;
        }
        s.reset(to, scan);
    });
}

extern "C" fn malloc_fixed(type_id: u32) -> *mut u8 {
    collect();
    with(|s| {
        let p: *mut u64 = s.gc.free.cast();
        assert!((p as usize) + OBJECT <= s.gc.limit as usize, "heap full");
        // SAFETY: inside the space.
        unsafe {
            std::ptr::write_bytes(p, 0, OBJECT / 8);
            *p = type_id as u64;
            s.gc.free = p.cast::<u8>().add(OBJECT);
        }
        p.cast()
    })
}

/// Room for several objects; it must be one of these objects when the next collection looks.
extern "C" fn malloc_room(type_id: u32, length: i64) -> *mut u8 {
    assert_eq!(type_id, ROOM);
    collect();
    with(|s| {
        let p = s.gc.free;
        let size = 16 + length as usize;
        assert!(p as usize + size <= s.gc.limit as usize, "heap full");
        // SAFETY: inside the space.
        unsafe {
            std::ptr::write_bytes(p, 0xdd, size);
            s.gc.free = p.add(size);
        }
        p
    })
}

extern "C" fn write_barrier(object: *mut u64) {
    // SAFETY: called with an object.
    unsafe { *object &= !policy::FLAG_TRACK };
}

/// Collects every third round; hands the list back, or every fifth round an empty one.
pub extern "C" fn identity(list: *mut u64, round: i64) -> *mut u64 {
    with(|s| s.extra = list as u64);
    if round % 3 == 0 {
        collect();
    }
    let list = with(|s| std::mem::take(&mut s.extra));
    if round % 5 == 0 {
        std::ptr::null_mut()
    } else {
        list as *mut u64
    }
}

/// The values of the nodes of a list.
pub fn list_values(mut p: u64) -> Vec<i64> {
    let mut out = Vec::new();
    while p != 0 && out.len() < 16 {
        // SAFETY: a list that the collector knows.
        unsafe {
            out.push(*((p + 8) as *const i64));
            p = *((p + NEXT as u64) as *const u64);
        }
    }
    out
}

//! The `semispace` policy: everything moves at every collection (Cheney's algorithm).
//!
//! Its use is to shake out references that the compiler forgot: with `RPY_GC_STRESS=1` each
//! allocation moves every object that a program has. No barrier; all prebuilt objects are roots.
//!
//! This crate is also the static library that products are linked with: it pulls in the run time.

mod space;

use policy::heap::{round_up, type_id, type_info, varsize};
use policy::{Collector, Settings, FLAG_PREBUILT};
// The run time is part of the static library though nothing here calls it.
use runtime as _;
use space::{heap, Heap};

/// The collector.
pub struct Semispace;

policy::export_collector!(Semispace);

// SAFETY: see the functions of `Heap`.
unsafe impl Collector for Semispace {
    unsafe fn start(settings: Settings) {
        Heap::start(settings);
    }

    unsafe fn malloc_fixed(type_id: u32) -> *mut u8 {
        let p = (*heap()).allocate(round_up(type_info(type_id).fixed_size as usize), type_id);
        if p.is_null() {
            policy::fatal::fatal("MemoryError");
        }
        p
    }

    unsafe fn malloc_varsize(type_id: u32, length: i64) -> *mut u8 {
        let t = type_info(type_id);
        let Some(size) = varsize(t, length) else { return std::ptr::null_mut() };
        let p = (*heap()).allocate(size, type_id);
        if !p.is_null() {
            p.add(t.length_offset as usize).cast::<i64>().write(length);
        }
        p
    }

    unsafe fn write_barrier(_object: *mut u8) {}

    unsafe fn write_barrier_array(_object: *mut u8, _index: i64) {}

    unsafe fn collect() {
        (*heap()).collect(0);
    }

    unsafe fn id(object: *mut u8) -> i64 {
        (*heap()).id(object)
    }

    unsafe fn can_move(object: *mut u8) -> bool {
        policy::heap::header(object) & FLAG_PREBUILT == 0
    }

    unsafe fn weakref(object: *mut u8) -> *mut u8 {
        (*heap()).weakref(object)
    }

    unsafe fn memory_pressure(_bytes: i64) {}

    unsafe fn shrink(object: *mut u8, length: i64) -> *mut u8 {
        let t = type_info(type_id(policy::heap::header(object)));
        object.add(t.length_offset as usize).cast::<i64>().write(length);
        object
    }

    unsafe fn finish() {}
}

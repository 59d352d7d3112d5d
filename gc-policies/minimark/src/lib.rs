//! The `minimark` policy: a bump-pointer nursery, copying minor collections into a non-moving old
//! generation, stop-the-world mark-sweep major collections.
//!
//! Young objects are in the nursery or, when too large for it, in the list of young large objects.
//! Old objects are in size-segregated blocks ([`old`]) or are large ([`large`]). The write barrier
//! keeps a list of old and prebuilt objects that may refer to young ones; stores to large arrays
//! of references mark cards. The marker uses an explicit stack.
//!
//! This crate is also the static library that products are linked with: it pulls in the run time.

mod ahead;
mod heap;
mod large;
mod major;
mod minor;
mod old;
mod region;

use heap::{heap, Heap};
use policy::{Collector, Settings};
// The run time is part of the static library though nothing here calls it.
use runtime as _;

/// The collector.
pub struct Minimark;

policy::export_collector!(Minimark);

// SAFETY: see the functions of `Heap`.
unsafe impl Collector for Minimark {
    unsafe fn start(settings: Settings) {
        Heap::start(settings);
    }

    #[cold]
    unsafe fn malloc_fixed(type_id: u32) -> *mut u8 {
        let size = policy::heap::round_up(policy::heap::type_info(type_id).fixed_size as usize);
        let p = (*heap()).allocate(size, type_id);
        if p.is_null() {
            policy::fatal::fatal("MemoryError");
        }
        p
    }

    unsafe fn malloc_varsize(type_id: u32, length: i64) -> *mut u8 {
        let t = policy::heap::type_info(type_id);
        let Some(size) = policy::heap::varsize(t, length) else { return std::ptr::null_mut() };
        let p = (*heap()).allocate(size, type_id);
        if !p.is_null() {
            p.add(t.length_offset as usize).cast::<i64>().write(length);
        }
        p
    }

    unsafe fn write_barrier(object: *mut u8) {
        (*heap()).remember(object);
    }

    unsafe fn write_barrier_array(object: *mut u8, index: i64) {
        (*heap()).remember_item(object, index as usize);
    }

    unsafe fn collect() {
        (*heap()).collect_fully();
    }

    unsafe fn id(object: *mut u8) -> i64 {
        (*heap()).old_address(object) as i64
    }

    unsafe fn can_move(object: *mut u8) -> bool {
        (*heap()).in_nursery(object)
    }

    unsafe fn weakref(object: *mut u8) -> *mut u8 {
        (*heap()).weakref(object)
    }

    unsafe fn memory_pressure(bytes: i64) {
        (*heap()).pressure(bytes);
    }

    unsafe fn shrink(object: *mut u8, length: i64) -> *mut u8 {
        let t = policy::heap::type_info(policy::heap::type_id(policy::heap::header(object)));
        object.add(t.length_offset as usize).cast::<i64>().write(length);
        object
    }

    unsafe fn grow(object: *mut u8, length: i64) -> bool {
        (*heap()).grow(object, length)
    }

    unsafe fn finish() {
        (*heap()).finish();
    }
}

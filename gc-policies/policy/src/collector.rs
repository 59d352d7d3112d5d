//! A policy as the run time sees it.

use crate::Settings;

/// A collector. All functions run on the thread that runs generated code.
///
/// # Safety
/// Objects handed out are zeroed but for their header (and characters: `TYPE_CHARACTERS`), and stay valid as the policy's description says.
pub unsafe trait Collector {
    /// Sets up the heap; `state::start` has been called.
    ///
    /// # Safety
    /// Once.
    unsafe fn start(settings: Settings);
    /// A new object; stops the program when out of memory.
    ///
    /// # Safety
    /// A type without trailing array.
    unsafe fn malloc_fixed(type_id: u32) -> *mut u8;
    /// A new object with a trailing array; null when out of memory.
    ///
    /// # Safety
    /// A type with a trailing array.
    unsafe fn malloc_varsize(type_id: u32, length: i64) -> *mut u8;
    /// Slow path of the barrier for a store anywhere in the object.
    ///
    /// # Safety
    /// An object.
    unsafe fn write_barrier(object: *mut u8);
    /// Slow path of the barrier for a store to one item.
    ///
    /// # Safety
    /// An object with that item.
    unsafe fn write_barrier_array(object: *mut u8, index: i64);
    /// Full collection.
    ///
    /// # Safety
    /// At a point where generated code may collect.
    unsafe fn collect();
    /// A number that stays with the object; distinct from that of other live objects.
    ///
    /// # Safety
    /// An object.
    unsafe fn id(object: *mut u8) -> i64;
    /// Whether the object may move.
    ///
    /// # Safety
    /// An object.
    unsafe fn can_move(object: *mut u8) -> bool;
    /// A new weak reference.
    ///
    /// # Safety
    /// An object.
    unsafe fn weakref(object: *mut u8) -> *mut u8;
    /// Counts memory that the program holds outside the heap.
    ///
    /// # Safety
    /// At a point where generated code may collect.
    unsafe fn memory_pressure(bytes: i64);
    /// Shortens an array just allocated; the object.
    ///
    /// # Safety
    /// An object with at least `length` items.
    unsafe fn shrink(object: *mut u8, length: i64) -> *mut u8;
    /// Makes an array longer where it stands; false if that cannot be done. New items are zero.
    ///
    /// # Safety
    /// An array with at most `length` items.
    unsafe fn grow(_object: *mut u8, _length: i64) -> bool {
        false
    }
    /// The program ends.
    ///
    /// # Safety
    /// Last call.
    unsafe fn finish();
}

/// Exports a [`Collector`] under the symbols that generated code and the run time call.
#[macro_export]
macro_rules! export_collector {
    ($c:ty) => {
        mod exported {
            #![allow(clippy::missing_safety_doc)]
            use super::*;
            use $crate::Collector;
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_start() {
                <$c>::start($crate::Settings::from_env())
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_finish() {
                <$c>::finish()
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_malloc_fixed(type_id: u32) -> *mut u8 {
                <$c>::malloc_fixed(type_id)
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_malloc_varsize(type_id: u32, length: i64) -> *mut u8 {
                <$c>::malloc_varsize(type_id, length)
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_write_barrier(object: *mut u8) {
                <$c>::write_barrier(object)
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_write_barrier_array(object: *mut u8, index: i64) {
                <$c>::write_barrier_array(object, index)
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_collect() {
                <$c>::collect()
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_identityhash(object: *mut u8) -> i64 {
                $crate::collector::spread(<$c>::id(object))
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_id(object: *mut u8) -> i64 {
                <$c>::id(object)
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_can_move(object: *mut u8) -> bool {
                <$c>::can_move(object)
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_weakref_create(object: *mut u8) -> *mut u8 {
                <$c>::weakref(object)
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_register_finalizer(object: *mut u8, queue: i64) {
                $crate::finalizers::register(object, queue)
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_next_dead(queue: i64) -> *mut u8 {
                $crate::finalizers::next_dead(queue)
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_finalize_all() {
                $crate::finalizers::end_all()
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_finalizers_left() -> i64 {
                i64::from($crate::finalizers::any())
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_weakrefs_cleared() -> i64 {
                $crate::finalizers::take_cleared()
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_add_memory_pressure(bytes: i64) {
                <$c>::memory_pressure(bytes)
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_shrink_array(object: *mut u8, length: i64) -> *mut u8 {
                <$c>::shrink(object, length)
            }
            #[no_mangle]
            pub unsafe extern "C" fn rpy_gc_grow_array(object: *mut u8, length: i64) -> bool {
                <$c>::grow(object, length)
            }
        }
    };
}

/// Identity hash from an id: the low bits of an address say nothing.
pub fn spread(id: i64) -> i64 {
    id ^ (id >> 4)
}

extern "C" {
    /// [`Collector::start`] of the policy that is linked in.
    pub fn rpy_gc_start();
    /// [`Collector::finish`] of the policy that is linked in.
    pub fn rpy_gc_finish();
    /// [`Collector::malloc_fixed`] of the policy that is linked in.
    pub fn rpy_gc_malloc_fixed(type_id: u32) -> *mut u8;
    /// [`Collector::malloc_varsize`] of the policy that is linked in.
    pub fn rpy_gc_malloc_varsize(type_id: u32, length: i64) -> *mut u8;
    /// [`Collector::write_barrier`] of the policy that is linked in.
    pub fn rpy_gc_write_barrier(object: *mut u8);
    /// [`Collector::write_barrier_array`] of the policy that is linked in.
    pub fn rpy_gc_write_barrier_array(object: *mut u8, index: i64);
}

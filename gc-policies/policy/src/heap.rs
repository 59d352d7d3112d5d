//! Looking into objects: type, size, references.

use crate::state::program;
use abi::{Header, TypeInfo, FORWARDED, TYPE_ITEMS_ARE_REFS, TYPE_MASK, TYPE_NO_REFS, TYPE_VARSIZE};

/// The header word.
///
/// # Safety
/// `p` is an object.
#[inline(always)]
pub unsafe fn header(p: *mut u8) -> Header {
    *p.cast::<u64>()
}

/// Writes the header word.
///
/// # Safety
/// `p` is an object.
#[inline(always)]
pub unsafe fn set_header(p: *mut u8, h: Header) {
    *p.cast::<u64>() = h;
}

/// The new address, if the object has moved.
#[inline(always)]
pub fn forwarded(h: Header) -> Option<*mut u8> {
    (h & FORWARDED != 0).then_some((h & !FORWARDED) as *mut u8)
}

/// Leaves the new address behind.
///
/// # Safety
/// `old` is an object whose contents are no longer needed.
#[inline(always)]
pub unsafe fn forward(old: *mut u8, new: *mut u8) {
    set_header(old, new as u64 | FORWARDED);
}

/// The description of a type.
///
/// # Safety
/// A type id of the running program.
#[inline(always)]
pub unsafe fn type_info(id: u32) -> &'static TypeInfo {
    &*program().types.add(id as usize)
}

/// The type of an object.
#[inline(always)]
pub fn type_id(h: Header) -> u32 {
    (h & TYPE_MASK) as u32
}

/// Length of the trailing array.
///
/// # Safety
/// An object of that type, which has a trailing array.
#[inline(always)]
pub unsafe fn length(p: *mut u8, t: &TypeInfo) -> usize {
    *p.add(t.length_offset as usize).cast::<usize>()
}

/// Bytes rounded up to the alignment of objects.
#[inline(always)]
pub fn round_up(n: usize) -> usize {
    (n + 7) & !7
}

/// Size of an object, a multiple of 8.
///
/// # Safety
/// An object of that type, not forwarded.
#[inline(always)]
pub unsafe fn object_size(p: *mut u8, t: &TypeInfo) -> usize {
    let mut n = t.fixed_size as usize;
    if t.flags & TYPE_VARSIZE != 0 {
        n += length(p, t) * t.item_size as usize;
    }
    round_up(n)
}

/// Size of a new object with `length` items; `None` if no memory could hold it.
#[inline]
pub fn varsize(t: &TypeInfo, length: i64) -> Option<usize> {
    let n = u64::try_from(length).ok()?.checked_mul(t.item_size as u64)?.checked_add(t.fixed_size as u64)?;
    (n < 1 << 46).then_some(round_up(n as usize))
}

/// Calls `f` with the address of each reference in the object.
///
/// # Safety
/// An object of that type, not forwarded.
#[inline(always)]
pub unsafe fn trace(p: *mut u8, t: &TypeInfo, mut f: impl FnMut(*mut *mut u8)) {
    if t.flags & TYPE_NO_REFS != 0 {
        return;
    }
    trace_fixed(p, t, &mut f);
    if t.item_refs != 0 {
        trace_items(p, t, 0, length(p, t), f);
    }
}

/// Calls `f` with the address of each reference outside the items.
///
/// # Safety
/// An object of that type.
#[inline(always)]
pub unsafe fn trace_fixed(p: *mut u8, t: &TypeInfo, mut f: impl FnMut(*mut *mut u8)) {
    let offsets = program().offsets.add(t.refs_start as usize);
    for i in 0..t.fixed_refs as usize {
        f(p.add(*offsets.add(i) as usize).cast());
    }
}

/// Calls `f` with the address of each reference in items `from..to`.
///
/// # Safety
/// An object of that type with at least `to` items.
#[inline(always)]
pub unsafe fn trace_items(p: *mut u8, t: &TypeInfo, from: usize, to: usize, mut f: impl FnMut(*mut *mut u8)) {
    let items = p.add(t.fixed_size as usize);
    if t.flags & TYPE_ITEMS_ARE_REFS != 0 {
        let items = items.cast::<*mut u8>();
        for i in from..to {
            f(items.add(i));
        }
        return;
    }
    let offsets = program().offsets.add((t.refs_start + t.fixed_refs) as usize);
    for i in from..to {
        let item = items.add(i * t.item_size as usize);
        for k in 0..t.item_refs as usize {
            f(item.add(*offsets.add(k) as usize).cast());
        }
    }
}

/// Calls its argument with the address of each root that only a part of the run time knows.
pub type MoreRoots = unsafe fn(&mut dyn FnMut(*mut *mut u8));

static mut MORE_ROOTS: Option<MoreRoots> = None;

/// Has [`trace_roots`] ask for further roots (the JIT's).
///
/// # Safety
/// From the thread that runs the program, outside collections.
pub unsafe fn set_more_roots(more: MoreRoots) {
    MORE_ROOTS = Some(more);
}

/// Calls its argument with each reference that does not keep its object, which answers where a living object is now.
pub type WeakRoots = unsafe fn(&mut dyn FnMut(*mut u8) -> Option<*mut u8>);

static mut WEAK_ROOTS: Option<WeakRoots> = None;

/// Has [`update_weak_roots`] ask for the references that only a part of the run time knows and that keep nothing alive.
///
/// # Safety
/// From the thread that runs the program, outside collections.
pub unsafe fn set_weak_roots(weak: WeakRoots) {
    WEAK_ROOTS = Some(weak);
}

/// Tells those who hold references that keep nothing where the objects are now; `alive` answers `None` for dead ones.
///
/// # Safety
/// During a collection, when all that lives is known, what finalizers need included.
pub unsafe fn update_weak_roots(mut alive: impl FnMut(*mut u8) -> Option<*mut u8>) {
    if let Some(weak) = WEAK_ROOTS {
        weak(&mut alive);
    }
}

/// Calls `f` with the address of each root that every collector has: shadow stack and static slots.
///
/// # Safety
/// Generated code is at a point where it may collect.
pub unsafe fn trace_roots(mut f: impl FnMut(*mut *mut u8)) {
    let (base, n) = crate::state::roots();
    for i in 0..n {
        f(base.add(i));
    }
    crate::threads::each(&mut f);
    let p = program();
    for i in 0..p.slot_count as usize {
        f(*p.slots.add(i));
    }
    crate::finalizers::each_dead(&mut f);
    if let Some(more) = MORE_ROOTS {
        more(&mut f);
    }
}

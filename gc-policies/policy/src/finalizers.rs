//! Objects whose death the program wants to hear of.
//!
//! The program registers an object under the number of a queue. When a collection finds it dead, the object and
//! what it refers to live on, once, in that queue, from which the program takes it. Weak references to such objects
//! are cleared first. The collectors call [`take_dead`] when everything reachable is known, trace what it gives,
//! and put it into the queues.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::ticker;

/// An object and the number of its queue.
pub type Watched = (*mut u8, i64);

struct Finalizers {
    /// Registered since the last collection.
    young: Vec<Watched>,
    old: Vec<Watched>,
    dead: VecDeque<Watched>,
}

static mut FINALIZERS: Finalizers = Finalizers { young: Vec::new(), old: Vec::new(), dead: VecDeque::new() };
static CLEARED: AtomicI64 = AtomicI64::new(0);

fn all() -> *mut Finalizers {
    &raw mut FINALIZERS
}

/// Asks for the object when it dies.
///
/// # Safety
/// An object, by the thread that runs the program.
pub unsafe fn register(object: *mut u8, queue: i64) {
    (*all()).young.push((object, queue));
}

/// Is there an object that was registered and has not died?
///
/// # Safety
/// By the thread that runs the program.
pub unsafe fn any() -> bool {
    !(*all()).young.is_empty() || !(*all()).old.is_empty()
}

/// Puts all living registered objects into their queues: the program ends.
///
/// # Safety
/// By the thread that runs the program.
pub unsafe fn end_all() {
    let f = &mut *all();
    let mut objects = std::mem::take(&mut f.old);
    objects.append(&mut f.young);
    enqueue(objects);
}

/// The next dead object of a queue, or null.
///
/// # Safety
/// By the thread that runs the program.
pub unsafe fn next_dead(queue: i64) -> *mut u8 {
    let dead = &mut (*all()).dead;
    let found = dead.iter().position(|d| d.1 == queue).and_then(|i| dead.remove(i));
    if dead.is_empty() && CLEARED.load(Ordering::Relaxed) == 0 {
        ticker::clear(ticker::DEAD);
    }
    found.map_or(std::ptr::null_mut(), |d| d.0)
}

/// A collection cleared a weak reference.
pub fn note_cleared() {
    CLEARED.fetch_add(1, Ordering::Relaxed);
    ticker::set(ticker::DEAD);
}

/// How many weak references were cleared since the last call.
///
/// # Safety
/// By the thread that runs the program.
pub unsafe fn take_cleared() -> i64 {
    if (*all()).dead.is_empty() {
        ticker::clear(ticker::DEAD);
    }
    CLEARED.swap(0, Ordering::Relaxed)
}

/// The registered objects that are dead; `alive` gives the address of a living one. With `all_ages` false
/// only those registered since the last collection are looked at.
///
/// # Safety
/// During a collection, when everything reachable is known.
pub unsafe fn take_dead(all_ages: bool, mut alive: impl FnMut(*mut u8) -> Option<*mut u8>) -> Vec<Watched> {
    let f = &mut *all();
    let mut dead = Vec::new();
    let old = if all_ages { std::mem::take(&mut f.old) } else { Vec::new() };
    for (p, queue) in old.into_iter().chain(std::mem::take(&mut f.young)) {
        match alive(p) {
            Some(p) => f.old.push((p, queue)),
            None => dead.push((p, queue)),
        }
    }
    dead
}

/// Puts dead objects, at their present addresses, into their queues.
///
/// # Safety
/// During a collection.
pub unsafe fn enqueue(dead: Vec<Watched>) {
    if !dead.is_empty() {
        (*all()).dead.extend(dead);
        ticker::set(ticker::DEAD);
    }
}

/// Calls `f` with the address of each reference to a dead object that the program has not taken yet.
///
/// # Safety
/// During a collection.
pub unsafe fn each_dead(mut f: impl FnMut(*mut *mut u8)) {
    for d in (*all()).dead.iter_mut() {
        f(&raw mut d.0);
    }
}

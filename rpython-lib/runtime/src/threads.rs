//! `rpy_gil_*`, `rpy_thread_*`: threads of the program, one of which runs at a time.
//!
//! The thread that holds the lock owns the state that generated code reads and writes. A thread that
//! waits has its shadow stack and stack limit parked where the collector finds them
//! ([`policy::threads`]). Who wants the lock for longer than [`SLICE`] sets a bit in the word that the
//! program polls ([`policy::ticker`]).
//!
//! A new thread calls the entry point of the program again; `rpy_thread_is_new` tells the two uses apart.

use crate::stack;
use policy::state::program;
use policy::threads as parked;
use policy::ticker::{self, SWITCH};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// How long a waiting thread lets another one run.
const SLICE: Duration = Duration::from_millis(5);

struct Gil {
    held: Mutex<bool>,
    free: Condvar,
    waiting: AtomicI64,
    /// Counts changes of the holder.
    turn: AtomicU64,
}

static GIL: Gil =
    Gil { held: Mutex::new(false), free: Condvar::new(), waiting: AtomicI64::new(0), turn: AtomicU64::new(0) };
/// Threads that were started and have not ended, without the first.
static COUNT: AtomicI64 = AtomicI64::new(0);
/// Size of the stack of new threads; 0: that of the first.
static STACK: AtomicI64 = AtomicI64::new(0);
static FORKED: AtomicBool = AtomicBool::new(false);

thread_local! {
    static NEW: Cell<bool> = const { Cell::new(false) };
}

/// Takes the lock; the state of generated code is then that of this thread.
pub fn acquire() {
    let mut held = GIL.held.lock().unwrap_or_else(|e| e.into_inner());
    if *held {
        GIL.waiting.fetch_add(1, Ordering::Relaxed);
        while *held {
            let turn = GIL.turn.load(Ordering::Relaxed);
            let (guard, timeout) = GIL.free.wait_timeout(held, SLICE).unwrap_or_else(|e| e.into_inner());
            held = guard;
            if *held && timeout.timed_out() && GIL.turn.load(Ordering::Relaxed) == turn {
                ticker::set(SWITCH);
            }
        }
        if GIL.waiting.fetch_sub(1, Ordering::Relaxed) == 1 {
            ticker::clear(SWITCH);
        }
    }
    *held = true;
    GIL.turn.fetch_add(1, Ordering::Relaxed);
    drop(held);
    // SAFETY: this thread holds the lock.
    unsafe { parked::resume() };
}

/// Gives the lock up; nothing of the program may be touched until it is taken again.
pub fn release() {
    // SAFETY: this thread holds the lock.
    unsafe { parked::park() };
    *GIL.held.lock().unwrap_or_else(|e| e.into_inner()) = false;
    GIL.free.notify_one();
}

/// The first thread begins with the lock.
pub fn start() {
    *GIL.held.lock().unwrap_or_else(|e| e.into_inner()) = true;
}

/// Gives other threads a turn. `errno` is kept.
#[no_mangle]
pub extern "C" fn rpy_gil_yield() {
    ticker::clear(SWITCH);
    if GIL.waiting.load(Ordering::Relaxed) == 0 {
        return;
    }
    let turn = GIL.turn.load(Ordering::Relaxed);
    release();
    for _ in 0..1000 {
        if GIL.turn.load(Ordering::Relaxed) != turn || GIL.waiting.load(Ordering::Relaxed) == 0 {
            break;
        }
        std::thread::yield_now();
    }
    acquire();
}

/// Starts a thread that calls the entry point of the program; 0, or a negative errno.
#[no_mangle]
pub extern "C" fn rpy_thread_start() -> i64 {
    let size = match STACK.load(Ordering::Relaxed) {
        0 => stack::size().min(32 << 20),
        n => n as usize,
    };
    COUNT.fetch_add(1, Ordering::Relaxed);
    let spawned = std::thread::Builder::new().stack_size(size).spawn(move || {
        NEW.set(true);
        // SAFETY: this thread has no record yet.
        if !unsafe { parked::enter(stack::limit(size)) } {
            COUNT.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        acquire();
        // SAFETY: the lock is held; the program knows by `rpy_thread_is_new` what it is called for.
        unsafe { (program().entry)(std::ptr::null_mut()) };
        release();
        COUNT.fetch_sub(1, Ordering::Relaxed);
        // SAFETY: the thread runs nothing of the program any more.
        acquire_only(|| unsafe { parked::leave() });
        // The C library ends the process with its last thread, which in a forked child may be this one.
    });
    match spawned {
        Ok(_) => 0,
        Err(e) => {
            COUNT.fetch_sub(1, Ordering::Relaxed);
            -i64::from(e.raw_os_error().unwrap_or(libc::EAGAIN))
        }
    }
}

/// Runs something while no other thread runs the program, without becoming the thread that does.
fn acquire_only(f: impl FnOnce()) {
    let mut held = GIL.held.lock().unwrap_or_else(|e| e.into_inner());
    while *held {
        held = GIL.free.wait_timeout(held, SLICE).unwrap_or_else(|e| e.into_inner()).0;
        if *held {
            ticker::set(SWITCH);
        }
    }
    f();
    drop(held);
    GIL.free.notify_one();
}

/// 1 in a thread that `rpy_thread_start` made.
#[no_mangle]
pub extern "C" fn rpy_thread_is_new() -> i64 {
    i64::from(NEW.get())
}

/// Number of the running thread.
#[no_mangle]
pub extern "C" fn rpy_thread_ident() -> i64 {
    thread_local! {
        static IDENT: Cell<i64> = const { Cell::new(0) };
    }
    if IDENT.get() == 0 || FORKED.load(Ordering::Relaxed) {
        // SAFETY: no arguments.
        IDENT.set(unsafe { libc::syscall(libc::SYS_gettid) });
    }
    IDENT.get()
}

/// Threads that run besides the first.
#[no_mangle]
pub extern "C" fn rpy_thread_count() -> i64 {
    COUNT.load(Ordering::Relaxed)
}

/// Sets the stack size of new threads (0: default); the old one.
#[no_mangle]
pub extern "C" fn rpy_thread_stack_size(size: i64) -> i64 {
    if size < 0 {
        return STACK.load(Ordering::Relaxed);
    }
    STACK.swap(size, Ordering::Relaxed)
}

/// A semaphore at 0: its address.
#[no_mangle]
pub extern "C" fn rpy_semaphore_new() -> i64 {
    let place: Box<libc::sem_t> = Box::new(unsafe { std::mem::zeroed() });
    let p = Box::into_raw(place);
    // SAFETY: fresh memory.
    unsafe { libc::sem_init(p, 0, 0) };
    p as i64
}

/// Frees a semaphore that nobody waits for.
///
/// # Safety
/// What `rpy_semaphore_new` gave.
#[no_mangle]
pub unsafe extern "C" fn rpy_semaphore_free(semaphore: i64) {
    libc::sem_destroy(semaphore as *mut libc::sem_t);
    drop(Box::from_raw(semaphore as *mut libc::sem_t));
}

/// Lets one waiter go.
///
/// # Safety
/// What `rpy_semaphore_new` gave.
#[no_mangle]
pub unsafe extern "C" fn rpy_semaphore_post(semaphore: i64) {
    libc::sem_post(semaphore as *mut libc::sem_t);
}

/// Waits, for at most so many nanoseconds (negative: for ever), without the lock. 0, or -ETIMEDOUT, -EINTR.
///
/// # Safety
/// What `rpy_semaphore_new` gave.
#[no_mangle]
pub unsafe extern "C" fn rpy_semaphore_wait(semaphore: i64, timeout: i64) -> i64 {
    let s = semaphore as *mut libc::sem_t;
    release();
    let result = if timeout < 0 {
        libc::sem_wait(s)
    } else {
        let mut at: libc::timespec = std::mem::zeroed();
        libc::clock_gettime(libc::CLOCK_REALTIME, &mut at);
        let total = at.tv_nsec.saturating_add(timeout % 1_000_000_000);
        at.tv_sec = at.tv_sec.saturating_add(timeout / 1_000_000_000).saturating_add(total / 1_000_000_000);
        at.tv_nsec = total % 1_000_000_000;
        libc::sem_timedwait(s, &at)
    };
    let error = std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO);
    acquire();
    if result == 0 {
        0
    } else {
        -i64::from(error)
    }
}

/// fork: in the child only this thread is left.
#[no_mangle]
pub extern "C" fn rpy_os_fork() -> i64 {
    // nobody else may be at the word of the lock now: in the child they would never leave it
    let guard = GIL.held.lock().unwrap_or_else(|e| e.into_inner());
    // SAFETY: the child goes on with this thread alone, which holds the lock.
    let pid = unsafe { libc::fork() };
    drop(guard);
    if pid < 0 {
        return -i64::from(std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EAGAIN));
    }
    if pid == 0 {
        FORKED.store(true, Ordering::Relaxed);
        COUNT.store(i64::from(NEW.get()), Ordering::Relaxed);
        GIL.waiting.store(0, Ordering::Relaxed);
        ticker::clear(SWITCH);
        // SAFETY: as above.
        unsafe { parked::only_this() };
    }
    i64::from(pid)
}

/// Is this process the child of a fork, whose first thread is gone?
pub fn forked() -> bool {
    FORKED.load(Ordering::Relaxed)
}

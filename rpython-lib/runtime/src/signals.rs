//! `rpy_signal_*`: signals are noted by a handler and polled by the program.
//!
//! The handler sets a bit in [`ticker`], the one word the program looks at between instructions, and
//! writes to the wake-up descriptor if there is one.

use policy::ticker::{self, SIGNAL};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

const COUNT: usize = 65;
static PENDING: [AtomicBool; COUNT] = [const { AtomicBool::new(false) }; COUNT];
static WAKEUP: AtomicI32 = AtomicI32::new(-1);

/// What there is to do: bits of [`policy::ticker`].
#[no_mangle]
pub extern "C" fn rpy_ticker() -> i64 {
    ticker::get()
}

/// The address of what [`rpy_ticker`] gives.
#[no_mangle]
pub extern "C" fn rpy_ticker_address() -> i64 {
    ticker::address() as i64
}

extern "C" fn note(signal: i32) {
    // SAFETY: errno of this thread; `write` may be called from a handler.
    unsafe {
        let errno = *libc::__errno_location();
        if let Some(p) = PENDING.get(signal as usize) {
            p.store(true, Ordering::SeqCst);
        }
        ticker::set(SIGNAL);
        let fd = WAKEUP.load(Ordering::SeqCst);
        if fd >= 0 {
            let byte = signal as u8;
            libc::write(fd, (&raw const byte).cast(), 1);
        }
        *libc::__errno_location() = errno;
    }
}

/// What a signal does: 0 the default, 1 nothing, 2 it is noted. 0, or a negative errno.
#[no_mangle]
pub extern "C" fn rpy_signal_set(signal: i64, what: i64) -> i64 {
    // SAFETY: plain system calls.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = match what {
            0 => libc::SIG_DFL,
            1 => libc::SIG_IGN,
            _ => note as extern "C" fn(i32) as usize,
        };
        action.sa_flags = libc::SA_ONSTACK;
        libc::sigemptyset(&mut action.sa_mask);
        if libc::sigaction(signal as i32, &action, std::ptr::null_mut()) < 0 {
            return -i64::from(std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL));
        }
    }
    0
}

/// What a signal does at the moment: as for `rpy_signal_set`, 3: a handler of somebody else, or a negative errno.
#[no_mangle]
pub extern "C" fn rpy_signal_get(signal: i64) -> i64 {
    // SAFETY: a plain system call.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(signal as i32, std::ptr::null(), &mut action) < 0 {
            return -i64::from(libc::EINVAL);
        }
        match action.sa_sigaction {
            libc::SIG_DFL => 0,
            libc::SIG_IGN => 1,
            f if f == note as extern "C" fn(i32) as usize => 2,
            _ => 3,
        }
    }
}

/// The number of a signal that has come, which is forgotten; 0 if there is none.
#[no_mangle]
pub extern "C" fn rpy_signal_next() -> i64 {
    ticker::clear(SIGNAL);
    for (i, p) in PENDING.iter().enumerate() {
        if p.swap(false, Ordering::SeqCst) {
            if PENDING.iter().any(|p| p.load(Ordering::SeqCst)) {
                ticker::set(SIGNAL);
            }
            return i as i64;
        }
    }
    0
}

/// Asks for another look at the signals, by the thread that runs their handlers.
#[no_mangle]
pub extern "C" fn rpy_signal_again(signal: i64) {
    if signal > 0 {
        PENDING[signal as usize % COUNT].store(true, Ordering::SeqCst);
    }
    ticker::set(SIGNAL);
}

/// The descriptor that a byte is written to for each signal (-1: none); the old one.
#[no_mangle]
pub extern "C" fn rpy_signal_wakeup(fd: i64) -> i64 {
    WAKEUP.swap(fd as i32, Ordering::SeqCst).into()
}

/// All signals, blocked for this thread; the mask before.
pub fn block_all() -> libc::sigset_t {
    // SAFETY: plain system calls.
    unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        let mut old: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&mut all);
        for fault in [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGABRT] {
            libc::sigdelset(&mut all, fault);
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut old);
        old
    }
}

/// Sets the mask of this thread.
pub fn set_mask(mask: &libc::sigset_t) {
    // SAFETY: a plain system call.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, mask, std::ptr::null_mut()) };
}

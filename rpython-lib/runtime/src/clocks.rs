//! Clocks, sleeping, raw memory.

#![allow(clippy::missing_safety_doc)]

fn clock_ns(which: libc::clockid_t) -> i64 {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: fills a local structure.
    unsafe { libc::clock_gettime(which, &mut t) };
    t.tv_sec.saturating_mul(1_000_000_000).saturating_add(t.tv_nsec)
}

fn seconds(which: libc::clockid_t) -> f64 {
    clock_ns(which) as f64 * 1e-9
}

/// Seconds since 1970.
#[no_mangle]
pub extern "C" fn rpy_time() -> f64 {
    seconds(libc::CLOCK_REALTIME)
}

/// Nanoseconds since 1970.
#[no_mangle]
pub extern "C" fn rpy_time_ns() -> i64 {
    clock_ns(libc::CLOCK_REALTIME)
}

/// Seconds of processor time.
#[no_mangle]
pub extern "C" fn rpy_clock_process() -> f64 {
    seconds(libc::CLOCK_PROCESS_CPUTIME_ID)
}

/// Nanoseconds of processor time.
#[no_mangle]
pub extern "C" fn rpy_clock_process_ns() -> i64 {
    clock_ns(libc::CLOCK_PROCESS_CPUTIME_ID)
}

/// Seconds of a clock that never goes back.
#[no_mangle]
pub extern "C" fn rpy_clock_monotonic() -> f64 {
    seconds(libc::CLOCK_MONOTONIC)
}

/// Nanoseconds of a clock that never goes back.
#[no_mangle]
pub extern "C" fn rpy_clock_monotonic_ns() -> i64 {
    clock_ns(libc::CLOCK_MONOTONIC)
}

/// Sleeps that many seconds.
#[no_mangle]
pub extern "C" fn rpy_sleep(seconds: f64) {
    if let Ok(d) = std::time::Duration::try_from_secs_f64(seconds) {
        std::thread::sleep(d);
    }
}

/// Seconds east of UTC of local time at a moment.
#[no_mangle]
pub extern "C" fn rpy_utc_offset(moment: i64) -> i64 {
    // SAFETY: fills a local structure.
    unsafe {
        let mut t: libc::tm = std::mem::zeroed();
        if libc::localtime_r(&moment, &mut t).is_null() {
            return 0;
        }
        t.tm_gmtoff
    }
}

/// `x * 2**n`.
#[no_mangle]
pub extern "C" fn rpy_ldexp(x: f64, n: i64) -> f64 {
    extern "C" {
        fn ldexp(x: f64, n: i32) -> f64;
    }
    // SAFETY: a pure function of C.
    unsafe { ldexp(x, n.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32) }
}

/// Zeroed memory outside the heap; null when out of memory.
#[no_mangle]
pub unsafe extern "C" fn rpy_raw_malloc(bytes: i64) -> *mut u8 {
    match usize::try_from(bytes) {
        Ok(n) => libc::calloc(1, n.max(1)).cast(),
        Err(_) => std::ptr::null_mut(),
    }
}

/// Frees what [`rpy_raw_malloc`] gave.
#[no_mangle]
pub unsafe extern "C" fn rpy_raw_free(p: *mut u8) {
    libc::free(p.cast());
}

//! Address space from the operating system.

/// Zeroed address space of that many bytes, or null. Pages cost memory once touched.
pub fn reserve(bytes: usize) -> *mut u8 {
    // SAFETY: an anonymous private mapping touches no existing memory.
    let p = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            bytes,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    if p == libc::MAP_FAILED {
        std::ptr::null_mut()
    } else {
        p.cast()
    }
}

/// Gives back what [`reserve`] gave.
///
/// # Safety
/// The same range, and nothing refers to it any more.
pub unsafe fn release(p: *mut u8, bytes: usize) {
    libc::munmap(p.cast(), bytes);
}

//! Address space from the operating system.

const PAGE: usize = 4096;

/// Bytes of whole pages.
pub fn round_to_pages(bytes: usize) -> usize {
    (bytes + PAGE - 1) & !(PAGE - 1)
}

/// Zeroed address space of that many bytes, or null. Pages cost memory once touched.
pub fn reserve(bytes: usize) -> *mut u8 {
    map(bytes, libc::PROT_READ | libc::PROT_WRITE)
}

/// Address space of that many bytes, or null; nothing of it may be touched before [`make_usable`].
pub fn reserve_unusable(bytes: usize) -> *mut u8 {
    map(bytes, libc::PROT_NONE)
}

/// Makes the first bytes of what [`reserve_unusable`] gave usable; those that were not are zero.
///
/// # Safety
/// Not more bytes than were reserved.
pub unsafe fn make_usable(p: *mut u8, bytes: usize) -> bool {
    libc::mprotect(p.cast(), round_to_pages(bytes), libc::PROT_READ | libc::PROT_WRITE) == 0
}

fn map(bytes: usize, protection: i32) -> *mut u8 {
    // SAFETY: an anonymous private mapping touches no existing memory.
    let p = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            bytes,
            protection,
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

/// Gives back what [`reserve`] or [`reserve_unusable`] gave.
///
/// # Safety
/// The same range, and nothing refers to it any more.
pub unsafe fn release(p: *mut u8, bytes: usize) {
    libc::munmap(p.cast(), bytes);
}

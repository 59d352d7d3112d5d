//! Address space from the operating system.

const PAGE: usize = 4096;

/// Bytes of whole pages.
pub fn round_to_pages(bytes: usize) -> usize {
    (bytes + PAGE - 1) & !(PAGE - 1)
}

/// Zeroed address space of that many bytes, or null. Pages cost memory once touched.
pub fn reserve(bytes: usize) -> *mut u8 {
    map(bytes, libc::PROT_READ | libc::PROT_WRITE, libc::MAP_NORESERVE)
}

/// Address space of that many bytes, or null; nothing of it may be touched before [`make_usable`], which fails if there
/// is not so much memory at all.
pub fn reserve_unusable(bytes: usize) -> *mut u8 {
    map(bytes, libc::PROT_NONE, 0)
}

/// Makes the first bytes of what [`reserve_unusable`] gave usable; those that were not are zero.
///
/// # Safety
/// Not more bytes than were reserved.
pub unsafe fn make_usable(p: *mut u8, bytes: usize) -> bool {
    libc::mprotect(p.cast(), round_to_pages(bytes), libc::PROT_READ | libc::PROT_WRITE) == 0
}

fn map(bytes: usize, protection: i32, flags: i32) -> *mut u8 {
    // SAFETY: an anonymous private mapping touches no existing memory.
    let p = unsafe {
        libc::mmap(std::ptr::null_mut(), bytes, protection, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | flags, -1, 0)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_there_is_cannot_be_used() {
        let p = reserve_unusable(16 << 20);
        assert!(!p.is_null());
        unsafe {
            assert!(make_usable(p, 1 << 20));
            assert_eq!(*p.add((1 << 20) - 1), 0);
            release(p, 16 << 20);
            let p = reserve_unusable(9 << 40);
            assert!(p.is_null() || !make_usable(p, 8 << 40));
        }
    }
}

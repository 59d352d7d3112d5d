//! Fetching memory into the cache before it is looked at: collectors wait for memory otherwise.
//!
//! (C.-Y. Cher, A. Hosking, T. Vijaykumar, "Software prefetching for mark-sweep garbage collection".)

/// So many places are on their way while others are looked at.
const COUNT: usize = 16;

/// Asks for the memory at an address, which may be any.
#[inline(always)]
pub fn fetch(p: *const u8) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint.
    unsafe {
        use std::arch::x86_64::{_mm_prefetch, _MM_HINT_T0};
        _mm_prefetch(p.cast(), _MM_HINT_T0);
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = p;
}

/// Asks for an object that will soon be taken from a stack: it may lie there for long.
#[inline(always)]
pub fn fetch_soon(stack: &[*mut u8]) {
    if let Some(p) = stack.len().checked_sub(4).and_then(|i| stack.get(i)) {
        fetch(*p);
    }
}

/// What was met and not looked at yet, in order: pointers, null for nothing.
pub struct Coming<T> {
    items: [*mut T; COUNT],
    next: usize,
}

impl<T> Coming<T> {
    /// Nothing yet.
    pub fn new() -> Coming<T> {
        Coming { items: [std::ptr::null_mut(); COUNT], next: 0 }
    }

    /// Takes one in, and gives the one that came first.
    #[inline(always)]
    pub fn exchange(&mut self, p: *mut T) -> *mut T {
        let first = std::mem::replace(&mut self.items[self.next], p);
        self.next = (self.next + 1) % COUNT;
        first
    }

    /// Takes all out.
    #[inline(always)]
    pub fn drain(&mut self, mut f: impl FnMut(*mut T)) {
        for _ in 0..COUNT {
            let p = self.exchange(std::ptr::null_mut());
            if !p.is_null() {
                f(p);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_in_first_out() {
        let mut coming = Coming::new();
        let mut numbers: Vec<u8> = (0..40).collect();
        let mut seen = Vec::new();
        for n in &mut numbers {
            let first: *mut u8 = coming.exchange(n);
            if !first.is_null() {
                seen.push(unsafe { *first });
            }
        }
        assert_eq!(seen.len(), 40 - COUNT);
        coming.drain(|p| seen.push(unsafe { *p }));
        assert_eq!(seen, (0..40).collect::<Vec<u8>>());
        coming.drain(|_| panic!("it is empty"));
    }
}

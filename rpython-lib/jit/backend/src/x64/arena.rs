//! Executable memory: one reservation, part data (always writable), part code (executable, writable only
//! while it is being written, never both).

use crate::backend::Error;
use std::collections::BTreeMap;
use std::ptr;

/// As much as there is, from the first to the last; a quarter of it is for data.
const LARGEST: usize = 256 << 20;
const SMALLEST: usize = 8 << 20;
const GRAIN: usize = 16;

/// Free ranges by address.
#[derive(Debug)]
struct Space {
    free: BTreeMap<usize, usize>,
}

impl Space {
    fn new(start: usize, size: usize) -> Self {
        Space { free: BTreeMap::from([(start, size)]) }
    }

    fn take(&mut self, size: usize) -> Option<usize> {
        let (at, len) = self.free.iter().map(|(a, l)| (*a, *l)).find(|(_, l)| *l >= size)?;
        self.free.remove(&at);
        if len > size {
            self.free.insert(at + size, len - size);
        }
        Some(at)
    }

    fn give(&mut self, mut at: usize, mut size: usize) {
        if let Some((p, l)) = self.free.range(..at).next_back().map(|(a, l)| (*a, *l)) {
            if p + l == at {
                self.free.remove(&p);
                at = p;
                size += l;
            }
        }
        if let Some(l) = self.free.remove(&(at + size)) {
            size += l;
        }
        self.free.insert(at, size);
    }
}

/// The memory that machine code and its data live in; all of it within reach of a 32-bit displacement.
#[derive(Debug)]
pub struct Arena {
    base: usize,
    /// Bytes, a quarter of them data.
    total: usize,
    page: usize,
    code: Space,
    data: Space,
    used: usize,
}

/// Rounds up to the unit of allocation.
pub fn round(size: usize) -> usize {
    size.max(1).div_ceil(GRAIN) * GRAIN
}

impl Arena {
    /// Reserves the memory; pages cost only once they are used. Where address space is short, there is less.
    pub fn new() -> Result<Arena, Error> {
        let mut total = LARGEST;
        loop {
            match Arena::of(total) {
                Err(_) if total > SMALLEST => total /= 2,
                done => return done,
            }
        }
    }

    fn of(total: usize) -> Result<Arena, Error> {
        let data = total / 4;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: a fresh mapping, wherever the system likes.
        let (base, page) = unsafe {
            let base = libc::mmap(ptr::null_mut(), total, libc::PROT_NONE, flags, -1, 0);
            if base == libc::MAP_FAILED {
                return Err(Error::OutOfMemory);
            }
            if libc::mprotect(base, data, libc::PROT_READ | libc::PROT_WRITE) != 0 {
                libc::munmap(base, total);
                return Err(Error::OutOfMemory);
            }
            (base as usize, libc::sysconf(libc::_SC_PAGESIZE) as usize)
        };
        let (code, data) = (Space::new(base + data, total - data), Space::new(base, data));
        Ok(Arena { base, total, page, code, data, used: 0 })
    }

    /// Bytes of code in use.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Room for `size` bytes of code.
    pub fn alloc_code(&mut self, size: usize) -> Result<usize, Error> {
        let at = self.code.take(round(size)).ok_or(Error::OutOfMemory)?;
        self.used += round(size);
        Ok(at)
    }

    /// Gives code back.
    pub fn free_code(&mut self, at: usize, size: usize) {
        self.code.give(at, round(size));
        self.used -= round(size);
    }

    /// Room for `size` bytes of data, cleared.
    pub fn alloc_data(&mut self, size: usize) -> Result<usize, Error> {
        let at = self.data.take(round(size)).ok_or(Error::OutOfMemory)?;
        // SAFETY: the range is ours and writable.
        unsafe { ptr::write_bytes(at as *mut u8, 0, round(size)) };
        Ok(at)
    }

    /// Gives data back.
    pub fn free_data(&mut self, at: usize, size: usize) {
        self.data.give(at, round(size));
    }

    /// Writes code.
    pub fn write(&mut self, at: usize, bytes: &[u8]) -> Result<(), Error> {
        let inside = at >= self.base + self.total / 4 && at + bytes.len() <= self.base + self.total;
        if !inside {
            return Err(Error::Unknown);
        }
        let start = at / self.page * self.page;
        let len = (at + bytes.len() - start).div_ceil(self.page) * self.page;
        // SAFETY: whole pages of our own mapping; nobody else runs code in them meanwhile (the GIL is ours,
        // and code in these pages never releases it except through the run time, which returns with it).
        unsafe {
            if libc::mprotect(start as *mut _, len, libc::PROT_READ | libc::PROT_WRITE) != 0 {
                return Err(Error::OutOfMemory);
            }
            ptr::copy_nonoverlapping(bytes.as_ptr(), at as *mut u8, bytes.len());
            if libc::mprotect(start as *mut _, len, libc::PROT_READ | libc::PROT_EXEC) != 0 {
                return Err(Error::OutOfMemory);
            }
        }
        Ok(())
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: our own mapping.
        unsafe { libc::munmap(self.base as *mut _, self.total) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_written_run_and_released() {
        let mut a = Arena::new().unwrap();
        // mov eax, 42; ret
        let at = a.alloc_code(6).unwrap();
        a.write(at, &[0xb8, 42, 0, 0, 0, 0xc3]).unwrap();
        // SAFETY: the code written above.
        let f = unsafe { std::mem::transmute::<usize, extern "C" fn() -> i32>(at) };
        assert_eq!(f(), 42);
        let other = a.alloc_code(100).unwrap();
        a.free_code(at, 6);
        a.free_code(other, 100);
        assert_eq!(a.used(), 0);
        assert_eq!(a.alloc_code(4096).unwrap(), at);
    }

    #[test]
    fn a_small_one_is_like_a_large_one() {
        let mut a = Arena::of(SMALLEST).unwrap();
        let size = SMALLEST / 4 * 3;
        assert!(a.alloc_code(size + 1).is_err());
        let at = a.alloc_code(size).unwrap();
        assert!(a.write(at + size - 1, &[0xc3]).is_ok() && a.write(at + size - 1, &[0xc3, 0xc3]).is_err());
    }
}

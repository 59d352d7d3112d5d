//! Strings of the program (`rpy_string`: header, hash, length, chars).

use abi::Header;

/// An RPython string as it lies in memory.
#[repr(C)]
pub struct RpyString {
    /// GC header.
    pub header: Header,
    /// Cached hash, 0 if not computed.
    pub hash: i64,
    /// Bytes.
    pub length: usize,
}

/// The characters.
///
/// # Safety
/// A string, and no allocation while the result is used.
pub unsafe fn bytes<'a>(s: *const RpyString) -> &'a [u8] {
    if s.is_null() {
        return &[];
    }
    std::slice::from_raw_parts(s.add(1).cast(), (*s).length)
}

/// The characters, to write.
///
/// # Safety
/// A string, and no allocation while the result is used.
pub unsafe fn bytes_mut<'a>(s: *mut RpyString) -> &'a mut [u8] {
    std::slice::from_raw_parts_mut(s.add(1).cast(), (*s).length)
}

/// A new string; null when out of memory.
///
/// # Safety
/// May collect.
pub unsafe fn new(text: &[u8]) -> *mut RpyString {
    let id = policy::state::program().string_type;
    let s: *mut RpyString = policy::collector::rpy_gc_malloc_varsize(id, text.len() as i64).cast();
    if !s.is_null() {
        bytes_mut(s).copy_from_slice(text);
    }
    s
}

//! `rpy_checks_*`: what programs translated with `--checks=all` call.
//!
//! Freed blocks of raw memory are filled with [`POISON`] and never given back, so that their addresses stay known.

use crate::strings::{bytes, RpyString};
use policy::fatal::fatal_bytes;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::Mutex;

/// What freed memory is filled with.
const POISON: u8 = 0xDD;

/// A block: its size, and where the program freed it.
struct Block {
    size: usize,
    freed: Option<Vec<u8>>,
}

static BLOCKS: Mutex<BTreeMap<i64, Block>> = Mutex::new(BTreeMap::new());
/// Where the program is: a prebuilt string.
static PLACE: AtomicPtr<RpyString> = AtomicPtr::new(std::ptr::null_mut());

fn place() -> Vec<u8> {
    // SAFETY: the string is prebuilt.
    unsafe { bytes(PLACE.load(Ordering::Relaxed)) }.to_vec()
}

/// Stops the program: what happened, at the place where it is, and where the memory was freed.
fn stop(what: &str, at: &[u8], freed: &[u8]) -> ! {
    let mut text = what.as_bytes().to_vec();
    text.extend_from_slice(b" at ");
    text.extend_from_slice(at);
    if !freed.is_empty() {
        text.extend_from_slice(b", freed at ");
        text.extend_from_slice(freed);
    }
    fatal_bytes(&text)
}

fn exact(result: Option<i64>, a: i64, sign: &str, b: i64, at: *const RpyString) -> i64 {
    match result {
        Some(n) => n,
        // SAFETY: the string is prebuilt.
        None => stop(&format!("signed overflow: {a} {sign} {b}"), unsafe { bytes(at) }, b""),
    }
}

/// `a + b`.
#[no_mangle]
pub extern "C" fn rpy_checks_add(a: i64, b: i64, at: *const RpyString) -> i64 {
    exact(a.checked_add(b), a, "+", b, at)
}

/// `a - b`.
#[no_mangle]
pub extern "C" fn rpy_checks_sub(a: i64, b: i64, at: *const RpyString) -> i64 {
    exact(a.checked_sub(b), a, "-", b, at)
}

/// `a * b`.
#[no_mangle]
pub extern "C" fn rpy_checks_mul(a: i64, b: i64, at: *const RpyString) -> i64 {
    exact(a.checked_mul(b), a, "*", b, at)
}

/// `a << b`.
#[no_mangle]
pub extern "C" fn rpy_checks_lshift(a: i64, b: i64, at: *const RpyString) -> i64 {
    let result = u32::try_from(b).ok().and_then(|n| a.checked_shl(n).filter(|r| r >> n == a));
    exact(result, a, "<<", b, at)
}

/// Notes where the program is.
#[no_mangle]
pub extern "C" fn rpy_checks_at(at: *mut RpyString) {
    PLACE.store(at, Ordering::Relaxed);
}

/// Zeroed memory; its address, 0 if there is none.
#[no_mangle]
pub extern "C" fn rpy_checks_new(size: i64) -> i64 {
    let address = crate::raw::rpy_mem_new(size);
    if address != 0 {
        let block = Block { size: usize::try_from(size).unwrap_or(0).max(1), freed: None };
        BLOCKS.lock().unwrap_or_else(|e| e.into_inner()).insert(address, block);
    }
    address
}

/// Frees memory, in name only.
///
/// # Safety
/// What an allocator gave, or 0.
#[no_mangle]
pub unsafe extern "C" fn rpy_checks_free(address: i64) {
    let mut blocks = BLOCKS.lock().unwrap_or_else(|e| e.into_inner());
    match blocks.get_mut(&address) {
        Some(Block { freed: Some(before), .. }) => stop("second free of raw memory", &place(), before),
        Some(block) => {
            block.freed = Some(place());
            std::ptr::write_bytes(address as *mut u8, POISON, block.size);
        }
        // It comes from a C function.
        None => crate::raw::rpy_mem_free(address),
    }
}

/// Stops the program if the address is in a block that was freed.
#[no_mangle]
pub extern "C" fn rpy_checks_memory(address: i64) {
    let blocks = BLOCKS.lock().unwrap_or_else(|e| e.into_inner());
    if let Some((start, Block { size, freed: Some(freed) })) = blocks.range(..=address).next_back() {
        if address - start < *size as i64 {
            stop("use of raw memory after free", &place(), freed);
        }
    }
}

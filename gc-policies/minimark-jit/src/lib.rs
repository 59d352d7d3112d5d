//! The policy `minimark`, the run time, and the JIT, as one static library.

use jit_runtime::Table;
// The collector and the run time are part of the library though nothing here calls them.
use rpyrt_minimark as _;

#[global_allocator]
static MEMORY: jit_runtime::Memory = jit_runtime::Memory::new();

/// What portals call: see `abi::jit::entry`.
///
/// # Safety
/// Called by the portal of that driver, which has put its arguments in its buffer.
#[no_mangle]
pub unsafe extern "C" fn rpy_jit_enter(blob: Table, words: Table, addresses: Table, driver: i64, counter: i64) -> i64 {
    jit_runtime::enter("minimark", blob, words, addresses, driver, counter)
}

/// Brings a virtualizable up to date that compiled code owns: see `codewriter::virtualizable`.
///
/// # Safety
/// Called by the program with an object and its token, which is not 0.
#[no_mangle]
pub unsafe extern "C" fn rpy_jit_force_virtualizable(_object: *const u8, token: u64) {
    jit_runtime::force(token);
}

/// Invalidates the code that relies on a quasi-immutable field: see `codewriter::quasi`.
///
/// # Safety
/// Called by the program with what the hidden field holds, which is not 0.
#[no_mangle]
pub unsafe extern "C" fn rpy_jit_invalidate(number: u64) {
    jit_runtime::invalidate(number);
}

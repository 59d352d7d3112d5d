//! `rpy_mem_*`, `rpy_syscall`: memory outside the heap, and system calls by number.
//!
//! Not here: calls that take strings of the program ([`crate::os`]).

use crate::strings::{bytes, bytes_mut, RpyString};
use crate::threads;
use policy::fatal::fatal;

/// Zeroed memory; its address, 0 if there is none.
#[no_mangle]
pub extern "C" fn rpy_mem_new(size: i64) -> i64 {
    // SAFETY: calloc checks its arguments.
    unsafe { libc::calloc(1, usize::try_from(size).unwrap_or(usize::MAX).max(1)) as i64 }
}

extern "C" {
    // The linker's names of the ends of the executable's data.
    static __data_start: u8;
    static _end: u8;
}

/// Frees memory.
///
/// # Safety
/// What `rpy_mem_new` gave, not used any more.
#[no_mangle]
pub unsafe extern "C" fn rpy_mem_free(address: i64) {
    let data = &raw const __data_start as i64..&raw const _end as i64;
    if data.contains(&address) {
        fatal("free of raw memory that was allocated at import time");
    }
    libc::free(address as *mut libc::c_void);
}

/// Copies the chars of a string to memory.
///
/// # Safety
/// There is room for them.
#[no_mangle]
pub unsafe extern "C" fn rpy_mem_put(address: i64, text: *const RpyString) {
    let text = bytes(text);
    std::ptr::copy_nonoverlapping(text.as_ptr(), address as *mut u8, text.len());
}

/// Fills a string from memory.
///
/// # Safety
/// The memory is there.
#[no_mangle]
pub unsafe extern "C" fn rpy_mem_get(address: i64, buf: *mut RpyString, count: i64) {
    let out = bytes_mut(buf);
    let n = usize::try_from(count).unwrap_or(0).min(out.len());
    std::ptr::copy_nonoverlapping(address as *const u8, out.as_mut_ptr(), n);
}

/// Length of the text at an address, up to its NUL.
///
/// # Safety
/// A C string.
#[no_mangle]
pub unsafe extern "C" fn rpy_mem_strlen(address: i64) -> i64 {
    libc::strlen(address as *const libc::c_char) as i64
}

/// A system call, during which other threads run: its result, or a negative errno.
///
/// # Safety
/// The arguments are right for the call.
#[no_mangle]
pub unsafe extern "C" fn rpy_syscall(number: i64, a: i64, b: i64, c: i64, d: i64, e: i64, f: i64) -> i64 {
    threads::release();
    let result = libc::syscall(number, a, b, c, d, e, f);
    let error = if result == -1 { std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO) } else { 0 };
    threads::acquire();
    if error != 0 {
        -i64::from(error)
    } else {
        result
    }
}

/// Loads a shared library by its name (a C string): a handle, 0 on failure.
///
/// # Safety
/// The address of a C string.
#[no_mangle]
pub unsafe extern "C" fn rpy_dl_open(name: i64) -> i64 {
    libc::dlopen(name as *const libc::c_char, libc::RTLD_NOW | libc::RTLD_LOCAL) as i64
}

/// The address of a symbol of a library, 0 if there is none.
///
/// # Safety
/// A handle of `rpy_dl_open` and the address of a C string.
#[no_mangle]
pub unsafe extern "C" fn rpy_dl_symbol(handle: i64, name: i64) -> i64 {
    libc::dlsym(handle as *mut libc::c_void, name as *const libc::c_char) as i64
}

/// Calls a C function of up to six words by its address; other threads run meanwhile.
///
/// # Safety
/// The arguments are right for the function.
#[no_mangle]
pub unsafe extern "C" fn rpy_dl_call(address: i64, a: i64, b: i64, c: i64, d: i64, e: i64, f: i64) -> i64 {
    type Function = unsafe extern "C" fn(i64, i64, i64, i64, i64, i64) -> i64;
    let function: Function = std::mem::transmute(address as *const ());
    threads::release();
    let result = function(a, b, c, d, e, f);
    threads::acquire();
    result
}

/// getaddrinfo on C strings (0: none): at most `cap` records of [`RECORD`] bytes are written, each with
/// five 32-bit words (family, type, protocol, length of the address, length of the name), the address
/// (128 bytes) and the canonical name. The number of records, or -1000 + the EAI code.
///
/// # Safety
/// Addresses of what is said above.
#[no_mangle]
pub unsafe extern "C" fn rpy_getaddrinfo(
    host: i64,
    service: i64,
    flags: i64,
    family: i64,
    kind: i64,
    protocol: i64,
    out: i64,
    cap: i64,
) -> i64 {
    let mut hints: libc::addrinfo = std::mem::zeroed();
    hints.ai_flags = flags as i32;
    hints.ai_family = family as i32;
    hints.ai_socktype = kind as i32;
    hints.ai_protocol = protocol as i32;
    let mut list: *mut libc::addrinfo = std::ptr::null_mut();
    threads::release();
    let code = libc::getaddrinfo(host as *const libc::c_char, service as *const libc::c_char, &hints, &mut list);
    threads::acquire();
    if code != 0 {
        return -1000 + i64::from(code);
    }
    let mut n = 0;
    let mut at = list;
    while !at.is_null() && n < cap {
        let a = &*at;
        let place = (out + n * RECORD) as *mut u8;
        let name = if a.ai_canonname.is_null() { 0 } else { libc::strlen(a.ai_canonname).min(256) };
        let length = (a.ai_addrlen as usize).min(128);
        let words = [a.ai_family, a.ai_socktype, a.ai_protocol, length as i32, name as i32];
        std::ptr::copy_nonoverlapping(words.as_ptr().cast::<u8>(), place, 20);
        std::ptr::copy_nonoverlapping(a.ai_addr.cast::<u8>(), place.add(20), length);
        std::ptr::copy_nonoverlapping(a.ai_canonname.cast::<u8>(), place.add(148), name);
        n += 1;
        at = a.ai_next;
    }
    libc::freeaddrinfo(list);
    n
}

/// Bytes of one address in the result of `rpy_getaddrinfo`: words, address, name.
const RECORD: i64 = 20 + 128 + 256;

/// getnameinfo: host and service into buffers of 1025 and 32 bytes; 0 or -1000 + the EAI code.
///
/// # Safety
/// A socket address and buffers.
#[no_mangle]
pub unsafe extern "C" fn rpy_getnameinfo(address: i64, length: i64, host: i64, service: i64, flags: i64) -> i64 {
    threads::release();
    let code = libc::getnameinfo(
        address as *const libc::sockaddr,
        length as u32,
        host as *mut libc::c_char,
        1025,
        service as *mut libc::c_char,
        32,
        flags as i32,
    );
    threads::acquire();
    if code != 0 {
        -1000 + i64::from(code)
    } else {
        0
    }
}

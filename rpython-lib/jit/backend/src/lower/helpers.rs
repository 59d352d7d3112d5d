//! Functions that compiled code calls for what is not worth an instruction of the IR.

use jit_trace::Opnum;

/// The function for a division; the divisor is never 0.
pub fn division(op: Opnum) -> Option<*const ()> {
    Some(match op {
        Opnum::IntFloordiv => floordiv as *const (),
        Opnum::IntMod => modulo as *const (),
        Opnum::IntPyDiv => py_div as *const (),
        Opnum::IntPyMod => py_mod as *const (),
        Opnum::UintFloordiv => udiv as *const (),
        Opnum::UintMod => umod as *const (),
        _ => return None,
    })
}

/// The function that copies `n` bytes between places that may overlap.
pub fn copy() -> *const () {
    copy_bytes as *const ()
}

extern "C" fn floordiv(a: i64, b: i64) -> i64 {
    if b == 0 {
        return 0;
    }
    a.wrapping_div(b)
}

extern "C" fn modulo(a: i64, b: i64) -> i64 {
    if b == 0 {
        return 0;
    }
    a.wrapping_rem(b)
}

extern "C" fn py_div(a: i64, b: i64) -> i64 {
    let q = floordiv(a, b);
    if (a ^ b) < 0 && q.wrapping_mul(b) != a {
        q - 1
    } else {
        q
    }
}

extern "C" fn py_mod(a: i64, b: i64) -> i64 {
    let r = modulo(a, b);
    if r != 0 && (r ^ b) < 0 {
        r + b
    } else {
        r
    }
}

extern "C" fn udiv(a: u64, b: u64) -> u64 {
    a.checked_div(b).unwrap_or(0)
}

extern "C" fn umod(a: u64, b: u64) -> u64 {
    a.checked_rem(b).unwrap_or(0)
}

unsafe extern "C" fn copy_bytes(to: *mut u8, from: *const u8, n: usize) {
    std::ptr::copy(from, to, n);
}

//! Calls of C functions whose signature is known only at run time.
//!
//! In the System V convention integers and floats take their argument registers independently, and a
//! callee ignores what it does not expect; so one transmuted signature serves all others with at most
//! eight floats.

use crate::lir::Kind;

/// Integer arguments a call can have.
pub const MAX_INTS: usize = 32;
/// Float arguments a call can have.
pub const MAX_FLOATS: usize = 8;

type I = u64;
type F = f64;

#[repr(C)]
struct IntResult {
    value: u64,
    exc: u64,
}

#[repr(C)]
struct FloatResult {
    value: f64,
    exc: u64,
}

macro_rules! signature {
    ($result:ty) => {
        unsafe extern "C" fn(
            I, I, I, I, I, I, F, F, F, F, F, F, F, F, // in registers
            I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I, I
        ) -> $result
    };
}

/// Calls `func`; the result register and the one after it.
///
/// `None` if there are too many arguments.
///
/// # Safety
/// `func` is a C function that takes these arguments and returns a value of kind `result`.
pub unsafe fn call(func: u64, args: &[(Kind, u64)], result: Option<Kind>) -> Option<(u64, u64)> {
    let mut i = [0u64; MAX_INTS];
    let mut f = [0f64; MAX_FLOATS];
    let (mut ni, mut nf) = (0, 0);
    for (kind, value) in args {
        match kind {
            Kind::Float => {
                *f.get_mut(nf)? = f64::from_bits(*value);
                nf += 1;
            }
            Kind::Int | Kind::Ref => {
                *i.get_mut(ni)? = *value;
                ni += 1;
            }
        }
    }
    macro_rules! go {
        ($result:ty) => {{
            let func = std::mem::transmute::<*const u8, signature!($result)>(func as *const u8);
            func(
                i[0], i[1], i[2], i[3], i[4], i[5], f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], i[6], i[7], i[8],
                i[9], i[10], i[11], i[12], i[13], i[14], i[15], i[16], i[17], i[18], i[19], i[20], i[21], i[22], i[23],
                i[24], i[25], i[26], i[27], i[28], i[29], i[30], i[31],
            )
        }};
    }
    Some(match result {
        Some(Kind::Float) => {
            let r = go!(FloatResult);
            (r.value.to_bits(), r.exc)
        }
        Some(_) => {
            let r = go!(IntResult);
            (r.value, r.exc)
        }
        // A callee without a result has its exception in the first register.
        None => {
            let r = go!(IntResult);
            (0, r.value)
        }
    })
}

/// A result of `size` bytes (0: a truth value in bit 0) as a word.
pub fn extend(value: u64, size: u8, signed: bool) -> u64 {
    match (size, signed) {
        (0, _) => value & 1,
        (1, false) => value as u8 as u64,
        (1, true) => value as i8 as i64 as u64,
        (2, false) => value as u16 as u64,
        (2, true) => value as i16 as i64 as u64,
        (4, false) => value as u32 as u64,
        (4, true) => value as i32 as i64 as u64,
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    extern "C" fn mixed(a: i64, x: f64, b: i64, c: i64, d: i64, e: i64, f: i64, g: i64, y: f64) -> i64 {
        a + 10 * b + 100 * c + 1000 * d + 10_000 * e + 100_000 * f + 1_000_000 * g + (x * y) as i64
    }

    #[test]
    fn seven_ints_and_two_floats() {
        let mut args: Vec<(Kind, u64)> = (1..=7).map(|n| (Kind::Int, n)).collect();
        args.insert(1, (Kind::Float, 2.0f64.to_bits()));
        args.push((Kind::Float, 50e6f64.to_bits()));
        // SAFETY: the arguments are those of `mixed`.
        let r = unsafe { call(mixed as *const () as u64, &args, Some(Kind::Int)) };
        assert_eq!(r.map(|r| r.0), Some(107_654_321));
    }

    #[test]
    fn extension() {
        assert_eq!(extend(0x1ff, 1, true) as i64, -1);
        assert_eq!(extend(0x1ff, 1, false), 0xff);
        assert_eq!(extend(0xfe, 0, false), 0);
    }
}

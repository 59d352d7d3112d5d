//! Calls of C functions whose signature is known only at run time.
//!
//! In the System V convention integers and floats take their argument registers independently, arguments
//! without a register are words on the stack in order, and a callee ignores what it does not expect; so two
//! transmuted signatures, with few and many words on the stack, serve all others.

use crate::lir::Kind;

/// Arguments on the stack in the short signature.
const FEW: usize = 10;
/// Arguments that a call can have on the stack.
const MANY: usize = 58;
/// Arguments that every call can have.
pub const MAX_ARGS: usize = MANY;

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

macro_rules! call_with {
    ($func:expr, $result:ty, $i:ident, $f:ident, $s:ident, $($n:literal)*) => {{
        let func = std::mem::transmute::<*const u8, call_with!(@type $result, $($n)*)>($func as *const u8);
        func(
            $i[0], $i[1], $i[2], $i[3], $i[4], $i[5], $f[0], $f[1], $f[2], $f[3], $f[4], $f[5], $f[6], $f[7]
            $(, $s[$n])*
        )
    }};
    (@type $result:ty, $($n:literal)*) => {
        unsafe extern "C" fn(I, I, I, I, I, I, F, F, F, F, F, F, F, F $(, call_with!(@word $n))*) -> $result
    };
    (@word $n:literal) => { I };
}

/// Calls `func`; the result register and the one after it.
///
/// `None` if there are too many arguments.
///
/// # Safety
/// `func` is a C function that takes these arguments and returns a value of kind `result`.
pub unsafe fn call(func: u64, args: &[(Kind, u64)], result: Option<Kind>) -> Option<(u64, u64)> {
    let mut i = [0u64; 6];
    let mut f = [0f64; 8];
    let mut s = [0u64; MANY];
    let (mut ni, mut nf, mut ns) = (0, 0, 0);
    for (kind, value) in args {
        match kind {
            Kind::Float if nf < f.len() => {
                f[nf] = f64::from_bits(*value);
                nf += 1;
            }
            Kind::Int | Kind::Ref if ni < i.len() => {
                i[ni] = *value;
                ni += 1;
            }
            _ => {
                *s.get_mut(ns)? = *value;
                ns += 1;
            }
        }
    }
    macro_rules! go {
        ($result:ty) => {
            if ns <= FEW {
                call_with!(func, $result, i, f, s, 0 1 2 3 4 5 6 7 8 9)
            } else {
                call_with!(func, $result, i, f, s, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
                    24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53
                    54 55 56 57)
            }
        };
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

    extern "C" fn many_floats(
        a: f64,
        b: f64,
        c: f64,
        d: f64,
        e: f64,
        f: f64,
        g: f64,
        h: f64,
        x: f64,
        n: i64,
        y: f64,
    ) -> f64 {
        a + b + c + d + e + f + g + h + 1000.0 * x + n as f64 * y
    }

    #[test]
    fn more_floats_than_registers() {
        let mut args: Vec<(Kind, u64)> = [1.0f64; 9].iter().map(|x| (Kind::Float, x.to_bits())).collect();
        args.push((Kind::Int, 7));
        args.push((Kind::Float, 3.0f64.to_bits()));
        // SAFETY: the arguments are those of `many_floats`.
        let r = unsafe { call(many_floats as *const () as u64, &args, Some(Kind::Float)) };
        assert_eq!(r.map(|r| f64::from_bits(r.0)), Some(1029.0));
    }

    #[rustfmt::skip]
    extern "C" fn twenty(
        a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, g: u64, h: u64, i: u64, j: u64,
        k: u64, l: u64, m: u64, n: u64, o: u64, p: u64, q: u64, r: u64, s: u64, t: u64,
    ) -> u64 {
        [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t].iter().fold(0, |sum, x| sum * 3 + x)
    }

    #[test]
    fn twenty_arguments() {
        let args: Vec<(Kind, u64)> = (1..=20).map(|n| (Kind::Ref, n)).collect();
        // SAFETY: the arguments are those of `twenty`.
        let r = unsafe { call(twenty as *const () as u64, &args, Some(Kind::Int)) };
        assert_eq!(r.map(|r| r.0), Some((1..=20).fold(0, |sum, x| sum * 3 + x)));
        let too_many = vec![(Kind::Int, 0); MAX_ARGS + 7];
        // SAFETY: not called.
        assert_eq!(unsafe { call(twenty as *const () as u64, &too_many, None) }, None);
    }

    #[test]
    fn extension() {
        assert_eq!(extend(0x1ff, 1, true) as i64, -1);
        assert_eq!(extend(0x1ff, 1, false), 0xff);
        assert_eq!(extend(0xfe, 0, false), 0);
    }
}

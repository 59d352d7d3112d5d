//! Texts of floats, as C and the host print and read them.

#![allow(clippy::missing_safety_doc)]

use crate::strings::{bytes, bytes_mut, RpyString};

const SIGN: i64 = 1;
const ADD_DOT_0: i64 = 2;
const ALT: i64 = 4;
const CUT_EXP_0: i64 = 8;

/// The text of a float in the format `code`: `r` (shortest that reads back), `e`, `f`, `g`, or a capital
/// for capitals. Written into `buf` if it fits in `cap` bytes; its length.
#[no_mangle]
pub unsafe extern "C" fn rpy_float_to_string(
    x: f64,
    code: u8,
    precision: i64,
    flags: i64,
    buf: *mut RpyString,
    cap: i64,
) -> i64 {
    let text = format(x, code, precision, flags);
    let out = bytes_mut(buf);
    if text.len() as i64 <= cap && text.len() <= out.len() {
        out[..text.len()].copy_from_slice(text.as_bytes());
    }
    text.len() as i64
}

/// The float that a text stands for, correctly rounded; NaN if it stands for none. Underscores are skipped.
#[no_mangle]
pub unsafe extern "C" fn rpy_string_to_float(s: *const RpyString, start: i64, length: i64) -> f64 {
    let text = crate::os::slice(bytes(s), start, length).unwrap_or(&[]);
    let text: Vec<u8> = text.iter().copied().filter(|c| *c != b'_').collect();
    std::str::from_utf8(&text).ok().and_then(|t| t.parse().ok()).unwrap_or(f64::NAN)
}

fn format(x: f64, code: u8, precision: i64, flags: i64) -> String {
    let p = usize::try_from(precision).unwrap_or(6);
    let point = if flags & ALT != 0 { "." } else { "" };
    let a = x.abs();
    let mut text = if x.is_nan() {
        "nan".to_string()
    } else if x.is_infinite() {
        "inf".to_string()
    } else {
        match code.to_ascii_lowercase() {
            b'e' => scientific(&decimal_exponent(a, p), point),
            b'f' => format!("{a:.p$}") + if p == 0 { point } else { "" },
            b'g' => general(a, p.max(1), flags & ALT != 0),
            _ => shortest(a),
        }
    };
    if flags & CUT_EXP_0 != 0 {
        text = cut_exponent(&text);
    }
    if flags & ADD_DOT_0 != 0 && x.is_finite() && !text.contains(['.', 'e']) {
        text.push_str(".0");
    }
    if x.is_sign_negative() && !x.is_nan() {
        text.insert(0, '-');
    } else if flags & SIGN != 0 {
        text.insert(0, '+');
    }
    if code.is_ascii_uppercase() {
        text.make_ascii_uppercase();
    }
    text
}

/// Digits with a point after the first, and the exponent.
fn decimal_exponent(a: f64, digits_after: usize) -> (String, i32) {
    split(&format!("{a:.digits_after$e}"))
}

fn split(text: &str) -> (String, i32) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    (mantissa.to_string(), exponent.parse().unwrap_or(0))
}

/// As C writes it: the exponent has a sign and two digits at least.
fn scientific((mantissa, exponent): &(String, i32), point: &str) -> String {
    let point = if mantissa.contains('.') { "" } else { point };
    let sign = if *exponent < 0 { '-' } else { '+' };
    format!("{mantissa}{point}e{sign}{:02}", exponent.abs())
}

fn shortest(a: f64) -> String {
    let (mantissa, exponent) = split(&format!("{a:e}"));
    if (-4..16).contains(&exponent) {
        format!("{a}")
    } else {
        scientific(&(mantissa, exponent), "")
    }
}

/// `%g`: `p` significant digits, no trailing zeros unless asked for.
fn general(a: f64, p: usize, alt: bool) -> String {
    let (mantissa, exponent) = decimal_exponent(a, p - 1);
    let strip = |s: String| {
        if alt || !s.contains('.') {
            s
        } else {
            s.trim_end_matches('0').trim_end_matches('.').to_string()
        }
    };
    if exponent < -4 || exponent >= p as i32 {
        scientific(&(strip(mantissa), exponent), if alt { "." } else { "" })
    } else {
        let after = (p as i32 - 1 - exponent) as usize;
        let text = format!("{a:.after$}");
        if alt && after == 0 {
            text + "."
        } else {
            strip(text)
        }
    }
}

fn cut_exponent(text: &str) -> String {
    match text.split_once('e') {
        Some((mantissa, exponent)) => {
            let (sign, digits) = match exponent.strip_prefix('-') {
                Some(d) => ("-", d),
                None => ("", exponent.trim_start_matches('+')),
            };
            format!("{mantissa}e{sign}{}", digits.trim_start_matches('0'))
        }
        None => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn as_the_host_prints() {
        assert_eq!(format(1.0, b'r', 0, 2), "1.0");
        assert_eq!(format(1e16, b'r', 0, 2), "1e+16");
        assert_eq!(format(1e15, b'r', 0, 2), "1000000000000000.0");
        assert_eq!(format(1e-5, b'r', 0, 2), "1e-05");
        assert_eq!(format(0.1, b'r', 0, 2), "0.1");
        assert_eq!(format(-0.0, b'r', 0, 2), "-0.0");
        assert_eq!(format(5e-324, b'r', 0, 2), "5e-324");
        assert_eq!(format(f64::NAN, b'r', 0, 2), "nan");
        assert_eq!(format(f64::NEG_INFINITY, b'r', 0, 2), "-inf");
        assert_eq!(format(2.5, b'f', 0, 0), "2");
        assert_eq!(format(2.5, b'f', 0, 4), "2.");
        assert_eq!(format(1234.5678, b'e', 3, 0), "1.235e+03");
        assert_eq!(format(1234.5678, b'E', 3, 8), "1.235E3");
        assert_eq!(format(100000.0, b'g', 6, 0), "100000");
        assert_eq!(format(1000000.0, b'g', 6, 0), "1e+06");
        assert_eq!(format(0.0001, b'g', 6, 0), "0.0001");
        assert_eq!(format(1.5, b'g', 6, 4), "1.50000");
        assert_eq!(format(3.25, b'f', 2, 1), "+3.25");
    }
}

//! Texts of floats, as `rpy_float_to_string` gives them.

const ADD_DOT_0: i64 = 2;
const SIGN: i64 = 1;
const ALT: i64 = 4;
const BARE_EXPONENT: i64 = 8;

/// The text of a float: code `r` (shortest that reads back), `e`, `f`, `g` or their capitals.
///
/// # Errors
/// If the code is none of these.
pub(crate) fn float_to_string(x: f64, code: u8, precision: i64, flags: i64) -> Result<String, String> {
    let lower = code.to_ascii_lowercase();
    let p = usize::try_from(precision).unwrap_or(6);
    let alt = flags & ALT != 0;
    let mut s = if x.is_nan() {
        "nan".to_owned()
    } else if x.is_infinite() {
        "inf".to_owned()
    } else {
        let a = x.abs();
        match lower {
            b'r' => shortest(a),
            b'f' => format!("{a:.p$}") + if alt && p == 0 { "." } else { "" },
            b'e' => exponent_form(&format!("{a:.p$e}"), alt && p == 0),
            b'g' => general(a, p.max(1), alt),
            _ => return Err(format!("unknown code {:?}", code as char)),
        }
    };
    if flags & ADD_DOT_0 != 0 && x.is_finite() && !s.contains(['.', 'e']) {
        s.push_str(".0");
    }
    if flags & BARE_EXPONENT != 0 {
        if let Some((mantissa, exp)) = s.clone().split_once('e') {
            let (sign, digits) = exp.split_at(1);
            let sign = if sign == "-" { "-" } else { "" };
            let digits = digits.trim_start_matches('0');
            s = format!("{mantissa}e{sign}{}", if digits.is_empty() { "0" } else { digits });
        }
    }
    if x.is_sign_negative() && !x.is_nan() {
        s.insert(0, '-');
    } else if flags & SIGN != 0 {
        s.insert(0, '+');
    }
    Ok(if code.is_ascii_uppercase() { s.to_uppercase() } else { s })
}

/// `1.5e7` with a signed exponent of two digits at least.
fn exponent_form(text: &str, dot: bool) -> String {
    let (mantissa, exp) = text.split_once('e').unwrap_or((text, "0"));
    let exp: i32 = exp.parse().unwrap_or(0);
    let sign = if exp < 0 { '-' } else { '+' };
    format!("{mantissa}{}e{sign}{:02}", if dot { "." } else { "" }, exp.abs())
}

fn exponent_of(text: &str) -> i32 {
    text.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0)
}

fn shortest(a: f64) -> String {
    let scientific = format!("{a:e}");
    if (-4..16).contains(&exponent_of(&scientific)) {
        format!("{a}")
    } else {
        exponent_form(&scientific, false)
    }
}

fn general(a: f64, p: usize, alt: bool) -> String {
    let scientific = format!("{a:.*e}", p - 1);
    let exp = exponent_of(&scientific);
    let strip = |s: &str| -> String {
        if !alt && s.contains('.') {
            s.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            s.to_owned()
        }
    };
    if exp < -4 || exp >= p as i32 {
        let (mantissa, _) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        exponent_form(&format!("{}e{exp}", strip(mantissa)), false)
    } else {
        strip(&format!("{a:.*}", (p as i32 - 1 - exp).max(0) as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::float_to_string;

    #[test]
    fn as_the_host_prints() {
        let s = |x, code, p, flags| float_to_string(x, code, p, flags).unwrap();
        assert_eq!(s(1.0, b'r', 0, 2), "1.0");
        assert_eq!(s(1e16, b'r', 0, 2), "1e+16");
        assert_eq!(s(1e15, b'r', 0, 2), "1000000000000000.0");
        assert_eq!(s(1e-5, b'r', 0, 2), "1e-05");
        assert_eq!(s(-0.0001, b'r', 0, 2), "-0.0001");
        assert_eq!(s(3.125, b'f', 1, 0), "3.1");
        assert_eq!(s(12345.678, b'e', 3, 0), "1.235e+04");
        assert_eq!(s(0.1 + 0.2, b'g', 17, 0), "0.30000000000000004");
        assert_eq!(s(1e6, b'g', 6, 0), "1e+06");
        assert_eq!(s(100000.0, b'g', 6, 0), "100000");
        assert_eq!(s(f64::INFINITY, b'F', 6, 1), "+INF");
        assert_eq!(s(-0.0, b'r', 0, 2), "-0.0");
        assert_eq!(s(1e16, b'r', 0, 8), "1e16");
        assert_eq!(s(1e-7, b'E', 0, 8), "1E-7");
    }
}

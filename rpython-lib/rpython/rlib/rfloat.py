"""Floats: classification, text in both directions, rounding."""

import math

from rpython.rlib.objectmodel import we_are_translated
from rpython.rlib.rstring import ParseStringError, strip_spaces
from rpython.rtyper.annlowlevel import hlstr
from rpython.rtyper.lltypesystem.lltype import Char, Float, Signed
from rpython.rtyper.lltypesystem.module import ll_math
from rpython.rtyper.lltypesystem.rffi import llexternal
from rpython.rtyper.lltypesystem.rstr import STRPTR, mallocstr

INFINITY = ll_math.INFINITY
NAN = ll_math.NAN

DTSF_STR_PRECISION = 12
DTSF_SIGN = 0x1
DTSF_ADD_DOT_0 = 0x2
DTSF_ALT = 0x4
DTSF_CUT_EXP_0 = 0x8

DIST_FINITE = 1
DIST_NAN = 2
DIST_INFINITY = 3

DBL_MANT_DIG = 53
DBL_MAX = 1.7976931348623157e308
DBL_MIN = 2.2250738585072014e-308
DBL_EPSILON = 2.220446049250313e-16
DBL_DIG = 15
DBL_MAX_EXP = 1024
DBL_MIN_EXP = -1021
DBL_MAX_10_EXP = 308
DBL_MIN_10_EXP = -307
FLT_RADIX = 2

isnan = ll_math.ll_isnan
isinf = ll_math.ll_isinf
isfinite = ll_math.ll_isfinite
copysign = ll_math.ll_math_copysign
acosh = ll_math.ll_math_acosh
asinh = ll_math.ll_math_asinh
atanh = ll_math.ll_math_atanh
log1p = ll_math.ll_math_log1p
log2 = ll_math.ll_math_log2
expm1 = ll_math.ll_math_expm1
erf = ll_math.ll_math_erf
erfc = ll_math.ll_math_erfc
gamma = ll_math.ll_math_gamma
lgamma = ll_math.ll_math_lgamma
cbrt = ll_math.cbrt_c
exp2 = ll_math.exp2_c
floor = ll_math.floor_c  # float to float, unlike math.floor
ceil = ll_math.ceil_c
trunc = ll_math.trunc_c


def _host_fill(text, buf, cap):
    """NOT_RPYTHON: writes a text into a low-level string as the run-time library does."""
    if len(text) <= cap:
        for i, c in enumerate(text):
            buf.chars[i] = c
    return len(text)


def _host_float_to_string(x, code, precision, flags, buf, cap):
    return _host_fill(_host_formatd(x, code, precision, flags), buf, cap)


def _host_string_to_float(s, start, length):
    if not isinstance(s, str):
        s = hlstr(s)
    return float(s[start : start + length])


rpy_float_to_string = llexternal(
    "rpy_float_to_string",
    [Float, Char, Signed, Signed, STRPTR, Signed],
    Signed,
    host=_host_float_to_string,
)
rpy_string_to_float = llexternal(
    "rpy_string_to_float",
    [STRPTR, Signed, Signed],
    Float,
    host=_host_string_to_float,
)


def _host_formatd(x, code, precision, flags):
    """NOT_RPYTHON"""
    upper = code.isupper()
    code = code.lower()
    if x != x:
        text = "nan"
    elif x - x != 0.0:
        text = "-inf" if x < 0 else "inf"
    elif code == "r" or code == "s":
        text = repr(x)
        if text.endswith(".0"):
            text = text[:-2]
    else:
        text = ("%" + ("#" if flags & DTSF_ALT else "") + ".%d" % precision + code) % x
    if flags & DTSF_ADD_DOT_0 and x - x == 0.0 and "." not in text and "e" not in text:
        text += ".0"
    if flags & DTSF_CUT_EXP_0 and "e" in text:
        mantissa, exponent = text.split("e")
        text = mantissa + "e" + exponent[0].replace("+", "") + exponent[1:].lstrip("0")
    if flags & DTSF_SIGN and not text.startswith("-"):
        text = "+" + text
    return text.upper() if upper else text


def formatd(x, code, precision, flags=0):
    """The text of x in the format `code`: r (shortest), e, f, g, or E, F, G; as C prints them.

    DTSF_SIGN: always a sign. DTSF_ADD_DOT_0: ".0" if it looks like an int. DTSF_ALT: as "#" in C.
    DTSF_CUT_EXP_0: no leading zeros in the exponent.
    """
    if not we_are_translated():
        return _host_formatd(x, code, precision, flags)
    cap = 64 + precision
    while True:
        buf = mallocstr(cap)
        n = rpy_float_to_string(x, code, precision, flags, buf, cap)
        if n <= cap:
            break
        cap = n
    assert n >= 0
    return hlstr(buf)[:n]


def double_to_string(value, tp, precision, flags):
    """(text, kind): the text as `formatd`, and DIST_FINITE, DIST_NAN or DIST_INFINITY."""
    if isfinite(value):
        special = DIST_FINITE
    elif isinf(value):
        special = DIST_INFINITY
    else:
        special = DIST_NAN
    return formatd(value, tp, precision, flags), special


def float_to_str(x):
    """str(x) and repr(x): the shortest text that reads back as x."""
    return formatd(x, "r", 0, DTSF_ADD_DOT_0)


# ____________________________________________________________
# parsing


def _skip_digits(s, i, end):
    while i < end and "0" <= s[i] <= "9":
        i += 1
    return i


def _lower_is(s, start, end, word):
    if end - start != len(word):
        return False
    for i in range(len(word)):
        c = ord(s[start + i])
        if 65 <= c <= 90:
            c += 32
        if c != ord(word[i]):
            return False
    return True


def check_float_text(s, start, end):
    """Is s[start:end] a decimal number (sign, digits, point, exponent)?"""
    i = start
    if i < end and (s[i] == "-" or s[i] == "+"):
        i += 1
    first = i
    i = _skip_digits(s, i, end)
    digits = i - first
    if i < end and s[i] == ".":
        first = i + 1
        i = _skip_digits(s, first, end)
        digits += i - first
    if digits == 0:
        return False
    if i < end and (s[i] == "e" or s[i] == "E"):
        i += 1
        if i < end and (s[i] == "-" or s[i] == "+"):
            i += 1
        first = i
        i = _skip_digits(s, i, end)
        if i == first:
            return False
    return i == end


def rstring_to_float(s):
    """float(s); raises ParseStringError."""
    s = strip_spaces(s)
    end = len(s)
    if end == 0:
        raise ParseStringError("empty string for float()")
    if check_float_text(s, 0, end):
        return rpy_string_to_float(s, 0, end)
    start = 0
    negative = s[0] == "-"
    if negative or s[0] == "+":
        start = 1
    if _lower_is(s, start, end, "inf") or _lower_is(s, start, end, "infinity"):
        return -INFINITY if negative else INFINITY
    if _lower_is(s, start, end, "nan"):
        return -NAN if negative else NAN
    raise ParseStringError("invalid literal for float(): '%s'" % s)


string_to_float = rstring_to_float


# ____________________________________________________________
# rounding


def round_away(x):
    """x rounded to a whole number, halves away from zero."""
    absx = abs(x)
    r = floor(absx)
    if absx - r >= 0.5:
        r += 1.0
    return copysign(r, x)


def round_half_even(x):
    """x rounded to a whole number, halves to even."""
    r = floor(x)
    diff = x - r
    if diff > 0.5 or (diff == 0.5 and floor(r / 2.0) * 2.0 != r):
        r += 1.0
    return copysign(r, x)


def round_double(value, ndigits, half_even=False):
    """value rounded to ndigits decimals (may be negative), correctly; OverflowError if too big."""
    if value == 0.0 or not isfinite(value):
        return value
    if ndigits > 323:
        return value
    if ndigits < -310:
        return copysign(0.0, value)
    exponent = _decimal_exponent(value)
    if ndigits + exponent >= 17:
        return value  # every digit is kept
    if half_even and ndigits >= 0:
        result = rstring_to_float(formatd(value, "f", ndigits, 0))
    else:
        result = _round_decimal(value, ndigits, exponent)
    if not half_even:
        # a tie has the digits of the value one place further end in 5, exactly
        finer = formatd(abs(value), "e", max(ndigits + exponent + 31, 31), 0)
        place = ndigits + exponent + 1
        if _is_tie(finer, place):
            step = math.pow(10.0, float(-ndigits))
            down = _truncate_decimal(value, ndigits, exponent)
            result = rstring_to_float(
                formatd(down + copysign(step, value), "f", max(ndigits, 0), 0)
            )
    if isinf(result):
        raise OverflowError("overflow occurred during round")
    return result


def _decimal_exponent(value):
    text = formatd(value, "e", 17, 0)
    i = text.find("e") + 1
    assert i > 0
    return int(text[i:])


def _round_decimal(value, ndigits, exponent):
    precision = ndigits + exponent
    if precision >= 0:
        return rstring_to_float(formatd(value, "e", precision, 0))
    if precision == -1 and abs(value) > 5.0 * math.pow(10.0, float(exponent)):
        return copysign(math.pow(10.0, float(-ndigits)), value)
    return copysign(0.0, value)


def _truncate_decimal(value, ndigits, exponent):
    precision = ndigits + exponent
    if precision < 0:
        return 0.0
    text = formatd(abs(value), "e", precision + 30, 0)
    e = text.find("e")
    assert e >= 0
    keep = precision + 2 if precision > 0 else 1
    result = rstring_to_float(text[:keep] + text[e:])
    return copysign(result, value)


def _is_tie(text, place):
    """Are the digits of d.ddd...e+xx from the place on 5000...? Place 0 is the first digit."""
    if place < 0:
        return False
    i = place + 1 if place > 0 else 0
    if text[i] != "5":
        return False
    i += 1
    while text[i] != "e":
        if text[i] != "0" and text[i] != ".":
            return False
        i += 1
    return True


def float_as_rbigint_ratio(value):
    """(numerator, denominator) in lowest terms, as rbigints."""
    from rpython.rlib.rbigint import rbigint

    if isinf(value):
        raise OverflowError("cannot convert Infinity to integer ratio")
    if isnan(value):
        raise ValueError("cannot convert NaN to integer ratio")
    mantissa, exponent = math.frexp(value)
    i = 0
    while i < 300 and floor(mantissa) != mantissa:
        mantissa *= 2.0
        exponent -= 1
        i += 1
    numerator = rbigint.fromfloat(mantissa)
    if exponent > 0:
        return numerator.lshift(exponent), rbigint.fromint(1)
    return numerator, rbigint.fromint(1).lshift(-exponent)

"""Low-level helpers for floats: texts, hash, Python's arithmetic. See HELPERS.md."""

from rpython.rlib.longlong2float import float2longlong
from rpython.rlib.rarithmetic import intmask
from rpython.rlib.rfloat import (
    DTSF_ADD_DOT_0,
    round_half_even,
    rpy_float_to_string,
    rpy_string_to_float,
)
from rpython.rtyper.lltypesystem.module.ll_math import (
    INFINITY,
    NAN,
    copysign_c,
    fabs_c,
    floor_c,
    fmod_c,
    ll_isfinite,
    ll_isinf,
    pow_c,
)
from rpython.rtyper.lltypesystem.rstr import copy_string_contents, mallocstr

_MODULUS = (1 << 61) - 1


def ll_float_format(f, code, precision, flags):
    """The text of a float; see rlib.rfloat.formatd."""
    cap = 32
    if code != "r":
        cap = 64 + precision
    buf = mallocstr(cap)
    n = rpy_float_to_string(f, code, precision, flags, buf, cap)
    while n > cap:
        cap = n
        buf = mallocstr(cap)
        n = rpy_float_to_string(f, code, precision, flags, buf, cap)
    result = mallocstr(n)
    copy_string_contents(buf, result, 0, 0, n)
    return result


def ll_float2str(f):
    """str(f): the shortest text that reads back as f."""
    return ll_float_format(f, "r", 0, DTSF_ADD_DOT_0)


def ll_float2str_fixed(f, precision):
    """ "%.Nf" % f"""
    return ll_float_format(f, "f", precision, 0)


def _is(s, i, c):
    return ord(s.chars[i]) == c


def _skip_digits(s, i, end):
    while i < end and ord(s.chars[i]) >= 48 and ord(s.chars[i]) <= 57:
        i += 1
    return i


def _is_number(s, i, end):
    """Is s[i:end] a decimal number (sign, digits, point, exponent)?"""
    if i < end and (_is(s, i, 45) or _is(s, i, 43)):
        i += 1
    first = i
    i = _skip_digits(s, i, end)
    digits = i - first
    if i < end and _is(s, i, 46):
        first = i + 1
        i = _skip_digits(s, first, end)
        digits += i - first
    if digits == 0:
        return False
    if i < end and (_is(s, i, 101) or _is(s, i, 69)):
        i += 1
        if i < end and (_is(s, i, 45) or _is(s, i, 43)):
            i += 1
        first = i
        i = _skip_digits(s, i, end)
        if i == first:
            return False
    return i == end


def _letters(s, i, c0, c1, c2):
    """Are the chars from i on these three small letters, in any case?"""
    return (
        (ord(s.chars[i]) | 32) == c0
        and (ord(s.chars[i + 1]) | 32) == c1
        and (ord(s.chars[i + 2]) | 32) == c2
    )


def _is_infinity(s, i, end):
    """Is s[i:end] "inf" or "infinity"?"""
    if end - i == 3:
        return _letters(s, i, 105, 110, 102)
    return (
        end - i == 8
        and _letters(s, i, 105, 110, 102)
        and _letters(s, i + 3, 105, 110, 105)
        and _letters(s, i + 5, 105, 116, 121)
    )


def _isspace(s, i):
    n = ord(s.chars[i])
    return n == 32 or (n >= 9 and n <= 13)


def ll_str2float(s):
    """float(s); ValueError."""
    i = 0
    end = len(s.chars)
    while i < end and _isspace(s, i):
        i += 1
    while i < end and _isspace(s, end - 1):
        end -= 1
    if _is_number(s, i, end):
        return rpy_string_to_float(s, i, end - i)
    negative = False
    if i < end and (_is(s, i, 45) or _is(s, i, 43)):
        negative = _is(s, i, 45)
        i += 1
    if _is_infinity(s, i, end):
        return -INFINITY if negative else INFINITY
    if end - i == 3 and _letters(s, i, 110, 97, 110):
        return NAN
    raise ValueError


def ll_hash_float(f):
    """The hash of a float: as the host's, which agrees with that of equal ints; nan gives 0."""
    if not ll_isfinite(f):
        if f > 0.0:
            return 314159
        if f < 0.0:
            return -314159
        return 0
    # f is mantissa * 2**exponent; modulo 2**61 - 1, a power of two is a rotation by its exponent
    bits = intmask(float2longlong(f))
    mantissa = bits & 0xFFFFFFFFFFFFF
    exponent = (bits >> 52) & 0x7FF
    if exponent == 0:
        exponent = 1
    else:
        mantissa |= 0x10000000000000
    e = (exponent - 1075 + 61 * 18) % 61
    x = ((mantissa & (_MODULUS >> e)) << e) | (mantissa >> (61 - e))
    if f < 0.0:
        x = -x
        if x == -1:
            return -2
    return x


def ll_float_mod(x, y):
    """x % y for y != 0."""
    result = fmod_c(x, y)
    if result != 0.0:
        if (y < 0.0) != (result < 0.0):
            result += y
        return result
    return copysign_c(0.0, y)


def ll_float_mod_zer(x, y):
    """x % y; ZeroDivisionError."""
    if y == 0.0:
        raise ZeroDivisionError
    return ll_float_mod(x, y)


def ll_float_floordiv(x, y):
    """x // y for y != 0."""
    rest = fmod_c(x, y)
    div = (x - rest) / y
    if rest != 0.0 and (y < 0.0) != (rest < 0.0):
        div -= 1.0
    if div == 0.0:
        return copysign_c(0.0, x / y)
    result = floor_c(div)
    if div - result > 0.5:
        result += 1.0
    return result


def ll_float_floordiv_zer(x, y):
    """x // y; ZeroDivisionError."""
    if y == 0.0:
        raise ZeroDivisionError
    return ll_float_floordiv(x, y)


def ll_float_truediv_zer(x, y):
    """x / y; ZeroDivisionError."""
    if y == 0.0:
        raise ZeroDivisionError
    return x / y


def ll_float_pow(x, y):
    """x ** y; ZeroDivisionError, OverflowError, ValueError where the host gives a complex."""
    if x == 0.0 and y < 0.0:
        raise ZeroDivisionError
    result = pow_c(x, y)
    if ll_isfinite(result) or not ll_isfinite(x) or not ll_isfinite(y):
        return result
    if ll_isinf(result):
        raise OverflowError
    raise ValueError


def ll_float2int_checked(f):
    """int(f); OverflowError, ValueError for nan."""
    if f >= -9223372036854775808.0 and f < 9223372036854775808.0:
        return int(f)
    if f != f:
        raise ValueError
    raise OverflowError


def ll_round2int(f):
    """round(f); OverflowError, ValueError for nan."""
    if not ll_isfinite(f):
        return ll_float2int_checked(f)
    return ll_float2int_checked(round_half_even(f))


def _decimal_exponent(f):
    """The exponent of the first decimal digit of a finite number."""
    s = ll_float_format(f, "e", 17, 0)
    i = len(s.chars)
    exponent = 0
    unit = 1
    while True:
        i -= 1
        c = ord(s.chars[i])
        if c < 48 or c > 57:
            break
        exponent += (c - 48) * unit
        unit *= 10
    if c == 45:
        return -exponent
    return exponent


def ll_round(f, ndigits):
    """round(f, ndigits); OverflowError."""
    if f == 0.0 or not ll_isfinite(f) or ndigits > 323:
        return f
    if ndigits < -310:
        return copysign_c(0.0, f)
    exponent = _decimal_exponent(f)
    precision = ndigits + exponent
    if precision >= 17:
        return f
    if precision >= 0:
        result = ll_str2float(ll_float_format(f, "e", precision, 0))
        if ll_isinf(result):
            raise OverflowError
        return result
    if precision == -1 and fabs_c(f) > 5.0 * pow_c(10.0, float(exponent)):
        return copysign_c(pow_c(10.0, float(-ndigits)), f)
    return copysign_c(0.0, f)

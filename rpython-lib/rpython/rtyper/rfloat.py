"""Low-level helpers for floats: texts, hash, Python's arithmetic. See HELPERS.md."""

from rpython.rlib.rfloat import (
    DTSF_ADD_DOT_0,
    round_double,
    round_half_even,
    rpy_float_to_string,
    rpy_string_to_float,
)
from rpython.rtyper.lltypesystem.module.ll_math import (
    INFINITY,
    NAN,
    copysign_c,
    floor_c,
    fmod_c,
    ll_isfinite,
    ll_isinf,
    ll_math_frexp,
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


def _is_word(s, i, end, word):
    """Is s[i:end] the (small-letter) word, in any case?"""
    if end - i != len(word):
        return False
    k = 0
    while k < len(word):
        if (ord(s.chars[i + k]) | 32) != ord(word[k]):
            return False
        k += 1
    return True


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
    if _is_word(s, i, end, "inf") or _is_word(s, i, end, "infinity"):
        return -INFINITY if negative else INFINITY
    if _is_word(s, i, end, "nan"):
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
    # the value modulo 2**61 - 1: 28 bits of the mantissa at a time
    m, e = ll_math_frexp(f)
    sign = 1
    if m < 0.0:
        sign = -1
        m = -m
    x = 0
    while m != 0.0:
        x = ((x << 28) & _MODULUS) | x >> (61 - 28)
        m *= 268435456.0
        e -= 28
        y = int(m)
        m -= float(y)
        x += y
        if x >= _MODULUS:
            x -= _MODULUS
    e %= 61
    x = ((x & (_MODULUS >> e)) << e) | x >> (61 - e)
    x = x * sign
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


def ll_round(f, ndigits):
    """round(f, ndigits)"""
    return round_double(f, ndigits, True)

"""Low-level helpers for integers: Python's division, shifts, powers, texts, hashes. See HELPERS.md."""

from rpython.rlib.rarithmetic import int_c_div, int_c_mod, intmask, ovfcheck, r_uint
from rpython.rtyper.lltypesystem.lltype import Char, UniChar, cast_primitive, identityhash
from rpython.rtyper.lltypesystem.rstr import hash_of_char, mallocstr

MININT = -0x8000000000000000

# ____________________________________________________________
# division


def ll_int_py_div(x, y):
    """x // y"""
    r = int_c_div(x, y)
    rest = x - r * y
    if rest != 0 and (rest ^ y) < 0:
        r -= 1
    return r


def ll_int_py_mod(x, y):
    """x % y"""
    r = int_c_mod(x, y)
    if r != 0 and (r ^ y) < 0:
        r += y
    return r


def ll_int_py_div_nonnegargs(x, y):
    """x // y for x >= 0, y > 0."""
    return int_c_div(x, y)


def ll_int_py_mod_nonnegargs(x, y):
    """x % y for x >= 0, y > 0."""
    return int_c_mod(x, y)


def ll_int_py_div_zer(x, y):
    """x // y; ZeroDivisionError."""
    if y == 0:
        raise ZeroDivisionError
    if y == -1:
        return intmask(-x)
    return ll_int_py_div(x, y)


def ll_int_py_mod_zer(x, y):
    """x % y; ZeroDivisionError."""
    if y == 0:
        raise ZeroDivisionError
    if y == -1:
        return 0
    return ll_int_py_mod(x, y)


def ll_int_py_div_ovf(x, y):
    """x // y; OverflowError for the least int by -1."""
    if y == -1 and x == MININT:
        raise OverflowError
    return ll_int_py_div(x, y)


def ll_int_py_mod_ovf(x, y):
    """x % y, also for the least int by -1."""
    if y == -1:
        return 0
    return ll_int_py_mod(x, y)


def ll_int_py_div_ovf_zer(x, y):
    """x // y; ZeroDivisionError, OverflowError."""
    if y == 0:
        raise ZeroDivisionError
    return ll_int_py_div_ovf(x, y)


def ll_int_py_mod_ovf_zer(x, y):
    """x % y; ZeroDivisionError."""
    if y == 0:
        raise ZeroDivisionError
    return ll_int_py_mod_ovf(x, y)


def ll_uint_py_div_zer(x, y):
    """x // y of unsigned words; ZeroDivisionError."""
    if y == r_uint(0):
        raise ZeroDivisionError
    return x // y


def ll_uint_py_mod_zer(x, y):
    """x % y of unsigned words; ZeroDivisionError."""
    if y == r_uint(0):
        raise ZeroDivisionError
    return x % y


_EXACT = 1 << 53


def ll_int_truediv(x, y):
    """x / y, the nearest float; y is not 0."""
    if -_EXACT <= x and x <= _EXACT and -_EXACT <= y and y <= _EXACT:
        return float(x) / float(y)
    return _truediv_big(x, y)


def ll_int_truediv_zer(x, y):
    """x / y, the nearest float; ZeroDivisionError."""
    if y == 0:
        raise ZeroDivisionError
    return ll_int_truediv(x, y)


def _uabs(x):
    """The absolute value of a word as an unsigned one."""
    if x < 0:
        return r_uint(0) - r_uint(x)
    return r_uint(x)


def _bits(x):
    n = 0
    while x != r_uint(0):
        x >>= 1
        n += 1
    return n


def _truediv_big(x, y):
    # long division bit by bit to 55 bits of quotient and a sticky bit, rounded by the conversion
    if x == 0:
        return 0.0
    a = _uabs(x)
    b = _uabs(y)
    q = a // b
    rest = a - q * b
    scale = 1.0
    n = _bits(q)
    if n > 60:
        # the quotient needs no more bits: round it with what is left as sticky bit
        if rest != r_uint(0):
            q |= r_uint(1)
        low = q & r_uint(1)
        value = intmask((q >> 1) | low)
        result = float(value) * 2.0
    else:
        while n < 56:
            # rest < b: twice the rest may need one bit more than a word
            top = rest >> 63
            rest <<= 1
            q <<= 1
            if top != r_uint(0) or rest >= b:
                rest -= b
                q |= r_uint(1)
            if q != r_uint(0):
                n += 1
            scale *= 0.5
        if rest != r_uint(0):
            q |= r_uint(1)
        result = float(intmask(q)) * scale
    if (x < 0) != (y < 0):
        return -result
    return result


# ____________________________________________________________
# shifts, sign, power


def ll_int_lshift(x, n):
    """x << n for any n >= 0, wrapping."""
    if n >= 64:
        return 0
    return intmask(x << n)


def ll_int_rshift(x, n):
    """x >> n for any n >= 0."""
    if n >= 64:
        n = 63
    return x >> n


def ll_uint_lshift(x, n):
    """x << n for any n >= 0."""
    if n >= 64:
        return r_uint(0)
    return x << n


def ll_uint_rshift(x, n):
    """x >> n for any n >= 0."""
    if n >= 64:
        return r_uint(0)
    return x >> n


def _check_shift(n):
    if n < 0:
        raise ValueError


def ll_int_lshift_checked(x, n):
    """x << n; ValueError."""
    _check_shift(n)
    return ll_int_lshift(x, n)


def ll_int_rshift_checked(x, n):
    """x >> n; ValueError."""
    _check_shift(n)
    return ll_int_rshift(x, n)


def ll_uint_lshift_checked(x, n):
    """x << n; ValueError."""
    _check_shift(n)
    return ll_uint_lshift(x, n)


def ll_uint_rshift_checked(x, n):
    """x >> n; ValueError."""
    _check_shift(n)
    return ll_uint_rshift(x, n)


def ll_int_lshift_ovf(x, n):
    """x << n for n >= 0; OverflowError."""
    if n >= 64:
        if x != 0:
            raise OverflowError
        return 0
    result = intmask(x << n)
    if (result >> n) != x:
        raise OverflowError
    return result


def ll_int_neg_ovf(x):
    """-x; OverflowError."""
    if x == MININT:
        raise OverflowError
    return -x


def ll_int_abs_ovf(x):
    """abs(x); OverflowError."""
    if x < 0:
        return ll_int_neg_ovf(x)
    return x


def ll_int_pow(x, n):
    """x ** n, wrapping; ValueError for n < 0."""
    if n < 0:
        raise ValueError
    result = 1
    while n > 0:
        if n & 1:
            result = intmask(result * x)
        x = intmask(x * x)
        n >>= 1
    return result


def ll_int_pow_ovf(x, n):
    """x ** n; ValueError for n < 0, OverflowError."""
    if n < 0:
        raise ValueError
    result = 1
    while True:
        if n & 1:
            result = ovfcheck(result * x)
        n >>= 1
        if n == 0:
            return result
        x = ovfcheck(x * x)


def ll_int_pow_mod(x, n, m):
    """pow(x, n, m); ValueError for n < 0, ZeroDivisionError."""
    if n < 0:
        raise ValueError
    if m == 0:
        raise ZeroDivisionError
    if m == 1 or m == -1:
        return 0
    modulus = _uabs(m)
    base = _uabs(x) % modulus
    if x < 0 and base != r_uint(0):
        base = modulus - base
    result = r_uint(1) % modulus
    while n > 0:
        if n & 1:
            result = _umulmod(result, base, modulus)
        base = _umulmod(base, base, modulus)
        n >>= 1
    value = intmask(result)
    if m < 0 and value != 0:
        value += m
    return value


def _umulmod(a, b, m):
    """(a * b) % m for a, b < m <= 2**63."""
    result = r_uint(0)
    while b != r_uint(0):
        if b & r_uint(1) != r_uint(0):
            result += a
            if result >= m:
                result -= m
        a += a
        if a >= m:
            a -= m
        b >>= 1
    return result


def ll_min(a, b):
    """min(a, b)"""
    if b < a:
        return b
    return a


def ll_max(a, b):
    """max(a, b)"""
    if b > a:
        return b
    return a


# ____________________________________________________________
# texts


def _uint_text(value, base, negative, prefix_letter, add_prefix):
    """The text of an unsigned word: sign, "0" and prefix letter if asked for, digits."""
    ubase = r_uint(base)
    size = 1
    rest = value // ubase
    while rest != r_uint(0):
        rest = rest // ubase
        size += 1
    start = 0
    if negative:
        start += 1
    if add_prefix:
        start += 2
    s = mallocstr(start + size)
    if negative:
        s.chars[0] = "-"
    if add_prefix:
        s.chars[start - 2] = "0"
        s.chars[start - 1] = prefix_letter
    i = start + size
    while i > start:
        i -= 1
        next = value // ubase
        digit = intmask(value - next * ubase)
        if digit < 10:
            digit += 48
        else:
            digit += 87
        s.chars[i] = cast_primitive(Char, digit)
        value = next
    return s


def ll_int2dec(i):
    """str(i)"""
    return _uint_text(_uabs(i), 10, i < 0, "d", False)


def ll_uint2dec(i):
    """str(i) of an unsigned word."""
    return _uint_text(i, 10, False, "d", False)


def ll_int2hex(i, add_prefix):
    """hex(i)"""
    return _uint_text(_uabs(i), 16, i < 0, "x", add_prefix)


def ll_int2oct(i, add_prefix):
    """oct(i)"""
    return _uint_text(_uabs(i), 8, i < 0, "o", add_prefix)


def ll_int2bin(i, add_prefix):
    """bin(i)"""
    return _uint_text(_uabs(i), 2, i < 0, "b", add_prefix)


def ll_uint2hex(i, add_prefix):
    """hex(i) of an unsigned word."""
    return _uint_text(i, 16, False, "x", add_prefix)


def ll_uint2oct(i, add_prefix):
    """oct(i) of an unsigned word."""
    return _uint_text(i, 8, False, "o", add_prefix)


def ll_uint2bin(i, add_prefix):
    """bin(i) of an unsigned word."""
    return _uint_text(i, 2, False, "b", add_prefix)


# ____________________________________________________________
# hashes, comparison, chars


def ll_hash_int(i):
    """The hash of an int."""
    return i


def ll_hash_uint(i):
    """The hash of an unsigned int."""
    return intmask(i)


def ll_hash_bool(b):
    """The hash of a bool."""
    return 1 if b else 0


def ll_hash_char(c):
    """The hash of a char: that of the string of this char (see rstr.ll_strhash)."""
    return hash_of_char(c)


def ll_hash_ptr(p):
    """The identity hash of an object, 0 for null."""
    if not p:
        return 0
    return identityhash(p)


def ll_eq_prim(a, b):
    """a == b for numbers, chars, bools and pointers."""
    return a == b


def ll_hash_only(key):
    """The hash of the only key there can be."""
    return 0


def ll_eq_only(a, b):
    """There is only one such key."""
    return True


def ll_lt_only(a, b):
    """It is not less than itself."""
    return False


def ll_lt_prim(a, b):
    """a < b for numbers and chars."""
    return a < b


def ll_check_chr(n):
    """chr(n); ValueError."""
    if n < 0 or n > 255:
        raise ValueError
    return cast_primitive(Char, n)


def ll_check_erasable(n):
    """erase_int(n); OverflowError beyond 63 bits."""
    if n < -(1 << 62) or n >= 1 << 62:
        raise OverflowError
    return n


def ll_check_unichr(n):
    """unichr(n); ValueError."""
    if n < 0 or n > 0x10FFFF:
        raise ValueError
    return cast_primitive(UniChar, n)

"""ints of two machine words: what 64-bit hashes and generators compute before they mask.

A W_WideIntObject is `low + high * 2**64 + sign * 2**128`, where low and high count as unsigned and sign is 0 or -1.
Words have these three parts too, so that the operations here are for both; traces keep the parts in registers. A
function gives None where the result, or a step on the way to it, is wider: rbigint does that then.
"""

from rpython.rlib import jit
from rpython.rlib.rarithmetic import intmask, r_uint, uint_mul_high
from rpython.rlib.rbigint import rbigint

from interpreters.python.objspace.intobject import W_IntObject
from interpreters.python.objspace.longobject import W_LongObject

WIDE_DIGITS = 2  # an rbigint of so many digits is wide
HALF = r_uint(0xFFFFFFFF)


class W_WideIntObject(W_LongObject):
    """An int that does not fit a machine word, but two."""

    _immutable_fields_ = ["low_part", "high_part", "sign_part"]
    _value_class_ = True

    def __init__(self, low, high, sign):
        self.low_part = low
        self.high_part = high
        self.sign_part = sign

    def asbigint(self):
        return to_big(self.low_part, self.high_part, self.sign_part)

    def is_negative(self):
        return self.sign_part < 0

    def is_wide(self):
        return True

    def low(self):
        return self.low_part

    def high(self):
        return self.high_part

    def sign(self):
        return self.sign_part

    def is_w(self, w_other):
        if isinstance(w_other, W_WideIntObject):
            return compare(self, w_other) == 0
        return False


@jit.elidable
def to_big(low, high, sign):
    """The rbigint of the three parts."""
    big = rbigint.fromuint(r_uint(high)).lshift(64).or_(rbigint.fromuint(r_uint(low)))
    if sign < 0:
        return big.sub(rbigint.fromint(1).lshift(128))
    return big


def from_big(num):
    """The int object for an rbigint of at most WIDE_DIGITS digits that does not fit a word."""
    sign = 0
    if num.get_sign() < 0:
        sign = -1
    return W_WideIntObject(num.intmask(), num.rshift(64).intmask(), sign)


def from_parts(low, high, sign):
    """The int object of the three parts."""
    if high == low >> 63 and sign == high:
        return W_IntObject(low)
    return W_WideIntObject(low, high, sign)


def shift_right(x, n):
    """x >> n for an unsigned x, 0 <= n < 64"""
    return intmask(r_uint(x) >> n)


def less(x, y):
    """Is x < y, both unsigned?"""
    return r_uint(x) < r_uint(y)


def and_(w_a, w_b):
    """w_a & w_b"""
    return from_parts(w_a.low() & w_b.low(), w_a.high() & w_b.high(), w_a.sign() & w_b.sign())


def or_(w_a, w_b):
    """w_a | w_b"""
    return from_parts(w_a.low() | w_b.low(), w_a.high() | w_b.high(), w_a.sign() | w_b.sign())


def xor(w_a, w_b):
    """w_a ^ w_b"""
    return from_parts(w_a.low() ^ w_b.low(), w_a.high() ^ w_b.high(), w_a.sign() ^ w_b.sign())


def invert(w_a):
    """~w_a"""
    return from_parts(~w_a.low(), ~w_a.high(), ~w_a.sign())


def add(w_a, w_b):
    """w_a + w_b, or None"""
    return add_parts(w_a.low(), w_a.high(), w_a.sign(), w_b.low(), w_b.high(), w_b.sign(), 0)


def sub(w_a, w_b):
    """w_a - w_b, or None"""
    return add_parts(w_a.low(), w_a.high(), w_a.sign(), ~w_b.low(), ~w_b.high(), ~w_b.sign(), 1)


def add_parts(low1, high1, sign1, low2, high2, sign2, carry):
    """The sum of two and a carry of 0 or 1, or None."""
    low = intmask(low1 + low2)
    out = int(less(low, low1))
    if carry != 0:
        low = intmask(low + 1)
        if low == 0:
            out = 1
    high = intmask(high1 + high2)
    over = int(less(high, high1))
    high = intmask(high + out)
    if out != 0 and high == 0:
        over = 1
    sign = sign1 + sign2 + over
    if sign != 0 and sign != -1:
        return None
    return from_parts(low, high, sign)


def mul(w_a, w_b):
    """w_a * w_b, or None"""
    low1 = w_a.low()
    low2 = w_b.low()
    high1 = w_a.high()
    high2 = w_b.high()
    low = intmask(low1 * low2)
    middle = intmask(uint_mul_high(r_uint(low1), r_uint(low2)))
    if w_a.sign() == 0 and w_b.sign() == 0:
        if high1 == 0 and high2 == 0:
            return from_parts(low, middle, 0)
        if high2 != 0:
            if high1 != 0:
                return None
            high1 = high2
            low2 = low1
        if uint_mul_high(r_uint(high1), r_uint(low2)) != r_uint(0):
            return None
        high = intmask(high1 * low2)
        middle = intmask(middle + high)
        if less(middle, high):
            return None
        return from_parts(low, middle, 0)
    if w_a.fits_word() and w_b.fits_word():
        if low1 < 0:
            middle = intmask(middle - low2)
        if low2 < 0:
            middle = intmask(middle - low1)
        return from_parts(low, middle, middle >> 63)
    return None


def lshift(w_a, n):
    """w_a << n for n >= 0, or None"""
    if n > 64 or n == 0:
        return None
    low = w_a.low()
    high = w_a.high()
    sign = w_a.sign()
    if not w_a.fits_word():
        if sign != 0 or n == 64 or shift_right(high, 64 - n) != 0:
            return None
        return from_parts(intmask(low << n), intmask(high << n) | shift_right(low, 64 - n), 0)
    if n == 64:
        return from_parts(0, low, sign)
    return from_parts(intmask(low << n), low >> (64 - n), sign)


def rshift(w_a, n):
    """w_a >> n for n >= 0"""
    low = w_a.low()
    high = w_a.high()
    sign = w_a.sign()
    if n >= 64:
        low = high
        high = sign
        n -= 64
        if n >= 64:
            return W_IntObject(sign)
    if n > 0:
        low = shift_right(low, n) | intmask(high << (64 - n))
        high = shift_right(high, n) | intmask(sign << (64 - n))
    return from_parts(low, high, sign)


def divides(w_a, w_b):
    """Is w_a at least 0, and w_b a word above 0?"""
    return w_b.fits_word() and w_b.word() > 0 and w_a.sign() == 0


def mod(w_a, w_b):
    """w_a % w_b, or None"""
    if not divides(w_a, w_b):
        return None
    return W_IntObject(remainder(w_a.low(), w_a.high(), w_b.word()))


def floordiv(w_a, w_b):
    """w_a // w_b, or None"""
    if not divides(w_a, w_b):
        return None
    m = w_b.word()
    high = r_uint(w_a.high())
    low = quotient(intmask(high % r_uint(m)), w_a.low(), m)
    return from_parts(low, intmask(high // r_uint(m)), 0)


def remainder(low, high, m):
    """Two unsigned words modulo m > 0."""
    high = intmask(r_uint(high) % r_uint(m))
    return intmask(low - intmask(quotient(high, low, m) * m))


@jit.elidable
def quotient(high, low, m):
    """Two unsigned words by m, for 0 <= high < m: one word (D. Knuth, TAOCP 4.3.1, D, with half words as digits)."""
    n = r_uint(m)
    upper = r_uint(high)
    lower = r_uint(low)
    shift = 0
    while n >> 63 == r_uint(0):
        n <<= 1
        shift += 1
    upper = (upper << shift) | (lower >> (64 - shift))  # m fits 63 bits
    lower <<= shift
    first = quotient_digit(upper, lower >> 32, n)
    upper = (upper << 32) + (lower >> 32) - first * n
    return intmask((first << 32) + quotient_digit(upper, lower & HALF, n))


def quotient_digit(upper, digit, n):
    """(upper * 2**32 + digit) // n, for upper < n and n with the top bit set."""
    top = n >> 32
    q = upper // top
    r = upper - q * top
    while q > HALF or q * (n & HALF) > (r << 32) + digit:
        q -= r_uint(1)
        r += top
        if r > HALF:
            break
    return q


def compare(w_a, w_b):
    """-1, 0 or 1"""
    if w_a.sign() != w_b.sign():
        return -1 if w_a.sign() < w_b.sign() else 1
    if w_a.high() != w_b.high():
        return -1 if less(w_a.high(), w_b.high()) else 1
    if w_a.low() != w_b.low():
        return -1 if less(w_a.low(), w_b.low()) else 1
    return 0


def both(w_a, w_b):
    """Are the functions here for two ints?"""
    return w_a.is_wide() and w_b.is_wide()

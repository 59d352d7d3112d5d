"""Integers of 128 bits: what `r_longlonglong` and `r_ulonglonglong` are in a translated program.

An object of two words; on the host they are the classes of `rarithmetic`. The translator takes these
classes in place of those (`replacements.py`) and calls `__int__`, `_word` and `__float__` for conversions.
"""

import math

from rpython.rlib import rarithmetic
from rpython.rlib.objectmodel import import_from_mixin, instantiate, specialize
from rpython.rlib.rarithmetic import intmask, r_uint, uint_mul_high
from rpython.translation.replacements import replaces

_TEN18 = r_uint(10**18)


class _Operations(object):
    """What both classes have, copied into each."""

    _immutable_fields_ = ["_lo", "_hi"]

    @specialize.argtype(1)
    def __init__(self, value=0):
        self._lo = low_word(value)
        self._hi = high_word(value)

    def _new(self, lo, hi):
        result = instantiate(self._kind)
        result._lo = lo
        result._hi = hi
        return result

    # ---- conversions

    def __int__(self):
        return intmask(self._lo)

    def _word(self):
        return self._lo

    def __bool__(self):
        return (self._lo | self._hi) != r_uint(0)

    def __hash__(self):
        return intmask(self._lo ^ (self._hi * r_uint(1000003)))

    def __float__(self):
        if self._below_zero():
            positive = self.__neg__()
            return -magnitude_float(positive._lo, positive._hi)
        return magnitude_float(self._lo, self._hi)

    def __str__(self):
        x = self
        minus = self._below_zero()
        if minus:
            x = self.__neg__()
        text = ""
        lo, hi = x._lo, x._hi
        while hi != r_uint(0):
            lo, hi, rest = divide_by_word(lo, hi, _TEN18)
            digits = str(rest)
            text = "0" * (18 - len(digits)) + digits + text
        text = str(lo) + text
        if lo == r_uint(0) and len(text) > 1:
            text = text[1:]
        return "-" + text if minus else text

    def __repr__(self):
        return self.__str__()

    # ---- arithmetic; wraps

    def __neg__(self):
        lo = ~self._lo + r_uint(1)
        hi = ~self._hi
        if lo == r_uint(0):
            hi += r_uint(1)
        return self._new(lo, hi)

    def __pos__(self):
        return self

    def __invert__(self):
        return self._new(~self._lo, ~self._hi)

    def __abs__(self):
        if self._below_zero():
            return self.__neg__()
        return self

    @specialize.argtype(1)
    def __add__(self, other):
        other_lo = low_word(other)
        lo = self._lo + other_lo
        hi = self._hi + high_word(other)
        if lo < other_lo:
            hi += r_uint(1)
        return meeting(self, other)._new(lo, hi)

    @specialize.argtype(1)
    def __sub__(self, other):
        other_lo = low_word(other)
        hi = self._hi - high_word(other)
        if self._lo < other_lo:
            hi -= r_uint(1)
        return meeting(self, other)._new(self._lo - other_lo, hi)

    @specialize.argtype(1)
    def __mul__(self, other):
        a, b = self._lo, low_word(other)
        hi = uint_mul_high(a, b) + a * high_word(other) + self._hi * b
        return meeting(self, other)._new(a * b, hi)

    @specialize.argtype(1)
    def __and__(self, other):
        return meeting(self, other)._new(self._lo & low_word(other), self._hi & high_word(other))

    @specialize.argtype(1)
    def __or__(self, other):
        return meeting(self, other)._new(self._lo | low_word(other), self._hi | high_word(other))

    @specialize.argtype(1)
    def __xor__(self, other):
        return meeting(self, other)._new(self._lo ^ low_word(other), self._hi ^ high_word(other))

    @specialize.argtype(1)
    def __floordiv__(self, other):
        a, b = meeting(self, other)._of(self), meeting(self, other)._of(other)
        return a._divided(b)

    @specialize.argtype(1)
    def __mod__(self, other):
        a, b = meeting(self, other)._of(self), meeting(self, other)._of(other)
        return a.__sub__(a._divided(b).__mul__(b))

    @specialize.argtype(1)
    def __radd__(self, other):
        return self._of(other).__add__(self)

    @specialize.argtype(1)
    def __rsub__(self, other):
        return self._of(other).__sub__(self)

    @specialize.argtype(1)
    def __rmul__(self, other):
        return self._of(other).__mul__(self)

    @specialize.argtype(1)
    def __rand__(self, other):
        return self._of(other).__and__(self)

    @specialize.argtype(1)
    def __ror__(self, other):
        return self._of(other).__or__(self)

    @specialize.argtype(1)
    def __rxor__(self, other):
        return self._of(other).__xor__(self)

    @specialize.argtype(1)
    def __rfloordiv__(self, other):
        return self._of(other).__floordiv__(self)

    @specialize.argtype(1)
    def __rmod__(self, other):
        return self._of(other).__mod__(self)

    def _divided(self, other):
        """Floor division by a number of the same class."""
        if not other:
            raise ZeroDivisionError
        a, b = self.__abs__(), other.__abs__()
        lo, hi, rest_lo, rest_hi = divide(a._lo, a._hi, b._lo, b._hi)
        quotient = self._new(lo, hi)
        if self._below_zero() != other._below_zero():
            if (rest_lo | rest_hi) != r_uint(0):
                quotient = quotient.__add__(1)
            quotient = quotient.__neg__()
        return quotient

    @specialize.argtype(1)
    def __lshift__(self, count):
        n = intmask(low_word(count))
        if not 0 <= n < 128:
            return self._new(r_uint(0), r_uint(0))
        lo, hi = shifted_left(self._lo, self._hi, n)
        return self._new(lo, hi)

    @specialize.argtype(1)
    def __rshift__(self, count):
        n = intmask(low_word(count))
        fill = r_uint(0)
        if self._below_zero():
            fill = ~fill
        if not 0 <= n < 128:
            return self._new(fill, fill)
        lo, hi = shifted_right(self._lo, self._hi, n, fill)
        return self._new(lo, hi)

    # ---- comparisons

    @specialize.argtype(1)
    def __eq__(self, other):
        return self._lo == low_word(other) and self._hi == high_word(other)

    @specialize.argtype(1)
    def __ne__(self, other):
        return self._lo != low_word(other) or self._hi != high_word(other)

    @specialize.argtype(1)
    def __lt__(self, other):
        kind = meeting(self, other)
        a, b = kind._key(self._hi), kind._key(high_word(other))
        return a < b or (a == b and self._lo < low_word(other))

    @specialize.argtype(1)
    def __le__(self, other):
        return self.__lt__(other) or self.__eq__(other)

    @specialize.argtype(1)
    def __gt__(self, other):
        return not self.__le__(other)

    @specialize.argtype(1)
    def __ge__(self, other):
        return not self.__lt__(other)


class Signed128(object):
    """`r_longlonglong`"""

    import_from_mixin(_Operations)

    def _below_zero(self):
        return intmask(self._hi) < 0

    def _key(self, hi):
        """High words compare as these do."""
        return hi ^ r_uint(1 << 63)

    @specialize.argtype(1)
    def _of(self, value):
        return Signed128(value)


class Unsigned128(object):
    """`r_ulonglonglong`"""

    import_from_mixin(_Operations)

    def _below_zero(self):
        return False

    def _key(self, hi):
        """High words compare as these do."""
        return hi

    @specialize.argtype(1)
    def _of(self, value):
        return Unsigned128(value)


Signed128._kind = Signed128
Unsigned128._kind = Unsigned128


@specialize.argtype(0)
def low_word(value):
    """The low word of a number."""
    if isinstance(value, (Signed128, Unsigned128)):
        return value._lo
    if isinstance(value, float):
        return float_words(value)[0]
    return r_uint(value)


@specialize.argtype(0)
def high_word(value):
    """The high word of a number."""
    if isinstance(value, (Signed128, Unsigned128)):
        return value._hi
    if isinstance(value, float):
        return float_words(value)[1]
    if isinstance(value, r_uint):
        return r_uint(0)
    if value < 0:
        return ~r_uint(0)
    return r_uint(0)


@specialize.argtype(0, 1)
def meeting(a, b):
    """An object of the class of the result of an operation: unsigned if one of the two is."""
    if isinstance(b, Unsigned128):
        return b
    return a


def float_words(x):
    """(low, high) word of a float, truncated."""
    if x < 0.0:
        lo, hi = float_words(-x)
        lo = ~lo + r_uint(1)
        return lo, ~hi + r_uint(1) if lo == r_uint(0) else ~hi
    hi = r_uint(x / 18446744073709551616.0)
    return r_uint(x - float(hi) * 18446744073709551616.0), hi


def magnitude_float(lo, hi):
    """The float nearest to a number of two words."""
    if hi == r_uint(0):
        return float(lo)
    n = bits_of(hi)
    top = shifted_right(lo, hi, n, r_uint(0))[0]
    if lo << (64 - n) != r_uint(0):
        top |= r_uint(1)  # sticky, below all bits that a float keeps
    return math.ldexp(float(top), n)


def bits_of(word):
    """How many bits a word has up to the highest that is set."""
    n = 0
    for step in (32, 16, 8, 4, 2, 1):
        if word >> (n + step) != r_uint(0):
            n += step
    return n + 1 if word != r_uint(0) else 0


def shifted_left(lo, hi, n):
    """(low, high) word of a shift by 0..127."""
    if n == 0:
        return lo, hi
    if n >= 64:
        return r_uint(0), lo << (n - 64)
    return lo << n, (hi << n) | (lo >> (64 - n))


def shifted_right(lo, hi, n, fill):
    """(low, high) word of a shift by 0..127; fill comes in from above."""
    if n == 0:
        return lo, hi
    if n >= 64:
        lo, hi, n = hi, fill, n - 64
        if n == 0:
            return lo, hi
    return (lo >> n) | (hi << (64 - n)), (hi >> n) | (fill << (64 - n))


def divide_by_word(lo, hi, word):
    """(low, high, rest) of a division by a word."""
    quotient_lo, quotient_hi, rest, _ = divide(lo, hi, word, r_uint(0))
    return quotient_lo, quotient_hi, rest


def divide(lo, hi, by_lo, by_hi):
    """(low, high, low, high) words of quotient and rest of unsigned numbers, by shifts and subtractions."""
    if hi == r_uint(0) and by_hi == r_uint(0):
        return lo // by_lo, r_uint(0), lo % by_lo, r_uint(0)
    n = total_bits(lo, hi) - total_bits(by_lo, by_hi)
    quotient_lo = quotient_hi = r_uint(0)
    if n >= 0:
        by_lo, by_hi = shifted_left(by_lo, by_hi, n)
    while n >= 0:
        quotient_lo, quotient_hi = shifted_left(quotient_lo, quotient_hi, 1)
        if by_hi < hi or (by_hi == hi and by_lo <= lo):
            hi -= by_hi
            if lo < by_lo:
                hi -= r_uint(1)
            lo -= by_lo
            quotient_lo |= r_uint(1)
        by_lo, by_hi = shifted_right(by_lo, by_hi, 1, r_uint(0))
        n -= 1
    return quotient_lo, quotient_hi, lo, hi


def total_bits(lo, hi):
    """How many bits a number has up to the highest that is set."""
    return 64 + bits_of(hi) if hi != r_uint(0) else bits_of(lo)


_stand_ins = {}


def stand_in(value):
    """NOT_RPYTHON: the object that a prebuilt number of 128 bits is."""
    cls = Signed128 if value.SIGNED else Unsigned128
    key = (cls, int(value))
    if key not in _stand_ins:
        x = _stand_ins[key] = instantiate(cls)
        x._lo, x._hi = r_uint(int(value)), r_uint(int(value) >> 64)
    return _stand_ins[key]


replaces(rarithmetic.r_longlonglong)(Signed128)
replaces(rarithmetic.r_ulonglonglong)(Unsigned128)

"""int beyond the machine word: W_LongObject, on rbigint or on two words (wideint.py).

A value that fits a word is always a W_IntObject.
"""

from rpython.rlib.rarithmetic import intmask
from rpython.rlib.rbigint import rbigint

from interpreters.python.objspace.intobject import W_AbstractIntObject, W_IntObject


class W_LongObject(W_AbstractIntObject):
    """A big int."""

    def fits_word(self):
        return False

    def word(self):
        assert False, "does not fit a word"

    def exact(self):
        return self


class W_HugeIntObject(W_LongObject):
    """An int that needs an rbigint."""

    _immutable_fields_ = ["num"]

    def __init__(self, num):
        self.num = num

    def asbigint(self):
        return self.num

    def is_negative(self):
        return self.num.int_lt(0)


def newlong(num):
    """The int object for an rbigint, normalized."""
    if num.numdigits() <= wideint.WIDE_DIGITS:
        if num.fits_int():
            return W_IntObject(num.toint())
        return wideint.from_big(num)
    return W_HugeIntObject(num)


def is_negative(num):
    """num < 0"""
    return num.int_lt(0)


def add(w_a, w_b):
    """The sum of two W_IntObjects that overflowed."""
    a = w_a.intval
    return wideint.from_parts(intmask(a + w_b.intval), a >> 63, a >> 63)


def sub(w_a, w_b):
    """The difference of two W_IntObjects that overflowed."""
    a = w_a.intval
    return wideint.from_parts(intmask(a - w_b.intval), a >> 63, a >> 63)


def mul(w_a, w_b):
    """The product of two W_IntObjects that overflowed."""
    return wideint.mul(w_a, w_b)


def hash_big(num):
    """The hash of an rbigint: the value modulo 2**61 - 1, with the sign."""
    modulus = rbigint.fromint(intobject.HASH_MODULUS)
    h = num.abs().mod(modulus).toint()
    if is_negative(num):
        h = -h
    if h == -1:
        return -2
    return h


def big_to_float(num):
    """The float value; OverflowError if too large."""
    try:
        return num.tofloat()
    except OverflowError:
        raise error.operr(space.w_OverflowError, "int too large to convert to float")


def decimal_text(num):
    """str() of an rbigint; ValueError beyond the limit of digits."""
    limit = intparse.limits.digits
    if limit > 0 and num.bit_length() > limit * 3:  # at least
        if num.bit_length() > limit * 4:
            raise too_many_digits(limit)
        text = num.str()
        n = len(text)
        if is_negative(num):
            n -= 1
        if n > limit:
            raise too_many_digits(limit)
        return text
    return num.str()


def too_many_digits(limit):
    """The ValueError for an int whose text would be too long."""
    return error.operr(
        space.w_ValueError,
        "Exceeds the limit (%d digits) for integer string conversion; use "
        "sys.set_int_max_str_digits() to increase the limit" % limit,
    )


def to_bytes(num, length, order, signed):
    """The bytes of an rbigint; OverflowError if it does not fit."""
    try:
        return num.tobytes(length, order, signed)
    except OverflowError:
        raise error.operr(space.w_OverflowError, "int too big to convert")


def inverse(a, n):
    """The inverse of a modulo n; ValueError if there is none."""
    modulus = n.abs()
    zero = rbigint.fromint(0)
    one = rbigint.fromint(1)
    r0 = modulus
    r1 = a.mod(modulus)
    t0 = zero
    t1 = one
    while not r1.eq(zero):
        q = r0.floordiv(r1)
        r2 = r0.sub(q.mul(r1))
        r0 = r1
        r1 = r2
        t2 = t0.sub(q.mul(t1))
        t0 = t1
        t1 = t2
    if not r0.eq(one):
        raise error.operr(space.w_ValueError, "base is not invertible for the given modulus")
    return t0.mod(modulus)


from interpreters.python.interpreter import error  # noqa: E402
from interpreters.python.objspace import intobject, intparse, wideint  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402

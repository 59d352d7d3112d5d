"""Machine integers: fixed-width types, overflow checks, masks and number parsing.

On the host an `int` is unbounded, so everything that depends on the width of a word is spelled
through this module. `r_uint` and its relatives are subclasses of `int` whose arithmetic wraps.
"""

from rpython.rlib.objectmodel import specialize
from rpython.translation.intrinsics import intrinsic

LONG_BIT = 64
LONG_BIT_SHIFT = 6
LONG_MASK = (1 << LONG_BIT) - 1
LONG_TEST = 1 << (LONG_BIT - 1)
LONGLONG_BIT = 64
LONGLONG_MASK = (1 << LONGLONG_BIT) - 1
LONGLONG_TEST = 1 << (LONGLONG_BIT - 1)
LONGLONGLONG_BIT = 128
LONGLONGLONG_MASK = (1 << LONGLONGLONG_BIT) - 1
LONGLONGLONG_TEST = 1 << (LONGLONGLONG_BIT - 1)
maxint = (1 << (LONG_BIT - 1)) - 1
minint = -maxint - 1


class base_int(int):
    """Common base of the fixed-width integers. Only its subclasses are instantiated."""

    BITS = 0
    SIGNED = True
    MASK = 0

    def __repr__(self):
        return "%s(%d)" % (type(self).__name__, int.__int__(self))

    def __str__(self):
        return int.__repr__(self)

    def __reduce__(self):
        return (type(self), (int.__int__(self),))

    def __hash__(self):
        return int.__hash__(self)

    def __bool__(self):
        return int.__bool__(self)

    def __eq__(self, other):
        return int.__eq__(self, other)

    def __ne__(self, other):
        return int.__ne__(self, other)


def _result_class(cls, other):
    kind = type(other)
    if kind is int or kind is bool or kind is cls:
        return cls
    if isinstance(other, base_int):
        return compute_restype(cls, kind)
    return None


def compute_restype(self_type, other_type):
    """The type of an arithmetic result: the wider one; unsigned wins between equal widths."""
    if self_type is other_type:
        return self_type
    if self_type in (int, bool):
        return int if other_type in (int, bool) else other_type
    if other_type in (int, bool):
        return self_type
    if self_type.BITS != other_type.BITS:
        return self_type if self_type.BITS > other_type.BITS else other_type
    return self_type if not self_type.SIGNED else other_type


def _binary(name):
    operation = getattr(int, name)

    def method(self, other):
        cls = _result_class(type(self), other)
        if cls is None:
            return NotImplemented
        return _whole(cls)(operation(self, other))

    method.__name__ = name
    return method


def _whole(cls):
    """What arithmetic on a class gives: on less than a word an int, as translated."""
    return int if cls.BITS < LONG_BIT else cls


def _unary(name):
    operation = getattr(int, name)

    def method(self):
        return _whole(type(self))(operation(self))

    method.__name__ = name
    return method


def _shift(name):
    operation = getattr(int, name)

    def method(self, other):
        if not isinstance(other, int):
            return NotImplemented
        return _whole(type(self))(operation(self, other))

    method.__name__ = name
    return method


for _name in "add sub mul floordiv mod and or xor".split():
    for _form in ("__%s__", "__r%s__"):
        setattr(base_int, _form % _name, _binary(_form % _name))
for _name in "neg pos invert abs".split():
    setattr(base_int, "__%s__" % _name, _unary("__%s__" % _name))
for _name in "lshift rshift".split():
    setattr(base_int, "__%s__" % _name, _shift("__%s__" % _name))


def _make_new(bits, signed):
    mask = (1 << bits) - 1
    test = 1 << (bits - 1)

    def __new__(cls, value=0):
        value = int(value) & mask
        if signed and value & test:
            value -= mask + 1
        return int.__new__(cls, value)

    return __new__


_built = {}


def build_int(name, sign, bits, force_creation=False):
    """The class of integers of `bits` bits; one class for a (signedness, width) unless forced."""
    key = (sign, bits)
    if not force_creation and key in _built:
        return _built[key]
    body = {
        "__new__": _make_new(bits, sign),
        "BITS": bits,
        "SIGNED": sign,
        "MASK": (1 << bits) - 1,
        "_rpython_intrinsic_": name,
        "__slots__": (),
    }
    cls = type(name, (signed_int if sign else unsigned_int,), body)
    cls.__module__ = __name__
    if key not in _built:
        _built[key] = cls
    return cls


class signed_int(base_int):
    """Base of the signed fixed-width types."""

    SIGNED = True


class unsigned_int(base_int):
    """Base of the unsigned fixed-width types."""

    SIGNED = False


r_int = build_int("r_int", True, LONG_BIT)
r_uint = build_int("r_uint", False, LONG_BIT)
r_longlong = build_int("r_longlong", True, 64)
r_ulonglong = build_int("r_ulonglong", False, 64)
r_longlonglong = build_int("r_longlonglong", True, 128)
r_ulonglonglong = build_int("r_ulonglonglong", False, 128)
r_int64 = r_longlong
r_uint64 = r_ulonglong
r_int32 = build_int("r_int32", True, 32)
r_uint32 = build_int("r_uint32", False, 32)
SHRT_MAX = 32767


class r_singlefloat(object):
    """A 32-bit float: only conversions to and from float."""

    _rpython_intrinsic_ = "r_singlefloat"

    def __init__(self, floatval):
        import struct

        self._bytes = struct.pack("<f", floatval)

    def __float__(self):
        import struct

        return struct.unpack("<f", self._bytes)[0]

    def __eq__(self, other):
        return self.__class__ is other.__class__ and self._bytes == other._bytes

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self._bytes)

    def __repr__(self):
        return "r_singlefloat(%s)" % (float(self),)


class r_longfloat(object):
    """A C long double: only conversions to and from float."""

    _rpython_intrinsic_ = "r_longfloat"

    def __init__(self, floatval):
        self.value = floatval

    def __float__(self):
        return self.value


@intrinsic("intmask")
def intmask(n):
    """The low 64 bits of n as a signed word."""
    n = int(n) & LONG_MASK
    if n & LONG_TEST:
        n -= LONG_MASK + 1
    return n


@intrinsic("longlongmask")
def longlongmask(n):
    """The low 64 bits of n as a signed 64-bit integer."""
    n = int(n) & LONGLONG_MASK
    if n & LONGLONG_TEST:
        n -= LONGLONG_MASK + 1
    return r_longlong(n)


@intrinsic("widen")
def widen(n):
    """Small integer types become int; word-sized and wider ones stay what they are."""
    if isinstance(n, base_int):
        if n.BITS < LONG_BIT or (n.SIGNED and n.BITS == LONG_BIT):
            return int(n)
        return n
    return int(n)


@intrinsic("ovfcheck")
def ovfcheck(r):
    """Wraps exactly one operation; raises OverflowError when its result is not a word."""
    if -0x8000000000000000 <= r <= 0x7FFFFFFFFFFFFFFF:
        return r
    raise OverflowError("signed integer expression did overflow")


@intrinsic("is_valid_int")
def is_valid_int(r):
    """True if r, an int, fits a machine word (constant True after translation)."""
    if isinstance(r, base_int):
        return r.SIGNED and r.BITS <= LONG_BIT
    return isinstance(r, int) and -maxint - 1 <= r <= maxint


def ovfcheck_float_to_int(x):
    """int(x), or OverflowError if x is nan or its integer part is not a word."""
    if x >= -9223372036854775808.0 and x < 9223372036854775808.0:
        return int(x)
    raise OverflowError


ovfcheck_float_to_longlong = ovfcheck_float_to_int


def ovfcheck_int32_add(x, y):
    """x + y, or OverflowError if the result does not fit 32 bits."""
    return _ovfcheck_int32(x + y)


def ovfcheck_int32_sub(x, y):
    """x - y, or OverflowError if the result does not fit 32 bits."""
    return _ovfcheck_int32(x - y)


def ovfcheck_int32_mul(x, y):
    """x * y, or OverflowError if the result does not fit 32 bits."""
    return _ovfcheck_int32(x * y)


def _ovfcheck_int32(r):
    if -0x80000000 <= r <= 0x7FFFFFFF:
        return r
    raise OverflowError


def compute_max(tp):
    """NOT_RPYTHON: the largest value of an integer type."""
    if tp is int:
        return maxint
    return (1 << (tp.BITS - 1)) - 1 if tp.SIGNED else (1 << tp.BITS) - 1


@specialize.memo()
def most_pos_value_of(tp):
    """The largest value of an integer type."""
    return tp(compute_max(tp))


@specialize.memo()
def most_neg_value_of(tp):
    """The smallest value of an integer type."""
    if tp is int:
        return -maxint - 1
    return tp(-(1 << (tp.BITS - 1)) if tp.SIGNED else 0)


@specialize.argtype(0)
def most_pos_value_of_same_type(x):
    """The largest value of the type of x."""
    return most_pos_value_of(type(x))


@specialize.argtype(0)
def most_neg_value_of_same_type(x):
    """The smallest value of the type of x."""
    return most_neg_value_of(type(x))


@specialize.argtype(0)
def is_emulated_long(x):
    """False: a C long is a word on every supported target."""
    return False


def highest_bit(n):
    """The position of the only bit set in n, a power of two."""
    assert n and (n & (n - 1)) == 0
    i = -1
    while n:
        i += 1
        n >>= 1
    return i


@intrinsic("int_between")
def int_between(n, m, p):
    """n <= m < p, where n <= p is known."""
    return n <= m < p


@intrinsic("int_force_ge_zero")
def int_force_ge_zero(n):
    """max(n, 0)."""
    return n if n > 0 else 0


@intrinsic("int_c_div")
def int_c_div(x, y):
    """x / y rounded toward zero."""
    r = abs(x) // abs(y)
    if (x < 0) != (y < 0):
        r = -r
    return type(x)(r)


@intrinsic("int_c_mod")
def int_c_mod(x, y):
    """The remainder that goes with int_c_div: it has the sign of x."""
    r = abs(x) % abs(y)
    if x < 0:
        r = -r
    return type(x)(r)


@intrinsic("uint_mul_high")
def uint_mul_high(a, b):
    """The high word of the double-word product of two r_uint."""
    return r_uint((int(a) * int(b)) >> LONG_BIT)


@specialize.argtype(0)
def byteswap(arg):
    """The integer with the bytes of arg in opposite order."""
    if isinstance(arg, r_uint):
        return _byteswap(arg)
    return intmask(_byteswap(r_uint(arg)))


def _byteswap(x):
    result = r_uint(0)
    i = 0
    while i < 8:
        result = (result << 8) | (x & r_uint(0xFF))
        x >>= 8
        i += 1
    return result


def mulmod(a, b, c):
    """(a * b) % c without overflow, for 0 <= a, b and 0 < c."""
    result = 0
    a = a % c
    while b > 0:
        if b & 1:
            # result + a - c stays inside the word where result + a might not
            result -= c - a
            if result < 0:
                result += c
        a -= c - a
        if a < 0:
            a += c
        b >>= 1
    return result


def check_support_int128():
    """NOT_RPYTHON: 128-bit integers exist on every supported target."""
    return True


def string_to_int(s, base=10, allow_underscores=False, no_implicit_octal=False):
    """Parses s as int(s, base) does; ParseStringError, or ParseStringOverflowError when too big."""
    s = strip_spaces(s)
    p = NumberStringParser(
        s, s, base, "int", allow_underscores=allow_underscores, no_implicit_octal=no_implicit_octal
    )
    base = p.base
    result = 0
    while True:
        digit = p.next_digit()
        if digit == -1:
            return result
        if p.sign == -1:
            digit = -digit
        try:
            result = ovfcheck(result * base)
            result = ovfcheck(result + digit)
        except OverflowError:
            raise ParseStringOverflowError(p)


def normalizedinttype(t):
    """NOT_RPYTHON: the arithmetic type a C integer type takes part as."""
    if t is bool or t is int or t is r_int:
        return int
    if t.BITS <= LONG_BIT:
        return build_int("r_int" if t.SIGNED else "r_uint", t.SIGNED, LONG_BIT)
    return t


from rpython.rlib.rstring import (  # noqa: E402  (rstring needs nothing from here)
    NumberStringParser,
    ParseStringOverflowError,
    strip_spaces,
)

__all__ = [_name for _name in list(globals()) if not _name.startswith("_")]

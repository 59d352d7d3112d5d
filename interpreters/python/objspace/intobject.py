"""int: machine words (W_IntObject); what big ones and instances of subclasses share is W_AbstractIntObject."""

from rpython.rlib.rarithmetic import intmask, ovfcheck
from rpython.rlib.rbigint import rbigint

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    getset,
    method,
    new,
    user_subclass,
)

HASH_MODULUS = 2305843009213693951  # 2**61 - 1
HASH_IMAG = 1000003


class W_AbstractIntObject(W_Root):
    """Any int."""

    def asbigint(self):
        """The value as an rbigint."""
        raise NotImplementedError

    def fits_word(self):
        """Does the value fit a machine word?"""
        raise NotImplementedError

    def word(self):
        """The value as a machine word; only if fits_word()."""
        raise NotImplementedError

    def is_negative(self):
        """Is the value < 0?"""
        raise NotImplementedError

    def exact(self):
        """The same value as an exact int object: W_IntObject or W_LongObject."""
        raise NotImplementedError

    def is_wide(self):
        """Has the value the three parts of wideint.py?"""
        return False

    def low(self):
        """The low word; only if is_wide()."""
        raise NotImplementedError

    def high(self):
        """The high word; only if is_wide()."""
        raise NotImplementedError

    def sign(self):
        """0 or -1; only if is_wide()."""
        raise NotImplementedError


class W_IntObject(W_AbstractIntObject):
    """An int in a machine word. W_BoolObject is a subclass; nothing else is."""

    _immutable_fields_ = ["intval"]
    _value_class_ = True

    def __init__(self, intval):
        self.intval = intval

    def asbigint(self):
        return rbigint.fromint(self.intval)

    def fits_word(self):
        return True

    def word(self):
        return self.intval

    def is_negative(self):
        return self.intval < 0

    def exact(self):
        return self

    def is_wide(self):
        return True

    def low(self):
        return self.intval

    def high(self):
        return self.intval >> 63

    def sign(self):
        return self.intval >> 63

    def is_w(self, w_other):
        if isinstance(w_other, W_IntObject) and w_other.getclass() is self.getclass():
            return w_other.intval == self.intval  # boxes come and go: see unboxed attributes
        return False


class W_IntSubclassObject(W_AbstractIntObject):
    """An instance of a Python subclass of int: `w_value` is an exact int."""

    def __init__(self, w_value):
        self.w_value = w_value

    def asbigint(self):
        return self.w_value.asbigint()

    def fits_word(self):
        return self.w_value.fits_word()

    def word(self):
        return self.w_value.word()

    def is_negative(self):
        return self.w_value.is_negative()

    def exact(self):
        return self.w_value

    def is_wide(self):
        return self.w_value.is_wide()

    def low(self):
        return self.w_value.low()

    def high(self):
        return self.w_value.high()

    def sign(self):
        return self.w_value.sign()


W_IntUserObject = user_subclass(W_IntSubclassObject)

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


# ---- hash, conversion ----------------------------------------------------------------------------------


def hash_word(i):
    """The hash of a machine word."""
    if i >= 0:
        if i >= HASH_MODULUS:
            i %= HASH_MODULUS
        return i
    if i > -HASH_MODULUS:
        if i == -1:
            return -2
        return i
    if i == -9223372036854775807 - 1:
        return -4
    h = -(-i % HASH_MODULUS)
    if h == -1:
        return -2
    return h


def hash_abstract(w_int):
    """The hash of any int."""
    if w_int.fits_word():
        return hash_word(w_int.word())
    if w_int.is_wide() and w_int.sign() == 0:
        return wideint.remainder(w_int.low(), w_int.high(), HASH_MODULUS)
    return longobject.hash_big(w_int.asbigint())


def to_float(w_int):
    """The float value; OverflowError if too large."""
    if w_int.fits_word():
        return float(w_int.word())
    return longobject.big_to_float(w_int.asbigint())


def newint_of(w_type, w_value):
    """The int `w_value` (exact) as an instance of w_type."""
    if w_type is space.w_int:
        return w_value
    w_obj = W_IntUserObject(w_value)
    w_obj.user_setup(w_type)
    return w_obj


def int_new(w_type, w_x, w_base):
    """int.__new__(cls, x=0, /, base=10)"""
    if w_type is space.w_bool:
        raise error.operr(space.w_TypeError, "int.__new__(bool) is not safe, use bool.__new__()")
    if w_x is None:
        if w_base is not None:
            raise error.operr(space.w_TypeError, "int() missing string argument")
        return newint_of(w_type, W_IntObject(0))
    if w_base is None:
        return newint_of(w_type, int_from_object(w_x))
    base = space.getindex_w(w_base, None)
    if base != 0 and (base < 2 or base > 36):
        raise error.operr(space.w_ValueError, "int() base must be >= 2 and <= 36, or 0")
    if isinstance(w_x, unicodeobject.W_UnicodeObject):
        return newint_of(w_type, intparse.parse_int(unicodeobject.ascii_digits(w_x), base, w_x))
    if space.isinstance_w(w_x, space.w_bytes) or space.isinstance_w(w_x, space.w_bytearray):
        return newint_of(w_type, intparse.parse_int(space.bytes_w(w_x), base, w_x))
    raise error.operr(space.w_TypeError, "int() can't convert non-string with explicit base")


def int_from_object(w_x):
    """int(x), an exact int."""
    if isinstance(w_x, W_BoolObject):
        return W_IntObject(w_x.intval)
    if isinstance(w_x, W_IntObject):
        return w_x
    if isinstance(w_x, floatobject.W_FloatObject):
        return floatobject.to_int(w_x.floatval)
    w_cls = w_x.getclass()
    w_descr = w_cls.slot(slots.INT)
    if w_descr is not None:
        w_result = space.get_and_call0(w_descr, w_x)
        if not isinstance(w_result, W_AbstractIntObject):
            raise error.operr_type(
                space.w_TypeError, "__int__ returned non-int (type %s)", w_result
            )
        if w_result.getclass() is not space.w_int:
            warning.strict_subclass("__int__", w_result, "int")
        return exact_int(w_result)
    if w_cls.slot(slots.INDEX) is not None:
        w_index = space.index(w_x)
        assert isinstance(w_index, W_AbstractIntObject)
        return exact_int(w_index)
    w_trunc = w_cls.lookup("__trunc__")
    if w_trunc is not None:
        warning.deprecated("The delegation of int() to __trunc__ is deprecated.")
        return int_from_trunc(space.get_and_call0(w_trunc, w_x))
    if isinstance(w_x, unicodeobject.W_UnicodeObject):
        return intparse.parse_int(unicodeobject.ascii_digits(w_x), 10, w_x)
    if space.isinstance_w(w_x, space.w_bytes) or space.isinstance_w(w_x, space.w_bytearray):
        return intparse.parse_int(space.bytes_w(w_x), 10, w_x)
    memory = w_x.get_memory()
    if memory is not None:
        data = memory.get(0, memory.length())
        return intparse.parse_int(data, 10, space.newbytes(data))
    raise error.operr_type(
        space.w_TypeError,
        "int() argument must be a string, a bytes-like object or a real number, not '%s'",
        w_x,
    )


def int_from_trunc(w_x):
    """The exact int for what a __trunc__ gave."""
    if not isinstance(w_x, W_AbstractIntObject):
        if w_x.getclass().slot(slots.INDEX) is None:
            raise error.operr_type(
                space.w_TypeError, "__trunc__ returned non-Integral (type %s)", w_x
            )
        w_x = space.index(w_x)
        assert isinstance(w_x, W_AbstractIntObject)
    return exact_int(w_x)


def exact_int(w_int):
    """An int object as exact int (bools too)."""
    w_value = w_int.exact()
    if isinstance(w_value, W_BoolObject):
        return W_IntObject(w_value.intval)
    return w_value


# ---- arithmetic: methods of type int for all representations ------------------------------------------------


def int_add(w_self, w_other):
    """__add__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if isinstance(w_self, W_IntObject) and isinstance(w_other, W_IntObject):
        try:
            return W_IntObject(ovfcheck(w_self.intval + w_other.intval))
        except OverflowError:
            pass
    if wideint.both(w_self, w_other):
        w_result = wideint.add(w_self, w_other)
        if w_result is not None:
            return w_result
    return longobject.newlong(w_self.asbigint().add(w_other.asbigint()))


def int_radd(w_self, w_other):
    """__radd__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return int_add(w_other, w_self)


def int_sub(w_self, w_other):
    """__sub__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if isinstance(w_self, W_IntObject) and isinstance(w_other, W_IntObject):
        try:
            return W_IntObject(ovfcheck(w_self.intval - w_other.intval))
        except OverflowError:
            pass
    if wideint.both(w_self, w_other):
        w_result = wideint.sub(w_self, w_other)
        if w_result is not None:
            return w_result
    return longobject.newlong(w_self.asbigint().sub(w_other.asbigint()))


def int_rsub(w_self, w_other):
    """__rsub__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return int_sub(w_other, w_self)


def int_mul(w_self, w_other):
    """__mul__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if isinstance(w_self, W_IntObject) and isinstance(w_other, W_IntObject):
        try:
            return W_IntObject(ovfcheck(w_self.intval * w_other.intval))
        except OverflowError:
            pass
    if wideint.both(w_self, w_other):
        w_result = wideint.mul(w_self, w_other)
        if w_result is not None:
            return w_result
    return longobject.newlong(w_self.asbigint().mul(w_other.asbigint()))


def int_rmul(w_self, w_other):
    """__rmul__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return int_mul(w_other, w_self)


def is_zero(w_int):
    """Is the value zero?"""
    return w_int.fits_word() and w_int.word() == 0


def words(w_a, w_b):
    """Do both fit a machine word, and is the quotient sure to?"""
    return w_a.fits_word() and w_b.fits_word() and not (w_b.word() == -1)


def int_floordiv(w_self, w_other):
    """__floordiv__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if is_zero(w_other):
        raise error.operr(space.w_ZeroDivisionError, "integer division or modulo by zero")
    if words(w_self, w_other):
        return W_IntObject(w_self.word() // w_other.word())
    if wideint.both(w_self, w_other):
        w_result = wideint.floordiv(w_self, w_other)
        if w_result is not None:
            return w_result
    return longobject.newlong(w_self.asbigint().floordiv(w_other.asbigint()))


def int_rfloordiv(w_self, w_other):
    """__rfloordiv__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return int_floordiv(w_other, w_self)


def int_mod(w_self, w_other):
    """__mod__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if is_zero(w_other):
        raise error.operr(space.w_ZeroDivisionError, "integer modulo by zero")
    if words(w_self, w_other):
        return W_IntObject(w_self.word() % w_other.word())
    if wideint.both(w_self, w_other):
        w_result = wideint.mod(w_self, w_other)
        if w_result is not None:
            return w_result
    return longobject.newlong(w_self.asbigint().mod(w_other.asbigint()))


def int_rmod(w_self, w_other):
    """__rmod__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return int_mod(w_other, w_self)


def int_divmod(w_self, w_other):
    """__divmod__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if is_zero(w_other):
        raise error.operr(space.w_ZeroDivisionError, "integer division or modulo by zero")
    if words(w_self, w_other):
        a = w_self.word()
        b = w_other.word()
        return space.newtuple([W_IntObject(a // b), W_IntObject(a % b)])
    if wideint.both(w_self, w_other) and wideint.divides(w_self, w_other):
        return space.newtuple([wideint.floordiv(w_self, w_other), wideint.mod(w_self, w_other)])
    q, r = w_self.asbigint().divmod(w_other.asbigint())
    return space.newtuple([longobject.newlong(q), longobject.newlong(r)])


def int_rdivmod(w_self, w_other):
    """__rdivmod__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return int_divmod(w_other, w_self)


EXACT_FLOAT = 9007199254740992  # ints up to 2**53 are exact as floats


def int_truediv(w_self, w_other):
    """__truediv__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if is_zero(w_other):
        raise error.operr(space.w_ZeroDivisionError, "division by zero")
    if is_zero(w_self):
        return space.newfloat(-0.0 if w_other.is_negative() else 0.0)
    if w_self.fits_word() and w_other.fits_word():
        a = w_self.word()
        b = w_other.word()
        if -EXACT_FLOAT <= a <= EXACT_FLOAT and -EXACT_FLOAT <= b <= EXACT_FLOAT:
            return space.newfloat(float(a) / float(b))
    try:
        f = w_self.asbigint().truediv(w_other.asbigint())
    except OverflowError:
        raise error.operr(space.w_OverflowError, "integer division result too large for a float")
    return space.newfloat(f)


def int_rtruediv(w_self, w_other):
    """__rtruediv__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return int_truediv(w_other, w_self)


def int_pow(w_self, w_other, w_mod):
    """__pow__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if w_mod is not None and w_mod is not space.w_None:
        if not isinstance(w_mod, W_AbstractIntObject):
            return space.w_NotImplemented
        return pow_modulo(w_self, w_other, w_mod)
    if w_other.is_negative():
        base = to_float(w_self)
        if base == 0.0:
            raise error.operr(space.w_ZeroDivisionError, "0.0 cannot be raised to a negative power")
        return space.newfloat(floatobject.power(base, to_float(w_other)))
    if w_self.fits_word() and w_other.fits_word():
        base = w_self.word()
        n = w_other.word()
        result = 1
        try:
            while n > 0:
                if n & 1:
                    result = ovfcheck(result * base)
                n >>= 1
                if n > 0:
                    base = ovfcheck(base * base)
            return W_IntObject(result)
        except OverflowError:
            pass
    return longobject.newlong(w_self.asbigint().pow(w_other.asbigint()))


def pow_modulo(w_self, w_other, w_mod):
    """pow(self, other, mod)"""
    if is_zero(w_mod):
        raise error.operr(space.w_ValueError, "pow() 3rd argument cannot be 0")
    base = w_self.asbigint()
    exponent = w_other.asbigint()
    modulus = w_mod.asbigint()
    if w_other.is_negative():
        base = longobject.inverse(base, modulus)
        exponent = exponent.neg()
    return longobject.newlong(base.pow(exponent, modulus))


def int_rpow(w_self, w_other, w_mod):
    """__rpow__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return int_pow(w_other, w_self, w_mod)


def int_lshift(w_self, w_other):
    """__lshift__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if w_other.is_negative():
        raise error.operr(space.w_ValueError, "negative shift count")
    if is_zero(w_self):
        return W_IntObject(0)
    if not w_other.fits_word():
        raise error.operr(space.w_OverflowError, "too many digits in integer")
    n = w_other.word()
    if w_self.fits_word() and n < 63:
        a = w_self.word()
        r = intmask(a << n)
        if (r >> n) == a:
            return W_IntObject(r)
    if w_self.is_wide():
        w_result = wideint.lshift(w_self, n)
        if w_result is not None:
            return w_result
    return longobject.newlong(w_self.asbigint().lshift(n))


def int_rlshift(w_self, w_other):
    """__rlshift__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return int_lshift(w_other, w_self)


def int_rshift(w_self, w_other):
    """__rshift__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if w_other.is_negative():
        raise error.operr(space.w_ValueError, "negative shift count")
    if w_self.fits_word():
        n = 63
        if w_other.fits_word() and w_other.word() < 63:
            n = w_other.word()
        return W_IntObject(w_self.word() >> n)
    if not w_other.fits_word():
        return W_IntObject(-1 if w_self.is_negative() else 0)
    if w_self.is_wide():
        return wideint.rshift(w_self, w_other.word())
    return longobject.newlong(w_self.asbigint().rshift(w_other.word()))


def int_rrshift(w_self, w_other):
    """__rrshift__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return int_rshift(w_other, w_self)


def int_and(w_self, w_other):
    """__and__, __rand__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if w_self.fits_word() and w_other.fits_word():
        return W_IntObject(w_self.word() & w_other.word())
    if wideint.both(w_self, w_other):
        return wideint.and_(w_self, w_other)
    return longobject.newlong(w_self.asbigint().and_(w_other.asbigint()))


def int_or(w_self, w_other):
    """__or__, __ror__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if w_self.fits_word() and w_other.fits_word():
        return W_IntObject(w_self.word() | w_other.word())
    if wideint.both(w_self, w_other):
        return wideint.or_(w_self, w_other)
    return longobject.newlong(w_self.asbigint().or_(w_other.asbigint()))


def int_xor(w_self, w_other):
    """__xor__, __rxor__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    if w_self.fits_word() and w_other.fits_word():
        return W_IntObject(w_self.word() ^ w_other.word())
    if wideint.both(w_self, w_other):
        return wideint.xor(w_self, w_other)
    return longobject.newlong(w_self.asbigint().xor(w_other.asbigint()))


def int_neg(w_self):
    """__neg__"""
    if w_self.fits_word():
        try:
            return W_IntObject(ovfcheck(-w_self.word()))
        except OverflowError:
            pass
    return longobject.newlong(w_self.asbigint().neg())


def int_pos(w_self):
    """__pos__, __int__, __index__, ..."""
    return exact_int(w_self)


def int_invert(w_self):
    """__invert__"""
    if w_self.fits_word():
        return W_IntObject(~w_self.word())
    if w_self.is_wide():
        return wideint.invert(w_self)
    return longobject.newlong(w_self.asbigint().invert())


def int_abs(w_self):
    """__abs__"""
    if w_self.is_negative():
        return int_neg(w_self)
    return exact_int(w_self)


def int_bool(w_self):
    """__bool__"""
    return space.newbool(not is_zero(w_self))


def int_hash(w_self):
    """__hash__"""
    return W_IntObject(hash_abstract(w_self))


def int_float(w_self):
    """__float__"""
    return space.newfloat(to_float(w_self))


def compare(w_a, w_b):
    """-1, 0 or 1"""
    if w_a.fits_word() and w_b.fits_word():
        a = w_a.word()
        b = w_b.word()
        if a < b:
            return -1
        return int(a > b)
    if wideint.both(w_a, w_b):
        return wideint.compare(w_a, w_b)
    a = w_a.asbigint()
    b = w_b.asbigint()
    if a.lt(b):
        return -1
    return int(a.gt(b))


def int_lt(w_self, w_other):
    """__lt__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return space.newbool(compare(w_self, w_other) < 0)


def int_le(w_self, w_other):
    """__le__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return space.newbool(compare(w_self, w_other) <= 0)


def int_eq(w_self, w_other):
    """__eq__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return space.newbool(compare(w_self, w_other) == 0)


def int_ne(w_self, w_other):
    """__ne__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return space.newbool(compare(w_self, w_other) != 0)


def int_gt(w_self, w_other):
    """__gt__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return space.newbool(compare(w_self, w_other) > 0)


def int_ge(w_self, w_other):
    """__ge__"""
    if not isinstance(w_other, W_AbstractIntObject):
        return space.w_NotImplemented
    return space.newbool(compare(w_self, w_other) >= 0)


# ---- text, methods -----------------------------------------------------------------------------------


def decimal_text(w_int):
    """The decimal digits, with sign."""
    if w_int.fits_word():
        return str(w_int.word())
    return longobject.decimal_text(w_int.asbigint())


def int_repr(w_self):
    """__repr__"""
    return space.newtext(decimal_text(w_self))


def int_format(w_self, w_spec):
    """__format__"""
    spec = space.text_w(w_spec)
    if spec == "":
        return space.str(w_self)
    try:
        if w_self.fits_word():
            text = formatspec.format_int(w_self.word(), spec, w_self.getclass().name)
        else:
            text = formatspec.format_long(w_self.asbigint(), spec, w_self.getclass().name)
    except formatspec.FormatError as e:
        raise error.operr(format_error_class(e), e.msg)
    return space.newtext(text)


def format_error_class(e):
    """The Python class for a FormatError."""
    if e.overflow:
        return space.w_OverflowError
    return space.w_ValueError


def int_bit_length(w_self):
    """bit_length()"""
    if w_self.fits_word():
        n = 0
        i = w_self.word()
        if i < 0:
            if i == -9223372036854775807 - 1:
                return W_IntObject(64)
            i = -i
        while i > 0:
            n += 1
            i >>= 1
        return W_IntObject(n)
    return W_IntObject(w_self.asbigint().bit_length())


def int_bit_count(w_self):
    """bit_count()"""
    return W_IntObject(w_self.asbigint().abs().bit_count())


def int_to_bytes(w_self, w_length, w_byteorder, w_signed):
    """to_bytes(length=1, byteorder='big', *, signed=False)"""
    length = 1
    if w_length is not None:
        length = space.int_w(w_length)
    if length < 0:
        raise error.operr(space.w_ValueError, "length argument must be non-negative")
    signed = w_signed is not None and space.is_true(w_signed)
    if w_self.is_negative() and not signed:
        raise error.operr(space.w_OverflowError, "can't convert negative int to unsigned")
    order = byteorder(w_byteorder)
    return space.newbytes(longobject.to_bytes(w_self.asbigint(), length, order, signed))


def byteorder(w_byteorder):
    """ "big" or "little"; ValueError otherwise"""
    if w_byteorder is None:
        return "big"
    order = space.text_w(w_byteorder)
    if order != "big" and order != "little":
        raise error.operr(space.w_ValueError, "byteorder must be either 'little' or 'big'")
    return order


def int_from_bytes(w_type, w_bytes, w_byteorder, w_signed):
    """from_bytes(bytes, byteorder='big', *, signed=False)"""
    order = byteorder(w_byteorder)
    signed = w_signed is not None and space.is_true(w_signed)
    if space.isinstance_w(w_bytes, space.w_bytes) or space.isinstance_w(w_bytes, space.w_bytearray):
        data = space.bytes_w(w_bytes)
    else:
        data = space.bytes_w(space.w_bytes.call1(w_bytes))
    w_value = from_bytes(data, order, signed)
    if w_type is space.w_int:
        return w_value
    return w_type.call1(w_value)


def from_bytes(data, order, signed):
    """The int in `data`."""
    n = len(data)
    if n < 8:
        value = 0
        i = 0
        while i < n:
            if order == "big":
                value = (value << 8) | ord(data[i])
            else:
                value = (value << 8) | ord(data[n - 1 - i])
            i += 1
        if signed and n > 0 and value >> (8 * n - 1):
            value -= 1 << (8 * n)
        return W_IntObject(value)
    return longobject.newlong(rbigint.frombytes(data, order, signed))


def int_round(w_self, w_digits):
    """__round__"""
    if w_digits is None or w_digits is space.w_None:
        return exact_int(w_self)
    w_index = space.index(w_digits)
    assert isinstance(w_index, W_AbstractIntObject)
    if not w_index.is_negative():
        return exact_int(w_self)
    if not w_index.fits_word() or w_index.word() < -100000:
        return W_IntObject(0)
    # round half to even at 10**-digits
    ten = rbigint.fromint(10)
    unit = ten.pow(rbigint.fromint(-w_index.word()))
    q, r = w_self.asbigint().divmod(unit)
    twice = r.lshift(1)
    one = rbigint.fromint(1)
    if twice.gt(unit) or twice.eq(unit) and q.and_(one).tobool():
        q = q.add(one)
    return longobject.newlong(q.mul(unit))


def int_as_integer_ratio(w_self):
    """as_integer_ratio()"""
    return space.newtuple([exact_int(w_self), W_IntObject(1)])


def int_getnewargs(w_self):
    """__getnewargs__"""
    return space.newtuple([exact_int(w_self)])


def int_zero(w_self):
    """imag"""
    return W_IntObject(0)


def int_one(w_self):
    """denominator"""
    return W_IntObject(1)


from interpreters.python.interpreter import error  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    floatobject,
    formatspec,
    intparse,
    longobject,
    slots,
    unicodeobject,
    warning,
    wideint,
)
from interpreters.python.objspace import operation as space  # noqa: E402

W_BoolObject = None  # set by objspace/finish.py

W_AbstractIntObject.typedef = TypeDef(
    "int",
    W_AbstractIntObject,
    new("cls, x=None, /, base=None", int_new),
    method("__add__", int_add, "self, value, /"),
    method("__radd__", int_radd, "self, value, /"),
    method("__sub__", int_sub, "self, value, /"),
    method("__rsub__", int_rsub, "self, value, /"),
    method("__mul__", int_mul, "self, value, /"),
    method("__rmul__", int_rmul, "self, value, /"),
    method("__floordiv__", int_floordiv, "self, value, /"),
    method("__rfloordiv__", int_rfloordiv, "self, value, /"),
    method("__mod__", int_mod, "self, value, /"),
    method("__rmod__", int_rmod, "self, value, /"),
    method("__divmod__", int_divmod, "self, value, /"),
    method("__rdivmod__", int_rdivmod, "self, value, /"),
    method("__truediv__", int_truediv, "self, value, /"),
    method("__rtruediv__", int_rtruediv, "self, value, /"),
    method("__pow__", int_pow, "self, value, mod=None, /"),
    method("__rpow__", int_rpow, "self, value, mod=None, /"),
    method("__lshift__", int_lshift, "self, value, /"),
    method("__rlshift__", int_rlshift, "self, value, /"),
    method("__rshift__", int_rshift, "self, value, /"),
    method("__rrshift__", int_rrshift, "self, value, /"),
    method("__and__", int_and, "self, value, /"),
    method("__rand__", int_and, "self, value, /"),
    method("__or__", int_or, "self, value, /"),
    method("__ror__", int_or, "self, value, /"),
    method("__xor__", int_xor, "self, value, /"),
    method("__rxor__", int_xor, "self, value, /"),
    method("__neg__", int_neg, "self"),
    method("__pos__", int_pos, "self"),
    method("__invert__", int_invert, "self"),
    method("__abs__", int_abs, "self"),
    method("__bool__", int_bool, "self"),
    method("__int__", int_pos, "self"),
    method("__index__", int_pos, "self"),
    method("__trunc__", int_pos, "self"),
    method("__floor__", int_pos, "self"),
    method("__ceil__", int_pos, "self"),
    method("__round__", int_round, "self, ndigits=None, /"),
    method("__float__", int_float, "self"),
    method("__hash__", int_hash, "self"),
    method("__lt__", int_lt, "self, value, /"),
    method("__le__", int_le, "self, value, /"),
    method("__eq__", int_eq, "self, value, /"),
    method("__ne__", int_ne, "self, value, /"),
    method("__gt__", int_gt, "self, value, /"),
    method("__ge__", int_ge, "self, value, /"),
    method("__repr__", int_repr, "self"),
    method("__format__", int_format, "self, format_spec, /"),
    method(
        "bit_length",
        int_bit_length,
        "self",
        doc="How many bits the absolute value has.\n\n>>> (8).bit_length()\n4\n",
    ),
    method(
        "bit_count",
        int_bit_count,
        "self",
        doc="How many bits of the absolute value are 1.\n\n>>> (11).bit_count()\n3\n",
    ),
    method("to_bytes", int_to_bytes, "self, length=None, byteorder=None, *, signed=None"),
    classmethod_("from_bytes", int_from_bytes, "cls, bytes, byteorder=None, *, signed=None"),
    method(
        "as_integer_ratio",
        int_as_integer_ratio,
        "self",
        doc="The number as a fraction: itself and 1.\n\n>>> (7).as_integer_ratio()\n(7, 1)\n",
    ),
    method("conjugate", int_pos, "self"),
    method("__getnewargs__", int_getnewargs, "self"),
    getset("real", int_pos),
    getset("imag", int_zero),
    getset("numerator", int_pos),
    getset("denominator", int_one),
    doc="A whole number of any size.\n\n>>> int('0b100', base=0)\n4\n",
)

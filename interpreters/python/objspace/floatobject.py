"""float"""

import math

from rpython.rlib import rfloat
from rpython.rlib.longlong2float import float2longlong
from rpython.rlib.rbigint import rbigint
from rpython.rlib.rstring import ParseStringError

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    getset,
    method,
    new,
    user_subclass,
)
from interpreters.python.objspace import intobject, intparse
from interpreters.python.objspace import operation as space


class W_AbstractFloatObject(W_Root):
    """Any float."""

    def value(self):
        """The RPython float."""
        raise NotImplementedError


class W_FloatObject(W_AbstractFloatObject):
    """An exact float."""

    _immutable_fields_ = ["floatval"]
    _value_class_ = True

    def __init__(self, floatval):
        self.floatval = floatval

    def value(self):
        return self.floatval

    def is_w(self, w_other):
        if isinstance(w_other, W_FloatObject):  # boxes come and go: see unboxed attributes
            return float2longlong(w_other.floatval) == float2longlong(self.floatval)
        return False


class W_FloatSubclassObject(W_AbstractFloatObject):
    """An instance of a Python subclass of float."""

    _immutable_fields_ = ["floatval"]

    def __init__(self, floatval):
        self.floatval = floatval

    def value(self):
        return self.floatval


W_FloatUserObject = user_subclass(W_FloatSubclassObject)


# ---- construction -----------------------------------------------------------------------------------------


def float_new(w_type, w_x):
    """float.__new__(cls, x=0, /)"""
    if w_type is space.w_float:
        if isinstance(w_x, W_FloatObject):
            return w_x
        if isinstance(w_x, intobject.W_IntObject):
            return W_FloatObject(float(w_x.intval))
    f = 0.0
    if w_x is not None:
        if isinstance(w_x, W_FloatUserObject):
            w_float = w_x.getclass().lookup("__float__")
            if not isinstance(w_float, gateway.W_BuiltinFunction):
                w_x = space.get_and_call0(w_float, w_x)
                if not space.isinstance_w(w_x, space.w_float):
                    raise error.operr_type(
                        space.w_TypeError, "__float__ returned non-float (type %s)", w_x
                    )
                if w_x.getclass() is not space.w_float:
                    warning.strict_subclass("__float__", w_x, "float")
        if isinstance(w_x, unicodeobject.W_UnicodeObject):
            f = parse(unicodeobject.ascii_digits(w_x), w_x)
        elif space.isinstance_w(w_x, space.w_bytes) or space.isinstance_w(w_x, space.w_bytearray):
            f = parse(space.bytes_w(w_x), w_x)
        elif w_x.get_memory() is not None:
            memory = w_x.get_memory()
            data = memory.get(0, memory.length())
            f = parse(data, space.newbytes(data))
        else:
            if (
                w_x.getclass().lookup("__float__") is None
                and w_x.getclass().lookup("__index__") is None
            ):
                raise error.operr_type(
                    space.w_TypeError,
                    "float() argument must be a string or a real number, not '%s'",
                    w_x,
                )
            f = space.float_w(w_x)
    if w_type is space.w_float:
        return W_FloatObject(f)
    w_obj = W_FloatUserObject(f)
    w_obj.user_setup(w_type)
    return w_obj


def parse(text, w_source):
    """The float written in `text`; ValueError naming w_source."""
    cleaned = without_underscores(text)
    if cleaned is not None:
        try:
            return rfloat.rstring_to_float(cleaned)
        except ParseStringError:
            pass
    raise error.operr(
        space.w_ValueError, "could not convert string to float: " + space.repr_w(w_source)
    )


def without_underscores(text):
    """`text` without underscores between digits; None if one stands elsewhere."""
    if text.find("_") < 0:
        return text
    parts = text.split("_")
    i = 0
    while i < len(parts) - 1:
        left = parts[i]
        right = parts[i + 1]
        if len(left) == 0 or len(right) == 0:
            return None
        if not left[len(left) - 1].isdigit() or not right[0].isdigit():
            return None
        i += 1
    return "".join(parts)


def to_int(f):
    """int(f), an exact int; errors for infinities and NaN."""
    if -9.2e18 < f < 9.2e18:
        return intobject.W_IntObject(int(f))
    if rfloat.isnan(f):
        raise error.operr(space.w_ValueError, "cannot convert float NaN to integer")
    if rfloat.isinf(f):
        raise error.operr(space.w_OverflowError, "cannot convert float infinity to integer")
    return longobject.newlong(rbigint.fromfloat(f))


# ---- arithmetic -------------------------------------------------------------------------------------------


def is_number(w_obj):
    """Is it a float or an int?"""
    return isinstance(w_obj, W_AbstractFloatObject) or isinstance(
        w_obj, intobject.W_AbstractIntObject
    )


def number(w_obj):
    """The float value of a float or an int."""
    if isinstance(w_obj, W_AbstractFloatObject):
        return w_obj.value()
    assert isinstance(w_obj, intobject.W_AbstractIntObject)
    return intobject.to_float(w_obj)


def float_add(w_self, w_other):
    """__add__, __radd__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return W_FloatObject(number(w_self) + number(w_other))


def float_sub(w_self, w_other):
    """__sub__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return W_FloatObject(number(w_self) - number(w_other))


def float_rsub(w_self, w_other):
    """__rsub__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return W_FloatObject(number(w_other) - number(w_self))


def float_mul(w_self, w_other):
    """__mul__, __rmul__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return W_FloatObject(number(w_self) * number(w_other))


def divide(a, b):
    """a / b"""
    if b == 0.0:
        raise error.operr(space.w_ZeroDivisionError, "float division by zero")
    return W_FloatObject(a / b)


def float_truediv(w_self, w_other):
    """__truediv__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return divide(number(w_self), number(w_other))


def float_rtruediv(w_self, w_other):
    """__rtruediv__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return divide(number(w_other), number(w_self))


def modulo(a, b):
    """a % b with the sign of b"""
    if b == 0.0:
        raise error.operr(space.w_ZeroDivisionError, "float modulo")
    if rfloat.isinf(a) or rfloat.isnan(a) or rfloat.isnan(b):
        return rfloat.NAN
    if rfloat.isinf(b):
        m = a
    else:
        m = math.fmod(a, b)
    if m != 0.0:
        if (b < 0.0) != (m < 0.0):
            m += b
    else:
        m = rfloat.copysign(0.0, b)
    return m


def floor_divide(a, b):
    """a // b"""
    if b == 0.0:
        raise error.operr(space.w_ZeroDivisionError, "float floor division by zero")
    if rfloat.isinf(a) or rfloat.isnan(a) or rfloat.isnan(b):
        return rfloat.NAN
    m = modulo(a, b)
    d = (a - m) / b
    if rfloat.isinf(b):
        if a == 0.0:
            return a / b
        return -1.0 if (a < 0.0) != (b < 0.0) else rfloat.copysign(0.0, a / b)
    if d == 0.0:
        return rfloat.copysign(0.0, a / b)
    result = rfloat.floor(d)
    if d - result > 0.5:
        result += 1.0
    return result


def float_floordiv(w_self, w_other):
    """__floordiv__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return W_FloatObject(floor_divide(number(w_self), number(w_other)))


def float_rfloordiv(w_self, w_other):
    """__rfloordiv__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return W_FloatObject(floor_divide(number(w_other), number(w_self)))


def float_mod(w_self, w_other):
    """__mod__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return W_FloatObject(modulo(number(w_self), number(w_other)))


def float_rmod(w_self, w_other):
    """__rmod__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return W_FloatObject(modulo(number(w_other), number(w_self)))


def float_divmod(w_self, w_other):
    """__divmod__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    a = number(w_self)
    b = number(w_other)
    if b == 0.0:
        raise error.operr(space.w_ZeroDivisionError, "float divmod()")
    return space.newtuple([W_FloatObject(floor_divide(a, b)), W_FloatObject(modulo(a, b))])


def float_rdivmod(w_self, w_other):
    """__rdivmod__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return float_divmod(W_FloatObject(number(w_other)), w_self)


def power(a, b):
    """a ** b for floats; OverflowError, ZeroDivisionError as Python raises them."""
    if b == 0.0 or a == 1.0:
        return 1.0
    if rfloat.isnan(a) or rfloat.isnan(b):
        return rfloat.NAN
    if rfloat.isinf(b):
        x = math.fabs(a)
        if x == 1.0:
            return 1.0
        if (b > 0.0) == (x > 1.0):
            return rfloat.INFINITY
        return 0.0
    if rfloat.isinf(a):
        odd = math.fmod(math.fabs(b), 2.0) == 1.0
        if b > 0.0:
            return a if odd else math.fabs(a)
        return rfloat.copysign(0.0, a) if odd else 0.0
    if a == 0.0:
        if b < 0.0:
            raise error.operr(space.w_ZeroDivisionError, "0.0 cannot be raised to a negative power")
        odd = math.fmod(b, 2.0) == 1.0
        return a if odd else 0.0
    try:
        return math.pow(a, b)
    except OverflowError:
        raise error.operr(space.w_OverflowError, "(34, 'Numerical result out of range')")
    except ValueError:
        raise error.operr(space.w_ValueError, "math domain error")


def float_pow(w_self, w_other, w_mod):
    """__pow__"""
    if w_mod is not None and w_mod is not space.w_None:
        raise error.operr(
            space.w_TypeError, "pow() 3rd argument not allowed unless all arguments are integers"
        )
    if not is_number(w_other):
        return space.w_NotImplemented
    return power_object(number(w_self), number(w_other))


def power_object(a, b):
    """a ** b; complex for a negative base and a fractional exponent"""
    if a < 0.0 and rfloat.isfinite(a) and rfloat.isfinite(b) and math.fmod(b, 1.0) != 0.0:
        return complexobject.power_of_real(a, b)
    return W_FloatObject(power(a, b))


def float_rpow(w_self, w_other, w_mod):
    """__rpow__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return power_object(number(w_other), number(w_self))


def float_neg(w_self):
    """__neg__"""
    return W_FloatObject(-number(w_self))


def float_pos(w_self):
    """__pos__, __float__, ..."""
    if isinstance(w_self, W_FloatObject):
        return w_self
    return W_FloatObject(number(w_self))


def float_abs(w_self):
    """__abs__"""
    return W_FloatObject(math.fabs(number(w_self)))


def float_bool(w_self):
    """__bool__"""
    return space.newbool(number(w_self) != 0.0)


# ---- comparison, hash --------------------------------------------------------------------------------------

EXACT = 9007199254740992  # ints up to 2**53 are exact as floats
UNORDERED = 2


def compare(w_a, w_b):
    """-1, 0, 1, or UNORDERED: a float with a float or (exactly) with an int."""
    f = number(w_a)
    if isinstance(w_b, W_AbstractFloatObject):
        return compare_floats(f, w_b.value())
    assert isinstance(w_b, intobject.W_AbstractIntObject)
    if w_b.fits_word():
        i = w_b.word()
        if -EXACT <= i <= EXACT:
            return compare_floats(f, float(i))
    if rfloat.isnan(f):
        return UNORDERED
    if rfloat.isinf(f):
        return 1 if f > 0.0 else -1
    floor = rfloat.floor(f)
    whole = rbigint.fromfloat(floor)
    big = w_b.asbigint()
    if whole.lt(big):
        return -1
    if whole.gt(big):
        return 1
    return compare_floats(f, floor)


def compare_floats(a, b):
    """-1, 0, 1 or UNORDERED"""
    if a < b:
        return -1
    if a > b:
        return 1
    if a == b:
        return 0
    return UNORDERED


def float_lt(w_self, w_other):
    """__lt__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return space.newbool(compare(w_self, w_other) == -1)


def float_le(w_self, w_other):
    """__le__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return space.newbool(compare(w_self, w_other) <= 0)


def float_eq(w_self, w_other):
    """__eq__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return space.newbool(compare(w_self, w_other) == 0)


def float_ne(w_self, w_other):
    """__ne__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return space.newbool(compare(w_self, w_other) != 0)


def float_gt(w_self, w_other):
    """__gt__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    return space.newbool(compare(w_self, w_other) == 1)


def float_ge(w_self, w_other):
    """__ge__"""
    if not is_number(w_other):
        return space.w_NotImplemented
    c = compare(w_self, w_other)
    return space.newbool(c == 0 or c == 1)


def float_hash(w_self):
    """__hash__"""
    f = number(w_self)
    if rfloat.isnan(f):
        return space.newint(space.identity_hash(w_self))
    return space.newint(hash_float(f))


def hash_float(f):
    """The hash of a float: that of the equal int, if it is whole."""
    if rfloat.isinf(f):
        return 314159 if f > 0.0 else -314159
    if rfloat.isnan(f):
        return 0
    if -1e15 < f < 1e15:
        i = int(f)
        if float(i) == f:
            return intobject.hash_word(i)
    m, e = math.frexp(f)
    sign = 1
    if m < 0.0:
        sign = -1
        m = -m
    # the value is m * 2**e; reduce it modulo 2**61 - 1, 28 bits of m at a time
    x = 0
    while m != 0.0:
        x = ((x << 28) & intobject.HASH_MODULUS) | (x >> 33)
        m *= 268435456.0
        e -= 28
        y = int(m)
        m -= float(y)
        x += y
        if x >= intobject.HASH_MODULUS:
            x -= intobject.HASH_MODULUS
    if e >= 0:
        e = e % 61
    else:
        e = 60 - ((-1 - e) % 61)
    x = ((x << e) & intobject.HASH_MODULUS) | (x >> (61 - e))
    x *= sign
    if x == -1:
        return -2
    return x


# ---- text, methods -------------------------------------------------------------------------------------------


def float_repr(w_self):
    """__repr__"""
    return space.newtext(rfloat.float_to_str(number(w_self)))


def float_format(w_self, w_spec):
    """__format__"""
    spec = space.text_w(w_spec)
    if spec == "":
        return space.str(w_self)
    try:
        text = formatspec.format_float(number(w_self), spec, w_self.getclass().name)
    except formatspec.FormatError as e:
        raise error.operr(intobject.format_error_class(e), e.msg)
    return space.newtext(text)


def float_int(w_self):
    """__int__, __trunc__"""
    return to_int(number(w_self))


def float_floor(w_self):
    """__floor__"""
    return floor_int(number(w_self))


def floor_int(f):
    """The greatest int <= f"""
    w_int = to_int(f)
    if f < 0.0 and intobject.to_float(w_int) > f:
        return intobject.int_sub(w_int, intobject.W_IntObject(1))
    return w_int


def float_ceil(w_self):
    """__ceil__"""
    return ceil_int(number(w_self))


def ceil_int(f):
    """The least int >= f"""
    w_int = to_int(f)
    if f > 0.0 and intobject.to_float(w_int) < f:
        return intobject.int_add(w_int, intobject.W_IntObject(1))
    return w_int


def float_round(w_self, w_digits):
    """__round__"""
    f = number(w_self)
    if w_digits is None or w_digits is space.w_None:
        if rfloat.isfinite(f) and math.fabs(f) < 4503599627370496.0:
            return to_int(rfloat.round_half_even(f))
        return to_int(f)
    digits = space.getindex_w(w_digits, None)
    try:
        return W_FloatObject(rfloat.round_double(f, digits, True))
    except OverflowError:
        raise error.operr(space.w_OverflowError, "rounded value too large to represent")


def float_is_integer(w_self):
    """is_integer()"""
    f = number(w_self)
    return space.newbool(rfloat.isfinite(f) and math.fmod(f, 1.0) == 0.0)


def float_as_integer_ratio(w_self):
    """as_integer_ratio()"""
    f = number(w_self)
    if rfloat.isinf(f):
        raise error.operr(space.w_OverflowError, "cannot convert Infinity to integer ratio")
    if rfloat.isnan(f):
        raise error.operr(space.w_ValueError, "cannot convert NaN to integer ratio")
    num, den = rfloat.float_as_rbigint_ratio(f)
    return space.newtuple([longobject.newlong(num), longobject.newlong(den)])


def float_hex(w_self):
    """hex()"""
    f = number(w_self)
    if rfloat.isnan(f):
        return space.newtext("nan")
    negative = rfloat.copysign(1.0, f) < 0.0
    sign = "-" if negative else ""
    if rfloat.isinf(f):
        return space.newtext(sign + "inf")
    if f == 0.0:
        return space.newtext(sign + "0x0.0p+0")
    m, e = math.frexp(math.fabs(f))
    shift = 1
    if e - 1 < -1022:
        shift = 1 - (-1022 - (e - 1))
    m = math.ldexp(m, shift)
    e -= shift
    digits = str(int(m)) + "."
    m -= float(int(m))
    i = 0
    while i < 13:
        m *= 16.0
        digits += "0123456789abcdef"[int(m)]
        m -= float(int(m))
        i += 1
    if e >= 0:
        exponent = "+" + str(e)
    else:
        exponent = str(e)
    return space.newtext(sign + "0x" + digits + "p" + exponent)


def float_fromhex(w_type, w_text):
    """fromhex()"""
    text = space.text_w(w_text).strip(" \t\n\r\f\v").lower()
    i = 0
    negative = False
    if text.startswith("-") or text.startswith("+"):
        negative = text[0] == "-"
        i = 1
    rest = text[i:]
    if rest == "inf" or rest == "infinity":
        f = rfloat.INFINITY
    elif rest == "nan":
        f = rfloat.NAN
    else:
        f = parse_hex(rest)
    if negative:
        f = -f
    w_value = W_FloatObject(f)
    if w_type is space.w_float:
        return w_value
    return w_type.call1(w_value)


def parse_hex(text):
    """The value of [0x]hex.hex[p[+-]digits]."""
    i = 0
    if text.startswith("0x"):
        i = 2
    digits = ""
    exponent = 0
    seen_point = False
    any_digit = False
    while i < len(text):
        c = text[i]
        if c == "." and not seen_point:
            seen_point = True
        elif intparse.digit_value(c) < 16:
            digits += c
            any_digit = True
            if seen_point:
                exponent -= 4
        else:
            break
        i += 1
    if i < len(text) and text[i] == "p":
        w_exponent = None
        written = text[i + 1 :]
        if len(written) > 0 and "_" not in written and " " not in written:
            w_exponent = intparse.parse_int_or_none(written, 10)
        if w_exponent is None:
            any_digit = False
        elif w_exponent.fits_word() and -(1 << 40) < w_exponent.word() < 1 << 40:
            exponent += w_exponent.word()
        elif written[0] == "-":
            exponent = -(1 << 40)
        else:
            exponent = 1 << 40
        i = len(text)
    if not any_digit or i < len(text):
        raise error.operr(space.w_ValueError, "invalid hexadecimal floating-point string")
    stripped = digits.lstrip("0")
    if stripped == "":
        return 0.0
    # the exponent of the leading bit, roughly: numbers far out of range need no arithmetic
    size = 4 * len(stripped)
    if exponent > 1100 or exponent + size > 1100:
        raise error.operr(
            space.w_OverflowError, "hexadecimal value too large to represent as a float"
        )
    if exponent + size < -1200:
        return 0.0
    big = rbigint.fromstr(digits, 16)
    try:
        if exponent >= 0:
            return big.lshift(exponent).tofloat()
        if exponent < -5000:
            return 0.0
        return big.truediv(rbigint.fromint(1).lshift(-exponent))
    except OverflowError:
        raise error.operr(
            space.w_OverflowError, "hexadecimal value too large to represent as a float"
        )


def float_zero(w_self):
    """imag"""
    return W_FloatObject(0.0)


def float_getnewargs(w_self):
    """__getnewargs__"""
    return space.newtuple([float_pos(w_self)])


def float_getformat(w_type, w_kind):
    """__getformat__"""
    return space.newtext("IEEE, little-endian")


from interpreters.python.interpreter import error, gateway  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    complexobject,
    formatspec,
    longobject,
    unicodeobject,
    warning,
)

W_AbstractFloatObject.typedef = TypeDef(
    "float",
    W_AbstractFloatObject,
    new("cls, x=None, /", float_new),
    method("__add__", float_add, "self, value, /"),
    method("__radd__", float_add, "self, value, /"),
    method("__sub__", float_sub, "self, value, /"),
    method("__rsub__", float_rsub, "self, value, /"),
    method("__mul__", float_mul, "self, value, /"),
    method("__rmul__", float_mul, "self, value, /"),
    method("__truediv__", float_truediv, "self, value, /"),
    method("__rtruediv__", float_rtruediv, "self, value, /"),
    method("__floordiv__", float_floordiv, "self, value, /"),
    method("__rfloordiv__", float_rfloordiv, "self, value, /"),
    method("__mod__", float_mod, "self, value, /"),
    method("__rmod__", float_rmod, "self, value, /"),
    method("__divmod__", float_divmod, "self, value, /"),
    method("__rdivmod__", float_rdivmod, "self, value, /"),
    method("__pow__", float_pow, "self, value, mod=None, /"),
    method("__rpow__", float_rpow, "self, value, mod=None, /"),
    method("__neg__", float_neg, "self"),
    method("__pos__", float_pos, "self"),
    method("__abs__", float_abs, "self"),
    method("__bool__", float_bool, "self"),
    method("__float__", float_pos, "self"),
    method("__int__", float_int, "self"),
    method("__trunc__", float_int, "self"),
    method("__floor__", float_floor, "self"),
    method("__ceil__", float_ceil, "self"),
    method("__round__", float_round, "self, ndigits=None, /"),
    method("__hash__", float_hash, "self"),
    method("__lt__", float_lt, "self, value, /"),
    method("__le__", float_le, "self, value, /"),
    method("__eq__", float_eq, "self, value, /"),
    method("__ne__", float_ne, "self, value, /"),
    method("__gt__", float_gt, "self, value, /"),
    method("__ge__", float_ge, "self, value, /"),
    method("__repr__", float_repr, "self"),
    method("__format__", float_format, "self, format_spec, /"),
    method("is_integer", float_is_integer, "self"),
    method(
        "as_integer_ratio",
        float_as_integer_ratio,
        "self",
        doc="The number as a fraction in lowest terms.\n\n>>> (2.5).as_integer_ratio()\n(5, 2)\n",
    ),
    method(
        "hex",
        float_hex,
        "self",
        doc="The exact value in hexadecimal.\n\n>>> (1.5).hex()\n'0x1.8000000000000p+0'\n",
    ),
    method("conjugate", float_pos, "self"),
    classmethod_(
        "fromhex",
        float_fromhex,
        "cls, string, /",
        doc="The float that float.hex wrote.\n\n>>> float.fromhex('0x1.8p+1')\n3.0\n",
    ),
    classmethod_("__getformat__", float_getformat, "cls, typestr, /"),
    method("__getnewargs__", float_getnewargs, "self"),
    getset("real", float_pos),
    getset("imag", float_zero),
)

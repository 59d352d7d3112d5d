"""complex"""

import math

from rpython.rlib import rfloat
from rpython.rlib.rarithmetic import intmask
from rpython.rlib.rstring import ParseStringError

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new, user_subclass
from interpreters.python.objspace import operation as space


class W_ComplexObject(W_Root):
    """A complex number."""

    _immutable_fields_ = ["real", "imag"]

    def __init__(self, real, imag):
        self.real = real
        self.imag = imag

    def descr_add(self, w_other):
        w_c = convert(w_other)
        if w_c is None:
            return space.w_NotImplemented
        return W_ComplexObject(self.real + w_c.real, self.imag + w_c.imag)

    def descr_sub(self, w_other):
        w_c = convert(w_other)
        if w_c is None:
            return space.w_NotImplemented
        return W_ComplexObject(self.real - w_c.real, self.imag - w_c.imag)

    def descr_rsub(self, w_other):
        w_c = convert(w_other)
        if w_c is None:
            return space.w_NotImplemented
        return W_ComplexObject(w_c.real - self.real, w_c.imag - self.imag)

    def descr_mul(self, w_other):
        w_c = convert(w_other)
        if w_c is None:
            return space.w_NotImplemented
        return multiply(self, w_c)

    def descr_truediv(self, w_other):
        w_c = convert(w_other)
        if w_c is None:
            return space.w_NotImplemented
        return divide(self, w_c)

    def descr_rtruediv(self, w_other):
        w_c = convert(w_other)
        if w_c is None:
            return space.w_NotImplemented
        return divide(w_c, self)

    def descr_pow(self, w_other, w_mod):
        if w_mod is not None and w_mod is not space.w_None:
            raise error.operr(space.w_ValueError, "complex modulo")
        w_c = convert(w_other)
        if w_c is None:
            return space.w_NotImplemented
        return power(self, w_c)

    def descr_rpow(self, w_other, w_mod):
        w_c = convert(w_other)
        if w_c is None:
            return space.w_NotImplemented
        return power(w_c, self)

    def descr_neg(self):
        return W_ComplexObject(-self.real, -self.imag)

    def descr_pos(self):
        return W_ComplexObject(self.real, self.imag)

    def descr_abs(self):
        real = self.real
        imag = self.imag
        if rfloat.isinf(real) or rfloat.isinf(imag):
            return space.newfloat(rfloat.INFINITY)
        if real != real or imag != imag:
            return space.newfloat(rfloat.NAN)
        size = hypot(real, imag)
        if rfloat.isinf(size):
            raise error.operr(space.w_OverflowError, "absolute value too large")
        return space.newfloat(size)

    def descr_format(self, w_spec):
        if not isinstance(w_spec, unicodeobject.W_UnicodeObject):
            raise error.operr_type(
                space.w_TypeError, "__format__() argument must be str, not %s", w_spec
            )
        spec = w_spec.text()
        if spec == "":
            return space.str(self)
        try:
            text = formatspec.format_complex(self.real, self.imag, spec)
        except formatspec.FormatError as e:
            raise error.operr(intobject.format_error_class(e), e.msg)
        return space.newtext(text)

    def descr_bool(self):
        return space.newbool(self.real != 0.0 or self.imag != 0.0)

    def descr_eq(self, w_other):
        w_c = convert(w_other)
        if w_c is None:
            return space.w_NotImplemented
        return space.newbool(self.real == w_c.real and self.imag == w_c.imag)

    def descr_hash(self):
        h = floatobject.hash_float(self.real)
        h = intmask(h + 1000003 * floatobject.hash_float(self.imag))
        if h == -1:
            h = -2
        return space.newint(h)

    def descr_repr(self):
        imag = part_text(self.imag)
        if self.real == 0.0 and rfloat.copysign(1.0, self.real) > 0.0:
            return space.newtext(imag + "j")
        if not imag.startswith("-"):
            imag = "+" + imag
        return space.newtext("(" + part_text(self.real) + imag + "j)")

    def descr_conjugate(self):
        return W_ComplexObject(self.real, -self.imag)

    def fget_real(self):
        return space.newfloat(self.real)

    def fget_imag(self):
        return space.newfloat(self.imag)

    def descr_getnewargs(self):
        return space.newtuple([space.newfloat(self.real), space.newfloat(self.imag)])


W_ComplexUser = user_subclass(W_ComplexObject)


def part_text(f):
    """One part of the repr: without a trailing .0"""
    text = rfloat.float_to_str(f)
    if text.endswith(".0"):
        n = len(text) - 2
        assert n >= 0
        return text[:n]
    return text


def convert(w_obj):
    """A number as W_ComplexObject, or None."""
    if isinstance(w_obj, W_ComplexObject):
        return w_obj
    if floatobject.is_number(w_obj):
        return W_ComplexObject(floatobject.number(w_obj), 0.0)
    return None


def hypot(x, y):
    """sqrt(x*x + y*y)"""
    if rfloat.isinf(x) or rfloat.isinf(y):
        return rfloat.INFINITY
    x = math.fabs(x)
    y = math.fabs(y)
    if x < y:
        x, y = y, x
    if x == 0.0:
        return 0.0
    r = y / x
    return x * math.sqrt(1.0 + r * r)


def multiply(a, b):
    """a * b"""
    return W_ComplexObject(a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real)


def divide(a, b):
    """a / b (Smith's method)"""
    if math.fabs(b.real) >= math.fabs(b.imag):
        if b.real == 0.0:
            raise error.operr(space.w_ZeroDivisionError, "complex division by zero")
        ratio = b.imag / b.real
        denominator = b.real + b.imag * ratio
        return W_ComplexObject(
            (a.real + a.imag * ratio) / denominator, (a.imag - a.real * ratio) / denominator
        )
    if b.imag == 0.0:  # the real part is not a number
        return W_ComplexObject(b.real, b.real)
    ratio = b.real / b.imag
    denominator = b.real * ratio + b.imag
    return W_ComplexObject(
        (a.real * ratio + a.imag) / denominator, (a.imag * ratio - a.real) / denominator
    )


def power(a, b):
    """a ** b"""
    try:
        w_result = power_value(a, b)
    except OverflowError:
        raise error.operr(space.w_OverflowError, "complex exponentiation")
    except ValueError:
        return W_ComplexObject(rfloat.NAN, rfloat.NAN)
    return w_result


def power_value(a, b):
    """a ** b; OverflowError, ValueError of the functions of math"""
    if b.real == 0.0 and b.imag == 0.0:
        return W_ComplexObject(1.0, 0.0)
    if a.real == 0.0 and a.imag == 0.0:
        if b.imag != 0.0 or b.real < 0.0:
            raise error.operr(space.w_ZeroDivisionError, "0.0 to a negative or complex power")
        return W_ComplexObject(0.0, 0.0)
    if b.imag == 0.0 and -100.0 <= b.real <= 100.0 and float(int(b.real)) == b.real:
        n = int(b.real)
        base = a
        if n < 0:
            n = -n
        result = W_ComplexObject(1.0, 0.0)
        while n > 0:
            if n & 1:
                result = multiply(result, base)
            base = multiply(base, base)
            n >>= 1
        if b.real < 0.0:
            return divide(W_ComplexObject(1.0, 0.0), result)
        return result
    length = math.pow(hypot(a.real, a.imag), b.real)
    angle = math.atan2(a.imag, a.real)
    phase = angle * b.real
    if b.imag != 0.0:
        length /= math.exp(angle * b.imag)
        phase += b.imag * math.log(hypot(a.real, a.imag))
    return W_ComplexObject(length * math.cos(phase), length * math.sin(phase))


def power_of_real(a, b):
    """a ** b of two floats with a complex result"""
    return power(W_ComplexObject(a, 0.0), W_ComplexObject(b, 0.0))


def parse(text, w_source):
    """The complex number written in `text`; ValueError."""
    s = text.strip(" \t\n\r\f\v")
    if s.startswith("(") and s.endswith(")"):
        n = len(s) - 1
        assert n >= 1
        s = s[1:n].strip(" \t\n\r\f\v")
    try:
        n = len(s)
        if n == 0 or s[n - 1] != "j" and s[n - 1] != "J":
            return W_ComplexObject(rfloat.rstring_to_float(s), 0.0)
        n -= 1
        cut = n - 1
        while cut > 0:
            if (s[cut] == "+" or s[cut] == "-") and s[cut - 1] != "e" and s[cut - 1] != "E":
                break
            cut -= 1
        if cut < 0:
            cut = 0
        imag_text = s[cut:n]
        if imag_text == "" or imag_text == "+":
            imag = 1.0
        elif imag_text == "-":
            imag = -1.0
        else:
            imag = rfloat.rstring_to_float(imag_text)
        real = 0.0
        if cut > 0:
            real = rfloat.rstring_to_float(s[:cut])
        return W_ComplexObject(real, imag)
    except ParseStringError:
        raise error.operr(space.w_ValueError, "complex() arg is a malformed string")


def complex_new(w_type, w_real, w_imag):
    """complex.__new__(cls, real=0, imag=0)"""
    w_c = W_ComplexObject(0.0, 0.0)
    if w_real is not None:
        if isinstance(w_real, unicodeobject.W_UnicodeObject):
            if w_imag is not None:
                raise error.operr(
                    space.w_TypeError, "complex() can't take second arg if first is a string"
                )
            w_c = parse(space.text_w(w_real), w_real)
        else:
            w_c = to_complex(w_real)
    if w_imag is not None:
        if isinstance(w_imag, unicodeobject.W_UnicodeObject):
            raise error.operr(space.w_TypeError, "complex() second arg can't be a string")
        # no arithmetic that would lose the sign of a zero
        real = w_c.real
        if isinstance(w_imag, W_ComplexObject):
            imag = w_imag.real
            real -= w_imag.imag
        else:
            imag = to_complex(w_imag).real
        if w_real is not None and space.isinstance_w(w_real, space.w_complex):
            imag += w_c.imag
        w_c = W_ComplexObject(real, imag)
    if w_type is space.w_complex:
        if type(w_c) is not W_ComplexObject:
            return W_ComplexObject(w_c.real, w_c.imag)
        return w_c
    w_obj = W_ComplexUser(w_c.real, w_c.imag)
    w_obj.user_setup(w_type)
    return w_obj


def to_complex(w_obj):
    """Any number as W_ComplexObject (__complex__, __float__, __index__)."""
    if type(w_obj) is W_ComplexObject:
        return w_obj
    w_descr = w_obj.getclass().lookup("__complex__")
    if w_descr is not None:
        w_result = space.get_and_call0(w_descr, w_obj)
        if not isinstance(w_result, W_ComplexObject):
            raise error.operr_type(
                space.w_TypeError, "__complex__ returned non-complex (type %s)", w_result
            )
        if w_result.getclass() is not space.w_complex:
            warning.strict_subclass("__complex__", w_result, "complex")
        return W_ComplexObject(w_result.real, w_result.imag)
    if isinstance(w_obj, W_ComplexObject):
        return W_ComplexObject(w_obj.real, w_obj.imag)
    return W_ComplexObject(space.float_w(w_obj), 0.0)


from interpreters.python.interpreter import error  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    floatobject,
    formatspec,
    intobject,
    unicodeobject,
    warning,
)

W_ComplexObject.typedef = TypeDef(
    "complex",
    W_ComplexObject,
    new("cls, real=None, imag=None", complex_new),
    method("__add__", W_ComplexObject.descr_add, "self, value, /"),
    method("__radd__", W_ComplexObject.descr_add, "self, value, /"),
    method("__sub__", W_ComplexObject.descr_sub, "self, value, /"),
    method("__rsub__", W_ComplexObject.descr_rsub, "self, value, /"),
    method("__mul__", W_ComplexObject.descr_mul, "self, value, /"),
    method("__rmul__", W_ComplexObject.descr_mul, "self, value, /"),
    method("__truediv__", W_ComplexObject.descr_truediv, "self, value, /"),
    method("__rtruediv__", W_ComplexObject.descr_rtruediv, "self, value, /"),
    method("__pow__", W_ComplexObject.descr_pow, "self, value, mod=None, /"),
    method("__rpow__", W_ComplexObject.descr_rpow, "self, value, mod=None, /"),
    method("__neg__", W_ComplexObject.descr_neg, "self"),
    method("__pos__", W_ComplexObject.descr_pos, "self"),
    method("__complex__", W_ComplexObject.descr_pos, "self"),
    method("__abs__", W_ComplexObject.descr_abs, "self"),
    method("__bool__", W_ComplexObject.descr_bool, "self"),
    method("__format__", W_ComplexObject.descr_format, "self, format_spec, /"),
    method("__eq__", W_ComplexObject.descr_eq, "self, value, /"),
    method("__hash__", W_ComplexObject.descr_hash, "self"),
    method("__repr__", W_ComplexObject.descr_repr, "self"),
    method("conjugate", W_ComplexObject.descr_conjugate, "self"),
    method("__getnewargs__", W_ComplexObject.descr_getnewargs, "self"),
    getset("real", W_ComplexObject.fget_real),
    getset("imag", W_ComplexObject.fget_imag),
)

"""Operators: binary with reflected and in-place variants, unary, comparison.

The short ways for machine ints and floats come first in each function; the general way looks the special methods up.
"""

from rpython.rlib.objectmodel import always_inline
from rpython.rlib.rarithmetic import intmask, ovfcheck

from interpreters.python.objspace import slots

MAX_WORD = 2**63 - 1

W_IntObject = None  # classes used often, set by objspace/finish.py
W_FloatObject = None
W_BoolObject = None


def binary_general(w_a, w_b, slot, rslot):
    """The binary operator with the special methods of the given numbers; None if neither side knows it."""
    w_ta = w_a.getclass()
    w_tb = w_b.getclass()
    w_left = w_ta.slot(slot)
    w_right = None
    if w_ta is not w_tb:
        w_right = w_tb.slot(rslot)
        if w_right is not None:
            if w_left is not None and w_tb.issubtype(w_ta) and w_right is not w_ta.slot(rslot):
                w_result = space.get_and_call1(w_right, w_b, w_a)
                if w_result is not space.w_NotImplemented:
                    return w_result
                w_right = None
    if w_left is not None:
        w_result = space.get_and_call1(w_left, w_a, w_b)
        if w_result is not space.w_NotImplemented:
            return w_result
    if w_right is not None:
        w_result = space.get_and_call1(w_right, w_b, w_a)
        if w_result is not space.w_NotImplemented:
            return w_result
    return None


def unsupported(w_a, w_b, symbol):
    """TypeError"""
    return error.operr(
        space.w_TypeError,
        "unsupported operand type(s) for %s: '%s' and '%s'"
        % (symbol, w_a.getclass().name, w_b.getclass().name),
    )


def inplace_general(w_a, w_b, islot):
    """The in-place method's result, or None."""
    w_descr = w_a.getclass().slot(islot)
    if w_descr is None:
        return None
    w_result = space.get_and_call1(w_descr, w_a, w_b)
    if w_result is space.w_NotImplemented:
        return None
    return w_result


def _make_binary(slot, rslot, symbol):
    """NOT_RPYTHON: a binary operator without short ways."""

    def operator(w_a, w_b):
        w_result = binary_general(w_a, w_b, slot, rslot)
        if w_result is None:
            raise unsupported(w_a, w_b, symbol)
        return w_result

    return operator


def _make_inplace(islot, operator, symbol):
    """NOT_RPYTHON: an in-place operator that falls back on the binary one."""

    def inplace(w_a, w_b):
        if is_plain_number(w_a):
            return operator(w_a, w_b)
        w_result = inplace_general(w_a, w_b, islot)
        if w_result is None:
            return operator(w_a, w_b)
        return w_result

    return inplace


@always_inline
def add(w_a, w_b):
    """w_a + w_b"""
    if isinstance(w_a, W_FloatObject):
        if isinstance(w_b, W_FloatObject):
            return W_FloatObject(w_a.floatval + w_b.floatval)
    elif isinstance(w_a, W_IntObject):
        if isinstance(w_b, W_IntObject):
            try:
                return W_IntObject(ovfcheck(w_a.intval + w_b.intval))
            except OverflowError:
                return longobject.add(w_a, w_b)
    return add_rest(w_a, w_b)


def add_rest(w_a, w_b):
    """add of operands that are not both ints or both floats"""
    if type(w_a) is unicodeobject.W_UnicodeObject:
        if type(w_b) is unicodeobject.W_UnicodeObject:
            return w_a.concat(w_b)
    elif isinstance(w_a, W_IntObject):
        if isinstance(w_b, W_FloatObject):
            return W_FloatObject(float(w_a.intval) + w_b.floatval)
    elif isinstance(w_a, W_FloatObject):
        if isinstance(w_b, W_IntObject):
            return W_FloatObject(w_a.floatval + float(w_b.intval))
    w_result = binary_general(w_a, w_b, slots.ADD, slots.RADD)
    if w_result is None:
        raise add_error(w_a, w_b)
    return w_result


def add_error(w_a, w_b):
    """The TypeError of +, which sequences word in their own way."""
    name = w_a.getclass().name
    if isinstance(w_a, unicodeobject.W_UnicodeObject):
        return error.operr_type(
            space.w_TypeError, 'can only concatenate str (not "%s") to str', w_b
        )
    if name == "list" or name == "tuple":
        return error.operr(
            space.w_TypeError,
            'can only concatenate %s (not "%s") to %s' % (name, w_b.getclass().name, name),
        )
    return unsupported(w_a, w_b, "+")


@always_inline
def sub(w_a, w_b):
    """w_a - w_b"""
    if isinstance(w_a, W_FloatObject):
        if isinstance(w_b, W_FloatObject):
            return W_FloatObject(w_a.floatval - w_b.floatval)
    elif isinstance(w_a, W_IntObject):
        if isinstance(w_b, W_IntObject):
            try:
                return W_IntObject(ovfcheck(w_a.intval - w_b.intval))
            except OverflowError:
                return longobject.sub(w_a, w_b)
    return sub_rest(w_a, w_b)


def sub_rest(w_a, w_b):
    """sub of operands that are not both ints or both floats"""
    if isinstance(w_a, W_IntObject):
        if isinstance(w_b, W_FloatObject):
            return W_FloatObject(float(w_a.intval) - w_b.floatval)
    elif isinstance(w_a, W_FloatObject):
        if isinstance(w_b, W_IntObject):
            return W_FloatObject(w_a.floatval - float(w_b.intval))
    w_result = binary_general(w_a, w_b, slots.SUB, slots.RSUB)
    if w_result is None:
        raise unsupported(w_a, w_b, "-")
    return w_result


@always_inline
def mul(w_a, w_b):
    """w_a * w_b"""
    if isinstance(w_a, W_FloatObject):
        if isinstance(w_b, W_FloatObject):
            return W_FloatObject(w_a.floatval * w_b.floatval)
    elif isinstance(w_a, W_IntObject):
        if isinstance(w_b, W_IntObject):
            try:
                return W_IntObject(ovfcheck(w_a.intval * w_b.intval))
            except OverflowError:
                return longobject.mul(w_a, w_b)
    return mul_rest(w_a, w_b)


def mul_rest(w_a, w_b):
    """mul of operands that are not both ints or both floats"""
    if isinstance(w_a, W_IntObject):
        if isinstance(w_b, W_FloatObject):
            return W_FloatObject(float(w_a.intval) * w_b.floatval)
    elif isinstance(w_a, W_FloatObject):
        if isinstance(w_b, W_IntObject):
            return W_FloatObject(w_a.floatval * float(w_b.intval))
    w_result = binary_general(w_a, w_b, slots.MUL, slots.RMUL)
    if w_result is None:
        raise mul_error(w_a, w_b)
    return w_result


def mul_error(w_a, w_b):
    """The TypeError of *."""
    if is_sequence(w_a) and w_b.getclass().slot(slots.INDEX) is None:
        return error.operr_type(
            space.w_TypeError, "can't multiply sequence by non-int of type '%s'", w_b
        )
    if is_sequence(w_b) and w_a.getclass().slot(slots.INDEX) is None:
        return error.operr_type(
            space.w_TypeError, "can't multiply sequence by non-int of type '%s'", w_a
        )
    return unsupported(w_a, w_b, "*")


def is_sequence(w_obj):
    """Is it one of the builtin sequences?"""
    name = w_obj.getclass().layout.name
    return name == "str" or name == "list" or name == "tuple" or name == "bytes"


def truediv(w_a, w_b):
    """w_a / w_b"""
    if isinstance(w_a, W_FloatObject):
        if isinstance(w_b, W_FloatObject):
            if w_b.floatval == 0.0:
                raise error.operr(space.w_ZeroDivisionError, "float division by zero")
            return W_FloatObject(w_a.floatval / w_b.floatval)
        if type(w_b) is W_IntObject and w_b.intval != 0:
            return W_FloatObject(w_a.floatval / float(w_b.intval))
    elif type(w_a) is W_IntObject and isinstance(w_b, W_FloatObject) and w_b.floatval != 0.0:
        return W_FloatObject(float(w_a.intval) / w_b.floatval)
    w_result = binary_general(w_a, w_b, slots.TRUEDIV, slots.RTRUEDIV)
    if w_result is None:
        raise unsupported(w_a, w_b, "/")
    return w_result


def floordiv(w_a, w_b):
    """w_a // w_b"""
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        if w_b.intval > 0:
            return W_IntObject(w_a.intval // w_b.intval)
    w_result = binary_general(w_a, w_b, slots.FLOORDIV, slots.RFLOORDIV)
    if w_result is None:
        raise unsupported(w_a, w_b, "//")
    return w_result


def mod(w_a, w_b):
    """w_a % w_b"""
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        if w_b.intval > 0:
            return W_IntObject(w_a.intval % w_b.intval)
    if type(w_a) is unicodeobject.W_UnicodeObject:
        if not isinstance(w_b, unicodeobject.W_UnicodeObject):
            return w_a.descr_mod(w_b)
    w_result = binary_general(w_a, w_b, slots.MOD, slots.RMOD)
    if w_result is None:
        raise unsupported(w_a, w_b, "%")
    return w_result


def lshift(w_a, w_b):
    """w_a << w_b"""
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        n = w_b.intval
        if 0 <= n < 63:
            a = w_a.intval
            r = intmask(a << n)
            if (r >> n) == a:
                return W_IntObject(r)
    w_result = binary_general(w_a, w_b, slots.LSHIFT, slots.RLSHIFT)
    if w_result is None:
        raise unsupported(w_a, w_b, "<<")
    return w_result


def rshift(w_a, w_b):
    """w_a >> w_b"""
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        n = w_b.intval
        if 0 <= n < 64:
            return W_IntObject(w_a.intval >> n)
    w_result = binary_general(w_a, w_b, slots.RSHIFT, slots.RRSHIFT)
    if w_result is None:
        raise unsupported(w_a, w_b, ">>")
    return w_result


def and_(w_a, w_b):
    """w_a & w_b"""
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        if isinstance(w_a, W_BoolObject) and isinstance(w_b, W_BoolObject):
            return space.newbool(w_a.intval != 0 and w_b.intval != 0)
        return W_IntObject(w_a.intval & w_b.intval)
    w_result = binary_general(w_a, w_b, slots.AND, slots.RAND)
    if w_result is None:
        raise unsupported(w_a, w_b, "&")
    return w_result


def or_(w_a, w_b):
    """w_a | w_b"""
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        if isinstance(w_a, W_BoolObject) and isinstance(w_b, W_BoolObject):
            return space.newbool(w_a.intval != 0 or w_b.intval != 0)
        return W_IntObject(w_a.intval | w_b.intval)
    w_result = binary_general(w_a, w_b, slots.OR, slots.ROR)
    if w_result is None:
        raise unsupported(w_a, w_b, "|")
    return w_result


def xor(w_a, w_b):
    """w_a ^ w_b"""
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        if isinstance(w_a, W_BoolObject) and isinstance(w_b, W_BoolObject):
            return space.newbool(w_a.intval != w_b.intval)
        return W_IntObject(w_a.intval ^ w_b.intval)
    w_result = binary_general(w_a, w_b, slots.XOR, slots.RXOR)
    if w_result is None:
        raise unsupported(w_a, w_b, "^")
    return w_result


matmul = _make_binary(slots.MATMUL, slots.RMATMUL, "@")
divmod = _make_binary(slots.DIVMOD, slots.RDIVMOD, "divmod()")
_power_general = _make_binary(slots.POW, slots.RPOW, "** or pow()")


def power2(w_a, w_b):
    """w_a ** w_b"""
    if isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
        return floatobject.power_object(w_a.floatval, w_b.floatval)
    return _power_general(w_a, w_b)


def pow(w_a, w_b, w_c):
    """pow(w_a, w_b, w_c); w_c None for the operator **"""
    if w_c is None or w_c is space.w_None:
        return power2(w_a, w_b)
    w_descr = w_a.getclass().slot(slots.POW)
    if w_descr is not None:
        w_result = space.get_and_call2(w_descr, w_a, w_b, w_c)
        if w_result is not space.w_NotImplemented:
            return w_result
    raise error.operr(
        space.w_TypeError,
        "unsupported operand type(s) for ** or pow(): '%s', '%s', '%s'"
        % (w_a.getclass().name, w_b.getclass().name, w_c.getclass().name),
    )


def power_operator(w_a, w_b):
    """w_a ** w_b"""
    return power2(w_a, w_b)


def inplace_add(w_a, w_b):
    """w_a += w_b"""
    if is_plain_number(w_a):
        return add(w_a, w_b)
    if type(w_a) is unicodeobject.W_UnicodeObject:
        return add(w_a, w_b)
    if type(w_a) is listobject.W_ListObject:
        return w_a.descr_iadd(w_b)
    w_result = inplace_general(w_a, w_b, slots.IADD)
    if w_result is None:
        return add(w_a, w_b)
    return w_result


def inplace_sub(w_a, w_b):
    """w_a -= w_b"""
    if is_plain_number(w_a):
        return sub(w_a, w_b)
    w_result = inplace_general(w_a, w_b, slots.ISUB)
    if w_result is None:
        return sub(w_a, w_b)
    return w_result


@always_inline
def is_plain_number(w_a):
    """Is it an int or a float, which have no in-place methods?"""
    return isinstance(w_a, W_IntObject) or isinstance(w_a, W_FloatObject)


inplace_mul = _make_inplace(slots.IMUL, mul, "*")
inplace_truediv = _make_inplace(slots.ITRUEDIV, truediv, "/")
inplace_floordiv = _make_inplace(slots.IFLOORDIV, floordiv, "//")
inplace_mod = _make_inplace(slots.IMOD, mod, "%")
inplace_matmul = _make_inplace(slots.IMATMUL, matmul, "@")
inplace_lshift = _make_inplace(slots.ILSHIFT, lshift, "<<")
inplace_rshift = _make_inplace(slots.IRSHIFT, rshift, ">>")
inplace_and = _make_inplace(slots.IAND, and_, "&")
inplace_or = _make_inplace(slots.IOR, or_, "|")
inplace_pow = _make_inplace(slots.IPOW, power2, "** or pow()")
inplace_xor = _make_inplace(slots.IXOR, xor, "^")


# ---- unary -------------------------------------------------------------------------------------------


def unary_general(w_a, slot, symbol):
    """A unary operator through its special method."""
    w_descr = w_a.getclass().slot(slot)
    if w_descr is None:
        raise error.operr(
            space.w_TypeError,
            "bad operand type for unary %s: '%s'" % (symbol, w_a.getclass().name),
        )
    return space.get_and_call0(w_descr, w_a)


def neg(w_a):
    """-w_a"""
    if isinstance(w_a, W_FloatObject):
        return W_FloatObject(-w_a.floatval)
    if isinstance(w_a, W_IntObject) and w_a.intval > -MAX_WORD:
        return W_IntObject(-w_a.intval)
    return unary_general(w_a, slots.NEG, "-")


def pos(w_a):
    """+w_a"""
    return unary_general(w_a, slots.POS, "+")


def invert(w_a):
    """~w_a"""
    if isinstance(w_a, W_IntObject):
        return W_IntObject(~w_a.intval)
    return unary_general(w_a, slots.INVERT, "~")


def abs(w_a):
    """abs(w_a)"""
    w_descr = w_a.getclass().slot(slots.ABS)
    if w_descr is None:
        raise error.operr_type(space.w_TypeError, "bad operand type for abs(): '%s'", w_a)
    return space.get_and_call0(w_descr, w_a)


def not_(w_a):
    """not w_a"""
    return space.newbool(not space.is_true(w_a))


# ---- comparison ----------------------------------------------------------------------------------------


def compare_general(w_a, w_b, slot, rslot):
    """A rich comparison through the special methods; None if neither side knows it."""
    w_ta = w_a.getclass()
    w_tb = w_b.getclass()
    w_right = None
    if w_ta is not w_tb and w_tb.issubtype(w_ta):
        w_right = w_tb.slot(rslot)
        if w_right is not None:
            w_result = space.get_and_call1(w_right, w_b, w_a)
            if w_result is not space.w_NotImplemented:
                return w_result
    w_left = w_ta.slot(slot)
    if w_left is not None:
        w_result = space.get_and_call1(w_left, w_a, w_b)
        if w_result is not space.w_NotImplemented:
            return w_result
    if w_right is None:
        w_right = w_tb.slot(rslot)
        if w_right is not None:
            w_result = space.get_and_call1(w_right, w_b, w_a)
            if w_result is not space.w_NotImplemented:
                return w_result
    return None


def not_ordered(w_a, w_b, symbol):
    """TypeError"""
    return error.operr(
        space.w_TypeError,
        "'%s' not supported between instances of '%s' and '%s'"
        % (symbol, w_a.getclass().name, w_b.getclass().name),
    )


def lt(w_a, w_b):
    """w_a < w_b"""
    if isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
        return space.newbool(w_a.floatval < w_b.floatval)
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        return space.newbool(w_a.intval < w_b.intval)
    w_result = compare_general(w_a, w_b, slots.LT, slots.GT)
    if w_result is None:
        raise not_ordered(w_a, w_b, "<")
    return w_result


def le(w_a, w_b):
    """w_a <= w_b"""
    if isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
        return space.newbool(w_a.floatval <= w_b.floatval)
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        return space.newbool(w_a.intval <= w_b.intval)
    w_result = compare_general(w_a, w_b, slots.LE, slots.GE)
    if w_result is None:
        raise not_ordered(w_a, w_b, "<=")
    return w_result


def gt(w_a, w_b):
    """w_a > w_b"""
    if isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
        return space.newbool(w_a.floatval > w_b.floatval)
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        return space.newbool(w_a.intval > w_b.intval)
    w_result = compare_general(w_a, w_b, slots.GT, slots.LT)
    if w_result is None:
        raise not_ordered(w_a, w_b, ">")
    return w_result


def ge(w_a, w_b):
    """w_a >= w_b"""
    if isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
        return space.newbool(w_a.floatval >= w_b.floatval)
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        return space.newbool(w_a.intval >= w_b.intval)
    w_result = compare_general(w_a, w_b, slots.GE, slots.LE)
    if w_result is None:
        raise not_ordered(w_a, w_b, ">=")
    return w_result


def eq(w_a, w_b):
    """w_a == w_b"""
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        return space.newbool(w_a.intval == w_b.intval)
    if isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
        return space.newbool(w_a.floatval == w_b.floatval)
    if type(w_a) is unicodeobject.W_UnicodeObject and type(w_b) is unicodeobject.W_UnicodeObject:
        return space.newbool(w_a.text() == w_b.text())
    w_result = compare_general(w_a, w_b, slots.EQ, slots.EQ)
    if w_result is None:
        return space.newbool(w_a is w_b)
    return w_result


def ne(w_a, w_b):
    """w_a != w_b"""
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        return space.newbool(w_a.intval != w_b.intval)
    if isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
        return space.newbool(w_a.floatval != w_b.floatval)
    if type(w_a) is unicodeobject.W_UnicodeObject and type(w_b) is unicodeobject.W_UnicodeObject:
        return space.newbool(w_a.text() != w_b.text())
    w_result = compare_general(w_a, w_b, slots.NE, slots.NE)
    if w_result is None:
        return space.newbool(w_a is not w_b)
    return w_result


def eq_w(w_a, w_b):
    """Identity or equality, as containers compare: an RPython bool."""
    if w_a is w_b:
        return True
    if isinstance(w_a, W_FloatObject) and isinstance(w_b, W_FloatObject):
        return w_a.floatval == w_b.floatval or w_a.is_w(w_b)
    return space.is_true(eq(w_a, w_b))


def lt_w(w_a, w_b):
    """w_a < w_b as an RPython bool."""
    if isinstance(w_a, W_IntObject) and isinstance(w_b, W_IntObject):
        return w_a.intval < w_b.intval
    return space.is_true(lt(w_a, w_b))


from interpreters.python.interpreter import error  # noqa: E402
from interpreters.python.objspace import floatobject, listobject, longobject, unicodeobject  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402

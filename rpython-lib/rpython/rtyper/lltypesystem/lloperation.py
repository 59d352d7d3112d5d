"""The low-level operations that programs call by name: `llop.int_mod(lltype.Signed, x, y)`.

Each takes the type of its result first. They do what the machine does: no check of overflow, of a
zero divisor or of the length of a shift.
"""

from rpython.rlib import debug, jit, rgc
from rpython.rlib.objectmodel import specialize
from rpython.rlib.rarithmetic import int_c_div, int_c_mod, intmask, r_uint


class LLOp(object):
    """The operations are the attributes."""

    def _freeze_(self):
        return True

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise NotImplementedError("llop.%s is not implemented" % (name,))


llop = LLOp()


def _operation(func):
    """Registers a function under its name; it is compiled per result type."""
    setattr(llop, func.__name__, specialize.arg(0)(func))
    return func


@_operation
def int_add(TYPE, x, y):
    return intmask(x + y)


@_operation
def int_sub(TYPE, x, y):
    return intmask(x - y)


@_operation
def int_mul(TYPE, x, y):
    return intmask(x * y)


@_operation
def int_neg(TYPE, x):
    return intmask(-x)


@_operation
def int_invert(TYPE, x):
    return ~x


@_operation
def int_and(TYPE, x, y):
    return x & y


@_operation
def int_or(TYPE, x, y):
    return x | y


@_operation
def int_xor(TYPE, x, y):
    return x ^ y


@_operation
def int_lshift(TYPE, x, y):
    return intmask(x << y)


@_operation
def int_rshift(TYPE, x, y):
    return x >> y


@_operation
def int_floordiv(TYPE, x, y):
    """Truncates, as C does."""
    return int_c_div(x, y)


@_operation
def int_mod(TYPE, x, y):
    """The remainder has the sign of x, as C's."""
    return int_c_mod(x, y)


@_operation
def int_eq(TYPE, x, y):
    return x == y


@_operation
def int_ne(TYPE, x, y):
    return x != y


@_operation
def int_lt(TYPE, x, y):
    return x < y


@_operation
def int_le(TYPE, x, y):
    return x <= y


@_operation
def int_gt(TYPE, x, y):
    return x > y


@_operation
def int_ge(TYPE, x, y):
    return x >= y


@_operation
def uint_add(TYPE, x, y):
    return r_uint(x) + r_uint(y)


@_operation
def uint_sub(TYPE, x, y):
    return r_uint(x) - r_uint(y)


@_operation
def uint_mul(TYPE, x, y):
    return r_uint(x) * r_uint(y)


@_operation
def uint_floordiv(TYPE, x, y):
    return r_uint(x) // r_uint(y)


@_operation
def uint_mod(TYPE, x, y):
    return r_uint(x) % r_uint(y)


@_operation
def uint_lshift(TYPE, x, y):
    return r_uint(x) << y


@_operation
def uint_rshift(TYPE, x, y):
    return r_uint(x) >> y


@_operation
def cast_int_to_uint(TYPE, x):
    return r_uint(x)


@_operation
def cast_uint_to_int(TYPE, x):
    return intmask(x)


@_operation
def cast_int_to_float(TYPE, x):
    return float(x)


@_operation
def cast_float_to_int(TYPE, x):
    return int(x)


@_operation
def int_between(TYPE, x, y, z):
    return x <= y < z


@_operation
def int_is_true(TYPE, x):
    return x != 0


@_operation
def have_debug_prints(TYPE):
    return debug.have_debug_prints()


@_operation
def jit_is_jitted(TYPE):
    return jit.we_are_jitted()


@_operation
def debug_flush(TYPE):
    debug.debug_flush()


@_operation
def gc__collect(TYPE):
    rgc.collect()

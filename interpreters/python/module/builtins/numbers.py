"""Builtin functions on numbers and characters."""

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.objspace import bytesobject, formatspec, intobject, unicodeobject, utf8
from interpreters.python.objspace import operation as space


def builtin_abs(w_x):
    """abs(x)"""
    return space.abs(w_x)


def _in_base(w_x, base):
    w_int = space.index(w_x)
    if isinstance(w_int, intobject.W_IntObject):
        return space.newtext(formatspec.int_in_base(w_int.intval, base))
    return space.newtext(formatspec.long_in_base(space.bigint_w(w_int), base))


def builtin_bin(w_x):
    """bin(x)"""
    return _in_base(w_x, 2)


def builtin_oct(w_x):
    """oct(x)"""
    return _in_base(w_x, 8)


def builtin_hex(w_x):
    """hex(x)"""
    return _in_base(w_x, 16)


def builtin_chr(w_code):
    """chr(i)"""
    code = space.getindex_w(w_code, space.w_OverflowError)
    if code < 0 or code > utf8.MAXUNICODE:
        raise operr(space.w_ValueError, "chr() arg not in range(0x110000)")
    return unicodeobject.from_codepoint(code)


def builtin_ord(w_char):
    """ord(c)"""
    if isinstance(w_char, unicodeobject.W_UnicodeObject):
        n = w_char.length()
        if n == 1:
            return space.newint(w_char.codepoint_at(0))
    elif isinstance(w_char, bytesobject.W_AbstractBytes):
        n = w_char.length()
        if n == 1:
            return space.newint(w_char.byte_at(0))
    else:
        raise operr(
            space.w_TypeError,
            "ord() expected string of length 1, but " + space.typename(w_char) + " found",
        )
    raise operr(space.w_TypeError, "ord() expected a character, but string of length %d found" % n)


def builtin_divmod(w_a, w_b):
    """divmod(a, b)"""
    return space.divmod(w_a, w_b)


def builtin_pow(w_base, w_exp, w_mod):
    """pow(base, exp, mod=None)"""
    if w_mod is None:
        w_mod = space.w_None
    return space.pow(w_base, w_exp, w_mod)


def builtin_round(w_number, w_ndigits):
    """round(number, ndigits=None)"""
    if space.lookup(w_number, "__round__") is None:
        raise operr(
            space.w_TypeError,
            "type " + space.typename(w_number) + " doesn't define __round__ method",
        )
    if w_ndigits is None or w_ndigits is space.w_None:
        return space.call_method0(w_number, "__round__")
    return space.call_method1(w_number, "__round__", w_ndigits)


FUNCTIONS = [
    function("abs", builtin_abs, "x, /"),
    function(
        "bin",
        builtin_bin,
        "number, /",
        doc="The binary digits of an int.\n\n>>> bin(10)\n'0b1010'\n",
    ),
    function(
        "oct", builtin_oct, "number, /", doc="The octal digits of an int.\n\n>>> oct(64)\n'0o100'\n"
    ),
    function(
        "hex",
        builtin_hex,
        "number, /",
        doc="The hexadecimal digits of an int.\n\n>>> hex(255)\n'0xff'\n",
    ),
    function("chr", builtin_chr, "i, /"),
    function("ord", builtin_ord, "c, /"),
    function("divmod", builtin_divmod, "x, y, /"),
    function("pow", builtin_pow, "base, exp, mod=None"),
    function("round", builtin_round, "number, ndigits=None"),
]

"""Constants of the syntax tree, independent of the object space.

The compiler folds on these and turns them into wrapped objects at the end.
"""

from rpython.rlib import rarithmetic, rbigint, rfloat

NONE = 0
TRUE = 1
FALSE = 2
ELLIPSIS = 3
INT = 4
BIGINT = 5
FLOAT = 6
COMPLEX = 7
STR = 8
BYTES = 9
TUPLE = 10
FROZENSET = 11


class Const(object):
    """A constant; ``kind`` says which subclass."""

    def __init__(self, kind):
        self.kind = kind

    def key(self):
        """A string that is equal for constants that may share one slot, and only for those."""
        return "%d" % self.kind

    def is_true(self):
        """Its truth value."""
        return self.kind == TRUE or self.kind == ELLIPSIS


class IntConst(Const):
    """A word-sized int."""

    def __init__(self, intval):
        Const.__init__(self, INT)
        self.intval = intval

    def key(self):
        return "i%d" % self.intval

    def is_true(self):
        return self.intval != 0


class BigIntConst(Const):
    """An int beyond the word."""

    def __init__(self, bigval):
        Const.__init__(self, BIGINT)
        self.bigval = bigval

    def key(self):
        return "l" + self.bigval.str()

    def is_true(self):
        return True


class FloatConst(Const):
    """A float."""

    def __init__(self, floatval):
        Const.__init__(self, FLOAT)
        self.floatval = floatval

    def key(self):
        return "f" + _float_key(self.floatval)

    def is_true(self):
        return self.floatval != 0.0


class ComplexConst(Const):
    """A complex number."""

    def __init__(self, real, imag):
        Const.__init__(self, COMPLEX)
        self.real = real
        self.imag = imag

    def key(self):
        return "j" + _float_key(self.real) + "," + _float_key(self.imag)

    def is_true(self):
        return self.real != 0.0 or self.imag != 0.0


class StrConst(Const):
    """A text, in UTF-8 (surrogates encoded as three bytes)."""

    def __init__(self, utf8):
        Const.__init__(self, STR)
        self.utf8 = utf8

    def key(self):
        return "s" + self.utf8

    def is_true(self):
        return len(self.utf8) > 0


class BytesConst(Const):
    """A bytes object."""

    def __init__(self, data):
        Const.__init__(self, BYTES)
        self.data = data

    def key(self):
        return "b" + self.data

    def is_true(self):
        return len(self.data) > 0


class SequenceConst(Const):
    """A tuple or frozenset of constants."""

    def __init__(self, kind, items):
        Const.__init__(self, kind)
        self.items = items

    def key(self):
        parts = ["t" if self.kind == TUPLE else "z"]
        for item in self.items:
            text = item.key()
            parts.append("%d:" % len(text))
            parts.append(text)
        return "".join(parts)

    def is_true(self):
        return len(self.items) > 0


CONST_NONE = Const(NONE)
CONST_TRUE = Const(TRUE)
CONST_FALSE = Const(FALSE)
CONST_ELLIPSIS = Const(ELLIPSIS)


def _float_key(x):
    return rfloat.double_to_string(x, "r", 0, 0)[0]


def make_bool(flag):
    """The constant True or False."""
    return CONST_TRUE if flag else CONST_FALSE


def make_int(big):
    """An int constant from an rbigint."""
    try:
        return IntConst(big.toint())
    except OverflowError:
        return BigIntConst(big)


def parse_int(digits, base):
    """Digits (no prefix, no underscores) to a constant."""
    limit = 15
    if base == 10:
        limit = 18
    elif base == 2:
        limit = 62
    elif base == 8:
        limit = 20
    if len(digits) <= limit:
        value = 0
        for c in digits:
            value = value * base + _digit(c)
        return IntConst(value)
    return make_int(rbigint.rbigint.fromstr(digits, base))


def _digit(c):
    n = ord(c)
    if n <= ord("9"):
        return n - ord("0")
    if n >= ord("a"):
        return n - ord("a") + 10
    return n - ord("A") + 10


def bigint_of(const):
    """The value of an int or bool constant as an rbigint; None for other kinds."""
    if isinstance(const, IntConst):
        return rbigint.rbigint.fromint(const.intval)
    if isinstance(const, BigIntConst):
        return const.bigval
    if const.kind == TRUE:
        return rbigint.rbigint.fromint(1)
    if const.kind == FALSE:
        return rbigint.rbigint.fromint(0)
    return None


def negate(const):
    """-const for a number, else None."""
    if isinstance(const, FloatConst):
        return FloatConst(-const.floatval)
    if isinstance(const, ComplexConst):
        return ComplexConst(-const.real, -const.imag)
    if isinstance(const, IntConst):
        try:
            return IntConst(rarithmetic.ovfcheck(-const.intval))
        except OverflowError:
            pass
    big = bigint_of(const)
    if big is None:
        return None
    return make_int(big.neg())

"""The types of contracts: see rpython.rlib.signature."""

import builtins


class Type(object):
    """A type in a contract. `kind` names it; `args` are its parts."""

    def __init__(self, kind, *args):
        self.kind = kind
        self.args = args

    def _freeze_(self):
        return True

    def __repr__(self):
        return "%s%r" % (self.kind, self.args)


def _maker(kind):
    def make(*args):
        return Type(kind, *args)

    make.__name__ = kind
    return make


none = _maker("none")
impossible = _maker("impossible")
float = _maker("float")
singlefloat = _maker("singlefloat")
longfloat = _maker("longfloat")
int = _maker("int")
int_nonneg = _maker("int_nonneg")
bool = _maker("bool")
unicode = _maker("unicode")
unicode0 = _maker("unicode0")
str = _maker("str")
bytearray = _maker("bytearray")
str0 = _maker("str0")
char = _maker("char")
ptr = _maker("ptr")
list = _maker("list")
array = _maker("array")
dict = _maker("dict")
instance = _maker("instance")
pbc = _maker("pbc")
any = _maker("any")


class SelfTypeMarker(object):
    """What `self()` gives until the class is known."""


def self():
    """The class in which the method is defined."""
    return SelfTypeMarker()


def bind_self(t, cls):
    """NOT_RPYTHON: the type with `self()` replaced."""
    if builtins.isinstance(t, SelfTypeMarker):
        return instance(cls)
    return t

"""@specialize in its variants, memo functions, enforceargs, frozen instances."""

from rpython.rlib.objectmodel import always_inline, dont_inline, enforceargs, specialize
from rpython.rlib.unroll import unrolling_iterable

# run: 6


@specialize.arg(0)
def convert(kind, x):
    if kind == "int":
        return x + 1
    elif kind == "float":
        return float(x) / 2
    else:
        return "text %d" % x


@specialize.argtype(0)
def show(x):
    if isinstance(x, str):
        return "str " + x
    elif isinstance(x, float):
        return "float %f" % x
    else:
        return "int %d" % x


@specialize.memo()
def name_length(cls):
    return len(cls.__name__)


@specialize.call_location()
def identity(x):
    return x


@specialize.arglistitemtype(0)
def last(lst):
    return lst[len(lst) - 1]


@specialize.ll()
def pair(a, b):
    return (a, b)


@always_inline
def inlined(x):
    return x * 2


@dont_inline
def outlined(x):
    return x * 3


@enforceargs(int, str)
def repeat(n, s):
    return s * n


class First(object):
    pass


class SecondOne(object):
    pass


class Option(object):
    def __init__(self, name, value):
        self.name = name
        self.value = value

    def _freeze_(self):
        return True


OPTIONS = unrolling_iterable([Option("depth", 3), Option("width", 4), Option("height", 5)])
FIELDS = unrolling_iterable(["x", "y", "z"])


class Point(object):
    def __init__(self):
        self.x = 1
        self.y = 2
        self.z = 3


def lookup(name):
    for option in OPTIONS:
        if option.name == name:
            return option.value
    return -1


@specialize.arg(1)
def scaled(x, option):
    return x * option.value


def entry_point(argv):
    n = int(argv[1])
    print(convert("int", n), convert("float", n), convert("str", n))
    print(show("a"), show(1.5), show(n))
    print(name_length(First), name_length(SecondOne))
    cls = First if n > 5 else SecondOne
    print(name_length(cls))
    print(identity(n), identity("s"), identity(2.5))
    print(last([1, 2, n]), last(["a", "b"]))
    print(pair(n, "x")[1], pair(1.5, n)[0])
    print(inlined(n), outlined(n), repeat(3, "ab"))
    print(lookup("width"), lookup("depth"), lookup(argv[1]))
    p = Point()
    total = 0
    for field in FIELDS:
        total += getattr(p, field)
        setattr(p, field, total)
    print(total, p.x, p.y, p.z)
    print(scaled(n, DEFAULT))
    return total


DEFAULT = Option("default", 10)


def target(driver, args):
    return entry_point, None

"""Many corners of the language, each printed."""

import sys
import traceback


class Meta(type):
    def __new__(mcs, name, bases, ns, **kw):
        cls = super().__new__(mcs, name, bases, ns)
        cls.kw = kw
        return cls

    def __init__(cls, name, bases, ns, **kw):
        super().__init__(name, bases, ns)

    def __call__(cls, *args):
        obj = super().__call__(*args)
        obj.made = True
        return obj

    def __contains__(cls, item):
        return item == cls.__name__


class Base(metaclass=Meta, flag=1):
    __slots__ = ("a", "__dict__")

    def __init__(self, a=0):
        self.a = a

    def __init_subclass__(cls, **kw):
        super().__init_subclass__()
        cls.registered = sorted(kw)

    def __getattr__(self, name):
        if name.startswith("dyn_"):
            return name[4:]
        raise AttributeError(name)

    def __format__(self, spec):
        return "<%s|%s>" % (self.a, spec)

    def __matmul__(self, other):
        return ("matmul", self.a, other)

    def __class_getitem__(cls, item):
        return (cls.__name__, item)


class Derived(Base, x=1, y=2):
    @property
    def double(self):
        return self.a * 2

    @double.setter
    def double(self, value):
        self.a = value // 2

    @double.deleter
    def double(self):
        self.a = -1


d = Derived(5)
d.double = 30
print(d.a, d.double, d.dyn_thing, d.made, Derived.registered, Base.kw, "Base" in Base)
del d.double
print(f"{d:>10} {d!s:.5} {d.a=} {'nested ' + f'{1 + 1:03d}'} {3.14159:.{2}f}", d @ 3, Derived[int])
try:
    d.nothing
except AttributeError as e:
    print(type(e).__name__, e, e.__context__)


def gen():
    try:
        x = yield 1
        print("got", x)
        yield from (i * i for i in range(3))
        return "done"
    except ValueError as e:
        print("caught", e)
        yield "recovered"
    finally:
        print("cleanup")


g = gen()
print(next(g), g.send("hi"), next(g), g.throw(ValueError("boom")), list(g))


def outer():
    n = 0

    def inc():
        nonlocal n
        n += 1
        return n

    return inc, lambda: n


inc, get = outer()
print(inc(), inc(), get())


def match(value):
    match value:
        case {"kind": "point", "at": (x, y), **rest}:
            return f"point {x},{y} {rest}"
        case [1, *middle, last] if last > 2:
            return f"list {middle} {last}"
        case str() | bytes() as text:
            return f"text {text!r}"
        case Base(a=a):
            return f"base {a}"
        case -1 | 2.5 | None:
            return "literal"
        case _:
            return "other"


for v in (
    {"kind": "point", "at": (1, 2), "z": 3},
    [1, 2, 3],
    [1, 2],
    "s",
    b"b",
    d,
    -1,
    None,
    object,
):
    print(match(v))


async def agen(n):
    for i in range(n):
        yield i


async def main():
    out = [x async for x in agen(4) if x % 2]
    async with Manager() as m:
        out.append(m)
    return out


class Manager:
    async def __aenter__(self):
        return "entered"

    async def __aexit__(self, *exc):
        return False


coro = main()
try:
    coro.send(None)
except StopIteration as e:
    print(e.value)


def chained():
    try:
        try:
            {}["missing"]
        except KeyError as e:
            raise ValueError("inner") from e
    except ValueError:
        raise TypeError("outer")


try:
    chained()
except TypeError:
    text = traceback.format_exc()
    print("\n".join(line for line in text.splitlines() if line.lstrip()[:1] not in ("F", "^", "~")))
try:
    raise ExceptionGroup(
        "group", [ValueError(1), TypeError("t"), ExceptionGroup("sub", [KeyError(2)])]
    )
except* ValueError as eg:
    print("values", eg.exceptions)
except* (TypeError, KeyError) as eg:
    print("others", eg)


def recurse(n):
    return recurse(n + 1)


try:
    recurse(0)
except RecursionError as e:
    print(e)
print((lambda a, /, b, *c, d=4, **e: (a, b, c, d, e))(1, 2, 3, d=5, f=6))
for call in (
    "f(1)",
    "f(1, 2, 3, 4)",
    "f(a=1, b=2)",
    "f(1, 2, z=3)",
    "f(1, b=2, c=3)",
    "f(1, 2, b=3)",
):
    try:
        print(eval(call, {"f": lambda a, b, *, c=0: (a, b, c)}))
    except TypeError as e:
        print(e)
print(
    [*range(3), *"ab"], {**{"a": 1}, "b": 2}, (n := 10) + n, [y for x in range(3) if (y := x * x)]
)
a, *b, c = range(5)
print(a, b, c, [1, 2, 3][::-1], "abcdef"[-2:0:-2], list(range(10))[8:1:-3], (1, 2) < (1, 2, 0))
print(
    10**30 // 7,
    -7 // 2,
    -7 % 3,
    divmod(-7, 2),
    7.5 // 2,
    -7.5 % 2,
    2**-2,
    0.1 + 0.2,
    1e16,
    1e-5,
    5e-324,
)
print(
    round(2.5),
    round(-1.5),
    round(1234.567, -2),
    int("-0x1F", 16),
    int("1_000"),
    float("1e400"),
    hash(2**61 - 1),
)
print(
    "%5.2f|%-6s|%+d|%x|%e|%g|%r|%c" % (3.14159, "ab", 5, 255, 12345.678, 1e-10, "q", "z"),
    "%(k)s" % {"k": 1},
)
print(
    "{:,}|{:>8}|{:^8}|{:08.3f}|{:#x}|{:%}|{:e}".format(
        1234567, "r", "c", 3.14159, 255, 0.25, 12345.678
    )
)
print(
    "Straße".upper(),
    "ÀÉ".lower(),
    "ǆ".title(),
    "a\tb".expandtabs(4),
    "x,y,,z".split(","),
    " a  b ".split(),
)
print(
    sorted(["b", "A", "c"], key=str.lower),
    max([3, 1, 2], default=0),
    min("hello", key=ord),
    sum([[1], [2]], []),
)
print(
    b"abc".hex(),
    bytes.fromhex("00ff"),
    bytearray(b"abc")[1:],
    b"a,b".split(b","),
    b"%d-%s" % (5, b"x"),
)
print(
    {1, 2} | {3},
    {1, 2, 3} & {2, 3},
    {1} < {1, 2},
    frozenset("a"),
    dict.fromkeys("ab", 0),
    {"a": 1} | {"b": 2},
)
print(
    type(d).__mro__[1:],
    Derived.__qualname__,
    gen.__name__,
    sys.version_info[:2],
    callable(d),
    isinstance(True, int),
)
with open(__file__, encoding="utf-8") as f:
    print(f.readline().strip(), sum(1 for _ in f) > 100)

"""pickle: every protocol byte for byte, sharing, cycles, reductions, hooks, buffers, wrong input."""

import array
import binascii
import collections
import copyreg
import datetime
import decimal
import enum
import fractions
import functools
import io
import itertools
import operator
import os
import pickle
import random
import re
import sys
import time
import types


class Plain:
    def __init__(self, n):
        self.number = n
        self.name = "n%d" % n
        self.ratio = n / 3


class Slots:
    __slots__ = ("a", "b")


class Both(Slots):
    pass


class State:
    def __getstate__(self):
        return {"kept": self.kept}

    def __setstate__(self, state):
        self.kept = state["kept"] + 1


class Arguments:
    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self.given = args, kwargs
        return self

    def __getnewargs_ex__(self):
        return self.given


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class MyList(list):
    pass


class MyDict(dict):
    pass


class MySet(set):
    pass


class MyInt(int):
    pass


Point = collections.namedtuple("Point", "x y")


def setter(obj, state):
    obj.late = state


class Late:
    def __reduce__(self):
        return Late, (), {"a": 1}, None, None, setter


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as e:
        return type(e).__name__, re.sub("0x[0-9a-f]+|<module.*", "...", str(e))


def with_attributes(obj, **attributes):
    for name, value in attributes.items():
        setattr(obj, name, value)
    return obj


loop = []
loop.append((loop, {"loop": loop}))
slots = with_attributes(Slots(), a=1)
both = with_attributes(Both(), a=[1], b=2, c=3)
shared = "shared text"
values = [
    None, True, False, 0, 1, -1, 255, 256, 65535, 65536, -129, 2**31 - 1, 2**31, -(2**31), 2**62,
    2**63, -(2**63), 2**64, -(2**200), 0.0, -0.0, 1.5, 1e300, float("inf"), 2 + 3j,
    "", "a", "é", "日本", "\U0001f600", "\ud800", "a\nb\\u\0\r\x1a", "x" * 255, "x" * 256, b"", b"a",
    bytes(range(256)), b"x" * 70000, bytearray(b"abc"), bytearray(),
    (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1], [1, 2], list(range(2500)),
    {}, {"a": 1}, {"a": 1, "b": [2]}, {i: str(i) for i in range(1500)}, {1}, frozenset([1]), set(),
    [shared, shared, {shared: shared}], loop, Plain(1), [Plain(i) for i in range(5)], slots, both,
    with_attributes(State(), kept=1), Arguments(1, key=2), Color.RED, {Color.BLUE: 1}.keys() == {Color.BLUE},
    with_attributes(MyList([1, 2]), a=1), with_attributes(MyDict(a=1), b=2), MySet([1]), MyInt(7),
    Point(1, [2]), Late(), Plain, len, os.path.join, str.upper, "abc".upper, [].append, dict.fromkeys,
    collections.OrderedDict(b=1, a=2), collections.Counter("abca"), collections.deque([1, 2], 3),
    collections.defaultdict(list, a=[1]), range(1, 10, 2), slice(1, 2, 3), functools.partial(int, "5"),
    operator.itemgetter(1, 2), operator.attrgetter("a.b"), datetime.date(2024, 2, 29),
    datetime.datetime(2024, 2, 29, 1, 2, 3, 4, datetime.timezone.utc), datetime.timedelta(1, 2, 3),
    decimal.Decimal("1.50"), fractions.Fraction(1, 3), array.array("i", [1, 2, 3]), Ellipsis,
    NotImplemented, type(None), type(...), type(NotImplemented), ValueError("a", 1), OSError(2, "no"),
    iter([1, 2, 3]), itertools.count(3), types.SimpleNamespace(a=1), int.__add__,
    time.gmtime(0),
]  # fmt: skip


# what differs between versions of the library, or between its parts in Python and others
LIBRARY = (Arguments, Color, datetime.date, datetime.timedelta, itertools.count)


def view(x):
    """What can be compared of an object."""
    if x is loop or isinstance(x, list) and x and isinstance(x[0], tuple) and x[0] and x[0][0] is x:
        return "loop"
    if isinstance(x, (list, tuple)):
        return type(x).__name__, [view(y) for y in x], getattr(x, "__dict__", None)
    if isinstance(x, (set, frozenset)):
        return type(x).__name__, sorted(x)
    if isinstance(x, dict):
        return type(x).__name__, [(view(k), view(v)) for k, v in x.items()]
    if isinstance(x, (Plain, Both, State, Arguments, Late)):
        return type(x).__name__, view(vars(x)), getattr(x, "a", None)
    if isinstance(x, Slots):
        return "Slots", x.a, hasattr(x, "b")
    if callable(x) and not isinstance(x, type):
        return getattr(x, "__name__", type(x).__name__)
    if hasattr(x, "__next__"):
        return type(x).__name__, next(x)
    return repr(x)


def short(x):
    text = repr(x)
    if len(text) < 500:
        return text
    return "%s...%d" % (text[:400], binascii.crc32(text.encode("utf-8", "surrogatepass")))


for value in values:
    for protocol in range(6):
        data = attempt(pickle.dumps, value, protocol)
        if isinstance(data, tuple):
            print(protocol, data)
            continue
        if not isinstance(value, LIBRARY) and value not in (type(...), type(NotImplemented)):
            print(protocol, short(data))
        back = pickle.loads(data)
        assert type(back) is type(value) or callable(value), value
        if protocol in (0, 2, 5):
            print("   ", short(view(back)))
        stream = io.BytesIO()
        pickle.dump(value, stream, protocol)
        assert stream.getvalue() == data
        stream.seek(0)
        assert pickle.load(stream) is not stream and stream.tell() == len(data)

print("--- files and memos")
stream = io.BytesIO()
pickler = pickle.Pickler(stream, 4)
for value in ("abc", ["abc", 1], "abc"):
    pickler.dump(value)
print(stream.getvalue(), pickler.bin, pickler.fast, len(pickler.memo.copy()))
pickler.clear_memo()
pickler.dump("abc")
stream.seek(0)
unpickler = pickle.Unpickler(stream)
print([unpickler.load() for _ in range(4)], attempt(unpickler.load))
print(attempt(pickle.load, io.BytesIO(b"")), attempt(pickle.load, io.BytesIO(b"\x80\x04K")))


class Reader:
    def __init__(self, data):
        self.stream = io.BytesIO(data)

    def read(self, n):
        return self.stream.read(n)

    def readline(self):
        return self.stream.readline()


for protocol in range(6):
    print(pickle.load(Reader(pickle.dumps([1, "a", b"b", {"c": 2.5}], protocol))))
name = "pickles.%d.tmp" % os.getpid()
with open(name, "wb") as f:
    for protocol in range(6):
        pickle.dump([protocol, list(range(300)), "x" * 100000], f, protocol)
        f.write(b"between")
with open(name, "rb") as f:
    for protocol in range(6):
        back = pickle.load(f)
        print(back[0], sum(back[1]), len(back[2]), f.read(7))
os.unlink(name)

print("--- hooks")


class Persistent(pickle.Pickler):
    def persistent_id(self, obj):
        return "id:" + obj if obj in ("a", "b") else None


class Lookup(pickle.Unpickler):
    def persistent_load(self, pid):
        return "<%s>" % pid

    def find_class(self, module, name):
        print("find", module, name)
        return super().find_class(module, name)


for protocol in range(6):
    stream = io.BytesIO()
    Persistent(stream, protocol).dump(["a", 1, {"b": Plain}])
    print(stream.getvalue())
    stream.seek(0)
    print(Lookup(stream).load())


class Override(pickle.Pickler):
    dispatch_table = copyreg.dispatch_table.copy()
    dispatch_table[Slots] = lambda obj: (list, ([obj.a],))

    def reducer_override(self, obj):
        return (str, (obj.__name__,)) if obj is Plain else NotImplemented


stream = io.BytesIO()
Override(stream).dump([slots, Plain, len])
print(pickle.loads(stream.getvalue()))

print("--- buffers")
buffers = []
data = pickle.dumps([pickle.PickleBuffer(b"read"), pickle.PickleBuffer(bytearray(b"write"))], 5,
                    buffer_callback=buffers.append)  # fmt: skip
print(data, [bytes(b.raw()) for b in buffers], pickle.loads(data, buffers=[b"r", bytearray(b"w")]))
print(attempt(pickle.loads, data), attempt(pickle.loads, data, buffers=[]))
print(pickle.dumps([pickle.PickleBuffer(b"read"), pickle.PickleBuffer(bytearray(b"write"))], 5))

print("--- errors")


class Bad:
    def __init__(self, result):
        self.result = result

    def __reduce__(self):
        return self.result


def local():
    pass


def make_local():
    def inner():
        pass

    return inner


for result in [
    1, (), (int,), (1, ()), (int, 1), (int, (), None, 1), (int, (), None, None, 1),
    (int, (), None, None, None, 1), (1, 2, 3, 4, 5, 6, 7), "nothing", (copyreg.__newobj__, ()),
    (copyreg.__newobj__, (1,)), (copyreg.__newobj__, (int,)), (copyreg.__newobj_ex__, (1, 2)),
    (copyreg.__newobj_ex__, (1, (), {})), (copyreg.__newobj_ex__, (int, 1, {})),
    (int, (), None, None, iter([1])),
]:  # fmt: skip
    print(attempt(pickle.dumps, Bad(result), 2))
for value in [lambda: 0, sys, open(os.devnull), (x for x in ()), type("Gone", (), {})]:
    print([attempt(pickle.dumps, value, p)[0] for p in range(6)])
print(attempt(make_local)[:0] if 0 else attempt(pickle.dumps, make_local())[0])
print(attempt(pickle.dumps, 1, 6), attempt(pickle.dumps, 1, 4, buffer_callback=print))
print(attempt(pickle.Pickler, 3), attempt(pickle.Unpickler, 3))
for data in [
    b"", b".", b"N", b"0.", b"1.", b"2.", b"(.", b"a.", b"e.", b"Na.", b"(1.", b"]a.", b"s.", b"}Ns.",
    b"u.", b"}(Nu.", b"}(NNu.", b"t.", b"\x85.", b"\x86.", b"\x87.", b"R.", b"N)R.", b"NNR.", b"b.",
    b"Nb.", b"N}b.", b"c\n\n.", b"cos\n\n.", b"cos\nnothing\n.", b"cnomodule\nx\n.", b"h\x05.", b"g5\n.",
    b"p-1\n.", b"I1x\n.", b"I01\n.", b"I00\n.", b"I12\n.", b"L5L\n.", b"L5\n.", b"F1.5\n.",
    b"S'a'\n.", b"Sa\n.", b"S'\\n\\x41'\n.", b"V\\u0041\\\\\n.", b"K", b"M\x01", b"J\x01\x02",
    b"G\0\0", b"X\x05\0\0\0ab.", b"\x8c\x05ab.", b"\x8d\xff\xff\xff\xff\xff\xff\xff\xff.",
    b"\x8e\xff\xff\xff\xff\xff\xff\xff\xff.", b"\x96\xff\xff\xff\xff\xff\xff\xff\xff.", b"\x80\x06.",
    b"\x95\x05\0\0\0\0\0\0\0N.", b"\x82\x00.", b"\x82\x01.", b"\x84\xff\xff\xff\xff.", b"P1\n.", b"NQ.",
    b"\x93.", b"NN\x93.", b"(N\x90.", b"\x8f(N\x90.", b"(N\x91.", b")\x81.", b"N)\x81.", b"N)}\x92.",
    b"cbuiltins\nint\nN\x81.", b"cbuiltins\nint\n)N\x92.", b"\xff.", b"'.", b"\\.", b"~.", b"\x00.",
    b"\x97.", b"N\x98.", b"U\x01a.", b"\x8b\xff\xff\xff\xff.", b"\x8a\x00.",
    b"\x8a\x01\xff.", b"(dNs.", b"(Nd.", b"(NNd.", b"(Nl.", b"(i__main__\nPlain\n.", b"(cbuiltins\nint\no.",
    b"(o.", b"q\x00.", b"Nq\x00h\x00.", b"Nr\x00\x10\x00\x00j\x00\x10\x00\x00.", b"X\x02\0\0\0\xff\xff.",
]:  # fmt: skip
    print(data, re.sub("0x[0-9a-f]+", "...", repr(attempt(pickle.loads, data))))
rnd = random.Random(3)
sample = pickle.dumps([1, "a", {"b": (2.5, None)}, Plain(3), [b"x" * 5] * 3], 4)
kinds = collections.Counter()
for _ in range(3000):
    data = bytearray(sample)
    for _ in range(rnd.randrange(1, 4)):
        data[rnd.randrange(len(data))] = rnd.choice(b"(.0123FINLRabcdest)]}uhqj\x85\x94\x93\x8c\x81\x00\x05")
    result = attempt(pickle.loads, bytes(data))
    kinds[result[0] if isinstance(result, tuple) and result and type(result[0]) is str else "value"] += 1
print(sum(kinds.values()))

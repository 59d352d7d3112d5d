"""Rows of the language table: unicode text, builders, slices of instances, dicts and sorting of the library."""

from collections import OrderedDict

from rpython.rlib.listsort import make_timsort_class
from rpython.rlib.objectmodel import UnboxedValue, dict_to_switch, free_non_gc_object
from rpython.rlib.rstring import StringBuilder, UnicodeBuilder
from rpython.rlib.rweakref import RWeakKeyDictionary

# run: 5 alpha
# run: 2 be


# fmt: off
# row: unicode.basic
def unicode_text(n):
    u = u"alpha \u0142" * n
    v = u + u"\u20ac"
    print(len(v), v == u, v[0] == u"a", v.find(u"p"), len(v[1:]), len(v * 2), v.count(u"a"))
    print(ord(v[len(v) - 1]), u in v, v.startswith(u), len(v.split(u"h")), len(u"-".join([u, v])))
    total = 0
    for c in v:
        total += ord(c)
    print(total)


# row: unicode.encode
def encoded(n):
    v = u"x" * n + u"\u20ac\U0001f600"
    text = v.encode("utf-8")
    print(len(text), text[n - 1] == text[n])
    try:
        print(len(v.encode("ascii")))
    except UnicodeEncodeError:
        print("no ascii")


# row: unicode.builder
def unicode_builder(n):
    builder = UnicodeBuilder()
    for i in range(n):
        builder.append(u"\u0142x")
        builder.append(u"y")
    u = builder.build()
    print(len(u), len(u.encode("utf-8")))
# fmt: on


# row: str.builder
def builders(n, s):
    builder = StringBuilder(n)
    for i in range(n):
        builder.append(s)
        builder.append_slice(s, 1, 2)
        builder.append_multiple_char("-", i)
    print(builder.getlength(), builder.build())


class Part(object):
    def __init__(self, items):
        self.items = items

    def __getslice__(self, start, stop):
        return Part(self.items[start:stop])

    def __setslice__(self, start, stop, value):
        self.items[start:stop] = value

    def __getitem__(self, index):
        # for the host; the translator calls the methods above
        return self.__getslice__(
            index.start or 0, len(self.items) if index.stop is None else index.stop
        )

    def __setitem__(self, index, value):
        self.items[index] = value


# row: class.slices
def slices(n):
    p = Part([i * i for i in range(n + 3)])
    print(p[1:3].items, p[2:].items, p[:2].items)
    p[1:2] = [7, 8, 9]
    print(p.items)


class Value(object):
    pass


class Boxed(Value):
    def __init__(self, text):
        self.text = text


class Tagged(Value, UnboxedValue):
    __slots__ = "number"

    def show(self):
        return str(self.number)


# row: class.unboxed
def tagged(n, s):
    values = [Tagged(n), Boxed(s)]
    for v in values:
        if isinstance(v, Tagged):
            print(v.number + 1, v.get_untagged_value(), v.show())
        else:
            assert isinstance(v, Boxed)
            print(v.text)


class Raw(object):
    _alloc_flavor_ = "raw"

    def __init__(self, n):
        self.n = n


# row: class.raw-flavor
def raw_instances(n):
    r = Raw(n)
    print(r.n * 2)
    free_non_gc_object(r)


# row: dict.ordered
def ordered(n):
    d = OrderedDict()
    d["b"] = n
    d["a"] = n + 1
    del d["b"]
    d["b"] = 3
    print([k for k in d], len(d))


SWITCH = dict_to_switch({1: "one", 2: "two", 5: "five"})


# row: dict.to-switch
def switches(n):
    try:
        print(SWITCH(n), SWITCH(n - 1))
    except KeyError:
        print("no key")


def longer_first(a, b):
    return len(a) > len(b)


Sorter = make_timsort_class(lt=longer_first)


# row: list.timsort
def sorted_by(s):
    items = [s[: i % 4] for i in range(9)]
    Sorter(items).sort()
    print(items)


# row: weak.key-dict
def weak_keys(n):
    d = RWeakKeyDictionary(Value, Boxed)
    key = Boxed("key")
    d.set(key, Boxed("value"))
    found = d.get(key)
    print(found is not None and found.text == "value", d.get(Boxed("key")) is None, d.length())
    print(key.text)


def entry_point(argv):
    n, s = int(argv[1]), argv[2]
    unicode_text(n)
    encoded(n)
    unicode_builder(n)
    builders(n, s)
    slices(n)
    tagged(n, s)
    raw_instances(n)
    ordered(n)
    switches(n)
    sorted_by(s)
    weak_keys(n)
    return 0


def target(driver, args):
    return entry_point, None

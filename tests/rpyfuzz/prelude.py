"""What the programs of fuzz_rpython start with: classes, functions and prebuilt objects."""

# ruff: noqa: F401

import math
import weakref

from rpython.rlib.objectmodel import (
    import_from_mixin,
    r_dict,
    specialize,
    we_are_translated,
)
from rpython.rlib.rarithmetic import (
    intmask,
    ovfcheck,
    r_int32,
    r_longlong,
    r_uint,
    r_uint32,
    r_ulonglong,
)
from rpython.rlib.rbigint import rbigint
from rpython.rlib.rstring import ParseStringError, StringBuilder, UnicodeBuilder
from rpython.rlib.rstring import replace as replace_text
from rpython.rlib.rstring import split as split_text
from rpython.rlib.runicode import UNICHR
from rpython.rlib.unroll import unrolling_iterable


class Base(object):
    kind = "base"

    def __init__(self, n, name):
        self.n = n
        self.name = name
        self.link = None

    def twist(self, k):
        return (self.n * 3 + k) % 1000

    @property
    def half(self):
        return self.n // 2

    @half.setter
    def half(self, value):
        self.n = value * 2

    def times(self, k=2, shift=0):
        return (self.n * (k % 7) + shift) % 1000

    def label(self):
        return self.name + "!"

    def __add__(self, other):
        return Base((self.n + other.n) % 1000, self.name)

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n

    def __call__(self, k):
        return (self.n ^ k) % 1000

    def __bool__(self):
        return self.n % 3 != 0

    def __str__(self):
        return "%s(%d, %s)" % (self.kind, self.n, self.name)

    @staticmethod
    def fixed(k):
        return k % 17

    @classmethod
    def create(cls, k):
        return cls(k % 1000, "made")


class Derived(Base):
    kind = "derived"

    def label(self):
        return "<" + super().label()[:20] + ">"

    def twist(self, k):
        if k > 500:
            raise Odd(k)
        return (self.n + k * 7) % 1000


class Scaled(object):
    _mixin_ = True
    scale = 3

    def scaled(self, k):
        return (self.n * self.scale + k) % 1000


class Counted(object):
    def counted(self):
        return len(self.name) + self.n % 10


class Mixed(Scaled, Derived):
    import_from_mixin(Counted)
    kind = "mixed"
    scale = 5

    def __init__(self, n, name):
        Derived.__init__(self, n, name)
        self.extra = [n % 7, 1]

    def times(self, k=2, shift=0):
        return self.scaled(k) + shift % 10 + self.extra[0]


class Odd(Exception):
    def __init__(self, k):
        self.k = k

    def describe(self):
        return "odd %d" % self.k


class Odder(Odd):
    def __init__(self, k, text):
        Odd.__init__(self, k + 1)
        self.text = text

    def describe(self):
        return "odder %d %s" % (self.k, self.text)


class Bag(object):
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __contains__(self, x):
        return x in self.items

    def __getitem__(self, i):
        return self.items[i % 4] if len(self.items) > 3 else i

    def __setitem__(self, i, value):
        if self.items:
            self.items[i % len(self.items)] = value

    def __iter__(self):
        return BagIterator(self)


class BagIterator(object):
    def __init__(self, bag):
        self.bag = bag
        self.at = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.at >= len(self.bag.items):
            raise StopIteration
        self.at += 1
        return self.bag.items[self.at - 1]


class Tree(object):
    def __init__(self, value, left, right):
        self.value = value
        self.left = left
        self.right = right

    def total(self):
        result = self.value
        if self.left is not None:
            result += self.left.total()
        if self.right is not None:
            result += self.right.total()
        return result

    def walk(self):
        if self.left is not None:
            yield from self.left.walk()
        yield self.value
        if self.right is not None:
            yield from self.right.walk()


def insert(tree, value):
    if tree is None:
        return Tree(value, None, None)
    if value < tree.value:
        tree.left = insert(tree.left, value)
    elif value > tree.value:
        tree.right = insert(tree.right, value)
    return tree


def planted(values):
    tree = None
    for value in values:
        tree = insert(tree, value)
    return tree


def height(tree):
    return 0 if tree is None else 1 + max(height(tree.left), height(tree.right))


def leaves(tree):
    result = []
    todo = [tree]
    while todo:
        node = todo.pop()
        if node is not None:
            todo.append(node.left)
            todo.append(node.right)
            if node.left is None and node.right is None:
                result.append(node.value)
    return result


class Guard(object):
    """Suppresses Odd, notes what ends the block."""

    def __init__(self, notes):
        self.notes = notes

    def __enter__(self):
        self.notes.append(1)
        return self

    def __exit__(self, kind, value, tb):
        self.notes.append(2 if kind is None else 3)
        return isinstance(value, Odd)


def inc(n):
    return n + 1


def twice(n):
    return n * 2 % 5000


def square(n):
    return n * n % 5000


STEPS = [inc, twice, square]
NAMED_STEPS = {"inc": inc, "twice": twice}
UNROLLED = unrolling_iterable([("inc", inc), ("square", square), ("twice", twice)])


def named_step(name, n):
    for known, function in UNROLLED:
        if known == name:
            return function(n)
    return -1


def spread(a, *rest):
    return a + len(rest) * 10 + (rest[0] if len(rest) else 0)


def keyed(a, *, offset=3, scale=2):
    return a * (scale % 9) + offset


@specialize.arg(0)
def chosen(how, x, y):
    if how == "add":
        return x + y
    if how == "sub":
        return x - y
    return x * (y % 10)


@specialize.argtype(0)
def size_of(x):
    return len(str(x))


@specialize.memo()
def memo_square(k):
    return k * k + 1


@specialize.call_location()
def here(x):
    return x


def halves(n):
    while n > 0:
        yield n
        n //= 2
    yield from count(3)


def words(s):
    for w in s.split(","):
        if w:
            yield w


def count(n):
    i = 0
    while i < n:
        yield i * i % 97
        i += 1


def careful(values, notes):
    """A generator with something to do at its end."""
    try:
        for v in values:
            yield v
    finally:
        notes.append(77)


def same_letters(a, b):
    return a.lower() == b.lower()


def hash_letters(a):
    return len(a)


def folded(keys):
    result = r_dict(same_letters, hash_letters)
    for i, key in enumerate(keys):
        result[key] = i
    return result


def show_folded(d):
    return ",".join(["%s=%d" % (key, d[key]) for key in d])


def show_unicode(u):
    return ".".join([str(ord(c)) for c in u])


def show_tree(tree):
    if tree is None:
        return "-"
    return "(%s %d %s)" % (show_tree(tree.left), tree.value, show_tree(tree.right))


def link_of(o, n):
    return o.link.n if o.link is not None else n


def find_object(objects, n):
    for o in objects:
        if o.n >= n:
            return o
    return None


def built(parts, k):
    builder = StringBuilder()
    for part in parts:
        builder.append(part)
        builder.append_multiple_char("-", k % 3)
        if len(part) > 1:
            builder.append_slice(part, 1, len(part))
    return builder.build()


def built_unicode(parts, k):
    builder = UnicodeBuilder(5)
    for part in parts:
        builder.append(part)
        builder.append_multiple_char(UNICHR(8364), k % 3)
    return builder.build()


def referred(o):
    ref = weakref.ref(o)
    again = ref()
    return again.n if again is not None else -1


def kept(items):
    return [x % 100003 for x in items]


def over(x, y):
    """x * y + y, or what says that it does not fit."""
    try:
        return ovfcheck(ovfcheck(x * y) + y) % 1009
    except OverflowError:
        return -3


def cascade(n, notes):
    """Exceptions through calls and finally."""
    try:
        try:
            if n % 5 == 0:
                raise Odd(n)
            if n % 5 == 1:
                raise Odder(n, "cascade")
            if n % 5 == 2:
                raise KeyError
            return n
        finally:
            notes.append(n % 5)
    except KeyError:
        notes.append(-1)
        if n > 100:
            raise
        return -n


def deeper(n, k):
    """Recursion that may end in an exception."""
    if n <= 0:
        if k % 3 == 0:
            raise Odd(k)
        return k
    return deeper(n - 1, k) + 1


TABLE = {"one": [1, 2], "two": [3], "": []}
SQUARES = [i * i for i in range(10)]
NAMES = ("zero", "one", "two", "three")
MIXED = (3, "three", (1.5, [7, 8]))
RING = Base(5, "ring")
SECOND = Derived(6, "second")
WOOD = Tree(5, Tree(2, None, Tree(3, None, None)), Tree(9, None, None))


def restore():
    """The objects that all functions share, as they were."""
    RING.n = 5
    RING.name = "ring"
    RING.link = SECOND
    SECOND.n = 6
    SECOND.name = "second"
    SECOND.link = RING
    WOOD.value = 5
    WOOD.left = Tree(2, None, Tree(3, None, None))
    WOOD.right = Tree(9, None, None)


restore()

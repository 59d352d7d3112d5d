"""Iterators in the middle: copies and pickles go on where they were; objects with attributes keep them."""

import collections
import copy
import functools
import itertools
import operator
import pickle


def started(make, n):
    it = make()
    for _ in range(n):
        next(it, None)
    return it


MAKERS = {
    "accumulate": lambda: itertools.accumulate([1, 2, 3], operator.mul),
    "accumulate initial": lambda: itertools.accumulate([1, 2, 3], initial=10),
    "chain": lambda: itertools.chain("ab", "cd"),
    "from_iterable": lambda: itertools.chain.from_iterable(["ab", "cd"]),
    "combinations": lambda: itertools.combinations("abcd", 3),
    "with_replacement": lambda: itertools.combinations_with_replacement("abc", 2),
    "compress": lambda: itertools.compress("abcdef", [1, 0, 1, 0, 1, 1]),
    "count": lambda: itertools.islice(itertools.count(5, 3), 6),
    "dropwhile": lambda: itertools.dropwhile(bool, [1, 0, 3, 4]),
    "filterfalse": lambda: itertools.filterfalse(None, [0, 1, 0, 2, 0]),
    "islice": lambda: itertools.islice("abcdefghij", 1, 9, 2),
    "permutations": lambda: itertools.permutations("abc", 2),
    "product": lambda: itertools.product("ab", repeat=2),
    "repeat": lambda: itertools.repeat("x", 5),
    "starmap": lambda: itertools.starmap(pow, [(2, 3), (3, 2), (4, 2)]),
    "takewhile": lambda: itertools.takewhile(bool, [1, 2, 3, 0, 5]),
    "zip_longest": lambda: itertools.zip_longest("abcd", "xy", fillvalue="-"),
    "dict": lambda: iter({1: 2, 3: 4, 5: 6}),
    "dict items": lambda: iter({1: 2, 3: 4, 5: 6}.items()),
    "deque": lambda: iter(collections.deque("abcd")),
    "deque reversed": lambda: reversed(collections.deque("abcd")),
    "long range": lambda: iter(range(10**20, 10**20 + 5)),
}
for name, make in MAKERS.items():
    for n in (0, 1, 3, 20):
        original = started(make, n)
        kind = type(original).__name__
        try:
            again = pickle.loads(pickle.dumps(original))
        except pickle.PicklingError as e:  # iterators of deques are in no module under their name
            again = copy.copy(original)
        print(name, n, kind, list(again), list(copy.copy(original)) == list(original))

a, b = itertools.tee("abcde")
next(a), next(a), next(b)
c, d = pickle.loads(pickle.dumps((a, b)))
print("".join(c), "".join(d), "".join(a), "".join(b))


def reenter():
    yield next(pair[1])


pair = itertools.tee(reenter())
try:
    next(pair[0])
except RuntimeError as e:
    print("RuntimeError")

loop = itertools.cycle("abc")
next(loop), next(loop)
print([next(copy.copy(loop)) for _ in range(3)], operator.length_hint(itertools.repeat(None), 12))


class S(set):
    pass


class F(frozenset):
    __slots__ = ("x",)


class D(collections.deque):
    pass


for thing in (S([1]), F([2]), D([1, 2], 3)):
    thing.x = 42
    again = pickle.loads(pickle.dumps(thing))
    print(type(again).__name__, again == thing, again.x, copy.copy(thing).x)
recursive = D()
recursive.append(recursive)
again = pickle.loads(pickle.dumps(recursive))
print(again[0] is again, repr(again))

caller = operator.methodcaller("split", ",", maxsplit=1)
print(pickle.loads(pickle.dumps(caller))("a,b,c"), copy.copy(caller)("d,e"))
print(pickle.loads(pickle.dumps(object.__new__)) is object.__new__, pickle.loads(pickle.dumps(str.upper))("a"))
print(complex(type("C", (complex,), {})(1, 2)).__class__)


class Bad:
    def __length_hint__(self):
        raise RuntimeError("hint")

    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration


try:
    list(Bad())
except RuntimeError as e:
    print(e)
d = {1: 1, 2: 2}
it = iter(d)
next(it)
d[3] = 3
print(operator.length_hint(it), functools.reduce(operator.add, "abc"))

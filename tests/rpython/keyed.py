"""Functions given to functions: keys of sort, min and max, map and filter; formats of instances."""

import os
import time
import weakref

from rpython.rlib.jit import hint


class Pair(object):
    def __init__(self, name, value):
        self.name = name
        self.value = value

    def __repr__(self):
        return "Pair(%r, %d)" % (self.name, self.value)


class Named(Pair):
    pass


prebuilt = Pair("made before", 5)
alive = weakref.ref(prebuilt)


def value_of(pair):
    return pair.value


def double(x):
    return x * 2


def odd(x):
    return x % 2 == 1


def entry_point(argv):
    n = len(argv)
    pairs = [Pair("a", 3), Named("b", n), Pair("c", 3), Pair("d", -n)]
    print(min(pairs, key=value_of).name, max(pairs, key=value_of).name)
    pairs.sort(key=value_of, reverse=True)
    print(" ".join([p.name for p in pairs]))
    print([p.value for p in sorted(pairs, key=value_of)])
    print(min(3, -4, n, key=abs), max([3, -4, n], key=abs))
    for x in map(double, [1, n, 3]):
        print(x)
    for x in filter(odd, [1, 2, 3]):
        print(x)
    print("%r %r %s" % (pairs[0], "it's", [1, 2]))
    print("%r" % pairs[-1], "%c%c" % (64 + n, "z"))
    print(isinstance(pairs[1], (Named, Pair)), isinstance(pairs[0], (Named,)))
    found = alive()
    if found is not None:
        print(found.name)
    print(os.environ.get("NO_SUCH_VARIABLE", "a default"), time.time() > 0.0)
    print(os.path.join("a", "b"), os.path.splitext("c.txt")[1], hint(n, promote=True))
    return 0


def target(driver, args):
    return entry_point

"""Expressions, branches, folding."""
# ruff: noqa - cases of the flow space, wrong on purpose or never called

import math
import sys

from rpython.rlib.objectmodel import we_are_translated
from rpython.rlib.rarithmetic import LONG_BIT, intmask, ovfcheck, r_uint
from rpython.rlib.unroll import unrolling_iterable

TABLE = ("a", "b", "c")
NAMES = unrolling_iterable(["x", "y"])


class Thing(object):
    limit = 10

    def __init__(self, x):
        self.x = x


class Frozen(object):
    def __init__(self):
        self.size = 3

    def _freeze_(self):
        return True

    def get(self):
        return self.size


frozen = Frozen()
thing = Thing(5)


def case_arithmetic(a, b):
    c = a + b * 2
    return c - (a << 3)


def case_abs(x):
    if x < 0:
        x = -x
    return x


def case_folded(x):
    y = LONG_BIT * 2 + len(TABLE)
    if we_are_translated():
        return x + y
    print("never")
    return eval("x")


def case_folds_objects(x):
    if frozen.size == 3 and Thing.limit > 5:
        return math.sqrt(x) + frozen.get()
    return sys.maxint


def case_logic(a, b, c):
    if a and (b or not c):
        return 1
    d = a or b
    return 2 if d is None else 3


def case_chain(a, b, c):
    return a < b <= c


def case_masks(x):
    return intmask(0xFFFFFFFFFFFFFFFF) + x, r_uint(1) << 63, 1 << 64


def case_ovf(a, b):
    try:
        return ovfcheck(a + b)
    except OverflowError:
        return 0


def case_unroll(obj):
    total = 0
    for name in NAMES:
        total += getattr(obj, name)
    return total


def case_unpack(pair):
    a, b = pair
    a, b = b, a
    first, *rest = [a, b]
    return first, rest


def case_membership(c):
    return c in "abc" or c in ("x", "y") or c not in TABLE


def case_attributes(obj, v):
    obj.x = v
    obj.items[0] += 1
    obj.items[1:2] = [v]
    del obj.items[:-1]
    return obj.items[1:][::2]


def case_strings(n, s):
    return f"n={n} s={s!r:>5}" + "a" "b" + "%d" % n


def case_print(n):
    print("n is", n, True)


def case_lambda(x):
    k = 3
    return (lambda a: a * k)(x)


def case_kinds(x):
    return isinstance(x, (Thing, Frozen))


def case_private(self):
    return self.__secret


def case_local_import(x):
    from math import floor

    return floor(x)


def case_super(x):
    y: int = x
    (z := y)
    return z


def entry_point(argv):
    return 0


def target(driver, args):
    return entry_point

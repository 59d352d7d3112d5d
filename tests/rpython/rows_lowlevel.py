"""Rows of the language table: machine integers, low-level memory, weak references, identity."""

import weakref

from rpython.rlib import rgc
from rpython.rlib.objectmodel import compute_hash, compute_identity_hash, compute_unique_id
from rpython.rlib.rarithmetic import (
    LONG_BIT,
    byteswap,
    int_between,
    int_c_div,
    int_c_mod,
    intmask,
    maxint,
    most_neg_value_of_same_type,
    ovfcheck,
    ovfcheck_float_to_int,
    r_longlong,
    r_uint,
    r_ulonglong,
    string_to_int,
    widen,
)
from rpython.rlib.rbigint import rbigint
from rpython.rlib.rweakref import RWeakValueDictionary

# run: 7 alpha
# run: 2 be


# row: int.ovfcheck
def checked(n):
    try:
        print(ovfcheck(n + 1), ovfcheck(n * 3), ovfcheck(n - 1), ovfcheck(n << 2), ovfcheck(-n))
        print(ovfcheck(n + maxint))
    except OverflowError:
        print("overflow")
    try:
        print(ovfcheck(n * maxint))
    except OverflowError:
        print("overflow")


# row: int.intmask
def masked(n):
    print(intmask(r_uint(n) - r_uint(10)), intmask(maxint + n), LONG_BIT)


# row: int.r_uint
def unsigned(n):
    a = r_uint(n)
    b = a - r_uint(8)
    print(a < b, intmask(b >> 1), intmask(b % r_uint(10)), intmask(a * a), intmask(~a), int(a))


# row: int.r_longlong
def longlong(n):
    a = r_longlong(n) * r_longlong(1000000000)
    b = r_ulonglong(n) << 60
    print(intmask(a), intmask(b), a > r_longlong(5))


# row: int.float-to-int
def float_to_int(x):
    try:
        print(ovfcheck_float_to_int(x), ovfcheck_float_to_int(x * 1e30))
    except OverflowError:
        print("overflow")


# row: int.c-division
def c_division(n):
    print(int_c_div(-n, 3), int_c_mod(-n, 3), int_between(0, n, 10), most_neg_value_of_same_type(n))


# row: int.helpers
def helpers(n):
    print(widen(n), string_to_int("77", 8), intmask(byteswap(n)))


# row: int.rbigint
def bigint(n):
    a = rbigint.fromint(n).pow(rbigint.fromint(50))
    print(a.str(), a.mul(a).mod(rbigint.fromint(1000007)).toint(), a.gt(rbigint.fromint(1)))


class Node(object):
    def __init__(self, n):
        self.n = n


# row: weak.ref
def weak_references(n):
    node = Node(n)
    ref = weakref.ref(node)
    alive = ref()
    print(alive is node, alive.n if alive is not None else -1)


# row: weak.dict
def weak_dict(n):
    d = RWeakValueDictionary(str, Node)
    node = Node(n)
    d.set("a", node)
    found = d.get("a")
    print(found is node, d.get("b") is None, node.n)


# row: hash.compute
def hashes(n, s):
    print(compute_hash(s) == compute_hash(s + ""), compute_hash(n) == compute_hash(n + 0))
    print(compute_hash((n, s)) == compute_hash((n, s)), compute_hash(1.5) == compute_hash(1.5))


# row: hash.identity
def identities(n):
    a = Node(n)
    b = Node(n)
    print(
        compute_identity_hash(a) == compute_identity_hash(a),
        compute_unique_id(a) != compute_unique_id(b),
    )


# row: gc.collect
def collections(n):
    nodes = [Node(i) for i in range(n)]
    rgc.collect()
    print(len(nodes), nodes[-1].n)


def entry_point(argv):
    n = int(argv[1])
    s = argv[2]
    checked(n)
    masked(n)
    unsigned(n)
    longlong(n)
    float_to_int(n * 1.5)
    c_division(n)
    helpers(n)
    bigint(n)
    weak_references(n)
    weak_dict(n)
    hashes(n, s)
    identities(n)
    collections(n)
    return 0


def target(driver, args):
    return entry_point, None

"""Low-level list helpers against host lists."""

import random

import pytest

from rpython.rtyper import rlist
from rpython.rtyper.lltypesystem.lltype import GcArray, GcStruct, Ptr, Signed, malloc

FIXED = GcArray(Signed)
LIST = GcStruct("list", ("length", Signed), ("items", Ptr(FIXED)))


def eq(a, b):
    return a == b


def lt(a, b):
    return a < b


def make(values, T=LIST):
    l = rlist.ll_newlist(T, len(values))
    for i, v in enumerate(values):
        rlist.ll_setitem_nonneg(l, i, v)
    return l


def value(l):
    return [rlist.ll_items(l)[i] for i in range(rlist.ll_length(l))]


def attempt(function, *args):
    try:
        return function(*args)
    except (IndexError, ValueError) as error:
        return type(error)


def mutations(rnd, reference, l):
    i = rnd.randrange(-2, len(reference) + 2)
    j = rnd.randrange(0, len(reference) + 2)
    x = rnd.randrange(20)
    n = max(i, 0)
    other = [rnd.randrange(20) for _ in range(rnd.randrange(5))]
    ll_other = make(other, rnd.choice([LIST, FIXED]))
    op = rnd.randrange(16)

    def pop(k=-1):
        return reference.pop(k)

    def delete(k):
        del reference[k]

    def assign(k):
        reference[k] = x

    def delslice(a, b):
        del reference[a:b]

    def setslice(a, b):
        reference[a:b] = other

    pairs = [
        (rlist.ll_append, (l, x), reference.append, (x,)),
        (rlist.ll_insert, (l, i, x), reference.insert, (i, x)),
        (rlist.ll_insert_nonneg, (l, n, x), reference.insert, (n, x)),
        (rlist.ll_extend, (l, ll_other), reference.extend, (other,)),
        (rlist.ll_extend, (l, l), lambda: reference.extend(reference[:40]), ()),
        (rlist.ll_pop_default_checked, (l,), pop, ()),
        (rlist.ll_pop_zero_checked, (l,), pop, (0,)),
        (rlist.ll_pop_checked, (l, i), pop, (i,)),
        (rlist.ll_pop_nonneg_checked, (l, n), pop, (n,)),
        (rlist.ll_delitem_checked, (l, i), delete, (i,)),
        (rlist.ll_setitem_checked, (l, i, x), assign, (i,)),
        (rlist.ll_listremove, (l, x, eq), reference.remove, (x,)),
        (rlist.ll_listdelslice_startstop, (l, n, j), delslice, (n, j)),
        (rlist.ll_listdelslice_startonly, (l, j), delslice, (j, None)),
        (rlist.ll_listsetslice, (l, n, j, ll_other), setslice, (n, j)),
        (rlist.ll_reverse, (l,), reference.reverse, ()),
    ]
    if op == 4 and len(reference) > 40:
        return
    if op == 12 and n > j:
        return
    ours, args, host, host_args = pairs[op]
    assert attempt(ours, *args) == attempt(host, *host_args)


def test_mutations():
    rnd = random.Random(21)
    for _ in range(300):
        reference = []
        l = rlist.ll_newemptylist(LIST)
        for _ in range(rnd.randrange(60)):
            mutations(rnd, reference, l)
            assert value(l) == reference


@pytest.mark.parametrize("T", [LIST, FIXED])
def test_reading(T):
    rnd = random.Random(22)
    for _ in range(500):
        a = [rnd.randrange(9) for _ in range(rnd.randrange(12))]
        b = [rnd.randrange(9) for _ in range(rnd.randrange(12))]
        l = make(a, T)
        start, stop = rnd.randrange(-14, 14), rnd.randrange(-14, 14)
        step = rnd.choice([1, 2, 3, -1, -2, -3])
        R = rnd.choice([LIST, FIXED])
        assert value(rlist.ll_concat(R, l, make(b))) == a + b
        assert value(rlist.ll_mul(R, l, start)) == a * start
        assert value(rlist.ll_copy(R, l)) == a
        assert value(rlist.ll_listslice_minusone(R, l)) == a[:-1]
        assert value(rlist.ll_listslice_any(R, l, start, stop)) == a[start:stop]
        assert (
            value(rlist.ll_listslice_step(R, l, start, stop, step, True, True))
            == a[start:stop:step]
        )
        assert value(rlist.ll_listslice_step(R, l, 0, stop, step, False, True)) == a[:stop:step]
        assert value(rlist.ll_listslice_step(R, l, start, 0, step, True, False)) == a[start::step]
        if start >= 0:
            assert value(rlist.ll_listslice_startonly(R, l, start)) == a[start:]
            if stop >= 0:
                assert value(rlist.ll_listslice_startstop(R, l, start, stop)) == a[start:stop]
        assert rlist.ll_listeq(l, make(b), eq) == (a == b)
        assert rlist.ll_listbefore(l, make(b), eq, lt, False) == (a < b)
        assert rlist.ll_listbefore(l, make(b), eq, lt, True) == (a <= b)
        assert rlist.ll_listbefore(l, make(a), eq, lt, True)
        assert rlist.ll_listeq(l, make(a), eq)
        assert rlist.ll_listcontains(l, 3, eq) == (3 in a)
        assert attempt(rlist.ll_listindex, l, 3, eq) == attempt(a.index, 3)
        assert rlist.ll_listcount(l, 3, eq) == a.count(3)
        assert rlist.ll_listsum(l, 5) == sum(a, 5)
        assert attempt(rlist.ll_listmin, l, lt) == attempt(min, a)
        assert attempt(rlist.ll_listmax, l, lt) == attempt(max, a)
        assert attempt(rlist.ll_getitem_checked, l, start) == attempt(a.__getitem__, start)
        if -len(a) <= start < len(a):
            assert rlist.ll_getitem(l, start) == a[start]
        assert value(rlist.ll_alloc_and_set(T, start, 7)) == [7] * start


def test_sort():
    rnd = random.Random(23)
    PAIR = GcStruct("pair", ("key", Signed), ("index", Signed))
    PAIRS = GcArray(Ptr(PAIR))
    for n in list(range(50)) + [100, 333, 1000]:
        keys = [rnd.randrange(n // 3 + 1) for _ in range(n)]
        if n % 3 == 0:
            keys.sort()
        l = malloc(PAIRS, n)
        for i, key in enumerate(keys):
            p = malloc(PAIR)
            p.key = key
            p.index = i
            l[i] = p
        rlist.ll_list_sort(l, lambda a, b: a.key < b.key)
        assert [(p.key, p.index) for p in value(l)] == sorted(zip(keys, range(n)))

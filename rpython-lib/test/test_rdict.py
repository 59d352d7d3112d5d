"""Low-level dict and set helpers against host dicts and sets."""

import random

import pytest

from rpython.rtyper import rdict, rset
from rpython.rtyper.lltypesystem.lltype import (
    GcArray,
    GcStruct,
    Int32,
    Ptr,
    Signed,
    Struct,
    Void,
    malloc,
    nullptr,
)
from rpython.rtyper.lltypesystem.rstr import STRPTR, from_host_string, host_string
from rpython.rtyper.rstr import ll_streq, ll_strhash


def types(KEY, VALUE, INDEX):
    ENTRY = Struct("dictentry", ("key", KEY), ("value", VALUE), ("f_hash", Signed))
    ENTRIES = GcArray(ENTRY)
    DICT = GcStruct(
        "dicttable",
        ("num_live_items", Signed),
        ("num_ever_used_items", Signed),
        ("indexes", Ptr(GcArray(INDEX))),
        ("entries", Ptr(ENTRIES)),
    )
    ITER = GcStruct(
        "dictiter",
        ("dict", Ptr(DICT)),
        ("entries", Ptr(ENTRIES)),
        ("index", Signed),
        ("size", Signed),
    )
    TUPLE = GcStruct("tuple2", ("item0", KEY), ("item1", VALUE))
    return DICT, ITER, TUPLE


def eq(a, b):
    return a == b


def hash_identity(k):
    return k


def hash_bad(k):
    return k % 3 - 1


def hash_least(k):
    return rdict.DELETED_HASH + (k & 1)


def attempt(function, *args):
    try:
        return function(*args)
    except (KeyError, StopIteration, RuntimeError) as error:
        return type(error)


def items(d):
    result = []
    for i in range(d.num_ever_used_items):
        if d.entries[i].f_hash != rdict.DELETED_HASH:
            result.append((d.entries[i].key, d.entries[i].value))
    assert len(result) == d.num_live_items
    return result


@pytest.mark.parametrize("INDEX", [Signed, Int32])
@pytest.mark.parametrize("hash_fn", [hash_identity, hash_bad, hash_least])
def test_operations(INDEX, hash_fn):
    rnd = random.Random(41)
    DICT, ITER, TUPLE = types(Signed, Signed, INDEX)
    fns = (hash_fn, eq)
    for _ in range(12):
        d = rdict.ll_newdict(DICT)
        expected = {}
        keys = rnd.choice([5, 30, 200])
        for _ in range(rnd.choice([20, 100, 400])):
            k, v = rnd.randrange(keys) << rnd.choice([0, 0, 4, 40]), rnd.randrange(1000)
            op = rnd.randrange(12)
            if op < 4:
                rdict.ll_dict_setitem(d, k, v, *fns)
                expected[k] = v
            elif op < 6:
                ours = attempt(rdict.ll_dict_delitem, d, k, *fns)
                assert ours == attempt(expected.__delitem__, k)
            elif op == 6:
                ours = attempt(rdict.ll_dict_getitem, d, k, *fns)
                assert ours == attempt(expected.__getitem__, k)
                assert rdict.ll_dict_get(d, k, -5, *fns) == expected.get(k, -5)
                assert rdict.ll_dict_contains(d, k, *fns) == (k in expected)
            elif op == 7:
                assert rdict.ll_dict_setdefault(d, k, v, *fns) == expected.setdefault(k, v)
            elif op == 8:
                assert attempt(rdict.ll_dict_pop, d, k, *fns) == attempt(expected.pop, k)
                assert rdict.ll_dict_pop_default(d, k, 1, *fns) == expected.pop(k, 1)
            elif op == 9:
                item = attempt(rdict.ll_dict_popitem, TUPLE, d, hash_fn)
                ours = item if item is KeyError else (item.item0, item.item1)
                assert ours == attempt(expected.popitem)
            elif op == 10 and k in expected:
                expected[k] = expected.pop(k)
                rdict.ll_dict_move_to_end(d, k, *fns)
            elif op == 11 and k in expected:
                expected = {k: expected[k], **expected}
                rdict.ll_dict_move_to_front(d, k, *fns)
            assert len(expected) == rdict.ll_dict_len(d)
        assert items(d) == list(expected.items())
        copy = rdict.ll_dict_copy(d)
        assert rdict.ll_dict_eq(copy, d, hash_fn, eq, eq)
        rdict.ll_dict_setitem(copy, -7, 1, *fns)
        assert not rdict.ll_dict_eq(copy, d, hash_fn, eq, eq)
        assert items(d) == list(expected.items())
        other = {rnd.randrange(keys): rnd.randrange(9) for _ in range(10)}
        ll_other = rdict.ll_newdict_size(DICT, rnd.randrange(20))
        for k, v in other.items():
            rdict.ll_dict_setitem(ll_other, k, v, *fns)
        rdict.ll_dict_update(d, ll_other, *fns)
        expected.update(other)
        rdict.ll_dict_prepare_update(d, rnd.randrange(100), hash_fn)
        assert items(d) == list(expected.items())
        L = GcArray(Signed)
        ks = rdict.ll_dict_keys(L, d)
        vs = rdict.ll_dict_values(L, d)
        its = rdict.ll_dict_items(GcArray(Ptr(TUPLE)), TUPLE, d)
        assert [(ks[i], vs[i]) for i in range(len(ks))] == list(expected.items())
        assert [(t.item0, t.item1) for t in (its[i] for i in range(len(its)))] == items(d)
        it = rdict.ll_dictiter(ITER, d)
        assert [rdict.ll_dictnext_key(it) for _ in expected] == list(expected)
        assert attempt(rdict.ll_dictnext, it) is StopIteration
        it = rdict.ll_dictiter_reversed(ITER, d)
        assert [it.entries[rdict.ll_dictprev(it)].key for _ in expected] == list(reversed(expected))
        assert attempt(rdict.ll_dictprev, it) is StopIteration
        rdict.ll_dict_clear(d)
        assert items(d) == []


def test_queue_and_stack():
    """Entries deleted at one end do not pile up."""
    DICT, _, TUPLE = types(Signed, Signed, Signed)
    d = rdict.ll_newdict(DICT)
    for k in range(1000):
        rdict.ll_dict_setitem(d, k, k, hash_identity, eq)
        if k >= 10:
            rdict.ll_dict_delitem(d, k - 10, hash_identity, eq)
    assert len(d.entries) < 100
    for k in range(1000):
        rdict.ll_dict_setitem(d, 10**6 + k, k, hash_identity, eq)
        assert rdict.ll_dict_popitem(TUPLE, d, hash_identity).item0 == 10**6 + k
    assert len(d.entries) < 100


def test_iteration_sees_changes():
    DICT, ITER, _ = types(Signed, Signed, Signed)
    d = rdict.ll_newdict(DICT)
    for k in range(10):
        rdict.ll_dict_setitem(d, k, k, hash_identity, eq)
    it = rdict.ll_dictiter(ITER, d)
    rdict.ll_dictnext(it)
    rdict.ll_dict_setitem(d, 3, 33, hash_identity, eq)
    assert rdict.ll_dictnext(it) == 1
    rdict.ll_dict_setitem(d, 100, 1, hash_identity, eq)
    assert attempt(rdict.ll_dictnext, it) is RuntimeError


def test_prebuilt():
    DICT, ITER, TUPLE = types(STRPTR, Signed, Signed)

    def prebuilt(texts):
        d = malloc(DICT)
        d.indexes = nullptr(DICT.indexes.TO)
        d.entries = malloc(DICT.entries.TO, len(texts))
        d.num_live_items = d.num_ever_used_items = len(texts)
        for i, t in enumerate(texts):
            d.entries[i].key = from_host_string(t)
            d.entries[i].value = i
            d.entries[i].f_hash = 0
        return d

    texts = ["k%d" % i for i in range(20)]
    fns = (ll_strhash, ll_streq)
    d = prebuilt(texts)
    assert rdict.ll_dict_getitem(d, from_host_string("k7"), *fns) == 7
    d = prebuilt(texts)
    it = rdict.ll_dictiter(ITER, d)
    assert host_string(rdict.ll_dictnext_key(it)) == "k0"
    assert rdict.ll_dict_contains(d, from_host_string("k19"), *fns)
    assert [host_string(rdict.ll_dictnext_key(it)) for _ in range(19)] == texts[1:]
    d = prebuilt(texts)
    rdict.ll_dict_setitem(d, from_host_string("new"), 5, *fns)
    assert [host_string(k) for k, _ in items(d)] == texts + ["new"]
    d = prebuilt(texts)
    assert host_string(rdict.ll_dict_popitem(TUPLE, d, ll_strhash).item0) == "k19"
    d = rdict.ll_dict_copy(prebuilt(texts))
    assert rdict.ll_dict_eq(d, prebuilt(texts), *fns, eq)
    d = prebuilt([])
    rdict.ll_dict_setitem(d, from_host_string("new"), 5, *fns)
    assert items(d)[0][1] == 5


def test_equality_that_changes_the_dict():
    DICT, _, _ = types(Signed, Signed, Signed)
    d = rdict.ll_newdict(DICT)
    log = []

    def same_hash(k):
        return 1

    def eq_clearing(a, b):
        if len(log) < 2:
            log.append(a)
            rdict.ll_dict_clear(d)
            rdict.ll_dict_setitem(d, 50, 1, same_hash, eq)
        return a == b

    for k in range(4):
        rdict.ll_dict_setitem(d, k, k, same_hash, eq)
    assert rdict.ll_dict_get(d, 50, -1, same_hash, eq_clearing) == 1
    assert log == [0]


def test_sets():
    rnd = random.Random(42)
    SET, _, _ = types(Signed, Void, Signed)
    fns = (hash_bad, eq)

    def make(values):
        l = malloc(GcArray(Signed), len(values))
        for i, v in enumerate(values):
            l[i] = v
        return rset.ll_set_from_list(SET, l, len(values), *fns)

    def value(s):
        return {k for k, _ in items(s)}

    def check_change(name, a, b):
        for own in (False, True):
            s, expected = make(a), set(a)
            getattr(rset, "ll_set_" + name)(s, s if own else make(b), *fns)
            getattr(expected, name)(set(expected) if own else b)
            assert value(s) == expected

    for _ in range(300):
        a = [rnd.randrange(12) for _ in range(rnd.randrange(12))]
        b = [rnd.randrange(12) for _ in range(rnd.randrange(12))]
        s, t = make(a), make(b)
        a, b = set(a), set(b)
        assert value(rset.ll_set_union(s, t, *fns)) == a | b
        assert value(rset.ll_set_intersection(s, t, *fns)) == a & b
        assert value(rset.ll_set_difference(s, t, *fns)) == a - b
        assert value(rset.ll_set_symmetric_difference(s, t, *fns)) == a ^ b
        assert rset.ll_set_issubset(s, t, *fns) == (a <= b)
        assert rset.ll_set_eq(s, t, *fns) == (a == b)
        assert rset.ll_set_proper_subset(s, t, *fns) == (a < b)
        assert rset.ll_set_isdisjoint(s, t, *fns) == a.isdisjoint(b)
        for name in ("update", "difference_update", "intersection_update"):
            check_change(name, a, b)
        check_change("symmetric_difference_update", a, b)
        rset.ll_set_discard(s, 3, *fns)
        a.discard(3)
        assert value(s) == a
        if a:
            k = rset.ll_set_pop(s, hash_bad)
            a.remove(k)
            assert value(s) == a
        rset.ll_set_update(s, t, *fns)
        assert value(s) == a | b

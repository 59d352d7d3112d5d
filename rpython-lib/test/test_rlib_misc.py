"""Smaller rlib modules on the host."""

import random

import pytest

from rpython.rlib import rbisect, rerased, rrandom, rstackovf, rweakref, signature, types
from rpython.rlib.objectmodel import UnboxedValue, import_from_mixin, move_to_end, r_dict
from rpython.rlib.rarithmetic import r_uint
from rpython.tool.pairtype import extendabletype, pair, pairtype
from rpython.translator.tool.cbuild import ExternalCompilationInfo


def test_erased():
    erase, unerase = rerased.new_erasing_pair("one")
    _, wrong = rerased.new_erasing_pair("two")
    assert unerase(erase([5])) == [5]
    with pytest.raises(AssertionError):
        wrong(erase([5]))
    assert rerased.unerase_int(rerased.erase_int(-7)) == -7
    with pytest.raises(OverflowError):
        rerased.erase_int(1 << 62)


def test_random_is_the_hosts():
    ours = rrandom.Random()
    for seed in (0, 12345, 2**40 + 7):
        key = [r_uint(seed & 0xFFFFFFFF)]
        if seed >> 32:
            key.append(r_uint(seed >> 32))
        ours.init_by_array(key)
        host = random.Random(seed)
        assert [ours.random() for _ in range(700)] == [host.random() for _ in range(700)]
        assert ours.genrand32() == host.getrandbits(32)


def test_bisect():
    import bisect

    lst = [1, 2, 2, 5]
    for x in range(7):
        assert rbisect.bisect_left(lst, x) == bisect.bisect_left(lst, x)
        assert rbisect.bisect_right(lst, x) == bisect.bisect_right(lst, x)


def test_stack_overflow():
    def endless(n):
        return endless(n + 1) + 1

    with pytest.raises(rstackovf.StackOverflow):
        endless(0)


def test_weak():
    class A(object):
        pass

    d = rweakref.RWeakValueDictionary(str, A)
    a = A()
    d.set("k", a)
    assert d.get("k") is a
    del a
    assert d.get("k") is None
    d = rweakref.RWeakKeyDictionary(A, A)
    a, b = A(), A()
    d.set(a, b)
    assert d.get(a) is b and d.get(b) is None and d.length() == 1
    assert rweakref.dead_ref() is None


def test_signature():
    @signature.finishsigs
    class A(object):
        @signature.signature(types.self(), types.int(), returns=types.self())
        def f(self, x):
            return self

    params, result = A.f._signature_
    assert params[0].args == (A,) and params[1].kind == "int" and result.args == (A,)


def test_mixin_and_unboxed():
    class M(object):
        x = 3

        def f(self):
            return self.x

    class A(object):
        import_from_mixin(M)

    class B(object):
        import_from_mixin(M, special_methods=[])
        x = 4

    assert A().f() == 3 and B().f() == 4
    assert A.f is not B.f

    class Small(UnboxedValue):
        __slots__ = "smallint"

    assert Small(5).get_untagged_value() == 5 and Small(6).smallint == 6


def test_r_dict():
    d = r_dict(lambda a, b: a % 10 == b % 10, lambda a: a % 10)
    d[13] = 1
    d[4] = 2
    assert d[3] == 1 and 23 in d and d.keys() == [13, 4]
    move_to_end(d, 3)
    assert [k % 10 for k in d] == [4, 3]
    with pytest.raises(KeyError):
        d[5]


def test_pairs():
    class A(metaclass=extendabletype):
        pass

    class B(A):
        pass

    class __extend__(A):
        def added(self):
            return "added"

    class __extend__(pairtype(A, A)):  # noqa: F811
        def both(self):
            a, b = self
            return (type(a).__name__, type(b).__name__)

    assert B().added() == "added"
    assert pair(B(), A()).both() == ("B", "A")


def test_compilation_info():
    a = ExternalCompilationInfo(includes=["a.h"], libraries=["m"])
    b = a.merge(ExternalCompilationInfo.from_linker_flags("-lm -lz -L/d"))
    assert b.libraries == ("m", "z") and b.includes == ("a.h",) and a != b

"""The emulation of low-level memory on the host."""

import pytest

from rpython.rtyper.annlowlevel import hlstr, llhelper, llstr
from rpython.rtyper.lltypesystem import lltype, rffi
from rpython.rtyper.lltypesystem.lltype import (
    Array,
    Char,
    ForwardReference,
    FuncType,
    GcArray,
    GcForwardReference,
    GcStruct,
    Ptr,
    Signed,
    Struct,
    UninitializedMemoryAccess,
    Void,
    malloc,
    nullptr,
    typeOf,
)


def test_struct_and_array():
    S = GcStruct("s", ("x", Signed), ("inner", Struct("inner", ("c", Char))), ("v", Void))
    p = malloc(S)
    with pytest.raises(UninitializedMemoryAccess):
        p.x
    p.x = 5
    p.inner.c = "a"
    assert (p.x, p.inner.c, p.v) == (5, "a", None)
    with pytest.raises(TypeError):
        p.x = "a"
    with pytest.raises(OverflowError):
        p.x = 1 << 63
    with pytest.raises(AttributeError):
        p.y = 1
    a = malloc(GcArray(Signed), 3, zero=True)
    assert len(a) == 3 and a[2] == 0
    with pytest.raises(IndexError):
        a[3]
    assert typeOf(a).TO.OF is Signed
    assert not nullptr(S) and nullptr(S) != p
    with pytest.raises(RuntimeError):
        nullptr(S).x


def test_types():
    assert GcStruct("s", ("x", Signed)) == GcStruct("s", ("x", Signed))
    assert GcStruct("s", ("x", Signed)) != GcStruct("s", ("y", Signed))
    NODE = GcForwardReference()
    NODE.become(GcStruct("node", ("next", Ptr(NODE))))
    p = malloc(NODE)
    p.next = nullptr(NODE)
    assert not p.next
    with pytest.raises(TypeError):
        ForwardReference().become(GcStruct("x"))
    V = GcStruct("v", ("n", Signed), ("items", Array(Signed)))
    v = malloc(V, 4)
    v.items[3] = 1
    assert len(v.items) == 4


def test_casts():
    A = GcStruct("a", ("x", Signed))
    B = GcStruct("b", ("super", A), ("y", Signed))
    b = malloc(B, zero=True)
    a = lltype.cast_pointer(Ptr(A), b)
    a.x = 7
    assert b.super.x == 7
    assert lltype.cast_pointer(Ptr(B), a) == b
    assert lltype.cast_primitive(Signed, "A") == 65
    assert lltype.cast_primitive(Char, 0x141) == "A"
    f = llhelper(Ptr(FuncType([Signed], Signed)), lambda x: x + 1)
    assert f(3) == 4


def test_strings_and_c_types():
    assert hlstr(llstr("ab\xff")) == "ab\xff"
    with rffi.scoped_str2charp("hello") as p:
        assert rffi.charp2str(p) == "hello"
        assert rffi.charp2strn(p, 2) == "he" and rffi.charpsize2str(p, 3) == "hel"
    with pytest.raises(RuntimeError):
        p[0]
    S = rffi.CStruct("stat", ("a", rffi.CHAR), ("b", rffi.INT), ("c", rffi.LONG))
    assert rffi.sizeof(S) == 16 and rffi.offsetof(S, "c_b") == 4
    s = malloc(S, flavor="raw")
    rffi.setintfield(s, "c_b", -5)
    assert rffi.getintfield(s, "c_b") == -5
    assert rffi.cast(rffi.UCHAR, 257) == 1 and rffi.cast(rffi.CHAR, 65) == "A"
    assert rffi.size_and_sign(rffi.USHORT) == (2, True)
    with lltype.scoped_alloc(rffi.INTP.TO, 2) as q:
        q[0] = rffi.cast(rffi.INT, 3)
        assert q[0] == 3

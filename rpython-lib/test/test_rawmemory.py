"""Raw memory on the host: values, layout, and what is wrong."""

import pytest

from rpython.rtyper.lltypesystem import llmemory, lltype, rffi
from rpython.translation import annotations

POINT = lltype.Struct("point", ("x", lltype.Signed), ("y", lltype.Float))


def test_errors():
    p = lltype.malloc(POINT, flavor="raw")
    p.x = 5
    with pytest.raises(TypeError):
        p.x = 1.5
    with pytest.raises(OverflowError):
        p.x = 1 << 63
    with pytest.raises(AttributeError):
        p.z
    lltype.free(p, flavor="raw")
    with pytest.raises(RuntimeError):
        p.x
    with pytest.raises(RuntimeError):
        lltype.free(p, flavor="raw")
    with pytest.raises(RuntimeError):
        lltype.nullptr(POINT).x
    array = lltype.malloc(rffi.INTP.TO, 3, flavor="raw")
    with pytest.raises(IndexError):
        array[3]
    with pytest.raises(AssertionError):
        pointers = lltype.malloc(rffi.CCHARPP.TO, 1, flavor="raw")
        pointers[0] = array
    with pytest.raises(TypeError):
        rffi.sizeof(rffi.INTP.TO)


def test_types():
    p = lltype.malloc(POINT, flavor="raw")
    assert lltype.typeOf(p) == lltype.Ptr(POINT)
    assert lltype.typeOf(rffi.cast(rffi.VOIDP, p)) == rffi.VOIDP
    assert (
        llmemory.cast_ptr_to_adr(p) + llmemory.offsetof(POINT, "y") - llmemory.cast_ptr_to_adr(p)
        == 8
    )
    holder = lltype.malloc(lltype.GcStruct("holder", ("p", lltype.Ptr(POINT))))
    holder.p = p
    assert holder.p == p


def test_annotations():
    def f(a: "list[int]", b: "dict[str, float]", c: "int | None", d: "object") -> None: ...

    assert annotations.declared(f) == [
        ("a", ("list", ("int",))),
        ("b", ("dict", ("str",), ("float",))),
        ("c", ("optional", ("int",))),
        ("return", ("none",)),
    ]

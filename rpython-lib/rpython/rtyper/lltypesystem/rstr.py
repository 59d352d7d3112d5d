"""The low-level string types, their allocation and bulk copy."""

from rpython.rlib.objectmodel import _hash_string, specialize
from rpython.rtyper.lltypesystem.lltype import Array, Char, GcStruct, Ptr, Signed, UniChar, malloc
from rpython.rtyper.lltypesystem.rffi import llexternal
from rpython.translation.intrinsics import intrinsic

STR = GcStruct(
    "rpy_string",
    ("hash", Signed),
    ("chars", Array(Char, hints={"immutable": True, "extra_item_after_alloc": 1})),
)
UNICODE = GcStruct(
    "rpy_unicode",
    ("hash", Signed),
    ("chars", Array(UniChar, hints={"immutable": True})),
)
STRPTR = Ptr(STR)
UNICODEPTR = Ptr(UNICODE)


@intrinsic("mallocstr")
def mallocstr(length):
    """A new STR whose chars are to be filled in; its hash is not computed yet (0)."""
    s = malloc(STR, length)
    s.hash = 0
    return s


@intrinsic("mallocunicode")
def mallocunicode(length):
    """A new UNICODE whose chars are to be filled in."""
    s = malloc(UNICODE, length)
    s.hash = 0
    return s


@specialize.memo()
def of_bytes(STRTYPE):
    """Is it the pointer type of the strings of bytes?"""
    return STRTYPE == STRPTR


hash_of_chars = llexternal(
    "rpy_str_hash",
    [STRPTR],
    Signed,
    elidable_function=True,
    host=lambda s: _hash_string(host_string(s)),
)
hash_of_char = llexternal("rpy_char_hash", [Char], Signed, host=lambda c: _hash_string(c))


@specialize.memo()
def allocator_of(STRTYPE):
    """mallocstr or mallocunicode, by the pointer type."""
    return mallocstr if STRTYPE == STRPTR else mallocunicode


@intrinsic("copy_string_contents")
def copy_string_contents(src, dst, srcstart, dststart, length):
    """Copies `length` chars between two strings of one type; the ranges must not overlap."""
    assert srcstart >= 0 and dststart >= 0 and length >= 0
    assert srcstart + length <= len(src.chars) and dststart + length <= len(dst.chars)
    source = src.chars._obj.items
    dst.chars._obj.items[dststart : dststart + length] = source[srcstart : srcstart + length]


copy_unicode_contents = copy_string_contents


def host_string(p):
    """NOT_RPYTHON: the host str of a pointer to STR or UNICODE."""
    return "".join(p.chars._obj.items)


def from_host_string(s, STRTYPE=STR):
    """NOT_RPYTHON: a new low-level string with the chars of a host str or bytes."""
    if isinstance(s, bytes):
        s = s.decode("latin-1")
    p = malloc(STRTYPE, len(s))
    p.hash = 0
    p.chars._obj.items[:] = s
    return p

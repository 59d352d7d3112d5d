"""Blocks of raw bytes, read and written as values of any primitive type."""

from rpython.rlib.objectmodel import specialize
from rpython.rlib.unroll import unrolling_iterable
from rpython.rtyper.lltypesystem import lltype, rffi
from rpython.translation import rawmemory
from rpython.translation.rawmemory import raw_load, raw_store

RAW_STORAGE = rffi.CCHARP.TO
RAW_STORAGE_PTR = rffi.CCHARP
misaligned_is_fine = True


class AlignmentError(NameError):
    """The index is no multiple of the type's alignment; `raw_storage_getitem_unaligned` does it."""


@specialize.arg(1, 2)
def alloc_raw_storage(size, track_allocation=True, zero=True):
    """A block of so many bytes, which are zero in any case."""
    return rawmemory.new_chars(size)


@specialize.arg(1)
def free_raw_storage(storage, track_allocation=True):
    """Gives a block back."""
    rawmemory.free_block(storage._adr)


@specialize.memo()
def _alignment(T):
    """NOT_RPYTHON"""
    return rawmemory.alignment_of(T)


@specialize.arg(0)
def raw_storage_getitem(T, storage, index):
    """The T at an index in bytes, which must be aligned."""
    if index & (_alignment(T) - 1) != 0:
        raise AlignmentError
    return raw_load(T, storage._adr + index)


@specialize.arg(0)
def raw_storage_getitem_unaligned(T, storage, index):
    """The T at any index in bytes."""
    return raw_load(T, storage._adr + index)


@specialize.argtype(2)
def raw_storage_setitem(storage, index, item):
    """Writes an item at an index in bytes, which must be aligned."""
    _store(storage._adr + index, item, index)


@specialize.argtype(2)
def raw_storage_setitem_unaligned(storage, index, item):
    """Writes an item at any index in bytes."""
    _store(storage._adr + index, item, 0)


_NUMBERS = unrolling_iterable(
    [
        (T, T.type, rawmemory.size_of(T))
        for T in [
            rffi.SIGNEDCHAR,
            rffi.UCHAR,
            rffi.SHORT,
            rffi.USHORT,
            rffi.INT,
            rffi.UINT,
            rffi.ULONG,
        ]
    ]
)


@specialize.argtype(1)
def _store(adr, item, index):
    """Writes an item of any primitive type; the index must be aligned for it."""
    if isinstance(item, float):
        if index & 7 != 0:
            raise AlignmentError
        raw_store(lltype.Float, 0, adr, item)
    elif isinstance(item, str):
        raw_store(lltype.Char, 0, adr, item)
    else:
        for T, cls, size in _NUMBERS:
            if isinstance(item, cls):
                if index & (size - 1) != 0:
                    raise AlignmentError
                raw_store(T, size, adr, item)
                return
        if index & 7 != 0:
            raise AlignmentError
        raw_store(lltype.Signed, 8, adr, item)

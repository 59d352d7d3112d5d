"""Addresses of raw memory, and offsets in it. Offsets and sizes are ints."""

from rpython.rlib.objectmodel import specialize
from rpython.rtyper.lltypesystem import lltype, rffi_memory
from rpython.translation import rawmemory
from rpython.translation.rawmemory import raw_load, raw_store


class _Place(object):
    """What an attribute of an address like `adr.signed` is: memory as items of one type."""

    def __init__(self, adr):
        self._adr = adr


_PLACE = """
class {name}(_Place):
    def __getitem__(self, i):
        return raw_load(T, self._adr + i * {size})

    def __setitem__(self, i, value):
        raw_store(T, {width}, self._adr + i * {size}, value)
"""


def _place(T):
    """NOT_RPYTHON"""
    size = rawmemory.size_of(T)
    width = size if isinstance(T, lltype.Number) else 0
    scope = {"__name__": __name__, "T": T, "raw_load": raw_load, "raw_store": raw_store}
    scope["_Place"] = _Place
    name = "%sItems" % T.name
    exec(_PLACE.format(name=name, size=size, width=width), scope)
    return scope[name]


_Signed = _place(lltype.Signed)
_Unsigned = _place(lltype.Unsigned)
_Char = _place(lltype.Char)
_Float = _place(lltype.Float)


class _Addresses(_Place):
    def __getitem__(self, i):
        return AddressValue(raw_load(lltype.Signed, self._adr + i * 8))

    def __setitem__(self, i, value):
        raw_store(lltype.Signed, 8, self._adr + i * 8, value._adr)


class AddressValue(object):
    """An address."""

    _immutable_fields_ = ["_adr"]

    def __init__(self, adr):
        self._adr = adr

    def _prebuilt_attributes_(self):
        """NOT_RPYTHON: as pointers do it."""
        return {"_adr": rawmemory.prebuilt_address(self._adr)}

    def __bool__(self):
        return self._adr != 0

    def __eq__(self, other):
        return self._adr == other._adr

    def __ne__(self, other):
        return self._adr != other._adr

    def __lt__(self, other):
        return self._adr < other._adr

    def __le__(self, other):
        return self._adr <= other._adr

    def __gt__(self, other):
        return self._adr > other._adr

    def __ge__(self, other):
        return self._adr >= other._adr

    def __hash__(self):
        return self._adr

    def __add__(self, offset):
        return AddressValue(self._adr + offset)

    @specialize.argtype(1)
    def __sub__(self, other):
        if isinstance(other, AddressValue):
            return self._adr - other._adr
        return AddressValue(self._adr - other)

    def _get_signed(self):
        return _Signed(self._adr)

    def _get_unsigned(self):
        return _Unsigned(self._adr)

    def _get_char(self):
        return _Char(self._adr)

    def _get_float(self):
        return _Float(self._adr)

    def _get_address(self):
        return _Addresses(self._adr)

    signed = property(_get_signed)
    unsigned = property(_get_unsigned)
    char = property(_get_char)
    float = property(_get_float)
    address = property(_get_address)


NULL = AddressValue(0)
Address = lltype.Primitive("Address", NULL)
AddressValue._TYPE = Address
GCREF = lltype.Ptr(lltype.GcOpaqueType("GCREF"))
HiddenGcRef32 = GCREF


@specialize.memo()
def _fixed_size(T):
    return rawmemory.size_of(T)


@specialize.memo()
def _item_size(T):
    return rawmemory.size_of(rawmemory._item_of(T).OF)


@specialize.arg(0)
def sizeof(T, n=-1):
    """The size of a type; with the length, if it varies."""
    if n < 0:
        return _fixed_size(T)
    return _fixed_size(T) + _item_size(T) * n


@specialize.memo()
def offsetof(STRUCT, fieldname):
    """The position of a field."""
    return rawmemory.layout_of(STRUCT)[0][fieldname]


@specialize.arg(0)
def itemoffsetof(ARRAY, n=0):
    """The position of an item."""
    return _fixed_size(ARRAY) + _item_size(ARRAY) * n


def arraylengthoffset(ARRAY):
    """The position of the length of an array."""
    return 0


def raw_malloc_usage(size):
    """The bytes that so much memory takes."""
    return size


def raw_malloc(size):
    """New memory."""
    return AddressValue(rawmemory.new_block(size))


def raw_free(adr):
    """Frees what raw_malloc gave."""
    rawmemory.free_block(adr._adr)


def raw_memcopy(source, target, size):
    """Copies bytes; the places do not overlap."""
    rffi_memory._memcpy(target._adr, source._adr, size)


def raw_memmove(source, target, size):
    """Copies bytes; the places may overlap."""
    rffi_memory._memmove(target._adr, source._adr, size)


def raw_memclear(adr, size):
    """Zeroes bytes."""
    rffi_memory._memset(adr._adr, 0, size)


@specialize.argtype(0)
def cast_ptr_to_adr(p):
    """The address in a pointer to raw memory."""
    return AddressValue(p._adr)


@specialize.memo()
def _class_of_pointers(PTRTYPE):
    return rawmemory.class_of(PTRTYPE.TO)


@specialize.arg(1)
def cast_adr_to_ptr(adr, PTRTYPE):
    """A pointer with that address."""
    return _class_of_pointers(PTRTYPE)(adr._adr)


def cast_adr_to_int(adr, mode="emulated"):
    """The address as an int."""
    return adr._adr


def cast_int_to_adr(number):
    """An int as an address."""
    return AddressValue(number)

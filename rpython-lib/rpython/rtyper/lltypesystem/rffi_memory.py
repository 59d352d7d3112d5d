"""The functions of `rffi` on raw memory: text, buffers, arithmetic of pointers, fields.

For programs they are names of `rffi`, which loads this module when one of them is used.
"""

from rpython.rlib import rsyscall
from rpython.rlib.objectmodel import specialize
from rpython.rtyper.lltypesystem import lltype, rffi
from rpython.translation import rawmemory


def str2charp(s, track_allocation=True):
    """A new raw array with the chars of s and a final NUL; to be given to free_charp."""
    p = rawmemory.new_chars(len(s) + 1)
    rsyscall.put(p._adr, s)
    return p


def free_charp(p, track_allocation=True):
    """Frees what str2charp made."""
    rawmemory.free_block(p._adr)


def charp2str(p):
    """The string up to the NUL."""
    return rsyscall.get(p._adr, rsyscall.strlen(p._adr))


def charp2strn(p, maxlen):
    """The string up to the NUL, at most maxlen chars."""
    n = 0
    while n < maxlen and rawmemory.raw_load(lltype.Char, p._adr + n) != "\x00":
        n += 1
    return rsyscall.get(p._adr, n)


def charpsize2str(p, size):
    """The string of `size` chars."""
    return rsyscall.get(p._adr, size)


def str2chararray(s, array, maxsize):
    """Copies at most maxsize chars of s to an array of chars; how many."""
    n = min(len(s), maxsize)
    rsyscall.put(array._adr, s[:n])
    return n


class scoped_str2charp(object):
    """`with scoped_str2charp(s) as p:`"""

    def __init__(self, s):
        self.p = str2charp(s) if s is not None else rawmemory.charp(0)

    def __enter__(self):
        return self.p

    def __exit__(self, *args):
        free_charp(self.p)


class scoped_view_charp(scoped_str2charp):
    """`with scoped_view_charp(s) as p:` the chars of s, not to be changed."""


class scoped_nonmovingbuffer(scoped_str2charp):
    """`with scoped_nonmovingbuffer(s) as p:` the chars of s, not to be changed."""


class scoped_alloc_buffer(object):
    """`with scoped_alloc_buffer(n) as buf:` room for n chars at `buf.raw`; `buf.str(m)` are the first m."""

    def __init__(self, size):
        self.size = size
        self.raw = rawmemory.new_chars(size)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        free_charp(self.raw)

    def str(self, length):
        """The string of the first chars."""
        return rsyscall.get(self.raw._adr, length)


def liststr2charpp(strings):
    """A new array of C strings that ends in a null pointer; to be given to free_charpp."""
    array = rawmemory.new_charps(len(strings) + 1)
    for i in range(len(strings)):
        array[i] = str2charp(strings[i])
    array[len(strings)] = rawmemory.charp(0)
    return array


def free_charpp(array):
    """Frees what liststr2charpp made."""
    i = 0
    while array[i]:
        free_charp(array[i])
        i += 1
    rawmemory.free_block(array._adr)


def charpp2liststr(array):
    """The strings of an array that ends in a null pointer."""
    result = []
    i = 0
    while array[i]:
        result.append(charp2str(array[i]))
        i += 1
    return result


@specialize.argtype(0)
def ptradd(p, n):
    """The pointer to the n-th item after the one that p points to."""
    return p._plus(n)


@specialize.argtype(0, 1)
def c_memcpy(target, source, size):
    """Copies bytes; the places do not overlap."""
    _memcpy(target._adr, source._adr, int(size))


@specialize.argtype(0, 1)
def c_memmove(target, source, size):
    """Copies bytes; the places may overlap."""
    _memmove(target._adr, source._adr, int(size))


@specialize.argtype(0)
def c_memset(target, byte, size):
    """Fills bytes."""
    _memset(target._adr, int(byte), int(size))


def structcopy(target, source):
    """Copies a structure."""
    _copy_struct(target, source)


@specialize.argtype(0)
def cast_ptr_to_adr(p):
    """The address in a pointer, as `llmemory` has it."""
    from rpython.rtyper.lltypesystem import llmemory

    return llmemory.cast_ptr_to_adr(p)


@specialize.argtype(0)
def _copy_struct(target, source):
    _memcpy(target._adr, source._adr, target._size)


@specialize.ll_and_arg(1)
def getintfield(p, fieldname):
    """An integer field of a C struct, as an int. The name is constant."""
    return getattr(p, "_getint_" + fieldname)()


@specialize.ll_and_arg(1)
def setintfield(p, fieldname, value):
    """Writes an int into an integer field of a C struct. The name is constant."""
    getattr(p, "_setint_" + fieldname)(value)


def make(STRUCT, **fields):
    """NOT_RPYTHON: a new structure with these fields."""
    p = lltype.malloc(STRUCT, flavor="raw")
    for name, value in fields.items():
        setattr(p, name, value)
    return p


def itemoffsetof(ARRAY, n=0):
    """The position of an item in an array."""
    return rawmemory.size_of(ARRAY) + n * rawmemory.size_of(ARRAY.OF)


itemoffsetof._annspecialcase_ = "specialize:memo"


_memcpy = rffi.llexternal("memcpy", [lltype.Signed, lltype.Signed, lltype.Signed], lltype.Signed)
_memmove = rffi.llexternal("memmove", [lltype.Signed, lltype.Signed, lltype.Signed], lltype.Signed)
_memset = rffi.llexternal("memset", [lltype.Signed, lltype.Signed, lltype.Signed], lltype.Signed)

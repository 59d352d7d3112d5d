"""Shared libraries opened at run time; what is called in them: `rsyscall.invoke`, or a pointer of a function type."""

from rpython.rlib import rsyscall
from rpython.rtyper.lltypesystem import rffi, rffi_memory
from rpython.translation import rawmemory

RTLD_LAZY, RTLD_NOW, RTLD_GLOBAL, RTLD_LOCAL = 1, 2, 256, 0
DLLHANDLE = rffi.VOIDP
_pointer = rawmemory.class_of(rffi.VOIDP.TO)


class DLOpenError(Exception):
    """A library could not be opened."""

    def __init__(self, msg):
        self.msg = msg


def dlopen(name, mode=-1):
    """The handle of a library."""
    handle = dlopen_word(name)
    if handle == 0:
        raise DLOpenError("%s: cannot open shared object file" % name)
    return _pointer(handle)


def dlopen_word(name):
    """The same as a word, 0 if there is none."""
    p = rffi_memory.str2charp(name)
    handle = rsyscall.library(p._adr)
    rawmemory.free_block(p._adr)
    return handle


def dlsym(handle, name):
    """The address of a symbol; KeyError if the library has none."""
    p = rffi_memory.str2charp(name)
    address = rsyscall.symbol(handle._adr, p._adr)
    rawmemory.free_block(p._adr)
    if address == 0:
        raise KeyError(name)
    return _pointer(address)


def dlclose(handle):
    """Libraries stay open."""
    return 0

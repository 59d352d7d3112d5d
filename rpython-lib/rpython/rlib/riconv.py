"""Character sets by the C library: iconv.

A converter is a word, negative if there is none. convert() stops at what it cannot convert.
"""

from rpython.rlib import jit, rsyscall
from rpython.rlib.rarithmetic import intmask
from rpython.rlib.rstring import StringBuilder
from rpython.rtyper.lltypesystem.lltype import Signed
from rpython.rtyper.lltypesystem.rffi import INT, llexternal
from rpython.translator.tool.cbuild import ExternalCompilationInfo

eci = ExternalCompilationInfo(libraries=["c"], includes=["iconv.h"])

_iconv_open = llexternal("iconv_open", [Signed, Signed], Signed, compilation_info=eci)
_iconv = llexternal("iconv", [Signed] * 5, Signed, compilation_info=eci)
_iconv_close = llexternal("iconv_close", [Signed], INT, compilation_info=eci)
_errno_location = llexternal("__errno_location", [], Signed, compilation_info=eci)

DONE = 0
INVALID = 84  # EILSEQ: something that the other set does not have, or no text at all
INCOMPLETE = 22  # EINVAL: the text ends in the middle of a character
_FULL = 7  # E2BIG


def _put_word(address, value):
    builder = StringBuilder(8)
    for i in range(8):
        builder.append(chr((value >> (8 * i)) & 0xFF))
    rsyscall.put(address, builder.build())


def _get_word(address):
    text = rsyscall.get(address, 8)
    value = 0
    for i in range(8):
        value |= ord(text[i]) << (8 * i)
    return intmask(value)


def _errno(location):
    text = rsyscall.get(location, 4)
    return ord(text[0]) | (ord(text[1]) << 8)


@jit.dont_look_inside
def open(target, source):
    """A converter from one set to another; -1 if the C library has none."""
    names = rsyscall.malloc(256)
    rsyscall.put(names, target[:100] + "\0")
    rsyscall.put(names + 128, source[:100] + "\0")
    converter = intmask(_iconv_open(names, names + 128))
    rsyscall.free(names)
    return converter


@jit.dont_look_inside
def close(converter):
    """Frees a converter."""
    _iconv_close(converter)


@jit.dont_look_inside
def convert(converter, data, finish):
    """(text, bytes of data used, DONE, INVALID or INCOMPLETE); finish: returns to the initial shift state."""
    size = len(data)
    room = 4 * size + 64
    cells = rsyscall.malloc(32)
    source = rsyscall.malloc(size + 1)
    target = rsyscall.malloc(room)
    rsyscall.put(source, data)
    _put_word(cells, source)
    _put_word(cells + 8, size)
    builder = StringBuilder(size)
    location = intmask(_errno_location())
    status = DONE
    ending = False
    while True:
        _put_word(cells + 16, target)
        _put_word(cells + 24, room)
        if ending:
            result = intmask(_iconv(converter, 0, 0, cells + 16, cells + 24))
        else:
            result = intmask(_iconv(converter, cells, cells + 8, cells + 16, cells + 24))
        status = DONE
        if result == -1:
            status = _errno(location)
        count = room - _get_word(cells + 24)
        if count > 0:
            builder.append(rsyscall.get(target, count))
        if status == _FULL:
            continue
        if ending or status != DONE or not finish:
            break
        ending = True
    used = size - _get_word(cells + 8)
    rsyscall.free(cells)
    rsyscall.free(source)
    rsyscall.free(target)
    return builder.build(), used, status

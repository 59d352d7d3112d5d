"""zlib: checksums, compression and decompression by the C library, which is linked into programs that use this.

A stream is the address of a `z_stream` outside the heap (0: no stream); it is freed by deflateEnd or inflateEnd.
"""

import sys

from rpython.rlib import jit, rsyscall
from rpython.rlib.rarithmetic import intmask
from rpython.rlib.rstring import StringBuilder
from rpython.rtyper.lltypesystem.lltype import Signed
from rpython.rtyper.lltypesystem.rffi import INT, llexternal
from rpython.translator.tool.cbuild import ExternalCompilationInfo

eci = ExternalCompilationInfo(libraries=["z"], includes=["zlib.h"])


def _external(name, count, result=INT, collects=False):
    """NOT_RPYTHON: a function of the library; ints and addresses are words."""
    return llexternal(name, [Signed] * count, result, collects=collects, compilation_info=eci)


_deflateInit2_ = _external("deflateInit2_", 8)
_deflate = _external("deflate", 2)
_deflateEnd = _external("deflateEnd", 1)
_deflateCopy = _external("deflateCopy", 2)
_deflateSetDictionary = _external("deflateSetDictionary", 3)
_inflateInit2_ = _external("inflateInit2_", 4)
_inflate = _external("inflate", 2)
_inflateEnd = _external("inflateEnd", 1)
_inflateCopy = _external("inflateCopy", 2)
_inflateSetDictionary = _external("inflateSetDictionary", 3)
_crc32 = _external("crc32", 3, Signed)
_adler32 = _external("adler32", 3, Signed)
_zlibVersion = _external("zlibVersion", 0, Signed)

Z_NO_FLUSH = 0
Z_PARTIAL_FLUSH = 1
Z_SYNC_FLUSH = 2
Z_FULL_FLUSH = 3
Z_FINISH = 4
Z_BLOCK = 5
Z_TREES = 6
Z_OK = 0
Z_STREAM_END = 1
Z_NEED_DICT = 2
Z_ERRNO = -1
Z_STREAM_ERROR = -2
Z_DATA_ERROR = -3
Z_MEM_ERROR = -4
Z_BUF_ERROR = -5
Z_VERSION_ERROR = -6
Z_NO_COMPRESSION = 0
Z_BEST_SPEED = 1
Z_BEST_COMPRESSION = 9
Z_DEFAULT_COMPRESSION = -1
Z_DEFAULT_STRATEGY = 0
Z_FILTERED = 1
Z_HUFFMAN_ONLY = 2
Z_RLE = 3
Z_FIXED = 4
Z_DEFLATED = 8
MAX_WBITS = 15
MAX_MEM_LEVEL = 9
DEF_MEM_LEVEL = 8
CRC32_DEFAULT_START = 0
ADLER32_DEFAULT_START = 1

null_stream = 0

# the fields of z_stream that are used here
_SIZE = 112
_NEXT_IN = 0
_AVAIL_IN = 8
_NEXT_OUT = 24
_AVAIL_OUT = 32
_MSG = 48

_CHUNK = 1 << 16  # bytes of output that are fetched at once
_PIECE = 1 << 30  # bytes of input that are given at once


class RZlibError(Exception):
    """The library's code of an error, and its message."""

    def __init__(self, msg, code=0):
        self.msg = msg
        self.code = code

    def __str__(self):
        return self.msg


def _put_word(address, value, size):
    builder = StringBuilder(size)
    for _ in range(size):
        builder.append(chr(value & 0xFF))
        value >>= 8
    rsyscall.put(address, builder.build())


def _get_word(address, size):
    text = rsyscall.get(address, size)
    value = 0
    i = size
    while i > 0:
        i -= 1
        value = (value << 8) | ord(text[i])
    return intmask(value)


def _new_stream():
    stream = rsyscall.malloc(_SIZE)
    if stream == 0:
        raise RZlibError("out of memory", Z_MEM_ERROR)
    return stream


@jit.dont_look_inside
def version():
    """The version of the library that runs."""
    address = intmask(_zlibVersion())
    return rsyscall.get(address, rsyscall.strlen(address))


def fromstream(stream, code, doing):
    """The RZlibError for a code."""
    reason = ""
    if code == Z_VERSION_ERROR:
        reason = "library version mismatch"
    elif stream != 0:
        address = _get_word(stream + _MSG, 8)
        if address != 0:
            reason = rsyscall.get(address, rsyscall.strlen(address))
    if len(reason) == 0:
        if code == Z_BUF_ERROR:
            reason = "incomplete or truncated stream"
        elif code == Z_STREAM_ERROR:
            reason = "inconsistent stream state"
        elif code == Z_DATA_ERROR:
            reason = "invalid input data"
    text = "Error %d %s" % (code, doing)
    if len(reason) > 0:
        text = text + ": " + reason
    return RZlibError(text, code)


# ____________________________________________________________
# checksums


@jit.dont_look_inside
def crc32(string, start=CRC32_DEFAULT_START):
    """The CRC-32 of a string, going on from `start`."""
    buffer = rsyscall.malloc(len(string) + 1)
    rsyscall.put(buffer, string)
    value = start & 0xFFFFFFFF
    at = 0
    while at < len(string):
        count = min(len(string) - at, _PIECE)
        value = intmask(_crc32(value, buffer + at, count)) & 0xFFFFFFFF
        at += count
    rsyscall.free(buffer)
    return value


@jit.dont_look_inside
def adler32(string, start=ADLER32_DEFAULT_START):
    """The Adler-32 checksum of a string, going on from `start`."""
    buffer = rsyscall.malloc(len(string) + 1)
    rsyscall.put(buffer, string)
    value = start & 0xFFFFFFFF
    at = 0
    while at < len(string):
        count = min(len(string) - at, _PIECE)
        value = intmask(_adler32(value, buffer + at, count)) & 0xFFFFFFFF
        at += count
    rsyscall.free(buffer)
    return value


# ____________________________________________________________
# streams


def _version_address():
    return intmask(_zlibVersion())


@jit.dont_look_inside
def deflateInit(
    level=Z_DEFAULT_COMPRESSION,
    method=Z_DEFLATED,
    wbits=MAX_WBITS,
    memLevel=DEF_MEM_LEVEL,
    strategy=Z_DEFAULT_STRATEGY,
    zdict=None,
):
    """A stream that compresses. ValueError if an argument is none that the library knows."""
    stream = _new_stream()
    code = intmask(
        _deflateInit2_(stream, level, method, wbits, memLevel, strategy, _version_address(), _SIZE)
    )
    if code != Z_OK:
        error = fromstream(stream, code, "while creating compression object")
        rsyscall.free(stream)
        if code == Z_STREAM_ERROR:
            raise ValueError("Invalid initialization option")
        raise error
    if zdict is not None:
        try:
            deflateSetDictionary(stream, zdict)
        except RZlibError:
            deflateEnd(stream)
            raise
    return stream


@jit.dont_look_inside
def inflateInit(wbits=MAX_WBITS, zdict=None):
    """A stream that decompresses. ValueError if an argument is none that the library knows."""
    stream = _new_stream()
    code = intmask(_inflateInit2_(stream, wbits, _version_address(), _SIZE))
    if code != Z_OK:
        error = fromstream(stream, code, "while creating decompression object")
        rsyscall.free(stream)
        if code == Z_STREAM_ERROR:
            raise ValueError("Invalid initialization option")
        raise error
    if zdict is not None and wbits < 0:
        try:
            inflateSetDictionary(stream, zdict)
        except RZlibError:
            inflateEnd(stream)
            raise
    return stream


@jit.dont_look_inside
def deflateEnd(stream):
    """Frees a stream."""
    _deflateEnd(stream)
    rsyscall.free(stream)


@jit.dont_look_inside
def inflateEnd(stream):
    """Frees a stream."""
    _inflateEnd(stream)
    rsyscall.free(stream)


@jit.dont_look_inside
def deflateCopy(source):
    """Another stream in the same state."""
    stream = _new_stream()
    code = intmask(_deflateCopy(stream, source))
    if code != Z_OK:
        rsyscall.free(stream)
        raise fromstream(source, code, "while copying compression object")
    return stream


@jit.dont_look_inside
def inflateCopy(source):
    """Another stream in the same state."""
    stream = _new_stream()
    code = intmask(_inflateCopy(stream, source))
    if code != Z_OK:
        rsyscall.free(stream)
        raise fromstream(source, code, "while copying decompression object")
    return stream


@jit.dont_look_inside
def deflateSetDictionary(stream, string):
    """Text that the data is expected to resemble."""
    buffer = rsyscall.malloc(len(string) + 1)
    rsyscall.put(buffer, string)
    code = intmask(_deflateSetDictionary(stream, buffer, len(string)))
    rsyscall.free(buffer)
    if code != Z_OK:
        raise fromstream(stream, code, "while setting zdict")


@jit.dont_look_inside
def inflateSetDictionary(stream, string):
    """The text that the compressor was given."""
    buffer = rsyscall.malloc(len(string) + 1)
    rsyscall.put(buffer, string)
    code = intmask(_inflateSetDictionary(stream, buffer, len(string)))
    rsyscall.free(buffer)
    if code != Z_OK:
        raise fromstream(stream, code, "while setting zdict")


class Transfer(object):
    """Input and output of a stream during a call. Make one, run(), close()."""

    def __init__(self, stream, data):
        self.stream = stream
        self.size = len(data)
        self.input = rsyscall.malloc(len(data) + 1)
        self.output = rsyscall.malloc(_CHUNK)
        if self.input == 0 or self.output == 0:
            self.close()
            raise RZlibError("out of memory", Z_MEM_ERROR)
        rsyscall.put(self.input, data)
        self.given = 0  # bytes of input that the library was told of
        self.available = 0  # bytes of them that it has not used
        self.builder = StringBuilder()
        self.length = 0  # bytes of output

    def close(self):
        """Frees the buffers; the stream forgets them."""
        _put_word(self.stream + _AVAIL_IN, 0, 4)
        rsyscall.free(self.input)
        rsyscall.free(self.output)

    def unused(self):
        """Bytes of input that were not needed."""
        return self.available + self.size - self.given

    def give(self):
        """Tells the library of input, if it has none; is this the last of it?"""
        if self.available == 0 and self.given < self.size:
            count = min(self.size - self.given, _PIECE)
            _put_word(self.stream + _NEXT_IN, self.input + self.given, 8)
            self.available = count
            self.given += count
        return self.given == self.size

    def step(self, compressing, flush, room):
        """One call of the library with room for output: its code."""
        if room > _CHUNK:
            room = _CHUNK
        stream = self.stream
        _put_word(stream + _AVAIL_IN, self.available, 4)
        _put_word(stream + _NEXT_OUT, self.output, 8)
        _put_word(stream + _AVAIL_OUT, room, 4)
        if compressing:
            code = intmask(_deflate(stream, flush))
        else:
            code = intmask(_inflate(stream, flush))
        self.available = _get_word(stream + _AVAIL_IN, 4)
        count = room - _get_word(stream + _AVAIL_OUT, 4)
        if count > 0:
            self.builder.append(rsyscall.get(self.output, count))
            self.length += count
        return code


@jit.dont_look_inside
def compress(stream, data, flush=Z_NO_FLUSH):
    """The compressed text that is ready after more data."""
    transfer = Transfer(stream, data)
    try:
        while True:
            last = transfer.give()
            before = transfer.length
            code = transfer.step(True, flush if last else Z_NO_FLUSH, _CHUNK)
            if code == Z_STREAM_END:
                break
            if code != Z_OK and code != Z_BUF_ERROR:
                raise fromstream(stream, code, "while compressing")
            if transfer.length - before < _CHUNK and last and transfer.available == 0:
                break  # there was room left
        return transfer.builder.build()
    finally:
        transfer.close()


@jit.dont_look_inside
def decompress(stream, data, flush=Z_SYNC_FLUSH, max_length=sys.maxsize, zdict=None):
    """(decompressed text, has the stream ended?, bytes of data that are left)"""
    transfer = Transfer(stream, data)
    try:
        finished = False
        while True:
            last = transfer.give()
            before = transfer.length
            room = min(max_length - before, _CHUNK)
            if room <= 0:
                break
            code = transfer.step(False, flush if last else Z_NO_FLUSH, room)
            if code == Z_NEED_DICT and zdict is not None:
                inflateSetDictionary(stream, zdict)
                continue
            if code == Z_STREAM_END:
                finished = True
                break
            if code != Z_OK and code != Z_BUF_ERROR:
                raise fromstream(stream, code, "while decompressing")
            if transfer.length - before < room:
                if code == Z_BUF_ERROR or (last and transfer.available == 0):
                    break  # it waits for more
        return transfer.builder.build(), finished, transfer.unused()
    finally:
        transfer.close()

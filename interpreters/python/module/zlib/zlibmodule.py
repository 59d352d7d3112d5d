"""The module zlib."""

import sys

from rpython.rlib import rzlib

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import TypeDef, getset, method
from interpreters.python.module import modinfo
from interpreters.python.objspace import bytesobject, excobject
from interpreters.python.objspace import operation as space

DEF_BUF_SIZE = 16384

error_type = TypeDef(
    "zlib.error",
    excobject.W_BaseException,
    base="Exception",
    acceptable_as_base=True,
    publish=False,
)


def zlib_error(e, doing):
    """The exception for one of the library: what was being done is told anew."""
    if e.code == rzlib.Z_MEM_ERROR:
        return operr(space.w_MemoryError, "Can't allocate memory")
    text = e.msg
    colon = text.find(":")
    start = "Error %d " % e.code
    text = start + doing + (text[colon:] if colon >= 0 else "")
    return operr(error_type.w_type, text)


def stream_error(doing):
    """The exception for a stream that has ended."""
    return operr(error_type.w_type, "Error -2 " + doing + ": inconsistent stream state")


def c_int(w_value, default):
    """An argument that is a C int; None is the default."""
    if w_value is None:
        return default
    value = space.int_w(w_value)
    if value < -0x80000000 or value > 0x7FFFFFFF:
        raise operr(space.w_OverflowError, "Python int too large to convert to C int")
    return value


def start_value(w_value, default):
    """Where a checksum goes on."""
    if w_value is None:
        return default
    return int(space.bigint_w(space.index(w_value)).uintmask()) & 0xFFFFFFFF


def zlib_crc32(w_data, w_value):
    """crc32(data, value=0)"""
    start = start_value(w_value, rzlib.CRC32_DEFAULT_START)
    return space.newint(rzlib.crc32(bytesobject.need_buffer(w_data), start))


def zlib_adler32(w_data, w_value):
    """adler32(data, value=1)"""
    start = start_value(w_value, rzlib.ADLER32_DEFAULT_START)
    return space.newint(rzlib.adler32(bytesobject.need_buffer(w_data), start))


def zlib_compress(w_data, w_level, w_wbits):
    """compress(data, /, level=-1, wbits=15)"""
    data = bytesobject.need_buffer(w_data)
    level = c_int(w_level, rzlib.Z_DEFAULT_COMPRESSION)
    wbits = c_int(w_wbits, rzlib.MAX_WBITS)
    try:
        stream = rzlib.deflateInit(level, rzlib.Z_DEFLATED, wbits)
    except ValueError:
        raise operr(error_type.w_type, "Bad compression level")
    except rzlib.RZlibError as e:
        raise zlib_error(e, "while compressing data")
    try:
        result = rzlib.compress(stream, data, rzlib.Z_FINISH)
    except rzlib.RZlibError as e:
        rzlib.deflateEnd(stream)
        raise zlib_error(e, "while compressing data")
    rzlib.deflateEnd(stream)
    return space.newbytes(result)


def zlib_decompress(w_data, w_wbits, w_bufsize):
    """decompress(data, /, wbits=15, bufsize=16384)"""
    data = bytesobject.need_buffer(w_data)
    wbits = c_int(w_wbits, rzlib.MAX_WBITS)
    if w_bufsize is not None and space.int_w(w_bufsize) < 0:
        raise operr(space.w_ValueError, "bufsize must be non-negative")
    try:
        stream = rzlib.inflateInit(wbits)
    except ValueError:
        raise stream_error("while preparing to decompress data")
    except rzlib.RZlibError as e:
        raise zlib_error(e, "while preparing to decompress data")
    try:
        result, finished, unused = rzlib.decompress(stream, data, rzlib.Z_FINISH)
    except rzlib.RZlibError as e:
        rzlib.inflateEnd(stream)
        raise zlib_error(e, "while decompressing data")
    rzlib.inflateEnd(stream)
    if not finished:
        raise operr(
            error_type.w_type,
            "Error -5 while decompressing data: incomplete or truncated stream",
        )
    return space.newbytes(result)


class W_Stream(W_Root):
    """What both kinds of objects share: a stream of the library, 0 once it has ended."""

    def __init__(self, stream):
        self.stream = stream

    def duplicate(self):
        """An object in the same state."""
        raise NotImplementedError

    def descr_copy(self):
        return self.duplicate()

    def descr_deepcopy(self, w_memo):
        return self.duplicate()


class W_Compress(W_Stream):
    """Compresses piece by piece."""

    def died(self):
        if self.stream != rzlib.null_stream:
            rzlib.deflateEnd(self.stream)
            self.stream = rzlib.null_stream

    def descr_compress(self, w_data):
        data = bytesobject.need_buffer(w_data)
        if self.stream == rzlib.null_stream:
            raise stream_error("while compressing data")
        try:
            return space.newbytes(rzlib.compress(self.stream, data))
        except rzlib.RZlibError as e:
            raise zlib_error(e, "while compressing data")

    def descr_flush(self, w_mode):
        mode = c_int(w_mode, rzlib.Z_FINISH)
        if mode == rzlib.Z_NO_FLUSH:
            return space.newbytes("")
        if self.stream == rzlib.null_stream:
            raise stream_error("while flushing")
        if mode < 0 or mode > rzlib.Z_BLOCK:
            raise stream_error("while flushing")
        try:
            result = rzlib.compress(self.stream, "", mode)
        except rzlib.RZlibError as e:
            raise zlib_error(e, "while flushing")
        if mode == rzlib.Z_FINISH:
            self.died()
        return space.newbytes(result)

    def duplicate(self):
        if self.stream == rzlib.null_stream:
            raise operr(space.w_ValueError, "Inconsistent stream state")
        try:
            return new_compress(rzlib.deflateCopy(self.stream))
        except rzlib.RZlibError as e:
            raise zlib_error(e, "while copying compression object")


class W_Decompress(W_Stream):
    """Decompresses piece by piece."""

    def __init__(self, stream, zdict):
        W_Stream.__init__(self, stream)
        self.zdict = zdict
        self.unused = ""
        self.tail = ""
        self.eof = False

    def died(self):
        if self.stream != rzlib.null_stream:
            rzlib.inflateEnd(self.stream)
            self.stream = rzlib.null_stream

    def work(self, data, flush, limit):
        """The text for more data, of at most `limit` bytes; what is left of the data is kept."""
        if self.eof:
            self.unused += data
            self.tail = ""
            return ""
        if self.stream == rzlib.null_stream:
            raise stream_error("while decompressing data")
        doing = "while decompressing data"
        if flush == rzlib.Z_FINISH:
            doing = "while flushing"
        try:
            text, finished, left = rzlib.decompress(self.stream, data, flush, limit, self.zdict)
        except rzlib.RZlibError as e:
            raise zlib_error(e, doing)
        at = len(data) - left
        assert at >= 0
        rest = data[at:]
        if finished:
            self.eof = True
            self.unused += rest
            self.tail = ""
        else:
            self.tail = rest
        return text

    def descr_decompress(self, w_data, w_max_length):
        data = bytesobject.need_buffer(w_data)
        limit = sys.maxsize
        if w_max_length is not None:
            limit = space.int_w(w_max_length)
            if limit < 0:
                raise operr(space.w_ValueError, "max_length must be non-negative")
            if limit == 0:
                limit = sys.maxsize
        return space.newbytes(self.work(data, rzlib.Z_SYNC_FLUSH, limit))

    def descr_flush(self, w_length):
        if w_length is not None and space.int_w(w_length) <= 0:
            raise operr(space.w_ValueError, "length must be greater than zero")
        if self.eof:
            self.died()
            return space.newbytes("")
        text = self.work(self.tail, rzlib.Z_FINISH, sys.maxsize)
        if self.eof:
            self.died()
        return space.newbytes(text)

    def duplicate(self):
        if self.stream == rzlib.null_stream:
            raise operr(space.w_ValueError, "Inconsistent stream state")
        try:
            w_copy = new_decompress(rzlib.inflateCopy(self.stream), self.zdict)
        except rzlib.RZlibError as e:
            raise zlib_error(e, "while copying decompression object")
        w_copy.unused = self.unused
        w_copy.tail = self.tail
        w_copy.eof = self.eof
        return w_copy

    def fget_unused_data(self):
        return space.newbytes(self.unused)

    def fget_unconsumed_tail(self):
        return space.newbytes(self.tail)

    def fget_eof(self):
        return space.newbool(self.eof)


W_Compress.typedef = TypeDef(
    "zlib.Compress",
    W_Compress,
    method("compress", W_Compress.descr_compress, "self, data, /"),
    method("flush", W_Compress.descr_flush, "self, mode=None, /"),
    method("copy", W_Compress.descr_copy, "self"),
    method("__copy__", W_Compress.descr_copy, "self"),
    method("__deepcopy__", W_Compress.descr_deepcopy, "self, memo, /"),
    acceptable_as_base=False,
    publish=False,
)
W_Decompress.typedef = TypeDef(
    "zlib.Decompress",
    W_Decompress,
    method("decompress", W_Decompress.descr_decompress, "self, data, /, max_length=None"),
    method("flush", W_Decompress.descr_flush, "self, length=None, /"),
    method("copy", W_Decompress.descr_copy, "self"),
    method("__copy__", W_Decompress.descr_copy, "self"),
    method("__deepcopy__", W_Decompress.descr_deepcopy, "self, memo, /"),
    getset("unused_data", W_Decompress.fget_unused_data),
    getset("unconsumed_tail", W_Decompress.fget_unconsumed_tail),
    getset("eof", W_Decompress.fget_eof),
    acceptable_as_base=False,
    publish=False,
)


def new_compress(stream):
    """A W_Compress that frees its stream when it dies."""
    w_object = W_Compress(stream)
    finalizers.register(w_object)
    return w_object


def new_decompress(stream, zdict):
    """A W_Decompress that frees its stream when it dies."""
    w_object = W_Decompress(stream, zdict)
    finalizers.register(w_object)
    return w_object


def dictionary(w_zdict):
    """The bytes of the argument zdict, or None."""
    if w_zdict is None or w_zdict is space.w_None:
        return None
    zdict = bytesobject.buffer_or_none(w_zdict)
    if zdict is None:
        raise operr(space.w_TypeError, "zdict argument must support the buffer protocol")
    return zdict


def zlib_compressobj(scope_w):
    """compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=None)"""
    level = c_int(scope_w[0], rzlib.Z_DEFAULT_COMPRESSION)
    kind = c_int(scope_w[1], rzlib.Z_DEFLATED)
    wbits = c_int(scope_w[2], rzlib.MAX_WBITS)
    mem_level = c_int(scope_w[3], rzlib.DEF_MEM_LEVEL)
    strategy = c_int(scope_w[4], rzlib.Z_DEFAULT_STRATEGY)
    w_zdict = scope_w[5]
    if w_zdict is space.w_None:
        w_zdict = None
    if w_zdict is not None:
        bytesobject.need_buffer(w_zdict)
    zdict = dictionary(w_zdict)
    try:
        stream = rzlib.deflateInit(level, kind, wbits, mem_level, strategy, zdict)
    except ValueError:
        raise operr(space.w_ValueError, "Invalid initialization option")
    except rzlib.RZlibError as e:
        if e.code == rzlib.Z_STREAM_ERROR:
            raise operr(space.w_ValueError, "Invalid dictionary")
        raise zlib_error(e, "while creating compression object")
    return new_compress(stream)


def zlib_decompressobj(w_wbits, w_zdict):
    """decompressobj(wbits=15, zdict=b'')"""
    wbits = c_int(w_wbits, rzlib.MAX_WBITS)
    zdict = dictionary(w_zdict)
    try:
        stream = rzlib.inflateInit(wbits, zdict)
    except ValueError:
        raise operr(space.w_ValueError, "Invalid initialization option")
    except rzlib.RZlibError as e:
        raise zlib_error(e, "while creating decompression object")
    return new_decompress(stream, zdict)


def fill(w_dict):
    """The version of the library, which is looked up when the program starts."""
    w_dict.setitem_str("ZLIB_VERSION", space.newtext(rzlib.version()))
    w_dict.setitem_str("ZLIB_RUNTIME_VERSION", space.newtext(rzlib.version()))


CONSTANTS = [
    ("MAX_WBITS", 15),
    ("DEFLATED", 8),
    ("DEF_MEM_LEVEL", 8),
    ("DEF_BUF_SIZE", DEF_BUF_SIZE),
    ("Z_BEST_SPEED", 1),
    ("Z_BEST_COMPRESSION", 9),
    ("Z_DEFAULT_COMPRESSION", -1),
    ("Z_FILTERED", 1),
    ("Z_HUFFMAN_ONLY", 2),
    ("Z_RLE", 3),
    ("Z_FIXED", 4),
    ("Z_DEFAULT_STRATEGY", 0),
    ("Z_NO_COMPRESSION", 0),
    ("Z_NO_FLUSH", 0),
    ("Z_PARTIAL_FLUSH", 1),
    ("Z_SYNC_FLUSH", 2),
    ("Z_FULL_FLUSH", 3),
    ("Z_FINISH", 4),
    ("Z_BLOCK", 5),
    ("Z_TREES", 6),
    ("__version__", "1.0"),
]

MODULE = modinfo.declare(
    "zlib",
    [
        function("crc32", zlib_crc32, "data, value=None, /"),
        function("adler32", zlib_adler32, "data, value=None, /"),
        function("compress", zlib_compress, "data, /, level=None, wbits=None"),
        function("decompress", zlib_decompress, "data, /, wbits=None, bufsize=None"),
        function(
            "compressobj",
            zlib_compressobj,
            "level=None, method=None, wbits=None, memLevel=None, strategy=None, zdict=None",
        ),
        function("decompressobj", zlib_decompressobj, "wbits=None, zdict=None"),
    ],
    CONSTANTS,
    fill=fill,
    types=[error_type],
)

from interpreters.python.interpreter import finalizers  # noqa: E402

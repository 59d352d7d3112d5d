"""bzip2, by the C library."""

from _operator import index as _index

import _syscall
from _native import Compressor, Decompressor, Stream, function

_library = _syscall.library("libbz2.so.1.0")
_compress_init = function(_library, "BZ2_bzCompressInit")
_compress = function(_library, "BZ2_bzCompress")
_compress_end = function(_library, "BZ2_bzCompressEnd")
_decompress_init = function(_library, "BZ2_bzDecompressInit")
_decompress = function(_library, "BZ2_bzDecompress")
_decompress_end = function(_library, "BZ2_bzDecompressEnd")

_RUN, _FINISH = 0, 2
_STREAM_END = 4


def _check(code):
    """An exception for the library's errors."""
    if code >= 0:
        return code
    if code == -2:
        raise ValueError("Internal error - invalid parameters passed to libbzip2")
    if code == -3:
        raise MemoryError
    if code in (-4, -5):
        raise OSError("Invalid data stream")
    if code == -6:
        raise OSError("Unknown I/O error")
    if code == -7:
        raise EOFError("Compressed file ended before the logical end-of-stream was detected")
    if code == -1:
        raise RuntimeError("Internal error - Invalid sequence of commands sent to libbzip2")
    raise OSError("Unrecognized error from libbzip2: %d" % code)


def _stream():
    return Stream(80, 8, 24, 32, 4)


class _Compress:
    def __init__(self, stream, action):
        self.stream = stream
        self.action = action

    def call(self, last):
        action = self.action if last else _RUN
        return _check(_compress(self.stream.memory.address, action))

    def go_on(self, code, left, full, enough):
        if self.action == _FINISH:
            return code != _STREAM_END
        return left > 0


class BZ2Compressor(Compressor):
    """Create a compressor object for compressing data incrementally.

    compresslevel: a number from 1 to 9."""

    __module__ = "_bz2"

    def __init__(self, compresslevel=9, /):
        compresslevel = _index(compresslevel)
        if not 1 <= compresslevel <= 9:
            raise ValueError("compresslevel must be between 1 and 9")
        self._stream = _stream()
        _check(_compress_init(self._stream.memory.address, compresslevel, 0, 0))
        self._stream.ready = True

    def _end(self, address):
        _compress_end(address)

    def _step(self, last):
        return _Compress(self._stream, _FINISH if last else _RUN)

    def compress(self, data, /):
        """Provide data to the compressor object."""
        data = bytes(memoryview(data))
        if not data and not self._flushed:
            return b""  # the library takes it for an error
        return super().compress(data)


class _Decompress:
    def __init__(self, stream):
        self.stream = stream
        self.ended = False
        self.more = False

    def call(self, last):
        return _check(_decompress(self.stream.memory.address))

    def go_on(self, code, left, full, enough):
        self.more = enough
        if code == _STREAM_END:
            self.ended = True
            return False
        return not (left == 0 and not full) and not enough


class BZ2Decompressor(Decompressor):
    """Create a decompressor object for decompressing data incrementally."""

    __module__ = "_bz2"

    def __init__(self):
        super().__init__()
        self._stream = _stream()
        _check(_decompress_init(self._stream.memory.address, 0, 0))
        self._stream.ready = True
        self._broken = None  # the exception that ended it: the library must not be called again

    def _end(self, address):
        _decompress_end(address)

    def _step(self):
        return _Decompress(self._stream)

    def _run(self, data, step, max_length):
        if self._broken is not None:
            raise self._broken
        try:
            return super()._run(data, step, max_length)
        except BaseException as e:
            self._broken = e
            raise

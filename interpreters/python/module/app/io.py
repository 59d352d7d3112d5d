# ruff: noqa: F821, F822 (names of the built-in part)
"""Streams in memory, and the names of the classes of io."""

import abc as _abc_module


class IOBase(metaclass=_abc_module.ABCMeta):
    """Base of the classes of this module."""

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def close(self):
        self._closed = True

    @property
    def closed(self):
        return getattr(self, "_closed", False)

    def flush(self):
        self._check()

    def _check(self):
        if self.closed:
            raise ValueError("I/O operation on closed file")

    def isatty(self):
        return False

    def fileno(self):
        raise UnsupportedOperation("fileno")

    def readable(self):
        return False

    def writable(self):
        return False

    def seekable(self):
        return False

    def readlines(self, hint=-1):
        lines = []
        total = 0
        for line in self:
            lines.append(line)
            total += len(line)
            if hint is not None and 0 < hint <= total:
                break
        return lines

    def writelines(self, lines):
        for line in lines:
            self.write(line)


class RawIOBase(IOBase):
    """Streams of bytes without a buffer: read and readall are made of readinto."""

    def read(self, size=-1):
        if size is None or size < 0:
            return self.readall()
        buffer = bytearray(size)
        count = self.readinto(buffer)
        if count is None:
            return None
        return bytes(buffer[:count])

    def readall(self):
        parts = []
        while True:
            data = self.read(8192)
            if not data:
                break
            parts.append(data)
        return b"".join(parts)


class BufferedIOBase(IOBase):
    pass


class TextIOBase(IOBase):
    encoding = None
    errors = None
    newlines = None


class _Memory:
    """What StringIO and BytesIO share: a value, a position."""

    def _start(self, value):
        self._value = value
        self._pos = 0
        self._parts = []

    def _join(self):
        if self._parts:
            self._value += self._empty.join(self._parts)
            self._parts = []
        return self._value

    def getvalue(self):
        self._check()
        return self._join()

    def readable(self):
        self._check()
        return True

    def writable(self):
        self._check()
        return True

    def seekable(self):
        self._check()
        return True

    def _append(self, data):
        if self._parts is not None and self._at_end:
            self._parts.append(data)
            self._pos += len(data)
            return
        value = self._join()
        pos = self._pos
        if pos > len(value):
            value += self._zero * (pos - len(value))
        self._value = value[:pos] + data + value[pos + len(data) :]
        self._pos = pos + len(data)
        self._at_end = self._pos == len(self._value)

    def read(self, size=-1):
        self._check()
        value = self._join()
        pos = self._pos
        if size is None or size < 0:
            data = value[pos:]
        else:
            data = value[pos : pos + size]
        self._pos = pos + len(data)
        self._at_end = self._pos == len(value)
        return data

    def readline(self, size=-1):
        self._check()
        value = self._join()
        pos = self._pos
        end = value.find(self._newline, pos)
        end = len(value) if end < 0 else end + 1
        if size is not None and size >= 0:
            end = min(end, pos + size)
        data = value[pos:end]
        self._pos = pos + len(data)
        self._at_end = self._pos == len(value)
        return data

    def tell(self):
        self._check()
        return self._pos

    def seek(self, offset, whence=0):
        self._check()
        if whence == 1:
            offset += self._pos
        elif whence == 2:
            offset += len(self._join())
        if offset < 0:
            raise ValueError("negative seek value %d" % offset)
        self._pos = offset
        self._at_end = offset == len(self._join())
        return offset

    def truncate(self, size=None):
        self._check()
        if size is None:
            size = self._pos
        self._value = self._join()[:size]
        self._at_end = self._pos == len(self._value)
        return size


class StringIO(_Memory, TextIOBase):
    """Text in memory."""

    _empty = ""
    _zero = "\0"
    _newline = "\n"

    def __init__(self, initial_value="", newline="\n"):
        if initial_value is None:
            initial_value = ""
        self._start(initial_value)
        self._at_end = not initial_value

    def write(self, text):
        self._check()
        if not isinstance(text, str):
            raise TypeError("string argument expected, got %r" % type(text).__name__)
        if text:
            self._append(text)
        return len(text)

    line_buffering = False


class BytesIO(_Memory, BufferedIOBase):
    """Bytes in memory."""

    _empty = b""
    _zero = b"\0"
    _newline = b"\n"

    def __init__(self, initial_bytes=b""):
        if initial_bytes is None:
            initial_bytes = b""
        self._start(bytes(initial_bytes))
        self._at_end = not self._value

    def write(self, data):
        self._check()
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        data = bytes(data)
        if data:
            self._append(data)
        return len(data)

    def read1(self, size=-1):
        return self.read(size)

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def getbuffer(self):
        return memoryview(self.getvalue())


class _Wrapper(type(IOBase)):
    """Class of classes whose instances may also be built-in files."""

    def __instancecheck__(cls, instance):
        return isinstance(instance, cls._native) or type.__instancecheck__(cls, instance)


_NativeText = TextIOWrapper


class TextIOWrapper(TextIOBase, metaclass=_Wrapper):
    """Text on top of any binary stream."""

    _native = _NativeText
    _CHUNK = 8192

    def __init__(
        self,
        buffer,
        encoding=None,
        errors=None,
        newline=None,
        line_buffering=False,
        write_through=False,
    ):
        import codecs

        if newline not in (None, "", "\n", "\r", "\r\n"):
            raise ValueError("illegal newline value: %r" % (newline,))
        if encoding is None or encoding == "locale":
            encoding = "utf-8"
        info = codecs.lookup(encoding)
        if not getattr(info, "_is_text_encoding", True):
            raise LookupError(
                "%r is not a text encoding; use codecs.open() to handle arbitrary codecs"
                % (encoding,)
            )
        self._buffer = buffer
        self.encoding = encoding
        self.errors = errors or "strict"
        self.line_buffering = line_buffering
        self.write_through = write_through
        self._newline = newline
        self._info = info
        self._reset()
        self._encoder = None

    def _reset(self):
        self._decoder = None
        self._text = ""
        self._end = False

    @property
    def buffer(self):
        return self._buffer

    @property
    def name(self):
        return self._buffer.name

    @property
    def closed(self):
        return self._buffer.closed

    @property
    def newlines(self):
        return getattr(self._decoder, "newlines", None)

    def __repr__(self):
        text = "<_io.TextIOWrapper"
        for name in ("name", "mode"):
            value = getattr(self, name, None)
            if value is not None:
                text += " %s=%r" % (name, value)
        return text + " encoding=%r>" % (self.encoding,)

    def _check(self):
        if self._buffer is None:
            raise ValueError("underlying buffer has been detached")
        if self._buffer.closed:
            raise ValueError("I/O operation on closed file.")

    def readable(self):
        return self._buffer.readable()

    def writable(self):
        return self._buffer.writable()

    def seekable(self):
        return self._buffer.seekable()

    def fileno(self):
        return self._buffer.fileno()

    def isatty(self):
        return self._buffer.isatty()

    def flush(self):
        self._check()
        self._buffer.flush()

    def close(self):
        if self._buffer is not None and not self._buffer.closed:
            try:
                self._buffer.flush()
            finally:
                self._buffer.close()

    def detach(self):
        if self._buffer is None:
            raise ValueError("buffer is already detached")
        self.flush()
        buffer = self._buffer
        self._buffer = None
        return buffer

    def reconfigure(
        self, *, encoding=None, errors=None, newline=..., line_buffering=None, write_through=None
    ):
        import codecs

        if encoding is not None:
            self._info = codecs.lookup(encoding)
            self.encoding = encoding
            if errors is None:
                errors = "strict"
        if errors is not None:
            self.errors = errors
        if newline is not ...:
            self._newline = newline
        if line_buffering is not None:
            self.line_buffering = line_buffering
        if write_through is not None:
            self.write_through = write_through
        self.flush()
        self._encoder = None
        self._decoder = None

    def write(self, text):
        self._check()
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not " + type(text).__name__)
        size = len(text)
        flush = self.line_buffering and ("\n" in text or "\r" in text)
        if self._newline in ("\r", "\r\n"):
            text = text.replace("\n", self._newline)
        if self._encoder is None:
            self._encoder = self._info.incrementalencoder(self.errors)
        self._buffer.write(self._encoder.encode(text))
        if flush:
            self.flush()
        return size

    def _more(self):
        """Decode another piece; False at the end."""
        if self._end:
            return False
        if self._decoder is None:
            decoder = self._info.incrementaldecoder(self.errors)
            if self._newline in (None, ""):
                decoder = IncrementalNewlineDecoder(decoder, self._newline is None)
            self._decoder = decoder
        if hasattr(self._buffer, "read1"):
            data = self._buffer.read1(self._CHUNK)
        else:
            data = self._buffer.read(self._CHUNK)
        self._end = not data
        self._text += self._decoder.decode(data, self._end)
        return True

    def read(self, size=None):
        self._check()
        if size is None or size < 0:
            while self._more():
                pass
            size = len(self._text)
        else:
            while len(self._text) < size and self._more():
                pass
        text = self._text[:size]
        self._text = self._text[size:]
        if not self._text:
            self._end = False
        return text

    def _line_end(self):
        """The length of the first line of self._text, or -1."""
        text = self._text
        if self._newline in (None, "\n"):
            return text.find("\n") + 1 or -1
        if self._newline:
            pos = text.find(self._newline)
            return pos + len(self._newline) if pos >= 0 else -1
        line_feed = text.find("\n")
        carriage = text.find("\r")
        if carriage < 0 or 0 <= line_feed < carriage:
            return line_feed + 1 or -1
        if text[carriage + 1 : carriage + 2] == "\n":
            return carriage + 2
        return carriage + 1

    def readline(self, size=-1):
        self._check()
        if size is None:
            size = -1
        end = self._line_end()
        while end < 0 and (size < 0 or len(self._text) < size) and self._more():
            end = self._line_end()
        if end < 0:
            end = len(self._text)
        if 0 <= size < end:
            end = size
        return self.read(end)

    def tell(self):
        self._check()
        self.flush()
        position = self._buffer.tell()
        if self._text:
            text = self._text
            if self._newline in ("\r", "\r\n"):
                text = text.replace("\n", self._newline)
            position -= len(text.encode(self.encoding, self.errors))
        return position

    def seek(self, offset, whence=0):
        self._check()
        if whence == 1:
            if offset != 0:
                raise UnsupportedOperation("can't do nonzero cur-relative seeks")
            offset, whence = self.tell(), 0
        elif whence == 2 and offset != 0:
            raise UnsupportedOperation("can't do nonzero end-relative seeks")
        self.flush()
        position = self._buffer.seek(offset, whence)
        self._reset()
        return position

    def truncate(self, size=None):
        self.flush()
        return self._buffer.truncate(self.tell() if size is None else size)


class _Buffered(BufferedIOBase, metaclass=_Wrapper):
    """A buffered stream on top of any raw one; it keeps what was read ahead."""

    _native = BufferedFile

    def __init__(self, raw, buffer_size=8192):
        if buffer_size <= 0:
            raise ValueError("invalid buffer size")
        self.raw = raw
        self._ahead = b""

    @property
    def closed(self):
        return self.raw.closed

    @property
    def name(self):
        return self.raw.name

    @property
    def mode(self):
        return self.raw.mode

    def readable(self):
        return self.raw.readable()

    def writable(self):
        return self.raw.writable()

    def seekable(self):
        return self.raw.seekable()

    def fileno(self):
        return self.raw.fileno()

    def isatty(self):
        return self.raw.isatty()

    def close(self):
        if not self.raw.closed:
            try:
                self.flush()
            finally:
                self.raw.close()

    def flush(self):
        self._check()
        self.raw.flush()

    def detach(self):
        self.flush()
        raw = self.raw
        self.raw = None
        return raw

    def read(self, size=-1):
        self._check()
        parts = [self._ahead]
        total = len(self._ahead)
        self._ahead = b""
        while size is None or size < 0 or total < size:
            data = self.raw.read(8192 if size is None or size < 0 else max(size - total, 1))
            if not data:
                break
            parts.append(data)
            total += len(data)
        data = b"".join(parts)
        if size is not None and 0 <= size < len(data):
            self._ahead = data[size:]
            data = data[:size]
        return data

    def read1(self, size=-1):
        self._check()
        if self._ahead:
            data = self._ahead if size < 0 else self._ahead[:size]
            self._ahead = self._ahead[len(data) :]
            return data
        return self.raw.read(8192 if size < 0 else size) or b""

    def peek(self, size=0):
        self._check()
        if not self._ahead:
            self._ahead = self.raw.read(8192) or b""
        return self._ahead

    def readinto(self, buffer):
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readline(self, size=-1):
        self._check()
        line = bytearray()
        while size is None or size < 0 or len(line) < size:
            c = self.read(1)
            line += c
            if not c or c == b"\n":
                break
        return bytes(line)

    def write(self, data):
        self._check()
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        view = bytes(data)
        size = len(view)
        while view:
            count = self.raw.write(view)
            if count is None:
                raise BlockingIOError(11, "write could not complete without blocking", 0)
            view = view[count:]
        return size

    def tell(self):
        self._check()
        return self.raw.tell() - len(self._ahead)

    def seek(self, offset, whence=0):
        self._check()
        if whence == 1:
            offset -= len(self._ahead)
        self._ahead = b""
        return self.raw.seek(offset, whence)

    def truncate(self, size=None):
        self._check()
        return self.raw.truncate(self.tell() if size is None else size)


class BufferedReader(_Buffered):
    pass


class BufferedWriter(_Buffered):
    pass


class BufferedRandom(_Buffered):
    pass


class BufferedRWPair(BufferedIOBase):
    """A readable and a writable stream together."""

    def __init__(self, reader, writer, buffer_size=8192):
        self.reader = BufferedReader(reader, buffer_size)
        self.writer = BufferedWriter(writer, buffer_size)
        for name in ("read", "read1", "peek", "readinto", "readline", "readable"):
            setattr(self, name, getattr(self.reader, name))
        for name in ("write", "flush", "writable"):
            setattr(self, name, getattr(self.writer, name))

    def close(self):
        self.writer.close()
        self.reader.close()

    @property
    def closed(self):
        return self.writer.closed


BlockingIOError = BlockingIOError
FileIO = BufferedFile


def open_code(path):
    return open(path, "rb")


def text_encoding(encoding, stacklevel=2):
    return "utf-8" if encoding is None else encoding


class IncrementalNewlineDecoder:
    """Universal newlines for decoders."""

    def __init__(self, decoder, translate, errors="strict"):
        self.decoder = decoder
        self.translate = translate
        self.pending = False

    def decode(self, data, final=False):
        if self.decoder is not None:
            data = self.decoder.decode(data, final)
        if self.pending and (data or final):
            data = "\r" + data
            self.pending = False
        if data.endswith("\r") and not final:
            data = data[:-1]
            self.pending = True
        if self.translate:
            data = data.replace("\r\n", "\n").replace("\r", "\n")
        return data


__all__ = [
    "BlockingIOError", "open", "open_code", "IOBase", "RawIOBase", "FileIO", "BytesIO", "StringIO",
    "BufferedIOBase", "BufferedReader", "BufferedWriter", "BufferedRWPair", "BufferedRandom",
    "TextIOBase", "TextIOWrapper", "UnsupportedOperation", "SEEK_SET", "SEEK_CUR", "SEEK_END",
]  # fmt: skip

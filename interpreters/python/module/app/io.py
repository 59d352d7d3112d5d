# ruff: noqa: F821, F822 (names of the built-in part)
"""Streams in memory, and the names of the classes of io."""


class IOBase:
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
    pass


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


BlockingIOError = BlockingIOError
FileIO = BufferedReader = BufferedWriter = BufferedRandom = BufferedFile


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

"""Buffered streams over file descriptors."""

from rpython.rlib import rposix
from rpython.rlib.rstring import StringBuilder

BUFSIZE = 8192


class StreamError(Exception):
    """Misuse of a stream, or damaged data; `message` says what."""

    def __init__(self, message):
        self.message = message

    def __str__(self):
        return self.message


StreamErrors = (OSError, StreamError)


class Stream(object):
    """The interface of all streams; what a stream cannot do raises StreamError."""

    def _unsupported(self, what):
        raise StreamError("the stream does not support " + what)

    def read(self, n):
        """At most n bytes; "" at the end."""
        self._unsupported("read")
        return ""

    def readall(self):
        """The bytes up to the end."""
        builder = StringBuilder()
        while True:
            data = self.read(BUFSIZE)
            if len(data) == 0:
                return builder.build()
            builder.append(data)

    def readline(self):
        """The bytes up to and including the next newline, or to the end."""
        builder = StringBuilder()
        while True:
            c = self.read(1)
            if len(c) == 0:
                break
            builder.append(c)
            if c == "\n":
                break
        return builder.build()

    def write(self, data):
        """Writes all of data."""
        self._unsupported("write")

    def flush(self):
        """Hands buffered data on."""

    def tell(self):
        """The position."""
        self._unsupported("tell")
        return 0

    def seek(self, offset, whence):
        """Moves the position; whence is 0 (start), 1 (here) or 2 (end)."""
        self._unsupported("seek")

    def truncate(self, size):
        """Sets the size of the file."""
        self._unsupported("truncate")

    def close(self):
        """Flushes, and closes what is below."""

    def close1(self, closefileno):
        """As `close`; the descriptor itself stays open if `closefileno` is false."""

    def try_to_find_file_descriptor(self):
        """The file descriptor below, or -1."""
        return -1

    def getnewlines(self):
        """The kinds of newlines seen (0: not tracked)."""
        return 0

    def flush_buffers(self):
        """Flushes and forgets what was read ahead."""


class DiskFile(Stream):
    """A file descriptor."""

    def __init__(self, fd):
        self.fd = fd

    def read(self, n):
        return rposix.read(self.fd, n)

    def write(self, data):
        rposix.write_all(self.fd, data)

    def tell(self):
        return rposix.lseek(self.fd, 0, 1)

    def seek(self, offset, whence):
        rposix.lseek(self.fd, offset, whence)

    def truncate(self, size):
        rposix.ftruncate(self.fd, size)

    def close(self):
        rposix.close(self.fd)

    def close1(self, closefileno):
        if closefileno:
            rposix.close(self.fd)

    def try_to_find_file_descriptor(self):
        return self.fd


class _Filter(Stream):
    """A stream on another."""

    def __init__(self, base):
        self.base = base

    def tell(self):
        return self.base.tell()

    def seek(self, offset, whence):
        self.base.seek(offset, whence)

    def truncate(self, size):
        self.base.truncate(size)

    def flush(self):
        self.base.flush()

    def close(self):
        self.close1(True)

    def close1(self, closefileno):
        self.flush()
        self.base.close1(closefileno)

    def try_to_find_file_descriptor(self):
        return self.base.try_to_find_file_descriptor()


class BufferingInputStream(_Filter):
    """Reads ahead."""

    def __init__(self, base, bufsize=-1):
        _Filter.__init__(self, base)
        if bufsize < 1:
            bufsize = BUFSIZE
        self.bufsize = bufsize
        self.buf = ""
        self.pos = 0

    def flush_buffers(self):
        ahead = len(self.buf) - self.pos
        self.buf = ""
        self.pos = 0
        if ahead > 0:
            self.base.seek(-ahead, 1)

    def tell(self):
        return self.base.tell() - (len(self.buf) - self.pos)

    def seek(self, offset, whence):
        if whence == 1:
            offset -= len(self.buf) - self.pos
        self.buf = ""
        self.pos = 0
        self.base.seek(offset, whence)

    def _fill(self):
        self.buf = self.base.read(self.bufsize)
        self.pos = 0
        return len(self.buf) > 0

    def read(self, n):
        if n < 0:
            return self.readall()
        pos = self.pos
        assert pos >= 0
        end = pos + n
        if end <= len(self.buf):
            assert end >= 0
            self.pos = end
            return self.buf[pos:end]
        builder = StringBuilder(n)
        builder.append(self.buf[pos:])
        self.buf = ""
        self.pos = 0
        while True:
            missing = n - builder.getlength()
            if missing <= 0:
                break
            if missing >= self.bufsize:
                data = self.base.read(missing)
                if len(data) == 0:
                    break
                builder.append(data)
            else:
                if not self._fill():
                    break
                if missing > len(self.buf):
                    missing = len(self.buf)
                builder.append(self.buf[:missing])
                self.pos = missing
        return builder.build()

    def readall(self):
        pos = self.pos
        assert pos >= 0
        builder = StringBuilder()
        builder.append(self.buf[pos:])
        self.buf = ""
        self.pos = 0
        size = self.bufsize
        while True:
            data = self.base.read(size)
            if len(data) == 0:
                return builder.build()
            builder.append(data)
            if size < 1000000:
                size = size * 2

    def readline(self):
        pos = self.pos
        assert pos >= 0
        i = self.buf.find("\n", pos)
        if i >= 0:
            i += 1
            self.pos = i
            return self.buf[pos:i]
        builder = StringBuilder()
        builder.append(self.buf[pos:])
        while self._fill():
            i = self.buf.find("\n")
            if i >= 0:
                i += 1
                builder.append(self.buf[:i])
                self.pos = i
                return builder.build()
            builder.append(self.buf)
        self.buf = ""
        self.pos = 0
        return builder.build()

    def write(self, data):
        self.flush_buffers()
        self.base.write(data)


class BufferingOutputStream(_Filter):
    """Collects what is written."""

    def __init__(self, base, bufsize=-1):
        _Filter.__init__(self, base)
        if bufsize < 1:
            bufsize = BUFSIZE
        self.bufsize = bufsize
        self.pending = []
        self.pending_size = 0

    def write(self, data):
        self.pending.append(data)
        self.pending_size += len(data)
        if self.pending_size >= self.bufsize:
            self.flush_pending()

    def flush_pending(self):
        """Writes what is collected."""
        if self.pending_size > 0:
            data = "".join(self.pending)
            self.pending = []
            self.pending_size = 0
            self.base.write(data)

    def flush(self):
        self.flush_pending()
        self.base.flush()

    def tell(self):
        return self.base.tell() + self.pending_size

    def seek(self, offset, whence):
        self.flush_pending()
        self.base.seek(offset, whence)

    def truncate(self, size):
        self.flush_pending()
        self.base.truncate(size)

    def read(self, n):
        self.flush_pending()
        return self.base.read(n)

    def readall(self):
        self.flush_pending()
        return self.base.readall()

    def readline(self):
        self.flush_pending()
        return self.base.readline()

    def flush_buffers(self):
        self.flush_pending()
        self.base.flush_buffers()


class LineBufferingOutputStream(BufferingOutputStream):
    """Collects what is written up to the end of a line."""

    def write(self, data):
        BufferingOutputStream.write(self, data)
        if data.rfind("\n") >= 0:
            self.flush_pending()


class TextInputFilter(_Filter):
    """Makes "\\n" of every kind of newline."""

    def __init__(self, base):
        _Filter.__init__(self, base)
        self.after_cr = False

    def _convert(self, data):
        if self.after_cr and len(data) > 0:
            self.after_cr = False
            if data[0] == "\n":
                data = data[1:]
        if data.find("\r") < 0:
            return data
        builder = StringBuilder(len(data))
        i = 0
        while i < len(data):
            c = data[i]
            if c == "\r":
                c = "\n"
                if i + 1 == len(data):
                    self.after_cr = True
                elif data[i + 1] == "\n":
                    i += 1
            builder.append(c)
            i += 1
        return builder.build()

    def read(self, n):
        while True:
            data = self.base.read(n)
            if len(data) == 0:
                return ""
            data = self._convert(data)
            if len(data) > 0:
                return data

    def write(self, data):
        self.base.write(data)


# ____________________________________________________________


def decode_mode(mode):
    """(reading, writing, flags for open, universal newlines) of a mode like "r+b" or "w"."""
    if len(mode) == 0:
        raise ValueError("empty mode")
    first = mode[0]
    plus = mode.find("+") >= 0
    universal = mode.find("U") >= 0
    if first == "r" or first == "U":
        flags = rposix.O_RDWR if plus else rposix.O_RDONLY
        return True, plus, flags, universal
    flags = rposix.O_RDWR if plus else rposix.O_WRONLY
    if first == "w":
        flags |= rposix.O_CREAT | rposix.O_TRUNC
    elif first == "a":
        flags |= rposix.O_CREAT | rposix.O_APPEND
    elif first == "x":
        flags |= rposix.O_CREAT | rposix.O_EXCL
    else:
        raise ValueError("invalid mode : '%s'" % mode)
    return plus, True, flags, universal


def open_file_as_stream(path, mode="r", buffering=-1, signal_checker=None):
    """A stream on the file at path."""
    reading, writing, flags, universal = decode_mode(mode)
    fd = rposix.open(path, flags, 0o666)
    if mode[0] == "a":
        try:
            rposix.lseek(fd, 0, 2)
        except OSError:
            pass  # not seekable: fine
    return construct_stream_tower(DiskFile(fd), buffering, universal, reading, writing, False)


def fdopen_as_stream(fd, mode, buffering=-1, signal_checker=None):
    """A stream on an open file descriptor."""
    reading, writing, _, universal = decode_mode(mode)
    return construct_stream_tower(DiskFile(fd), buffering, universal, reading, writing, False)


def construct_stream_tower(stream, buffering, universal, reading, writing, binary):
    """Puts the buffers on a stream: 0 none, 1 line-buffered output, else a size (-1: usual)."""
    if buffering != 0:
        if writing:
            if buffering == 1:
                stream = LineBufferingOutputStream(stream)
            else:
                stream = BufferingOutputStream(stream, buffering)
        if reading:
            stream = BufferingInputStream(stream, buffering)
    if universal and reading:
        stream = TextInputFilter(stream)
    return stream

"""File objects with the interface of C's stdio."""

from rpython._missing import not_implemented
from rpython.rlib import rposix, streamio

SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2


class RFile(object):
    """An open file. Errors are OSError; using a closed one is ValueError."""

    def __init__(self, stream, fd):
        self._stream = stream
        self._fd = fd
        self._closed = False

    def _check(self):
        if self._closed:
            raise ValueError("I/O operation on closed file")

    def read(self, size=-1):
        """At most size bytes, or all."""
        self._check()
        if size < 0:
            return self._stream.readall()
        return self._stream.read(size)

    def readline(self, size=-1):
        """The next line with its newline; at most size bytes of it."""
        self._check()
        if size < 0:
            return self._stream.readline()
        line = self._stream.readline()
        if len(line) > size:
            self._stream.seek(size - len(line), 1)
            line = line[:size]
        return line

    def write(self, data):
        """Writes all of data."""
        self._check()
        self._stream.write(data)

    def flush(self):
        """Hands buffered data to the system."""
        self._check()
        self._stream.flush()

    def truncate(self, size=-1):
        """Sets the size (-1: to the position)."""
        self._check()
        if size < 0:
            size = self._stream.tell()
        self._stream.truncate(size)

    def seek(self, pos, whence=SEEK_SET):
        """Moves the position."""
        self._check()
        self._stream.seek(pos, whence)

    def tell(self):
        """The position."""
        self._check()
        return self._stream.tell()

    def fileno(self):
        """The descriptor."""
        self._check()
        return self._fd

    def isatty(self):
        """Is this a terminal?"""
        self._check()
        return rposix.isatty(self._fd)

    def close(self):
        """Flushes and closes; nothing if closed already."""
        if not self._closed:
            self._closed = True
            self._stream.close()
        return 0

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def create_file(filename, mode="r", buffering=-1):
    """Opens a file."""
    stream = streamio.open_file_as_stream(filename, mode, buffering)
    return RFile(stream, stream.try_to_find_file_descriptor())


def create_fdopen_rfile(fd, mode="r", buffering=-1):
    """A file on an open descriptor."""
    return RFile(streamio.fdopen_as_stream(fd, mode, buffering), fd)


def create_stdio():
    """(stdin, stdout, stderr)"""
    return (
        create_fdopen_rfile(0, "r"),
        create_fdopen_rfile(1, "w", 1),
        create_fdopen_rfile(2, "w", 0),
    )


_missing = not_implemented(__name__)


def __getattr__(name):
    """NOT_RPYTHON: `create_popen_file`, loaded by the first program that uses it."""
    if name != "create_popen_file":
        return _missing(name)
    from rpython.rlib import rpopen

    value = globals()[name] = rpopen.create_popen_file
    return value

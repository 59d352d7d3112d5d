"""What a pickle is read from: a string, or a file read as far as is needed."""

from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.module.io import bytesio
from interpreters.python.module.pickle.errors import unpickling_error
from interpreters.python.objspace import bytesobject
from interpreters.python.objspace import operation as space

PREFETCH = 128 * 1024


def truncated():
    """The error for a pickle that ends too early."""
    return unpickling_error("pickle data was truncated")


class Input(object):
    """`data[pos:]` comes next; a file, if there is one, has what follows.

    `peeked`: data[peeked:] was only looked at, the file has not moved over it; -1 if it has.
    """

    def __init__(self, data):
        self.data = data
        self.pos = 0
        self.peeked = -1
        self.w_file = None
        self.w_read = None
        self.w_readline = None
        self.w_peek = None

    def open(self, w_file):
        """Takes the methods of a file."""
        self.w_file = w_file
        self.w_peek = space.findattr(w_file, "peek")
        self.w_read = space.findattr(w_file, "read")
        self.w_readline = space.findattr(w_file, "readline")
        if self.w_read is None or self.w_readline is None:
            raise operr(space.w_TypeError, "file must have 'read' and 'readline' attributes")

    def begin(self):
        """Before a pickle: looks at all that a BytesIO has."""
        w_file = self.w_file
        if w_file is not None and type(w_file) is bytesio.W_BytesIO:
            w_file.check_open()
            self.data = w_file.contents()
            self.pos = min(w_file.pos, len(self.data))

    def end(self):
        """After a pickle: the file has moved over what was read."""
        w_file = self.w_file
        if w_file is None:
            return
        if type(w_file) is bytesio.W_BytesIO:
            w_file.pos = self.pos
            self.data = ""
            self.pos = 0
        else:
            self.skip_consumed()

    def skip_consumed(self):
        """Moves the file over what was only looked at and has been used since."""
        if self.peeked < 0:
            return
        count = self.pos - self.peeked
        if count > 0:
            space.call1(self.w_read, space.newint(count))
            self.peeked = self.pos

    def contents_of(self, w_data, name):
        """The bytes that a method of the file returned."""
        data = bytesobject.buffer_or_none(w_data)
        if data is None:
            raise operr(
                space.w_ValueError, name + "() from the underlying stream did not return bytes"
            )
        return data

    def fill(self, count):
        """Reads on, so that data[pos:] has at least `count` bytes, if the file has them."""
        if self.w_read is None or type(self.w_file) is bytesio.W_BytesIO:
            return
        self.skip_consumed()
        pos = self.pos
        assert pos >= 0
        rest = ""
        if self.peeked < 0:
            rest = self.data[pos:]
        if self.w_peek is not None and count < PREFETCH and len(rest) == 0:
            try:
                data = self.contents_of(space.call1(self.w_peek, space.newint(PREFETCH)), "peek")
                if len(data) >= count:
                    self.data = data
                    self.pos = 0
                    self.peeked = 0
                    return
            except OperationError as e:
                if not e.match(space.w_NotImplementedError):
                    raise
                self.w_peek = None
        self.data = rest + self.contents_of(
            space.call1(self.w_read, space.newint(count - len(rest))), "read"
        )
        self.pos = 0
        self.peeked = -1

    def opcode(self):
        """The next byte; EOFError at the end."""
        pos = self.pos
        if pos >= len(self.data):
            self.fill(1)
            pos = self.pos
            if pos >= len(self.data):
                raise operr(space.w_EOFError, "Ran out of input")
        self.pos = pos + 1
        return self.data[pos]

    def need(self, count):
        """Makes data[pos:pos + count] valid; that pos."""
        if count > len(self.data) - self.pos:
            self.fill(count)
            if count > len(self.data) - self.pos:
                raise truncated()
        pos = self.pos
        assert pos >= 0
        self.pos = pos + count
        return pos

    def byte(self):
        """One byte as a number."""
        pos = self.need(1)
        return ord(self.data[pos])

    def short(self):
        """Two bytes as a number."""
        pos = self.need(2)
        return ord(self.data[pos]) | ord(self.data[pos + 1]) << 8

    def long(self):
        """Four bytes as a number without sign."""
        pos = self.need(4)
        data = self.data
        return (
            ord(data[pos])
            | ord(data[pos + 1]) << 8
            | ord(data[pos + 2]) << 16
            | ord(data[pos + 3]) << 24
        )

    def signed_long(self):
        """Four bytes as a number with sign."""
        value = self.long()
        if value >= 0x80000000:
            value -= 0x100000000
        return value

    def word(self):
        """Eight bytes, as a machine word."""
        low = self.long()
        return low | self.long() << 32

    def take(self, count):
        """So many bytes."""
        pos = self.need(count)
        stop = pos + count
        assert stop >= 0
        return self.data[pos:stop]

    def line(self):
        """The bytes up to the end of the line, without it."""
        pos = self.pos
        end = self.data.find("\n", pos)
        if end < 0 and self.w_readline is not None and type(self.w_file) is not bytesio.W_BytesIO:
            rest = ""
            if self.peeked >= 0:
                self.skip_consumed()
            else:
                assert pos >= 0
                rest = self.data[pos:]
            self.data = rest + self.contents_of(space.call0(self.w_readline), "readline")
            self.pos = pos = 0
            self.peeked = -1
            end = self.data.find("\n", pos)
        if end < 0:
            raise truncated()
        assert pos >= 0
        self.pos = end + 1
        return self.data[pos:end]

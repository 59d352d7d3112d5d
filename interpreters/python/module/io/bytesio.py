"""BytesIO: a stream of bytes in memory."""

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import (
    Entry,
    TypeDef,
    getset,
    method,
    new,
    user_subclass,
)
from interpreters.python.module.io import base, common
from interpreters.python.objspace import buffer, bytesobject, memoryobject, tupleobject
from interpreters.python.objspace import operation as space


def zeros(n):
    """n zero bytes."""
    return "\0" * n


class W_BytesIO(base.W_IOBase):
    """The contents are `value` followed by `parts`, which were written at the end."""

    def __init__(self):
        base.W_IOBase.__init__(self)
        self.value = ""
        self.parts = []
        self.size = 0
        self.pos = 0
        self.closed = False
        self.exports = None

    # ---- contents

    def contents(self):
        """All bytes."""
        if len(self.parts) > 0:
            self.parts.insert(0, self.value)
            self.value = "".join(self.parts)
            self.parts = []
        return self.value

    def check_open(self):
        if self.closed:
            raise common.closed_error()

    def check_exports(self):
        """BufferError if somebody looks at the memory."""
        if self.exports is not None:
            self.exports.check()

    def replace(self, start, data):
        """Writes over the contents, which may grow."""
        value = self.contents()
        size = len(value)
        assert start >= 0
        if start > size:
            value = value + zeros(start - size)
        stop = start + len(data)
        if stop < size:
            value = value[0:start] + data + value[stop:]
        else:
            value = value[0:start] + data
        self.value = value
        self.size = len(value)

    def write_data(self, data):
        """Writes at the position."""
        if len(data) == 0:
            return
        if self.pos == self.size:
            self.parts.append(data)
            self.size += len(data)
        else:
            self.replace(self.pos, data)
        self.pos += len(data)

    def take(self, n):
        """At most n bytes from the position on; all that are left if n < 0."""
        value = self.contents()
        start = self.pos
        left = len(value) - start
        if left < 0:
            left = 0
        if n < 0 or n > left:
            n = left
        if n == 0:
            return ""
        self.pos = start + n
        if n == len(value):
            return value
        assert start >= 0
        return value[start : start + n]

    def take_line(self, limit):
        """A line; at most limit bytes if limit >= 0."""
        value = self.contents()
        if self.pos >= len(value):
            return ""
        end = value.find("\n", self.pos) + 1
        n = len(value) - self.pos
        if end > 0:
            n = end - self.pos
        if limit >= 0 and n > limit:
            n = limit
        return self.take(n)

    # ---- methods

    def next_w(self):
        self.check_open()
        line = self.take_line(-1)
        if len(line) == 0:
            return None
        return space.newbytes(line)

    def descr_init(self, w_initial):
        self.check_exports()
        self.value = ""
        self.parts = []
        self.size = 0
        self.pos = 0
        if common.given(w_initial):
            self.value = bytesobject.need_buffer(w_initial)
            self.size = len(self.value)

    def descr_yes(self):
        self.check_open()
        return space.w_True

    def descr_isatty(self):
        self.check_open()
        return space.w_False

    def descr_flush(self):
        self.check_open()

    def descr_read(self, w_size):
        self.check_open()
        return space.newbytes(self.take(common.size_arg(w_size)))

    def descr_readline(self, w_size):
        self.check_open()
        return space.newbytes(self.take_line(common.size_arg(w_size)))

    def descr_readlines(self, w_hint):
        self.check_open()
        if common.given(w_hint) and space.lookup(w_hint, "__index__") is None:
            raise operr(
                space.w_TypeError,
                "integer argument expected, got '%s'" % space.typename(w_hint),
            )
        hint = common.size_arg(w_hint)
        lines_w = []
        total = 0
        while True:
            line = self.take_line(-1)
            if len(line) == 0:
                break
            lines_w.append(space.newbytes(line))
            total += len(line)
            if hint > 0 and total >= hint:
                break
        return space.newlist(lines_w)

    def descr_readinto(self, w_buffer):
        self.check_open()
        memory = buffer.writable_w(w_buffer, "readinto() argument")
        data = self.take(memory.length())
        memory.put(0, data)
        return space.newint(len(data))

    def descr_write(self, w_data):
        self.check_open()
        self.check_exports()
        data = bytesobject.need_buffer(w_data)
        self.write_data(data)
        return space.newint(len(data))

    def descr_writelines(self, w_lines):
        self.check_open()
        w_iter = space.iter(w_lines)
        while True:
            w_line = w_iter.next_w()
            if w_line is None:
                break
            self.descr_write(w_line)

    def descr_seek(self, w_pos, w_whence):
        self.check_open()
        if space.isinstance_w(w_pos, space.w_float):
            raise operr(space.w_TypeError, "'float' object cannot be interpreted as an integer")
        pos = common.int_arg(w_pos, 0)
        whence = common.int_arg(w_whence, 0)
        if whence == 0:
            if pos < 0:
                raise operr(space.w_ValueError, "negative seek value %d" % pos)
        elif whence == 1 or whence == 2:
            start = self.pos if whence == 1 else self.size
            if pos > memoryobject.MAX_SIZE - start:
                raise operr(space.w_OverflowError, "new position too large")
            pos += start
        else:
            raise operr(space.w_ValueError, "invalid whence (%d, should be 0, 1 or 2)" % whence)
        if pos < 0:
            pos = 0
        self.pos = pos
        return space.newint(pos)

    def descr_tell(self):
        self.check_open()
        return space.newint(self.pos)

    def descr_truncate(self, w_size):
        self.check_open()
        self.check_exports()
        size = self.pos
        if common.given(w_size):
            size = common.size_arg(w_size)
            if size < 0:
                raise operr(space.w_ValueError, "negative size value %d" % size)
        if size < self.size:
            assert size >= 0
            self.value = self.contents()[0:size]
            self.size = size
        return space.newint(size)

    def descr_getvalue(self):
        self.check_open()
        return space.newbytes(self.contents())

    def descr_getbuffer(self):
        self.check_open()
        return memoryobject.view_of_memory(self, BytesIOMemory(self))

    def descr_close(self):
        self.check_exports()
        self.closed = True
        self.value = ""
        self.parts = []
        self.size = 0

    def descr_getstate(self):
        self.check_open()
        w_dict = space.w_None
        w_own = self.getdict()
        if w_own is not None and space.len_w(w_own) > 0:
            w_dict = space.call_method0(w_own, "copy")
        return space.newtuple([self.descr_getvalue(), space.newint(self.pos), w_dict])

    def descr_setstate(self, w_state):
        self.check_open()
        if not isinstance(w_state, tupleobject.W_TupleObject) or w_state.length() < 3:
            raise operr(
                space.w_TypeError,
                "%s.__setstate__ argument should be 3-tuple, got %s"
                % (space.typename(self), space.typename(w_state)),
            )
        self.descr_init(w_state.getitem(0))
        w_pos = w_state.getitem(1)
        if not space.isinstance_w(w_pos, space.w_int):
            raise operr(
                space.w_TypeError,
                "second item of state must be an integer, not %s" % space.typename(w_pos),
            )
        pos = common.int_arg(w_pos, 0)
        if pos < 0:
            raise operr(space.w_ValueError, "position value cannot be negative")
        self.pos = pos
        restore_dict(self, w_state.getitem(2))

    def fget_closed(self):
        return space.newbool(self.closed)


def restore_dict(w_file, w_dict):
    """The third part of a state."""
    if w_dict is space.w_None:
        return
    if not space.isinstance_w(w_dict, space.w_dict):
        raise operr(
            space.w_TypeError,
            "third item of state should be a dict, got a %s" % space.typename(w_dict),
        )
    space.call_method1(w_file.getdict(), "update", w_dict)


class BytesIOMemory(buffer.Memory):
    """The contents of a BytesIO."""

    def __init__(self, w_file):
        buffer.Memory.__init__(self, False, "B", 1)
        self.w_file = w_file

    def get_exports(self):
        if self.w_file.exports is None:
            self.w_file.exports = buffer.Exports()
        return self.w_file.exports

    def length(self):
        return self.w_file.size

    def get(self, start, count):
        stop = start + count
        assert start >= 0
        assert stop >= start
        return self.w_file.contents()[start:stop]

    def put(self, start, data):
        self.w_file.replace(start, data)


W_BytesIOUser = user_subclass(W_BytesIO)


def bytesio_new(w_type, args):
    """BytesIO.__new__"""
    if w_type is W_BytesIO.typedef.w_type:
        return W_BytesIO()
    w_file = W_BytesIOUser()
    w_file.user_setup(w_type)
    return w_file


W_BytesIO.typedef = TypeDef(
    "_io.BytesIO",
    W_BytesIO,
    new("cls, ...", bytesio_new),
    method("__init__", W_BytesIO.descr_init, "self, initial_bytes=None"),
    Entry("iterator", "__next__", "next_or_stop", "self"),
    method("readable", W_BytesIO.descr_yes, "self"),
    method("writable", W_BytesIO.descr_yes, "self"),
    method("seekable", W_BytesIO.descr_yes, "self"),
    method("isatty", W_BytesIO.descr_isatty, "self"),
    method("flush", W_BytesIO.descr_flush, "self"),
    method("read", W_BytesIO.descr_read, "self, size=None, /"),
    method("read1", W_BytesIO.descr_read, "self, size=None, /"),
    method("readline", W_BytesIO.descr_readline, "self, size=None, /"),
    method("readlines", W_BytesIO.descr_readlines, "self, size=None, /"),
    method("readinto", W_BytesIO.descr_readinto, "self, buffer, /"),
    method("write", W_BytesIO.descr_write, "self, b, /"),
    method("writelines", W_BytesIO.descr_writelines, "self, lines, /"),
    method("seek", W_BytesIO.descr_seek, "self, pos, whence=None, /"),
    method("tell", W_BytesIO.descr_tell, "self"),
    method("truncate", W_BytesIO.descr_truncate, "self, size=None, /"),
    method("getvalue", W_BytesIO.descr_getvalue, "self"),
    method("getbuffer", W_BytesIO.descr_getbuffer, "self"),
    method("close", W_BytesIO.descr_close, "self"),
    method("__getstate__", W_BytesIO.descr_getstate, "self"),
    method("__setstate__", W_BytesIO.descr_setstate, "self, state, /"),
    getset("closed", W_BytesIO.fget_closed),
    base=base.bufferediobase,
    hasdict=True,
)

"""BufferedReader, BufferedWriter, BufferedRandom: streams of bytes with a buffer on a raw stream."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter import actions
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import (
    Entry,
    TypeDef,
    getset,
    method,
    new,
    user_subclass,
)
from interpreters.python.module.io import base, common, fileio
from interpreters.python.module.thread import threadmodule
from interpreters.python.objspace import buffer, bytesobject
from interpreters.python.objspace import operation as space

MAX_BUFFER = 1 << 46


class W_Buffered(base.W_IOBase):
    """What the three classes share.

    ahead[pos:] has been read from the raw stream and not yet been asked for; `pending` is to be written;
    at most one of both is not empty. raw_pos is the position of the raw stream, -1 if it is not known.
    """

    def __init__(self):
        base.W_IOBase.__init__(self)
        self.w_raw = None
        self.detached = False
        self.readable = False
        self.writable = False
        self.buffer_size = common.BUFFER_SIZE
        self.ahead = ""
        self.pos = 0
        self.pending = []
        self.pending_size = 0
        self.raw_pos = -1
        self.freed = False  # close() is past flush()
        self.owner = None
        self.lock = None

    def setup(self, w_raw, buffer_size, readable, writable):
        """Starts on a raw stream."""
        self.w_raw = w_raw
        self.detached = False
        self.freed = False
        self.readable = readable
        self.writable = writable
        self.buffer_size = buffer_size
        self.ahead = ""
        self.pos = 0
        self.pending = []
        self.pending_size = 0
        self.raw_pos = -1

    def init(self, w_raw, w_size, readable, writable):
        """__init__"""
        self.w_raw = None
        self.detached = False
        size = common.int_arg(w_size, common.BUFFER_SIZE)
        if size > MAX_BUFFER:
            raise operr(space.w_MemoryError, "")
        if readable:
            base.check_readable(w_raw)
        if writable:
            base.check_writable(w_raw)
        if size <= 0:
            raise operr(space.w_ValueError, "buffer size must be strictly positive")
        self.setup(w_raw, size, readable, writable)
        try:
            self.raw_tell()
        except OperationError as e:
            if not e.match(space.w_Exception):
                raise

    # ---- checks, and one thread at a time

    def raw(self):
        """The raw stream."""
        w_raw = self.w_raw
        if w_raw is None:
            if self.detached:
                raise operr(space.w_ValueError, "raw stream has been detached")
            raise operr(space.w_ValueError, "I/O operation on uninitialized object")
        return w_raw

    def is_closed(self):
        """Is the raw stream closed?"""
        w_raw = self.raw()
        if self.freed:
            return True
        if type(w_raw) is fileio.W_FileIO and w_raw.plain:
            return w_raw.fd < 0
        return common.is_closed(w_raw)

    def check_open(self, message):
        if self.is_closed():
            raise operr(space.w_ValueError, message)

    def enter(self):
        """Begins what one thread does at a time."""
        me = actions.state.current
        if self.owner is not None:
            if self.owner is me:
                raise operr(space.w_RuntimeError, "reentrant call inside " + space.repr_w(self))
            if self.lock is None:
                self.lock = threadmodule.W_Lock()
                self.lock.held = True
            self.lock.acquire(-1)
        elif self.lock is not None:
            self.lock.acquire(-1)
        self.owner = me

    def leave(self):
        """Ends it."""
        self.owner = None
        if self.lock is not None:
            self.lock.release()

    # ---- the raw stream

    def raw_read(self, n):
        """At most n bytes of the raw stream; None if it would block."""
        w_raw = self.raw()
        if type(w_raw) is fileio.W_FileIO and w_raw.plain:
            data = w_raw.read_data(n)
        else:
            data = common.readinto_string(w_raw, n)
        if data is not None and self.raw_pos >= 0:
            self.raw_pos += len(data)
        return data

    def raw_write(self, data):
        """The number of bytes the raw stream has taken; -1 if it would block."""
        w_raw = self.raw()
        if type(w_raw) is fileio.W_FileIO and w_raw.plain:
            n = w_raw.write_data(data)
        else:
            w_view = common.view_of(space.newbytes(data))
            w_count = space.call_method1(w_raw, "write", w_view)
            if w_count is space.w_None:
                return -1
            n = space.getindex_w(w_count, space.w_ValueError)
            if n < 0 or n > len(data):
                raise operr(
                    space.w_OSError,
                    "raw write() returned invalid length %d (should have been between 0 and %d)"
                    % (n, len(data)),
                )
        if n > 0 and self.raw_pos >= 0:
            self.raw_pos += n
        return n

    def raw_tell(self):
        """The position of the raw stream."""
        w_raw = self.raw()
        if type(w_raw) is fileio.W_FileIO and w_raw.plain:
            w_raw.check_open()
            pos = w_raw.seek_to(0, 1)
        else:
            pos = common.offset_w(space.call_method0(w_raw, "tell"))
        if pos < 0:
            raise operr(space.w_OSError, "Raw stream returned invalid position %d" % pos)
        self.raw_pos = pos
        return pos

    def raw_seek(self, offset, whence):
        """Moves the position of the raw stream."""
        w_raw = self.raw()
        if type(w_raw) is fileio.W_FileIO and w_raw.plain:
            w_raw.check_open()
            pos = w_raw.seek_to(offset, whence)
        else:
            w_pos = space.call_method2(w_raw, "seek", space.newint(offset), space.newint(whence))
            pos = common.offset_w(w_pos)
        if pos < 0:
            raise operr(space.w_OSError, "Raw stream returned invalid position %d" % pos)
        self.raw_pos = pos
        return pos

    # ---- reading

    def available(self):
        """The number of bytes read ahead."""
        return len(self.ahead) - self.pos

    def take(self, n):
        """n bytes of those read ahead."""
        start = self.pos
        stop = start + n
        self.pos = stop
        assert start >= 0 and stop >= start
        return self.ahead[start:stop]

    def drop_ahead(self):
        """Forgets what was read ahead."""
        self.ahead = ""
        self.pos = 0

    def fill(self):
        """Reads ahead, when nothing is: the number of bytes; -1 if it would block."""
        data = self.raw_read(self.buffer_size)
        if data is None:
            return -1
        self.ahead = data
        self.pos = 0
        return len(data)

    def before_reading(self):
        """Writes what is pending."""
        if self.pending_size > 0:
            self.flush_pending()

    def read_all(self):
        """Everything to the end, as an object."""
        first = self.take(self.available())
        self.drop_ahead()
        w_raw = self.raw()
        if type(w_raw) is fileio.W_FileIO and w_raw.plain:
            data = w_raw.read_all()
            if data is None:
                if len(first) == 0:
                    return space.w_None
                data = ""
            self.raw_pos = -1
            if len(first) == 0:
                return space.newbytes(data)
            return space.newbytes(first + data)
        w_readall = space.findattr(w_raw, "readall")
        if w_readall is not None:
            w_data = space.call0(w_readall)
            self.raw_pos = -1
            if w_data is space.w_None:
                if len(first) == 0:
                    return w_data
                return space.newbytes(first)
            if not isinstance(w_data, bytesobject.W_BytesObject):
                raise operr(space.w_TypeError, "readall() should return bytes")
            if len(first) == 0:
                return w_data
            return space.newbytes(first + w_data.data())
        builder = StringBuilder(common.BUFFER_SIZE)
        builder.append(first)
        while True:
            w_data = space.call_method0(w_raw, "read")
            if w_data is space.w_None:
                if builder.getlength() == 0:
                    return w_data
                break
            if not isinstance(w_data, bytesobject.W_BytesObject):
                raise operr(space.w_TypeError, "read() should return bytes")
            data = w_data.data()
            if len(data) == 0:
                break
            builder.append(data)
        self.raw_pos = -1
        return space.newbytes(builder.build())

    def read_some(self, n):
        """n bytes, fewer at the end or if it would block; None if it would block at once."""
        have = self.available()
        if n <= have:
            return self.take(n)
        parts = [self.take(have)]
        self.drop_ahead()
        left = n - have
        while left > 0:
            size = left - left % self.buffer_size
            if size == 0:
                break
            data = self.raw_read(size)
            if data is None or len(data) == 0:
                return joined(parts, data)
            parts.append(data)
            left -= len(data)
        while left > 0 and len(self.ahead) < self.buffer_size:
            data = self.raw_read(self.buffer_size - len(self.ahead))
            if data is None or len(data) == 0:
                return joined(parts, data)
            self.ahead = self.ahead + data
            got = len(data)
            if got > left:
                got = left
            parts.append(self.take(got))
            left -= got
        return "".join(parts)

    def read_line(self, limit):
        """A line; at most limit bytes if limit >= 0."""
        parts = []
        size = 0
        while True:
            have = self.available()
            end = self.ahead.find("\n", self.pos) + 1
            n = have
            if end > 0:
                n = end - self.pos
            if limit >= 0 and n >= limit - size:
                parts.append(self.take(limit - size))
                break
            if end > 0:
                if len(parts) == 0:
                    return self.take(n)
                parts.append(self.take(n))
                break
            if n > 0:
                parts.append(self.take(n))
                size += n
            self.before_reading()
            if self.fill() <= 0:
                break
        return "".join(parts)

    def read1(self, n):
        """Bytes with at most one call of the raw stream."""
        have = self.available()
        if have > 0:
            if n > have:
                n = have
            return self.take(n)
        self.drop_ahead()
        data = self.raw_read(n)
        if data is None:
            return ""
        return data

    # ---- writing

    def flush_pending(self):
        """Writes everything that is pending."""
        while self.pending_size > 0:
            data = "".join(self.pending)
            self.pending = [data]
            n = self.raw_write(data)
            if n < 0:
                raise common.blocking_error("write could not complete without blocking", 0)
            self.pending_size = len(data) - n
            if n == len(data):
                self.pending = []
            else:
                self.pending = [data[n:]]
                # a signal may be the cause
                actions.poll()

    def flush_and_rewind(self):
        """Writes what is pending; the raw stream gets the position of this one."""
        self.flush_pending()
        if self.readable:
            ahead = self.available()
            self.drop_ahead()
            if ahead > 0:
                self.raw_seek(-ahead, 1)

    def add_pending(self, data):
        """Adds to what is pending."""
        if len(data) > 0:
            self.pending.append(data)
            self.pending_size += len(data)

    def write_bytes(self, data):
        """Writes all of data, or BlockingIOError with the number of bytes taken."""
        size = len(data)
        if self.readable and self.available() > 0:
            self.flush_and_rewind()
        elif self.pos > 0:
            self.drop_ahead()
        room = self.buffer_size - self.pending_size
        if size <= room:
            self.add_pending(data)
            return
        try:
            self.flush_pending()
        except OperationError as e:
            if not e.match(space.w_BlockingIOError):
                raise
            room = self.buffer_size - self.pending_size
            if size <= room:
                self.add_pending(data)
                return
            if room < 0:
                room = 0
            self.add_pending(data[0:room])
            raise common.blocking_error("write could not complete without blocking", room)
        done = 0
        while size - done > self.buffer_size:
            part = data
            if done > 0:
                assert done >= 0
                part = data[done:]
            n = self.raw_write(part)
            if n < 0:
                if size - done > self.buffer_size:
                    stop = done + self.buffer_size
                    assert done >= 0 and stop >= done
                    self.add_pending(data[done:stop])
                    raise common.blocking_error("write could not complete without blocking", stop)
                break
            done += n
            if done < size:
                actions.poll()
        assert done >= 0
        if done > 0:
            data = data[done:]
        self.add_pending(data)

    # ---- methods

    def next_w(self):
        self.check_open("readline of closed file")
        self.enter()
        try:
            line = self.read_line(-1)
        finally:
            self.leave()
        if len(line) == 0:
            return None
        return space.newbytes(line)

    def descr_detach(self):
        self.raw()
        space.call_method0(self, "flush")
        w_raw = self.w_raw
        self.w_raw = None
        self.detached = True
        return w_raw

    def descr_flush(self):
        self.check_open("flush of closed file")
        if not self.writable:
            return space.call_method0(self.raw(), "flush")
        self.enter()
        try:
            self.flush_and_rewind()
        finally:
            self.leave()
        return space.w_None

    def descr_close(self):
        if self.is_closed():
            return
        failed = None
        try:
            space.call_method0(self, "flush")
        except OperationError as e:
            failed = e
        w_raw = self.raw()
        self.enter()
        self.pending = []
        self.pending_size = 0
        try:
            try:
                space.call_method0(w_raw, "close")
            finally:
                self.freed = True
                self.leave()
        except OperationError as e:
            if failed is not None:
                raise common.chain(failed, e)
            raise
        if failed is not None:
            raise failed

    def descr_read(self, w_size):
        self.raw()
        n = common.size_arg(w_size)
        if n < -1:
            raise operr(space.w_ValueError, "read length must be non-negative or -1")
        self.check_open("read of closed file")
        if 0 <= n <= self.available():
            return space.newbytes(self.take(n))
        self.enter()
        try:
            self.before_reading()
            if n < 0:
                return self.read_all()
            return fileio.bytes_or_none(self.read_some(n))
        finally:
            self.leave()

    def descr_read1(self, w_size):
        self.raw()
        n = common.int_arg(w_size, -1)
        if n < 0:
            n = self.buffer_size
        self.check_open("read of closed file")
        if n == 0:
            return space.newbytes("")
        self.enter()
        try:
            self.before_reading()
            return space.newbytes(self.read1(n))
        finally:
            self.leave()

    def descr_peek(self, w_size):
        self.raw()
        common.int_arg(w_size, 0)
        self.check_open("peek of closed file")
        self.enter()
        try:
            self.before_reading()
            if self.available() == 0:
                self.drop_ahead()
                self.fill()
            pos = self.pos
            assert pos >= 0
            return space.newbytes(self.ahead[pos:])
        finally:
            self.leave()

    def readinto(self, w_buffer, once, name):
        """readinto and readinto1"""
        self.raw()
        memory = buffer.writable_w(w_buffer, name + "() argument")
        self.check_open("readinto of closed file")
        self.enter()
        try:
            self.before_reading()
            size = memory.length()
            n = self.available()
            if n > size:
                n = size
            memory.put(0, self.take(n))
            more = True
            while n < size and more:
                left = size - n
                self.drop_ahead()
                if once:
                    more = False
                if left > self.buffer_size:
                    data = self.raw_read(left)
                elif once and n > 0:
                    break
                else:
                    got = self.fill()
                    if got < 0:
                        data = None
                    else:
                        if got > left:
                            got = left
                        data = self.take(got)
                if data is None:
                    if n == 0:
                        return space.w_None
                    break
                if len(data) == 0:
                    break
                memory.put(n, data)
                n += len(data)
            return space.newint(n)
        finally:
            self.leave()

    def descr_readinto(self, w_buffer):
        return self.readinto(w_buffer, False, "readinto")

    def descr_readinto1(self, w_buffer):
        return self.readinto(w_buffer, True, "readinto1")

    def descr_readline(self, w_size):
        self.raw()
        limit = common.size_arg(w_size)
        self.check_open("readline of closed file")
        self.enter()
        try:
            return space.newbytes(self.read_line(limit))
        finally:
            self.leave()

    def descr_write(self, w_data):
        self.raw()
        data = bytesobject.need_buffer(w_data)
        self.check_open("write to closed file")
        self.enter()
        try:
            self.check_open("write to closed file")
            self.write_bytes(data)
        finally:
            self.leave()
        return space.newint(len(data))

    def descr_tell(self):
        pos = self.raw_tell()
        pos += self.pending_size - self.available()
        if pos < 0:
            pos = 0
        return space.newint(pos)

    def descr_seek(self, w_offset, w_whence):
        whence = common.int_arg(w_whence, 0)
        if whence < 0 or whence > 2:
            raise operr(space.w_ValueError, "whence value %d unsupported" % whence)
        self.check_open("seek of closed file")
        base.check_seekable(self.raw())
        offset = common.int_arg(w_offset, 0)
        self.enter()
        try:
            return space.newint(self.seek_to(offset, whence))
        finally:
            self.leave()

    def seek_to(self, offset, whence):
        """The new position."""
        ahead = self.available()
        if whence != 2 and self.readable and ahead > 0:
            # in what was read ahead?
            raw_pos = self.raw_pos
            if raw_pos < 0:
                raw_pos = self.raw_tell()
            here = raw_pos - ahead
            move = offset if whence == 1 else offset - here
            if -self.pos <= move <= ahead:
                self.pos += move
                return here + move
        self.flush_pending()
        if whence == 1:
            offset -= self.available()
        pos = self.raw_seek(offset, whence)
        self.drop_ahead()
        return pos

    def descr_truncate(self, w_size):
        self.check_open("truncate of closed file")
        if not self.writable:
            raise common.unsupported("truncate")
        self.enter()
        try:
            self.flush_and_rewind()
            self.raw_pos = -1
            if w_size is None:
                w_size = space.w_None
            return space.call_method1(self.raw(), "truncate", w_size)
        finally:
            self.leave()

    def descr_seekable(self):
        return space.call_method0(self.raw(), "seekable")

    def descr_readable(self):
        return space.call_method0(self.raw(), "readable")

    def descr_writable(self):
        return space.call_method0(self.raw(), "writable")

    def descr_fileno(self):
        return space.call_method0(self.raw(), "fileno")

    def descr_isatty(self):
        return space.call_method0(self.raw(), "isatty")

    def descr_dealloc_warn(self, w_source):
        return space.w_None

    def descr_repr(self):
        name = self.getclass().qualified()
        try:
            w_name = space.getattr(self, "name")
        except OperationError as e:
            if not e.match(space.w_Exception):
                raise
            return space.newtext("<" + name + ">")
        return space.newtext("<" + name + " name=" + fileio.repr_guarded(self, w_name) + ">")

    def descr_sizeof(self):
        return space.newint(200 + self.buffer_size)

    def fget_raw(self):
        if self.w_raw is None:
            raise operr(space.w_AttributeError, "raw")
        return self.w_raw

    def fget_closed(self):
        return space.getattr(self.raw(), "closed")

    def fget_name(self):
        return space.getattr(self.raw(), "name")

    def fget_mode(self):
        return space.getattr(self.raw(), "mode")

    def finalizer_rank(self):
        return 2

    def open_file(self):
        w_raw = self.w_raw
        if isinstance(w_raw, base.W_IOBase):
            return w_raw.open_file()
        return None


def joined(parts, data):
    """The parts, or None if there is nothing because it would block (data is None)."""
    result = "".join(parts)
    if len(result) == 0 and data is None:
        return None
    return result


class W_BufferedReader(W_Buffered):
    """BufferedReader"""

    def descr_init(self, w_raw, w_size):
        self.init(w_raw, w_size, True, False)


class W_BufferedWriter(W_Buffered):
    """BufferedWriter"""

    def descr_init(self, w_raw, w_size):
        self.init(w_raw, w_size, False, True)


class W_BufferedRandom(W_Buffered):
    """BufferedRandom"""

    def descr_init(self, w_raw, w_size):
        self.w_raw = None
        self.detached = False
        base.check_seekable(w_raw)
        self.init(w_raw, w_size, True, True)


W_BufferedReaderUser = user_subclass(W_BufferedReader)
W_BufferedWriterUser = user_subclass(W_BufferedWriter)
W_BufferedRandomUser = user_subclass(W_BufferedRandom)


def reader_new(w_type, args):
    """BufferedReader.__new__"""
    if w_type is W_BufferedReader.typedef.w_type:
        w_reader = W_BufferedReader()
        finalizers.register(w_reader)
        return w_reader
    w_file = W_BufferedReaderUser()
    w_file.user_setup(w_type)
    return w_file


def writer_new(w_type, args):
    """BufferedWriter.__new__"""
    if w_type is W_BufferedWriter.typedef.w_type:
        w_writer = W_BufferedWriter()
        finalizers.register(w_writer)
        return w_writer
    w_file = W_BufferedWriterUser()
    w_file.user_setup(w_type)
    return w_file


def random_new(w_type, args):
    """BufferedRandom.__new__"""
    if w_type is W_BufferedRandom.typedef.w_type:
        w_random = W_BufferedRandom()
        finalizers.register(w_random)
        return w_random
    w_file = W_BufferedRandomUser()
    w_file.user_setup(w_type)
    return w_file


_READING = [
    ("read", "descr_read", "self, size=None, /"),
    ("read1", "descr_read1", "self, size=None, /"),
    ("peek", "descr_peek", "self, size=None, /"),
    ("readinto", "descr_readinto", "self, buffer, /"),
    ("readinto1", "descr_readinto1", "self, buffer, /"),
    ("readline", "descr_readline", "self, size=None, /"),
]
_WRITING = [("write", "descr_write", "self, buffer, /")]
_COMMON = [
    ("__init__", "descr_init", "self, raw, buffer_size=None"),
    ("__repr__", "descr_repr", "self"),
    ("__sizeof__", "descr_sizeof", "self"),
    ("__getstate__", "base_getstate", "self"),
    ("detach", "descr_detach", "self"),
    ("flush", "descr_flush", "self"),
    ("close", "descr_close", "self"),
    ("tell", "descr_tell", "self"),
    ("seek", "descr_seek", "self, target, whence=None, /"),
    ("truncate", "descr_truncate", "self, pos=None, /"),
    ("seekable", "descr_seekable", "self"),
    ("fileno", "descr_fileno", "self"),
    ("isatty", "descr_isatty", "self"),
    ("_dealloc_warn", "descr_dealloc_warn", "self, source, /"),
]


def _type(name, cls, new_function, entries):
    """NOT_RPYTHON: the TypeDef of one of the classes."""
    members = [method(n, getattr(cls, f), sig) for n, f, sig in _COMMON + entries]
    if ("readable", "descr_readable", "self") in entries:
        members.append(Entry("iterator", "__next__", "next_or_stop", "self"))
    return TypeDef(
        "_io." + name,
        cls,
        new("cls, ...", new_function),
        *members,
        getset("raw", cls.fget_raw),
        getset("closed", cls.fget_closed),
        getset("name", cls.fget_name),
        getset("mode", cls.fget_mode),
        getset("_finalizing", cls.fget_finalizing),
        base=base.bufferediobase,
        hasdict=True,
    )


_CAN_READ = [("readable", "descr_readable", "self")]
_CAN_WRITE = [("writable", "descr_writable", "self")]
W_BufferedReader.typedef = _type(
    "BufferedReader", W_BufferedReader, reader_new, _READING + _CAN_READ
)
W_BufferedWriter.typedef = _type(
    "BufferedWriter", W_BufferedWriter, writer_new, _WRITING + _CAN_WRITE
)
W_BufferedRandom.typedef = _type(
    "BufferedRandom", W_BufferedRandom, random_new, _READING + _CAN_READ + _WRITING + _CAN_WRITE
)

from interpreters.python.interpreter import finalizers  # noqa: E402

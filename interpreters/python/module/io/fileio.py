"""FileIO: a descriptor as a stream of bytes without a buffer."""

from rpython.rlib import rposix, rsyscall
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter import actions
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new, user_subclass
from interpreters.python.module import blocking
from interpreters.python.module.fspath import fsencode
from interpreters.python.module.io import base, common
from interpreters.python.objspace import buffer, bytesobject, unicodeobject
from interpreters.python.objspace import operation as space

O_CLOEXEC = 0o2000000
S_IFMT = 0o170000
S_IFDIR = 0o040000
EBADF = 9
EISDIR = 21
ESPIPE = 29
CHUNK = 65536
FCNTL = 72  # system calls
FSTAT = 5
F_SETFD = 2
BAD_MODE = "Must have exactly one of create/read/write/append mode and at most one plus"
UNKNOWN = -1
MAX_FD = 0x7FFFFFFF


class W_FileIO(base.W_IOBase):
    """FileIO; fd is -1 when it is closed or not initialised."""

    def __init__(self):
        base.W_IOBase.__init__(self)
        self.fd = -1
        self.created = False
        self.reading = False
        self.writing = False
        self.appending = False
        self.closefd = True
        self.seekable = UNKNOWN
        self.blksize = common.BUFFER_SIZE
        self.plain = True  # no attribute but its name was ever set

    def setdictvalue(self, name, w_value):
        if name != "name":
            self.plain = False
        return base.W_IOBase.setdictvalue(self, name, w_value)

    def setup(self, fd, reading, writing):
        """A stream on a descriptor that stays open when the stream is closed."""
        self.fd = fd
        self.reading = reading
        self.writing = writing
        self.closefd = False

    def open_file(self):
        if self.fd >= 0 and self.closefd:
            return self
        return None

    # ---- opening

    def parse_mode(self, mode):
        """Sets the attributes; the flags for open()."""
        main = "\0"
        plus = False
        self.created = False
        self.reading = False
        self.writing = False
        self.appending = False
        for c in mode:
            if c == "r" or c == "w" or c == "a" or c == "x":
                if main != "\0":
                    raise operr(space.w_ValueError, BAD_MODE)
                main = c
            elif c == "+":
                if plus:
                    raise operr(space.w_ValueError, BAD_MODE)
                plus = True
            elif c != "b":
                raise operr(space.w_ValueError, "invalid mode: %s" % mode)
        if main == "\0":
            raise operr(space.w_ValueError, BAD_MODE)
        self.reading = main == "r" or plus
        self.writing = main != "r" or plus
        flags = O_CLOEXEC
        if self.reading and self.writing:
            flags |= rposix.O_RDWR
        elif self.writing:
            flags |= rposix.O_WRONLY
        if main == "x":
            self.created = True
            flags |= rposix.O_CREAT | rposix.O_EXCL
        elif main == "w":
            flags |= rposix.O_CREAT | rposix.O_TRUNC
        elif main == "a":
            self.appending = True
            flags |= rposix.O_CREAT | rposix.O_APPEND
        return flags

    def open(self, w_file, mode, closefd, w_opener):
        """What __init__ does."""
        if self.fd >= 0:
            if self.closefd:
                self.close_fd()
            else:
                self.fd = -1
        fd = -1
        if space.isinstance_w(w_file, space.w_float):
            raise operr(space.w_TypeError, "integer argument expected, got float")
        if space.isinstance_w(w_file, space.w_int) or (
            not space.isinstance_w(w_file, space.w_str)
            and space.lookup(w_file, "__index__") is not None
        ):
            fd = space.getindex_w(w_file, None)
            if fd < 0:
                raise operr(space.w_ValueError, "negative file descriptor")
            if fd > MAX_FD:
                fd = -1
        flags = self.parse_mode(mode)
        self.seekable = UNKNOWN
        self.closefd = closefd
        own = False
        if fd >= 0:
            self.fd = fd
        else:
            path = path_of(w_file)
            if not closefd:
                self.closefd = True
                raise operr(space.w_ValueError, "Cannot use closefd=False with file name")
            if common.given(w_opener):
                w_fd = space.call2(w_opener, w_file, space.newint(flags))
                if not space.isinstance_w(w_fd, space.w_int):
                    raise operr(space.w_TypeError, "expected integer from opener")
                fd = space.int_w(w_fd)
                if fd < 0:
                    raise operr(space.w_ValueError, "opener returned %d" % fd)
                blocking.simple(FCNTL, fd, F_SETFD, 1)
            else:
                try:
                    fd = blocking.open(path, flags, 0o666)
                except OSError as e:
                    raise common.wrap_oserror(e, w_file)
            self.fd = fd
            own = True
        try:
            self.inspect(w_file)
            space.setattr(self, "name", w_file)
            if self.appending:
                try:
                    rposix.lseek(self.fd, 0, rposix.SEEK_END)
                except OSError as e:
                    if e.errno != ESPIPE:
                        raise common.wrap_oserror(e, None)
        except OperationError:
            if own:
                self.close_quietly()
            else:
                self.fd = -1
            raise

    def inspect(self, w_file):
        """Checks that the descriptor is open and not a directory."""
        try:
            st = rposix.fstat(self.fd)
        except OSError as e:
            if e.errno == EBADF:
                raise common.wrap_oserror(e, w_file)
            return
        if (st.st_mode & S_IFMT) == S_IFDIR:
            raise common.wrap_oserror(OSError(EISDIR, "directory"), w_file)

    def close_quietly(self):
        """Close after an error."""
        fd = self.fd
        self.fd = -1
        if fd >= 0:
            try:
                rposix.close(fd)
            except OSError:
                pass

    def close_fd(self):
        """Close the descriptor."""
        fd = self.fd
        self.fd = -1
        if fd >= 0:
            try:
                rposix.close(fd)
            except OSError as e:
                raise common.wrap_oserror(e, None)

    # ---- checks

    def check_open(self):
        if self.fd < 0:
            raise operr(space.w_ValueError, "I/O operation on closed file")

    def check_reading(self):
        self.check_open()
        if not self.reading:
            raise common.unsupported("File not open for reading")

    def check_writing(self):
        self.check_open()
        if not self.writing:
            raise common.unsupported("File not open for writing")

    # ---- what buffered streams use

    def read_data(self, n):
        """At most n bytes; None if it would block."""
        self.check_reading()
        try:
            return blocking.read(self.fd, n)
        except OSError as e:
            if e.errno == common.EAGAIN:
                return None
            raise common.wrap_oserror(e, None)

    def write_data(self, data):
        """The number of bytes written; -1 if it would block."""
        self.check_writing()
        try:
            return blocking.write(self.fd, data)
        except OSError as e:
            if e.errno == common.EAGAIN:
                return -1
            raise common.wrap_oserror(e, None)

    def read_all(self):
        """Everything up to the end; None if it would block before the first byte."""
        self.check_reading()
        size = CHUNK
        try:
            st = rposix.fstat(self.fd)
            position = rposix.lseek(self.fd, 0, rposix.SEEK_CUR)
            if st.st_size >= position:
                size = st.st_size - position + 1
        except OSError:
            pass
        if size > (1 << 30):
            size = 1 << 30
        first = self.read_data(size)
        if first is None or len(first) == 0:
            return first
        data = self.read_data(CHUNK)
        if data is None or len(data) == 0:
            return first
        builder = StringBuilder(len(first) + CHUNK)
        builder.append(first)
        while data is not None and len(data) > 0:
            builder.append(data)
            data = self.read_data(CHUNK)
        return builder.build()

    def seek_to(self, offset, whence):
        """lseek"""
        try:
            return rposix.lseek(self.fd, offset, whence)
        except OSError as e:
            raise common.wrap_oserror(e, None)

    def is_seekable(self):
        """Does lseek work?"""
        if self.seekable == UNKNOWN:
            try:
                rposix.lseek(self.fd, 0, rposix.SEEK_CUR)
                self.seekable = 1
            except OSError:
                self.seekable = 0
        return self.seekable == 1

    # ---- methods

    def descr_read(self, w_size):
        self.check_reading()
        n = common.size_arg(w_size)
        if n < 0:
            return space.call_method0(self, "readall")
        return bytes_or_none(self.read_data(n))

    def descr_readall(self):
        return bytes_or_none(self.read_all())

    def descr_readinto(self, w_buffer):
        self.check_reading()
        memory = buffer.writable_w(w_buffer, "readinto() argument")
        data = self.read_data(memory.length())
        if data is None:
            return space.w_None
        memory.put(0, data)
        return space.newint(len(data))

    def descr_write(self, w_data):
        self.check_writing()
        data = bytesobject.need_buffer(w_data)
        n = self.write_data(data)
        if n < 0:
            return space.w_None
        if n < len(data):
            actions.poll()  # a signal may be the cause
        return space.newint(n)

    def descr_seek(self, w_offset, w_whence):
        self.check_open()
        if space.isinstance_w(w_offset, space.w_float):
            raise operr(space.w_TypeError, "an integer is required")
        offset = common.int_arg(w_offset, 0)
        whence = common.int_arg(w_whence, 0)
        return space.newint(self.seek_to(offset, whence))

    def descr_tell(self):
        self.check_open()
        return space.newint(self.seek_to(0, rposix.SEEK_CUR))

    def descr_truncate(self, w_size):
        self.check_writing()
        if common.given(w_size):
            if space.isinstance_w(w_size, space.w_float):
                raise operr(space.w_TypeError, "an integer is required")
            size = common.int_arg(w_size, 0)
        else:
            size = self.seek_to(0, rposix.SEEK_CUR)
        try:
            rposix.ftruncate(self.fd, size)
        except OSError as e:
            raise common.wrap_oserror(e, None)
        return space.newint(size)

    def descr_close(self):
        try:
            self.base_close()
        except OperationError as e:
            if self.closefd:
                try:
                    self.close_fd()
                except OperationError as second:
                    raise common.chain(e, second)
            else:
                self.fd = -1
            raise
        if self.closefd:
            self.close_fd()
        else:
            self.fd = -1

    def descr_seekable(self):
        self.check_open()
        return space.newbool(self.is_seekable())

    def descr_readable(self):
        self.check_open()
        return space.newbool(self.reading)

    def descr_writable(self):
        self.check_open()
        return space.newbool(self.writing)

    def descr_fileno(self):
        self.check_open()
        return space.newint(self.fd)

    def descr_isatty(self):
        self.check_open()
        return space.newbool(rposix.isatty(self.fd))

    def mode_text(self):
        """The mode as CPython shows it."""
        if self.created:
            return "xb+" if self.reading else "xb"
        if self.appending:
            return "ab+" if self.reading else "ab"
        if self.reading:
            return "rb+" if self.writing else "rb"
        return "wb"

    def fget_mode(self):
        return space.newtext(self.mode_text())

    def fget_closed(self):
        return space.newbool(self.fd < 0)

    def fget_closefd(self):
        return space.newbool(self.closefd)

    def fget_blksize(self):
        if self.blksize == common.BUFFER_SIZE and self.fd >= 0:
            # st_blksize is the eighth word of what fstat gives
            memory = rsyscall.malloc(256)
            try:
                if rsyscall.syscall(FSTAT, self.fd, memory, 0, 0, 0, 0) == 0:
                    data = rsyscall.get(memory + 56, 4)
                    size = ord(data[0]) | (ord(data[1]) << 8) | (ord(data[2]) << 16)
                    if size > 1:
                        self.blksize = size
            finally:
                rsyscall.free(memory)
        return space.newint(self.blksize)

    def fset_blksize(self, w_value):
        self.blksize = space.int_w(w_value)

    def descr_repr(self):
        if self.fd < 0:
            return space.newtext("<_io.FileIO [closed]>")
        w_name = space.findattr(self, "name")
        what = "fd=%d" % self.fd
        if w_name is not None:
            what = "name=" + repr_guarded(self, w_name)
        closefd = "True" if self.closefd else "False"
        return space.newtext(
            "<_io.FileIO %s mode='%s' closefd=%s>" % (what, self.mode_text(), closefd)
        )


def repr_guarded(w_file, w_name):
    """repr(name); RuntimeError if that shows the file again."""
    if not reprguard.enter(w_file):
        raise operr(
            space.w_RuntimeError,
            "reentrant call inside %s.__repr__" % w_file.getclass().qualified(),
        )
    try:
        return space.repr_w(w_name)
    finally:
        reprguard.leave(w_file)


def bytes_or_none(data):
    """bytes, or None for None."""
    if data is None:
        return space.w_None
    return space.newbytes(data)


def path_of(w_path):
    """The bytes of a path: str, bytes or an object with __fspath__."""
    if isinstance(w_path, unicodeobject.W_UnicodeObject):
        path = fsencode(w_path.text())
    elif isinstance(w_path, bytesobject.W_BytesObject):
        path = w_path.data()
    elif space.lookup(w_path, "__fspath__") is not None:
        w_inner = space.call_method0(w_path, "__fspath__")
        if not space.isinstance_w(w_inner, space.w_str) and not space.isinstance_w(
            w_inner, space.w_bytes
        ):
            raise operr(
                space.w_TypeError,
                "expected %s.__fspath__() to return str or bytes, not %s"
                % (space.typename(w_path), space.typename(w_inner)),
            )
        return path_of(w_inner)
    else:
        raise operr(
            space.w_TypeError,
            "expected str, bytes or os.PathLike object, not " + space.typename(w_path),
        )
    if path.find("\0") >= 0:
        raise operr(space.w_ValueError, "embedded null byte")
    return path


def fileio_init(scope_w):
    """FileIO.__init__(file, mode='r', closefd=True, opener=None)"""
    w_self = scope_w[0]
    if not isinstance(w_self, W_FileIO):
        raise operr(space.w_TypeError, "descriptor '__init__' requires a '_io.FileIO' object")
    mode = "r"
    if scope_w[2] is not None:
        mode = text_arg(scope_w[2], "FileIO() argument 'mode'")
    closefd = scope_w[3] is None or space.is_true(scope_w[3])
    w_self.open(scope_w[1], mode, closefd, scope_w[4])


def text_arg(w_value, what):
    """An argument that must be a str."""
    if not isinstance(w_value, unicodeobject.W_UnicodeObject):
        raise operr(space.w_TypeError, "%s must be str, not %s" % (what, space.typename(w_value)))
    text = w_value.text()
    if text.find("\0") >= 0:
        raise operr(space.w_ValueError, "embedded null character")
    return text


W_FileIOUser = user_subclass(W_FileIO)


def opened_file():
    """A FileIO that is closed when it is not used any more."""
    w_file = W_FileIO()
    finalizers.register(w_file)
    return w_file


def fileio_new(w_type, args):
    """FileIO.__new__"""
    if w_type is W_FileIO.typedef.w_type:
        return opened_file()
    w_file = W_FileIOUser()
    w_file.user_setup(w_type)
    return w_file


W_FileIO.typedef = TypeDef(
    "_io.FileIO",
    W_FileIO,
    new("cls, ...", fileio_new),
    method("__init__", fileio_init, "self, file, mode=None, closefd=None, opener=None"),
    method("__repr__", W_FileIO.descr_repr, "self"),
    method("read", W_FileIO.descr_read, "self, size=None, /"),
    method("readall", W_FileIO.descr_readall, "self"),
    method("readinto", W_FileIO.descr_readinto, "self, buffer, /"),
    method("write", W_FileIO.descr_write, "self, data, /"),
    method("seek", W_FileIO.descr_seek, "self, pos, whence=None, /"),
    method("tell", W_FileIO.descr_tell, "self"),
    method("truncate", W_FileIO.descr_truncate, "self, size=None, /"),
    method("close", W_FileIO.descr_close, "self"),
    method("seekable", W_FileIO.descr_seekable, "self"),
    method("readable", W_FileIO.descr_readable, "self"),
    method("writable", W_FileIO.descr_writable, "self"),
    method("fileno", W_FileIO.descr_fileno, "self"),
    method("isatty", W_FileIO.descr_isatty, "self"),
    method("__getstate__", W_FileIO.base_getstate, "self"),
    getset("mode", W_FileIO.fget_mode),
    getset("closed", W_FileIO.fget_closed),
    getset("closefd", W_FileIO.fget_closefd),
    getset("_finalizing", W_FileIO.fget_finalizing),
    getset("_blksize", W_FileIO.fget_blksize, W_FileIO.fset_blksize),
    base=base.rawiobase,
    hasdict=True,
)

from interpreters.python.interpreter import finalizers  # noqa: E402
from interpreters.python.objspace import reprguard  # noqa: E402

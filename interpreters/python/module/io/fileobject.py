"""Files: W_BinaryFile reads and writes bytes through a buffer, W_TextFile text on top of the same."""

from rpython.rlib import rposix
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import TypeDef, getset, iterator_methods, method
from interpreters.python.module import blocking
from interpreters.python.objspace import bytesobject, excobject, unicodeobject
from interpreters.python.objspace import operation as space

BUFFER_SIZE = 8192
CHUNK = 65536


def wrap_oserror(e, w_filename):
    """The Python exception for an OSError of the operating system."""
    w_errno = space.newint(e.errno)
    w_message = space.newtext(rposix.strerror(e.errno))
    w_type = space.w_OSError
    if e.errno == 2:
        w_type = space.w_FileNotFoundError
    elif e.errno == 13 or e.errno == 1:
        w_type = space.w_PermissionError
    elif e.errno == 17:
        w_type = space.w_FileExistsError
    elif e.errno == 21:
        w_type = space.w_IsADirectoryError
    elif e.errno == 20:
        w_type = space.w_NotADirectoryError
    elif e.errno == 32:
        w_type = space.w_BrokenPipeError
    if w_filename is None:
        return OperationError(w_type, space.call2(w_type, w_errno, w_message))
    return OperationError(w_type, space.call3(w_type, w_errno, w_message, w_filename))


class W_File(W_Root):
    """What binary and text files share: the descriptor, the read buffer, the write buffer."""

    def __init__(self, fd, w_name, mode, readable, writable, closefd):
        self.fd = fd
        self.w_name = w_name
        self.mode = mode
        self.readable = readable
        self.writable = writable
        self.closefd = closefd
        self.closed = False
        self.buffer = ""  # read and not yet consumed
        self.pos = 0  # consumed part of the buffer
        self.at_end = False
        self.out = []  # written and not yet flushed
        self.out_size = 0
        self.line_buffering = False
        self.unbuffered = False

    # ---- the operating system

    def check_open(self):
        if self.closed:
            raise operr(space.w_ValueError, "I/O operation on closed file.")

    def check_readable(self):
        self.check_open()
        if not self.readable:
            raise io_unsupported("not readable")
        if self.out_size > 0:
            self.flush()

    def check_writable(self):
        self.check_open()
        if not self.writable:
            raise io_unsupported("not writable")

    def flush(self):
        """Write out what is in the write buffer."""
        if self.out_size > 0:
            data = "".join(self.out)
            self.out = []
            self.out_size = 0
            try:
                blocking.write_all(self.fd, data)
            except OSError as e:
                raise wrap_oserror(e, None)

    def write_data(self, data):
        """Add bytes to the write buffer."""
        if self.pos < len(self.buffer):
            self.forget_buffer()
        self.out.append(data)
        self.out_size += len(data)
        if self.out_size >= BUFFER_SIZE or self.unbuffered:
            self.flush()
        elif self.line_buffering and data.find("\n") >= 0:
            self.flush()

    def forget_buffer(self):
        """Drop what was read ahead: the position of the file is where the reader is."""
        ahead = len(self.buffer) - self.pos
        self.buffer = ""
        self.pos = 0
        if ahead > 0:
            try:
                rposix.lseek(self.fd, -ahead, rposix.SEEK_CUR)
            except OSError as e:
                raise wrap_oserror(e, None)

    def fill(self):
        """Read more into the buffer; False at the end of the file."""
        try:
            data = blocking.read(self.fd, CHUNK)
        except OSError as e:
            raise wrap_oserror(e, None)
        if len(data) == 0:
            return False
        pos = self.pos
        assert pos >= 0
        if pos < len(self.buffer):
            self.buffer = self.buffer[pos:] + data
        else:
            self.buffer = data
        self.pos = 0
        return True

    def take(self, n):
        """Consume n bytes of the buffer."""
        start = self.pos
        stop = start + n
        if stop > len(self.buffer):
            stop = len(self.buffer)
        self.pos = stop
        assert start >= 0 and stop >= 0
        return self.buffer[start:stop]

    def read_all(self):
        """Everything up to the end."""
        parts = [self.take(len(self.buffer))]
        while True:
            try:
                data = blocking.read(self.fd, CHUNK)
            except OSError as e:
                raise wrap_oserror(e, None)
            if len(data) == 0:
                break
            parts.append(data)
        return "".join(parts)

    def read_bytes(self, n):
        """n bytes, fewer only at the end."""
        if n < 0:
            return self.read_all()
        while len(self.buffer) - self.pos < n:
            if not self.fill():
                break
        return self.take(n)

    def read_line(self, limit):
        """A line with its newline; at most limit bytes if limit >= 0."""
        start = self.pos
        while True:
            end = self.buffer.find("\n", start)
            if end >= 0:
                n = end + 1 - self.pos
                break
            n = len(self.buffer) - self.pos
            if limit >= 0 and n >= limit:
                break
            if not self.fill():
                break
            start = n
        if limit >= 0 and n > limit:
            n = limit
        return self.take(n)

    def close(self):
        if self.closed:
            return
        try:
            self.flush()
        finally:
            self.closed = True
            if self.closefd:
                try:
                    rposix.close(self.fd)
                except OSError as e:
                    raise wrap_oserror(e, None)

    # ---- Python-level methods common to both

    def descr_close(self):
        self.close()

    def descr_flush(self):
        self.check_open()
        self.flush()

    def descr_fileno(self):
        self.check_open()
        return space.newint(self.fd)

    def descr_isatty(self):
        self.check_open()
        return space.newbool(rposix.isatty(self.fd))

    def descr_readable(self):
        return space.newbool(self.readable)

    def descr_writable(self):
        return space.newbool(self.writable)

    def descr_seekable(self):
        try:
            rposix.lseek(self.fd, 0, rposix.SEEK_CUR)
        except OSError:
            return space.w_False
        return space.w_True

    def descr_enter(self):
        self.check_open()
        return self

    def descr_exit(self, w_type, w_value, w_traceback):
        self.close()

    def descr_seek(self, w_offset, w_whence):
        self.check_open()
        self.flush()
        offset = space.int_w(w_offset)
        whence = 0
        if w_whence is not None:
            whence = space.int_w(w_whence)
        if whence == 1:
            self.forget_buffer()
        self.buffer = ""
        self.pos = 0
        try:
            return space.newint(rposix.lseek(self.fd, offset, whence))
        except OSError as e:
            raise wrap_oserror(e, None)

    def descr_tell(self):
        self.check_open()
        self.flush()
        try:
            position = rposix.lseek(self.fd, 0, rposix.SEEK_CUR)
        except OSError as e:
            raise wrap_oserror(e, None)
        return space.newint(position - (len(self.buffer) - self.pos))

    def descr_truncate(self, w_size):
        self.check_writable()
        self.flush()
        try:
            if w_size is None or w_size is space.w_None:
                size = rposix.lseek(self.fd, 0, rposix.SEEK_CUR)
            else:
                size = space.int_w(w_size)
            rposix.ftruncate(self.fd, size)
        except OSError as e:
            raise wrap_oserror(e, None)
        return space.newint(size)

    def descr_readlines(self, w_hint):
        hint = size_or_all(w_hint)
        self.check_readable()
        lines_w = []
        total = 0
        while True:
            w_line = self.next_w()
            if w_line is None:
                break
            lines_w.append(w_line)
            if hint > 0:
                total += space.len_w(w_line)
                if total >= hint:
                    break
        return space.newlist(lines_w)

    def descr_writelines(self, w_lines):
        self.check_writable()
        w_iter = space.iter(w_lines)
        while True:
            w_line = w_iter.next_w()
            if w_line is None:
                break
            self.descr_write(w_line)

    def descr_write(self, w_data):
        raise NotImplementedError

    def fget_name(self):
        return self.w_name

    def fset_name(self, w_value):
        self.w_name = w_value

    def fget_mode(self):
        return space.newtext(self.mode)

    def fget_closed(self):
        return space.newbool(self.closed)


class W_BinaryFile(W_File):
    """A file opened in binary mode."""

    def next_w(self):
        self.check_readable()
        line = self.read_line(-1)
        if len(line) == 0:
            return None
        return space.newbytes(line)

    def descr_read(self, w_size):
        self.check_readable()
        return space.newbytes(self.read_bytes(size_or_all(w_size)))

    def descr_read1(self, w_size):
        self.check_readable()
        if self.pos >= len(self.buffer):
            self.fill()
        n = size_or_all(w_size)
        if n < 0:
            n = len(self.buffer)
        return space.newbytes(self.take(n))

    def descr_readline(self, w_size):
        self.check_readable()
        return space.newbytes(self.read_line(size_or_all(w_size)))

    def descr_peek(self, w_size):
        self.check_readable()
        if self.pos >= len(self.buffer):
            self.fill()
        pos = self.pos
        assert pos >= 0
        return space.newbytes(self.buffer[pos:])

    def descr_write(self, w_data):
        self.check_writable()
        data = bytesobject.buffer_w(w_data)
        self.write_data(data)
        return space.newint(len(data))

    def descr_repr(self):
        kind = "BufferedReader"
        if self.writable:
            kind = "BufferedWriter"
        return space.newtext("<_io.%s name=%s>" % (kind, space.repr_w(self.w_name)))


class W_TextFile(W_File):
    """A file opened in text mode: UTF-8, Latin-1 or ASCII."""

    def __init__(self, fd, w_name, mode, readable, writable, closefd):
        W_File.__init__(self, fd, w_name, mode, readable, writable, closefd)
        self.encoding = "utf-8"
        self.errors = "strict"
        self.translate = True  # read \r\n and \r as \n
        self.w_buffer = None

    def is_utf8(self):
        return self.encoding == "utf-8"

    def decode(self, data):
        """Bytes of the file to a str object."""
        if self.translate and data.find("\r") >= 0:
            data = data.replace("\r\n", "\n").replace("\r", "\n")
        if is_ascii(data):
            return space.newtext(data)
        return space.call_method2(
            space.newbytes(data),
            "decode",
            space.newtext(self.encoding),
            space.newtext(self.errors),
        )

    def next_w(self):
        self.check_readable()
        line = self.next_line(-1)
        if len(line) == 0:
            return None
        return self.decode(line)

    def next_line(self, limit):
        """A line of the file; also ended by \\r where newlines are translated."""
        return self.read_line(limit)

    def read_chars(self, n):
        """Bytes that make n characters, fewer only at the end."""
        builder = StringBuilder(n)
        while n > 0:
            if self.pos >= len(self.buffer):
                if not self.fill():
                    break
            c = ord(self.buffer[self.pos])
            width = 1
            if self.is_utf8():
                if c >= 0xF0:
                    width = 4
                elif c >= 0xE0:
                    width = 3
                elif c >= 0xC0:
                    width = 2
            builder.append(self.read_bytes(width))
            n -= 1
        return builder.build()

    def descr_read(self, w_size):
        self.check_readable()
        n = size_or_all(w_size)
        if n < 0:
            return self.decode(self.read_all())
        return self.decode(self.read_chars(n))

    def descr_readline(self, w_size):
        self.check_readable()
        return self.decode(self.next_line(size_or_all(w_size)))

    def descr_write(self, w_text):
        self.check_writable()
        if not isinstance(w_text, unicodeobject.W_UnicodeObject):
            raise operr(
                space.w_TypeError, "write() argument must be str, not " + space.typename(w_text)
            )
        data = space.text_w(w_text)
        length = w_text.length()
        if length != len(data):
            # not ASCII: check for surrogates, encode
            w_data = space.call_method2(
                w_text, "encode", space.newtext(self.encoding), space.newtext(self.errors)
            )
            data = space.bytes_w(w_data)
        self.write_data(data)
        return space.newint(length)

    def descr_reconfigure(self, args):
        w_value = args.getkw("line_buffering")
        if w_value is not None and w_value is not space.w_None:
            self.line_buffering = space.is_true(w_value)
        w_value = args.getkw("encoding")
        if w_value is not None and w_value is not space.w_None:
            self.encoding = canonical_encoding(space.text_w(w_value))
        w_value = args.getkw("errors")
        if w_value is not None and w_value is not space.w_None:
            self.errors = space.text_w(w_value)
        self.flush()

    def descr_repr(self):
        return space.newtext(
            "<_io.TextIOWrapper name=%s mode='%s' encoding='%s'>"
            % (space.repr_w(self.w_name), self.mode, self.encoding)
        )

    def fget_encoding(self):
        return space.newtext(self.encoding)

    def fget_errors(self):
        return space.newtext(self.errors)

    def fget_newlines(self):
        return space.w_None

    def fget_line_buffering(self):
        return space.newbool(self.line_buffering)

    def fget_buffer(self):
        """A binary file on the same descriptor."""
        self.flush()
        if self.w_buffer is None:
            w_buffer = W_BinaryFile(
                self.fd, self.w_name, self.mode, self.readable, self.writable, False
            )
            w_buffer.unbuffered = True
            self.w_buffer = w_buffer
        return self.w_buffer


def is_ascii(data):
    """Are all bytes below 128?"""
    i = 0
    n = len(data)
    while i < n:
        if ord(data[i]) >= 128:
            return False
        i += 1
    return True


def size_or_all(w_size):
    """A size argument: -1 for None or missing."""
    if w_size is None or w_size is space.w_None:
        return -1
    return space.int_w(w_size)


def io_unsupported(msg):
    """io.UnsupportedOperation(msg)"""
    return operr(space.w_UnsupportedOperation, msg)


def canonical_encoding(name):
    """utf-8, latin-1, ascii under their usual names; others as they are."""
    low = name.lower().replace("_", "-")
    if low == "utf8" or low == "u8":
        return "utf-8"
    if low == "latin1" or low == "iso-8859-1" or low == "iso8859-1":
        return "latin-1"
    return low


# ---- opening ---------------------------------------------------------------------------------


class Mode(object):
    """A mode string taken apart."""

    def __init__(self, mode):
        self.binary = False
        self.reading = False
        self.writing = False
        self.flags = 0
        main = "\0"
        plus = False
        text = False
        for c in mode:
            if c == "r" or c == "w" or c == "a" or c == "x":
                if main != "\0":
                    raise operr(
                        space.w_ValueError,
                        "must have exactly one of create/read/write/append mode",
                    )
                main = c
            elif c == "b":
                self.binary = True
            elif c == "t":
                text = True
            elif c == "+":
                plus = True
            else:
                raise operr(space.w_ValueError, "invalid mode: '%s'" % mode)
        if main == "\0":
            raise operr(
                space.w_ValueError,
                "Must have exactly one of create/read/write/append mode and at most one plus",
            )
        if text and self.binary:
            raise operr(space.w_ValueError, "can't have text and binary mode at once")
        self.reading = main == "r" or plus
        self.writing = main != "r" or plus
        flags = rposix.O_RDONLY
        if plus:
            flags = rposix.O_RDWR
        elif main != "r":
            flags = rposix.O_WRONLY
        if main == "w":
            flags |= rposix.O_CREAT | rposix.O_TRUNC
        elif main == "a":
            flags |= rposix.O_CREAT | rposix.O_APPEND
        elif main == "x":
            flags |= rposix.O_CREAT | rposix.O_EXCL
        self.flags = flags


def given(w_value):
    """Is an optional argument there and not None?"""
    return w_value is not None and w_value is not space.w_None


def open_file(scope_w):
    """open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True,
    opener=None)"""
    w_file = scope_w[0]
    mode = "r"
    if given(scope_w[1]):
        mode = space.text_w(scope_w[1])
    info = Mode(mode)
    closefd = scope_w[6] is None or space.is_true(scope_w[6])
    if info.binary and given(scope_w[3]):
        raise operr(space.w_ValueError, "binary mode doesn't take an encoding argument")
    fd = descriptor_of(w_file, info, scope_w[7])
    w_result = make_file(fd, w_file, mode, info, closefd)
    if isinstance(w_result, W_TextFile):
        if given(scope_w[3]):
            w_result.encoding = canonical_encoding(space.text_w(scope_w[3]))
            if w_result.encoding == "locale":
                w_result.encoding = "utf-8"
        if given(scope_w[4]):
            w_result.errors = space.text_w(scope_w[4])
        if given(scope_w[5]):
            w_result.translate = False
        if given(scope_w[2]) and space.int_w(scope_w[2]) == 1:
            w_result.line_buffering = True
    elif isinstance(w_result, W_BinaryFile):
        if given(scope_w[2]) and space.int_w(scope_w[2]) == 0:
            w_result.unbuffered = True
    return w_result


def descriptor_of(w_file, info, w_opener):
    """The descriptor for the first argument of open()."""
    if space.isinstance_w(w_file, space.w_int):
        return space.int_w(w_file)
    path = path_of(w_file)
    if given(w_opener):
        return space.int_w(space.call2(w_opener, w_file, space.newint(info.flags)))
    try:
        fd = rposix.open(path, info.flags, 0o666)
        if rposix.isdir(path):
            rposix.close(fd)
            raise OSError(21, "Is a directory")
        return fd
    except OSError as e:
        raise wrap_oserror(e, w_file)


def path_of(w_path):
    """The bytes of a path: str, bytes or an object with __fspath__."""
    if isinstance(w_path, unicodeobject.W_UnicodeObject):
        path = space.text_w(w_path)
    elif isinstance(w_path, bytesobject.W_BytesObject):
        path = space.bytes_w(w_path)
    elif space.lookup(w_path, "__fspath__") is not None:
        return path_of(space.call_method0(w_path, "__fspath__"))
    else:
        raise operr(
            space.w_TypeError,
            "expected str, bytes or os.PathLike object, not " + space.typename(w_path),
        )
    if path.find("\0") >= 0:
        raise operr(space.w_ValueError, "embedded null byte")
    return path


def make_file(fd, w_name, mode, info, closefd):
    """The file object for an open descriptor."""
    if info.binary:
        return W_BinaryFile(fd, w_name, mode, info.reading, info.writing, closefd)
    return W_TextFile(fd, w_name, mode, info.reading, info.writing, closefd)


class Standard(object):
    """The standard streams that have to be flushed at exit."""

    def __init__(self):
        self.files_w = []


standard = Standard()


def standard_file(fd, name, mode):
    """sys.stdin, sys.stdout or sys.stderr."""
    w_file = W_TextFile(fd, space.newtext(name), mode, mode == "r", mode == "w", False)
    if fd == 2:
        w_file.errors = "backslashreplace"
        w_file.line_buffering = True
    elif rposix.isatty(fd):
        w_file.line_buffering = True
    if mode == "w":
        standard.files_w.append(w_file)
    return w_file


def flush_standard():
    """Flush the standard streams; errors are ignored."""
    for w_file in standard.files_w:
        try:
            if not w_file.closed:
                w_file.flush()
        except OperationError:
            w_file.out = []
            w_file.out_size = 0


unsupported_operation = TypeDef(
    "io.UnsupportedOperation", excobject.W_BaseException, base="OSError", acceptable_as_base=True
)

_COMMON = [
    ("close", "descr_close", "self"),
    ("flush", "descr_flush", "self"),
    ("fileno", "descr_fileno", "self"),
    ("isatty", "descr_isatty", "self"),
    ("readable", "descr_readable", "self"),
    ("writable", "descr_writable", "self"),
    ("seekable", "descr_seekable", "self"),
    ("__enter__", "descr_enter", "self"),
    ("__exit__", "descr_exit", "self, type=None, value=None, traceback=None"),
    ("seek", "descr_seek", "self, offset, whence=None"),
    ("tell", "descr_tell", "self"),
    ("truncate", "descr_truncate", "self, size=None"),
    ("readlines", "descr_readlines", "self, hint=None"),
    ("writelines", "descr_writelines", "self, lines"),
    ("write", "descr_write", "self, data, /"),
    ("__repr__", "descr_repr", "self"),
    ("read", "descr_read", "self, size=None"),
    ("readline", "descr_readline", "self, size=None"),
]


def _entries(cls, more):
    """NOT_RPYTHON: the methods of a file class."""
    return [method(name, getattr(cls, attr), sig) for name, attr, sig in _COMMON + more] + [
        getset("name", cls.fget_name, cls.fset_name),
        getset("mode", cls.fget_mode),
        getset("closed", cls.fget_closed),
    ]


W_BinaryFile.typedef = TypeDef(
    "_io.BufferedFile",
    W_BinaryFile,
    *iterator_methods(W_BinaryFile),
    *_entries(
        W_BinaryFile,
        [
            ("read1", "descr_read1", "self, size=None"),
            ("peek", "descr_peek", "self, size=None"),
        ],
    ),
    hasdict=False,
)

W_TextFile.typedef = TypeDef(
    "_io.TextIOWrapper",
    W_TextFile,
    *iterator_methods(W_TextFile),
    *_entries(W_TextFile, [("reconfigure", "descr_reconfigure", "self, ...")]),
    getset("encoding", W_TextFile.fget_encoding),
    getset("errors", W_TextFile.fget_errors),
    getset("newlines", W_TextFile.fget_newlines),
    getset("line_buffering", W_TextFile.fget_line_buffering),
    getset("buffer", W_TextFile.fget_buffer),
)

w_open = function(
    "open",
    open_file,
    "file, mode=None, buffering=None, encoding=None, errors=None, newline=None, closefd=None, "
    "opener=None",
)

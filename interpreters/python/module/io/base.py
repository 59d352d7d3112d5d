"""_IOBase, _RawIOBase, _BufferedIOBase, _TextIOBase."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.baseobjspace import W_WithDict
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.interpreter.typedef import (
    Entry,
    TypeDef,
    getset,
    method,
    new,
    user_subclass,
)
from interpreters.python.module.io import common
from interpreters.python.objspace import buffer, bytesobject, unicodeobject
from interpreters.python.objspace import operation as space


class W_IOBase(W_WithDict):
    """_io._IOBase, and the base of all streams: they have attributes of their own."""

    def __init__(self):
        self.w_dict = None
        self.base_closed = False
        self.finalizing = False

    # ---- iteration

    def next_w(self):
        w_line = space.call_method0(self, "readline")
        if space.len_w(w_line) == 0:
            return None
        return w_line

    def base_iter(self):
        check_closed(self)
        return self

    # ---- methods

    def base_enter(self):
        check_closed(self)
        return self

    def base_exit(self, args):
        return space.call_method0(self, "close")

    def base_close(self):
        if self.base_closed:
            return
        try:
            space.call_method0(self, "flush")
        finally:
            self.base_closed = True

    def base_flush(self):
        if self.base_closed:
            raise common.closed_error()

    def base_seek(self, args):
        raise common.unsupported("seek")

    def base_tell(self):
        return space.call_method2(self, "seek", space.newint(0), space.newint(1))

    def base_truncate(self, w_size):
        raise common.unsupported("truncate")

    def base_fileno(self):
        raise common.unsupported("fileno")

    def base_isatty(self):
        check_closed(self)
        return space.w_False

    def base_no(self):
        return space.w_False

    def base_check_closed(self, args):
        check_closed(self)

    def base_check_seekable(self, args):
        check_seekable(self)
        return space.w_True

    def base_check_readable(self, args):
        check_readable(self)
        return space.w_True

    def base_check_writable(self, args):
        check_writable(self)
        return space.w_True

    def base_readline(self, w_size):
        limit = common.size_arg(w_size)
        w_peek = space.findattr(self, "peek")
        builder = StringBuilder(64)
        size = 0
        while limit < 0 or size < limit:
            n = 1
            if w_peek is not None:
                w_ahead = space.call1(w_peek, space.newint(1))
                ahead = common.bytes_result(w_ahead, "peek()")
                if len(ahead) > 0:
                    end = ahead.find("\n")
                    n = end + 1 if end >= 0 else len(ahead)
                    if limit >= 0 and n > limit - size:
                        n = limit - size
            w_data = space.call_method1(self, "read", space.newint(n))
            data = common.bytes_result(w_data, "read()")
            if len(data) == 0:
                break
            builder.append(data)
            size += len(data)
            if data[len(data) - 1] == "\n":
                break
        return space.newbytes(builder.build())

    def base_readlines(self, w_hint):
        hint = common.size_arg(w_hint)
        lines_w = []
        total = 0
        w_iter = space.iter(self)
        while True:
            w_line = w_iter.next_w()
            if w_line is None:
                break
            lines_w.append(w_line)
            if hint > 0:
                total += space.len_w(w_line)
                if total >= hint:
                    break
        return space.newlist(lines_w)

    def base_writelines(self, w_lines):
        check_closed(self)
        w_iter = space.iter(w_lines)
        while True:
            w_line = w_iter.next_w()
            if w_line is None:
                break
            space.call_method1(self, "write", w_line)

    def finalizer_rank(self):
        # after those that may still use it, and those that write to it
        return 3

    def open_file(self):
        """The FileIO, if there is one, whose descriptor close() will close."""
        return None

    def base_del(self):
        """What happens to a stream that is not used any more: it is closed."""
        try:
            if common.is_closed(self):
                return
        except OperationError:
            return
        try:
            warn_unclosed(self)
        except OperationError as e:
            finalizers.unraisable(e, self)
        self.finalizing = True
        try:
            space.call_method0(self, "close")
        except OperationError as e:
            if sysmodule.state.options.dev_mode:
                finalizers.unraisable(e, self)

    def fget_finalizing(self):
        return space.newbool(self.finalizing)

    def fget_closed(self):
        return space.newbool(self.base_closed)

    def base_getstate(self):
        raise operr(space.w_TypeError, "cannot pickle '%s' object" % space.typename(self))

    # ---- _RawIOBase

    def raw_read(self, w_size):
        n = common.int_arg(w_size, -1)
        if n < 0:
            return space.call_method0(self, "readall")
        w_array = common.fresh_bytearray(n)
        w_count = space.call_method1(self, "readinto", w_array)
        if w_count is space.w_None:
            return w_count
        count = space.getindex_w(w_count, space.w_ValueError)
        if count < 0:
            count = 0
        return space.newbytes(w_array.data()[0:count])

    def raw_readall(self):
        builder = StringBuilder(common.BUFFER_SIZE)
        while True:
            w_data = space.call_method1(self, "read", space.newint(common.BUFFER_SIZE))
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
        return space.newbytes(builder.build())

    # ---- _BufferedIOBase

    def buffered_detach(self):
        raise common.unsupported("detach")

    def buffered_read(self, args):
        raise common.unsupported("read")

    def buffered_read1(self, args):
        raise common.unsupported("read1")

    def buffered_write(self, args):
        raise common.unsupported("write")

    def buffered_readinto(self, w_buffer):
        return self.readinto_by("read", w_buffer)

    def buffered_readinto1(self, w_buffer):
        return self.readinto_by("read1", w_buffer)

    def readinto_by(self, name, w_buffer):
        """readinto() through read() or read1()."""
        memory = buffer.writable_w(w_buffer, name_of(name) + "() argument")
        size = memory.length()
        w_data = space.call_method1(self, name, space.newint(size))
        if not isinstance(w_data, bytesobject.W_BytesObject):
            raise operr(space.w_TypeError, name + "() should return bytes")
        data = w_data.data()
        if len(data) > size:
            raise operr(
                space.w_ValueError,
                "read() returned too much data: %d bytes requested, %d returned"
                % (size, len(data)),
            )
        memory.put(0, data)
        return space.newint(len(data))

    # ---- _TextIOBase

    def text_readline(self, args):
        raise common.unsupported("readline")

    def text_none(self):
        return space.w_None


def name_of(name):
    """The method that reads into a buffer through method `name`."""
    if name == "read":
        return "readinto"
    return "readinto1"


W_IOBaseUser = user_subclass(W_IOBase)


def check_closed(w_file):
    """ValueError if a stream is closed."""
    if common.is_closed(w_file):
        raise common.closed_error()


def check_seekable(w_file):
    """UnsupportedOperation unless a stream is seekable."""
    if not common.ask(w_file, "seekable"):
        raise common.unsupported("File or stream is not seekable.")


def check_readable(w_file):
    """UnsupportedOperation unless a stream is readable."""
    if not common.ask(w_file, "readable"):
        raise common.unsupported("File or stream is not readable.")


def check_writable(w_file):
    """UnsupportedOperation unless a stream is writable."""
    if not common.ask(w_file, "writable"):
        raise common.unsupported("File or stream is not writable.")


def warn_unclosed(w_file):
    """A ResourceWarning for a file that nobody has closed, unless such warnings are not even loaded."""
    w_warnings = space.dict_getitem_str(ec.w_modules, "warnings")
    if w_warnings is None or w_file.open_file() is None:
        return
    w_message = space.newtext("unclosed file " + space.repr_w(w_file))
    keywords = argument.Arguments([w_message, space.w_ResourceWarning], ["source"], [w_file])
    space.call_args(space.getattr(w_warnings, "warn"), keywords)


def iobase_new(w_type, args):
    """_IOBase.__new__"""
    w_file = W_IOBaseUser()
    w_file.user_setup(w_type)
    return w_file


def is_text(w_object):
    """Is it a str?"""
    return isinstance(w_object, unicodeobject.W_UnicodeObject)


iobase = TypeDef(
    "_io._IOBase",
    W_IOBase,
    new("cls, ...", iobase_new),
    method("__iter__", W_IOBase.base_iter, "self"),
    Entry("iterator", "__next__", "next_or_stop", "self"),
    method("__enter__", W_IOBase.base_enter, "self"),
    method("__del__", W_IOBase.base_del, "self"),
    method("__exit__", W_IOBase.base_exit, "self, ..."),
    method("close", W_IOBase.base_close, "self"),
    method("flush", W_IOBase.base_flush, "self"),
    method("seek", W_IOBase.base_seek, "self, ..."),
    method("tell", W_IOBase.base_tell, "self"),
    method("truncate", W_IOBase.base_truncate, "self, pos=None, /"),
    method("fileno", W_IOBase.base_fileno, "self"),
    method("isatty", W_IOBase.base_isatty, "self"),
    method("seekable", W_IOBase.base_no, "self"),
    method("readable", W_IOBase.base_no, "self"),
    method("writable", W_IOBase.base_no, "self"),
    method("_checkClosed", W_IOBase.base_check_closed, "self, ..."),
    method("_checkSeekable", W_IOBase.base_check_seekable, "self, ..."),
    method("_checkReadable", W_IOBase.base_check_readable, "self, ..."),
    method("_checkWritable", W_IOBase.base_check_writable, "self, ..."),
    method("readline", W_IOBase.base_readline, "self, size=None, /"),
    method("readlines", W_IOBase.base_readlines, "self, hint=None, /"),
    method("writelines", W_IOBase.base_writelines, "self, lines, /"),
    getset("closed", W_IOBase.fget_closed),
    getset("__dict__", W_IOBase.getdict),
    hasdict=True,
)
W_IOBase.typedef = iobase

rawiobase = TypeDef(
    "_io._RawIOBase",
    W_IOBase,
    method("read", W_IOBase.raw_read, "self, size=None, /"),
    method("readall", W_IOBase.raw_readall, "self"),
    base=iobase,
    hasdict=True,
    acceptable_as_base=True,
)

bufferediobase = TypeDef(
    "_io._BufferedIOBase",
    W_IOBase,
    method("detach", W_IOBase.buffered_detach, "self"),
    method("read", W_IOBase.buffered_read, "self, ..."),
    method("read1", W_IOBase.buffered_read1, "self, ..."),
    method("write", W_IOBase.buffered_write, "self, ..."),
    method("readinto", W_IOBase.buffered_readinto, "self, buffer, /"),
    method("readinto1", W_IOBase.buffered_readinto1, "self, buffer, /"),
    base=iobase,
    hasdict=True,
    acceptable_as_base=True,
)

textiobase = TypeDef(
    "_io._TextIOBase",
    W_IOBase,
    method("detach", W_IOBase.buffered_detach, "self"),
    method("read", W_IOBase.buffered_read, "self, ..."),
    method("readline", W_IOBase.text_readline, "self, ..."),
    method("write", W_IOBase.buffered_write, "self, ..."),
    getset("encoding", W_IOBase.text_none),
    getset("newlines", W_IOBase.text_none),
    getset("errors", W_IOBase.text_none),
    base=iobase,
    hasdict=True,
    acceptable_as_base=True,
)

from interpreters.python.interpreter import argument, finalizers  # noqa: E402
from interpreters.python.module.sys import sysmodule  # noqa: E402

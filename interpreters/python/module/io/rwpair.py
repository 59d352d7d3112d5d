"""BufferedRWPair: a readable and a writable raw stream together."""

from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new, user_subclass
from interpreters.python.module.io import base, buffered, common
from interpreters.python.objspace import operation as space


class W_RWPair(base.W_IOBase):
    """BufferedRWPair"""

    def __init__(self):
        base.W_IOBase.__init__(self)
        self.w_reader = None
        self.w_writer = None

    def reader(self):
        """The reader."""
        if self.w_reader is None:
            raise operr(space.w_ValueError, "I/O operation on uninitialized object")
        return self.w_reader

    def writer(self):
        """The writer."""
        if self.w_writer is None:
            raise operr(space.w_ValueError, "I/O operation on uninitialized object")
        return self.w_writer

    def descr_init(self, w_reader, w_writer, w_size):
        base.check_readable(w_reader)
        base.check_writable(w_writer)
        w_in = buffered.W_BufferedReader()
        w_in.descr_init(w_reader, w_size)
        w_out = buffered.W_BufferedWriter()
        w_out.descr_init(w_writer, w_size)
        self.w_reader = w_in
        self.w_writer = w_out

    def descr_read(self, args):
        return space.call_args(space.getattr(self.reader(), "read"), args)

    def descr_read1(self, args):
        return space.call_args(space.getattr(self.reader(), "read1"), args)

    def descr_peek(self, args):
        return space.call_args(space.getattr(self.reader(), "peek"), args)

    def descr_readinto(self, args):
        return space.call_args(space.getattr(self.reader(), "readinto"), args)

    def descr_readinto1(self, args):
        return space.call_args(space.getattr(self.reader(), "readinto1"), args)

    def descr_write(self, args):
        return space.call_args(space.getattr(self.writer(), "write"), args)

    def descr_flush(self):
        return space.call_method0(self.writer(), "flush")

    def descr_readable(self):
        return space.call_method0(self.reader(), "readable")

    def descr_writable(self):
        return space.call_method0(self.writer(), "writable")

    def descr_close(self):
        failed = None
        try:
            space.call_method0(self.writer(), "close")
        except OperationError as e:
            failed = e
        try:
            space.call_method0(self.reader(), "close")
        except OperationError as e:
            if failed is not None:
                raise common.chain(failed, e)
            raise
        if failed is not None:
            raise failed

    def descr_isatty(self):
        if common.ask(self.writer(), "isatty"):
            return space.w_True
        return space.call_method0(self.reader(), "isatty")

    def fget_closed(self):
        if self.w_writer is None:
            raise operr(
                space.w_RuntimeError, "the BufferedRWPair object is being garbage-collected"
            )
        return space.getattr(self.writer(), "closed")


W_RWPairUser = user_subclass(W_RWPair)


def pair_new(w_type, args):
    """BufferedRWPair.__new__"""
    if w_type is W_RWPair.typedef.w_type:
        return W_RWPair()
    w_file = W_RWPairUser()
    w_file.user_setup(w_type)
    return w_file


W_RWPair.typedef = TypeDef(
    "_io.BufferedRWPair",
    W_RWPair,
    new("cls, ...", pair_new),
    method("__init__", W_RWPair.descr_init, "self, reader, writer, buffer_size=None, /"),
    method("read", W_RWPair.descr_read, "self, ..."),
    method("read1", W_RWPair.descr_read1, "self, ..."),
    method("peek", W_RWPair.descr_peek, "self, ..."),
    method("readinto", W_RWPair.descr_readinto, "self, ..."),
    method("readinto1", W_RWPair.descr_readinto1, "self, ..."),
    method("write", W_RWPair.descr_write, "self, ..."),
    method("flush", W_RWPair.descr_flush, "self"),
    method("readable", W_RWPair.descr_readable, "self"),
    method("writable", W_RWPair.descr_writable, "self"),
    method("close", W_RWPair.descr_close, "self"),
    method("isatty", W_RWPair.descr_isatty, "self"),
    method("__getstate__", W_RWPair.base_getstate, "self"),
    getset("closed", W_RWPair.fget_closed),
    base=base.bufferediobase,
    hasdict=True,
)

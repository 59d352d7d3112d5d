"""What the classes of _io share: errors, arguments, the state of the module."""

from rpython.rlib import rposix

from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import TypeDef
from interpreters.python.module.fspath import newfstext
from interpreters.python.objspace import bytearrayobject, bytesobject, excobject, memoryobject
from interpreters.python.objspace import operation as space

BUFFER_SIZE = 8192
EAGAIN = 11


def wrap_oserror(e, w_filename):
    """The Python exception for an OSError of the operating system."""
    w_errno = space.newint(e.errno)
    w_message = space.newtext(rposix.strerror(e.errno))
    w_type = space.w_OSError
    if w_filename is None:
        w_value = space.call2(w_type, w_errno, w_message)
    else:
        w_value = space.call3(w_type, w_errno, w_message, w_filename)
    return OperationError(space.type(w_value), w_value)


def unsupported(message):
    """io.UnsupportedOperation(message)"""
    return operr(space.w_UnsupportedOperation, message)


def blocking_error(message, written):
    """BlockingIOError with the number of bytes that were written."""
    w_value = space.call3(
        space.w_BlockingIOError, space.newint(EAGAIN), space.newtext(message), space.newint(written)
    )
    return OperationError(space.w_BlockingIOError, w_value)


def given(w_value):
    """Is an optional argument there and not None?"""
    return w_value is not None and w_value is not space.w_None


def size_arg(w_size):
    """A size argument: -1 for None or missing."""
    if w_size is None or w_size is space.w_None:
        return -1
    if space.lookup(w_size, "__index__") is None:
        raise operr(
            space.w_TypeError,
            "argument should be integer or None, not '%s'" % space.typename(w_size),
        )
    return space.getindex_w(w_size, space.w_OverflowError)


def int_arg(w_value, default):
    """An optional int."""
    if w_value is None:
        return default
    if space.lookup(w_value, "__index__") is None:
        raise operr(
            space.w_TypeError,
            "'%s' object cannot be interpreted as an integer" % space.typename(w_value),
        )
    return space.getindex_w(w_value, space.w_OverflowError)


def closed_error():
    """The ValueError for closed files."""
    return operr(space.w_ValueError, "I/O operation on closed file.")


def is_closed(w_file):
    """The attribute `closed` of any stream."""
    return space.is_true(space.getattr(w_file, "closed"))


def ask(w_file, question):
    """The truth of the result of a method, e.g. seekable()."""
    return space.is_true(space.call_method0(w_file, question))


def offset_w(w_value):
    """A position of a file that a method gave."""
    return space.getindex_w(w_value, space.w_OverflowError)


def fresh_bytearray(n):
    """n zero bytes."""
    return bytearrayobject.W_BytearrayObject(["\0"] * n)


def view_of(w_object):
    """A memoryview."""
    return memoryobject.memoryview_of(w_object)


def readinto_string(w_raw, n):
    """What raw.readinto() gives for room for n bytes; None if it would block."""
    w_array = fresh_bytearray(n)
    w_view = view_of(w_array)
    w_count = space.call_method1(w_raw, "readinto", w_view)
    if w_count is space.w_None:
        w_view.release()
        return None
    try:
        count = space.getindex_w(w_count, space.w_ValueError)
    except OperationError as e:
        if not e.match(space.w_TypeError):
            raise
        failed = operr(space.w_OSError, "raw readinto() failed")
        w_value = failed.get_w_value()
        assert isinstance(w_value, excobject.W_BaseException)
        w_cause = e.get_w_value()
        assert isinstance(w_cause, excobject.W_BaseException)
        w_value.w_cause = w_cause
        w_value.w_context = w_cause
        raise failed
    if count < 0 or count > n:
        raise operr(
            space.w_OSError,
            "raw readinto() returned invalid length %d (should have been between 0 and %d)"
            % (count, n),
        )
    data = "".join(w_array.chars[0:count])
    w_view.release()
    return data


def bytes_result(w_result, what):
    """The contents of the bytes that a method has returned."""
    if isinstance(w_result, bytesobject.W_BytesObject):
        return w_result.data()
    raise operr(
        space.w_OSError,
        "%s should have returned a bytes object, not '%s'" % (what, space.typename(w_result)),
    )


def file_name(data):
    """The str for a file name in bytes."""
    return newfstext(data)


def chain(first, second):
    """`second`, raised while `first` was handled."""
    w_first = first.get_w_value()
    w_second = second.get_w_value()
    assert isinstance(w_second, excobject.W_BaseException)
    assert isinstance(w_first, excobject.W_BaseException)
    if w_second is not w_first:
        w_second.w_context = w_first
    return second


unsupported_operation = TypeDef(
    "io.UnsupportedOperation", excobject.W_BaseException, base="OSError", acceptable_as_base=True
)


def _second_base():
    """NOT_RPYTHON: UnsupportedOperation is a ValueError too."""
    w_type = unsupported_operation.w_type
    w_type.is_builtin = False  # io.py sets its __module__
    w_type.dict_w["__module__"] = space.newtext("io")
    w_type.bases_w = [space.w_OSError, space.w_ValueError]
    w_type.mro_w = [
        w_type,
        space.w_OSError,
        space.w_ValueError,
        space.w_Exception,
        space.w_BaseException,
        space.w_object,
    ]


_second_base()

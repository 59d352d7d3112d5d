"""slice, and the reading of indices and bounds of all sequences."""

import sys

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new
from interpreters.python.objspace import operation as space


def _bound(w_bound, default):
    if w_bound is None or w_bound is space.w_None:
        return default
    if isinstance(w_bound, intobject.W_IntObject):
        return w_bound.intval
    if space.lookup(w_bound, "__index__") is None:
        raise operr(
            space.w_TypeError,
            "slice indices must be integers or None or have an __index__ method",
        )
    return space.getindex_w(w_bound, None)


def eval_bound(w_bound, default):
    """A machine int from an optional bound; huge values are clipped."""
    return _bound(w_bound, default)


def eval_index(w_index, what):
    """A machine int from the index of a sequence, whose kind the error names."""
    if isinstance(w_index, intobject.W_IntObject):
        return w_index.intval
    if space.lookup(w_index, "__index__") is None:
        raise operr(
            space.w_TypeError,
            what + " indices must be integers or slices, not " + space.typename(w_index),
        )
    return space.getindex_w(w_index, space.w_IndexError)


def clamp(length, w_start, w_stop):
    """(start, stop) with 0 <= start, stop <= length from optional bounds."""
    start = _bound(w_start, 0)
    stop = _bound(w_stop, length)
    if start < 0:
        start += length
        if start < 0:
            start = 0
    elif start > length:
        start = length
    if stop < 0:
        stop += length
        if stop < 0:
            stop = 0
    elif stop > length:
        stop = length
    return start, stop


class W_SliceObject(W_Root):
    """slice(start, stop, step): three wrapped objects."""

    _immutable_fields_ = ["w_start", "w_stop", "w_step"]

    def __init__(self, w_start, w_stop, w_step):
        self.w_start = w_start
        self.w_stop = w_stop
        self.w_step = w_step

    def indices(self, length):
        """(start, stop, step, count) for a sequence of that length, as the sequence reads them."""
        step = _bound(self.w_step, 1)
        if step == 0:
            raise operr(space.w_ValueError, "slice step cannot be zero")
        if step < -sys.maxsize:
            step = -sys.maxsize
        if step > 0:
            start = _bound(self.w_start, 0)
            stop = _bound(self.w_stop, length)
            low = 0
            high = length
        else:
            start = _bound(self.w_start, length - 1)
            low = -1
            high = length - 1
            if self.w_stop is space.w_None:
                stop = -1 - length
            else:
                stop = _bound(self.w_stop, 0)
        if start < 0:
            start += length
            if start < low:
                start = low
        elif start > high:
            start = high
        if stop < 0:
            stop += length
            if stop < low:
                stop = low
        elif stop > high:
            stop = high
        if step > 0:
            if stop <= start:
                return start, stop, step, 0
            return start, stop, step, (stop - start - 1) // step + 1
        if stop >= start:
            return start, stop, step, 0
        return start, stop, step, (start - stop - 1) // -step + 1

    def descr_repr(self):
        return space.newtext(
            "slice("
            + space.repr_w(self.w_start)
            + ", "
            + space.repr_w(self.w_stop)
            + ", "
            + space.repr_w(self.w_step)
            + ")"
        )

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_SliceObject):
            return space.w_NotImplemented
        return space.newbool(
            space.eq_w(self.w_start, w_other.w_start)
            and space.eq_w(self.w_stop, w_other.w_stop)
            and space.eq_w(self.w_step, w_other.w_step)
        )

    def as_tuple(self):
        """(start, stop, step) as a Python tuple."""
        return space.newtuple([self.w_start, self.w_stop, self.w_step])

    def descr_lt(self, w_other):
        if not isinstance(w_other, W_SliceObject):
            return space.w_NotImplemented
        return space.lt(self.as_tuple(), w_other.as_tuple())

    def descr_indices(self, w_length):
        length = space.getindex_w(w_length, space.w_OverflowError)
        if length < 0:
            raise operr(space.w_ValueError, "length should not be negative")
        start, stop, step, _ = self.indices(length)
        return space.newtuple([space.newint(start), space.newint(stop), space.newint(step)])

    def fget_start(self):
        return self.w_start

    def fget_stop(self):
        return self.w_stop

    def fget_step(self):
        return self.w_step

    def descr_reduce(self):
        return space.newtuple([space.w_slice, self.as_tuple()])


def slice_new(w_type, w_start, w_stop, w_step):
    """slice.__new__"""
    if w_stop is None:
        return W_SliceObject(space.w_None, w_start, space.w_None)
    if w_step is None:
        w_step = space.w_None
    return W_SliceObject(w_start, w_stop, w_step)


W_SliceObject.typedef = TypeDef(
    "slice",
    W_SliceObject,
    new("cls, start, stop=None, step=None, /", slice_new),
    method("__repr__", W_SliceObject.descr_repr, "self, /"),
    method("__eq__", W_SliceObject.descr_eq, "self, value, /"),
    method("__lt__", W_SliceObject.descr_lt, "self, value, /"),
    method("__reduce__", W_SliceObject.descr_reduce, "self, /"),
    method("indices", W_SliceObject.descr_indices, "self, length, /"),
    getset("start", W_SliceObject.fget_start),
    getset("stop", W_SliceObject.fget_stop),
    getset("step", W_SliceObject.fget_step),
    hashable=False,
    acceptable_as_base=False,
)

from interpreters.python.objspace import intobject  # noqa: E402

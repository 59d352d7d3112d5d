"""range: machine ints where they suffice, arbitrary ints otherwise."""

from rpython.rlib.rarithmetic import ovfcheck

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    getset,
    iterator_methods,
    method,
    new,
)
from interpreters.python.objspace import operation as space


class W_RangeObject(W_Root):
    """range(start, stop, step).

    When `small`, the machine ints start, step and count describe it, and start + count * step does
    not overflow; otherwise only the wrapped numbers do.
    """

    _immutable_fields_ = [
        "w_start",
        "w_stop",
        "w_step",
        "w_length",
        "small",
        "start",
        "step",
        "count",
    ]

    def __init__(self, w_start, w_stop, w_step, w_length, small, start, step, count):
        self.w_start = w_start
        self.w_stop = w_stop
        self.w_step = w_step
        self.w_length = w_length
        self.small = small
        self.start = start
        self.step = step
        self.count = count

    def item(self, w_index):
        """start + w_index * step for any wrapped index."""
        return space.add(self.w_start, space.mul(w_index, self.w_step))

    def getitem_wrapped(self, w_index):
        """self[w_index] with an int of any size."""
        w_zero = space.newint(0)
        if space.is_true(space.lt(w_index, w_zero)):
            w_index = space.add(w_index, self.w_length)
        if space.is_true(space.lt(w_index, w_zero)) or space.is_true(
            space.ge(w_index, self.w_length)
        ):
            raise operr(space.w_IndexError, "range object index out of range")
        return self.item(w_index)

    def descr_getitem(self, w_index):
        if isinstance(w_index, intobject.W_IntObject) and self.small:
            index = w_index.intval
            if index < 0:
                index += self.count
            if index < 0 or index >= self.count:
                raise operr(space.w_IndexError, "range object index out of range")
            return space.newint(self.start + index * self.step)
        if isinstance(w_index, sliceobject.W_SliceObject):
            return self.slice(w_index)
        if space.lookup(w_index, "__index__") is None:
            raise operr(
                space.w_TypeError,
                "range indices must be integers or slices, not " + space.typename(w_index),
            )
        return self.getitem_wrapped(space.index(w_index))

    def slice(self, w_slice):
        """self[slice]"""
        length = space.getindex_w(self.w_length, None)
        start, stop, step, _ = w_slice.indices(length)
        return make_range(
            self.item(space.newint(start)),
            self.item(space.newint(stop)),
            space.mul(self.w_step, space.newint(step)),
        )

    def descr_len(self):
        if not self.small:
            space.int_w(self.w_length)
        return self.w_length

    def descr_bool(self):
        return space.newbool(space.is_true(self.w_length))

    def descr_iter(self):
        if self.small:
            return W_RangeIterator(self.start, self.step, self.count)
        return W_LongRangeIterator(self.w_start, self.w_step, self.w_length)

    def descr_reversed(self):
        if self.small:
            last = self.start + (self.count - 1) * self.step
            return W_RangeIterator(last, -self.step, self.count)
        w_last = self.item(space.sub(self.w_length, space.newint(1)))
        return W_LongRangeIterator(w_last, space.neg(self.w_step), self.w_length)

    def descr_repr(self):
        text = "range(" + space.repr_w(self.w_start) + ", " + space.repr_w(self.w_stop)
        if not space.eq_w(self.w_step, space.newint(1)):
            text += ", " + space.repr_w(self.w_step)
        return space.newtext(text + ")")

    def find_int(self, w_value):
        """The index of an int, wrapped, or None if it is not in the range."""
        if self.small and isinstance(w_value, intobject.W_IntObject):
            if self.count == 0:
                return None
            value = w_value.intval
            last = self.start + (self.count - 1) * self.step
            if self.step > 0:
                if value < self.start or value > last:
                    return None
            elif value > self.start or value < last:
                return None
            offset = value - self.start
            if offset % self.step != 0:
                return None
            return space.newint(offset // self.step)
        w_offset = space.sub(w_value, self.w_start)
        w_zero = space.newint(0)
        if not space.eq_w(space.mod(w_offset, self.w_step), w_zero):
            return None
        w_index = space.floordiv(w_offset, self.w_step)
        if space.is_true(space.lt(w_index, w_zero)):
            return None
        if space.is_true(space.ge(w_index, self.w_length)):
            return None
        return w_index

    def search(self, w_value):
        """The index, wrapped, of the first item equal to w_value, or None."""
        if isinstance(w_value, intobject.W_IntObject) or isinstance(
            w_value, longobject.W_LongObject
        ):
            return self.find_int(w_value)
        w_iterator = self.descr_iter()
        index = 0
        while True:
            w_item = w_iterator.next_w()
            if w_item is None:
                return None
            if space.eq_w(w_item, w_value):
                return space.newint(index)
            index += 1

    def descr_contains(self, w_value):
        return space.newbool(self.search(w_value) is not None)

    def descr_index(self, w_value):
        w_index = self.search(w_value)
        if w_index is None:
            raise operr(space.w_ValueError, space.repr_w(w_value) + " is not in range")
        return w_index

    def descr_count(self, w_value):
        if isinstance(w_value, intobject.W_IntObject) or isinstance(
            w_value, longobject.W_LongObject
        ):
            if self.find_int(w_value) is not None:
                return space.newint(1)
            return space.newint(0)
        return listobject.from_items(listutil.unpack(self)).descr_count(w_value)

    def key(self):
        """What equal ranges have in common, as a tuple."""
        w_zero = space.newint(0)
        w_one = space.newint(1)
        if space.eq_w(self.w_length, w_zero):
            return space.newtuple([self.w_length, space.w_None, space.w_None])
        if space.eq_w(self.w_length, w_one):
            return space.newtuple([self.w_length, self.w_start, space.w_None])
        return space.newtuple([self.w_length, self.w_start, self.w_step])

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_RangeObject):
            return space.w_NotImplemented
        return space.newbool(space.eq_w(self.key(), w_other.key()))

    def descr_ne(self, w_other):
        if not isinstance(w_other, W_RangeObject):
            return space.w_NotImplemented
        return space.newbool(not space.eq_w(self.key(), w_other.key()))

    def descr_hash(self):
        return space.newint(space.hash_w(self.key()))

    def descr_reduce(self):
        return space.newtuple(
            [space.w_range, space.newtuple([self.w_start, self.w_stop, self.w_step])]
        )

    def fget_start(self):
        return self.w_start

    def fget_stop(self):
        return self.w_stop

    def fget_step(self):
        return self.w_step


def _range_argument(w_value):
    if isinstance(w_value, intobject.W_IntObject) or isinstance(w_value, longobject.W_LongObject):
        if isinstance(w_value, boolobject.W_BoolObject):
            return space.newint(w_value.intval)
        return w_value
    return space.index(w_value)


def make_range(w_start, w_stop, w_step):
    """The range of three wrapped ints."""
    if (
        isinstance(w_start, intobject.W_IntObject)
        and isinstance(w_stop, intobject.W_IntObject)
        and isinstance(w_step, intobject.W_IntObject)
    ):
        start = w_start.intval
        stop = w_stop.intval
        step = w_step.intval
        if step == 0:
            raise operr(space.w_ValueError, "range() arg 3 must not be zero")
        try:
            count = _count(start, stop, step)
            ovfcheck(start + ovfcheck_mul(count, step))
            return W_RangeObject(
                w_start, w_stop, w_step, space.newint(count), True, start, step, count
            )
        except OverflowError:
            pass
    w_zero = space.newint(0)
    if space.eq_w(w_step, w_zero):
        raise operr(space.w_ValueError, "range() arg 3 must not be zero")
    w_one = space.newint(1)
    if space.is_true(space.gt(w_step, w_zero)):
        w_distance = space.sub(w_stop, w_start)
        w_size = w_step
    else:
        w_distance = space.sub(w_start, w_stop)
        w_size = space.neg(w_step)
    if space.is_true(space.gt(w_distance, w_zero)):
        w_length = space.add(space.floordiv(space.sub(w_distance, w_one), w_size), w_one)
    else:
        w_length = w_zero
    return W_RangeObject(w_start, w_stop, w_step, w_length, False, 0, 0, 0)


def ovfcheck_mul(a, b):
    """a * b or OverflowError."""
    return ovfcheck(a * b)


def _count(start, stop, step):
    """Number of items; OverflowError when the distance is no machine int."""
    if step > 0:
        if stop <= start:
            return 0
        distance = ovfcheck(stop - start)
        return (distance - 1) // step + 1
    if stop >= start:
        return 0
    distance = ovfcheck(start - stop)
    size = ovfcheck(-step)
    return (distance - 1) // size + 1


def range_new(w_type, w_start, w_stop, w_step):
    """range.__new__"""
    w_start = _range_argument(w_start)
    if w_stop is None:
        return make_range(space.newint(0), w_start, space.newint(1))
    w_stop = _range_argument(w_stop)
    if w_step is None:
        return make_range(w_start, w_stop, space.newint(1))
    return make_range(w_start, w_stop, _range_argument(w_step))


class W_RangeIterator(W_Root):
    """range_iterator: `remaining` more items, the next one is `current`."""

    def __init__(self, start, step, count):
        self.current = start
        self.step = step
        self.remaining = count

    def next_w(self):
        if self.remaining <= 0:
            return None
        value = self.current
        self.current = value + self.step
        self.remaining -= 1
        return space.newint(value)

    def descr_length_hint(self):
        return space.newint(self.remaining)

    def descr_reduce(self):
        w_range = make_range(
            space.newint(self.current),
            space.newint(self.current + self.remaining * self.step),
            space.newint(self.step),
        )
        return space.newtuple(
            [space.dict_getitem_str(ec.w_builtins_dict, "iter"), space.newtuple([w_range])]
        )


class W_LongRangeIterator(W_Root):
    """longrange_iterator: the same with ints of any size."""

    def __init__(self, w_start, w_step, w_length):
        self.w_current = w_start
        self.w_step = w_step
        self.w_remaining = w_length

    def next_w(self):
        if not space.is_true(self.w_remaining):
            return None
        w_value = self.w_current
        self.w_current = space.add(w_value, self.w_step)
        self.w_remaining = space.sub(self.w_remaining, space.newint(1))
        return w_value

    def descr_length_hint(self):
        return self.w_remaining

    def descr_reduce(self):
        w_stop = space.add(self.w_current, space.mul(self.w_remaining, self.w_step))
        w_range = make_range(self.w_current, w_stop, self.w_step)
        return space.newtuple(
            [space.dict_getitem_str(ec.w_builtins_dict, "iter"), space.newtuple([w_range])]
        )


W_RangeObject.typedef = TypeDef(
    "range",
    W_RangeObject,
    new("cls, start, stop=None, step=None, /", range_new),
    method("__getitem__", W_RangeObject.descr_getitem, "self, key, /"),
    method("__len__", W_RangeObject.descr_len, "self, /"),
    method("__bool__", W_RangeObject.descr_bool, "self, /"),
    method("__iter__", W_RangeObject.descr_iter, "self, /"),
    method("__reversed__", W_RangeObject.descr_reversed, "self, /"),
    method("__repr__", W_RangeObject.descr_repr, "self, /"),
    method("__contains__", W_RangeObject.descr_contains, "self, key, /"),
    method("__eq__", W_RangeObject.descr_eq, "self, value, /"),
    method("__ne__", W_RangeObject.descr_ne, "self, value, /"),
    method("__hash__", W_RangeObject.descr_hash, "self, /"),
    method("__reduce__", W_RangeObject.descr_reduce, "self, /"),
    method("index", W_RangeObject.descr_index, "self, value, /"),
    method("count", W_RangeObject.descr_count, "self, value, /"),
    getset("start", W_RangeObject.fget_start),
    getset("stop", W_RangeObject.fget_stop),
    getset("step", W_RangeObject.fget_step),
    acceptable_as_base=False,
)
W_RangeIterator.typedef = TypeDef(
    "range_iterator",
    W_RangeIterator,
    *iterator_methods(W_RangeIterator),
    method("__length_hint__", W_RangeIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_RangeIterator.descr_reduce, "self, /"),
)
W_LongRangeIterator.typedef = TypeDef(
    "longrange_iterator",
    W_LongRangeIterator,
    *iterator_methods(W_LongRangeIterator),
    method("__length_hint__", W_LongRangeIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_LongRangeIterator.descr_reduce, "self, /"),
)

from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    boolobject,
    intobject,
    listobject,
    listutil,
    longobject,
    sliceobject,
)

"""tuple: a fixed list of wrapped items."""

from rpython.rlib.debug import make_sure_not_resized
from rpython.rlib.jit import look_inside_iff, unroll_safe

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, method, new, user_subclass
from interpreters.python.objspace import operation as space

# Constants of the tuple hash (xxHash's primes, as 64-bit two's complement).
_PRIME_1 = -7046029288634856825
_PRIME_2 = -4417276706812531889
_PRIME_5 = 2870177450012600261


def mix_hashes(hashes):
    """The hash of a sequence of hashes."""
    acc = r_uint(_PRIME_5)
    for h in hashes:
        acc = mix_hash(acc, h)
    return finish_hash(acc, len(hashes))


def mix_hash(acc, h):
    """The hash of a sequence up to an item with hash h."""
    acc += r_uint(h) * r_uint(_PRIME_2)
    acc = (acc << 31) | (acc >> 33)
    return acc * r_uint(_PRIME_1)


def finish_hash(acc, n):
    """The hash of a sequence of n items."""
    acc += r_uint(n) ^ (r_uint(_PRIME_5) ^ r_uint(3527539))
    result = intmask(acc)
    if result == -1:
        return 1546275796
    return result


def _is_short(w_tuple):
    return w_tuple.length() <= 4


@look_inside_iff(_is_short)
def hash_of_items(w_tuple):
    """The hash of an exact tuple."""
    acc = r_uint(_PRIME_5)
    n = w_tuple.length()
    i = 0
    while i < n:
        acc = mix_hash(acc, hashtable.hash_key(w_tuple.getitem(i)))
        i += 1
    return finish_hash(acc, n)


class W_TupleObject(W_Root):
    """A tuple; `items_w` never changes."""

    _immutable_fields_ = ["items_w[*]"]

    def __init__(self, items_w):
        make_sure_not_resized(items_w)
        self.items_w = items_w

    def length(self):
        """Number of items."""
        return len(self.items_w)

    def getitem(self, i):
        """Item i, 0 <= i < length."""
        return self.items_w[i]

    def getitems(self):
        """The items as a new list: `items_w` itself must not meet lists that grow."""
        return self.items_w[:]

    def getitem_int(self, index):
        """self[index] with a machine index."""
        items_w = self.items_w
        if index < 0:
            index += len(items_w)
        if index < 0 or index >= len(items_w):
            raise operr(space.w_IndexError, "tuple index out of range")
        return items_w[index]

    def descr_len(self):
        return space.newint(len(self.items_w))

    def descr_hash(self):
        hashes = []
        for w_item in self.items_w:
            hashes.append(space.hash_w(w_item))
        return space.newint(mix_hashes(hashes))

    def hash_value(self):
        """The hash of an exact tuple."""
        return hash_of_items(self)

    def descr_repr(self):
        items_w = self.items_w
        if len(items_w) == 0:
            return space.newtext("()")
        if not reprguard.enter(self):
            return space.newtext("(...)")
        try:
            parts = []
            for w_item in items_w:
                parts.append(space.repr_w(w_item))
        finally:
            reprguard.leave(self)
        if len(parts) == 1:
            return space.newtext("(" + parts[0] + ",)")
        return space.newtext("(" + ", ".join(parts) + ")")

    def descr_iter(self):
        return iterators.W_TupleIterator(self.items_w)

    def descr_getitem(self, w_index):
        if isinstance(w_index, intobject.W_IntObject):
            return self.getitem_int(w_index.intval)
        if isinstance(w_index, sliceobject.W_SliceObject):
            start, _, step, count = w_index.indices(len(self.items_w))
            if count == len(self.items_w) and step == 1 and type(self) is W_TupleObject:
                return self
            return W_TupleObject(listutil.tuple_extract(self.items_w, start, step, count))
        return self.getitem_int(sliceobject.eval_index(w_index, "tuple"))

    def descr_contains(self, w_value):
        for w_item in self.items_w:
            if space.eq_w(w_item, w_value):
                return space.w_True
        return space.w_False

    def descr_add(self, w_other):
        if not isinstance(w_other, W_TupleObject):
            return space.w_NotImplemented
        if len(w_other.items_w) == 0 and type(self) is W_TupleObject:
            return self
        if len(self.items_w) == 0 and type(w_other) is W_TupleObject:
            return w_other
        return W_TupleObject(self.items_w + w_other.items_w)

    def descr_mul(self, w_times):
        times = listutil.repeat_count(w_times)
        if times == listutil.NO_COUNT:
            return space.w_NotImplemented
        if times == 1 and type(self) is W_TupleObject:
            return self
        return W_TupleObject(listutil.tuple_repeat(self.items_w, times))

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_TupleObject):
            return space.w_NotImplemented
        return space.newbool(listutil.tuple_equal(self.items_w, w_other.items_w))

    def descr_ne(self, w_other):
        if not isinstance(w_other, W_TupleObject):
            return space.w_NotImplemented
        return space.newbool(not listutil.tuple_equal(self.items_w, w_other.items_w))

    def descr_lt(self, w_other):
        if not isinstance(w_other, W_TupleObject):
            return space.w_NotImplemented
        return listutil.tuple_compare(self.items_w, w_other.items_w, listutil.LT)

    def descr_le(self, w_other):
        if not isinstance(w_other, W_TupleObject):
            return space.w_NotImplemented
        return listutil.tuple_compare(self.items_w, w_other.items_w, listutil.LE)

    def descr_gt(self, w_other):
        if not isinstance(w_other, W_TupleObject):
            return space.w_NotImplemented
        return listutil.tuple_compare(self.items_w, w_other.items_w, listutil.GT)

    def descr_ge(self, w_other):
        if not isinstance(w_other, W_TupleObject):
            return space.w_NotImplemented
        return listutil.tuple_compare(self.items_w, w_other.items_w, listutil.GE)

    def descr_count(self, w_value):
        return space.newint(listutil.tuple_count(self.items_w, w_value))

    def descr_index(self, w_value, w_start, w_stop):
        start, stop = sliceobject.clamp(len(self.items_w), w_start, w_stop)
        while start < stop:
            if space.eq_w(self.items_w[start], w_value):
                return space.newint(start)
            start += 1
        raise operr(space.w_ValueError, "tuple.index(x): x not in tuple")

    def descr_getnewargs(self):
        return W_TupleObject([W_TupleObject(self.items_w)])


W_TupleUser = user_subclass(W_TupleObject)


def tuple_new(w_type, w_iterable):
    """tuple.__new__"""
    if w_type is space.w_tuple:
        if w_iterable is None:
            return w_empty
        if type(w_iterable) is W_TupleObject:
            return w_iterable
        return W_TupleObject(listutil.unpack(w_iterable)[:])
    if w_iterable is None:
        w_obj = W_TupleUser([])
    else:
        w_obj = W_TupleUser(listutil.unpack(w_iterable)[:])
    w_obj.user_setup(w_type)
    return w_obj


def newtuple(items_w):
    """The tuple of the items of any list."""
    return W_TupleObject(items_w[:])


@unroll_safe
def from_stack(frame, base, n):
    """The tuple of the n values from index `base` on of the frame's stack."""
    items_w = [None] * n
    i = 0
    while i < n:
        items_w[i] = frame.locals_cells_stack_w[base + i]
        i += 1
    return W_TupleObject(items_w)


def newtuple2(w_a, w_b):
    """(w_a, w_b)"""
    return W_TupleObject([w_a, w_b])


def class_getitem(w_type, w_item):
    """list[int] and the like: a generic alias."""
    return genericalias.W_GenericAlias(w_type, w_item)


w_empty = W_TupleObject([])

from rpython.rlib.rarithmetic import intmask, r_uint  # noqa: E402

from interpreters.python.interpreter.typedef import classmethod_  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    genericalias,
    hashtable,
    intobject,
    iterators,
    listutil,
    reprguard,
    sliceobject,
)

W_TupleObject.typedef = TypeDef(
    "tuple",
    W_TupleObject,
    new("cls, iterable=None, /", tuple_new),
    method("__len__", W_TupleObject.descr_len, "self, /"),
    method("__hash__", W_TupleObject.descr_hash, "self, /"),
    method("__repr__", W_TupleObject.descr_repr, "self, /"),
    method("__iter__", W_TupleObject.descr_iter, "self, /"),
    method("__getitem__", W_TupleObject.descr_getitem, "self, key, /"),
    method("__contains__", W_TupleObject.descr_contains, "self, key, /"),
    method("__add__", W_TupleObject.descr_add, "self, value, /"),
    method("__mul__", W_TupleObject.descr_mul, "self, value, /"),
    method("__rmul__", W_TupleObject.descr_mul, "self, value, /"),
    method("__eq__", W_TupleObject.descr_eq, "self, value, /"),
    method("__ne__", W_TupleObject.descr_ne, "self, value, /"),
    method("__lt__", W_TupleObject.descr_lt, "self, value, /"),
    method("__le__", W_TupleObject.descr_le, "self, value, /"),
    method("__gt__", W_TupleObject.descr_gt, "self, value, /"),
    method("__ge__", W_TupleObject.descr_ge, "self, value, /"),
    method("__getnewargs__", W_TupleObject.descr_getnewargs, "self, /"),
    classmethod_("__class_getitem__", class_getitem, "cls, item, /"),
    method("count", W_TupleObject.descr_count, "self, value, /"),
    method("index", W_TupleObject.descr_index, "self, value, start=None, stop=None, /"),
)

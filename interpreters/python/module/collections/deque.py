"""deque: a ring buffer."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    getset,
    iterator_methods,
    method,
    new,
    user_subclass,
)
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import reprguard

FIRST_SIZE = 8


class W_Deque(W_Root):
    """items_w[(head + i) & mask] is the i-th item; len(items_w) is a power of two."""

    def __init__(self):
        self.items_w = [None] * FIRST_SIZE
        self.head = 0
        self.size = 0
        self.maxlen = -1
        self.changes = 0  # counts modifications, for iterators

    # ---- the buffer

    def get(self, i):
        """The i-th item, 0 <= i < size."""
        return self.items_w[(self.head + i) & (len(self.items_w) - 1)]

    def put(self, i, w_item):
        """Replace the i-th item."""
        self.items_w[(self.head + i) & (len(self.items_w) - 1)] = w_item

    def grow(self):
        """Double the buffer."""
        n = len(self.items_w)
        bigger_w = [None] * (2 * n)
        i = 0
        while i < self.size:
            bigger_w[i] = self.get(i)
            i += 1
        self.items_w = bigger_w
        self.head = 0

    def append(self, w_item):
        """Add an item at the right end."""
        self.changes += 1
        if self.maxlen >= 0 and self.size >= self.maxlen:
            if self.maxlen == 0:
                return
            self.popleft()
        if self.size == len(self.items_w):
            self.grow()
        self.size += 1
        self.put(self.size - 1, w_item)

    def appendleft(self, w_item):
        """Add an item at the left end."""
        self.changes += 1
        if self.maxlen >= 0 and self.size >= self.maxlen:
            if self.maxlen == 0:
                return
            self.pop()
        if self.size == len(self.items_w):
            self.grow()
        self.head = (self.head - 1) & (len(self.items_w) - 1)
        self.size += 1
        self.items_w[self.head] = w_item

    def pop(self):
        """Remove the rightmost item."""
        if self.size == 0:
            raise operr(space.w_IndexError, "pop from an empty deque")
        self.changes += 1
        self.size -= 1
        index = (self.head + self.size) & (len(self.items_w) - 1)
        w_item = self.items_w[index]
        self.items_w[index] = None
        return w_item

    def popleft(self):
        """Remove the leftmost item."""
        if self.size == 0:
            raise operr(space.w_IndexError, "pop from an empty deque")
        self.changes += 1
        index = self.head
        w_item = self.items_w[index]
        self.items_w[index] = None
        self.head = (index + 1) & (len(self.items_w) - 1)
        self.size -= 1
        return w_item

    def clear(self):
        """Remove all items."""
        self.changes += 1
        self.items_w = [None] * FIRST_SIZE
        self.head = 0
        self.size = 0

    def to_list(self):
        """The items as an RPython list."""
        items_w = [None] * self.size
        i = 0
        while i < self.size:
            items_w[i] = self.get(i)
            i += 1
        return items_w

    def set_items(self, items_w):
        """Replace all items."""
        self.clear()
        for w_item in items_w:
            self.append(w_item)

    # ---- methods

    def descr_init(self, w_iterable, w_maxlen):
        self.maxlen = -1
        if w_maxlen is not None and w_maxlen is not space.w_None:
            maxlen = space.int_w(w_maxlen)
            if maxlen < 0:
                raise operr(space.w_ValueError, "maxlen must be non-negative")
            self.maxlen = maxlen
        self.clear()
        if w_iterable is not None:
            self.descr_extend(w_iterable)

    def descr_append(self, w_item):
        self.append(w_item)

    def descr_appendleft(self, w_item):
        self.appendleft(w_item)

    def descr_pop(self):
        return self.pop()

    def descr_popleft(self):
        return self.popleft()

    def descr_clear(self):
        self.clear()

    def descr_extend(self, w_iterable):
        if w_iterable is self:
            for w_item in self.to_list():
                self.append(w_item)
            return
        w_iter = space.iter(w_iterable)
        while True:
            w_item = w_iter.next_w()
            if w_item is None:
                return
            self.append(w_item)

    def descr_extendleft(self, w_iterable):
        if w_iterable is self:
            for w_item in self.to_list():
                self.appendleft(w_item)
            return
        w_iter = space.iter(w_iterable)
        while True:
            w_item = w_iter.next_w()
            if w_item is None:
                return
            self.appendleft(w_item)

    def descr_rotate(self, w_n):
        n = 1
        if w_n is not None:
            n = space.int_w(w_n)
        if self.size <= 1:
            return
        n %= self.size
        self.changes += 1
        if n * 2 <= self.size:
            while n > 0:
                w_item = self.pop()
                self.head = (self.head - 1) & (len(self.items_w) - 1)
                self.items_w[self.head] = w_item
                self.size += 1
                n -= 1
        else:
            n = self.size - n
            while n > 0:
                w_item = self.popleft()
                self.size += 1
                self.put(self.size - 1, w_item)
                n -= 1

    def descr_len(self):
        return space.newint(self.size)

    def index_of(self, w_index):
        """A valid index from an int object."""
        i = space.getindex_w(w_index, space.w_IndexError)
        if i < 0:
            i += self.size
        if i < 0 or i >= self.size:
            raise operr(space.w_IndexError, "deque index out of range")
        return i

    def descr_getitem(self, w_index):
        return self.get(self.index_of(w_index))

    def descr_setitem(self, w_index, w_value):
        self.put(self.index_of(w_index), w_value)

    def descr_delitem(self, w_index):
        i = self.index_of(w_index)
        self.delete(i)

    def delete(self, i):
        """Remove the i-th item."""
        while i + 1 < self.size:
            self.put(i, self.get(i + 1))
            i += 1
        self.pop()

    def descr_insert(self, w_index, w_value):
        if self.maxlen >= 0 and self.size >= self.maxlen:
            raise operr(space.w_IndexError, "deque already at its maximum size")
        i = space.getindex_w(w_index, None)
        if i < 0:
            i += self.size
            if i < 0:
                i = 0
        if i > self.size:
            i = self.size
        self.append(w_value)
        k = self.size - 1
        while k > i:
            self.put(k, self.get(k - 1))
            k -= 1
        self.put(i, w_value)

    def find(self, w_value, start, stop):
        """The index of a value, or -1."""
        i = start
        changes = self.changes
        while i < stop and i < self.size:
            if space.eq_w(self.get(i), w_value):
                return i
            if self.changes != changes:
                raise operr(space.w_RuntimeError, "deque mutated during iteration")
            i += 1
        return -1

    def descr_remove(self, w_value):
        changes = self.changes
        try:
            i = self.find(w_value, 0, self.size)
        except OperationError as e:
            if e.match(space.w_RuntimeError) and self.changes != changes:
                raise operr(space.w_IndexError, "deque mutated during remove().")
            raise
        if i < 0:
            raise operr(space.w_ValueError, "deque.remove(x): x not in deque")
        self.delete(i)

    def bound(self, w_index, default):
        """A start or stop argument of index()."""
        if w_index is None:
            return default
        i = space.getindex_w(w_index, None)
        if i < 0:
            i += self.size
            if i < 0:
                i = 0
        return i

    def descr_index(self, w_value, w_start, w_stop):
        i = self.find(w_value, self.bound(w_start, 0), self.bound(w_stop, self.size))
        if i < 0:
            raise operr(space.w_ValueError, space.repr_w(w_value) + " is not in deque")
        return space.newint(i)

    def descr_count(self, w_value):
        count = 0
        i = 0
        changes = self.changes
        while i < self.size:
            if space.eq_w(self.get(i), w_value):
                count += 1
            if self.changes != changes:
                raise operr(space.w_RuntimeError, "deque mutated during iteration")
            i += 1
        return space.newint(count)

    def descr_contains(self, w_value):
        return space.newbool(self.find(w_value, 0, self.size) >= 0)

    def descr_reverse(self):
        items_w = self.to_list()
        items_w.reverse()
        self.set_items(items_w)

    def same_kind(self, items_w):
        """A new deque with the same maxlen."""
        w_result = W_Deque()
        w_result.maxlen = self.maxlen
        w_result.set_items(items_w)
        return w_result

    def descr_copy(self):
        if type(self) is W_Deque:
            return self.same_kind(self.to_list())
        if self.maxlen >= 0:
            return space.call2(space.type(self), self, space.newint(self.maxlen))
        return space.call1(space.type(self), self)

    def descr_add(self, w_other):
        if not isinstance(w_other, W_Deque):
            raise operr(
                space.w_TypeError,
                'can only concatenate deque (not "%s") to deque' % space.typename(w_other),
            )
        return self.same_kind(self.to_list() + w_other.to_list())

    def descr_iadd(self, w_other):
        self.descr_extend(w_other)
        return self

    def descr_mul(self, w_times):
        times = space.getindex_w(w_times, space.w_OverflowError)
        if times < 0:
            times = 0
        return self.same_kind(self.to_list() * times)

    def descr_imul(self, w_times):
        times = space.getindex_w(w_times, space.w_OverflowError)
        if times < 0:
            times = 0
        self.set_items(self.to_list() * times)
        return self

    def descr_iter(self):
        return W_DequeIterator(self, 0, 1)

    def descr_reversed(self):
        return W_DequeReverseIterator(self, self.size - 1, -1)

    def descr_repr(self):
        name = self.getclass().name
        if not reprguard.enter(self):
            return space.newtext("[...]")
        try:
            text = name + "(" + space.repr_w(space.newlist(self.to_list()))
            if self.maxlen >= 0:
                text += ", maxlen=%d" % self.maxlen
            text += ")"
        finally:
            reprguard.leave(self)
        return space.newtext(text)

    def descr_reduce(self):
        args_w = []
        if self.maxlen >= 0:
            args_w = [space.newtuple([]), space.newint(self.maxlen)]
        w_state = space.getattr(self, "__getstate__").call0()
        return space.newtuple([space.type(self), space.newtuple(args_w), w_state, space.iter(self)])

    def fget_maxlen(self):
        if self.maxlen < 0:
            return space.w_None
        return space.newint(self.maxlen)

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_Deque):
            return space.w_NotImplemented
        return space.eq(space.newlist(self.to_list()), space.newlist(w_other.to_list()))

    def descr_ne(self, w_other):
        if not isinstance(w_other, W_Deque):
            return space.w_NotImplemented
        return space.ne(space.newlist(self.to_list()), space.newlist(w_other.to_list()))

    def descr_lt(self, w_other):
        if not isinstance(w_other, W_Deque):
            return space.w_NotImplemented
        return space.lt(space.newlist(self.to_list()), space.newlist(w_other.to_list()))

    def descr_le(self, w_other):
        if not isinstance(w_other, W_Deque):
            return space.w_NotImplemented
        return space.le(space.newlist(self.to_list()), space.newlist(w_other.to_list()))

    def descr_gt(self, w_other):
        if not isinstance(w_other, W_Deque):
            return space.w_NotImplemented
        return space.gt(space.newlist(self.to_list()), space.newlist(w_other.to_list()))

    def descr_ge(self, w_other):
        if not isinstance(w_other, W_Deque):
            return space.w_NotImplemented
        return space.ge(space.newlist(self.to_list()), space.newlist(w_other.to_list()))


W_DequeUser = user_subclass(W_Deque)


def deque_new(w_type, args):
    """deque.__new__; __init__ takes the arguments."""
    if w_type is space.w_deque:
        return W_Deque()
    w_obj = W_DequeUser()
    w_obj.user_setup(w_type)
    return w_obj


class W_DequeIterator(W_Root):
    """Iterates forward or backward."""

    def __init__(self, w_deque, index, step):
        self.w_deque = w_deque
        self.index = index
        self.step = step
        self.changes = w_deque.changes

    def next_w(self):
        w_deque = self.w_deque
        if w_deque is None:
            return None
        if w_deque.changes != self.changes:
            self.w_deque = None
            raise operr(space.w_RuntimeError, "deque mutated during iteration")
        i = self.index
        if i < 0 or i >= w_deque.size:
            self.w_deque = None
            return None
        self.index = i + self.step
        return w_deque.get(i)

    def descr_reduce(self):
        w_deque = self.w_deque
        if w_deque is None:
            return space.newtuple([space.type(self), space.newtuple([W_Deque()])])
        index = self.index if self.step > 0 else w_deque.size - 1 - self.index
        return space.newtuple([space.type(self), space.newtuple([w_deque, space.newint(index)])])

    def descr_length_hint(self):
        w_deque = self.w_deque
        if w_deque is None:
            return space.newint(0)
        if self.step > 0:
            return space.newint(w_deque.size - self.index)
        return space.newint(self.index + 1)


class W_DequeReverseIterator(W_DequeIterator):
    """Iterates backward."""


def deque_of(w_deque):
    """An argument that must be a deque."""
    if not isinstance(w_deque, W_Deque):
        raise operr(
            space.w_TypeError,
            "argument 1 must be collections.deque, not " + space.typename(w_deque),
        )
    return w_deque


def iterator_new(w_type, w_deque, w_index):
    """_deque_iterator(deque, index=0)"""
    w_deque = deque_of(w_deque)
    index = 0 if w_index is None else space.int_w(w_index)
    return W_DequeIterator(w_deque, max(0, min(index, w_deque.size)), 1)


def reverse_iterator_new(w_type, w_deque, w_index):
    """_deque_reverse_iterator(deque, index=0)"""
    w_deque = deque_of(w_deque)
    index = 0 if w_index is None else space.int_w(w_index)
    return W_DequeReverseIterator(w_deque, w_deque.size - 1 - max(0, min(index, w_deque.size)), -1)


def class_getitem(w_type, w_args):
    """deque[int]"""
    return genericalias.W_GenericAlias(w_type, w_args)


from interpreters.python.objspace import genericalias  # noqa: E402

W_Deque.typedef = TypeDef(
    "collections.deque",
    W_Deque,
    new("cls, ...", deque_new),
    method("__init__", W_Deque.descr_init, "self, iterable=None, maxlen=None"),
    method("append", W_Deque.descr_append, "self, x, /"),
    method("appendleft", W_Deque.descr_appendleft, "self, x, /"),
    method("pop", W_Deque.descr_pop, "self"),
    method("popleft", W_Deque.descr_popleft, "self"),
    method("clear", W_Deque.descr_clear, "self"),
    method("extend", W_Deque.descr_extend, "self, iterable, /"),
    method("extendleft", W_Deque.descr_extendleft, "self, iterable, /"),
    method("rotate", W_Deque.descr_rotate, "self, n=None, /"),
    method("insert", W_Deque.descr_insert, "self, index, value, /"),
    method("remove", W_Deque.descr_remove, "self, value, /"),
    method("index", W_Deque.descr_index, "self, value, start=None, stop=None, /"),
    method("count", W_Deque.descr_count, "self, value, /"),
    method("reverse", W_Deque.descr_reverse, "self"),
    method("copy", W_Deque.descr_copy, "self"),
    method("__copy__", W_Deque.descr_copy, "self"),
    method("__len__", W_Deque.descr_len, "self"),
    method("__getitem__", W_Deque.descr_getitem, "self, index, /"),
    method("__setitem__", W_Deque.descr_setitem, "self, index, value, /"),
    method("__delitem__", W_Deque.descr_delitem, "self, index, /"),
    method("__contains__", W_Deque.descr_contains, "self, value, /"),
    method("__add__", W_Deque.descr_add, "self, other, /"),
    method("__iadd__", W_Deque.descr_iadd, "self, other, /"),
    method("__mul__", W_Deque.descr_mul, "self, times, /"),
    method("__rmul__", W_Deque.descr_mul, "self, times, /"),
    method("__imul__", W_Deque.descr_imul, "self, times, /"),
    method("__iter__", W_Deque.descr_iter, "self"),
    method("__reversed__", W_Deque.descr_reversed, "self"),
    method("__repr__", W_Deque.descr_repr, "self"),
    method("__reduce__", W_Deque.descr_reduce, "self"),
    method("__eq__", W_Deque.descr_eq, "self, other, /"),
    method("__ne__", W_Deque.descr_ne, "self, other, /"),
    method("__lt__", W_Deque.descr_lt, "self, other, /"),
    method("__le__", W_Deque.descr_le, "self, other, /"),
    method("__gt__", W_Deque.descr_gt, "self, other, /"),
    method("__ge__", W_Deque.descr_ge, "self, other, /"),
    classmethod_("__class_getitem__", class_getitem, "cls, item, /"),
    getset("maxlen", W_Deque.fget_maxlen),
    hashable=False,
)
W_DequeIterator.typedef = TypeDef(
    "_collections._deque_iterator",
    W_DequeIterator,
    new("cls, deque, index=None, /", iterator_new),
    *iterator_methods(W_DequeIterator),
    method("__length_hint__", W_DequeIterator.descr_length_hint, "self"),
    method("__reduce__", W_DequeIterator.descr_reduce, "self"),
    acceptable_as_base=False,
)
W_DequeReverseIterator.typedef = TypeDef(
    "_collections._deque_reverse_iterator",
    W_DequeReverseIterator,
    new("cls, deque, index=None, /", reverse_iterator_new),
    *iterator_methods(W_DequeReverseIterator),
    method("__length_hint__", W_DequeReverseIterator.descr_length_hint, "self"),
    method("__reduce__", W_DequeReverseIterator.descr_reduce, "self"),
    acceptable_as_base=False,
)

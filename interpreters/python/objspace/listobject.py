"""list: a resizable list of wrapped items, reached through methods only."""

import sys

from rpython.rlib import jit
from rpython.rlib.longlong2float import float2longlong, longlong2float
from rpython.rlib.rarithmetic import intmask

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, method, new, user_subclass
from interpreters.python.objspace import operation as space

extend_driver = jit.JitDriver(name="extend", greens=["key"], reds=["w_iterator", "w_list"])

SHORT = 8  # lists up to that length are made inside of traces

# How the items of a list are kept.
EMPTY = 0
OBJECTS = 1  # in items_w
INTS = 2  # machine words, in `words`
FLOATS = 3  # their bits, in `words`


def kind_of_item(w_item):
    """The kind of a list that has only such items."""
    if type(w_item) is intobject.W_IntObject:
        return INTS
    if isinstance(w_item, floatobject.W_FloatObject):
        return FLOATS
    return OBJECTS


def unwrap_item(kind, w_item):
    """The word of an item of that kind."""
    if kind == INTS:
        assert isinstance(w_item, intobject.W_IntObject)
        return w_item.intval
    assert isinstance(w_item, floatobject.W_FloatObject)
    return intmask(float2longlong(w_item.floatval))


def wrap_word(kind, word):
    """The item that a word of that kind stands for."""
    if kind == INTS:
        return intobject.W_IntObject(word)
    return floatobject.W_FloatObject(longlong2float(word))


def index_error():
    """The IndexError of a read."""
    return operr(space.w_IndexError, "list index out of range")


class W_ListObject(W_Root):
    """A list. Lists of ints only and of floats only keep machine words.

    Code outside of this file goes through the methods; items may be new objects each time.
    """

    def __init__(self, items_w):
        self.kind = EMPTY
        self.words = None
        self.items_w = items_w
        if items_w is not None:
            self.kind = OBJECTS

    # -- storage ------------------------------------------------------------------------------

    def length(self):
        """Number of items."""
        kind = jit.promote(self.kind)
        if kind == OBJECTS:
            return len(self.items_w)
        if kind == EMPTY:
            return 0
        return len(self.words)

    def getitem(self, i):
        """Item i, 0 <= i < length."""
        kind = jit.promote(self.kind)
        if kind == OBJECTS:
            return self.items_w[i]
        return wrap_word(kind, self.words[i])

    def setitem(self, i, w_item):
        """Replace item i, 0 <= i < length."""
        kind = jit.promote(self.kind)
        if kind == OBJECTS:
            self.items_w[i] = w_item
        elif kind == kind_of_item(w_item):
            self.words[i] = unwrap_item(kind, w_item)
        else:
            self.generalise()
            self.items_w[i] = w_item

    def append(self, w_item):
        """Add an item at the end."""
        kind = jit.promote(self.kind)
        if kind == OBJECTS:
            self.items_w.append(w_item)
            return
        item_kind = kind_of_item(w_item)
        if kind != item_kind:
            self.prepare_for(item_kind)
            if self.kind == OBJECTS:
                self.items_w.append(w_item)
                return
        self.words.append(unwrap_item(item_kind, w_item))

    def prepare_for(self, item_kind):
        """Makes room for items of another kind than self's, or EMPTY."""
        if self.kind == EMPTY or len(self.words) == 0:
            self.kind = item_kind
            if item_kind == OBJECTS:
                self.items_w = []
                self.words = None
            elif self.words is None:
                self.words = []
        else:
            self.generalise()

    def make_objects(self):
        """Keeps the items as objects from now on."""
        if self.kind != OBJECTS:
            self.generalise()

    @jit.dont_look_inside
    def generalise(self):
        """make_objects of another kind."""
        self.items_w = self.getitems()
        self.words = None
        self.kind = OBJECTS

    def set_empty(self):
        """Drops all items."""
        self.kind = EMPTY
        self.items_w = None
        self.words = None

    def take_storage(self, w_other):
        """Becomes what w_other is, which is not used any more."""
        self.kind = w_other.kind
        self.items_w = w_other.items_w
        self.words = w_other.words

    def getitems(self):
        """The items as a list that is not to be changed, and valid only until the list changes."""
        kind = jit.promote(self.kind)
        if kind == OBJECTS:
            return self.items_w
        if kind == EMPTY:
            return []
        return wrap_words(kind, self.words)

    def getitems_copy(self):
        """The items as a new list."""
        if self.kind == OBJECTS:
            return self.items_w[:]
        return self.getitems()

    def copy_list(self):
        """A new list with the same items."""
        kind = jit.promote(self.kind)
        if kind == OBJECTS:
            return W_ListObject(self.items_w[:])
        if kind == EMPTY:
            return W_ListObject(None)
        return from_words(kind, self.words[:])

    def getitem_int(self, index):
        """self[index] with a machine index."""
        kind = jit.promote(self.kind)
        if kind == OBJECTS:
            items_w = self.items_w
            n = len(items_w)
            if index < 0:
                index += n
            if 0 <= index < n:
                return items_w[index]
        elif kind != EMPTY:
            words = self.words
            n = len(words)
            if index < 0:
                index += n
            if 0 <= index < n:
                return wrap_word(kind, words[index])
        raise index_error()

    def setitem_int(self, index, w_item):
        """self[index] = w_item with a machine index."""
        kind = jit.promote(self.kind)
        if kind == OBJECTS:
            items_w = self.items_w
            n = len(items_w)
            if index < 0:
                index += n
            if 0 <= index < n:
                items_w[index] = w_item
                return
        elif kind != EMPTY:
            words = self.words
            n = len(words)
            if index < 0:
                index += n
            if 0 <= index < n:
                if kind == kind_of_item(w_item):
                    words[index] = unwrap_item(kind, w_item)
                else:
                    self.generalise()
                    self.items_w[index] = w_item
                return
        raise operr(space.w_IndexError, "list assignment index out of range")

    def delete_index(self, index):
        """del self[index], 0 <= index < length."""
        assert index >= 0
        if self.kind == OBJECTS:
            del self.items_w[index]
        else:
            del self.words[index]

    def insert_at(self, index, w_item):
        """Insert before place `index`, 0 <= index <= length."""
        if self.kind != OBJECTS:
            item_kind = kind_of_item(w_item)
            if self.kind != item_kind:
                self.prepare_for(item_kind)
            if self.kind == item_kind and item_kind != OBJECTS:
                self.words.insert(index, unwrap_item(item_kind, w_item))
                return
        self.items_w.insert(index, w_item)

    def extend(self, w_iterable):
        """Append the items of any iterable."""
        if type(w_iterable) is W_ListObject:
            self.extend_list(w_iterable)
        elif type(w_iterable) is tupleobject.W_TupleObject:
            self.extend_list(from_items(w_iterable.getitems()))
        elif type(w_iterable) is rangeobject.W_RangeObject and w_iterable.small:
            self.extend_range(w_iterable.start, w_iterable.step, w_iterable.count)
        else:
            if not w_iterable.getclass().is_builtin:
                space.length_hint(w_iterable, 0)  # whose errors count
            append_all(self, space.iter(w_iterable))

    def extend_list(self, w_other):
        """Append the items of a list, which may be self."""
        kind = jit.promote(w_other.kind)
        if kind == EMPTY:
            return
        if self.kind != kind:
            if self.length() == 0:
                self.take_storage(w_other.copy_list())
                return
            self.make_objects()
        if self.kind == OBJECTS:
            self.items_w += w_other.getitems()
        else:
            self.words += w_other.words

    def extend_range(self, start, step, count):
        """Append the ints of a range."""
        if self.kind != INTS:
            if self.length() > 0:
                self.make_objects()
                for i in range(count):
                    self.items_w.append(intobject.W_IntObject(start + i * step))
                return
            self.kind = INTS
            self.items_w = None
            self.words = [0] * count
            words = self.words
            for i in range(count):
                words[i] = start + i * step
            return
        words = self.words
        for i in range(count):
            words.append(start + i * step)

    # -- special methods ----------------------------------------------------------------------

    def descr_init(self, w_iterable):
        self.set_empty()
        if w_iterable is not None:
            self.extend(w_iterable)

    def descr_len(self):
        return space.newint(self.length())

    def descr_repr(self):
        if self.length() == 0:
            return space.newtext("[]")
        if not reprguard.enter(self):
            return space.newtext("[...]")
        try:
            parts = []
            i = 0
            while i < self.length():
                parts.append(space.repr_w(self.getitem(i)))
                i += 1
        finally:
            reprguard.leave(self)
        return space.newtext("[" + ", ".join(parts) + "]")

    def descr_iter(self):
        return iterators.W_ListIterator(self)

    def descr_reversed(self):
        return iterators.W_ListReverseIterator(self)

    def descr_getitem(self, w_index):
        if isinstance(w_index, intobject.W_IntObject):
            return self.getitem_int(w_index.intval)
        if isinstance(w_index, sliceobject.W_SliceObject):
            return self.get_slice(w_index)
        return self.getitem_int(sliceobject.eval_index(w_index, "list"))

    def get_slice(self, w_slice):
        """self[slice]"""
        start, _, step, count = w_slice.indices(self.length())
        kind = jit.promote(self.kind)
        if kind == EMPTY or count == 0:
            return W_ListObject(None)
        if kind == OBJECTS:
            return W_ListObject(listutil.list_extract(self.items_w, start, step, count))
        return from_words(kind, listutil.words_extract(self.words, start, step, count))

    def descr_setitem(self, w_index, w_value):
        if isinstance(w_index, intobject.W_IntObject):
            self.setitem_int(w_index.intval, w_value)
        elif isinstance(w_index, sliceobject.W_SliceObject):
            self.set_slice(w_index, w_value)
        else:
            self.setitem_int(sliceobject.eval_index(w_index, "list"), w_value)

    def set_slice(self, w_slice, w_value):
        """self[slice] = iterable"""
        if type(w_value) is W_ListObject:
            w_new = w_value.copy_list()
        else:
            if not (
                isinstance(w_value, W_ListObject)
                or isinstance(w_value, tupleobject.W_TupleObject)
                or space.lookup(w_value, "__iter__") is not None
                or space.lookup(w_value, "__getitem__") is not None
            ):
                if w_slice.w_step is space.w_None:
                    raise operr(space.w_TypeError, "can only assign an iterable")
                raise operr(space.w_TypeError, "must assign iterable to extended slice")
            w_new = W_ListObject(None)
            w_new.extend(w_value)
        given = w_new.length()
        start, stop, step, count = w_slice.indices(self.length())
        if step != 1 and given != count:
            raise operr(
                space.w_ValueError,
                "attempt to assign sequence of size %d to extended slice of size %d"
                % (given, count),
            )
        if given > 0:
            if self.length() == 0:
                self.take_storage(w_new)
                return
            if w_new.kind != self.kind:
                self.make_objects()
        if self.kind == EMPTY:
            return
        if step == 1:
            if stop < start:
                stop = start
            if self.kind == OBJECTS:
                listutil.list_replace_range(self.items_w, start, stop, w_new.getitems())
            else:
                listutil.words_replace_range(self.words, start, stop, w_new.getwords())
        elif self.kind == OBJECTS:
            listutil.list_assign(self.items_w, start, step, w_new.getitems())
        else:
            listutil.words_assign(self.words, start, step, w_new.getwords())

    def getwords(self):
        """The words of a list that is not OBJECTS."""
        if self.words is None:
            return []
        return self.words

    def descr_delitem(self, w_index):
        if isinstance(w_index, sliceobject.W_SliceObject):
            start, _, step, count = w_index.indices(self.length())
            if count == 0:
                return
            if self.kind == OBJECTS:
                listutil.list_delete(self.items_w, start, step, count)
            else:
                listutil.words_delete(self.words, start, step, count)
            return
        index = sliceobject.eval_index(w_index, "list")
        n = self.length()
        if index < 0:
            index += n
        if index < 0 or index >= n:
            raise operr(space.w_IndexError, "list assignment index out of range")
        self.delete_index(index)

    def find(self, w_value, start, stop):
        """Place of the first item equal to w_value in a range, or -1."""
        if self.kind == INTS and type(w_value) is intobject.W_IntObject:
            if stop > len(self.words):
                stop = len(self.words)
            return listutil.find_word(self.words, w_value.intval, start, stop)
        return self.find_equal(w_value, start, stop)

    def find_equal(self, w_value, start, stop):
        """find by comparing objects."""
        while start < stop and start < self.length():
            if space.eq_w(self.getitem(start), w_value):
                return start
            start += 1
        return -1

    def descr_contains(self, w_value):
        return space.newbool(self.find(w_value, 0, sys.maxsize) >= 0)

    def descr_add(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        w_result = self.copy_list()
        w_result.extend_list(w_other)
        return w_result

    def descr_iadd(self, w_other):
        self.extend(w_other)
        return self

    def descr_mul(self, w_times):
        times = listutil.repeat_count(w_times)
        if times == listutil.NO_COUNT:
            return space.w_NotImplemented
        kind = jit.promote(self.kind)
        if kind == EMPTY or times <= 0:
            return W_ListObject(None)
        if kind == OBJECTS:
            return W_ListObject(listutil.list_repeat(self.items_w, times))
        return from_words(kind, listutil.words_repeat(self.words, times))

    def descr_imul(self, w_times):
        times = listutil.repeat_count(w_times)
        if times == listutil.NO_COUNT:
            return space.w_NotImplemented
        if self.kind == EMPTY:
            return self
        if self.kind == OBJECTS:
            self.items_w = listutil.list_repeat(self.items_w, times)
        else:
            self.words = listutil.words_repeat(self.words, times)
        return self

    def equal(self, w_other):
        """Have two lists equal items?"""
        if self.kind == INTS and w_other.kind == INTS:
            return listutil.words_equal(self.words, w_other.words)
        n = self.length()
        if n != w_other.length():
            return False
        i = 0
        while i < self.length() and i < w_other.length():
            if not space.eq_w(self.getitem(i), w_other.getitem(i)):
                return False
            i += 1
        return self.length() == w_other.length()

    def compare(self, w_other, op):
        """Lexicographic comparison; the wrapped result."""
        i = 0
        while i < self.length() and i < w_other.length():
            w_a = self.getitem(i)
            w_b = w_other.getitem(i)
            if not space.eq_w(w_a, w_b):
                return listutil.compare_items(w_a, w_b, op)
            i += 1
        return listutil.compare_lengths(self.length(), w_other.length(), op)

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return space.newbool(self.equal(w_other))

    def descr_ne(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return space.newbool(not self.equal(w_other))

    def descr_lt(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return self.compare(w_other, listutil.LT)

    def descr_le(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return self.compare(w_other, listutil.LE)

    def descr_gt(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return self.compare(w_other, listutil.GT)

    def descr_ge(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return self.compare(w_other, listutil.GE)

    def descr_sizeof(self):
        return space.newint(56 + 8 * self.length())

    # -- methods ------------------------------------------------------------------------------

    def descr_append(self, w_item):
        self.append(w_item)

    def descr_extend(self, w_iterable):
        self.extend(w_iterable)

    def descr_insert(self, w_index, w_item):
        index = space.getindex_w(w_index, space.w_OverflowError)
        n = self.length()
        if index < 0:
            index += n
            if index < 0:
                index = 0
        elif index > n:
            index = n
        self.insert_at(index, w_item)

    def descr_pop(self, w_index):
        n = self.length()
        if n == 0:
            raise operr(space.w_IndexError, "pop from empty list")
        if w_index is None:
            return self.pop_last()
        index = space.getindex_w(w_index, space.w_IndexError)
        if index < 0:
            index += n
        if index < 0 or index >= n:
            raise operr(space.w_IndexError, "pop index out of range")
        if index == n - 1:
            return self.pop_last()
        kind = jit.promote(self.kind)
        if kind == OBJECTS:
            return self.items_w.pop(index)
        return wrap_word(kind, self.words.pop(index))

    def pop_last(self):
        """Remove and return the last item of a list that has some."""
        kind = jit.promote(self.kind)
        if kind == OBJECTS:
            return self.items_w.pop()
        return wrap_word(kind, self.words.pop())

    def descr_remove(self, w_value):
        i = self.find(w_value, 0, sys.maxsize)
        if i < 0:
            raise operr(space.w_ValueError, "list.remove(x): x not in list")
        if i < self.length():
            self.delete_index(i)

    def descr_clear(self):
        self.set_empty()

    def descr_copy(self):
        return self.copy_list()

    def descr_reverse(self):
        if self.kind == OBJECTS:
            self.items_w.reverse()
        elif self.kind != EMPTY:
            self.words.reverse()

    def descr_count(self, w_value):
        n = 0
        i = self.find(w_value, 0, sys.maxsize)
        while i >= 0:
            n += 1
            i = self.find(w_value, i + 1, sys.maxsize)
        return space.newint(n)

    def descr_index(self, w_value, w_start, w_stop):
        start, stop = sliceobject.clamp(self.length(), w_start, w_stop)
        i = self.find(w_value, start, stop)
        if i < 0:
            raise operr(space.w_ValueError, space.repr_w(w_value) + " is not in list")
        return space.newint(i)

    def descr_sort(self, w_key, w_reverse):
        if w_key is not None and w_key is space.w_None:
            w_key = None
        self.sort(w_key, w_reverse is not None and space.is_true(w_reverse))

    def sort(self, w_key, reverse):
        """Sort in place; the list looks empty meanwhile, and keeps its order if a call fails."""
        kind = self.kind
        if kind == EMPTY:
            return
        if w_key is None and kind == INTS:
            sorting.sort_int_words(self.words, reverse)
            return
        if w_key is None and kind == FLOATS:
            sorting.sort_float_words(self.words, reverse)
            return
        items_w = self.items_w
        words = self.words
        sorted_w = self.getitems_copy()
        self.set_empty()
        changed = False
        done = False
        try:
            sorting.sort_items(sorted_w, w_key, reverse)
            done = True
        finally:
            changed = self.kind != EMPTY
            self.kind = kind
            self.items_w = items_w
            self.words = words
            if done:
                if kind == OBJECTS:
                    self.items_w = sorted_w
                else:
                    self.words = unwrap_items(kind, sorted_w)
        if changed:
            raise operr(space.w_ValueError, "list modified during sort")


def append_all(w_list, w_iterator):
    """Append what an iterator gives."""
    key = w_iterator.iteration_key()
    while True:
        extend_driver.jit_merge_point(key=key, w_iterator=w_iterator, w_list=w_list)
        w_item = w_iterator.next_w()
        if w_item is None:
            return
        w_list.append(w_item)


def wrap_words(kind, words):
    """The items that words stand for, as a new list."""
    if kind == INTS:
        return [intobject.W_IntObject(word) for word in words]
    return [floatobject.W_FloatObject(longlong2float(word)) for word in words]


def unwrap_items(kind, items_w):
    """The words of items of that kind, as a new list."""
    return [unwrap_item(kind, w_item) for w_item in items_w]


def from_words(kind, words):
    """A list of ints or floats; takes possession of the RPython list."""
    w_list = W_ListObject(None)
    w_list.kind = kind
    w_list.words = words
    return w_list


def _is_short(items_w):
    return jit.loop_unrolling_heuristic(items_w, len(items_w), SHORT)


@jit.look_inside_iff(_is_short)
def common_kind(items_w):
    """The kind of a list with these items."""
    n = len(items_w)
    if n == 0:
        return EMPTY
    kind = kind_of_item(items_w[0])
    i = 1
    while kind != OBJECTS and i < n:
        if kind_of_item(items_w[i]) != kind:
            kind = OBJECTS
        i += 1
    return kind


def _is_short_with_kind(kind, items_w):
    return jit.loop_unrolling_heuristic(items_w, len(items_w), SHORT)


@jit.look_inside_iff(_is_short_with_kind)
def words_list(kind, items_w):
    """from_words of the unwrapped items."""
    words = [0] * len(items_w)
    i = 0
    while i < len(items_w):
        words[i] = unwrap_item(kind, items_w[i])
        i += 1
    return from_words(kind, words)


def from_items(items_w):
    """A list of the items; takes possession of the RPython list."""
    kind = common_kind(items_w)
    if kind == OBJECTS:
        return W_ListObject(items_w)
    if kind == EMPTY:
        return W_ListObject(None)
    return words_list(kind, items_w)


W_ListUser = user_subclass(W_ListObject)


def list_new(w_type, args):
    """list.__new__; __init__ takes the items."""
    if w_type is space.w_list:
        return W_ListObject(None)
    w_obj = W_ListUser(None)
    w_obj.user_setup(w_type)
    return w_obj


from interpreters.python.interpreter.typedef import classmethod_  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    floatobject,
    intobject,
    iterators,
    listutil,
    rangeobject,
    reprguard,
    sliceobject,
    sorting,
    tupleobject,
)

W_ListObject.typedef = TypeDef(
    "list",
    W_ListObject,
    new("cls, ...", list_new),
    method("__init__", W_ListObject.descr_init, "self, iterable=None, /"),
    method("__len__", W_ListObject.descr_len, "self, /"),
    method("__repr__", W_ListObject.descr_repr, "self, /"),
    method("__iter__", W_ListObject.descr_iter, "self, /"),
    method("__reversed__", W_ListObject.descr_reversed, "self, /"),
    method("__getitem__", W_ListObject.descr_getitem, "self, key, /"),
    method("__setitem__", W_ListObject.descr_setitem, "self, key, value, /"),
    method("__delitem__", W_ListObject.descr_delitem, "self, key, /"),
    method("__contains__", W_ListObject.descr_contains, "self, key, /"),
    method("__add__", W_ListObject.descr_add, "self, value, /"),
    method("__iadd__", W_ListObject.descr_iadd, "self, value, /"),
    method("__mul__", W_ListObject.descr_mul, "self, value, /"),
    method("__rmul__", W_ListObject.descr_mul, "self, value, /"),
    method("__imul__", W_ListObject.descr_imul, "self, value, /"),
    method("__eq__", W_ListObject.descr_eq, "self, value, /"),
    method("__ne__", W_ListObject.descr_ne, "self, value, /"),
    method("__lt__", W_ListObject.descr_lt, "self, value, /"),
    method("__le__", W_ListObject.descr_le, "self, value, /"),
    method("__gt__", W_ListObject.descr_gt, "self, value, /"),
    method("__ge__", W_ListObject.descr_ge, "self, value, /"),
    method("__sizeof__", W_ListObject.descr_sizeof, "self, /"),
    classmethod_("__class_getitem__", tupleobject.class_getitem, "cls, item, /"),
    method("append", W_ListObject.descr_append, "self, object, /"),
    method("extend", W_ListObject.descr_extend, "self, iterable, /"),
    method("insert", W_ListObject.descr_insert, "self, index, object, /"),
    method("pop", W_ListObject.descr_pop, "self, index=None, /"),
    method("remove", W_ListObject.descr_remove, "self, value, /"),
    method("clear", W_ListObject.descr_clear, "self, /"),
    method("copy", W_ListObject.descr_copy, "self, /"),
    method("reverse", W_ListObject.descr_reverse, "self, /"),
    method("count", W_ListObject.descr_count, "self, value, /"),
    method("index", W_ListObject.descr_index, "self, value, start=None, stop=None, /"),
    method("sort", W_ListObject.descr_sort, "self, *, key=None, reverse=None"),
    hashable=False,
)

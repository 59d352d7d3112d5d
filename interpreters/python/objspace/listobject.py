"""list: a resizable list of wrapped items, reached through methods only."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, method, new, user_subclass
from interpreters.python.objspace import operation as space


class W_ListObject(W_Root):
    """A list."""

    def __init__(self, items_w):
        self.items_w = items_w

    # -- storage ------------------------------------------------------------------------------

    def length(self):
        """Number of items."""
        return len(self.items_w)

    def getitem(self, i):
        """Item i, 0 <= i < length."""
        return self.items_w[i]

    def setitem(self, i, w_item):
        """Replace item i, 0 <= i < length."""
        self.items_w[i] = w_item

    def append(self, w_item):
        """Add an item at the end."""
        self.items_w.append(w_item)

    def getitems(self):
        """The items as a list that is not to be changed, and valid only until the list changes."""
        return self.items_w

    def getitems_copy(self):
        """The items as a new list."""
        return self.items_w[:]

    def setitems(self, items_w):
        """Replace all items; items_w is not used by anybody else."""
        self.items_w = items_w

    def getitem_int(self, index):
        """self[index] with a machine index."""
        items_w = self.items_w
        if index < 0:
            index += len(items_w)
        if index < 0 or index >= len(items_w):
            raise operr(space.w_IndexError, "list index out of range")
        return items_w[index]

    def setitem_int(self, index, w_item):
        """self[index] = w_item with a machine index."""
        items_w = self.items_w
        if index < 0:
            index += len(items_w)
        if index < 0 or index >= len(items_w):
            raise operr(space.w_IndexError, "list assignment index out of range")
        items_w[index] = w_item

    def extend(self, w_iterable):
        """Append the items of any iterable."""
        if type(w_iterable) is W_ListObject:
            self.items_w += w_iterable.getitems_copy()
            return
        if type(w_iterable) is tupleobject.W_TupleObject:
            self.items_w += w_iterable.items_w
            return
        w_iterator = space.iter(w_iterable)
        while True:
            w_item = w_iterator.next_w()
            if w_item is None:
                return
            self.items_w.append(w_item)

    # -- special methods ----------------------------------------------------------------------

    def descr_init(self, w_iterable):
        if len(self.items_w) > 0:
            self.items_w = []
        if w_iterable is not None:
            self.extend(w_iterable)

    def descr_len(self):
        return space.newint(len(self.items_w))

    def descr_repr(self):
        if len(self.items_w) == 0:
            return space.newtext("[]")
        if not reprguard.enter(self):
            return space.newtext("[...]")
        try:
            parts = []
            i = 0
            while i < len(self.items_w):
                parts.append(space.repr_w(self.items_w[i]))
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
            start, _, step, count = w_index.indices(len(self.items_w))
            return W_ListObject(listutil.list_extract(self.items_w, start, step, count))
        return self.getitem_int(sliceobject.eval_index(w_index, "list"))

    def descr_setitem(self, w_index, w_value):
        if isinstance(w_index, intobject.W_IntObject):
            self.setitem_int(w_index.intval, w_value)
        elif isinstance(w_index, sliceobject.W_SliceObject):
            self.set_slice(w_index, w_value)
        else:
            self.setitem_int(sliceobject.eval_index(w_index, "list"), w_value)

    def set_slice(self, w_slice, w_value):
        """self[slice] = iterable"""
        if not (
            isinstance(w_value, W_ListObject)
            or isinstance(w_value, tupleobject.W_TupleObject)
            or space.lookup(w_value, "__iter__") is not None
            or space.lookup(w_value, "__getitem__") is not None
        ):
            if w_slice.w_step is space.w_None:
                raise operr(space.w_TypeError, "can only assign an iterable")
            raise operr(space.w_TypeError, "must assign iterable to extended slice")
        new_w = listutil.unpack(w_value)
        start, stop, step, count = w_slice.indices(len(self.items_w))
        if step == 1:
            if stop < start:
                stop = start
            self.replace_range(start, stop, new_w)
            return
        if len(new_w) != count:
            raise operr(
                space.w_ValueError,
                "attempt to assign sequence of size %d to extended slice of size %d"
                % (len(new_w), count),
            )
        for i in range(count):
            self.items_w[start] = new_w[i]
            start += step

    def replace_range(self, start, stop, new_w):
        """self[start:stop] = new_w for 0 <= start <= stop <= length."""
        items_w = self.items_w
        assert start >= 0
        assert stop >= start
        if stop - start == len(new_w):
            for i in range(len(new_w)):
                items_w[start + i] = new_w[i]
        elif len(new_w) == 0:
            del items_w[start:stop]
        else:
            tail_w = items_w[stop:]
            del items_w[start:]
            items_w += new_w
            items_w += tail_w

    def descr_delitem(self, w_index):
        if isinstance(w_index, sliceobject.W_SliceObject):
            self.delete_slice(w_index)
            return
        index = sliceobject.eval_index(w_index, "list")
        n = len(self.items_w)
        if index < 0:
            index += n
        if index < 0 or index >= n:
            raise operr(space.w_IndexError, "list assignment index out of range")
        del self.items_w[index]

    def delete_slice(self, w_slice):
        """del self[slice]"""
        items_w = self.items_w
        start, stop, step, count = w_slice.indices(len(items_w))
        if count == 0:
            return
        if step < 0:
            start = start + (count - 1) * step
            step = -step
        if step == 1:
            assert start >= 0
            stop = start + count
            assert stop >= 0
            del items_w[start:stop]
            return
        target = start
        skipped = 0
        for i in range(start, len(items_w)):
            if skipped < count and (i - start) % step == 0:
                skipped += 1
            else:
                items_w[target] = items_w[i]
                target += 1
        assert target >= 0
        del items_w[target:]

    def descr_contains(self, w_value):
        i = 0
        while i < len(self.items_w):
            if space.eq_w(self.items_w[i], w_value):
                return space.w_True
            i += 1
        return space.w_False

    def descr_add(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return W_ListObject(self.items_w + w_other.items_w)

    def descr_iadd(self, w_other):
        self.extend(w_other)
        return self

    def descr_mul(self, w_times):
        times = listutil.repeat_count(w_times)
        if times == listutil.NO_COUNT:
            return space.w_NotImplemented
        return W_ListObject(listutil.list_repeat(self.items_w, times))

    def descr_imul(self, w_times):
        times = listutil.repeat_count(w_times)
        if times == listutil.NO_COUNT:
            return space.w_NotImplemented
        self.items_w = listutil.list_repeat(self.items_w, times)
        return self

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return space.newbool(listutil.list_equal(self.items_w, w_other.items_w))

    def descr_ne(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return space.newbool(not listutil.list_equal(self.items_w, w_other.items_w))

    def descr_lt(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return listutil.list_compare(self.items_w, w_other.items_w, listutil.LT)

    def descr_le(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return listutil.list_compare(self.items_w, w_other.items_w, listutil.LE)

    def descr_gt(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return listutil.list_compare(self.items_w, w_other.items_w, listutil.GT)

    def descr_ge(self, w_other):
        if not isinstance(w_other, W_ListObject):
            return space.w_NotImplemented
        return listutil.list_compare(self.items_w, w_other.items_w, listutil.GE)

    def descr_sizeof(self):
        return space.newint(56 + 8 * len(self.items_w))

    # -- methods ------------------------------------------------------------------------------

    def descr_append(self, w_item):
        self.items_w.append(w_item)

    def descr_extend(self, w_iterable):
        self.extend(w_iterable)

    def descr_insert(self, w_index, w_item):
        index = space.getindex_w(w_index, space.w_OverflowError)
        n = len(self.items_w)
        if index < 0:
            index += n
            if index < 0:
                index = 0
        elif index > n:
            index = n
        self.items_w.insert(index, w_item)

    def descr_pop(self, w_index):
        items_w = self.items_w
        n = len(items_w)
        if n == 0:
            raise operr(space.w_IndexError, "pop from empty list")
        if w_index is None:
            return items_w.pop()
        index = space.getindex_w(w_index, space.w_IndexError)
        if index < 0:
            index += n
        if index < 0 or index >= n:
            raise operr(space.w_IndexError, "pop index out of range")
        if index == n - 1:
            return items_w.pop()
        return items_w.pop(index)

    def descr_remove(self, w_value):
        i = 0
        while i < len(self.items_w):
            if space.eq_w(self.items_w[i], w_value):
                if i < len(self.items_w):
                    del self.items_w[i]
                return
            i += 1
        raise operr(space.w_ValueError, "list.remove(x): x not in list")

    def descr_clear(self):
        self.items_w = []

    def descr_copy(self):
        return W_ListObject(self.items_w[:])

    def descr_reverse(self):
        self.items_w.reverse()

    def descr_count(self, w_value):
        return space.newint(listutil.list_count(self.items_w, w_value))

    def descr_index(self, w_value, w_start, w_stop):
        start, stop = sliceobject.clamp(len(self.items_w), w_start, w_stop)
        while start < stop and start < len(self.items_w):
            if space.eq_w(self.items_w[start], w_value):
                return space.newint(start)
            start += 1
        raise operr(space.w_ValueError, space.repr_w(w_value) + " is not in list")

    def descr_sort(self, w_key, w_reverse):
        if w_key is not None and w_key is space.w_None:
            w_key = None
        self.sort(w_key, w_reverse is not None and space.is_true(w_reverse))

    def sort(self, w_key, reverse):
        """Sort in place; the list looks empty meanwhile, and keeps its order if a call fails."""
        original_w = self.items_w
        sorted_w = original_w[:]
        self.items_w = []
        changed = False
        try:
            sorting.sort_items(sorted_w, w_key, reverse)
            original_w = sorted_w
        finally:
            changed = len(self.items_w) > 0
            self.items_w = original_w
        if changed:
            raise operr(space.w_ValueError, "list modified during sort")


W_ListUser = user_subclass(W_ListObject)


def list_new(w_type, args):
    """list.__new__; __init__ takes the items."""
    if w_type is space.w_list:
        return W_ListObject([])
    w_obj = W_ListUser([])
    w_obj.user_setup(w_type)
    return w_obj


from interpreters.python.interpreter.typedef import classmethod_  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    intobject,
    iterators,
    listutil,
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

"""The views of dicts: dict_keys, dict_values, dict_items, and the set operations of two of them."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import TypeDef, getset, method
from interpreters.python.objspace import operation as space


class W_DictView(W_Root):
    """A view; subclasses say what it shows."""

    def __init__(self, w_dict):
        self.w_dict = w_dict

    def items_iterator(self):
        """An iterator over the view."""
        raise NotImplementedError

    def contains(self, w_item):
        """w_item in self"""
        raise NotImplementedError

    def descr_len(self):
        return space.newint(self.w_dict.length())

    def descr_iter(self):
        return self.items_iterator()

    def show(self, name):
        """The repr with the name of the view's type."""
        if not reprguard.enter(self):
            return space.newtext("...")
        try:
            w_items = space.newlist(listutil.unpack(self))
            text = space.repr_w(w_items)
        finally:
            reprguard.leave(self)
        return space.newtext(name + "(" + text + ")")

    def as_set(self):
        """A new set with the items."""
        w_set = setobject.W_SetObject()
        w_set.update_from(self)
        return w_set

    def all_in(self, w_other):
        """Is each item of self in w_other?"""
        w_iterator = self.items_iterator()
        while True:
            w_item = w_iterator.next_w()
            if w_item is None:
                return True
            if not space.contains_w(w_other, w_item):
                return False

    def fget_mapping(self):
        return typeobject.dictproxy_new(space.w_mappingproxy, self.w_dict)


class W_DictKeys(W_DictView):
    """dict_keys"""

    def items_iterator(self):
        return dictobject.W_DictKeyIterator(self.w_dict)

    def contains(self, w_item):
        return self.w_dict.contains(w_item)

    def descr_repr(self):
        return self.show("dict_keys")

    def descr_reversed(self):
        return dictobject.W_DictReverseIterator(self.w_dict, dictobject.KEYS)


class W_DictValues(W_DictView):
    """dict_values"""

    def items_iterator(self):
        return dictobject.W_DictValueIterator(self.w_dict)

    def descr_repr(self):
        return self.show("dict_values")

    def descr_reversed(self):
        return dictobject.W_DictReverseIterator(self.w_dict, dictobject.VALUES)


class W_DictItems(W_DictView):
    """dict_items"""

    def items_iterator(self):
        return dictobject.W_DictItemIterator(self.w_dict)

    def contains(self, w_item):
        if not isinstance(w_item, tupleobject.W_TupleObject) or w_item.length() != 2:
            return False
        w_value = self.w_dict.getitem(w_item.getitem(0))
        return w_value is not None and space.eq_w(w_value, w_item.getitem(1))

    def descr_repr(self):
        return self.show("dict_items")

    def descr_reversed(self):
        return dictobject.W_DictReverseIterator(self.w_dict, dictobject.ITEMS)


def _is_setlike(w_obj):
    return (
        isinstance(w_obj, setobject.W_BaseSetObject)
        or isinstance(w_obj, W_DictKeys)
        or isinstance(w_obj, W_DictItems)
    )


def view_contains(self, w_item):
    """x in view"""
    return space.newbool(self.contains(w_item))


def view_eq(self, w_other):
    """view == set-like"""
    if not _is_setlike(w_other):
        return space.w_NotImplemented
    return space.newbool(space.len_w(w_other) == self.w_dict.length() and self.all_in(w_other))


def view_ne(self, w_other):
    """view != set-like"""
    if not _is_setlike(w_other):
        return space.w_NotImplemented
    return space.newbool(
        not (space.len_w(w_other) == self.w_dict.length() and self.all_in(w_other))
    )


def view_le(self, w_other):
    """view <= set-like"""
    if not _is_setlike(w_other):
        return space.w_NotImplemented
    return space.newbool(self.w_dict.length() <= space.len_w(w_other) and self.all_in(w_other))


def view_lt(self, w_other):
    """view < set-like"""
    if not _is_setlike(w_other):
        return space.w_NotImplemented
    return space.newbool(self.w_dict.length() < space.len_w(w_other) and self.all_in(w_other))


def view_ge(self, w_other):
    """view >= set-like"""
    if not _is_setlike(w_other):
        return space.w_NotImplemented
    return space.newbool(self.as_set().issuperset_of(w_other))


def view_gt(self, w_other):
    """view > set-like"""
    if not _is_setlike(w_other):
        return space.w_NotImplemented
    return space.newbool(
        self.w_dict.length() > space.len_w(w_other) and self.as_set().issuperset_of(w_other)
    )


def view_and(self, w_other):
    """view & iterable"""
    w_result = setobject.W_SetObject()
    w_iterator = space.iter(w_other)
    while True:
        w_item = w_iterator.next_w()
        if w_item is None:
            return w_result
        if self.contains(w_item):
            w_result.add(w_item)


def view_or(self, w_other):
    """view | iterable"""
    w_result = self.as_set()
    w_result.update_from(w_other)
    return w_result


def view_sub(self, w_other):
    """view - iterable"""
    w_result = self.as_set()
    w_result.remove_all(w_other)
    return w_result


def view_rsub(self, w_other):
    """iterable - view"""
    w_result = setobject.W_SetObject()
    w_result.update_from(w_other)
    w_result.remove_all(self)
    return w_result


def view_xor(self, w_other):
    """view ^ iterable"""
    w_right = setobject.W_SetObject()
    w_right.update_from(w_other)
    w_result = self.as_set()
    w_result.symmetric_update(w_right)
    return w_result


def view_isdisjoint(self, w_other):
    """view.isdisjoint(iterable)"""
    w_iterator = space.iter(w_other)
    while True:
        w_item = w_iterator.next_w()
        if w_item is None:
            return space.w_True
        if self.contains(w_item):
            return space.w_False


from interpreters.python.objspace import (  # noqa: E402
    dictobject,
    listutil,
    reprguard,
    setobject,
    tupleobject,
    typeobject,
)


def _common(cls):
    """NOT_RPYTHON: the members that all three views have."""
    return [
        method("__len__", cls.descr_len, "self, /"),
        method("__iter__", cls.descr_iter, "self, /"),
        method("__repr__", cls.descr_repr, "self, /"),
        method("__reversed__", cls.descr_reversed, "self, /"),
        getset("mapping", cls.fget_mapping),
    ]


def _setlike():
    """NOT_RPYTHON: the members of the views that behave like sets."""
    return [
        method("__contains__", view_contains, "self, key, /"),
        method("__eq__", view_eq, "self, value, /"),
        method("__ne__", view_ne, "self, value, /"),
        method("__lt__", view_lt, "self, value, /"),
        method("__le__", view_le, "self, value, /"),
        method("__gt__", view_gt, "self, value, /"),
        method("__ge__", view_ge, "self, value, /"),
        method("__and__", view_and, "self, value, /"),
        method("__rand__", view_and, "self, value, /"),
        method("__or__", view_or, "self, value, /"),
        method("__ror__", view_or, "self, value, /"),
        method("__sub__", view_sub, "self, value, /"),
        method("__rsub__", view_rsub, "self, value, /"),
        method("__xor__", view_xor, "self, value, /"),
        method("__rxor__", view_xor, "self, value, /"),
        method("isdisjoint", view_isdisjoint, "self, other, /"),
    ]


W_DictKeys.typedef = TypeDef(
    "dict_keys", W_DictKeys, *_common(W_DictKeys), *_setlike(), hashable=False
)
W_DictValues.typedef = TypeDef("dict_values", W_DictValues, *_common(W_DictValues))
W_DictItems.typedef = TypeDef(
    "dict_items", W_DictItems, *_common(W_DictItems), *_setlike(), hashable=False
)

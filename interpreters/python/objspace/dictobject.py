"""dict, its views and iterators."""

from rpython.rlib import jit

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    iterator_methods,
    method,
    new,
    user_subclass,
)
from interpreters.python.objspace import operation as space
from interpreters.python.objspace.hashtable import (
    ATTRIBUTES,
    EMPTY,
    EMPTY_SHAPE,
    SMALL,
    TEXTS,
    W_HashTable,
    compute_hash,
    hash_key,
)

KEYS = 0
VALUES = 1
ITEMS = 2


class W_DictObject(W_HashTable):
    """A dict.

    Code outside of this file goes through the methods, never to the table: length, getitem,
    setitem, delitem and their _str variants (RPython str keys), next_entry, key_at, value_at.
    """

    def __init__(self):
        W_HashTable.__init__(self)

    def length(self):
        """Number of keys."""
        if self.kind == ATTRIBUTES:
            return self.owner.entry_count()
        return self.live

    def getitem(self, w_key):
        """The value of a key, or None."""
        e = self.find_key(w_key, hash_key(w_key))
        if e < 0:
            return None
        return self.value_at(e)

    def getitem_str(self, name):
        """The value of the str key with this UTF-8, or None."""
        e = self.find_str(name)
        if e < 0:
            return None
        return self.value_at(e)

    def setitem(self, w_key, w_value):
        """self[w_key] = w_value"""
        h = hash_key(w_key)
        e = self.find_key(w_key, h)
        if e >= 0:
            self.set_value(e, w_value)
        else:
            self.add_entry(w_key, h, w_value)

    def setitem_str(self, name, w_value):
        """Set the value of the str key with this UTF-8."""
        e = self.find_str(name)
        if e >= 0:
            self.set_value(e, w_value)
        else:
            self.add_entry(unicodeobject.W_UnicodeObject(name), compute_hash(name), w_value)

    def set_value(self, e, w_value):
        """Replace the value of entry e."""
        if self.kind == ATTRIBUTES:
            self.owner.write_entry(e, w_value)
            return
        if self.namespace is not None:
            self.namespace.value_changed(e, w_value)
        self.entries_w[2 * e + 1] = w_value

    def delitem(self, w_key):
        """Remove a key; False if it is not there."""
        e = self.find_key(w_key, hash_key(w_key))
        if e < 0:
            return False
        self.remove_entry(e)
        return True

    def delitem_str(self, name):
        """Remove the str key with this UTF-8; False if it is not there."""
        e = self.find_str(name)
        if e < 0:
            return False
        self.remove_entry(e)
        return True

    def reserve(self, n):
        """An empty dict gets room for some entries."""
        if n > SMALL:
            n = SMALL
        self.set_entries([None] * (2 * n))

    def set_few_texts(self, entries_w):
        """An empty dict gets these entries: at most SMALL, with different exact str as keys."""
        n = len(entries_w) >> 1
        if n > 0:
            self.set_entries(entries_w)
            self.kind = TEXTS
            self.live = n
            self.used = n

    def setdefault(self, w_key, w_default):
        """The value of a key, which is w_default if the key is new."""
        h = hash_key(w_key)
        e = self.find_key(w_key, h)
        if e >= 0:
            return self.value_at(e)
        self.add_entry(w_key, h, w_default)
        return w_default

    def pop_value(self, w_key):
        """Remove a key and return its value, or None if it is not there."""
        e = self.find_key(w_key, hash_key(w_key))
        if e < 0:
            return None
        w_value = self.value_at(e)
        self.remove_entry(e)
        return w_value

    def contains(self, w_key):
        """w_key in self"""
        return self.find_key(w_key, hash_key(w_key)) >= 0

    def next_entry(self, pos):
        """Position >= pos of the next entry, or -1; begin with 0 and go on with the result + 1."""
        return self.next_used(pos)

    def key_at(self, pos):
        """The key at a position that next_entry gave."""
        if self.kind == ATTRIBUTES:
            return self.owner.entry_key(pos)
        return self.entries_w[2 * pos]

    def value_at(self, pos):
        """The value at a position that next_entry gave."""
        if self.kind == ATTRIBUTES:
            return self.owner.entry_value(pos)
        return self.entries_w[2 * pos + 1]

    def give_shape(self):
        """Makes the places of the keys constants of traces, if there are few, all of them exact str."""
        if self.is_small_namespace():
            shape = EMPTY_SHAPE
            e = 0
            while e < self.live and shape is not None:
                w_key = self.entries_w[2 * e]
                assert isinstance(w_key, unicodeobject.W_UnicodeObject)
                shape = shape.extended(w_key.text())
                e += 1
            self.shape = shape

    def is_small_namespace(self):
        """Are there few keys, exact str at the positions from 0 on?"""
        if self.kind == EMPTY:
            return True
        return self.kind == TEXTS and self.live <= SMALL and self.live == self.used

    def clear(self):
        """Remove all keys."""
        self.clear_entries()

    def copy(self):
        """A new dict with the same items."""
        w_result = W_DictObject()
        w_result.copy_entries_from(self)
        return w_result

    def copy_entries_from(self, other):
        if other.kind == ATTRIBUTES:
            other.owner.copy_entries_to(self)
        else:
            W_HashTable.copy_entries_from(self, other)

    def update_from_dict(self, w_other):
        """self.update(w_other) for two dicts."""
        if self.kind == EMPTY and self is not w_other:
            self.copy_entries_from(w_other)
            return
        pos = w_other.next_entry(0)
        while pos >= 0:
            n = w_other.length()
            self.setitem(w_other.key_at(pos), w_other.value_at(pos))
            if w_other.length() != n:
                raise operr(space.w_RuntimeError, "dict mutated during update")
            pos = w_other.next_entry(pos + 1)

    def keys_list(self):
        """The keys as a new RPython list."""
        keys_w = []
        pos = self.next_entry(0)
        while pos >= 0:
            keys_w.append(self.key_at(pos))
            pos = self.next_entry(pos + 1)
        return keys_w

    # -- special methods ----------------------------------------------------------------------

    def descr_init(self, args):
        self.update_from_args(args, "dict")

    def update_from_args(self, args, name):
        """dict.update and dict.__init__: an optional mapping or iterable of pairs, and keywords."""
        args.fixed(name, 0, 1)
        if len(args.args_w) == 1:
            update_from(self, args.args_w[0])
        if args.kwnames is not None:
            self.add_keywords(args)

    @jit.unroll_safe
    def add_keywords(self, args):
        """Sets the keywords of a call."""
        n = jit.promote(args.keyword_count())
        i = 0
        while i < n:
            self.setitem_str(argument.keyword_at(args.kwnames, i), args.kwargs_w[i])
            i += 1

    def descr_len(self):
        return space.newint(self.length())

    def descr_repr(self):
        if self.length() == 0:
            return space.newtext("{}")
        if not reprguard.enter(self):
            return space.newtext("{...}")
        try:
            parts = []
            pos = self.next_entry(0)
            while pos >= 0:
                w_value = self.value_at(pos)
                parts.append(space.repr_w(self.key_at(pos)) + ": " + space.repr_w(w_value))
                pos = self.next_entry(pos + 1)
        finally:
            reprguard.leave(self)
        return space.newtext("{" + ", ".join(parts) + "}")

    def descr_iter(self):
        return W_DictKeyIterator(self)

    def descr_reversed(self):
        return W_DictReverseIterator(self, KEYS)

    def descr_getitem(self, w_key):
        w_value = self.getitem(w_key)
        if w_value is None:
            return missing(self, w_key)
        return w_value

    def descr_setitem(self, w_key, w_value):
        self.setitem(w_key, w_value)

    def descr_delitem(self, w_key):
        if not self.delitem(w_key):
            raise OperationError(space.w_KeyError, key_argument(w_key))

    def descr_contains(self, w_key):
        return space.newbool(self.contains(w_key))

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_DictObject):
            return space.w_NotImplemented
        return space.newbool(self.equal(w_other))

    def descr_ne(self, w_other):
        if not isinstance(w_other, W_DictObject):
            return space.w_NotImplemented
        return space.newbool(not self.equal(w_other))

    def equal(self, w_other):
        """Have two dicts equal items?"""
        if self.length() != w_other.length():
            return False
        pos = self.next_entry(0)
        while pos >= 0:
            w_value = self.value_at(pos)
            w_found = w_other.getitem(self.key_at(pos))
            if w_found is None or not space.eq_w(w_value, w_found):
                return False
            pos = self.next_entry(pos + 1)
        return True

    def descr_or(self, w_other):
        if not isinstance(w_other, W_DictObject):
            return space.w_NotImplemented
        w_result = self.copy()
        w_result.update_from_dict(w_other)
        return w_result

    def descr_ror(self, w_other):
        if not isinstance(w_other, W_DictObject):
            return space.w_NotImplemented
        w_result = w_other.copy()
        w_result.update_from_dict(self)
        return w_result

    def descr_ior(self, w_other):
        update_from(self, w_other)
        return self

    def descr_sizeof(self):
        return space.newint(64 + 32 * self.length())

    # -- methods ------------------------------------------------------------------------------

    def descr_get(self, w_key, w_default):
        w_value = self.getitem(w_key)
        if w_value is None:
            return w_default
        return w_value

    def descr_setdefault(self, w_key, w_default):
        if w_default is None:
            w_default = space.w_None
        return self.setdefault(w_key, w_default)

    def descr_pop(self, w_key, w_default):
        w_value = self.pop_value(w_key)
        if w_value is None:
            if w_default is None:
                raise OperationError(space.w_KeyError, key_argument(w_key))
            return w_default
        return w_value

    def descr_popitem(self):
        if self.length() == 0:
            raise operr(space.w_KeyError, "popitem(): dictionary is empty")
        if self.kind == ATTRIBUTES:
            self.to_table()
        e = self.used - 1
        w_item = tupleobject.newtuple2(self.entries_w[2 * e], self.entries_w[2 * e + 1])
        self.remove_entry(e)
        return w_item

    def descr_clear(self):
        self.clear()

    def descr_copy(self):
        return self.copy()

    def descr_update(self, args):
        self.update_from_args(args, "update")

    def descr_keys(self):
        return W_DictKeys(self)

    def descr_values(self):
        return W_DictValues(self)

    def descr_items(self):
        return W_DictItems(self)


W_DictUser = user_subclass(W_DictObject)


def dict_of_attributes(owner):
    """The dict of an instance that keeps its attributes itself."""
    w_dict = W_DictObject()
    w_dict.kind = ATTRIBUTES
    w_dict.owner = owner
    return w_dict


def from_names(names, values_w):
    """A dict from different str keys to values."""
    w_dict = W_DictObject()
    if len(names) > SMALL:
        fill(w_dict, names, values_w)
    else:
        fill_small(w_dict, names, values_w)
    return w_dict


@jit.elidable
def shape_of(w_keys):
    """The shape of a dict with the items of a tuple as keys; None if they are not few, different, and exact str."""
    shape = EMPTY_SHAPE
    n = w_keys.length()
    if n == 0:
        return None
    for i in range(n):
        w_key = w_keys.getitem(i)
        if type(w_key) is not unicodeobject.W_UnicodeObject or shape.find(w_key.text()) >= 0:
            return None
        shape = shape.extended(w_key.text())
        if shape is None:
            return None
    return shape


def fill(w_dict, names, values_w):
    """from_names of many names."""
    i = 0
    while i < len(names):
        w_dict.setitem_str(names[i], values_w[i])
        i += 1


@jit.unroll_safe
def fill_small(w_dict, names, values_w):
    """from_names of few names."""
    n = jit.promote(len(names))
    entries_w = [None] * (2 * n)
    i = 0
    while i < n:
        entries_w[2 * i] = unicodeobject.W_UnicodeObject(names[i])
        entries_w[2 * i + 1] = values_w[i]
        i += 1
    w_dict.set_few_texts(entries_w)


def key_argument(w_key):
    """The argument of a KeyError: a tuple key must not become its argument list."""
    return space.call1(space.w_KeyError, w_key)


def missing(w_dict, w_key):
    """What w_dict[w_key] gives for a key that is not there."""
    if type(w_dict) is not W_DictObject:
        if space.lookup(w_dict, "__missing__") is not None:
            return space.call_method1(w_dict, "__missing__", w_key)
    raise OperationError(space.w_KeyError, key_argument(w_key))


def update_from(w_dict, w_other):
    """w_dict.update(w_other) for a dict, a mapping with keys(), or an iterable of pairs."""
    if isinstance(w_other, W_DictObject) and (
        type(w_other) is W_DictObject or not overrides_iteration(w_other)
    ):
        w_dict.update_from_dict(w_other)
        return
    if space.findattr(w_other, "keys") is not None:
        w_iterator = space.iter(space.call_method0(w_other, "keys"))
        while True:
            w_key = w_iterator.next_w()
            if w_key is None:
                return
            w_dict.setitem(w_key, space.getitem(w_other, w_key))
    w_iterator = space.iter(w_other)
    index = 0
    while True:
        w_item = w_iterator.next_w()
        if w_item is None:
            return
        if space.lookup(w_item, "__iter__") is None and space.lookup(w_item, "__getitem__") is None:
            raise operr(
                space.w_TypeError,
                "cannot convert dictionary update sequence element #%d to a sequence" % index,
            )
        pair_w = listutil.unpack(w_item)
        if len(pair_w) != 2:
            raise operr(
                space.w_ValueError,
                "dictionary update sequence element #%d has length %d; 2 is required"
                % (index, len(pair_w)),
            )
        w_dict.setitem(pair_w[0], pair_w[1])
        index += 1


def overrides_iteration(w_dict):
    """Has a subclass of dict its own __iter__ or keys()?"""
    return space.lookup(w_dict, "__iter__") is not space.w_dict.lookup("__iter__") or space.lookup(
        w_dict, "keys"
    ) is not space.w_dict.lookup("keys")


def dict_new(w_type, args):
    """dict.__new__; __init__ takes the items."""
    if w_type is space.w_dict:
        return W_DictObject()
    w_obj = W_DictUser()
    w_obj.user_setup(w_type)
    return w_obj


def dict_fromkeys(w_type, w_iterable, w_value):
    """dict.fromkeys"""
    if w_value is None:
        w_value = space.w_None
    if w_type is space.w_dict:
        w_dict = W_DictObject()
    else:
        w_dict = space.call0(w_type)
    w_iterator = space.iter(w_iterable)
    while True:
        w_key = w_iterator.next_w()
        if w_key is None:
            return w_dict
        if type(w_dict) is W_DictObject:
            w_dict.setitem(w_key, w_value)
        else:
            space.setitem(w_dict, w_key, w_value)


# -- iterators --------------------------------------------------------------------------------


class W_DictIterator(W_Root):
    """What the iterators over keys, values and items share."""

    def __init__(self, w_dict):
        self.w_dict = w_dict
        self.size = w_dict.length()
        self.pos = 0
        self.given = 0

    def advance(self):
        """Position of the next entry, or -1 at the end."""
        w_dict = self.w_dict
        if w_dict is None:
            return -1
        if w_dict.length() != self.size:
            self.size = -1
            raise operr(space.w_RuntimeError, "dictionary changed size during iteration")
        pos = w_dict.next_entry(self.pos)
        if pos < 0:
            self.w_dict = None
            return -1
        if self.given >= self.size:
            self.w_dict = None
            raise operr(space.w_RuntimeError, "dictionary keys changed during iteration")
        self.pos = pos + 1
        self.given += 1
        return pos

    def descr_length_hint(self):
        if self.w_dict is None or self.size != self.w_dict.length():
            return space.newint(0)
        return space.newint(self.size - self.given)

    def descr_reduce(self):
        """iter(list of what is left)"""
        w_dict = self.w_dict
        pos = self.pos
        given = self.given
        items_w = listutil.rest_of(self)
        self.w_dict = w_dict
        self.pos = pos
        self.given = given
        return iterator_of(items_w)


class W_DictKeyIterator(W_DictIterator):
    """dict_keyiterator"""

    def next_w(self):
        w_dict = self.w_dict
        pos = self.advance()
        if pos < 0:
            return None
        return w_dict.key_at(pos)


class W_DictValueIterator(W_DictIterator):
    """dict_valueiterator"""

    def next_w(self):
        w_dict = self.w_dict
        pos = self.advance()
        if pos < 0:
            return None
        return w_dict.value_at(pos)


class W_DictItemIterator(W_DictIterator):
    """dict_itemiterator"""

    def next_w(self):
        w_dict = self.w_dict
        pos = self.advance()
        if pos < 0:
            return None
        return tupleobject.newtuple2(w_dict.key_at(pos), w_dict.value_at(pos))


def iterator_of(items_w):
    """What pickle calls to make an iterator of items again: iter(list)."""
    w_iter = space.dict_getitem_str(ec.w_builtins_dict, "iter")
    return space.newtuple([w_iter, space.newtuple([space.newlist(items_w)])])


class W_DictReverseIterator(W_Root):
    """reversed() of a dict or of a view."""

    def __init__(self, w_dict, kind):
        self.w_dict = w_dict
        self.kind = kind
        self.size = w_dict.length()
        self.positions = []
        pos = w_dict.next_entry(0)
        while pos >= 0:
            self.positions.append(pos)
            pos = w_dict.next_entry(pos + 1)

    def next_w(self):
        w_dict = self.w_dict
        if w_dict is None or len(self.positions) == 0:
            return None
        if w_dict.length() != self.size:
            raise operr(space.w_RuntimeError, "dictionary changed size during iteration")
        pos = self.positions.pop()
        if w_dict.next_entry(pos) != pos:
            raise operr(space.w_RuntimeError, "dictionary keys changed during iteration")
        if self.kind == KEYS:
            return w_dict.key_at(pos)
        if self.kind == VALUES:
            return w_dict.value_at(pos)
        return tupleobject.newtuple2(w_dict.key_at(pos), w_dict.value_at(pos))

    def descr_reduce(self):
        """iter(list of what is left)"""
        positions = self.positions[:]
        items_w = listutil.rest_of(self)
        self.positions = positions
        return iterator_of(items_w)


from interpreters.python.interpreter import argument  # noqa: E402
from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    listutil,
    reprguard,
    tupleobject,
    unicodeobject,
)
from interpreters.python.objspace.dictviews import (  # noqa: E402
    W_DictItems,
    W_DictKeys,
    W_DictValues,
)

W_DictObject.typedef = TypeDef(
    "dict",
    W_DictObject,
    new("cls, ...", dict_new),
    method("__init__", W_DictObject.descr_init, "self, ..."),
    method("__len__", W_DictObject.descr_len, "self, /"),
    method("__repr__", W_DictObject.descr_repr, "self, /"),
    method("__iter__", W_DictObject.descr_iter, "self, /"),
    method("__reversed__", W_DictObject.descr_reversed, "self, /"),
    method("__getitem__", W_DictObject.descr_getitem, "self, key, /"),
    method("__setitem__", W_DictObject.descr_setitem, "self, key, value, /"),
    method("__delitem__", W_DictObject.descr_delitem, "self, key, /"),
    method("__contains__", W_DictObject.descr_contains, "self, key, /"),
    method("__eq__", W_DictObject.descr_eq, "self, value, /"),
    method("__ne__", W_DictObject.descr_ne, "self, value, /"),
    method("__or__", W_DictObject.descr_or, "self, value, /"),
    method("__ror__", W_DictObject.descr_ror, "self, value, /"),
    method("__ior__", W_DictObject.descr_ior, "self, value, /"),
    method("__sizeof__", W_DictObject.descr_sizeof, "self, /"),
    classmethod_("__class_getitem__", tupleobject.class_getitem, "cls, item, /"),
    classmethod_("fromkeys", dict_fromkeys, "cls, iterable, value=None, /"),
    method("get", W_DictObject.descr_get, "self, key, default=None, /"),
    method("setdefault", W_DictObject.descr_setdefault, "self, key, default=None, /"),
    method("pop", W_DictObject.descr_pop, "self, key, default=None, /"),
    method("popitem", W_DictObject.descr_popitem, "self, /"),
    method("clear", W_DictObject.descr_clear, "self, /"),
    method("copy", W_DictObject.descr_copy, "self, /"),
    method("update", W_DictObject.descr_update, "self, ..."),
    method("keys", W_DictObject.descr_keys, "self, /"),
    method("values", W_DictObject.descr_values, "self, /"),
    method("items", W_DictObject.descr_items, "self, /"),
    hashable=False,
)

W_DictKeyIterator.typedef = TypeDef(
    "dict_keyiterator",
    W_DictKeyIterator,
    *iterator_methods(W_DictKeyIterator),
    method("__length_hint__", W_DictKeyIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_DictKeyIterator.descr_reduce, "self, /"),
)
W_DictValueIterator.typedef = TypeDef(
    "dict_valueiterator",
    W_DictValueIterator,
    *iterator_methods(W_DictValueIterator),
    method("__length_hint__", W_DictValueIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_DictValueIterator.descr_reduce, "self, /"),
)
W_DictItemIterator.typedef = TypeDef(
    "dict_itemiterator",
    W_DictItemIterator,
    *iterator_methods(W_DictItemIterator),
    method("__length_hint__", W_DictItemIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_DictItemIterator.descr_reduce, "self, /"),
)
W_DictReverseIterator.typedef = TypeDef(
    "dict_reversekeyiterator",
    W_DictReverseIterator,
    *iterator_methods(W_DictReverseIterator),
    method("__reduce__", W_DictReverseIterator.descr_reduce, "self, /"),
)

"""set and frozenset."""

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
from interpreters.python.objspace.hashtable import W_HashTable, hash_key

add_driver = jit.JitDriver(name="add_all", greens=["key"], reds=["w_iterator", "w_set"])


class W_BaseSetObject(W_HashTable):
    """What set and frozenset share."""

    def __init__(self):
        W_HashTable.__init__(self)
        self.hash = -1

    def fresh(self):
        """A new empty set of self's builtin type."""
        raise NotImplementedError

    def length(self):
        """Number of items."""
        return self.live

    def add(self, w_item):
        """Put an item in."""
        h = hash_key(w_item)
        if self.find_key(w_item, h) < 0:
            self.add_entry(w_item, h, None)

    def contains(self, w_item):
        """w_item in self"""
        return self.find_key(w_item, hash_key(w_item)) >= 0

    def discard(self, w_item):
        """Take an item out; False if it is not there."""
        e = self.find_key(w_item, hash_key(w_item))
        if e < 0:
            return False
        self.remove_entry(e)
        return True

    def next_entry(self, pos):
        """Position >= pos of the next item, or -1."""
        return self.next_used(pos)

    def item_at(self, pos):
        """The item at a position that next_entry gave."""
        return self.entries_w[2 * pos]

    def items_list(self):
        """The items as a new RPython list."""
        items_w = []
        for e in range(self.used):
            w_item = self.entries_w[2 * e]
            if w_item is not None:
                items_w.append(w_item)
        return items_w

    def copy_as(self, w_fresh):
        """w_fresh, an empty set, filled with self's items."""
        w_fresh.copy_entries_from(self)
        return w_fresh

    def update_from(self, w_iterable):
        """Put all items of an iterable in."""
        if isinstance(w_iterable, W_BaseSetObject):
            if self.live == 0 and self is not w_iterable:
                self.copy_entries_from(w_iterable)
                return
            e = w_iterable.next_used(0)
            while e >= 0:
                w_item = w_iterable.entries_w[2 * e]
                h = w_iterable.hash_at(e)
                if self.find_key(w_item, h) < 0:
                    self.add_entry(w_item, h, None)
                e = w_iterable.next_used(e + 1)
            return
        if type(w_iterable) is dictobject.W_DictObject:
            w_iterable.to_table()
            e = w_iterable.next_used(0)
            while e >= 0:
                w_item = w_iterable.entries_w[2 * e]
                h = w_iterable.hash_at(e)
                if self.find_key(w_item, h) < 0:
                    self.add_entry(w_item, h, None)
                e = w_iterable.next_used(e + 1)
            return
        add_all(self, space.iter(w_iterable))

    def remove_all(self, w_iterable):
        """Take all items of an iterable out."""
        if w_iterable is self:
            self.clear_entries()
            return
        w_iterator = space.iter(w_iterable)
        while True:
            w_item = w_iterator.next_w()
            if w_item is None:
                return
            self.discard(w_item)

    def symmetric_update(self, w_set):
        """self ^= w_set"""
        for w_item in w_set.items_list():
            if not self.discard(w_item):
                self.add(w_item)

    def intersection_with(self, w_iterable, w_fresh):
        """w_fresh, filled with the items of both."""
        if isinstance(w_iterable, W_BaseSetObject):
            small = self
            large = w_iterable
            if small.live > large.live:
                small = w_iterable
                large = self
            for w_item in small.items_list():
                if large.contains(w_item):
                    w_fresh.add(w_item)
            return w_fresh
        w_iterator = space.iter(w_iterable)
        while True:
            w_item = w_iterator.next_w()
            if w_item is None:
                return w_fresh
            if self.contains(w_item):
                w_fresh.add(w_item)

    def issubset_of(self, w_set):
        """self <= w_set"""
        if self.live > w_set.live:
            return False
        for w_item in self.items_list():
            if not w_set.contains(w_item):
                return False
        return True

    def issuperset_of(self, w_iterable):
        """Is each item of the iterable in self?"""
        w_iterator = space.iter(w_iterable)
        while True:
            w_item = w_iterator.next_w()
            if w_item is None:
                return True
            if not self.contains(w_item):
                return False

    def hash_items(self):
        """An order-independent hash of the items."""
        if self.hash != -1:
            return self.hash
        acc = r_uint(0)
        for e in range(self.used):
            if self.entries_w[2 * e] is not None:
                h = r_uint(self.hash_at(e))
                acc ^= ((h ^ r_uint(89869747)) ^ (h << 16)) * r_uint(3644798167)
        acc ^= (r_uint(self.live) + r_uint(1)) * r_uint(1927868237)
        acc ^= (acc >> 11) ^ (acc >> 25)
        acc = acc * r_uint(69069) + r_uint(907133923)
        result = intmask(acc)
        if result == -1:
            result = 590923713
        self.hash = result
        return result

    # -- special methods ----------------------------------------------------------------------

    def descr_len(self):
        return space.newint(self.live)

    def descr_iter(self):
        return W_SetIterator(self)

    def descr_contains(self, w_item):
        return space.newbool(contains_item(self, w_item))

    def descr_repr(self):
        name = space.typename(self)
        if self.live == 0:
            return space.newtext(name + "()")
        if not reprguard.enter(self):
            return space.newtext(name + "(...)")
        try:
            parts = []
            for w_item in self.items_list():
                parts.append(space.repr_w(w_item))
        finally:
            reprguard.leave(self)
        text = "{" + ", ".join(parts) + "}"
        if name != "set":
            text = name + "(" + text + ")"
        return space.newtext(text)

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return space.newbool(self.live == w_other.live and self.issubset_of(w_other))

    def descr_ne(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return space.newbool(not (self.live == w_other.live and self.issubset_of(w_other)))

    def descr_lt(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return space.newbool(self.live < w_other.live and self.issubset_of(w_other))

    def descr_le(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return space.newbool(self.issubset_of(w_other))

    def descr_gt(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return space.newbool(w_other.live < self.live and w_other.issubset_of(self))

    def descr_ge(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return space.newbool(w_other.issubset_of(self))

    def descr_and(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return self.intersection_with(w_other, self.fresh())

    def descr_or(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        w_result = self.copy_as(self.fresh())
        w_result.update_from(w_other)
        return w_result

    def descr_sub(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return self.difference_with(w_other)

    def descr_xor(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        w_result = self.copy_as(self.fresh())
        w_result.symmetric_update(w_other)
        return w_result

    def descr_rand(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return w_other.descr_and(self)

    def descr_ror(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return w_other.descr_or(self)

    def descr_rsub(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return w_other.descr_sub(self)

    def descr_rxor(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        return w_other.descr_xor(self)

    def difference_with(self, w_set):
        """self - w_set"""
        w_result = self.fresh()
        e = 0
        while e < self.used:  # comparisons may change the set
            w_item = self.entries_w[2 * e]
            if w_item is not None and not w_set.contains(w_item):
                w_result.add(w_item)
            e += 1
        return w_result

    def descr_reduce(self):
        w_args = space.newtuple([space.newlist(self.items_list())])
        w_state = space.getattr(self, "__getstate__").call0()
        return space.newtuple([self.getclass(), w_args, w_state])

    # -- methods ------------------------------------------------------------------------------

    def descr_copy(self):
        return self.copy_as(self.fresh())

    def descr_union(self, args):
        args.no_keywords("union")
        w_result = self.copy_as(self.fresh())
        for w_other in args.args_w:
            w_result.update_from(w_other)
        return w_result

    def descr_intersection(self, args):
        args.no_keywords("intersection")
        w_result = self.copy_as(self.fresh())
        for w_other in args.args_w:
            w_result = w_result.intersection_with(w_other, self.fresh())
        return w_result

    def descr_difference(self, args):
        args.no_keywords("difference")
        w_result = self.copy_as(self.fresh())
        for w_other in args.args_w:
            w_result.remove_all(w_other)
        return w_result

    def descr_symmetric_difference(self, w_other):
        w_result = self.copy_as(self.fresh())
        w_result.symmetric_update(as_set(w_other))
        return w_result

    def descr_isdisjoint(self, w_other):
        w_iterator = space.iter(w_other)
        while True:
            w_item = w_iterator.next_w()
            if w_item is None:
                return space.w_True
            if self.contains(w_item):
                return space.w_False

    def descr_issubset(self, w_other):
        return space.newbool(self.issubset_of(as_set(w_other)))

    def descr_issuperset(self, w_other):
        return space.newbool(self.issuperset_of(w_other))


class W_SetObject(W_BaseSetObject):
    """set"""

    def fresh(self):
        return W_SetObject()

    def descr_init(self, w_iterable):
        if self.live > 0:
            self.clear_entries()
        if w_iterable is not None:
            self.update_from(w_iterable)

    def become(self, w_other):
        """Take over the items of another set that is not used any more."""
        self.copy_entries_from(w_other)

    def descr_iand(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        self.become(self.intersection_with(w_other, W_SetObject()))
        return self

    def descr_ior(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        self.update_from(w_other)
        return self

    def descr_isub(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        self.remove_all(w_other)
        return self

    def descr_ixor(self, w_other):
        if not isinstance(w_other, W_BaseSetObject):
            return space.w_NotImplemented
        self.symmetric_update(w_other)
        return self

    def descr_add(self, w_item):
        self.add(w_item)

    def descr_discard(self, w_item):
        discard_item(self, w_item)

    def descr_remove(self, w_item):
        if not discard_item(self, w_item):
            raise OperationError(space.w_KeyError, dictobject.key_argument(w_item))

    def descr_pop(self):
        e = self.used - 1  # the last entry is never a hole
        if e < 0:
            raise operr(space.w_KeyError, "pop from an empty set")
        w_item = self.entries_w[2 * e]
        self.remove_entry(e)
        return w_item

    def descr_clear(self):
        self.clear_entries()

    def descr_update(self, args):
        args.no_keywords("update")
        for w_other in args.args_w:
            self.update_from(w_other)

    def descr_intersection_update(self, args):
        args.no_keywords("intersection_update")
        for w_other in args.args_w:
            self.become(self.intersection_with(w_other, W_SetObject()))

    def descr_difference_update(self, args):
        args.no_keywords("difference_update")
        for w_other in args.args_w:
            self.remove_all(w_other)

    def descr_symmetric_difference_update(self, w_other):
        self.symmetric_update(as_set(w_other))


class W_FrozensetObject(W_BaseSetObject):
    """frozenset"""

    def fresh(self):
        return W_FrozensetObject()

    def descr_hash(self):
        return space.newint(self.hash_items())

    def descr_copy_frozen(self):
        if type(self) is W_FrozensetObject:
            return self
        return self.copy_as(W_FrozensetObject())


W_SetUser = user_subclass(W_SetObject)
W_FrozensetUser = user_subclass(W_FrozensetObject)


def as_set(w_iterable):
    """The iterable itself if it is a set, else a new set with its items."""
    if isinstance(w_iterable, W_BaseSetObject):
        return w_iterable
    w_set = W_SetObject()
    w_set.update_from(w_iterable)
    return w_set


def add_all(w_set, w_iterator):
    """Adds the items of an iterator to a set."""
    key = w_iterator.iteration_key()
    while True:
        add_driver.jit_merge_point(key=key, w_iterator=w_iterator, w_set=w_set)
        w_item = w_iterator.next_w()
        if w_item is None:
            return
        w_set.add(w_item)


def newset(items_w):
    """The set of the items."""
    w_set = W_SetObject()
    for w_item in items_w:
        w_set.add(w_item)
    return w_set


def newfrozenset(items_w):
    """The frozenset of the items."""
    w_set = W_FrozensetObject()
    for w_item in items_w:
        w_set.add(w_item)
    return w_set


def _hashable_item(w_item):
    """A set is looked up as the frozenset with its items."""
    if isinstance(w_item, W_SetObject) and space.lookup(w_item, "__hash__") is space.w_None:
        return w_item.copy_as(W_FrozensetObject())
    return w_item


def contains_item(w_set, w_item):
    """w_item in w_set, where w_item may be a set itself."""
    return w_set.contains(_hashable_item(w_item))


def discard_item(w_set, w_item):
    """Take out w_item, which may be a set itself."""
    return w_set.discard(_hashable_item(w_item))


def set_new(w_type, args):
    """set.__new__; __init__ takes the items."""
    if w_type is space.w_set:
        return W_SetObject()
    w_obj = W_SetUser()
    w_obj.user_setup(w_type)
    return w_obj


def frozenset_new(w_type, w_iterable):
    """frozenset.__new__"""
    if w_type is space.w_frozenset:
        if w_iterable is not None and type(w_iterable) is W_FrozensetObject:
            return w_iterable
        w_obj = W_FrozensetObject()
        if w_iterable is not None:
            w_obj.update_from(w_iterable)
        return w_obj
    w_user = W_FrozensetUser()
    w_user.user_setup(w_type)
    if w_iterable is not None:
        w_user.update_from(w_iterable)
    return w_user


class W_SetIterator(W_Root):
    """set_iterator"""

    def __init__(self, w_set):
        self.w_set = w_set
        self.size = w_set.length()
        self.pos = 0
        self.given = 0

    def next_w(self):
        w_set = self.w_set
        if w_set is None:
            return None
        if w_set.live != self.size:
            self.size = -1
            raise operr(space.w_RuntimeError, "Set changed size during iteration")
        pos = w_set.next_used(self.pos)
        if pos < 0:
            self.w_set = None
            return None
        self.pos = pos + 1
        self.given += 1
        return w_set.entries_w[2 * pos]

    def descr_length_hint(self):
        if self.w_set is None or self.size != self.w_set.live:
            return space.newint(0)
        return space.newint(self.size - self.given)

    def descr_reduce(self):
        """iter(list of what is left)"""
        rest = W_SetIterator(self.w_set) if self.w_set is not None else None
        items_w = []
        if rest is not None:
            rest.pos = self.pos
            while True:
                w_item = rest.next_w()
                if w_item is None:
                    break
                items_w.append(w_item)
        w_iter = space.dict_getitem_str(ec.w_builtins_dict, "iter")
        return space.newtuple([w_iter, space.newtuple([space.newlist(items_w)])])


from rpython.rlib.rarithmetic import intmask, r_uint  # noqa: E402

from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import dictobject, reprguard, tupleobject  # noqa: E402


def _common(cls):
    """NOT_RPYTHON: the members that set and frozenset share."""
    return [
        method("__len__", cls.descr_len, "self, /"),
        method("__iter__", cls.descr_iter, "self, /"),
        method("__contains__", cls.descr_contains, "self, key, /"),
        method("__repr__", cls.descr_repr, "self, /"),
        method("__eq__", cls.descr_eq, "self, value, /"),
        method("__ne__", cls.descr_ne, "self, value, /"),
        method("__lt__", cls.descr_lt, "self, value, /"),
        method("__le__", cls.descr_le, "self, value, /"),
        method("__gt__", cls.descr_gt, "self, value, /"),
        method("__ge__", cls.descr_ge, "self, value, /"),
        method("__and__", cls.descr_and, "self, value, /"),
        method("__or__", cls.descr_or, "self, value, /"),
        method("__sub__", cls.descr_sub, "self, value, /"),
        method("__xor__", cls.descr_xor, "self, value, /"),
        method("__rand__", cls.descr_rand, "self, value, /"),
        method("__ror__", cls.descr_ror, "self, value, /"),
        method("__rsub__", cls.descr_rsub, "self, value, /"),
        method("__rxor__", cls.descr_rxor, "self, value, /"),
        method("__reduce__", cls.descr_reduce, "self, /"),
        classmethod_("__class_getitem__", tupleobject.class_getitem, "cls, item, /"),
        method("union", cls.descr_union, "self, ..."),
        method("intersection", cls.descr_intersection, "self, ..."),
        method("difference", cls.descr_difference, "self, ..."),
        method("symmetric_difference", cls.descr_symmetric_difference, "self, other, /"),
        method("isdisjoint", cls.descr_isdisjoint, "self, other, /"),
        method("issubset", cls.descr_issubset, "self, other, /"),
        method("issuperset", cls.descr_issuperset, "self, other, /"),
    ]


W_SetObject.typedef = TypeDef(
    "set",
    W_SetObject,
    new("cls, ...", set_new),
    *_common(W_SetObject),
    method("__init__", W_SetObject.descr_init, "self, iterable=None, /"),
    method("__iand__", W_SetObject.descr_iand, "self, value, /"),
    method("__ior__", W_SetObject.descr_ior, "self, value, /"),
    method("__isub__", W_SetObject.descr_isub, "self, value, /"),
    method("__ixor__", W_SetObject.descr_ixor, "self, value, /"),
    method("add", W_SetObject.descr_add, "self, object, /"),
    method("discard", W_SetObject.descr_discard, "self, object, /"),
    method("remove", W_SetObject.descr_remove, "self, object, /"),
    method("pop", W_SetObject.descr_pop, "self, /"),
    method("clear", W_SetObject.descr_clear, "self, /"),
    method("copy", W_SetObject.descr_copy, "self, /"),
    method("update", W_SetObject.descr_update, "self, ..."),
    method("intersection_update", W_SetObject.descr_intersection_update, "self, ..."),
    method("difference_update", W_SetObject.descr_difference_update, "self, ..."),
    method(
        "symmetric_difference_update",
        W_SetObject.descr_symmetric_difference_update,
        "self, other, /",
    ),
    hashable=False,
)

W_FrozensetObject.typedef = TypeDef(
    "frozenset",
    W_FrozensetObject,
    new("cls, iterable=None, /", frozenset_new),
    *_common(W_FrozensetObject),
    method("__hash__", W_FrozensetObject.descr_hash, "self, /"),
    method("copy", W_FrozensetObject.descr_copy_frozen, "self, /"),
)

W_SetIterator.typedef = TypeDef(
    "set_iterator",
    W_SetIterator,
    *iterator_methods(W_SetIterator),
    method("__length_hint__", W_SetIterator.descr_length_hint, "self, /"),
    method("__reduce__", W_SetIterator.descr_reduce, "self, /"),
)

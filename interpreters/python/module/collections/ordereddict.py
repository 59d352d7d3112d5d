"""OrderedDict: a dict (which is ordered already) whose ends are cheap to change."""

from rpython.rlib import jit

from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    getset,
    method,
    new,
    user_subclass,
)
from interpreters.python.objspace import dictobject, dictviews, listutil, reprguard, tupleobject
from interpreters.python.objspace import operation as space
from interpreters.python.objspace.hashtable import FIRST, LOWER, index_entry


class W_OrderedDict(dictobject.W_DictObject):
    """An OrderedDict. All of them are W_OrderedDictUser objects, since all have a __dict__.

    Entries before `first` are holes, as long as the entries stand in the list `first_of`: what is
    taken away in front again and again leaves holes there that need not be passed each time.
    """

    def __init__(self):
        dictobject.W_DictObject.__init__(self)
        self.first = 0
        self.first_of = self.entries_w

    def first_position(self):
        """Position of the first entry, or -1."""
        pos = 0
        if self.first_of is self.entries_w:
            pos = self.first
        pos = self.next_entry(pos)
        if pos >= 0:
            self.first_of = self.entries_w
            self.first = pos
        return pos

    def last_position(self):
        """Position of the last entry, or -1."""
        return self.used - 1

    @jit.dont_look_inside
    def move_first(self, e):
        """Make entry e, which is not the first one, the first one."""
        self.shape = None
        if self.indexes is None:
            self.shift(self.first_position(), e)
        else:
            self.move_before_first(e)
        if self.namespace is not None:
            self.namespace.sync(self)

    def shift(self, pos, e):
        """Entry e changes its place to pos, those between them go one place on."""
        entries_w = self.entries_w
        w_key = entries_w[2 * e]
        w_value = entries_w[2 * e + 1]
        hashes = self.hashes
        h = 0
        if hashes is not None:
            h = hashes[e]
        while e > pos:
            entries_w[2 * e] = entries_w[2 * e - 2]
            entries_w[2 * e + 1] = entries_w[2 * e - 1]
            if hashes is not None:
                hashes[e] = hashes[e - 1]
            e -= 1
        entries_w[2 * pos] = w_key
        entries_w[2 * pos + 1] = w_value
        if hashes is not None:
            hashes[pos] = h
        while entries_w[2 * (self.used - 1)] is None:
            self.used -= 1

    def move_before_first(self, e):
        """move_first of a table with an index."""
        indexes = self.indexes
        if indexes[len(indexes) - 1] * 3 >= len(indexes) * 2:
            before = 0
            for i in range(e):
                if self.entries_w[2 * i] is not None:
                    before += 1
            e = before
            self.rebuild()
        if self.indexes is None:
            self.shift(0, e)
            return
        pos = self.first_position()
        if pos == 0:
            pos = self.live
            e += pos
            self.holes_in_front(pos)
        h = self.hashes[e]
        w_key = self.entries_w[2 * e]
        w_value = self.entries_w[2 * e + 1]
        self.remove_entry(e)
        pos -= 1
        self.hashes[pos] = h
        self.entries_w[2 * pos] = w_key
        self.entries_w[2 * pos + 1] = w_value
        self.live += 1
        index_entry(self.indexes, h, pos)
        self.first_of = self.entries_w
        self.first = pos

    def holes_in_front(self, n):
        """Put so many holes before all entries of a table with an index."""
        old_w = self.entries_w
        old_hashes = self.hashes
        entries_w = [None] * (len(old_w) + 2 * n)
        hashes = [0] * (len(entries_w) >> 1)
        for e in range(self.used):
            entries_w[2 * (e + n)] = old_w[2 * e]
            entries_w[2 * (e + n) + 1] = old_w[2 * e + 1]
            hashes[e + n] = old_hashes[e]
        self.used += n
        self.set_entries(entries_w)
        self.set_hashes(hashes)
        indexes = self.indexes
        for slot in range(len(indexes) - 1):
            if indexes[slot] & LOWER >= FIRST:
                indexes[slot] += n

    def update_with(self, w_other):
        """self.update(w_other); calls an overridden __setitem__."""
        if space.lookup(self, "__setitem__") is space.w_OrderedDict.lookup("__setitem__"):
            dictobject.update_from(self, w_other)
            return
        w_items = W_OrderedDict()
        dictobject.update_from(w_items, w_other)
        pos = w_items.next_entry(0)
        while pos >= 0:
            space.setitem(self, w_items.key_at(pos), w_items.value_at(pos))
            pos = w_items.next_entry(pos + 1)

    def new_like(self, w_other):
        """An object of the class of self with the items of a dict."""
        w_type = space.type(self)
        if w_type is space.w_OrderedDict:
            w_result = new_ordered_dict(w_type)
            w_result.update_with(w_other)
            return w_result
        return space.call1(w_type, w_other)

    # -- methods ------------------------------------------------------------------------------

    def descr_update_ordered(self, args):
        args.fixed("update", 0, 1)
        if len(args.args_w) == 1:
            self.update_with(args.args_w[0])
        if args.has_keywords():
            w_keywords = dictobject.W_DictObject()
            w_keywords.add_keywords(args)
            self.update_with(w_keywords)

    def descr_iter_ordered(self):
        return from_first(dictobject.W_DictKeyIterator(self), self)

    def descr_keys_ordered(self):
        return W_OrderedKeys(self)

    def descr_values_ordered(self):
        return W_OrderedValues(self)

    def descr_items_ordered(self):
        return W_OrderedItems(self)

    def descr_move_to_end(self, w_key, w_last):
        e = self.find_key(w_key, dictobject.hash_key(w_key))
        if e < 0:
            raise OperationError(space.w_KeyError, dictobject.key_argument(w_key))
        if w_last is None or space.is_true(w_last):
            if e != self.last_position():
                self.move_last(e)
        elif e != self.first_position():
            self.move_first(e)

    def descr_popitem_ordered(self, w_last):
        if w_last is None or space.is_true(w_last):
            pos = self.last_position()
        else:
            pos = self.first_position()
        if pos < 0:
            raise operr(space.w_KeyError, "dictionary is empty")
        w_item = tupleobject.newtuple2(self.key_at(pos), self.value_at(pos))
        self.remove_entry(pos)
        return w_item

    def descr_eq_ordered(self, w_other):
        if not isinstance(w_other, dictobject.W_DictObject):
            return space.w_NotImplemented
        return space.newbool(self.equal_ordered(w_other))

    def descr_ne_ordered(self, w_other):
        if not isinstance(w_other, dictobject.W_DictObject):
            return space.w_NotImplemented
        return space.newbool(not self.equal_ordered(w_other))

    def equal_ordered(self, w_other):
        """Equal items, and in the same order if both are OrderedDicts?"""
        if not self.equal(w_other):
            return False
        if isinstance(w_other, W_OrderedDict):
            keys_w = self.keys_list()
            other_w = w_other.keys_list()
            i = 0
            while i < len(keys_w):
                if i >= len(other_w) or not space.eq_w(keys_w[i], other_w[i]):
                    return False
                i += 1
        return True

    def descr_repr_ordered(self):
        name = self.getclass().name
        if self.length() == 0:
            return space.newtext(name + "()")
        if not reprguard.enter(self):
            return space.newtext("...")
        try:
            w_items = space.newlist(listutil.unpack(space.call_method0(self, "items")))
            inner = space.repr_w(w_items)
        finally:
            reprguard.leave(self)
        return space.newtext(name + "(" + inner + ")")

    def descr_copy_ordered(self):
        return self.new_like(self)

    def descr_reduce_ordered(self):
        w_state = space.call_method0(self, "__getstate__")
        w_items = space.iter(space.call_method0(self, "items"))
        return space.newtuple(
            [space.type(self), space.newtuple([]), w_state, space.w_None, w_items]
        )

    def descr_or_ordered(self, w_other):
        if not isinstance(w_other, dictobject.W_DictObject):
            return space.w_NotImplemented
        w_result = self.new_like(self)
        space.call_method1(w_result, "update", w_other)
        return w_result

    def descr_ror_ordered(self, w_other):
        if not isinstance(w_other, dictobject.W_DictObject):
            return space.w_NotImplemented
        w_result = self.new_like(w_other)
        space.call_method1(w_result, "update", self)
        return w_result

    def descr_ior_ordered(self, w_other):
        self.update_with(w_other)
        return self

    def descr_sizeof_ordered(self):
        return space.newint(128 + 64 * self.length())

    def fget_dict(self):
        return self.getdict()

    def fset_dict(self, w_value):
        if not space.isinstance_w(w_value, space.w_dict):
            raise operr(space.w_TypeError, "__dict__ must be set to a dictionary")
        self.setdict(w_value)


W_OrderedDictUser = user_subclass(W_OrderedDict)


def new_ordered_dict(w_type):
    """An empty object of the class or of one that is derived from it."""
    w_obj = W_OrderedDictUser()
    w_obj.user_setup(w_type)
    return w_obj


def ordered_dict_new(w_type, args):
    """OrderedDict.__new__; __init__ takes the arguments."""
    return new_ordered_dict(w_type)


def ordered_dict_fromkeys(w_type, w_iterable, w_value):
    """OrderedDict.fromkeys"""
    return dictobject.dict_fromkeys(w_type, w_iterable, w_value)


def from_first(w_iterator, w_dict):
    """A new iterator, which need not pass the holes in front."""
    pos = w_dict.first_position()
    if pos > 0:
        w_iterator.pos = pos
    return w_iterator


class W_OrderedKeys(dictviews.W_DictKeys):
    """odict_keys"""

    def items_iterator(self):
        return from_first(dictobject.W_DictKeyIterator(self.w_dict), self.w_dict)

    def descr_repr_ordered(self):
        return self.show("odict_keys")


class W_OrderedValues(dictviews.W_DictValues):
    """odict_values"""

    def items_iterator(self):
        return from_first(dictobject.W_DictValueIterator(self.w_dict), self.w_dict)

    def descr_repr_ordered(self):
        return self.show("odict_values")


class W_OrderedItems(dictviews.W_DictItems):
    """odict_items"""

    def items_iterator(self):
        return from_first(dictobject.W_DictItemIterator(self.w_dict), self.w_dict)

    def descr_repr_ordered(self):
        return self.show("odict_items")


W_OrderedKeys.typedef = TypeDef(
    "odict_keys",
    W_OrderedKeys,
    method("__repr__", W_OrderedKeys.descr_repr_ordered, "self, /"),
    base=dictviews.W_DictKeys.typedef,
    hashable=False,
)
W_OrderedValues.typedef = TypeDef(
    "odict_values",
    W_OrderedValues,
    method("__repr__", W_OrderedValues.descr_repr_ordered, "self, /"),
    base=dictviews.W_DictValues.typedef,
)
W_OrderedItems.typedef = TypeDef(
    "odict_items",
    W_OrderedItems,
    method("__repr__", W_OrderedItems.descr_repr_ordered, "self, /"),
    base=dictviews.W_DictItems.typedef,
    hashable=False,
)
W_OrderedDict.typedef = TypeDef(
    "collections.OrderedDict",
    W_OrderedDict,
    new("cls, ...", ordered_dict_new),
    method("__init__", W_OrderedDict.descr_update_ordered, "self, ..."),
    method("update", W_OrderedDict.descr_update_ordered, "self, ..."),
    method("__iter__", W_OrderedDict.descr_iter_ordered, "self, /"),
    method("__setitem__", W_OrderedDict.descr_setitem, "self, key, value, /"),
    method("keys", W_OrderedDict.descr_keys_ordered, "self, /"),
    method("values", W_OrderedDict.descr_values_ordered, "self, /"),
    method("items", W_OrderedDict.descr_items_ordered, "self, /"),
    method("move_to_end", W_OrderedDict.descr_move_to_end, "self, key, last=None"),
    method("popitem", W_OrderedDict.descr_popitem_ordered, "self, last=None"),
    method("pop", W_OrderedDict.descr_pop, "self, key, default=None"),
    method("setdefault", W_OrderedDict.descr_setdefault, "self, key, default=None"),
    method("__eq__", W_OrderedDict.descr_eq_ordered, "self, value, /"),
    method("__ne__", W_OrderedDict.descr_ne_ordered, "self, value, /"),
    method("__repr__", W_OrderedDict.descr_repr_ordered, "self, /"),
    method("copy", W_OrderedDict.descr_copy_ordered, "self, /"),
    method("__reduce__", W_OrderedDict.descr_reduce_ordered, "self, /"),
    method("__or__", W_OrderedDict.descr_or_ordered, "self, value, /"),
    method("__ror__", W_OrderedDict.descr_ror_ordered, "self, value, /"),
    method("__ior__", W_OrderedDict.descr_ior_ordered, "self, value, /"),
    method("__sizeof__", W_OrderedDict.descr_sizeof_ordered, "self, /"),
    classmethod_("fromkeys", ordered_dict_fromkeys, "cls, iterable, value=None"),
    getset("__dict__", W_OrderedDict.fget_dict, W_OrderedDict.fset_dict),
    base="dict",
    hasdict=True,
    hashable=False,
    acceptable_as_base=True,
)

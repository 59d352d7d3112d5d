"""The insertion-ordered hash table under dict, set and frozenset.

Entries stand in parallel lists in insertion order; `indexes` is an open-addressing table of entry
numbers. Up to SMALL entries there is no such table: hashes are compared one after the other.
A removed entry leaves a hole (its key is None) until the next rebuild.
"""

import sys

from rpython.rlib import jit
from rpython.rlib.objectmodel import compute_hash

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.objspace import operation as space

SMALL = 8
MAX_CHILDREN = 50  # of a shape
FREE = 0
DELETED = 1
FIRST = 2  # indexes[slot] is FIRST + entry number

# What all keys of a table are.
EMPTY = 0  # there were none yet
TEXTS = 1  # exact str
INTS = 2  # exact int, in a machine word
OTHERS = 3
ATTRIBUTES = 4  # no table: the entries are the attributes of an instance


def hash_key(w_key):
    """The hash of a key, with short ways for exact str and tuple."""
    if type(w_key) is unicodeobject.W_UnicodeObject:
        return compute_hash(w_key.text())
    if type(w_key) is tupleobject.W_TupleObject:
        return w_key.hash_value()
    return space.hash_w(w_key)


def hash_of_text(name):
    """The hash of the str with this UTF-8."""
    if jit.isconstant(name):
        return hash_of_constant(name)
    return compute_hash(name)


@jit.elidable
def hash_of_constant(name):
    """hash_of_text of a constant."""
    return compute_hash(name)


def kind_of_key(w_key):
    """The kind of a table that has only such keys."""
    if type(w_key) is unicodeobject.W_UnicodeObject:
        return TEXTS
    if type(w_key) is intobject.W_IntObject:
        return INTS
    return OTHERS


def same_plain(w_a, w_b):
    """Are two exact tuples equal? 1 or 0; -1 if not all of their items are exact str and machine ints."""
    n = w_a.length()
    if n != w_b.length():
        return 0
    i = 0
    while i < n:
        w_x = w_a.getitem(i)
        w_y = w_b.getitem(i)
        if w_x is not w_y:
            if type(w_x) is intobject.W_IntObject:
                if type(w_y) is not intobject.W_IntObject:
                    return -1
                if w_x.intval != w_y.intval:
                    return 0
            elif type(w_x) is unicodeobject.W_UnicodeObject:
                if type(w_y) is not unicodeobject.W_UnicodeObject:
                    return -1
                if w_x.text() != w_y.text():
                    return 0
            else:
                return -1
        i += 1
    return 1


class Shape(object):
    """The str keys of a small dict of an instance, in order: the entry of a key is a constant of traces then."""

    def __init__(self, names):
        self.names = names
        self.children = {}

    @jit.elidable
    def find(self, name):
        """The number of the entry with a key, or -1."""
        e = 0
        while e < len(self.names):
            if self.names[e] == name:
                return e
            e += 1
        return -1

    def extended(self, name):
        """The shape with one more key, or None."""
        if len(self.names) >= SMALL:
            return None
        child = self.children.get(name, None)
        if child is None:
            if len(self.children) >= MAX_CHILDREN:
                return None
            child = Shape(self.names + [name])
            self.children[name] = child
        return child


class W_HashTable(W_Root):
    """A table from keys to values, or of keys only when values_w is None."""

    _immutable_fields_ = ["namespace?"]

    def __init__(self, with_values):
        self.hashes = []
        self.keys_w = []
        if with_values:
            self.values_w = []
        else:
            self.values_w = None
        self.indexes = None
        self.kind = EMPTY
        self.live = 0
        self.fill = 0
        self.shape = None  # if it is the dict of an instance and has one
        self.namespace = None  # to be told of changes: see namespace.py
        self.owner = None  # the W_InstanceObject whose attributes these are

    # -- looking up ---------------------------------------------------------------------------

    def find(self, w_key, h):
        """Entry number of the key whose hash is h, or -1."""
        indexes = self.indexes
        if indexes is None:
            return self._find_small(w_key, h)
        mask = len(indexes) - 1
        slot = h & mask
        perturb = h & sys.maxsize
        while True:
            e = indexes[slot]
            if e == FREE:
                return -1
            if e >= FIRST:
                e -= FIRST
                if self.hashes[e] == h:
                    w_found = self.keys_w[e]
                    if w_found is w_key:
                        return e
                    if w_found is not None:
                        answer = self._same(w_found, w_key, e)
                        if answer > 0:
                            return e
                        if answer < 0:
                            return self.find(w_key, h)
            perturb >>= 5
            slot = (slot * 5 + perturb + 1) & mask

    def _find_small(self, w_key, h):
        hashes = self.hashes
        e = 0
        while e < len(hashes):
            if hashes[e] == h:
                w_found = self.keys_w[e]
                if w_found is w_key:
                    return e
                if w_found is not None:
                    answer = self._same(w_found, w_key, e)
                    if answer > 0:
                        return e
                    if answer < 0:
                        return self.find(w_key, h)
            e += 1
        return -1

    def _same(self, w_found, w_key, e):
        """1: equal, 0: different, -1: the comparison changed the table."""
        if isinstance(w_found, unicodeobject.W_UnicodeObject):
            if isinstance(w_key, unicodeobject.W_UnicodeObject):
                if (
                    type(w_found) is unicodeobject.W_UnicodeObject
                    and type(w_key) is unicodeobject.W_UnicodeObject
                ):
                    if w_found.text() == w_key.text():
                        return 1
                    return 0
        elif isinstance(w_found, intobject.W_IntObject):
            if isinstance(w_key, intobject.W_IntObject):
                if w_found.intval == w_key.intval:
                    return 1
                return 0
        elif type(w_found) is tupleobject.W_TupleObject:
            if type(w_key) is tupleobject.W_TupleObject:
                answer = same_plain(w_found, w_key)
                if answer >= 0:
                    return answer
        indexes = self.indexes
        hashes = self.hashes
        equal = space.eq_w(w_found, w_key)
        if (
            self.indexes is not indexes
            or self.hashes is not hashes
            or e >= len(self.keys_w)
            or self.keys_w[e] is not w_found
        ):
            return -1
        if equal:
            return 1
        return 0

    def find_str(self, name):
        """Entry number of the exact str key with this UTF-8, or -1."""
        kind = jit.promote(self.kind)
        if kind == TEXTS:
            if jit.we_are_jitted() and jit.isconstant(name):
                shape = jit.promote(self.shape)
                if shape is not None:
                    return shape.find(name)
            return self.find_text(name, hash_of_text(name))
        if kind == ATTRIBUTES:
            return self.owner.find_entry(name)
        if kind == OTHERS:
            return self.find(unicodeobject.W_UnicodeObject(name), hash_of_text(name))
        return -1

    def find_key(self, w_key, h):
        """As find; runs no Python code where the keys show that it is not needed."""
        kind = jit.promote(self.kind)
        if kind == TEXTS:
            if type(w_key) is unicodeobject.W_UnicodeObject:
                return self.find_text(w_key.text(), h)
        elif kind == INTS:
            if type(w_key) is intobject.W_IntObject:
                return self.find_int(w_key.intval, h)
        elif kind == EMPTY:
            return -1
        elif kind == ATTRIBUTES:
            if type(w_key) is unicodeobject.W_UnicodeObject:
                return self.owner.find_entry(w_key.text())
            self.to_table()
        return self.find(w_key, h)

    def find_text(self, name, h):
        """Entry number of a str key among exact str keys, or -1."""
        hashes = self.hashes
        indexes = self.indexes
        if indexes is None:
            e = 0
            while e < len(hashes):
                if hashes[e] == h:
                    w_found = self.keys_w[e]
                    if w_found is not None:
                        assert isinstance(w_found, unicodeobject.W_UnicodeObject)
                        if w_found.text() == name:
                            return e
                e += 1
            return -1
        mask = len(indexes) - 1
        slot = h & mask
        perturb = h & sys.maxsize
        while True:
            e = indexes[slot]
            if e == FREE:
                return -1
            if e >= FIRST:
                e -= FIRST
                if hashes[e] == h:
                    w_found = self.keys_w[e]
                    if w_found is not None:
                        assert isinstance(w_found, unicodeobject.W_UnicodeObject)
                        if w_found.text() == name:
                            return e
            perturb >>= 5
            slot = (slot * 5 + perturb + 1) & mask

    def find_int(self, value, h):
        """Entry number of an int key among exact machine int keys, or -1."""
        hashes = self.hashes
        indexes = self.indexes
        if indexes is None:
            e = 0
            while e < len(hashes):
                if hashes[e] == h:
                    w_found = self.keys_w[e]
                    if w_found is not None:
                        assert isinstance(w_found, intobject.W_IntObject)
                        if w_found.intval == value:
                            return e
                e += 1
            return -1
        mask = len(indexes) - 1
        slot = h & mask
        perturb = h & sys.maxsize
        while True:
            e = indexes[slot]
            if e == FREE:
                return -1
            if e >= FIRST:
                e -= FIRST
                if hashes[e] == h:
                    w_found = self.keys_w[e]
                    if w_found is not None:
                        assert isinstance(w_found, intobject.W_IntObject)
                        if w_found.intval == value:
                            return e
            perturb >>= 5
            slot = (slot * 5 + perturb + 1) & mask

    # -- changing -----------------------------------------------------------------------------

    def add_entry(self, w_key, h, w_value):
        """Append an entry for a key that is not in the table."""
        if self.kind == ATTRIBUTES:
            if type(w_key) is unicodeobject.W_UnicodeObject:
                if self.owner.add_entry(w_key.text(), w_value):
                    return
            self.to_table()
        if self.indexes is None:
            if len(self.hashes) >= SMALL:
                self.rebuild()
        elif self.fill * 3 >= len(self.indexes) * 2:
            self.rebuild()
        key_kind = kind_of_key(w_key)
        if self.kind != key_kind:
            if self.kind == EMPTY:
                self.kind = key_kind
            else:
                self.kind = OTHERS
        e = len(self.hashes)
        self.hashes.append(h)
        self.keys_w.append(w_key)
        values_w = self.values_w
        if values_w is not None:
            values_w.append(w_value)
        self.live += 1
        if self.shape is not None:
            self.extend_shape(w_key)
        if self.indexes is not None:
            self._index_entry(h, e)
        if self.namespace is not None and type(w_key) is unicodeobject.W_UnicodeObject:
            self.namespace.key_added(w_key.text(), e, w_value)

    def extend_shape(self, w_key):
        """A key was added."""
        if type(w_key) is unicodeobject.W_UnicodeObject:
            self.shape = self.shape.extended(w_key.text())
        else:
            self.shape = None

    def _index_entry(self, h, e):
        indexes = self.indexes
        mask = len(indexes) - 1
        slot = h & mask
        perturb = h & sys.maxsize
        while indexes[slot] >= FIRST:
            perturb >>= 5
            slot = (slot * 5 + perturb + 1) & mask
        if indexes[slot] == FREE:
            self.fill += 1
        indexes[slot] = FIRST + e

    def remove_entry(self, e):
        """Remove entry number e."""
        if self.kind == ATTRIBUTES:
            self.owner.remove_entry(e)
            return
        self.shape = None
        if self.live == 1:
            self.clear_entries()
            return
        indexes = self.indexes
        if indexes is not None:
            h = self.hashes[e]
            mask = len(indexes) - 1
            slot = h & mask
            perturb = h & sys.maxsize
            while indexes[slot] != FIRST + e:
                perturb >>= 5
                slot = (slot * 5 + perturb + 1) & mask
            indexes[slot] = DELETED
        self.live -= 1
        if self.namespace is not None:
            self.namespace.key_removed(e)
        self.keys_w[e] = None
        values_w = self.values_w
        if values_w is not None:
            values_w[e] = None
        while self.keys_w[len(self.keys_w) - 1] is None:
            self.keys_w.pop()
            self.hashes.pop()
            if values_w is not None:
                values_w.pop()

    def clear_entries(self):
        """Remove all entries."""
        if self.kind == ATTRIBUTES:
            self.to_table()
        self.clear_table()

    def clear_table(self):
        """Makes an empty table."""
        self.shape = None
        self.hashes = []
        self.keys_w = []
        if self.values_w is not None:
            self.values_w = []
        self.kind = EMPTY
        self.indexes = None
        self.live = 0
        self.fill = 0
        if self.namespace is not None:
            self.namespace.sync(self)

    @jit.dont_look_inside
    def to_table(self):
        """The attributes of an instance become entries: it looks for them here from now on."""
        if self.kind == ATTRIBUTES:
            self.owner.make_dict()

    def become_table(self):
        """Ends to be the attributes of an instance; empty then."""
        self.owner = None
        self.clear_table()

    def rebuild(self):
        """Close the holes and make an index table with room to grow."""
        moved = self.live < len(self.hashes)
        if moved:
            self._compact()
        if self.live < SMALL:
            self.indexes = None
            self.fill = 0
        else:
            size = 16
            while size < self.live * 3:
                size <<= 1
            self._make_indexes(size)
        if moved and self.namespace is not None:
            self.namespace.sync(self)

    def _make_indexes(self, size):
        self.indexes = [FREE] * size
        self.fill = 0
        hashes = self.hashes
        for e in range(len(hashes)):
            if self.keys_w[e] is not None:
                self._index_entry(hashes[e], e)

    def _compact(self):
        hashes = []
        keys_w = []
        values_w = []
        old_values_w = self.values_w
        for e in range(len(self.hashes)):
            w_key = self.keys_w[e]
            if w_key is not None:
                hashes.append(self.hashes[e])
                keys_w.append(w_key)
                if old_values_w is not None:
                    values_w.append(old_values_w[e])
        self.hashes = hashes
        self.keys_w = keys_w
        if old_values_w is not None:
            self.values_w = values_w

    def copy_entries_from(self, other):
        """Become a copy of another table of the same kind; self is empty."""
        self.shape = None
        self.kind = other.kind
        self.hashes = other.hashes[:]
        self.keys_w = other.keys_w[:]
        values_w = other.values_w
        if values_w is not None:
            self.values_w = values_w[:]
        if other.indexes is not None:
            self.indexes = other.indexes[:]
        else:
            self.indexes = None
        self.live = other.live
        self.fill = other.fill
        if self.namespace is not None:
            self.namespace.sync(self)

    # -- going through ------------------------------------------------------------------------

    def next_used(self, e):
        """The first entry number >= e that is in use, or -1."""
        if self.kind == ATTRIBUTES:
            if e < self.owner.entry_count():
                return e
            return -1
        keys_w = self.keys_w
        while e < len(keys_w):
            if keys_w[e] is not None:
                return e
            e += 1
        return -1

    def move_last(self, e):
        """Make entry e the last one."""
        if self.kind == ATTRIBUTES:
            self.to_table()
        h = self.hashes[e]
        w_key = self.keys_w[e]
        w_value = None
        if self.values_w is not None:
            w_value = self.values_w[e]
        self.remove_entry(e)
        self.add_entry(w_key, h, w_value)


EMPTY_SHAPE = Shape([])

from interpreters.python.objspace import intobject, tupleobject, unicodeobject  # noqa: E402

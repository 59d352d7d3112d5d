"""The insertion-ordered hash table under dict, set and frozenset.

`entries_w` has a key and its value for each entry, in insertion order (`used` entries, then room for more). Few
entries are looked at one after the other. When there are more than SMALL, `indexes` is an open-addressing table of
entry numbers with half of the hash each, so that few entries are looked at for other keys, and `hashes` has the hash of
each entry; tables of other keys than str and int have `hashes` from the beginning, since asking for a hash may run
Python code. A removed entry leaves a hole (its key is None) until the next rebuild; the last entry is never a hole.
"""

import sys
import weakref as host_weakref

from rpython.rlib import jit
from rpython.rlib.debug import make_sure_not_resized
from rpython.rlib.objectmodel import compute_hash, we_are_translated
from rpython.rlib.rarithmetic import intmask, r_uint

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.objspace import operation as space

SMALL = 8
FIRST_ROOM = 4  # entries that the first one makes room for
MAX_CHILDREN = 50  # of a shape
FREE = 0
DELETED = 1
FIRST = 2  # indexes[slot] is FIRST + entry number, above it the lower half of the hash
HALF = 32
LOWER = (1 << HALF) - 1

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


def hash_of_plain(w_key):
    """The hash of an exact str or int."""
    if type(w_key) is unicodeobject.W_UnicodeObject:
        return compute_hash(w_key.text())
    assert isinstance(w_key, intobject.W_IntObject)
    return intobject.hash_word(w_key.intval)


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


_made_on_host = []  # weak references to the tables; None once the executable's are known


class Prebuilt(object):
    """The tables with hashes in the executable."""

    def __init__(self):
        self.tables = []


prebuilt = Prebuilt()


def note_prebuilt():
    """NOT_RPYTHON: all modules are loaded; the tables there are will be in the executable."""
    tables = [ref() for ref in _made_on_host]
    prebuilt.tables = [table for table in tables if table is not None and table.hashes is not None]
    _made_on_host[:] = [None]


def note_table(table):
    """NOT_RPYTHON: a table is made on the host."""
    if None not in _made_on_host[:1]:
        _made_on_host.append(host_weakref.ref(table))


class Shape(object):
    """The str keys of a small dict, in order: the entry of a key is a constant of traces then.

    Dicts of instances have shapes, and those that traces make from constant keys.
    """

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

    @jit.elidable
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
    """A table from keys to values (None in sets)."""

    _immutable_fields_ = ["namespace?"]

    def __init__(self):
        self.set_entries(NO_ENTRIES)
        self.hashes = None
        self.indexes = None  # its last item says how many of the others are not FREE
        self.kind = EMPTY
        self.live = 0  # entries but for the holes
        self.used = 0
        self.shape = None  # if it is the dict of an instance and has one
        self.namespace = None  # to be told of changes: see namespace.py
        self.owner = None  # the W_InstanceObject whose attributes these are
        if not we_are_translated():
            note_table(self)

    def set_entries(self, entries_w):
        """Other memory for the entries."""
        make_sure_not_resized(entries_w)
        self.entries_w = entries_w

    # -- looking up ---------------------------------------------------------------------------

    def find(self, w_key, h):
        """Entry number of the key whose hash is h, or -1."""
        self.need_hashes()
        indexes = self.indexes
        if indexes is None:
            return self._find_small(w_key, h)
        hashes = self.hashes
        tag = tag_of(h)
        mask = len(indexes) - 2
        slot = h & mask
        perturb = h & sys.maxsize
        while True:
            e = indexes[slot]
            if e == FREE:
                return -1
            e ^= tag
            if FIRST <= e <= LOWER:
                e -= FIRST
                w_found = self.entries_w[2 * e]
                if w_found is w_key:
                    return e
                if hashes[e] == h:
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
        while e < self.used:
            if hashes[e] == h:
                w_found = self.entries_w[2 * e]
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
        entries_w = self.entries_w
        equal = space.eq_w(w_found, w_key)
        if (
            self.indexes is not indexes
            or self.entries_w is not entries_w
            or e >= self.used
            or entries_w[2 * e] is not w_found
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
                if jit.we_are_jitted() and jit.isconstant(w_key):
                    shape = jit.promote(self.shape)
                    if shape is not None:
                        return shape.find(w_key.text())
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
        entries_w = self.entries_w
        indexes = self.indexes
        if indexes is None:
            n = self.used
            e = 0
            while e < n:
                w_found = entries_w[2 * e]
                if w_found is not None:
                    assert isinstance(w_found, unicodeobject.W_UnicodeObject)
                    found = w_found.text()
                    if compute_hash(found) == h and found == name:
                        return e
                e += 1
            return -1
        tag = tag_of(h)
        mask = len(indexes) - 2
        slot = h & mask
        perturb = h & sys.maxsize
        while True:
            e = indexes[slot]
            if e == FREE:
                return -1
            e ^= tag
            if FIRST <= e <= LOWER:
                e -= FIRST
                w_found = entries_w[2 * e]
                if w_found is not None:
                    assert isinstance(w_found, unicodeobject.W_UnicodeObject)
                    found = w_found.text()
                    if found is name or compute_hash(found) == h and found == name:
                        return e
            perturb >>= 5
            slot = (slot * 5 + perturb + 1) & mask

    def find_int(self, value, h):
        """Entry number of an int key among exact machine int keys, or -1."""
        entries_w = self.entries_w
        indexes = self.indexes
        if indexes is None:
            n = self.used
            e = 0
            while e < n:
                w_found = entries_w[2 * e]
                if w_found is not None:
                    assert isinstance(w_found, intobject.W_IntObject)
                    if w_found.intval == value:
                        return e
                e += 1
            return -1
        tag = tag_of(h)
        mask = len(indexes) - 2
        slot = h & mask
        perturb = h & sys.maxsize
        while True:
            e = indexes[slot]
            if e == FREE:
                return -1
            e ^= tag
            if FIRST <= e <= LOWER:
                e -= FIRST
                w_found = entries_w[2 * e]
                if w_found is not None:
                    assert isinstance(w_found, intobject.W_IntObject)
                    if w_found.intval == value:
                        return e
            perturb >>= 5
            slot = (slot * 5 + perturb + 1) & mask

    # -- hashes -------------------------------------------------------------------------------

    def need_hashes(self):
        """Sees to it that `hashes` is there."""
        if self.hashes is None:
            self._compute_hashes(len(self.entries_w) >> 1)

    @jit.dont_look_inside
    def _compute_hashes(self, room):
        hashes = [0] * room
        e = 0
        while e < self.used:
            w_key = self.entries_w[2 * e]
            if w_key is not None:
                hashes[e] = hash_of_plain(w_key)
            e += 1
        self.set_hashes(hashes)

    def set_hashes(self, hashes):
        """Other memory for the hashes."""
        make_sure_not_resized(hashes)
        self.hashes = hashes

    def hash_at(self, e):
        """The hash of the key of an entry, which is no hole."""
        if self.hashes is None:
            return hash_of_plain(self.entries_w[2 * e])
        return self.hashes[e]

    # -- changing -----------------------------------------------------------------------------

    def add_entry(self, w_key, h, w_value):
        """Append an entry for a key that is not in the table."""
        if self.kind == ATTRIBUTES:
            if type(w_key) is unicodeobject.W_UnicodeObject:
                if self.owner.add_entry(w_key.text(), w_value):
                    return
            self.to_table()
        if (
            jit.we_are_jitted()
            and jit.isvirtual(self)
            and self.used < SMALL
            and type(w_key) is unicodeobject.W_UnicodeObject
            and self.has_few_texts()
        ):
            self.append_text(w_key, w_value)
        else:
            self.append_entry(w_key, h, w_value)

    def has_few_texts(self):
        """Are there only exact str keys, or none, without an index, and is nobody told of changes?"""
        return (
            (self.kind == TEXTS or self.kind == EMPTY)
            and self.hashes is None
            and self.indexes is None
            and self.namespace is None
        )

    @jit.unroll_safe
    def append_text(self, w_key, w_value):
        """append_entry of a table that has_few_texts() and stays so: small enough for traces."""
        e = self.used
        entries_w = self.entries_w
        if 2 * e >= len(entries_w):
            room = FIRST_ROOM
            if e >= FIRST_ROOM:
                room = SMALL
            old_w = entries_w
            entries_w = [None] * (2 * room)
            i = 0
            while i < 2 * e:
                entries_w[i] = old_w[i]
                i += 1
            self.set_entries(entries_w)
        entries_w[2 * e] = w_key
        entries_w[2 * e + 1] = w_value
        if e == 0:
            self.kind = TEXTS
            if jit.isconstant(w_key):
                self.shape = EMPTY_SHAPE.extended(w_key.text())
        elif self.shape is not None:
            if jit.isconstant(w_key):
                self.shape = self.shape.extended(w_key.text())
            else:
                self.shape = None
        self.used = e + 1
        self.live += 1

    @jit.dont_look_inside
    def append_entry(self, w_key, h, w_value):
        """add_entry of a table that is not ATTRIBUTES."""
        key_kind = kind_of_key(w_key)
        if self.kind != key_kind:
            if self.kind == EMPTY:
                self.kind = key_kind
            else:
                self.kind = OTHERS
            if self.kind == OTHERS:
                self.need_hashes()
        indexes = self.indexes
        if 2 * self.used >= len(self.entries_w):
            self.make_room()
        elif indexes is not None and indexes[len(indexes) - 1] * 3 >= len(indexes) * 2:
            self.rebuild()
        e = self.used
        entries_w = self.entries_w
        entries_w[2 * e] = w_key
        entries_w[2 * e + 1] = w_value
        hashes = self.hashes
        if hashes is not None:
            hashes[e] = h
        self.used = e + 1
        self.live += 1
        if self.shape is not None:
            self.extend_shape(w_key)
        if self.indexes is not None:
            index_entry(self.indexes, h, e)
        if self.namespace is not None and type(w_key) is unicodeobject.W_UnicodeObject:
            self.namespace.key_added(w_key.text(), e, w_value)

    def extend_shape(self, w_key):
        """A key was added."""
        if type(w_key) is unicodeobject.W_UnicodeObject:
            self.shape = self.shape.extended(w_key.text())
        else:
            self.shape = None

    def remove_entry(self, e):
        """Remove entry number e."""
        if self.kind == ATTRIBUTES:
            self.owner.remove_entry(e)
        else:
            self.remove_from_table(e)

    @jit.dont_look_inside
    def remove_from_table(self, e):
        """remove_entry of a table that is not ATTRIBUTES."""
        self.shape = None
        if self.live == 1:
            self.clear_entries()
            return
        indexes = self.indexes
        if indexes is not None:
            h = self.hashes[e]
            mask = len(indexes) - 2
            slot = h & mask
            perturb = h & sys.maxsize
            wanted = tag_of(h) ^ (FIRST + e)
            while indexes[slot] != wanted:
                perturb >>= 5
                slot = (slot * 5 + perturb + 1) & mask
            indexes[slot] = DELETED
        self.live -= 1
        if self.namespace is not None:
            self.namespace.key_removed(e)
        entries_w = self.entries_w
        entries_w[2 * e] = None
        entries_w[2 * e + 1] = None
        n = self.used
        while entries_w[2 * (n - 1)] is None:
            n -= 1
        self.used = n

    def clear_entries(self):
        """Remove all entries."""
        if self.kind == ATTRIBUTES:
            self.to_table()
        self.clear_table()

    def clear_table(self):
        """Makes an empty table."""
        self.shape = None
        self.set_entries(NO_ENTRIES)
        self.hashes = None
        self.kind = EMPTY
        self.indexes = None
        self.live = 0
        self.used = 0
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

    def make_room(self):
        """Sees to it that there is room for one more entry."""
        used = self.used
        if used >= SMALL:
            self.rebuild()
        else:
            room = FIRST_ROOM
            if used >= FIRST_ROOM:
                room = SMALL
            self.move_entries(room)

    def move_entries(self, room):
        """The entries without the holes, in new memory for so many; numbers change."""
        old_w = self.entries_w
        old_hashes = self.hashes
        entries_w = [None] * (2 * room)
        hashes = None
        if old_hashes is not None:
            hashes = [0] * room
        n = 0
        for e in range(self.used):
            w_key = old_w[2 * e]
            if w_key is not None:
                entries_w[2 * n] = w_key
                entries_w[2 * n + 1] = old_w[2 * e + 1]
                if old_hashes is not None:
                    hashes[n] = old_hashes[e]
                n += 1
        moved = n < self.used
        self.used = n
        self.set_entries(entries_w)
        self.set_hashes(hashes)
        if moved and self.namespace is not None:
            self.namespace.sync(self)

    def rebuild(self):
        """Close the holes; make an index table, if there are many entries, and room to grow."""
        live = self.live
        self.indexes = None
        if live < SMALL:
            self.move_entries(SMALL)
            return
        size = 16
        while size < live * 3:
            size <<= 1
        self.need_hashes()
        self.move_entries(size * 2 // 3 + 1)
        indexes = [FREE] * (size + 1)
        for e in range(self.used):
            index_entry(indexes, self.hashes[e], e)
        self.indexes = indexes

    def rehash(self):
        """The hashes of strings are others now."""
        hashes = self.hashes
        if hashes is None:
            return
        indexes = self.indexes
        if indexes is not None:
            indexes = [FREE] * len(indexes)
        for e in range(self.used):
            w_key = self.entries_w[2 * e]
            if w_key is not None:
                if isinstance(w_key, unicodeobject.W_UnicodeObject) or isinstance(
                    w_key, tupleobject.W_TupleObject
                ):
                    hashes[e] = hash_key(w_key)
                if indexes is not None:
                    index_entry(indexes, hashes[e], e)
        self.indexes = indexes

    def copy_entries_from(self, other):
        """Become a copy of another table; self is empty."""
        self.shape = other.shape
        self.kind = other.kind
        hashes = other.hashes
        if other.indexes is not None:
            self.set_entries(other.entries_w[:])
            self.indexes = other.indexes[:]
            if hashes is not None:
                self.set_hashes(hashes[:])
        else:
            n = other.used
            self.set_entries(other.entries_w[0 : 2 * n])
            self.indexes = None
            if hashes is not None:
                self.set_hashes(hashes[0:n])
            else:
                self.hashes = None
        self.live = other.live
        self.used = other.used
        if self.namespace is not None:
            self.namespace.sync(self)

    # -- going through ------------------------------------------------------------------------

    def next_used(self, e):
        """The first entry number >= e that is in use, or -1."""
        if self.kind == ATTRIBUTES:
            if e < self.owner.entry_count():
                return e
            return -1
        if e >= self.used:
            return -1
        if self.live == self.used:
            return e
        return self.next_no_hole(e)

    def next_no_hole(self, e):
        """The first entry number >= e, which is one, that is no hole."""
        entries_w = self.entries_w
        while entries_w[2 * e] is None:
            e += 1
        return e

    def move_last(self, e):
        """Make entry e the last one."""
        if self.kind == ATTRIBUTES:
            self.to_table()
        h = self.hash_at(e)
        w_key = self.entries_w[2 * e]
        w_value = self.entries_w[2 * e + 1]
        self.remove_entry(e)
        self.add_entry(w_key, h, w_value)


def tag_of(h):
    """The part of the words in an index table that is of a hash."""
    return intmask(r_uint(h) << HALF)


def index_entry(indexes, h, e):
    """Enters entry e, whose key has the hash h, in an index table."""
    mask = len(indexes) - 2
    slot = h & mask
    perturb = h & sys.maxsize
    while indexes[slot] & LOWER >= FIRST:
        perturb >>= 5
        slot = (slot * 5 + perturb + 1) & mask
    if indexes[slot] == FREE:
        indexes[mask + 1] += 1
    indexes[slot] = tag_of(h) ^ (FIRST + e)


NO_ENTRIES = [None] * 0
EMPTY_SHAPE = Shape([])

from interpreters.python.objspace import intobject, tupleobject, unicodeobject  # noqa: E402

"""Instances of Python classes: maps (hidden classes) say where each attribute is kept."""

from rpython.rlib import jit
from rpython.rlib.longlong2float import float2longlong, longlong2float
from rpython.rlib.objectmodel import always_inline
from rpython.rlib.rarithmetic import intmask

from interpreters.python.interpreter.baseobjspace import W_Root

SLOT_MARK = "\x00"  # suffix of the names under which __slots__ values are kept

# How the value of an attribute is kept.
BOXED = 0  # as an object, in `storage`
INT = 1  # the machine word, in `words`
FLOAT = 2  # the bits, in `words`
UNKNOWN = -1

MAX_TYPICAL = 16  # instances with more attributes get room when they need it
MAX_MAPPED = 128  # so many attributes have maps; more are kept in a table


def kind_of_value(w_value):
    """The kind that suits a value."""
    if type(w_value) is intobject.W_IntObject:
        return INT
    if isinstance(w_value, floatobject.W_FloatObject):
        return FLOAT
    return BOXED


class Map(object):
    """The attribute names of an instance and its class.

    Maps form a tree by adding an attribute; each describes the attribute it adds: place `index` of `storage` or,
    unboxed, of `words`. The root belongs to a class. After `__dict__` was asked for one of the places
    is that of the W_DictObject through which the attributes are seen. In dict mode (that dict was used as only a table
    can be, or there are many attributes) storage[0] is a W_DictObject with the attributes, and only __slots__ names
    have maps.
    """

    _immutable_fields_ = [
        "w_cls",
        "root",
        "parent",
        "name",
        "kind",
        "index",
        "nrefs",
        "nwords",
        "dictmode",
        "position",
        "count",
        "mutated?",
    ]

    def __init__(self, w_cls, parent, name, kind, dictmode):
        self.w_cls = w_cls
        self.parent = parent
        self.name = name
        self.kind = kind
        self.dictmode = dictmode
        self.table = None  # from names to their maps, once asked for
        self.children = None
        self.last_child = None
        self.mutated = False  # has the attribute been given a second value in any instance?
        self.w_key = None  # the name as key of a dict, once asked for
        self.by_position = None  # maps of the attributes, once asked for
        self.position = -1  # among the attributes in the instance's dict
        self.count = 0  # of these
        self.sibling = None  # another child of the parent with this name and another kind
        if parent is None:
            self.index = -1
            self.nrefs = 0
            self.nwords = 0
            self.root = self
        else:
            self.root = parent.root
            self.nrefs = parent.nrefs
            self.nwords = parent.nwords
            self.count = parent.count
            if not name.endswith(SLOT_MARK):
                self.position = self.count
                self.count += 1
            if kind == BOXED:
                self.index = self.nrefs
                self.nrefs += 1
            else:
                self.index = self.nwords
                self.nwords += 1

    @jit.elidable
    def find(self, name):
        """The map that describes attribute `name`, or None."""
        table = self.table
        if table is None:
            table = {}
            m = self
            while m.index >= 0:
                table[m.name] = m
                m = m.parent
            self.table = table
        return table.get(name, None)

    @jit.elidable
    def at_position(self, position):
        """The map that describes the attribute at a position in the instance's dict."""
        maps = self.by_position
        if maps is None:
            maps = [None] * self.count
            m = self
            while m.index >= 0:
                if m.position >= 0:
                    maps[m.position] = m
                m = m.parent
            self.by_position = maps
        return maps[position]

    @jit.elidable
    def key(self):
        """The name as key of a dict."""
        w_key = self.w_key
        if w_key is None:
            w_key = interning.interned(self.name)
            self.w_key = w_key
        return w_key

    @jit.elidable
    def add(self, name, kind):
        """The map with attribute `name` of this kind added."""
        child = self.last_child
        if child is not None and child.name == name and child.kind == kind:
            return child
        children = self.children
        if children is None:
            children = {}
            self.children = children
        first = children.get(name, None)
        child = first
        while child is not None and child.kind != kind:
            child = child.sibling
        if child is None:
            child = Map(self.w_cls, self, name, kind, self.dictmode)
            child.sibling = first
            children[name] = child
            root = self.root
            assert isinstance(root, RootMap)
            root.note_size(child)
        self.last_child = child
        return child

    def names(self):
        """All names in order of addition."""
        result = []
        m = self
        while m.index >= 0:
            if m.name != DICT_KEY:
                result.append(m.name)
            m = m.parent
        result.reverse()
        return result

    @jit.dont_look_inside
    def note_mutations(self):
        """Values of all attributes may change in ways that nobody sees."""
        m = self
        while m.index >= 0:
            m.note_mutation()
            m = m.parent

    def note_mutation(self):
        """The attribute gets another value in an instance."""
        if not self.mutated:
            self.mutated = True


DICT_KEY = "dict" + SLOT_MARK  # the table with the attributes
VIEW_KEY = "view" + SLOT_MARK  # the dict through which the attributes are seen


class KindsVersion(object):
    """Identity of one state of RootMap.kinds."""


class RootMap(Map):
    """The map without attributes of a class, and what is known of its instances."""

    _immutable_fields_ = ["kinds_version?", "typical_refs?", "typical_words?"]

    def __init__(self, w_cls):
        Map.__init__(self, w_cls, None, "", BOXED, False)
        self.dict_root = None
        self.kinds = {}  # how each attribute is kept in new instances
        self.kinds_version = KindsVersion()
        self.typical_refs = 0  # room that a new instance gets
        self.typical_words = 0

    def note_size(self, map):
        """Lets new instances have room for the attributes of `map`."""
        if map.nrefs > self.typical_refs and map.nrefs <= MAX_TYPICAL:
            self.typical_refs = map.nrefs
        if map.nwords > self.typical_words and map.nwords <= MAX_TYPICAL:
            self.typical_words = map.nwords

    @jit.elidable
    def known_kind(self, name, version):
        """The kind of `name` while `kinds_version` is `version`."""
        return self.kinds.get(name, UNKNOWN)

    def kind_for(self, name, w_value):
        """The kind of a new attribute with its first value."""
        kind = kind_of_value(w_value)
        known = self.known_kind(name, jit.promote(self.kinds_version))
        if known == kind:
            return kind
        if known == UNKNOWN:
            self.set_kind(name, kind)
            return kind
        if known != BOXED:
            self.set_kind(name, BOXED)
        return BOXED

    @jit.dont_look_inside
    def set_kind(self, name, kind):
        """Decides how attribute `name` is kept from now on."""
        if kind == BOXED and self.kinds.get(name, BOXED) != BOXED:
            if self.typical_words > 0:
                self.typical_words -= 1
            if self.typical_refs < MAX_TYPICAL:
                self.typical_refs += 1
            self.w_cls.new_version()
        self.kinds[name] = kind
        self.kinds_version = KindsVersion()

    def get_dict_root(self):
        """The map of instances in dict mode: storage[0] is the dict."""
        if self.dict_root is None:
            self.dict_root = Map(self.w_cls, self, DICT_KEY, BOXED, True)
        return self.dict_root


def root_of(map):
    """The root of a map, with its class known."""
    root = map.root
    assert isinstance(root, RootMap)
    return root


class W_InstanceObject(W_Root):
    """An instance of a Python class whose layout is that of `object`."""

    def __init__(self, map):
        self.map = map
        root = root_of(jit.promote(map))
        n = jit.promote(root.typical_refs)
        if n > 0:
            self.storage = [None] * n
        else:
            self.storage = None
        n = jit.promote(root.typical_words)
        if n > 0:
            self.words = [0] * n
        else:
            self.words = None

    def getclass(self):
        return jit.promote(self.map).w_cls

    def setclass(self, w_type):
        check_layout(self.map.w_cls, w_type)
        self.change_class(w_type)

    def change_class(self, w_type):
        """Rebuilds the map under another class."""
        self.map.note_mutations()
        names = self.map.names()
        values_w = self.values_of(names)
        if self.map.dictmode:
            w_dict = self.dictobject()
            self.become_empty(w_type.get_root_map().get_dict_root())
            self.storage[0] = w_dict
        else:
            self.become_empty(w_type.get_root_map())
        self.append_values(names, values_w)

    # -- places -------------------------------------------------------------------------------

    @always_inline
    def read_at(self, kind, index):
        """The value at a place; None if it is not set."""
        if kind == BOXED:
            return self.storage[index]
        if kind == INT:
            return intobject.W_IntObject(self.words[index])
        return floatobject.W_FloatObject(longlong2float(self.words[index]))

    @always_inline
    def write_at(self, kind, index, w_value):
        """Changes the value at a place; False if the value is not of that kind."""
        if kind == BOXED:
            self.storage[index] = w_value
            return True
        if kind == INT:
            if type(w_value) is intobject.W_IntObject:
                self.words[index] = w_value.intval
                return True
        elif isinstance(w_value, floatobject.W_FloatObject):
            self.words[index] = intmask(float2longlong(w_value.floatval))
            return True
        return False

    def add_at(self, kind, index, w_value, newmap):
        """Sets a new attribute at a place that belongs to `newmap`; False if that needs more."""
        if kind == BOXED:
            storage = self.storage
            if storage is None or index >= len(storage):
                return False
            storage[index] = w_value
        else:
            words = self.words
            if words is None or index >= len(words):
                return False
            if kind == INT:
                if type(w_value) is not intobject.W_IntObject:
                    return False
                words[index] = w_value.intval
            else:
                if not isinstance(w_value, floatobject.W_FloatObject):
                    return False
                words[index] = intmask(float2longlong(w_value.floatval))
        self.map = newmap
        return True

    @always_inline
    def read(self, node):
        """The value of the attribute that `node` describes; None if it is not set."""
        if jit.we_are_jitted() and jit.isconstant(self) and not node.mutated:
            return self.read_constant(node)
        return self.read_at(node.kind, node.index)

    @jit.elidable
    def read_constant(self, node):
        """The value of an attribute that gets no other, in an instance that has `node` in its map."""
        return self.read_at(node.kind, node.index)

    def write(self, node, w_value):
        """Changes the attribute that `node` describes; its map changes if the value does not fit."""
        node.note_mutation()
        if not self.write_at(node.kind, node.index, w_value):
            self.generalise(node.name)
            node = self.map.find(node.name)
            self.storage[node.index] = w_value

    @jit.dont_look_inside
    def generalise(self, name):
        """Keeps attribute `name`, which is unboxed, as an object from now on."""
        root_of(self.map).set_kind(name, BOXED)
        names = self.map.names()
        values_w = self.values_of(names)
        if self.map.dictmode:
            w_dict = self.dictobject()
            self.become_empty(root_of(self.map).get_dict_root())
            self.storage[0] = w_dict
        else:
            self.become_empty(self.map.root)
        self.append_values(names, values_w)

    def become_empty(self, map):
        """Drops all attributes; `map` has at most the place of a dict."""
        self.map = map
        root = root_of(map)
        n = root.typical_refs
        if n < map.nrefs:
            n = map.nrefs
        self.storage = [None] * n
        self.words = [0] * root.typical_words

    def values_of(self, names):
        """The values of the attributes; None where one is not set."""
        values_w = []
        for name in names:
            node = self.map.find(name)
            values_w.append(self.read_at(node.kind, node.index))
        return values_w

    def append_values(self, names, values_w):
        """Adds attributes."""
        i = 0
        while i < len(names):
            if values_w[i] is not None:
                self.append_value(names[i], values_w[i])
            i += 1

    def append_value(self, name, w_value):
        """Adds attribute `name`, which is not there yet."""
        map = jit.promote(self.map)
        if map.count >= MAX_MAPPED and not name.endswith(SLOT_MARK):
            self.make_dict()
            self.dictobject().setitem_str(name, w_value)
            return
        kind = root_of(map).kind_for(name, w_value)
        new = map.add(name, kind)
        index = new.index
        if kind == BOXED:
            storage = self.storage
            if storage is None or index >= len(storage):
                storage = grow_refs(storage, root_of(new).typical_refs, index)
                self.storage = storage
            storage[index] = w_value
        else:
            words = self.words
            if words is None or index >= len(words):
                words = grow_words(words, root_of(new).typical_words, index)
                self.words = words
            if kind == INT:
                assert isinstance(w_value, intobject.W_IntObject)
                words[index] = w_value.intval
            else:
                assert isinstance(w_value, floatobject.W_FloatObject)
                words[index] = intmask(float2longlong(w_value.floatval))
        self.map = new

    def remove_value(self, name):
        """Removes attribute `name`, which is there."""
        self.map.note_mutations()
        names = self.map.names()
        values_w = self.values_of(names)
        i = 0
        while names[i] != name:
            i += 1
        values_w[i] = None
        if self.map.dictmode:
            w_dict = self.dictobject()
            self.become_empty(root_of(self.map).get_dict_root())
            self.storage[0] = w_dict
        else:
            self.become_empty(self.map.root)
        self.append_values(names, values_w)

    # -- attributes and slots -----------------------------------------------------------------

    def getdictvalue(self, name):
        map = jit.promote(self.map)
        if map.dictmode:
            return self.dictobject().getitem_str(name)
        node = map.find(name)
        if node is None:
            return None
        return self.read(node)

    def setdictvalue(self, name, w_value):
        map = jit.promote(self.map)
        if map.dictmode:
            self.dictobject().setitem_str(name, w_value)
            return True
        node = map.find(name)
        if node is not None:
            self.write(node, w_value)
            return True
        if not map.w_cls.hasdict:
            return False
        self.append_value(name, w_value)
        return True

    def deldictvalue(self, name):
        map = self.map
        if map.dictmode:
            w_dict = self.dictobject()
            if w_dict.getitem_str(name) is None:
                return False
            w_dict.delitem_str(name)
            return True
        if map.find(name) is None:
            return False
        self.remove_value(name)
        return True

    def dictobject(self):
        """The W_DictObject of an instance in dict mode."""
        w_dict = self.storage[0]
        assert isinstance(w_dict, dictobject.W_DictObject)
        return w_dict

    def getdict(self):
        map = jit.promote(self.map)
        if not map.w_cls.hasdict:
            return None
        if map.dictmode:
            return self.dictobject()
        w_dict = self.view()
        if w_dict is None:
            w_dict = dictobject.dict_of_attributes(self)
            self.append_value(VIEW_KEY, w_dict)
        return w_dict

    def view(self):
        """The dict through which the attributes are seen, or None."""
        node = jit.promote(self.map).find(VIEW_KEY)
        if node is None:
            return None
        w_dict = self.read(node)
        assert isinstance(w_dict, dictobject.W_DictObject)
        return w_dict

    @jit.dont_look_inside
    def make_dict(self):
        """Moves the attributes into a table: dict mode."""
        names = [name for name in self.map.names() if not name.endswith(SLOT_MARK)]
        values_w = self.values_of(names)
        w_dict = self.view()
        if w_dict is None:
            w_dict = space.newdict()
        else:
            w_dict.become_table()
        w_dict.shape = hashtable.EMPTY_SHAPE
        i = 0
        while i < len(names):
            w_dict.setitem(interning.interned(names[i]), values_w[i])
            i += 1
        self.use_dict(w_dict)

    def setdict(self, w_dict):
        assert isinstance(w_dict, dictobject.W_DictObject)
        w_dict.to_table()
        if not self.map.dictmode and self.view() is not None:
            self.make_dict()  # the view is an ordinary dict from now on
        if self.map.dictmode:
            self.storage[0] = w_dict
        else:
            self.use_dict(w_dict)

    def use_dict(self, w_dict):
        """The attributes are in that table from now on."""
        self.map.note_mutations()
        names = []
        for name in self.map.names():
            if name.endswith(SLOT_MARK) and name != VIEW_KEY:
                names.append(name)
        values_w = self.values_of(names)
        self.become_empty(root_of(self.map).get_dict_root())
        self.storage[0] = w_dict
        self.append_values(names, values_w)

    # -- the attributes as entries of a dict, see hashtable.ATTRIBUTES -----------------------------

    def find_entry(self, name):
        """The number of the entry with a key, or -1."""
        node = jit.promote(self.map).find(name)
        if node is None:
            return -1
        return node.position

    def entry_count(self):
        """How many entries there are; their numbers are those below."""
        return jit.promote(self.map).count

    def entry_key(self, e):
        """The key of an entry."""
        return jit.promote(self.map).at_position(e).key()

    def entry_value(self, e):
        """The value of an entry."""
        return self.read(jit.promote(self.map).at_position(e))

    def write_entry(self, e, w_value):
        """Changes the value of an entry."""
        self.write(jit.promote(self.map).at_position(e), w_value)

    def add_entry(self, name, w_value):
        """Adds an entry; False if that needs a table."""
        map = jit.promote(self.map)
        if map.count >= MAX_MAPPED or name.endswith(SLOT_MARK):
            return False
        self.append_value(name, w_value)
        return True

    def remove_entry(self, e):
        """Removes an entry."""
        self.remove_value(jit.promote(self.map).at_position(e).name)

    def copy_entries_to(self, w_dict):
        """Adds all entries to a dict."""
        n = self.entry_count()
        e = 0
        while e < n:
            w_dict.setitem(self.entry_key(e), self.entry_value(e))
            e += 1

    def getslotvalue(self, key):
        node = jit.promote(self.map).find(key)
        if node is None:
            return None
        return self.read(node)

    def setslotvalue(self, key, w_value):
        map = jit.promote(self.map)
        node = map.find(key)
        if node is not None:
            self.write(node, w_value)
        elif w_value is not None:
            self.append_value(key, w_value)


@jit.dont_look_inside
def grow_refs(storage, typical, index):
    """A copy of `storage` with room for place `index`."""
    n = index + 1 + (index >> 1)
    if typical > index:
        n = typical
    bigger = [None] * n
    if storage is not None:
        i = 0
        while i < len(storage):
            bigger[i] = storage[i]
            i += 1
    return bigger


@jit.dont_look_inside
def grow_words(words, typical, index):
    """A copy of `words` with room for place `index`."""
    n = index + 1 + (index >> 1)
    if typical > index:
        n = typical
    bigger = [0] * n
    if words is not None:
        i = 0
        while i < len(words):
            bigger[i] = words[i]
            i += 1
    return bigger


def layout_class(w_type):
    """The class among the bases that adds something to the layout of instances last."""
    while not w_type.is_builtin:
        w_base = classbuild.best_base(w_type.bases_w)
        if (
            len(own_slots(w_type)) > 0
            or w_base.hasdict != w_type.hasdict
            or w_base.weakrefable != w_type.weakrefable
        ):
            break
        w_type = w_base
    return w_type


def same_slots(w_a, w_b):
    """Are these one class, or do they add slots of the same names to one base?"""
    if w_a is w_b:
        return True
    if w_a.is_builtin or w_b.is_builtin:
        return False
    if classbuild.best_base(w_a.bases_w) is not classbuild.best_base(w_b.bases_w):
        return False
    names = own_slots(w_a)
    others = own_slots(w_b)
    for name in names:
        if name not in others:
            return False
    return len(names) == len(others)


def own_slots(w_type):
    """The names in the __slots__ of a class."""
    names = []
    for name in w_type.dict_w:
        if isinstance(w_type.dict_w[name], descriptor.W_SlotMember):
            names.append(name)
    return names


def check_layout(w_old, w_new):
    """Raises TypeError unless instances of w_old can become instances of w_new."""
    if w_new.is_builtin or w_old.is_builtin:
        raise error.operr(
            space.w_TypeError,
            "__class__ assignment only supported for mutable types or ModuleType subclasses",
        )
    if (
        w_old.layout is not w_new.layout
        or w_old.hasdict != w_new.hasdict
        or w_old.weakrefable != w_new.weakrefable
        or not same_slots(layout_class(w_old), layout_class(w_new))
    ):
        raise error.operr(
            space.w_TypeError,
            "__class__ assignment: '%s' object layout differs from '%s'" % (w_new.name, w_old.name),
        )


from interpreters.python.interpreter import error  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    classbuild,
    descriptor,
    dictobject,
    floatobject,
    hashtable,
    interning,
    intobject,
)
from interpreters.python.objspace import operation as space  # noqa: E402

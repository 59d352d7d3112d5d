"""Instances of Python classes: maps (hidden classes) say where each attribute is kept."""

from rpython.rlib import jit
from rpython.rlib.longlong2float import float2longlong, longlong2float
from rpython.rlib.objectmodel import always_inline
from rpython.rlib.rarithmetic import intmask

from interpreters.python.interpreter.baseobjspace import W_Root

SLOT_MARK = "\x00"  # suffix of the names under which __slots__ values are kept

# How the value of an attribute is kept.
BOXED = 0  # as an object, among the references
INT = 1  # the machine word, among the words
FLOAT = 2  # the bits, among the words
UNKNOWN = -1

OWN_REFS = 3  # references that an instance has fields for: `ref0` ...
OWN_WORDS = 4  # words: `word0` ...

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

    Maps form a tree by adding an attribute; each describes the attribute it adds: place `index` among the references of
    an instance or, unboxed, among its words. The root belongs to a class. After `__dict__` was asked for one of the places
    is that of the W_DictObject through which the attributes are seen. In dict mode (that dict was used as only a table
    can be, or there are many attributes) reference 0 is a W_DictObject with the attributes, and only __slots__ names
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
        """The map of instances in dict mode: reference 0 is the dict."""
        if self.dict_root is None:
            self.dict_root = Map(self.w_cls, self, DICT_KEY, BOXED, True)
        return self.dict_root


def root_of(map):
    """The root of a map, with its class known."""
    root = map.root
    assert isinstance(root, RootMap)
    return root


class More(object):
    """The values of an instance that it has no fields for."""

    _immutable_fields_ = ["refs", "words"]

    def __init__(self, refs, words):
        self.refs = refs
        self.words = words


@always_inline
def make_more(nrefs, nwords):
    """Room for so many references and words in an instance besides its fields, or None."""
    if nrefs <= OWN_REFS and nwords <= OWN_WORDS:
        return None
    refs = None
    words = None
    if nrefs > OWN_REFS:
        refs = [None] * (nrefs - OWN_REFS)
    if nwords > OWN_WORDS:
        words = [0] * (nwords - OWN_WORDS)
    return More(refs, words)


class W_InstanceObject(W_Root):
    """An instance of a Python class whose layout is that of `object`."""

    ref0 = None
    ref1 = None
    ref2 = None
    word0 = 0
    word1 = 0
    word2 = 0
    word3 = 0

    def __init__(self, map):
        self.map = map
        root = root_of(jit.promote(map))
        self.more = make_more(jit.promote(root.typical_refs), jit.promote(root.typical_words))

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
            self.ref0 = w_dict
        else:
            self.become_empty(w_type.get_root_map())
        self.append_values(names, values_w)

    # -- places -------------------------------------------------------------------------------

    @always_inline
    def ref_at(self, index):
        """A reference."""
        if index == 0:
            return self.ref0
        if index == 1:
            return self.ref1
        if index == 2:
            return self.ref2
        return self.more.refs[index - OWN_REFS]

    @always_inline
    def set_ref_at(self, index, w_value):
        """Changes a reference that there is room for."""
        if index == 0:
            self.ref0 = w_value
        elif index == 1:
            self.ref1 = w_value
        elif index == 2:
            self.ref2 = w_value
        else:
            self.more.refs[index - OWN_REFS] = w_value

    @always_inline
    def word_at(self, index):
        """A word."""
        if index == 0:
            return self.word0
        if index == 1:
            return self.word1
        if index == 2:
            return self.word2
        if index == 3:
            return self.word3
        return self.more.words[index - OWN_WORDS]

    @always_inline
    def set_word_at(self, index, value):
        """Changes a word that there is room for."""
        if index == 0:
            self.word0 = value
        elif index == 1:
            self.word1 = value
        elif index == 2:
            self.word2 = value
        elif index == 3:
            self.word3 = value
        else:
            self.more.words[index - OWN_WORDS] = value

    @always_inline
    def has_ref(self, index):
        """Is there room for that reference?"""
        if index < OWN_REFS:
            return True
        more = self.more
        return more is not None and more.refs is not None and index - OWN_REFS < len(more.refs)

    @always_inline
    def has_word(self, index):
        """Is there room for that word?"""
        if index < OWN_WORDS:
            return True
        more = self.more
        return more is not None and more.words is not None and index - OWN_WORDS < len(more.words)

    @always_inline
    def read_at(self, kind, index):
        """The value at a place; None if it is not set."""
        if kind == BOXED:
            return self.ref_at(index)
        if kind == INT:
            return intobject.W_IntObject(self.word_at(index))
        return floatobject.W_FloatObject(longlong2float(self.word_at(index)))

    @always_inline
    def write_at(self, kind, index, w_value):
        """Changes the value at a place; False if the value is not of that kind."""
        if kind == BOXED:
            self.set_ref_at(index, w_value)
            return True
        if kind == INT:
            if type(w_value) is not intobject.W_IntObject:
                return False
            word = w_value.intval
        else:
            if not isinstance(w_value, floatobject.W_FloatObject):
                return False
            word = intmask(float2longlong(w_value.floatval))
        self.set_word_at(index, word)
        return True

    def add_at(self, kind, index, w_value, newmap):
        """Sets a new attribute at a place that belongs to `newmap`; False if that needs more."""
        if kind == BOXED:
            if not self.has_ref(index):
                return False
        elif not self.has_word(index):
            return False
        if not self.write_at(kind, index, w_value):
            return False
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
            self.set_ref_at(node.index, w_value)

    @jit.dont_look_inside
    def generalise(self, name):
        """Keeps attribute `name`, which is unboxed, as an object from now on."""
        root_of(self.map).set_kind(name, BOXED)
        names = self.map.names()
        values_w = self.values_of(names)
        if self.map.dictmode:
            w_dict = self.dictobject()
            self.become_empty(root_of(self.map).get_dict_root())
            self.ref0 = w_dict
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
        self.ref0 = None
        self.ref1 = None
        self.ref2 = None
        self.word0 = 0
        self.word1 = 0
        self.word2 = 0
        self.word3 = 0
        self.more = make_more(n, root.typical_words)

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
            if not self.has_ref(index):
                self.more = with_ref(self.more, root_of(new).typical_refs, index)
        elif not self.has_word(index):
            self.more = with_word(self.more, root_of(new).typical_words, index)
        fits = self.write_at(kind, index, w_value)
        assert fits
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
            self.ref0 = w_dict
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
        w_dict = self.ref0
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
            self.ref0 = w_dict
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
        self.ref0 = w_dict
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
def with_ref(more, typical, index):
    """A copy of `more`, which may be None, with room for reference `index`."""
    n = index + 1 + (index >> 1)
    if typical > index:
        n = typical
    bigger = [None] * (n - OWN_REFS)
    words = None
    if more is not None:
        words = more.words
        refs = more.refs
        if refs is not None:
            i = 0
            while i < len(refs):
                bigger[i] = refs[i]
                i += 1
    return More(bigger, words)


@jit.dont_look_inside
def with_word(more, typical, index):
    """A copy of `more`, which may be None, with room for word `index`."""
    n = index + 1 + (index >> 1)
    if typical > index:
        n = typical
    bigger = [0] * (n - OWN_WORDS)
    refs = None
    if more is not None:
        refs = more.refs
        words = more.words
        if words is not None:
            i = 0
            while i < len(words):
                bigger[i] = words[i]
                i += 1
    return More(refs, bigger)


class W_PlainObject(W_Root):
    """An instance of `object` itself, which has no attributes."""

    def getclass(self):
        return space.w_object


def new_instance(w_type):
    """A fresh instance of a class whose layout is that of `object`."""
    if w_type is space.w_object:
        return W_PlainObject()
    return W_InstanceObject(w_type.get_root_map())


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

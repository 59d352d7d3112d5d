"""Instances of Python classes: maps (hidden classes) give each attribute name an index in a flat storage list."""

from interpreters.python.interpreter.baseobjspace import W_Root

SLOT_MARK = "\x00"  # suffix of the names under which __slots__ values are kept


class Map(object):
    """The attribute names of an instance and its class.

    Maps form a tree by adding a name; the root (the "terminator") belongs to a class. In dict mode
    (after `__dict__` was asked for) storage[0] is the W_DictObject with the attributes, and only
    __slots__ names have map entries.
    """

    _immutable_fields_ = ["w_cls", "parent", "name", "index", "size", "dictmode"]

    def __init__(self, w_cls, parent, name, size, dictmode):
        self.w_cls = w_cls
        self.parent = parent
        self.name = name
        self.size = size
        self.index = size - 1
        self.dictmode = dictmode
        self.table = {}
        self.children = {}
        self.last_name = ""
        self.last_child = None
        m = self
        while m.parent is not None:
            self.table[m.name] = m.index
            m = m.parent
        self.root = m
        self.typical_size = 0  # on roots: the greatest size seen, to allocate storage at once

    def find(self, name):
        """Index of `name` in the storage, or -1."""
        return self.table.get(name, -1)

    def add(self, name):
        """The map with `name` added."""
        if self.last_name == name and self.last_child is not None:
            return self.last_child
        child = self.children.get(name, None)
        if child is None:
            child = Map(self.w_cls, self, name, self.size + 1, self.dictmode)
            self.children[name] = child
            if child.size > self.root.typical_size:
                self.root.typical_size = child.size
        self.last_name = name
        self.last_child = child
        return child

    def names(self):
        """All names in order of addition."""
        result = []
        m = self
        while m.parent is not None:
            result.append(m.name)
            m = m.parent
        result.reverse()
        return result


class W_InstanceObject(W_Root):
    """An instance of a Python class whose layout is that of `object`."""

    def __init__(self, map):
        self.map = map
        n = map.root.typical_size
        if n < map.size:
            n = map.size
        self.storage = [None] * n

    def getclass(self):
        return self.map.w_cls

    def setclass(self, w_type):
        check_layout(self.map.w_cls, w_type)
        self.change_class(w_type)

    def change_class(self, w_type):
        """Rebuilds the map under another class."""
        old = self.map
        new = w_type.get_root_map()
        if old.dictmode:
            new = add_dict_mode(new)
        for name in old.names():
            if name != DICT_KEY:
                new = new.add(name)
        self.map = new

    def append_value(self, name, w_value):
        """Adds attribute `name`, which is not there yet."""
        new = self.map.add(name)
        storage = self.storage
        if new.index >= len(storage):
            bigger = [None] * (new.root.typical_size + 1)
            i = 0
            while i < len(storage):
                bigger[i] = storage[i]
                i += 1
            storage = bigger
            self.storage = bigger
        storage[new.index] = w_value
        self.map = new

    def remove_value(self, name):
        """Removes attribute `name`, which is there."""
        old = self.map
        storage = self.storage
        new = old.root
        fresh = [None] * len(storage)
        for other in old.names():
            if other != name:
                new = add_dict_mode(new) if other == DICT_KEY else new.add(other)
                fresh[new.index] = storage[old.find(other)]
        self.map = new
        self.storage = fresh

    def getdictvalue(self, name):
        map = self.map
        if map.dictmode:
            return self.dictobject().getitem_str(name)
        i = map.table.get(name, -1)
        if i < 0:
            return None
        return self.storage[i]

    def setdictvalue(self, name, w_value):
        map = self.map
        if map.dictmode:
            self.dictobject().setitem_str(name, w_value)
            return True
        i = map.table.get(name, -1)
        if i >= 0:
            self.storage[i] = w_value
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
        if map.find(name) < 0:
            return False
        self.remove_value(name)
        return True

    def dictobject(self):
        """The W_DictObject of an instance in dict mode."""
        w_dict = self.storage[0]
        assert isinstance(w_dict, dictobject.W_DictObject)
        return w_dict

    def getdict(self):
        if not self.map.w_cls.hasdict:
            return None
        if not self.map.dictmode:
            w_dict = space.newdict()
            for name in self.map.names():
                if not name.endswith(SLOT_MARK):
                    w_dict.setitem_str(name, self.storage[self.map.find(name)])
            self.setdict(w_dict)
        return self.dictobject()

    def setdict(self, w_dict):
        old = self.map
        storage = self.storage
        assert isinstance(w_dict, dictobject.W_DictObject)
        if old.dictmode:
            storage[0] = w_dict
            return
        new = add_dict_mode(old)
        fresh = [None] * (len(storage) + 1)
        fresh[0] = w_dict
        for name in old.names():
            if name.endswith(SLOT_MARK):
                new = new.add(name)
                fresh[new.index] = storage[old.find(name)]
        self.map = new
        self.storage = fresh

    def getslotvalue(self, key):
        i = self.map.table.get(key, -1)
        if i < 0:
            return None
        return self.storage[i]

    def setslotvalue(self, key, w_value):
        i = self.map.table.get(key, -1)
        if i >= 0:
            self.storage[i] = w_value
        elif w_value is not None:
            self.append_value(key, w_value)


DICT_KEY = "dict" + SLOT_MARK


class RootMap(Map):
    """The map without attributes of a class."""

    def __init__(self, w_cls):
        Map.__init__(self, w_cls, None, "", 0, False)
        self.dict_root = None

    def make_dict_root(self):
        """The map of instances in dict mode: storage[0] is the dict."""
        child = Map(self.w_cls, self, DICT_KEY, 1, True)
        self.dict_root = child
        return child


def add_dict_mode(map):
    """The dict-mode map of the class of `map`."""
    root = map.root
    assert isinstance(root, RootMap)
    if root.dict_root is None:
        return root.make_dict_root()
    return root.dict_root


def check_layout(w_old, w_new):
    """Raises TypeError unless instances of w_old can become instances of w_new."""
    if w_new.is_builtin or w_old.is_builtin:
        raise error.operr(
            space.w_TypeError,
            "__class__ assignment only supported for mutable types or ModuleType subclasses",
        )
    if w_old.layout is not w_new.layout or w_old.hasdict != w_new.hasdict:
        raise error.operr(
            space.w_TypeError,
            "__class__ assignment: '%s' object layout differs from '%s'" % (w_new.name, w_old.name),
        )


from interpreters.python.interpreter import error  # noqa: E402
from interpreters.python.objspace import dictobject  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402

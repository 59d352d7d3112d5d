"""Declaring builtin types.

    W_ListObject.typedef = TypeDef(
        "list", W_ListObject,
        new("cls, ...", list_new),                                # __new__(w_type, args); plain function, see below
        method("append", W_ListObject.descr_append, "self, x, /"),
        method("__len__", W_ListObject.descr_len, "self"),
        classmethod_("fromkeys", dict_fromkeys, "cls, iterable, value=None"),   # fn(w_type, ...)
        staticmethod_("maketrans", str_maketrans, "x, y=None, z=None"),
        getset("start", W_Slice.fget_start),                      # fget(self); optional fset(self, w_value), fdel(self)
        attr("__hash__", w_None)                                  # any wrapped value; None = RPython None for Python None
        doc="...", base="object", acceptable_as_base=True)

A TypeDef records the declaration; the W_TypeObject is made when all modules of objspace are imported (objspace/__init__.py),
which also installs `getclass` on the RPython class and publishes the type as `space.w_<name>` (space.w_list): so `space.w_x`
can be used inside functions, not at module level of objspace modules. The W_TypeObject is also `TypeDef(...).w_type`.
A TypeDef of a type in a module other than builtins: name="collections.deque" (published as space.w_deque).

How a `__new__` makes instances (also of Python subclasses):

    W_ListUser = user_subclass(W_ListObject)                      # at module level, after the class

    def list_new(w_type, args):
        if w_type is space.w_list:
            return W_ListObject([])
        w_obj = W_ListUser([])
        w_obj.user_setup(w_type)
        return w_obj

(`__init__` is then called with the same arguments by type.__call__, as in Python.)
`iterator_methods(cls)` gives `__iter__` and `__next__` for an iterator class that overrides `next_w`:
    W_ListIter.typedef = TypeDef("list_iterator", W_ListIter, *iterator_methods(W_ListIter))
Types that nobody instantiates by calling have no `new`; calling them raises "cannot create '...' instances".
"""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.objspace import slots

W_InstanceObject = None  # objspace.instance.W_InstanceObject, set by objspace/finish.py
finalizers = None  # interpreter.finalizers, likewise


class Entry(object):
    """NOT_RPYTHON: one declared member of a TypeDef."""

    def __init__(self, kind, name, value, text="", extra=None):
        self.kind = kind
        self.name = name
        self.value = value
        self.text = text
        self.extra = extra


def method(name, fn, text, doc=None):
    """NOT_RPYTHON: a method; the first parameter is checked to be an instance of the TypeDef's class."""
    return Entry("method", name, fn, text, doc)


def new(text, fn):
    """NOT_RPYTHON: `__new__`: fn(w_type, ...) per the signature text, which starts with "cls"."""
    return Entry("new", "__new__", fn, text)


def classmethod_(name, fn, text, doc=None):
    """NOT_RPYTHON: a class method: fn(w_type, ...)."""
    return Entry("classmethod", name, fn, text, doc)


def staticmethod_(name, fn, text):
    """NOT_RPYTHON: a static method."""
    return Entry("staticmethod", name, fn, text)


def getset(name, fget, fset=None, fdel=None, doc=None):
    """NOT_RPYTHON: a computed attribute: fget(self) -> w_value, fset(self, w_value), fdel(self)."""
    return Entry("getset", name, (fget, fset, fdel), doc)


def attr(name, w_value):
    """NOT_RPYTHON: a plain class attribute."""
    return Entry("attr", name, w_value)


def iterator_methods(cls):
    """NOT_RPYTHON: `__iter__` and `__next__` for an RPython class that overrides next_w."""
    return [
        Entry("iterator", "__iter__", "return_self", "self"),
        Entry("iterator", "__next__", "next_or_stop", "self"),
    ]


pending = []  # TypeDefs recorded while objspace is being imported
state = {"ready": False}
rpython_classes = {}  # W_TypeObject -> RPython class


def finish_pending():
    """NOT_RPYTHON: makes the types recorded so far; from now on types are made at once."""
    state["ready"] = True
    for typedef in pending:
        typedef.make()
    del pending[:]


class TypeDef(object):
    """NOT_RPYTHON: declares a builtin type. See the module's documentation."""

    def __init__(self, name, cls, *entries, **options):
        self.doc = options.pop("doc", None)
        self.base = options.pop("base", "object")
        self.hasdict = options.pop("hasdict", False)
        self.acceptable_as_base = options.pop("acceptable_as_base", None)
        self.publish = options.pop("publish", True)
        self.hashable = options.pop("hashable", True)
        assert not options, options
        self.fullname = name
        self.name = name.rpartition(".")[2]
        self.cls = cls
        self.entries = entries
        self.w_type = None
        if state["ready"]:
            self.make()
        else:
            pending.append(self)

    def make(self):
        """NOT_RPYTHON: makes the W_TypeObject."""
        from interpreters.python.objspace import operation as space
        from interpreters.python.objspace import typeobject

        cls = self.cls
        bases_w = []
        if self.fullname != "object":
            w_base = self.base
            if isinstance(w_base, TypeDef):
                w_base = w_base.w_type
            elif isinstance(w_base, str):
                w_base = getattr(space, "w_" + w_base)
            bases_w = [w_base]
        w_type = typeobject.W_TypeObject(self.name, bases_w, {}, True)
        w_type.modulename = self.fullname.rpartition(".")[0] or "builtins"
        w_type.hasdict = self.hasdict or (bool(bases_w) and bases_w[0].hasdict)
        w_type.setup_mro_builtin()
        if self.fullname == "BaseException":
            w_type.is_exception = True
        names = [e.name for e in self.entries]
        w_type.acceptable_as_base = (
            "__new__" in names if self.acceptable_as_base is None else self.acceptable_as_base
        )
        for entry in self.entries:
            w_value = self.make_member(entry, w_type)
            w_type.dict_w[entry.name] = space.w_None if w_value is None else w_value
        if "__eq__" in names and "__hash__" not in names or not self.hashable:
            w_type.dict_w["__hash__"] = space.w_None
        w_type.doc = self.doc
        if "__doc__" not in w_type.dict_w:
            w_type.dict_w["__doc__"] = space.newtext(self.doc) if self.doc else space.w_None
        if "__new__" not in names and self.fullname != "object":
            w_type.builtin_without_new = True
            if bases_w[0] is not space.w_object and not bases_w[0].builtin_without_new:
                w_type.builtin_without_new = False
        if bases_w and cls is rpython_classes[bases_w[0]]:
            w_type.layout = bases_w[0].layout
        rpython_classes[w_type] = cls
        self.w_type = w_type
        if cls is not W_Root:
            install_getclass(cls, w_type)
        if self.publish:
            setattr(space, "w_" + self.name, w_type)
        typeobject.builtin_types.append(w_type)

    def make_member(self, entry, w_type):
        """NOT_RPYTHON"""
        from interpreters.python.interpreter import gateway
        from interpreters.python.objspace import descriptor

        kind = entry.kind
        if kind == "attr":
            return entry.value
        if kind == "getset":
            fget, fset, fdel = entry.value
            return descriptor.make_getset(entry.name, self.cls, fget, fset, fdel, w_type)
        fn = entry.value
        if kind == "iterator":
            if fn == "next_or_stop":
                fn = descriptor.make_next(self.cls, self.name)
            else:
                fn = getattr(descriptor, fn)
        elif kind == "method":
            fn = gateway.checked_self(fn, self.cls, entry.name, self.name, entry.text)
        elif kind == "new":
            fn = descriptor.checked_new(fn, entry.text)
        elif kind == "classmethod":
            fn = descriptor.checked_new(fn, entry.text)
        is_method = kind in ("method", "iterator", "classmethod")
        w_func = gateway.make_builtin(entry.name, fn, entry.text, is_method, entry.extra)
        w_func.ownername = self.name
        w_func.w_objclass = w_type
        if kind == "classmethod":
            return descriptor.W_ClassMethod(w_func)
        if kind == "staticmethod":
            return descriptor.W_StaticMethod(w_func)
        return w_func


def install_getclass(cls, w_type):
    """NOT_RPYTHON: defines cls.getclass unless the class has its own."""
    if "getclass" in cls.__dict__:
        return

    def getclass(self):
        return w_type

    cls.getclass = getclass


def user_subclass(Base):
    """NOT_RPYTHON: an RPython subclass of `Base` for instances of Python subclasses of its type.

    The class and attributes are kept in a W_InstanceObject beside the base's own fields.
    """

    class W_User(Base):
        inst = None

        def user_setup(self, w_type):
            self.inst = W_InstanceObject(w_type.get_root_map())
            if w_type.slot(slots.DEL) is not None:
                finalizers.register(self)

        def getclass(self):
            return self.inst.getclass()

        def setclass(self, w_type):
            self.inst.setclass(w_type)

        def getdictvalue(self, name):
            return self.inst.getdictvalue(name)

        def setdictvalue(self, name, w_value):
            return self.inst.setdictvalue(name, w_value)

        def deldictvalue(self, name):
            return self.inst.deldictvalue(name)

        def getdict(self):
            return self.inst.getdict()

        def setdict(self, w_dict):
            self.inst.setdict(w_dict)

        def getslotvalue(self, key):
            return self.inst.getslotvalue(key)

        def setslotvalue(self, key, w_value):
            self.inst.setslotvalue(key, w_value)

    if Base.next_w is not W_Root.next_w:
        base_next = Base.next_w

        def next_w(self):
            if self.overrides_next():
                return W_Root.next_w(self)
            return base_next(self)

        W_User.next_w = next_w

    W_User.__name__ = Base.__name__ + "User"
    W_User.__qualname__ = W_User.__name__
    return W_User

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

TypeDef makes the W_TypeObject at import time, installs `getclass` on the RPython class and publishes the type as
`space.w_<name>` (space.w_list). The W_TypeObject is `TypeDef(...).w_type`.
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

from interpreters.python.interpreter import gateway
from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.objspace import descriptor, instance, typeobject
from interpreters.python.objspace import operation as space


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


def classmethod_(name, fn, text):
    """NOT_RPYTHON: a class method: fn(w_type, ...)."""
    return Entry("classmethod", name, fn, text)


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
        method("__iter__", descriptor.return_self, "self"),
        method("__next__", descriptor.next_or_stop, "self"),
    ]


class TypeDef(object):
    """NOT_RPYTHON: makes and registers the W_TypeObject of a builtin type. See the module's documentation."""

    def __init__(self, name, cls, *entries, **options):
        doc = options.pop("doc", None)
        base = options.pop("base", "object")
        hasdict = options.pop("hasdict", False)
        acceptable_as_base = options.pop("acceptable_as_base", None)
        publish = options.pop("publish", True)
        hashable = options.pop("hashable", True)
        assert not options, options
        module, _, short = name.rpartition(".")
        bases_w = []
        if cls is not W_Root or name != "object":
            w_base = base if isinstance(base, typeobject.W_TypeObject) else getattr(space, "w_" + base)
            bases_w = [w_base]
        w_type = typeobject.W_TypeObject(short, bases_w, {}, True)
        w_type.modulename = module or "builtins"
        w_type.hasdict = hasdict or (bool(bases_w) and bases_w[0].hasdict)
        w_type.setup_mro_builtin()
        names = [e.name for e in entries]
        if acceptable_as_base is None:
            acceptable_as_base = "__new__" in names
        w_type.acceptable_as_base = acceptable_as_base
        for entry in entries:
            w_type.dict_w[entry.name] = self.make_member(entry, cls, short, w_type)
        if "__eq__" in names and "__hash__" not in names or not hashable:
            w_type.dict_w["__hash__"] = None  # replaced by w_None in typeobject.finish_builtin_types
        if doc is not None:
            w_type.doc = doc
        if "__new__" not in names:
            w_type.builtin_without_new = cls is not W_Root
        self.name = short
        self.w_type = w_type
        install_getclass(cls, w_type)
        if publish:
            setattr(space, "w_" + short, w_type)
        typeobject.builtin_types.append(w_type)

    def make_member(self, entry, cls, typename, w_type):
        """NOT_RPYTHON"""
        kind = entry.kind
        if kind == "attr":
            return entry.value
        if kind == "getset":
            fget, fset, fdel = entry.value
            return descriptor.make_getset(entry.name, cls, fget, fset, fdel, w_type)
        fn = entry.value
        if kind == "method":
            fn = gateway.checked_self(fn, cls, entry.name, typename, entry.text)
            w_func = gateway.make_builtin(entry.name, fn, entry.text, True, entry.extra)
            w_func.ownername = typename
            w_func.w_objclass = w_type
            return w_func
        if kind == "new":
            fn = descriptor.checked_new(fn, entry.text)
        w_func = gateway.make_builtin(entry.name, fn, entry.text, kind == "classmethod")
        w_func.ownername = typename
        w_func.w_objclass = w_type
        if kind == "classmethod":
            return descriptor.W_ClassMethod(w_func)
        if kind == "staticmethod":
            return descriptor.W_StaticMethod(w_func)
        return w_func


def install_getclass(cls, w_type):
    """NOT_RPYTHON: defines cls.getclass unless the class has its own."""
    if "getclass" in cls.__dict__ and cls is not W_Root:
        return

    def getclass(self):
        return w_type

    cls.getclass = getclass


def user_subclass(cls):
    """NOT_RPYTHON: the RPython class of instances of Python subclasses of the type implemented by `cls`."""
    return instance.make_user_subclass(cls)

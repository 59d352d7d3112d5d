"""Structures and arrays of `lltype` in ordinary RPython: a class for each type.

What a program makes with `lltype.malloc` is an instance of the class of its type, a pointer is a reference
to it and the null pointer is None. Raw memory has pointers of its own (`rawmemory.py`), unless there are
references to objects in it: then it is the collector's too and `free` does nothing.
"""

from rpython.rlib.objectmodel import specialize
from rpython.rtyper.lltypesystem import lltype
from rpython.translation import rawmemory

_classes = {}

_ARRAY = """
class {name}(object):
    def __init__(self{n}):
        self.items = {items}

    def __getitem__(self, i):
        if not 0 <= i < len(self.items):
            raise IndexError
        return self.items[i]

    def __setitem__(self, i, value):
        if not 0 <= i < len(self.items):
            raise IndexError
        self.items[i] = value

    def __len__(self):
        return len(self.items)

    def __bool__(self):
        return True
"""
_STRUCT = """
class {name}(object):
    def __init__(self{n}):
        {fields}
"""
_SCOPED = """
class {name}(object):
    def __init__(self{n}):
        self.p = new({args})

    def __enter__(self):
        return self.p

    def __exit__(self, kind, value, tb):
        pass
"""


def class_of(T):
    """NOT_RPYTHON: the class whose instances stand for containers of type T, called with the length if it varies."""
    if T in _classes:
        return _classes[T]
    scope = {"__name__": __name__}
    if isinstance(T, (lltype.Array, lltype.FixedSizeArray)):
        name = "ArrayOf" + _plain(str(T.OF))
        fixed = isinstance(T, lltype.FixedSizeArray)
        length = str(T.length) if fixed else "n"
        zero = _zero(T.OF, "zero", scope)
        if T.OF._is_container:
            items = "[%s for i in range(%s)]" % (zero, length)
        else:
            items = "[%s] * %s" % (zero, length)
        text = _ARRAY.format(name=name, n="" if fixed else ", n", items=items)
    elif isinstance(T, lltype.Struct):
        name = _plain(T._name)
        fields = []
        for field in T._names:
            F = T._flds[field]
            varies = "n" if F._is_container and F._is_varsize() else ""
            fields.append("self.%s = %s" % (field, _zero(F, "zero_" + field, scope, varies)))
        n = ", n" if T._is_varsize() else ""
        text = _STRUCT.format(name=name, n=n, fields="\n        ".join(fields or ["pass"]))
    else:
        raise TypeError("%s has no contents" % (T,))
    exec(text, scope)
    _classes[T] = scope[name]
    return scope[name]


@specialize.memo()
def maker_of(T):
    """What is called for `lltype.malloc(T)`, with the length if it varies."""
    return rawmemory.allocator_of(T) if rawmemory.is_raw(T) else class_of(T)


@specialize.memo()
def null_of(T):
    """`lltype.nullptr(T)`."""
    return rawmemory.null_of(T) if rawmemory.is_raw(T) else None


@specialize.memo()
def cast_to(T):
    """`rffi.cast` to T as a function; None for pointers to what is the collector's."""
    return rawmemory.cast_to(T) if rawmemory.is_raw(T) else None


@specialize.memo()
def scoped_class_of(T):
    """The class of `lltype.scoped_alloc(T)`."""
    if rawmemory.is_raw(T):
        return rawmemory.scoped_class_of(T)
    varies = T._is_varsize()
    key = ("scoped", T)
    if key not in _classes:
        scope = {"__name__": __name__, "new": class_of(T)}
        name = "Scoped" + scope["new"].__name__
        args = "n" if varies else ""
        exec(_SCOPED.format(name=name, n=", n" if varies else "", args=args), scope)
        _classes[key] = scope[name]
    return _classes[key]


def _plain(name):
    return "".join([c for c in name if c.isalnum()]) or "Container"


def _zero(T, name, scope, length=""):
    """The text of a zero of type T; what it names is put in the scope."""
    if T._is_container:
        scope[name] = class_of(T)
        return "%s(%s)" % (name, length)
    gc = isinstance(T, lltype.Ptr) and not rawmemory.is_raw(T)
    scope[name] = None if gc else T._defl()
    return name

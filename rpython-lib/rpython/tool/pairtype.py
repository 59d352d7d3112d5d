"""Double dispatch, and adding methods to existing classes (host level)."""


class extendabletype(type):
    """A metaclass: `class __extend__(SomeClass): ...` adds to SomeClass."""

    def __new__(cls, name, bases, dict):
        if name == "__extend__":
            for base in bases:
                for key, value in dict.items():
                    if key not in ("__module__", "__qualname__", "__classcell__"):
                        setattr(base, key, value)
            return None
        return super().__new__(cls, name, bases, dict)


class pair(object):
    """`pair(a, b).method()` dispatches on the types of both."""

    def __new__(cls, x, y):
        return object.__new__(pairtype(type(x), type(y)))

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __iter__(self):
        return iter((self.x, self.y))

    def __repr__(self):
        return "<%s: %r, %r>" % (type(self).__name__, self.x, self.y)


_pairtypes = {}


class _pairmeta(extendabletype):
    def __new__(cls, name, bases, dict):
        return super().__new__(cls, name, bases, dict)


def pairtype(cls1, cls2):
    """The class of pairs of these types; its bases are the pairs of their base types."""
    try:
        return _pairtypes[cls1, cls2]
    except KeyError:
        pass
    bases = [pairtype(base1, cls2) for base1 in cls1.__bases__ or ()]
    bases += [pairtype(cls1, base2) for base2 in cls2.__bases__ or ()]
    unique = []
    for base in bases:
        if base not in unique and not any(issubclass(other, base) for other in unique):
            unique.append(base)
    name = "pairtype(%s, %s)" % (cls1.__name__, cls2.__name__)
    result = _pairmeta(name, tuple(unique) or (_pairbase,), {})
    _pairtypes[cls1, cls2] = result
    return result


class _pairbase(pair, metaclass=_pairmeta):
    pass


def doubledispatch(func):
    """NOT_RPYTHON: a function dispatched on the types of its first two arguments."""
    registry = {}

    def dispatch(x, y, *args):
        for cls1 in type(x).__mro__:
            for cls2 in type(y).__mro__:
                if (cls1, cls2) in registry:
                    return registry[cls1, cls2](x, y, *args)
        return func(x, y, *args)

    def register(cls1, cls2):
        def decorate(f):
            registry[cls1, cls2] = f
            return f

        return decorate

    dispatch.register = register
    return dispatch

# ruff: noqa: F821, F822 (names of the built-in part)
"""proxy, and the names of the reference types."""


class ProxyType:
    """Forwards everything to an object held weakly."""

    __slots__ = ("_ProxyType__ref", "__weakref__")

    def __init__(self, obj, callback=None):
        object.__setattr__(self, "_ProxyType__ref", ref(obj, callback))

    def __getattribute__(self, name):
        return getattr(_target(self), name)

    def __setattr__(self, name, value):
        setattr(_target(self), name, value)

    def __delattr__(self, name):
        delattr(_target(self), name)


class CallableProxyType(ProxyType):
    """A proxy of something callable."""

    __slots__ = ()

    def __call__(self, *args, **kw):
        return _target(self)(*args, **kw)


def _target(proxy):
    obj = object.__getattribute__(proxy, "_ProxyType__ref")()
    if obj is None:
        raise ReferenceError("weakly-referenced object no longer exists")
    return obj


def _forward():
    unary = (
        "__repr__ __str__ __len__ __iter__ __next__ __bool__ __neg__ __pos__ __abs__ __invert__ __int__ "
        "__float__ __index__ __bytes__ __reversed__ __enter__"
    ).split()
    binary = (
        "__getitem__ __delitem__ __contains__ __lt__ __le__ __eq__ __ne__ __gt__ __ge__ __add__ __sub__ "
        "__mul__ __truediv__ __floordiv__ __mod__ __divmod__ __pow__ __lshift__ __rshift__ __and__ __or__ "
        "__xor__ __matmul__ __iadd__ __isub__ __imul__ __ior__ __iand__"
    ).split()
    import operator

    functions = {
        "__repr__": repr,
        "__str__": str,
        "__len__": len,
        "__iter__": iter,
        "__next__": next,
        "__bool__": bool,
        "__int__": int,
        "__float__": float,
        "__bytes__": bytes,
        "__reversed__": reversed,
        "__divmod__": divmod,
    }

    def one(name):
        function = functions.get(name) or getattr(operator, name, None)

        def method(self):
            if function is None:
                return getattr(_target(self), name)()
            return function(_target(self))

        return method

    def two(name):
        function = functions.get(name) or getattr(operator, name, None)

        def method(self, other):
            if isinstance(other, ProxyType):
                other = _target(other)
            return function(_target(self), other)

        return method

    for name in unary:
        setattr(ProxyType, name, one(name))
    for name in binary:
        setattr(ProxyType, name, two(name))
    ProxyType.__setitem__ = lambda self, key, value: _target(self).__setitem__(key, value)
    ProxyType.__exit__ = lambda self, *exc: _target(self).__exit__(*exc)
    ProxyType.__hash__ = None


_forward()
del _forward


def proxy(obj, callback=None, /):
    """A proxy for an object held weakly."""
    if callable(obj):
        return CallableProxyType(obj, callback)
    return ProxyType(obj, callback)


def _remove_dead_weakref(dct, key):
    """Remove key if its value is a dead reference."""
    if key in dct and dct[key]() is None:
        del dct[key]

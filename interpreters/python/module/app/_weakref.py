# ruff: noqa: F821, F822 (names of the built-in part)
"""proxy, and the names of the reference types."""


class ProxyType:
    """Forwards everything to an object held weakly."""

    __slots__ = ("_ProxyType__ref", "__weakref__")

    def __init__(self, obj, callback=None):
        object.__setattr__(self, "_ProxyType__ref", _ProxyRef(obj, callback))

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
        "__xor__ __matmul__ __iadd__ __isub__ __imul__ __itruediv__ __ifloordiv__ __imod__ __ipow__ "
        "__ilshift__ __irshift__ __iand__ __ixor__ __ior__ __imatmul__"
    ).split()
    reflected = (
        "__add__ __sub__ __mul__ __truediv__ __floordiv__ __mod__ __divmod__ __pow__ __lshift__ __rshift__ "
        "__and__ __or__ __xor__ __matmul__"
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

    def swapped(name):
        function = functions.get(name) or getattr(operator, name)

        def method(self, other):
            if isinstance(other, ProxyType):
                other = _target(other)
            return function(other, _target(self))

        return method

    def following(self):
        target = _target(self)
        if not hasattr(type(target), "__next__"):
            raise TypeError(
                "Weakref proxy referenced a non-iterator '%.200s' object" % type(target).__name__
            )
        return next(target)

    for name in reflected:
        setattr(ProxyType, "__r" + name[2:], swapped(name))
    for name in unary:
        setattr(ProxyType, name, one(name))
    for name in binary:
        setattr(ProxyType, name, two(name))
    ProxyType.__next__ = following
    ProxyType.__setitem__ = lambda self, key, value: _target(self).__setitem__(key, value)
    ProxyType.__exit__ = lambda self, *exc: _target(self).__exit__(*exc)
    ProxyType.__hash__ = None


_forward()
del _forward
ProxyType.__module__ = CallableProxyType.__module__ = "weakref"


def _target_gone():
    return None


class _ProxyRef(ref):
    """The reference in a proxy; the one of the proxy that has no callback knows the proxy."""

    __slots__ = ("proxy",)


def proxy(obj, callback=None, /):
    """A proxy for an object held weakly."""
    if callback is None:
        for known in getweakrefs(obj):
            if type(known) is _ProxyRef:
                shared = getattr(known, "proxy", _target_gone)()
                if shared is not None:
                    return shared
    kind = CallableProxyType if callable(obj) else ProxyType
    made = kind(obj, callback)
    if callback is None:
        object.__getattribute__(made, "_ProxyType__ref").proxy = ref(made)
    return made


def _remove_dead_weakref(dct, key):
    """Remove key if its value is a dead reference."""
    if key in dct and dct[key]() is None:
        del dct[key]

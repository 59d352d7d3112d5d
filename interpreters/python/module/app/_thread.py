# ruff: noqa: F821 (names of the built-in part)
"""The part of _thread that is made of its other functions."""

error = RuntimeError
_next_key = iter(range(1 << 62)).__next__
_dicts = {}  # ident of a thread -> {key of a _local: its attributes there}


def _forget(ident):
    _dicts.pop(ident, None)


_set_end_hook(_forget)


class _local:
    """Attributes that every thread has its own of."""

    __slots__ = ("_key", "_args", "__dict__", "__weakref__")

    def __new__(cls, /, *args, **kwargs):
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        object.__setattr__(self, "_key", _next_key())
        object.__setattr__(self, "_args", (args, kwargs))
        attributes = {}
        _dicts.setdefault(get_ident(), {})[self_key(self)] = attributes
        object.__setattr__(self, "__dict__", attributes)
        return self

    def __getattribute__(self, name):
        _switch(self)
        if name in ("_key", "_args"):
            raise AttributeError("'%s' object has no attribute '%s'" % (type(self).__name__, name))
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        if name == "__dict__":
            raise AttributeError(
                "'%s' object attribute '__dict__' is read-only" % type(self).__name__
            )
        _switch(self)
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        if name == "__dict__":
            raise AttributeError(
                "'%s' object attribute '__dict__' is read-only" % type(self).__name__
            )
        _switch(self)
        object.__delattr__(self, name)

    def __del__(self):
        key = self_key(self)
        for dicts in list(_dicts.values()):
            dicts.pop(key, None)


self_key = _local._key.__get__
_args_of = _local._args.__get__


def _switch(local):
    """Give the object the attributes it has in the running thread."""
    dicts = _dicts.setdefault(get_ident(), {})
    key = self_key(local)
    if key in dicts:
        object.__setattr__(local, "__dict__", dicts[key])
        return
    attributes = dicts[key] = {}
    object.__setattr__(local, "__dict__", attributes)
    args, kwargs = _args_of(local)
    type(local).__init__(local, *args, **kwargs)


def _count():
    """How many threads there are besides the first. Who counts them wants no objects of ended ones either."""
    if _running():
        import time

        time.sleep(0.001)  # those that are about to end may do so
    if _any_garbage():
        import gc

        gc.collect()
    return _running()


def exit():
    raise SystemExit


exit_thread = exit


def interrupt_main(signum=2, /):
    import _signal

    if not 1 <= signum < 65:
        raise ValueError("signal number out of range")
    _signal._simulate(signum)

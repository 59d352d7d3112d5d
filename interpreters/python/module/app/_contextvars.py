"""Context variables; a context is a dict that is copied when it is entered or copied."""

from _thread import get_ident as _get_ident
from types import GenericAlias as _GenericAlias


class Context:
    """A mapping of context variables to their values."""

    __slots__ = ("_values", "_entered", "__weakref__")

    def __init__(self, *args, **kwargs):
        if args or kwargs:
            raise TypeError("Context() does not accept any arguments")
        self._values = {}
        self._entered = False

    def run(self, callable, /, *args, **kwargs):
        if self._entered:
            raise RuntimeError("cannot enter context: %r is already entered" % (self,))
        ident = _get_ident()
        outer = _contexts.get(ident)
        self._entered = True
        _contexts[ident] = self
        try:
            return callable(*args, **kwargs)
        finally:
            _contexts[ident] = outer
            self._entered = False

    def copy(self):
        result = Context()
        result._values = self._values.copy()
        return result

    def __getitem__(self, var):
        _check(var)
        return self._values[var]

    def __contains__(self, var):
        _check(var)
        return var in self._values

    def get(self, var, default=None, /):
        _check(var)
        return self._values.get(var, default)

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def keys(self):
        return self._values.keys()

    def values(self):
        return self._values.values()

    def items(self):
        return self._values.items()

    def __eq__(self, other):
        if not isinstance(other, Context):
            return NotImplemented
        return self._values == other._values

    __hash__ = None

    def __init_subclass__(cls):
        raise TypeError("type 'Context' is not an acceptable base type")


def _check(var):
    if not isinstance(var, ContextVar):
        raise TypeError("a ContextVar key was expected, got %r" % (var,))


_contexts = {}  # thread -> its current Context


def _current():
    ident = _get_ident()
    context = _contexts.get(ident)
    if context is None:
        context = _contexts[ident] = Context()
    return context


_missing = object()


class ContextVar:
    """A variable whose value belongs to the current context."""

    __slots__ = ("_name", "_default", "__weakref__")

    def __init__(self, *args, default=_missing):
        if len(args) != 1:
            raise TypeError(
                "ContextVar() takes exactly 1 positional argument (%d given)" % len(args)
            )
        name = args[0]
        if not isinstance(name, str):
            raise TypeError("context variable name must be a str")
        self._name = name
        self._default = default

    @property
    def name(self):
        return self._name

    def get(self, default=_missing, /):
        values = _current()._values
        if self in values:
            return values[self]
        if default is not _missing:
            return default
        if self._default is not _missing:
            return self._default
        raise LookupError(self)

    def set(self, value, /):
        values = _current()._values
        token = Token(self, values.get(self, Token.MISSING), _current())
        values = values.copy()
        values[self] = value
        _current()._values = values
        return token

    def reset(self, token, /):
        if not isinstance(token, Token):
            raise TypeError("expected an instance of Token, got %r" % (token,))
        if token._used:
            raise RuntimeError("%r has already been used once" % (token,))
        if token._var is not self:
            raise ValueError("%r was created by a different ContextVar" % (token,))
        if token._context is not _current():
            raise ValueError("%r was created in a different Context" % (token,))
        token._used = True
        values = _current()._values.copy()
        if token._old is Token.MISSING:
            values.pop(self, None)
        else:
            values[self] = token._old
        _current()._values = values

    def __repr__(self):
        text = "<ContextVar name=%r" % (self._name,)
        if self._default is not _missing:
            text += " default=%r" % (self._default,)
        return text + " at %#x>" % id(self)

    __class_getitem__ = classmethod(_GenericAlias)

    def __init_subclass__(cls):
        raise TypeError("type 'ContextVar' is not an acceptable base type")


class _Missing:
    def __repr__(self):
        return "<Token.MISSING>"


class Token:
    """What ContextVar.set returns."""

    __slots__ = ("_var", "_old", "_context", "_used")

    MISSING = _Missing()

    def __init__(self, var, old, context):
        self._var = var
        self._old = old
        self._context = context
        self._used = False

    @property
    def var(self):
        return self._var

    @property
    def old_value(self):
        return self._old

    def __repr__(self):
        used = " used" if self._used else ""
        return "<Token%s var=%r at %#x>" % (used, self._var, id(self))

    __class_getitem__ = classmethod(_GenericAlias)
    __hash__ = None

    def __init_subclass__(cls):
        raise TypeError("type 'Token' is not an acceptable base type")


for _class in (Context, ContextVar, Token):
    _class.__module__ = "contextvars"
del _class


def copy_context():
    return _current().copy()

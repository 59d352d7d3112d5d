"""Warnings of the built-in types."""

from interpreters.python.objspace import operation as space

warn = None  # (message, w_category): set by module/syntaxwarnings.py


def deprecated(message):
    """A DeprecationWarning."""
    warn(message, space.w_DeprecationWarning)


def strict_subclass(method, w_result, name):
    """A conversion method gave an instance of a strict subclass of what it should give."""
    deprecated(
        "%s returned non-%s (type %s).  The ability to return an instance of a strict subclass of %s "
        "is deprecated, and may be removed in a future version of Python."
        % (method, name, w_result.getclass().name, name)
    )

"""Contracts of functions, checked by the annotator."""

from rpython.rlib import types


class SignatureError(TypeError):
    """A call breaks the contract of a function."""


class FieldSpec(object):
    """Kept for programs that name it."""

    def __init__(self, tp):
        self.tp = tp


def signature(*paramtypes, **kwargs):
    """The exact types (from rpython.rlib.types) of the arguments, and `returns=` of the result."""
    returntype = kwargs.pop("returns", None)
    if returntype is None:
        raise TypeError("signature: parameter 'returns' required")

    def decorator(func):
        func._signature_ = (paramtypes, returntype)
        return func

    return decorator


def finishsigs(cls):
    """Class decorator: `types.self()` in the signatures of the methods means this class."""
    for attr in list(cls.__dict__.values()):
        found = getattr(attr, "_signature_", None)
        if found is not None:
            params, result = found
            attr._signature_ = (
                tuple([types.bind_self(p, cls) for p in params]),
                types.bind_self(result, cls),
            )
    return cls

"""The exceptions of pickle, and numbers as bytes."""

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef
from interpreters.python.objspace import excobject


def _exception(name, base):
    """NOT_RPYTHON: the type of an exception."""
    return TypeDef(
        "_pickle." + name,
        excobject.W_BaseException,
        base=base,
        acceptable_as_base=True,
        publish=False,
    )


error_type = _exception("PickleError", "Exception")
pickling_type = _exception("PicklingError", error_type)
unpickling_type = _exception("UnpicklingError", error_type)


def pickling_error(message):
    """PicklingError(message)"""
    return operr(pickling_type.w_type, message)


def unpickling_error(message):
    """UnpicklingError(message)"""
    return operr(unpickling_type.w_type, message)


def low_bytes(value, count):
    """The lowest bytes of an int, the lowest first."""
    text = ""
    while count > 0:
        text += chr(value & 255)
        value >>= 8
        count -= 1
    return text

"""The names of the module builtins."""

from interpreters.python.module.builtins import (
    asynchronous,
    execution,
    inspection,
    iteration,
    numbers,
)
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import typeobject

_TYPES = (
    "bool bytearray bytes classmethod complex dict enumerate filter float frozenset int list map "
    "memoryview object property range reversed set slice staticmethod str super tuple type zip"
).split()

_CONSTANTS = ["None", "True", "False", "NotImplemented", "Ellipsis"]

_ALIASES = [("EnvironmentError", "OSError"), ("IOError", "OSError")]


def _collect():
    """NOT_RPYTHON: all names and their values."""
    names = []
    values_w = []
    for group in (
        inspection.FUNCTIONS,
        iteration.FUNCTIONS,
        numbers.FUNCTIONS,
        execution.FUNCTIONS,
        asynchronous.FUNCTIONS,
    ):
        for w_function in group:
            w_function.w_module = space.newtext("builtins")
            names.append(w_function.name)
            values_w.append(w_function)
    for name in _TYPES + _CONSTANTS:
        names.append(name)
        values_w.append(getattr(space, "w_" + name))
    for w_type in typeobject.builtin_types:
        if w_type.modulename == "builtins" and w_type.issubtype(space.w_BaseException):
            names.append(w_type.name)
            values_w.append(w_type)
    for alias, name in _ALIASES:
        names.append(alias)
        values_w.append(getattr(space, "w_" + name))
    return names, values_w


_names, _values_w = _collect()


def fill(w_dict):
    """Put all builtin names into a dict (at start-up: hashes of strings are made at run time)."""
    for i in range(len(_names)):
        w_dict.setitem_str(_names[i], _values_w[i])
    w_dict.setitem_str("__debug__", space.w_True)
    w_dict.setitem_str("__name__", space.newtext("builtins"))

"""BuiltinModule: what a built-in module consists of."""

import os

from interpreters.python.objspace import operation as space

_APP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "app")


class BuiltinModule(object):
    """A built-in module before it is imported.

    names and values_w: prebuilt functions, types, constants.  fill(w_dict), or None: adds what has to
    be made at run time.  source: Python text run in the module's namespace, or "".
    """

    _immutable_fields_ = ["name", "names[*]", "values_w[*]", "fill", "source"]

    def __init__(self, name, names, values_w, fill, source):
        self.name = name
        self.names = names
        self.values_w = values_w
        self.fill = fill
        self.source = source


def no_fill(w_dict):
    """A module without values made at run time."""


def declare(name, functions=(), constants=(), fill=no_fill, app=None, types=()):
    """NOT_RPYTHON: a BuiltinModule.

    functions: W_BuiltinFunctions; types: TypeDefs; constants: (name, host int, float or str, or
    wrapped object); app: the name of a file in app/.
    """
    names = []
    values_w = []
    for w_function in functions:
        w_function.w_module = space.newtext(name)
        names.append(w_function.name)
        values_w.append(w_function)
    for typedef in types:
        names.append(typedef.name)
        values_w.append(typedef.w_type)
    for key, value in constants:
        if type(value) is int:
            value = space.newint(value)
        elif type(value) is float:
            value = space.newfloat(value)
        elif type(value) is str:
            value = space.newtext(value)
        names.append(key)
        values_w.append(value)
    source = ""
    if app is not None:
        with open(os.path.join(_APP, app), "rb") as f:
            source = f.read().decode("latin-1")
    return BuiltinModule(name, names, values_w, fill, source)

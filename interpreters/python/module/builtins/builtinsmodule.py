"""The module builtins as an importable module: its dict is the one every frame uses."""

from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.module import importing, modinfo
from interpreters.python.module.builtins import moduledef
from interpreters.python.module.io import opening
from interpreters.python.objspace import operation as space


def fill(w_dict):
    """All names of builtins."""
    moduledef.fill(w_dict)
    w_dict.setitem_str("__import__", importing.w_import)
    w_dict.setitem_str("open", opening.w_open)
    ec.w_builtins_dict = w_dict
    w_dict.setitem_str("__name__", space.newtext("builtins"))


MODULE = modinfo.declare("builtins", fill=fill)

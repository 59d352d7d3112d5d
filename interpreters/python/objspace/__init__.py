"""The object model: one file a type. Importing the package imports all of it, in an order that works."""

import importlib
import os

# interpreter core first, then the types whose TypeDefs others name as base
_ORDER = [
    "interpreter.baseobjspace",
    "interpreter.typedef",
    "objspace.objectobject",
    "objspace.typeobject",
    "objspace.excobject",
    "objspace.noneobject",
    "objspace.intobject",
    "objspace.longobject",
    "objspace.boolobject",
    "objspace.floatobject",
    "objspace.complexobject",
    "objspace.unicodeobject",
    "objspace.bytesobject",
    "objspace.bytearrayobject",
    "objspace.tupleobject",
    "objspace.listobject",
    "objspace.dictobject",
    "objspace.setobject",
    "objspace.sliceobject",
    "objspace.rangeobject",
    "objspace.iterators",
    "objspace.memoryobject",
    "objspace.formatting",
    "objspace.moduleobject",
    "interpreter.function",
    "interpreter.functiontypes",
    "interpreter.pycode",
    "interpreter.pyframe",
    "interpreter.generator",
    "objspace.finish",
]

_root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
for _name in _ORDER:
    if os.path.exists(os.path.join(_root, *_name.split(".")) + ".py"):
        importlib.import_module("interpreters.python." + _name)

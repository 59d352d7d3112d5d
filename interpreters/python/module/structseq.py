"""Tuples with named fields: sys.version_info, time.struct_time and the like."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.typedef import TypeDef, getset, method
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import tupleobject


class StructSeqInfo(object):
    """A struct sequence type: its name, its fields, its class."""

    def __init__(self, name, fields):
        self.name = name
        self.fields = fields
        self.w_type = None


class W_StructSeq(tupleobject.W_TupleObject):
    """A tuple whose items also have names."""

    def __init__(self, info, items_w):
        tupleobject.W_TupleObject.__init__(self, items_w[:])
        self.info = info

    def getclass(self):
        return self.info.w_type

    def descr_repr(self):
        builder = StringBuilder(64)
        builder.append(self.info.name)
        builder.append("(")
        i = 0
        for field in self.info.fields:
            if i > 0:
                builder.append(", ")
            builder.append(field)
            builder.append("=")
            builder.append(space.repr_w(self.getitem(i)))
            i += 1
        builder.append(")")
        return space.newtext(builder.build())


def _getter(index):
    """NOT_RPYTHON"""

    def fget(self):
        return self.getitem(index)

    return fget


def make_type(name, fields):
    """NOT_RPYTHON: a StructSeqInfo with its Python class."""
    info = StructSeqInfo(name, fields)
    entries = [getset(field, _getter(i)) for i, field in enumerate(fields)]
    typedef = TypeDef(
        name,
        W_StructSeq,
        method("__repr__", W_StructSeq.descr_repr, "self"),
        *entries,
        base="tuple",
        acceptable_as_base=False,
        publish=False,
    )
    info.w_type = typedef.w_type
    return info

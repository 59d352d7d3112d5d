"""Tuples with named fields: sys.version_info, time.struct_time, os.stat_result and the like."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef, attr, getset, method, new
from interpreters.python.objspace import dictobject, tupleobject
from interpreters.python.objspace import operation as space


class StructSeqInfo(object):
    """A struct sequence type: its name, its fields, its class.

    The first nitems fields are the items of the tuple, the others only attributes.  A field without
    a name is "".
    """

    def __init__(self, name, fields, nitems):
        self.name = name
        self.fields = fields
        self.nitems = nitems
        self.w_type = None


class W_StructSeq(tupleobject.W_TupleObject):
    """A tuple whose items also have names."""

    def __init__(self, info, items_w, extra_w=None):
        tupleobject.W_TupleObject.__init__(self, items_w[:])
        self.info = info
        self.extra_w = extra_w

    def getclass(self):
        return self.info.w_type

    def field(self, index):
        """The value of field number index."""
        nitems = self.info.nitems
        if index < nitems:
            return self.getitem(index)
        extra_w = self.extra_w
        if extra_w is None:
            return space.w_None
        return extra_w[index - nitems]

    def descr_repr(self):
        builder = StringBuilder(64)
        builder.append(self.info.name)
        builder.append("(")
        i = 0
        while i < self.info.nitems:
            if i > 0:
                builder.append(", ")
            builder.append(self.info.fields[i])
            builder.append("=")
            builder.append(space.repr_w(self.getitem(i)))
            i += 1
        builder.append(")")
        return space.newtext(builder.build())

    def descr_reduce(self):
        w_dict = space.newdict()
        i = self.info.nitems
        while i < len(self.info.fields):
            w_dict.setitem_str(self.info.fields[i], self.field(i))
            i += 1
        w_items = space.newtuple(self.getitems()[:])
        return space.newtuple([self.info.w_type, space.newtuple([w_items, w_dict])])


class Infos(object):
    """The types made so far, by class."""

    def __init__(self):
        self.by_type = {}


infos = Infos()


def structseq_new(w_type, w_sequence, w_dict):
    """T(sequence, dict={})"""
    info = infos.by_type[w_type]
    items_w = space.unpackiterable(w_sequence)
    nitems = info.nitems
    nfields = len(info.fields)
    n = len(items_w)
    if n < nitems or n > nfields:
        if nitems == nfields:
            text = "%s() takes a %d-sequence (%d-sequence given)" % (info.name, nitems, n)
        elif n < nitems:
            text = "%s() takes an at least %d-sequence (%d-sequence given)" % (info.name, nitems, n)
        else:
            text = "%s() takes an at most %d-sequence (%d-sequence given)" % (info.name, nfields, n)
        raise operr(space.w_TypeError, text)
    extra_w = items_w[nitems:]
    i = n
    while i < nfields:
        w_value = space.w_None
        if w_dict is not None and isinstance(w_dict, dictobject.W_DictObject):
            w_found = w_dict.getitem_str(info.fields[i])
            if w_found is not None:
                w_value = w_found
        extra_w.append(w_value)
        i += 1
    return W_StructSeq(info, items_w[:nitems], extra_w)


def _getter(index):
    """NOT_RPYTHON"""

    def fget(self):
        return self.field(index)

    return fget


def make_type(name, fields, hidden=(), creatable=True):
    """NOT_RPYTHON: a StructSeqInfo with its Python class; hidden: fields that are no items."""
    names = list(fields) + list(hidden)
    info = StructSeqInfo(name, names, len(fields))
    entries = [getset(field, _getter(i)) for i, field in enumerate(names) if field]
    if creatable:
        entries.append(new("cls, sequence, dict=None", structseq_new))
    typedef = TypeDef(
        name,
        W_StructSeq,
        method("__repr__", W_StructSeq.descr_repr, "self"),
        method("__reduce__", W_StructSeq.descr_reduce, "self"),
        attr("n_fields", space.newint(len(names))),
        attr("n_sequence_fields", space.newint(len(fields))),
        attr("n_unnamed_fields", space.newint(names.count(""))),
        attr("__match_args__", space.newtuple([space.newtext(f) for f in fields if f])),
        *entries,
        base="tuple",
        acceptable_as_base=False,
        publish=False,
    )
    info.w_type = typedef.w_type
    if not creatable:
        info.w_type.builtin_without_new = True
    infos.by_type[info.w_type] = info
    return info

"""types.GenericAlias: what list[int] evaluates to."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import TypeDef, getset, method
from interpreters.python.objspace import operation as space


class W_GenericAlias(W_Root):
    """A class with type arguments; calling it calls the class."""

    def __init__(self, w_origin, w_args):
        self.w_origin = w_origin
        if not isinstance(w_args, tupleobject.W_TupleObject):
            w_args = space.newtuple([w_args])
        self.w_args = w_args

    def call_args(self, args):
        return space.call_args(self.w_origin, args)

    def descr_call(self, args):
        return space.call_args(self.w_origin, args)

    def descr_repr(self):
        parts = []
        for w_item in self.w_args.items_w:
            parts.append(_name(w_item))
        if len(parts) == 0:
            parts.append("()")
        return space.newtext(_name(self.w_origin) + "[" + ", ".join(parts) + "]")

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_GenericAlias):
            return space.w_NotImplemented
        return space.newbool(
            space.eq_w(self.w_origin, w_other.w_origin) and space.eq_w(self.w_args, w_other.w_args)
        )

    def descr_hash(self):
        return space.newint(space.hash_w(self.w_origin) ^ space.hash_w(self.w_args))

    def descr_mro_entries(self, w_bases):
        return space.newtuple([self.w_origin])

    def fget_origin(self):
        return self.w_origin

    def fget_args(self):
        return self.w_args

    def descr_getattr(self, w_name):
        return space.getattr(self.w_origin, space.text_w(w_name))


def _name(w_obj):
    if w_obj is space.w_Ellipsis:
        return "..."
    if isinstance(w_obj, W_GenericAlias):
        return space.repr_w(w_obj)
    w_qualname = space.findattr(w_obj, "__qualname__")
    w_module = space.findattr(w_obj, "__module__")
    if w_qualname is None or w_module is None or w_module is space.w_None:
        return space.repr_w(w_obj)
    module = space.text_w(w_module)
    if module == "builtins":
        return space.text_w(w_qualname)
    return module + "." + space.text_w(w_qualname)


from interpreters.python.objspace import tupleobject  # noqa: E402

W_GenericAlias.typedef = TypeDef(
    "types.GenericAlias",
    W_GenericAlias,
    method("__call__", W_GenericAlias.descr_call, "self, ..."),
    method("__repr__", W_GenericAlias.descr_repr, "self, /"),
    method("__eq__", W_GenericAlias.descr_eq, "self, value, /"),
    method("__hash__", W_GenericAlias.descr_hash, "self, /"),
    method("__mro_entries__", W_GenericAlias.descr_mro_entries, "self, bases, /"),
    method("__getattr__", W_GenericAlias.descr_getattr, "self, name, /"),
    getset("__origin__", W_GenericAlias.fget_origin),
    getset("__args__", W_GenericAlias.fget_args),
)

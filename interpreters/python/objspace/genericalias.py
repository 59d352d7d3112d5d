"""types.GenericAlias and types.UnionType: what list[int] and int | str evaluate to."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new, user_subclass
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

    def fget_parameters(self):
        return space.newtuple([])

    def descr_getattr(self, w_name):
        return space.getattr(self.w_origin, space.text_w(w_name))


W_GenericAliasUser = user_subclass(W_GenericAlias)


def alias_new(w_type, w_origin, w_args):
    """GenericAlias.__new__"""
    if w_type is space.w_GenericAlias:
        return W_GenericAlias(w_origin, w_args)
    w_alias = W_GenericAliasUser(w_origin, w_args)
    w_alias.user_setup(w_type)
    return w_alias


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


class W_UnionType(W_Root):
    """int | str: classes and generic aliases, without duplicates."""

    def __init__(self, args_w):
        self.args_w = args_w

    def descr_repr(self):
        parts = []
        for w_arg in self.args_w:
            if w_arg is space.type(space.w_None):
                parts.append("None")
            else:
                parts.append(_name(w_arg))
        return space.newtext(" | ".join(parts))

    def has(self, w_arg):
        """Is the class one of the arguments?"""
        for w_own in self.args_w:
            if space.eq_w(w_own, w_arg):
                return True
        return False

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_UnionType):
            return space.w_NotImplemented
        if len(self.args_w) != len(w_other.args_w):
            return space.w_False
        for w_arg in self.args_w:
            if not w_other.has(w_arg):
                return space.w_False
        return space.w_True

    def descr_hash(self):
        return space.newint(space.hash_w(space.newfrozenset(self.args_w)))

    def descr_instancecheck(self, w_obj):
        for w_arg in self.args_w:
            if space.isinstance_check(w_obj, w_arg):
                return space.w_True
        return space.w_False

    def descr_subclasscheck(self, w_cls):
        for w_arg in self.args_w:
            if space.issubclass_check(w_cls, w_arg):
                return space.w_True
        return space.w_False

    def fget_args(self):
        return space.newtuple(self.args_w)


def _union_parts(w_obj):
    """The members that an operand of | contributes, or None if it is no type."""
    if isinstance(w_obj, W_UnionType):
        return w_obj.args_w
    if w_obj is space.w_None:
        return [space.type(space.w_None)]
    if isinstance(w_obj, typeobject.W_TypeObject) or isinstance(w_obj, W_GenericAlias):
        return [w_obj]
    return None


def type_or(w_left, w_right):
    """int | str"""
    left_w = _union_parts(w_left)
    right_w = _union_parts(w_right)
    if left_w is None or right_w is None:
        return space.w_NotImplemented
    union = W_UnionType(left_w[:])
    for w_arg in right_w:
        if not union.has(w_arg):
            union.args_w.append(w_arg)
    if len(union.args_w) == 1:
        return union.args_w[0]
    return union


def type_ror(w_right, w_left):
    """None | int"""
    return type_or(w_left, w_right)


from interpreters.python.objspace import tupleobject, typeobject  # noqa: E402

W_GenericAlias.typedef = TypeDef(
    "types.GenericAlias",
    W_GenericAlias,
    new("cls, origin, args, /", alias_new),
    method("__call__", W_GenericAlias.descr_call, "self, ..."),
    method("__repr__", W_GenericAlias.descr_repr, "self, /"),
    method("__eq__", W_GenericAlias.descr_eq, "self, value, /"),
    method("__hash__", W_GenericAlias.descr_hash, "self, /"),
    method("__mro_entries__", W_GenericAlias.descr_mro_entries, "self, bases, /"),
    method("__or__", type_or, "self, value, /"),
    method("__ror__", type_ror, "self, value, /"),
    method("__getattr__", W_GenericAlias.descr_getattr, "self, name, /"),
    getset("__origin__", W_GenericAlias.fget_origin),
    getset("__args__", W_GenericAlias.fget_args),
    getset("__parameters__", W_GenericAlias.fget_parameters),
)
W_UnionType.typedef = TypeDef(
    "types.UnionType",
    W_UnionType,
    method("__or__", type_or, "self, value, /"),
    method("__ror__", type_ror, "self, value, /"),
    method("__repr__", W_UnionType.descr_repr, "self, /"),
    method("__eq__", W_UnionType.descr_eq, "self, value, /"),
    method("__hash__", W_UnionType.descr_hash, "self, /"),
    method("__instancecheck__", W_UnionType.descr_instancecheck, "self, obj, /"),
    method("__subclasscheck__", W_UnionType.descr_subclasscheck, "self, cls, /"),
    getset("__args__", W_UnionType.fget_args),
)

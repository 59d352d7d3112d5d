"""types.GenericAlias and types.UnionType: what list[int] and int | str evaluate to."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import (
    TypeDef,
    getset,
    iterator_methods,
    method,
    new,
    user_subclass,
)
from interpreters.python.objspace import operation as space

# attributes that are not looked up in the origin
OWN_NAMES = {
    "__class__": None,
    "__bases__": None,
    "__origin__": None,
    "__args__": None,
    "__unpacked__": None,
    "__parameters__": None,
    "__typing_unpacked_tuple_args__": None,
    "__mro_entries__": None,
    "__reduce_ex__": None,
    "__reduce__": None,
    "__copy__": None,
    "__deepcopy__": None,
}


class W_AliasIterator(W_Root):
    """Gives the starred alias, once."""

    def __init__(self, w_alias):
        self.w_alias = w_alias

    def next_w(self):
        w_alias = self.w_alias
        if w_alias is None:
            return None
        self.w_alias = None
        w_starred = W_GenericAlias(w_alias.w_origin, w_alias.w_args)
        w_starred.starred = True
        return w_starred

    def descr_reduce(self):
        w_what = space.null_to_none(self.w_alias)
        if self.w_alias is None:
            w_what = space.newtuple([])
        w_iter = space.dict_getitem_str(ec.w_builtins_dict, "iter")
        return space.newtuple([w_iter, space.newtuple([w_what])])


class W_GenericAlias(W_Root):
    """A class with type arguments; calling it calls the class."""

    def __init__(self, w_origin, w_args):
        self.w_origin = w_origin
        if not isinstance(w_args, tupleobject.W_TupleObject):
            w_args = space.newtuple([w_args])
        self.w_args = w_args
        self.starred = False
        self.w_parameters = None

    def call_args(self, args):
        w_result = space.call_args(self.w_origin, args)
        try:
            space.setattr(w_result, "__orig_class__", self)
        except error.OperationError as e:
            if not e.match(space.w_AttributeError) and not e.match(space.w_TypeError):
                raise
        return w_result

    def descr_call(self, args):
        return self.call_args(args)

    def descr_repr(self):
        parts = []
        for w_item in space.unpackiterable(self.w_args):
            parts.append(_name(w_item))
        if len(parts) == 0:
            parts.append("()")
        star = "*" if self.starred else ""
        return space.newtext(star + _name(self.w_origin) + "[" + ", ".join(parts) + "]")

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_GenericAlias):
            return space.w_NotImplemented
        return space.newbool(
            self.starred == w_other.starred
            and space.eq_w(self.w_origin, w_other.w_origin)
            and space.eq_w(self.w_args, w_other.w_args)
        )

    def descr_hash(self):
        return space.newint(space.hash_w(self.w_origin) ^ space.hash_w(self.w_args))

    def descr_mro_entries(self, w_bases):
        return space.newtuple([self.w_origin])

    def fget_origin(self):
        return self.w_origin

    def fget_args(self):
        return self.w_args

    def fget_unpacked(self):
        return space.newbool(self.starred)

    def fget_unpacked_args(self):
        if self.starred and self.w_origin is space.w_tuple:
            return self.w_args
        return space.w_None

    def parameters(self):
        """The type variables among the arguments, each once."""
        if self.w_parameters is None:
            found_w = []
            for w_arg in space.unpackiterable(self.w_args):
                if isinstance(w_arg, typeobject.W_TypeObject):
                    continue
                if space.findattr(w_arg, "__typing_subst__") is not None:
                    _add_new(found_w, w_arg)
                else:
                    w_inner = space.findattr(w_arg, "__parameters__")
                    if w_inner is not None and isinstance(w_inner, tupleobject.W_TupleObject):
                        for w_parameter in space.unpackiterable(w_inner):
                            _add_new(found_w, w_parameter)
            self.w_parameters = space.newtuple(found_w)
        return self.w_parameters

    def fget_parameters(self):
        return self.parameters()

    def descr_getitem(self, w_item):
        """alias[types]: the arguments with the type variables replaced"""
        parameters_w = space.unpackiterable(self.parameters())
        if len(parameters_w) == 0:
            raise error.operr(space.w_TypeError, space.repr_w(self) + " is not a generic class")
        items_w = _unpacked_items(w_item)
        for w_parameter in parameters_w:
            w_prepare = space.findattr(w_parameter, "__typing_prepare_subst__")
            if w_prepare is not None and w_prepare is not space.w_None:
                w_prepared = space.call2(w_prepare, self, space.newtuple(items_w))
                if isinstance(w_prepared, tupleobject.W_TupleObject):
                    items_w = space.unpackiterable(w_prepared)
                else:
                    items_w = [w_prepared]
        if len(items_w) != len(parameters_w):
            raise error.operr(
                space.w_TypeError,
                "Too %s arguments for %s; actual %d, expected %d"
                % (
                    "many" if len(items_w) > len(parameters_w) else "few",
                    space.repr_w(self),
                    len(items_w),
                    len(parameters_w),
                ),
            )
        new_w = []
        for w_arg in space.unpackiterable(self.w_args):
            _substitute(new_w, w_arg, parameters_w, items_w)
        w_alias = W_GenericAlias(self.w_origin, space.newtuple(new_w))
        w_alias.starred = self.starred
        return w_alias

    def descr_iter(self):
        """*alias"""
        return W_AliasIterator(self)

    def descr_reduce(self):
        if self.starred:
            w_alias = W_GenericAlias(self.w_origin, self.w_args)
            w_next = space.dict_getitem_str(ec.w_builtins_dict, "next")
            return space.newtuple([w_next, space.newtuple([space.iter(w_alias)])])
        return space.newtuple([space.w_GenericAlias, space.newtuple([self.w_origin, self.w_args])])

    def descr_getattribute(self, w_name):
        name = space.text_w(w_name)
        if name in OWN_NAMES:
            return space.object_getattribute(self, name)
        return space.getattr(self.w_origin, name)

    def descr_instancecheck(self, w_obj):
        raise error.operr(
            space.w_TypeError, "isinstance() argument 2 cannot be a parameterized generic"
        )

    def descr_subclasscheck(self, w_cls):
        raise error.operr(
            space.w_TypeError, "issubclass() argument 2 cannot be a parameterized generic"
        )

    def descr_dir(self):
        names_w = space.unpackiterable(space.call_method0(self.w_origin, "__dir__"))[:]
        for name in OWN_NAMES:
            w_name = space.newtext(name)
            if not space.contains_w(space.newlist(names_w), w_name):
                names_w.append(w_name)
        return space.newlist(names_w)


def _add_new(found_w, w_obj):
    for w_found in found_w:
        if w_found is w_obj:
            return
    found_w.append(w_obj)


def _unpacked_items(w_item):
    """The items between the brackets; *tuple[...] gives its arguments."""
    items_w = [w_item]
    if isinstance(w_item, tupleobject.W_TupleObject):
        items_w = space.unpackiterable(w_item)
    result_w = []
    for w_one in items_w:
        if not isinstance(w_one, typeobject.W_TypeObject):
            w_args = space.findattr(w_one, "__typing_unpacked_tuple_args__")
            if w_args is not None and isinstance(w_args, tupleobject.W_TupleObject):
                args_w = space.unpackiterable(w_args)
                if len(args_w) == 0 or args_w[len(args_w) - 1] is not space.w_Ellipsis:
                    for w_arg in args_w:
                        result_w.append(w_arg)
                    continue
        result_w.append(w_one)
    return result_w


def _substitute(new_w, w_arg, parameters_w, items_w):
    """Append what an argument becomes when the type variables are replaced."""
    if isinstance(w_arg, typeobject.W_TypeObject):
        new_w.append(w_arg)
        return
    w_subst = space.findattr(w_arg, "__typing_subst__")
    if w_subst is not None:
        i = 0
        while i < len(parameters_w) and parameters_w[i] is not w_arg:
            i += 1
        w_result = space.call1(w_subst, items_w[i])
        if space.findattr(w_arg, "__typing_is_unpacked_typevartuple__") is not None:
            if isinstance(w_result, tupleobject.W_TupleObject):
                for w_one in space.unpackiterable(w_result):
                    new_w.append(w_one)
                return
        new_w.append(w_result)
        return
    w_inner = space.findattr(w_arg, "__parameters__")
    if w_inner is not None and isinstance(w_inner, tupleobject.W_TupleObject):
        chosen_w = []
        for w_parameter in space.unpackiterable(w_inner):
            i = 0
            while i < len(parameters_w) and parameters_w[i] is not w_parameter:
                i += 1
            w_item = items_w[i]
            if (
                isinstance(w_item, tupleobject.W_TupleObject)
                and space.findattr(w_parameter, "__typing_prepare_subst__") is not None
            ):
                for w_one in space.unpackiterable(w_item):
                    chosen_w.append(w_one)
            else:
                chosen_w.append(w_item)
        if len(chosen_w) > 0:
            w_index = space.newtuple(chosen_w)
            if len(chosen_w) == 1:
                w_index = chosen_w[0]
            new_w.append(space.getitem(w_arg, w_index))
            return
    new_w.append(w_arg)


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

    def fget_parameters(self):
        return W_GenericAlias(self, space.newtuple(self.args_w)).parameters()

    def descr_getitem(self, w_item):
        """union[types]: the members with the type variables replaced"""
        w_alias = W_GenericAlias(self, space.newtuple(self.args_w))
        if space.len_w(w_alias.parameters()) == 0:
            raise error.operr(space.w_TypeError, space.repr_w(self) + " is not a generic class")
        members_w = space.unpackiterable(w_alias.descr_getitem(w_item).w_args)
        w_result = members_w[0]
        for i in range(1, len(members_w)):
            w_result = space.or_(w_result, members_w[i])
        return w_result


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


from interpreters.python.interpreter import error  # noqa: E402
from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import tupleobject, typeobject  # noqa: E402

W_AliasIterator.typedef = TypeDef(
    "generic_alias_iterator",
    W_AliasIterator,
    *iterator_methods(W_AliasIterator),
    method("__reduce__", W_AliasIterator.descr_reduce, "self, /"),
)
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
    method("__getattribute__", W_GenericAlias.descr_getattribute, "self, name, /"),
    method("__getitem__", W_GenericAlias.descr_getitem, "self, key, /"),
    method("__iter__", W_GenericAlias.descr_iter, "self, /"),
    method("__reduce__", W_GenericAlias.descr_reduce, "self, /"),
    method("__instancecheck__", W_GenericAlias.descr_instancecheck, "self, instance, /"),
    method("__subclasscheck__", W_GenericAlias.descr_subclasscheck, "self, cls, /"),
    method("__dir__", W_GenericAlias.descr_dir, "self, /"),
    getset("__origin__", W_GenericAlias.fget_origin),
    getset("__args__", W_GenericAlias.fget_args),
    getset("__unpacked__", W_GenericAlias.fget_unpacked),
    getset("__typing_unpacked_tuple_args__", W_GenericAlias.fget_unpacked_args),
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
    method("__getitem__", W_UnionType.descr_getitem, "self, key, /"),
    getset("__args__", W_UnionType.fget_args),
    getset("__parameters__", W_UnionType.fget_parameters),
)

"""The TypeDefs of functions, cells, methods and descriptors."""

from interpreters.python.interpreter import function
from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.function import W_Cell, W_Function
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new, user_subclass
from interpreters.python.objspace import operation as space
from interpreters.python.objspace.descriptor import (
    W_BoundMethod,
    W_ClassMethod,
    W_GetSet,
    W_Property,
    W_SlotMember,
    W_StaticMethod,
    W_Super,
    copy_attributes,
    property_init,
)

W_Cell.typedef = TypeDef(
    "cell",
    W_Cell,
    new("cls, contents=None", function.cell_new),
    method("__lt__", W_Cell.descr_lt, "self, other, /"),
    method("__le__", W_Cell.descr_le, "self, other, /"),
    method("__eq__", W_Cell.descr_eq, "self, other, /"),
    method("__ne__", W_Cell.descr_ne, "self, other, /"),
    method("__gt__", W_Cell.descr_gt, "self, other, /"),
    method("__ge__", W_Cell.descr_ge, "self, other, /"),
    getset("cell_contents", W_Cell.fget_contents, W_Cell.fset_contents, W_Cell.fdel_contents),
    acceptable_as_base=False,
)

W_Function.typedef = TypeDef(
    "function",
    W_Function,
    new("cls, code, globals, name=None, argdefs=None, closure=None", function.function_new),
    method("__get__", W_Function.descr_get, "self, instance, owner=None, /"),
    method("__call__", W_Function.descr_call, "self, ..."),
    method("__repr__", W_Function.descr_repr, "self"),
    getset("__name__", W_Function.fget_name, W_Function.fset_name, W_Function.fdel_name),
    getset(
        "__qualname__", W_Function.fget_qualname, W_Function.fset_qualname, W_Function.fdel_qualname
    ),
    getset("__doc__", W_Function.fget_doc, W_Function.fset_doc, W_Function.fdel_doc),
    getset("__module__", W_Function.fget_module, W_Function.fset_module, W_Function.fdel_module),
    getset("__code__", W_Function.fget_code, W_Function.fset_code, W_Function.fdel_code),
    getset("__builtins__", W_Function.fget_builtins),
    getset("__globals__", W_Function.fget_globals),
    getset(
        "__defaults__", W_Function.fget_defaults, W_Function.fset_defaults, W_Function.fdel_defaults
    ),
    getset(
        "__kwdefaults__",
        W_Function.fget_kwdefaults,
        W_Function.fset_kwdefaults,
        W_Function.fdel_kwdefaults,
    ),
    getset("__closure__", W_Function.fget_closure),
    getset("__annotations__", W_Function.fget_annotations, W_Function.fset_annotations),
    getset("__dict__", W_Function.fget_dict, W_Function.fset_dict, W_Function.fdel_dict),
    acceptable_as_base=False,
)

_builtin_entries = [
    getset("__name__", function.builtin_name),
    getset("__qualname__", function.builtin_qualname),
    getset("__doc__", function.builtin_doc),
    getset("__module__", function.builtin_module),
    method("__repr__", function.builtin_repr, "self"),
    method("__call__", function.builtin_call, "self, ..."),
    method("__eq__", function.builtin_eq, "self, other, /"),
    method("__hash__", function.builtin_hash, "self"),
]


def _typedef(name, *entries):
    """NOT_RPYTHON: a type over W_Root: its methods check their argument themselves."""
    return TypeDef(name, W_Root, *entries)


_typedef(
    "builtin_function_or_method",
    method("__reduce__", function.builtin_reduce, "self"),
    getset("__self__", function.builtin_self),
    getset("__objclass__", function.bound_objclass),
    *_builtin_entries,
)
_typedef(
    "method_descriptor",
    method("__reduce__", function.builtin_reduce, "self"),
    getset("__objclass__", function.builtin_objclass),
    method("__get__", function.builtin_descr_get, "self, instance, owner=None, /"),
    *_builtin_entries,
)

TypeDef(
    "method",
    W_BoundMethod,
    new("cls, function, instance, /", function.method_new),
    method("__getattribute__", W_BoundMethod.descr_getattribute, "self, name, /"),
    method("__get__", W_BoundMethod.descr_get, "self, instance, owner=None, /"),
    method("__call__", function.builtin_call, "self, ..."),
    method("__eq__", W_BoundMethod.descr_eq, "self, other, /"),
    method("__hash__", W_BoundMethod.descr_hash, "self"),
    method("__repr__", W_BoundMethod.descr_repr, "self"),
    method("__reduce__", function.method_reduce, "self"),
    getset("__func__", W_BoundMethod.fget_func),
    getset("__self__", W_BoundMethod.fget_self),
    getset("__doc__", W_BoundMethod.fget_doc),
    acceptable_as_base=False,
)

W_PropertyUser = user_subclass(W_Property)
W_ClassMethodUser = user_subclass(W_ClassMethod)
W_StaticMethodUser = user_subclass(W_StaticMethod)


def property_new(w_type, args):
    """property.__new__"""
    if w_type is space.w_property:
        return W_Property()
    w_obj = W_PropertyUser()
    w_obj.user_setup(w_type)
    return w_obj


def classmethod_new(w_type, args):
    """classmethod.__new__"""
    w_func = space.w_None
    if len(args.args_w) > 0:
        w_func = args.args_w[0]
    if w_type is space.w_classmethod:
        w_new = W_ClassMethod(w_func)
        copy_attributes(w_new, w_func)
        return w_new
    w_obj = W_ClassMethodUser(w_func)
    w_obj.user_setup(w_type)
    copy_attributes(w_obj, w_func)
    return w_obj


def staticmethod_new(w_type, args):
    """staticmethod.__new__"""
    w_func = space.w_None
    if len(args.args_w) > 0:
        w_func = args.args_w[0]
    if w_type is space.w_staticmethod:
        w_new = W_StaticMethod(w_func)
        copy_attributes(w_new, w_func)
        return w_new
    w_obj = W_StaticMethodUser(w_func)
    w_obj.user_setup(w_type)
    copy_attributes(w_obj, w_func)
    return w_obj


W_SuperUser = user_subclass(W_Super)


def super_new(w_type, args):
    """super.__new__"""
    if w_type is space.w_super:
        return W_Super()
    w_obj = W_SuperUser()
    w_obj.user_setup(w_type)
    return w_obj


TypeDef(
    "property",
    W_Property,
    new("cls, ...", property_new),
    method("__init__", property_init, "self, fget=None, fset=None, fdel=None, doc=None"),
    method("__get__", W_Property.descr_get, "self, instance, owner=None, /"),
    method("__set__", W_Property.descr_set, "self, instance, value, /"),
    method("__delete__", W_Property.descr_delete, "self, instance, /"),
    method("__set_name__", W_Property.descr_set_name, "self, ..."),
    method("getter", W_Property.descr_getter, "self, f, /"),
    method("setter", W_Property.descr_setter, "self, f, /"),
    method("deleter", W_Property.descr_deleter, "self, f, /"),
    getset("fget", W_Property.fget_fget),
    getset("fset", W_Property.fget_fset),
    getset("fdel", W_Property.fget_fdel),
    getset("__doc__", W_Property.fget_doc, W_Property.fset_doc),
    getset("__isabstractmethod__", W_Property.fget_isabstract),
)

TypeDef(
    "classmethod",
    W_ClassMethod,
    new("cls, ...", classmethod_new),
    method("__init__", W_ClassMethod.descr_init, "self, function, /"),
    method("__get__", W_ClassMethod.descr_get, "self, instance, owner=None, /"),
    getset("__func__", W_ClassMethod.fget_func),
    getset("__wrapped__", W_ClassMethod.fget_func),
    getset("__dict__", W_ClassMethod.fget_dict),
    method("__repr__", W_ClassMethod.descr_repr, "self"),
    getset("__isabstractmethod__", W_ClassMethod.fget_isabstract),
)

TypeDef(
    "staticmethod",
    W_StaticMethod,
    new("cls, ...", staticmethod_new),
    method("__init__", W_StaticMethod.descr_init, "self, function, /"),
    method("__get__", W_StaticMethod.descr_get, "self, instance, owner=None, /"),
    method("__call__", W_StaticMethod.descr_call, "self, ..."),
    getset("__func__", W_StaticMethod.fget_func),
    getset("__wrapped__", W_StaticMethod.fget_func),
    getset("__dict__", W_StaticMethod.fget_dict),
    method("__repr__", W_StaticMethod.descr_repr, "self"),
    getset("__isabstractmethod__", W_StaticMethod.fget_isabstract),
)

TypeDef(
    "super",
    W_Super,
    new("cls, ...", super_new),
    method("__init__", W_Super.descr_init, "self, type=None, obj=None, /"),
    method("__getattribute__", W_Super.descr_getattribute, "self, name, /"),
    method("__get__", W_Super.descr_get, "self, instance, owner=None, /"),
    method("__repr__", W_Super.descr_repr, "self"),
    getset("__thisclass__", W_Super.fget_thisclass),
    getset("__self__", W_Super.fget_self),
    getset("__self_class__", W_Super.fget_selfclass),
)

TypeDef(
    "getset_descriptor",
    W_GetSet,
    method("__get__", W_GetSet.descr_get, "self, instance, owner=None, /"),
    method("__set__", W_GetSet.descr_set, "self, instance, value, /"),
    method("__delete__", W_GetSet.descr_delete, "self, instance, /"),
    method("__repr__", W_GetSet.descr_repr, "self"),
    getset("__name__", W_GetSet.fget_name),
    getset("__qualname__", W_GetSet.fget_name),
    getset("__objclass__", W_GetSet.fget_objclass),
)

TypeDef(
    "member_descriptor",
    W_SlotMember,
    method("__get__", W_SlotMember.descr_get, "self, instance, owner=None, /"),
    method("__set__", W_SlotMember.descr_set, "self, instance, value, /"),
    method("__delete__", W_SlotMember.descr_delete, "self, instance, /"),
    method("__repr__", W_SlotMember.descr_repr, "self"),
    getset("__name__", W_SlotMember.fget_name),
    getset("__qualname__", W_SlotMember.fget_name),
    getset("__objclass__", W_SlotMember.fget_objclass),
)

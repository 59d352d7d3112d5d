"""The last step of importing the object model: makes the types and sets the names that wait for them."""

from interpreters.python.interpreter import (
    eval,
    evalattr,
    finalizers,
    gateway,
    tracing,
    typedef,
)
from interpreters.python.interpreter import function as _function
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.objspace import (
    arithmetic,
    boolobject,
    classbuild,
    descriptor,
    excobject,
    floatobject,
    instance,
    intobject,
    noneobject,
    objectobject,
)
from interpreters.python.objspace import operation as space


def finish():
    """NOT_RPYTHON"""
    space.w_None = noneobject.w_None
    space.w_NotImplemented = noneobject.w_NotImplemented
    space.w_Ellipsis = noneobject.w_Ellipsis
    space.w_True = boolobject.w_True
    space.w_False = boolobject.w_False
    # object and type come first: the others name them as base or metaclass
    first = {"object": 0, "type": 1}
    typedef.pending.sort(key=lambda t: first.get(t.fullname, 2))
    declared = {t.name for t in typedef.pending}
    made = set()
    ordered = []

    def visit(t):
        if t in made:
            return
        made.add(t)
        base = t.base if isinstance(t.base, typedef.TypeDef) else None
        if isinstance(t.base, str) and t.fullname != "object" and t.base in declared:
            base = [b for b in typedef.pending if b.name == t.base][0]
        if base is not None:
            visit(base)
        ordered.append(t)

    for t in list(typedef.pending):
        visit(t)
    typedef.pending[:] = ordered
    typedef.finish_pending()

    space.w_type_call = space.w_type.dict_w["__call__"]
    space.w_type_new = space.w_type.dict_w["__new__"]
    space.w_type_setattr = space.w_type.dict_w["__setattr__"]
    space.w_type_delattr = space.w_type.dict_w["__delattr__"]
    space.w_type_getattribute = space.w_type.dict_w["__getattribute__"]
    w_object = space.w_object
    space.w_object_new = w_object.dict_w["__new__"]
    space.w_object_init = w_object.dict_w["__init__"]
    space.w_object_init_subclass = w_object.dict_w["__init_subclass__"]
    space.w_object_getattribute = w_object.dict_w["__getattribute__"]
    space.w_object_setattr = w_object.dict_w["__setattr__"]
    space.w_exception_new = space.w_BaseException.dict_w["__new__"]
    space.w_exception_init = space.w_BaseException.dict_w["__init__"]
    space.w_object_class = w_object.dict_w["__class__"]
    space.w_object_delattr = w_object.dict_w["__delattr__"]

    typedef.W_InstanceObject = instance.W_InstanceObject
    typedef.finalizers = finalizers
    evalattr.W_InstanceObject = instance.W_InstanceObject
    eval.W_IntObject = intobject.W_IntObject
    eval.W_FloatObject = floatobject.W_FloatObject
    eval.W_Cell = _function.W_Cell
    arithmetic.W_IntObject = intobject.W_IntObject
    arithmetic.W_FloatObject = floatobject.W_FloatObject
    arithmetic.W_BoolObject = boolobject.W_BoolObject
    intobject.W_BoolObject = boolobject.W_BoolObject
    tracing.setup()

    classbuild.shared.w_instance_dict = descriptor.make_getset(
        "__dict__",
        typedef.W_Root,
        objectobject.fget_instance_dict,
        objectobject.fset_instance_dict,
        objectobject.fdel_instance_dict,
        w_object,
    )
    classbuild.shared.w_instance_weakref = descriptor.make_getset(
        "__weakref__",
        typedef.W_Root,
        objectobject.fget_instance_weakref,
        None,
        None,
        w_object,
    )
    for number, name in excobject.OS_ERRORS.items():
        excobject.os_error_types[number] = getattr(space, "w_" + name)
    for t in ordered:
        if t.w_type.is_exception:
            excobject.EXCEPTION_NAMES.append(t.name)
    w_exception = space.w_Exception
    w_group = space.w_ExceptionGroup
    w_group.bases_w = [space.w_BaseExceptionGroup, w_exception]
    w_group.mro_w = [
        w_group,
        space.w_BaseExceptionGroup,
        w_exception,
        space.w_BaseException,
        w_object,
    ]
    ec.w_builtins_dict = space.newdict()
    ec.w_modules = space.newdict()
    space.w_build_class = gateway.function("__build_class__", classbuild.build_class, "...")


finish()

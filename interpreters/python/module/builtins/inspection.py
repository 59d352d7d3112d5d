"""Builtin functions on attributes, types and namespaces."""

from rpython.rlib.longlong2float import float2longlong
from rpython.rlib.objectmodel import compute_unique_id
from rpython.rlib.rarithmetic import intmask

from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.interpreter.gateway import function
from interpreters.python.objspace import (
    classbuild,
    floatobject,
    intobject,
    listobject,
    listutil,
    unicodeobject,
    wideint,
)
from interpreters.python.objspace import operation as space


def _attribute_name(w_name, function_name):
    if isinstance(w_name, unicodeobject.W_UnicodeObject):
        return w_name.text()
    raise operr(
        space.w_TypeError,
        function_name + "attribute name must be string, not '" + space.typename(w_name) + "'",
    )


def builtin_getattr(w_obj, w_name, w_default):
    """getattr(object, name, default)"""
    name = _attribute_name(w_name, "")
    if w_default is None:
        return space.getattr(w_obj, name)
    try:
        return space.getattr(w_obj, name)
    except OperationError as e:
        if not e.match(space.w_AttributeError):
            raise
    return w_default


def builtin_hasattr(w_obj, w_name):
    """hasattr(object, name)"""
    name = _attribute_name(w_name, "")
    try:
        space.getattr(w_obj, name)
    except OperationError as e:
        if not e.match(space.w_AttributeError):
            raise
        return space.w_False
    return space.w_True


def builtin_setattr(w_obj, w_name, w_value):
    """setattr(object, name, value)"""
    space.setattr(w_obj, _attribute_name(w_name, ""), w_value)


def builtin_delattr(w_obj, w_name):
    """delattr(object, name)"""
    space.delattr(w_obj, _attribute_name(w_name, ""))


def builtin_isinstance(w_obj, w_cls):
    """isinstance(object, class_or_tuple)"""
    return space.newbool(space.isinstance_check(w_obj, w_cls))


def builtin_issubclass(w_sub, w_cls):
    """issubclass(class, class_or_tuple)"""
    return space.newbool(space.issubclass_check(w_sub, w_cls))


def builtin_callable(w_obj):
    """callable(object)"""
    return space.newbool(space.callable_w(w_obj))


def builtin_hash(w_obj):
    """hash(object)"""
    return space.newint(space.hash_w(w_obj))


def builtin_id(w_obj):
    """id(object): equal for objects that `is` takes for one."""
    if type(w_obj) is intobject.W_IntObject or type(w_obj) is wideint.W_WideIntObject:
        return space.add(space.mul(w_obj, space.newint(16)), space.newint(1))
    if isinstance(w_obj, floatobject.W_FloatObject):
        w_bits = space.newint(intmask(float2longlong(w_obj.floatval)))
        return space.add(space.mul(w_bits, space.newint(16)), space.newint(3))
    return space.newint(compute_unique_id(w_obj))


def builtin_repr(w_obj):
    """repr(object)"""
    return space.repr(w_obj)


def builtin_ascii(w_obj):
    """ascii(object)"""
    return space.ascii(w_obj)


def builtin_format(w_value, w_spec):
    """format(value, format_spec='')"""
    if w_spec is not None and not isinstance(w_spec, unicodeobject.W_UnicodeObject):
        raise operr(
            space.w_TypeError,
            "format() argument 2 must be str, not " + space.typename(w_spec),
        )
    return space.format(w_value, w_spec)


def current_frame(name):
    """The frame that called the builtin function."""
    frame = ec.topframe()
    if frame is None:
        raise operr(space.w_RuntimeError, name + "(): no current frame")
    return frame


def builtin_globals():
    """globals()"""
    return current_frame("globals").w_globals


def builtin_locals():
    """locals()"""
    return current_frame("locals").getlocals()


def builtin_vars(w_obj):
    """vars(object)"""
    if w_obj is None:
        return current_frame("vars").getlocals()
    w_dict = space.findattr(w_obj, "__dict__")
    if w_dict is None:
        raise operr(space.w_TypeError, "vars() argument must have __dict__ attribute")
    return w_dict


def builtin_dir(w_obj):
    """dir(object)"""
    if w_obj is None:
        w_names = space.call_method0(current_frame("dir").getlocals(), "keys")
    else:
        w_descr = space.lookup(w_obj, "__dir__")
        if w_descr is None:
            raise operr(space.w_TypeError, "object does not provide __dir__")
        w_names = space.get_and_call0(w_descr, w_obj)
    w_list = listobject.W_ListObject(listutil.unpack(w_names))
    w_list.sort(None, False)
    return w_list


FUNCTIONS = [
    function("getattr", builtin_getattr, "object, name, default=None, /"),
    function("hasattr", builtin_hasattr, "obj, name, /"),
    function("setattr", builtin_setattr, "obj, name, value, /"),
    function("delattr", builtin_delattr, "obj, name, /"),
    function("isinstance", builtin_isinstance, "obj, class_or_tuple, /"),
    function("issubclass", builtin_issubclass, "cls, class_or_tuple, /"),
    function("callable", builtin_callable, "obj, /"),
    function("hash", builtin_hash, "obj, /"),
    function("id", builtin_id, "obj, /"),
    function("repr", builtin_repr, "obj, /"),
    function("ascii", builtin_ascii, "obj, /"),
    function("format", builtin_format, "value, format_spec=None, /"),
    function("globals", builtin_globals, ""),
    function("locals", builtin_locals, ""),
    function("vars", builtin_vars, "object=None, /"),
    function("dir", builtin_dir, "object=None, /"),
    function("__build_class__", classbuild.build_class, "..."),
]

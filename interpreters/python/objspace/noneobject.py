"""None, NotImplemented and Ellipsis."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import TypeDef, method, new
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import warning


class W_NoneObject(W_Root):
    """None"""

    def descr_repr(self):
        return space.newtext("None")

    def descr_bool(self):
        return space.w_False


class W_NotImplementedObject(W_Root):
    """NotImplemented"""

    def descr_repr(self):
        return space.newtext("NotImplemented")

    def descr_bool(self):
        warning.deprecated("NotImplemented should not be used in a boolean context")
        return space.w_True


class W_EllipsisObject(W_Root):
    """..."""

    def descr_repr(self):
        return space.newtext("Ellipsis")


w_None = W_NoneObject()
w_NotImplemented = W_NotImplementedObject()
w_Ellipsis = W_EllipsisObject()


def none_new(w_type):
    """type(None)()"""
    return w_None


def notimplemented_new(w_type):
    """type(NotImplemented)()"""
    return w_NotImplemented


def ellipsis_new(w_type):
    """type(...)()"""
    return w_Ellipsis


W_NoneObject.typedef = TypeDef(
    "NoneType",
    W_NoneObject,
    new("cls", none_new),
    method("__repr__", W_NoneObject.descr_repr, "self"),
    method("__bool__", W_NoneObject.descr_bool, "self"),
    acceptable_as_base=False,
)
W_NotImplementedObject.typedef = TypeDef(
    "NotImplementedType",
    W_NotImplementedObject,
    new("cls", notimplemented_new),
    method("__repr__", W_NotImplementedObject.descr_repr, "self"),
    method("__reduce__", W_NotImplementedObject.descr_repr, "self"),
    method("__bool__", W_NotImplementedObject.descr_bool, "self"),
    acceptable_as_base=False,
)
W_EllipsisObject.typedef = TypeDef(
    "ellipsis",
    W_EllipsisObject,
    new("cls", ellipsis_new),
    method("__repr__", W_EllipsisObject.descr_repr, "self"),
    method("__reduce__", W_EllipsisObject.descr_repr, "self"),
    acceptable_as_base=False,
)

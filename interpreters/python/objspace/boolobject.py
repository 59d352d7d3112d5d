"""bool"""

from interpreters.python.interpreter.typedef import TypeDef, method, new
from interpreters.python.objspace import operation as space
from interpreters.python.objspace.intobject import W_IntObject


class W_BoolObject(W_IntObject):
    """True or False: there are just the two, space.w_True and space.w_False."""

    def descr_repr(self):
        if self.intval != 0:
            return space.newtext("True")
        return space.newtext("False")

    def descr_and(self, w_other):
        if isinstance(w_other, W_BoolObject):
            return space.newbool(self.intval != 0 and w_other.intval != 0)
        return intobject.int_and(self, w_other)

    def descr_or(self, w_other):
        if isinstance(w_other, W_BoolObject):
            return space.newbool(self.intval != 0 or w_other.intval != 0)
        return intobject.int_or(self, w_other)

    def descr_xor(self, w_other):
        if isinstance(w_other, W_BoolObject):
            return space.newbool(self.intval != w_other.intval)
        return intobject.int_xor(self, w_other)


def bool_new(w_type, w_obj):
    """bool(x)"""
    if w_obj is None:
        return space.w_False
    return space.newbool(space.is_true(w_obj))


w_True = W_BoolObject(1)
w_False = W_BoolObject(0)

from interpreters.python.objspace import intobject  # noqa: E402

W_BoolObject.typedef = TypeDef(
    "bool",
    W_BoolObject,
    new("cls, x=None, /", bool_new),
    method("__repr__", W_BoolObject.descr_repr, "self"),
    method("__and__", W_BoolObject.descr_and, "self, value, /"),
    method("__rand__", W_BoolObject.descr_and, "self, value, /"),
    method("__or__", W_BoolObject.descr_or, "self, value, /"),
    method("__ror__", W_BoolObject.descr_or, "self, value, /"),
    method("__xor__", W_BoolObject.descr_xor, "self, value, /"),
    method("__rxor__", W_BoolObject.descr_xor, "self, value, /"),
    base="int",
    acceptable_as_base=False,
)

"""The module _weakref: ref; the rest is in app/_weakref.py."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    getset,
    method,
    new,
    user_subclass,
)
from interpreters.python.module import modinfo
from interpreters.python.objspace import genericalias, intobject
from interpreters.python.objspace import operation as space


class W_WeakRef(W_Root):
    """ref(object, callback=None).

    The translator has no weak pointers yet, so the referent is kept alive and the callback never
    called; referent() is the only place that knows.
    """

    def __init__(self, w_obj, w_callback):
        self.w_obj = w_obj
        self.w_callback = w_callback
        self.hash_known = False
        self.hash_value = 0

    def referent(self):
        """The object, or RPython None."""
        return self.w_obj

    def descr_init(self, w_obj, w_callback):
        pass

    def descr_call(self):
        return space.null_to_none(self.referent())

    def call0(self):
        return space.null_to_none(self.referent())

    def descr_hash(self):
        if not self.hash_known:
            w_obj = self.referent()
            if w_obj is None:
                raise operr(space.w_TypeError, "weak object has gone away")
            self.hash_value = space.hash_w(w_obj)
            self.hash_known = True
        return space.newint(self.hash_value)

    def descr_eq(self, w_other):
        if not isinstance(w_other, W_WeakRef):
            return space.w_NotImplemented
        w_a = self.referent()
        w_b = w_other.referent()
        if w_a is None or w_b is None:
            return space.newbool(self is w_other)
        return space.eq(w_a, w_b)

    def descr_ne(self, w_other):
        if not isinstance(w_other, W_WeakRef):
            return space.w_NotImplemented
        w_a = self.referent()
        w_b = w_other.referent()
        if w_a is None or w_b is None:
            return space.newbool(self is not w_other)
        return space.ne(w_a, w_b)

    def descr_repr(self):
        w_obj = self.referent()
        if w_obj is None:
            return space.newtext("<weakref at %s; dead>" % space.address_text(self))
        return space.newtext(
            "<weakref at %s; to '%s' at %s>"
            % (space.address_text(self), space.typename(w_obj), space.address_text(w_obj))
        )

    def fget_callback(self):
        return space.null_to_none(self.w_callback)


W_WeakRefUser = user_subclass(W_WeakRef)


def ref_new(w_type, args):
    """ref.__new__"""
    args.fixed("ref", 1, 2)
    w_obj = args.args_w[0]
    w_callback = None
    if len(args.args_w) > 1:
        w_callback = space.none_to_null(args.args_w[1])
    if isinstance(w_obj, intobject.W_AbstractIntObject) or w_obj is space.w_None:
        raise operr(
            space.w_TypeError,
            "cannot create weak reference to '%s' object" % space.typename(w_obj),
        )
    if w_type is space.w_ReferenceType:
        return W_WeakRef(w_obj, w_callback)
    w_ref = W_WeakRefUser(w_obj, w_callback)
    w_ref.user_setup(w_type)
    return w_ref


def class_getitem(w_type, w_args):
    """ref[C]"""
    return genericalias.W_GenericAlias(w_type, w_args)


def getweakrefcount(w_obj):
    return space.newint(0)


def getweakrefs(w_obj):
    return space.newlist([])


W_WeakRef.typedef = TypeDef(
    "weakref.ReferenceType",
    W_WeakRef,
    new("cls, ...", ref_new),
    method("__init__", W_WeakRef.descr_init, "self, object, callback=None, /"),
    method("__call__", W_WeakRef.descr_call, "self"),
    method("__hash__", W_WeakRef.descr_hash, "self"),
    method("__eq__", W_WeakRef.descr_eq, "self, other, /"),
    method("__ne__", W_WeakRef.descr_ne, "self, other, /"),
    method("__repr__", W_WeakRef.descr_repr, "self"),
    classmethod_("__class_getitem__", class_getitem, "cls, item, /"),
    getset("__callback__", W_WeakRef.fget_callback),
)

MODULE = modinfo.declare(
    "_weakref",
    [
        function("getweakrefcount", getweakrefcount, "object, /"),
        function("getweakrefs", getweakrefs, "object, /"),
    ],
    [("ref", W_WeakRef.typedef.w_type)],
    types=[W_WeakRef.typedef],
    app="_weakref.py",
)

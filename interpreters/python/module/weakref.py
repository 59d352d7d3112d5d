"""The module _weakref: ref; the rest is in app/_weakref.py."""

import weakref as host_weakref

from rpython.rlib import jit
from rpython.rlib.objectmodel import compute_identity_hash

from interpreters.python.interpreter import finalizers
from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import (
    TypeDef,
    classmethod_,
    getset,
    method,
    new,
    user_subclass,
)
from interpreters.python.module import modinfo, uncaught
from interpreters.python.objspace import genericalias, objectobject
from interpreters.python.objspace import operation as space

# builtin types whose instances cannot be referred to weakly
STRONG = {}
for _name in (
    "int bool float complex str bytes bytearray list tuple dict NoneType NotImplementedType ellipsis slice range "
    "object cell ReferenceType frame traceback mappingproxy super property enumerate zip map filter reversed "
    "str_iterator list_iterator tuple_iterator dict_keys dict_values dict_items"
).split():
    STRONG[_name] = True


class Bucket(object):
    """The references to objects with one identity hash."""

    def __init__(self):
        self.refs = []


class Table(object):
    """All references, by the identity hash of their objects; those with callbacks also in a list.

    Both hold the references themselves weakly.
    """

    def __init__(self):
        self.buckets = {}
        self.with_callback = []
        self.count = 0
        self.limit = 1000

    def bucket(self, w_obj):
        """The bucket of an object, without dead references; None if there is none."""
        h = compute_identity_hash(w_obj)
        if h not in self.buckets:
            return None
        bucket = self.buckets[h]
        bucket.refs = living(bucket.refs)
        return bucket

    def find_plain(self, w_obj):
        """The reference to an object that is neither special nor has a callback, or None."""
        bucket = self.bucket(w_obj)
        if bucket is None:
            return None
        for r in bucket.refs:
            w_ref = r()
            if w_ref is not None and type(w_ref) is W_WeakRef:
                if w_ref.w_callback is None and w_ref.referent() is w_obj:
                    return w_ref
        return None

    def add(self, w_obj, w_ref):
        """Adds a reference."""
        bucket = self.bucket(w_obj)
        if bucket is None:
            bucket = Bucket()
            self.buckets[compute_identity_hash(w_obj)] = bucket
        bucket.refs.append(host_weakref.ref(w_ref))
        if w_ref.w_callback is not None:
            self.with_callback.append(host_weakref.ref(w_ref))
        self.count += 1
        if self.count > self.limit:
            self.sweep()

    def sweep(self):
        """Forgets the dead references."""
        buckets = {}
        count = 0
        for h, bucket in self.buckets.items():
            refs = living(bucket.refs)
            if len(refs) > 0:
                bucket.refs = refs
                buckets[h] = bucket
                count += len(refs)
        self.buckets = buckets
        self.count = count
        self.limit = max(1000, 2 * count)

    def references(self, w_obj):
        """The references to an object, the newest first."""
        refs_w = []
        w_plain = self.find_plain(w_obj)
        if w_plain is not None:
            refs_w.append(w_plain)
        bucket = self.bucket(w_obj)
        if bucket is not None:
            i = len(bucket.refs) - 1
            while i >= 0:
                w_ref = bucket.refs[i]()
                if w_ref is not None and w_ref.referent() is w_obj and w_ref is not w_plain:
                    refs_w.append(w_ref)
                i -= 1
        return refs_w


def living(refs):
    """Those whose references and their objects live."""
    result = []
    for r in refs:
        w_ref = r()
        if w_ref is not None and w_ref.referent() is not None:
            result.append(r)
    return result


table = Table()


class W_WeakRef(W_Root):
    """ref(object, callback=None)."""

    def __init__(self, w_obj, w_callback):
        self.ref = host_weakref.ref(w_obj)
        self.w_callback = w_callback
        self.hash_known = False
        self.hash_value = 0

    def referent(self):
        """The object, or RPython None."""
        return self.ref()

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
W_WeakRefUser.call0 = W_Root.call0  # subclasses may have another __call__


def first_reference(w_obj):
    """obj.__weakref__"""
    refs_w = table.references(w_obj)
    if len(refs_w) == 0:
        return space.w_None
    return refs_w[-1]


objectobject.weakref_of = first_reference


def is_weakrefable(w_obj):
    """Can there be weak references to the object?"""
    w_type = w_obj.getclass()
    if w_type.is_builtin:
        return w_type.name not in STRONG
    base = w_type.layout.name
    return w_type.weakrefable and base != "int" and base != "tuple" and base != "bytes"


@jit.dont_look_inside
def ref_new(w_type, args):
    """ref.__new__"""
    if w_type is space.w_ReferenceType:
        args.no_keywords("ref")
        args.fixed("ref", 1, 2)
    else:
        args.fixed("ref", 1, -1)
    w_obj = args.args_w[0]
    w_callback = None
    if len(args.args_w) > 1:
        w_callback = space.none_to_null(args.args_w[1])
    if not is_weakrefable(w_obj):
        raise operr(
            space.w_TypeError,
            "cannot create weak reference to '%s' object" % space.typename(w_obj),
        )
    if w_type is space.w_ReferenceType:
        if w_callback is None:
            w_known = table.find_plain(w_obj)
            if w_known is not None:
                return w_known
        w_ref = W_WeakRef(w_obj, w_callback)
        table.add(w_obj, w_ref)
        return w_ref
    w_user = W_WeakRefUser(w_obj, w_callback)
    w_user.user_setup(w_type)
    table.add(w_obj, w_user)
    return w_user


def run_callbacks():
    """Calls the callbacks of the references whose objects have died."""
    kept = []
    dead_w = []
    for r in table.with_callback:
        w_ref = r()
        if w_ref is not None:
            if w_ref.referent() is None:
                dead_w.append(w_ref)
            else:
                kept.append(r)
    table.with_callback = kept
    i = len(dead_w) - 1
    while i >= 0:
        w_ref = dead_w[i]
        i -= 1
        w_callback = w_ref.w_callback
        w_ref.w_callback = None
        if w_callback is not None:
            try:
                space.call1(w_callback, w_ref)
            except OperationError as e:
                uncaught.unraisable_object(e, w_callback)


finalizers.run_callbacks = run_callbacks


def class_getitem(w_type, w_args):
    """ref[C]"""
    return genericalias.W_GenericAlias(w_type, w_args)


def getweakrefcount(w_obj):
    """getweakrefcount(object)"""
    return space.newint(len(table.references(w_obj)))


def getweakrefs(w_obj):
    """getweakrefs(object)"""
    items_w = []
    for w_ref in table.references(w_obj):
        items_w.append(w_ref)
    return space.newlist(items_w)


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

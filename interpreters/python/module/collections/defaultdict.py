"""defaultdict."""

from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.typedef import TypeDef, getset, method, new, user_subclass
from interpreters.python.objspace import dictobject, reprguard
from interpreters.python.objspace import operation as space


class W_DefaultDict(dictobject.W_DictObject):
    """A dict that makes missing values by calling w_factory."""

    def __init__(self):
        dictobject.W_DictObject.__init__(self)
        self.w_factory = None

    def descr_init_default(self, args):
        rest = args
        self.w_factory = None
        if len(args.args_w) > 0:
            w_factory = args.args_w[0]
            if w_factory is not space.w_None:
                if not space.callable_w(w_factory):
                    raise operr(space.w_TypeError, "first argument must be callable or None")
                self.w_factory = w_factory
            rest = args.without_first()
        self.update_from_args(rest, "defaultdict")

    def descr_getitem_default(self, w_key):
        w_value = self.getitem(w_key)
        if w_value is None:
            if type(self) is W_DefaultDict:
                return self.descr_missing(w_key)
            return space.call_method1(self, "__missing__", w_key)
        return w_value

    def descr_missing(self, w_key):
        if self.w_factory is None:
            raise OperationError(space.w_KeyError, dictobject.key_argument(w_key))
        w_value = space.call0(self.w_factory)
        self.setitem(w_key, w_value)
        return w_value

    def descr_repr_default(self):
        name = self.getclass().name
        inner = "{...}"
        if reprguard.enter(self):
            try:
                inner = space.repr_w(self.copy())
            finally:
                reprguard.leave(self)
        factory = "None"
        if self.w_factory is not None:
            factory = "..."
            if reprguard.enter(self.w_factory):
                try:
                    factory = space.repr_w(self.w_factory)
                finally:
                    reprguard.leave(self.w_factory)
        return space.newtext(name + "(" + factory + ", " + inner + ")")

    def descr_copy_default(self):
        if type(self) is W_DefaultDict:
            w_result = W_DefaultDict()
            w_result.w_factory = self.w_factory
            w_result.update_from_dict(self)
            return w_result
        return space.call2(space.type(self), space.null_to_none(self.w_factory), self)

    def descr_reduce(self):
        args_w = []
        if self.w_factory is not None:
            args_w.append(self.w_factory)
        w_items = space.iter(space.call_method0(self, "items"))
        return space.newtuple(
            [space.type(self), space.newtuple(args_w), space.w_None, space.w_None, w_items]
        )

    def merged(self, w_first, w_second):
        """Another with this one's factory and the items of both."""
        w_result = W_DefaultDict()
        w_result.w_factory = self.w_factory
        w_result.update_from_dict(w_first)
        w_result.update_from_dict(w_second)
        return w_result

    def descr_or_default(self, w_other):
        if not isinstance(w_other, dictobject.W_DictObject):
            return space.w_NotImplemented
        return self.merged(self, w_other)

    def descr_ror_default(self, w_other):
        if not isinstance(w_other, dictobject.W_DictObject):
            return space.w_NotImplemented
        return self.merged(w_other, self)

    def fget_factory(self):
        return space.null_to_none(self.w_factory)

    def fset_factory(self, w_value):
        self.w_factory = space.none_to_null(w_value)


W_DefaultDictUser = user_subclass(W_DefaultDict)


def defaultdict_new(w_type, args):
    """defaultdict.__new__; __init__ takes the arguments."""
    if w_type is space.w_defaultdict:
        return W_DefaultDict()
    w_obj = W_DefaultDictUser()
    w_obj.user_setup(w_type)
    return w_obj


W_DefaultDict.typedef = TypeDef(
    "collections.defaultdict",
    W_DefaultDict,
    new("cls, ...", defaultdict_new),
    method("__init__", W_DefaultDict.descr_init_default, "self, ..."),
    method("__getitem__", W_DefaultDict.descr_getitem_default, "self, key, /"),
    method("__missing__", W_DefaultDict.descr_missing, "self, key, /"),
    method("__repr__", W_DefaultDict.descr_repr_default, "self"),
    method("copy", W_DefaultDict.descr_copy_default, "self"),
    method("__copy__", W_DefaultDict.descr_copy_default, "self"),
    method("__reduce__", W_DefaultDict.descr_reduce, "self"),
    method("__ror__", W_DefaultDict.descr_ror_default, "self, other, /"),
    method("__or__", W_DefaultDict.descr_or_default, "self, other, /"),
    getset("default_factory", W_DefaultDict.fget_factory, W_DefaultDict.fset_factory),
    base="dict",
    acceptable_as_base=True,
)

"""object and its methods; the declaration of type."""

from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.typedef import TypeDef, classmethod_, getset, method, new
from interpreters.python.objspace import operation as space


def object_new(w_type, args):
    """object.__new__"""
    if len(args.args_w) > 0 or args.has_keywords():
        if w_type.slot(slots.NEW) is not space.w_object_new:
            raise error.operr(
                space.w_TypeError,
                "object.__new__() takes exactly one argument (the type to instantiate)",
            )
        if w_type.slot(slots.INIT) is space.w_object_init:
            raise error.operr(space.w_TypeError, "%s() takes no arguments" % w_type.name)
    if w_type.layout is not space.w_object:
        raise error.operr(
            space.w_TypeError,
            "object.__new__(%s) is not safe, use %s.__new__()" % (w_type.name, w_type.layout.name),
        )
    if not w_type.is_builtin and classbuild.is_abstract(w_type):
        raise classbuild.abstract_error(w_type)
    w_obj = instance.new_instance(w_type)
    if w_type.slot(slots.DEL) is not None:
        finalizers.register(w_obj)
    return w_obj


def object_init(w_self, args):
    """object.__init__"""
    if len(args.args_w) > 0 or args.has_keywords():
        w_type = w_self.getclass()
        if w_type.slot(slots.INIT) is not space.w_object_init:
            raise error.operr(
                space.w_TypeError,
                "object.__init__() takes exactly one argument (the instance to initialize)",
            )
        if w_type.slot(slots.NEW) is space.w_object_new:
            raise error.operr(
                space.w_TypeError,
                "%s.__init__() takes exactly one argument (the instance to initialize)"
                % w_type.name,
            )


def object_repr(w_self):
    """object.__repr__"""
    w_type = w_self.getclass()
    w_module = w_type.get_module()
    name = w_type.qualname
    if space.isinstance_w(w_module, space.w_str):
        module = space.text_w(w_module)
        if module != "builtins":
            name = module + "." + name
    return space.newtext("<%s object at %s>" % (name, space.address_text(w_self)))


def object_str(w_self):
    """object.__str__"""
    return space.repr(w_self)


def object_hash(w_self):
    """object.__hash__"""
    return space.newint(space.identity_hash(w_self))


def object_eq(w_self, w_other):
    """object.__eq__"""
    if w_self is w_other:
        return space.w_True
    return space.w_NotImplemented


def object_ne(w_self, w_other):
    """object.__ne__: the opposite of __eq__"""
    w_eq = w_self.getclass().slot(slots.EQ)
    if w_eq is None:
        return space.w_NotImplemented
    w_result = space.get_and_call1(w_eq, w_self, w_other)
    if w_result is space.w_NotImplemented:
        return w_result
    return space.newbool(not space.is_true(w_result))


def object_order(w_self, w_other):
    """object.__lt__ and the like"""
    return space.w_NotImplemented


def object_format(w_self, w_spec):
    """object.__format__"""
    if not space.isinstance_w(w_spec, space.w_str):
        raise error.operr_type(
            space.w_TypeError, "__format__() argument must be str, not %s", w_spec
        )
    if space.is_true(w_spec):
        raise error.operr_type(
            space.w_TypeError, "unsupported format string passed to %s.__format__", w_self
        )
    return space.str(w_self)


def object_getattribute(w_self, w_name):
    """object.__getattribute__"""
    return space.object_getattribute(w_self, attribute_name(w_name))


def object_setattr(w_self, w_name, w_value):
    """object.__setattr__"""
    refuse_type(w_self, "__setattr__")
    space.object_setattr(w_self, attribute_name(w_name), w_value)


def object_delattr(w_self, w_name):
    """object.__delattr__"""
    refuse_type(w_self, "__delattr__")
    space.object_delattr(w_self, attribute_name(w_name))


def refuse_type(w_self, name):
    """The methods of object are not for classes, whose own do more."""
    if isinstance(w_self, W_TypeObject):
        raise error.operr(
            space.w_TypeError,
            "can't apply this %s to %s object" % (name, w_self.getclass().name),
        )


def attribute_name(w_name):
    """The RPython str of an attribute name; TypeError for other objects."""
    if not space.isinstance_w(w_name, space.w_str):
        raise error.operr_type(space.w_TypeError, "attribute name must be string, not '%s'", w_name)
    return space.text_w(w_name)


def object_init_subclass(w_type):
    """object.__init_subclass__"""
    return space.w_None


def object_subclasshook(w_type, args):
    """object.__subclasshook__"""
    return space.w_NotImplemented


def object_dir(w_self):
    """object.__dir__"""
    w_names = space.newdict()
    w_type = w_self.getclass()
    i = len(w_type.mro_w) - 1
    while i >= 0:
        for name in w_type.mro_w[i].dict_w.keys():
            space.dict_setitem_str(w_names, name, space.w_None)
        i -= 1
    w_dict = space.findattr(w_self, "__dict__")
    if w_dict is not None:
        for w_key in space.unpackiterable(w_dict):
            space.setitem(w_names, w_key, space.w_None)
    return space.newlist(space.unpackiterable(w_names))


def object_sizeof(w_self):
    """object.__sizeof__"""
    return space.newint(16)


def object_reduce_ex(w_self, w_protocol):
    """object.__reduce_ex__: an overridden __reduce__, else copyreg's"""
    w_reduce = w_self.getclass().lookup("__reduce__")
    if w_reduce is not None and w_reduce is not space.w_object.dict_w["__reduce__"]:
        return space.getattr(w_self, "__reduce__").call0()
    return reduce_with_copyreg(w_self, w_protocol)


def object_reduce(w_self):
    """object.__reduce__"""
    return reduce_with_copyreg(w_self, space.newint(0))


def reduce_with_copyreg(w_self, w_protocol):
    """copyreg.__reduce_ex__ for old protocols, (copyreg.__newobj__, (cls, *args), state, ...) for new ones"""
    w_copyreg = space.call1(
        space.dict_getitem_str(ec.w_builtins_dict, "__import__"), space.newtext("copyreg")
    )
    if space.int_w(w_protocol) < 2:
        return space.getattr(w_copyreg, "_reduce_ex").call2(w_self, w_protocol)
    w_cls = w_self.getclass()
    args_w = [w_cls]
    w_kwargs = None
    w_getnewargs_ex = w_cls.lookup("__getnewargs_ex__")
    w_getnewargs = w_cls.lookup("__getnewargs__")
    if w_getnewargs_ex is not None:
        pair_w = space.unpack_exactly(space.get_and_call0(w_getnewargs_ex, w_self), 2)
        args_w = args_w + space.unpackiterable(pair_w[0])
        if space.is_true(pair_w[1]):
            w_kwargs = pair_w[1]
    elif w_getnewargs is not None:
        args_w = args_w + space.unpackiterable(space.get_and_call0(w_getnewargs, w_self))
    elif (
        w_cls.layout is not space.w_object
        and not space.isinstance_w(w_self, space.w_list)
        and not space.isinstance_w(w_self, space.w_dict)
        and w_cls.lookup("__getstate__") is space.w_object.dict_w["__getstate__"]
    ):
        raise error.operr(space.w_TypeError, "cannot pickle '%s' object" % w_cls.name)
    w_state = space.getattr(w_self, "__getstate__").call0()
    w_listitems = space.w_None
    if space.isinstance_w(w_self, space.w_list):
        w_listitems = space.iter(w_self)
    w_dictitems = space.w_None
    if space.isinstance_w(w_self, space.w_dict):
        w_dictitems = space.iter(space.call_method0(w_self, "items"))
    w_maker = space.getattr(w_copyreg, "__newobj__")
    w_args = space.newtuple(args_w)
    if w_kwargs is not None:
        w_maker = space.getattr(w_copyreg, "__newobj_ex__")
        w_args = space.newtuple([w_cls, space.newtuple(args_w[1:]), w_kwargs])
    return space.newtuple(
        [
            w_maker,
            w_args,
            w_state,
            w_listitems,
            w_dictitems,
        ]
    )


def object_getstate(w_self):
    """object.__getstate__"""
    w_state = space.w_None
    w_dict = w_self.getdict()
    if w_dict is not None and space.len_w(w_dict) > 0:
        w_state = w_dict
    w_slots = None
    for w_type in w_self.getclass().mro_w:
        for name in w_type.dict_w.keys():
            w_member = w_type.dict_w[name]
            if isinstance(w_member, descriptor.W_SlotMember):
                w_value = w_self.getslotvalue(w_member.key)
                if w_value is not None:
                    if w_slots is None:
                        w_slots = space.newdict()
                    space.dict_setitem_str(w_slots, name, w_value)
    if w_slots is not None:
        return space.newtuple([w_state, w_slots])
    return w_state


def fget_class(w_self):
    """__class__"""
    return w_self.getclass()


def fset_class(w_self, w_value):
    """__class__ = ..."""
    if not isinstance(w_value, typeobject.W_TypeObject):
        raise error.operr_type(
            space.w_TypeError, "__class__ must be set to a class, not '%s' object", w_value
        )
    w_self.setclass(w_value)


def fget_instance_dict(w_self):
    """__dict__ of instances of Python classes"""
    if isinstance(w_self, typeobject.W_TypeObject):
        return w_self.fget_dict()  # an instance of a metaclass
    w_dict = w_self.getdict()
    if w_dict is None:
        raise space.attribute_error(w_self, "__dict__")
    return w_dict


def fdel_instance_dict(w_self):
    """del obj.__dict__: it is empty then"""
    fset_instance_dict(w_self, space.newdict())


def fget_instance_weakref(w_self):
    """__weakref__: the first weak reference to the object"""
    if isinstance(w_self, W_TypeObject):
        return space.w_None
    return weakref_of(w_self)


def fset_instance_dict(w_self, w_value):
    """__dict__ = ..."""
    if isinstance(w_self, W_TypeObject) or isinstance(w_self, moduleobject.W_Module):
        raise error.operr(
            space.w_AttributeError,
            "attribute '__dict__' of '%s' objects is not writable" % space.typename(w_self),
        )
    if not space.isinstance_w(w_value, space.w_dict):
        raise error.operr_type(
            space.w_TypeError, "__dict__ must be set to a dictionary, not a '%s'", w_value
        )
    w_self.setdict(w_value)


weakref_of = None  # set by module/weakref.py

from interpreters.python.interpreter import error, finalizers  # noqa: E402
from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    classbuild,
    descriptor,
    genericalias,
    instance,
    moduleobject,
    slots,
    typeflags,
    typeobject,
)
from interpreters.python.objspace.typeobject import W_DictProxy, W_TypeObject  # noqa: E402

TypeDef(
    "object",
    W_Root,
    new("cls, ...", object_new),
    method("__init__", object_init, "self, ..."),
    method("__repr__", object_repr, "self"),
    method("__str__", object_str, "self"),
    method("__hash__", object_hash, "self"),
    method("__eq__", object_eq, "self, value, /"),
    method("__ne__", object_ne, "self, value, /"),
    method("__lt__", object_order, "self, value, /"),
    method("__le__", object_order, "self, value, /"),
    method("__gt__", object_order, "self, value, /"),
    method("__ge__", object_order, "self, value, /"),
    method("__format__", object_format, "self, format_spec, /"),
    method("__getattribute__", object_getattribute, "self, name, /"),
    method("__setattr__", object_setattr, "self, name, value, /"),
    method("__delattr__", object_delattr, "self, name, /"),
    method("__dir__", object_dir, "self"),
    method("__sizeof__", object_sizeof, "self"),
    method("__reduce_ex__", object_reduce_ex, "self, protocol, /"),
    method("__reduce__", object_reduce, "self"),
    method("__getstate__", object_getstate, "self"),
    classmethod_("__init_subclass__", object_init_subclass, "cls"),
    classmethod_("__subclasshook__", object_subclasshook, "cls, ..."),
    getset("__class__", fget_class, fset_class),
)


def type_prepare(w_type, args):
    """type.__prepare__"""
    return space.newdict()


def type_init(w_type, args):
    """type.__init__"""


W_TypeObject.typedef = TypeDef(
    "type",
    W_TypeObject,
    new("cls, ...", classbuild.type_new),
    method("__init__", type_init, "self, ..."),
    method("__call__", W_TypeObject.descr_call, "self, ..."),
    method("__repr__", W_TypeObject.descr_repr, "self"),
    method("__getattribute__", W_TypeObject.descr_getattribute, "self, name, /"),
    method("__setattr__", W_TypeObject.descr_setattr, "self, name, value, /"),
    method("__delattr__", W_TypeObject.descr_delattr, "self, name, /"),
    method("mro", W_TypeObject.descr_mro, "self"),
    method("__subclasses__", W_TypeObject.descr_subclasses, "self"),
    method("__instancecheck__", W_TypeObject.descr_instancecheck, "self, instance, /"),
    method("__subclasscheck__", W_TypeObject.descr_subclasscheck, "self, subclass, /"),
    method("__dir__", W_TypeObject.descr_dir, "self"),
    method("__or__", genericalias.type_or, "self, value, /"),
    method("__ror__", genericalias.type_ror, "self, value, /"),
    classmethod_("__prepare__", type_prepare, "cls, ..."),
    getset("__name__", W_TypeObject.fget_name, W_TypeObject.fset_name, W_TypeObject.fdel_name),
    getset(
        "__qualname__",
        W_TypeObject.fget_qualname,
        W_TypeObject.fset_qualname,
        W_TypeObject.fdel_qualname,
    ),
    getset(
        "__module__", W_TypeObject.fget_module, W_TypeObject.fset_module, W_TypeObject.fdel_module
    ),
    getset("__bases__", W_TypeObject.fget_bases, classbuild.set_bases, W_TypeObject.fdel_bases),
    getset("__base__", W_TypeObject.fget_base),
    getset("__mro__", W_TypeObject.fget_mro),
    getset("__dict__", W_TypeObject.fget_dict),
    getset("__doc__", W_TypeObject.fget_doc, W_TypeObject.fset_doc, W_TypeObject.fdel_doc),
    getset(
        "__abstractmethods__",
        W_TypeObject.fget_abstractmethods,
        W_TypeObject.fset_abstractmethods,
        W_TypeObject.fdel_abstractmethods,
    ),
    getset("__flags__", typeflags.fget_flags),
    getset("__basicsize__", typeflags.fget_basicsize),
    getset("__itemsize__", typeflags.fget_itemsize),
    getset("__dictoffset__", typeflags.fget_dictoffset),
    getset("__weakrefoffset__", typeflags.fget_weakrefoffset),
    getset(
        "__annotations__",
        W_TypeObject.fget_annotations,
        W_TypeObject.fset_annotations,
        W_TypeObject.fdel_annotations,
    ),
    getset("__text_signature__", W_TypeObject.fget_text_signature),
)

W_DictProxy.typedef = TypeDef(
    "mappingproxy",
    W_DictProxy,
    new("cls, mapping, /", typeobject.dictproxy_new),
    method("__getitem__", W_DictProxy.descr_getitem, "self, key, /"),
    method("__contains__", W_DictProxy.descr_contains, "self, key, /"),
    method("__len__", W_DictProxy.descr_len, "self"),
    method("__iter__", W_DictProxy.descr_iter, "self"),
    method("get", W_DictProxy.descr_get, "self, key, default=None, /"),
    method("keys", W_DictProxy.descr_keys, "self"),
    method("values", W_DictProxy.descr_values, "self"),
    method("items", W_DictProxy.descr_items, "self"),
    method("copy", W_DictProxy.descr_copy, "self"),
    method("__eq__", W_DictProxy.descr_eq, "self, value, /"),
    method("__or__", W_DictProxy.descr_or, "self, value, /"),
    method("__ror__", W_DictProxy.descr_ror, "self, value, /"),
    method("__ior__", W_DictProxy.descr_ior, "self, value, /"),
    method("__reversed__", W_DictProxy.descr_reversed, "self"),
    method("__hash__", W_DictProxy.descr_hash, "self"),
    classmethod_("__class_getitem__", typeobject.dictproxy_class_getitem, "cls, item, /"),
    method("__repr__", W_DictProxy.descr_repr, "self"),
    method("__str__", W_DictProxy.descr_str, "self"),
    acceptable_as_base=False,
)

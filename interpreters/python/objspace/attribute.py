"""Attribute access: getattr, setattr, delattr and the descriptor protocol. `name` is always an RPython str."""

from rpython.rlib import jit


def is_data_descr(w_descr):
    """Has the descriptor __set__ or __delete__?"""
    if isinstance(w_descr, function.W_Function) or isinstance(w_descr, gateway.W_BuiltinFunction):
        return False
    w_cls = w_descr.getclass()
    return w_cls.slot(slots.SET) is not None or w_cls.slot(slots.DELETE) is not None


def descr_get(w_descr, w_obj, w_cls):
    """The value of a class attribute for the instance w_obj (None when accessed through the class)."""
    if isinstance(w_descr, function.W_Function):
        if w_obj is None:
            return w_descr
        return descriptor.W_BoundMethod(w_descr, w_obj)
    if isinstance(w_descr, gateway.W_BuiltinFunction):
        if w_obj is None or not w_descr.is_method:
            return w_descr
        return descriptor.W_BoundMethod(w_descr, w_obj)
    if isinstance(w_descr, descriptor.W_GetSet):
        if w_obj is None:
            return w_descr
        return w_descr.get(w_obj)
    if isinstance(w_descr, descriptor.W_SlotMember):
        if w_obj is None:
            return w_descr
        return w_descr.get(w_obj)
    w_get = w_descr.getclass().slot(slots.GET)
    if w_get is None:
        return w_descr
    if isinstance(w_descr, descriptor.W_Property) and isinstance(w_get, gateway.W_BuiltinFunction):
        return w_descr.descr_get(w_obj, w_cls)
    if isinstance(w_descr, descriptor.W_ClassMethod) and isinstance(
        w_get, gateway.W_BuiltinFunction
    ):
        return w_descr.bind(w_cls)
    if w_obj is None:
        w_obj = space.w_None
    return space.get_and_call2(w_get, w_descr, w_obj, w_cls)


def has_default_getattribute(w_cls):
    """Is attribute access of instances that of object, without __getattr__? (cached in the type)"""
    if jit.we_are_jitted():
        return default_getattribute_of_version(jit.promote(w_cls), jit.promote(w_cls.version_tag))
    return _has_default_getattribute(w_cls)


@jit.elidable
def default_getattribute_of_version(w_cls, version):
    """has_default_getattribute while the type has that version."""
    return _has_default_getattribute(w_cls)


def _has_default_getattribute(w_cls):
    kind = w_cls.getattribute_kind
    if kind == 0:
        kind = 2
        if w_cls.slot(slots.GETATTRIBUTE) is space.w_object_getattribute:
            if w_cls.slot(slots.GETATTR) is None:
                kind = 1
        w_cls.getattribute_kind = kind
    return kind == 1


def getattr(w_obj, name):
    """w_obj.name"""
    w_cls = w_obj.getclass()
    if has_default_getattribute(w_cls):
        return object_getattribute(w_obj, name)
    if isinstance(w_obj, typeobject.W_TypeObject):
        if w_cls.slot(slots.GETATTRIBUTE) is space.w_type_getattribute:
            if w_cls.slot(slots.GETATTR) is None:
                return w_obj.getattribute(name)
    return getattr_general(w_obj, w_cls, name)


def getattr_general(w_obj, w_cls, name):
    """w_obj.name through __getattribute__ and __getattr__."""
    w_getattribute = w_cls.slot(slots.GETATTRIBUTE)
    w_getattr = w_cls.slot(slots.GETATTR)
    if w_getattr is not None and w_getattribute is space.w_object_getattribute:
        if w_cls.lookup(name) is None:  # no exception is needed
            w_value = w_obj.getdictvalue(name)
            if w_value is not None:
                return w_value
            return call_getattr(w_getattr, w_obj, name)
    try:
        if w_getattribute is space.w_object_getattribute:
            return object_getattribute(w_obj, name)
        return space.get_and_call1(w_getattribute, w_obj, space.newtext(name))
    except error.OperationError as e:
        if w_getattr is None or not e.match(space.w_AttributeError):
            raise
    return call_getattr(w_getattr, w_obj, name)


def call_getattr(w_getattr, w_obj, name):
    """Calls __getattr__; its AttributeError knows what was asked for."""
    try:
        return space.get_and_call1(w_getattr, w_obj, space.newtext(name))
    except error.OperationError as e:
        if e.match(space.w_AttributeError):
            w_exc = e.get_w_value()
            if isinstance(w_exc, excobject.W_BaseException):
                if w_exc.get_field("name") is None and w_exc.get_field("obj") is None:
                    w_exc.set_field("name", space.newtext(name))
                    w_exc.set_field("obj", w_obj)
        raise


def findattr(w_obj, name):
    """w_obj.name, or None if that raises AttributeError."""
    w_cls = w_obj.getclass()
    if has_default_getattribute(w_cls):
        w_descr = w_cls.lookup(name)
        if w_descr is None:
            return w_obj.getdictvalue(name)
    try:
        return getattr(w_obj, name)
    except error.OperationError as e:
        if not e.match(space.w_AttributeError):
            raise
        return None


def object_getattribute(w_obj, name):
    """object.__getattribute__"""
    w_cls = w_obj.getclass()
    w_descr = w_cls.lookup(name)
    if w_descr is None:
        w_value = w_obj.getdictvalue(name)
        if w_value is None:
            raise attribute_error(w_obj, name)
        return w_value
    if is_data_descr(w_descr) and w_descr.getclass().slot(slots.GET) is not None:
        return descr_get(w_descr, w_obj, w_cls)
    w_value = w_obj.getdictvalue(name)
    if w_value is not None:
        return w_value
    return descr_get(w_descr, w_obj, w_cls)


def attribute_error(w_obj, name):
    """The AttributeError of a missing attribute."""
    return name_error(
        space.w_AttributeError,
        "'%s' object has no attribute '%s'" % (w_obj.getclass().name, name),
        w_obj,
        name,
    )


def name_error(w_type, text, w_obj, name):
    """An AttributeError or NameError that knows the name (and the object, unless None)."""
    e = error.operr(w_type, text)
    w_value = e.get_w_value()
    if isinstance(w_value, excobject.W_BaseException):
        w_value.set_field("name", space.newtext(name))
        if w_obj is not None:
            w_value.set_field("obj", w_obj)
    return e


def is_initializing(w_spec):
    """Does the spec of a module say that it is being imported?"""
    if w_spec is None or w_spec is space.w_None:
        return False
    w_value = findattr(w_spec, "_initializing")
    return w_value is not None and space.is_true(w_value)


def setattr(w_obj, name, w_value):
    """w_obj.name = w_value"""
    w_cls = w_obj.getclass()
    w_descr = w_cls.slot(slots.SETATTR)
    if w_descr is space.w_object_setattr or w_descr is space.w_type_setattr:
        object_setattr(w_obj, name, w_value)
    elif w_descr is None:
        raise error.operr_type(space.w_TypeError, "'%s' object has no attributes", w_obj)
    else:
        space.get_and_call2(w_descr, w_obj, space.newtext(name), w_value)


def delattr(w_obj, name):
    """del w_obj.name"""
    w_cls = w_obj.getclass()
    w_descr = w_cls.slot(slots.DELATTR)
    if w_descr is space.w_object_delattr or w_descr is space.w_type_delattr:
        object_delattr(w_obj, name)
    elif w_descr is None:
        raise error.operr_type(space.w_TypeError, "'%s' object has no attributes", w_obj)
    else:
        space.get_and_call1(w_descr, w_obj, space.newtext(name))


def object_setattr(w_obj, name, w_value):
    """object.__setattr__"""
    w_cls = w_obj.getclass()
    w_descr = w_cls.lookup(name)
    if w_descr is not None:
        if isinstance(w_descr, descriptor.W_GetSet):
            w_descr.set(w_obj, w_value)
            return
        if isinstance(w_descr, descriptor.W_SlotMember):
            w_descr.set(w_obj, w_value)
            return
        w_descr_cls = w_descr.getclass()
        w_set = w_descr_cls.slot(slots.SET)
        if w_set is not None:
            space.get_and_call2(w_set, w_descr, w_obj, w_value)
            return
        if w_descr_cls.slot(slots.DELETE) is not None:
            raise error.operr(space.w_AttributeError, "__set__")
    if not w_obj.setdictvalue(name, w_value):
        if w_descr is None:
            raise attribute_error(w_obj, name)
        raise error.operr(
            space.w_AttributeError,
            "'%s' object attribute '%s' is read-only" % (w_cls.name, name),
        )


def object_delattr(w_obj, name):
    """object.__delattr__"""
    w_cls = w_obj.getclass()
    w_descr = w_cls.lookup(name)
    if w_descr is not None:
        if isinstance(w_descr, descriptor.W_GetSet):
            w_descr.delete(w_obj)
            return
        if isinstance(w_descr, descriptor.W_SlotMember):
            w_descr.delete(w_obj)
            return
        w_descr_cls = w_descr.getclass()
        w_delete = w_descr_cls.slot(slots.DELETE)
        if w_delete is not None:
            space.get_and_call1(w_delete, w_descr, w_obj)
            return
        if w_descr_cls.slot(slots.SET) is not None:
            raise error.operr(space.w_AttributeError, "__delete__")
    if not w_obj.deldictvalue(name):
        if isinstance(w_obj, typeobject.W_TypeObject):
            raise name_error(
                space.w_AttributeError,
                "type object '%s' has no attribute '%s'" % (w_obj.name, name),
                w_obj,
                name,
            )
        if w_descr is None or w_cls.hasdict:
            raise attribute_error(w_obj, name)
        raise error.operr(
            space.w_AttributeError,
            "'%s' object attribute '%s' is read-only" % (w_cls.name, name),
        )


from interpreters.python.interpreter import error, function, gateway  # noqa: E402
from interpreters.python.objspace import descriptor, excobject, slots, typeobject  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402

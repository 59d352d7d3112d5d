"""Attributes: LOAD_ATTR, LOAD_METHOD and STORE_ATTR, with an inline cache per instruction."""

from rpython.rlib.jit import promote, we_are_jitted
from rpython.rlib.objectmodel import always_inline

W_InstanceObject = None  # set by objspace/finish.py


class AttrCache(object):
    """What an attribute instruction found for instances with map `map` while their type had `version`.

    index >= 0: the value is kept as `kind` at that place; else it is w_method, found in the type. For objects
    other than instances `map` is None: `version` identifies the class. STORE_ATTR: `newmap` is the map after adding.
    """

    _immutable_fields_ = ["map", "version", "kind", "index", "w_method", "newmap"]

    def __init__(self, map, version, node, w_method, newmap):
        self.map = map
        self.version = version
        if node is None:
            self.kind = instance.BOXED
            self.index = -1
        else:
            self.kind = node.kind
            self.index = node.index
        self.w_method = w_method
        self.newmap = newmap


def load_attr(code, pc, w_obj, arg):
    """LOAD_ATTR"""
    if we_are_jitted():
        return load_attr_jitted(w_obj, eval.name_at(code, arg))
    if isinstance(w_obj, W_InstanceObject):
        map = w_obj.map
        cache = code.caches[pc - 1]
        if cache is not None and cache.map is map and cache.version is map.w_cls.version_tag:
            index = cache.index
            if index < 0:
                return cache.w_method
            w_value = w_obj.read_at(cache.kind, index)
            if w_value is not None:
                return w_value
        return load_attr_instance(code, pc, w_obj, map, eval.name_at(code, arg))
    if isinstance(w_obj, typeobject.W_TypeObject):
        cache = code.caches[pc - 1]
        if cache is not None and cache.version is w_obj.version_tag and cache.map is None:
            return cache.w_method
        return load_attr_type(code, pc, w_obj, eval.name_at(code, arg))
    if type(w_obj) is moduleobject.W_Module:
        w_value = w_obj.getdictvalue(eval.name_at(code, arg))
        if w_value is not None:
            return w_value
    return space.getattr(w_obj, eval.name_at(code, arg))


@always_inline
def key_of(w_descr, name):
    """The name under which instances keep the attribute `name`, of which their class has `w_descr`.

    None if the class decides.
    """
    if isinstance(w_descr, descriptor.W_SlotMember):
        return w_descr.key
    if w_descr is None or not space.is_data_descr(w_descr):
        return name
    return None


@always_inline
def place_of(map, w_descr, name):
    """The place of the attribute in an instance; None if it is not there or the class decides."""
    key = key_of(w_descr, name)
    if key is None:
        if not is_plain_value(w_descr):
            return None
        key = name  # the class decides about storing only
    return map.find(key)


def load_attr_jitted(w_obj, name):
    """LOAD_ATTR in traces: maps and versions of types are constants there."""
    if isinstance(w_obj, W_InstanceObject):
        map = promote(w_obj.map)
        w_cls = map.w_cls
        if not map.dictmode and space.has_default_getattribute(w_cls):
            w_descr = w_cls.lookup(name)
            node = place_of(map, w_descr, name)
            if node is not None:
                w_value = w_obj.read(node)
                if w_value is not None:
                    return w_value
            elif w_descr is not None and is_plain_value(w_descr):
                return w_descr
        return space.getattr(w_obj, name)
    if isinstance(w_obj, typeobject.W_TypeObject):
        w_type = promote(w_obj)
        if w_type.w_meta is None and space.w_type.lookup(name) is None:
            w_value = w_type.lookup(name)
            if w_value is not None:
                if isinstance(w_value, function.W_Function) or is_plain_value(w_value):
                    return w_value
        return space.getattr(w_type, name)
    if type(w_obj) is moduleobject.W_Module:
        w_value = w_obj.getdictvalue(name)
        if w_value is not None:
            return w_value
    return space.getattr(w_obj, name)


def is_plain_value(w_value):
    """Does a class attribute show as it is (it is no descriptor)?"""
    return w_value.getclass().slot(slots.GET) is None


def load_attr_type(code, pc, w_type, name):
    """LOAD_ATTR of a class, cache miss."""
    if w_type.w_meta is None and space.w_type.lookup(name) is None:
        w_value = w_type.lookup(name)
        if w_value is not None:
            if isinstance(w_value, function.W_Function) or is_plain_value(w_value):
                if not w_type.has_cell(name):
                    code.caches[pc - 1] = AttrCache(None, w_type.version_tag, None, w_value, None)
                return w_value
    return space.getattr(w_type, name)


def load_attr_instance(code, pc, w_obj, map, name):
    """LOAD_ATTR of an instance, cache miss: finds the place and fills the cache if it can."""
    w_cls = map.w_cls
    if not map.dictmode and space.has_default_getattribute(w_cls):
        w_descr = w_cls.lookup(name)
        node = place_of(map, w_descr, name)
        if node is not None:
            w_value = w_obj.read_at(node.kind, node.index)
            if w_value is not None:
                code.caches[pc - 1] = AttrCache(map, w_cls.version_tag, node, None, None)
                return w_value
        elif w_descr is not None and is_plain_value(w_descr):
            if not w_cls.has_cell(name):
                code.caches[pc - 1] = AttrCache(map, w_cls.version_tag, None, w_descr, None)
            return w_descr
    return space.getattr(w_obj, name)


def load_method(frame, code, pc, sp, arg):
    """LOAD_METHOD: replaces the object on top by (callable, self or None)."""
    w_obj = frame.locals_cells_stack_w[sp - 1]
    if we_are_jitted():
        load_method_jitted(frame, w_obj, sp, eval.name_at(code, arg))
        return
    if isinstance(w_obj, W_InstanceObject):
        map = w_obj.map
        w_cls = map.w_cls
        cache = code.caches[pc - 1]
        if cache is not None and cache.map is map and cache.version is w_cls.version_tag:
            frame.locals_cells_stack_w[sp - 1] = cache.w_method
            frame.locals_cells_stack_w[sp] = w_obj
            return
        name = eval.name_at(code, arg)
        if space.has_default_getattribute(w_cls):
            w_descr = w_cls.lookup(name)
            if isinstance(w_descr, function.W_Function):
                if w_obj.getdictvalue(name) is None:
                    if not map.dictmode:
                        code.caches[pc - 1] = AttrCache(map, w_cls.version_tag, None, w_descr, None)
                    frame.locals_cells_stack_w[sp - 1] = w_descr
                    frame.locals_cells_stack_w[sp] = w_obj
                    return
    elif type(w_obj) is moduleobject.W_Module:
        name = eval.name_at(code, arg)
        w_value = w_obj.getdictvalue(name)
        if w_value is not None:
            frame.locals_cells_stack_w[sp - 1] = w_value
            frame.locals_cells_stack_w[sp] = None
            return
    else:
        w_cls = w_obj.getclass()
        cache = code.caches[pc - 1]
        if cache is not None and cache.version is w_cls.version_tag and cache.map is None:
            frame.locals_cells_stack_w[sp - 1] = cache.w_method
            frame.locals_cells_stack_w[sp] = w_obj
            return
        name = eval.name_at(code, arg)
        if space.has_default_getattribute(w_cls):
            w_descr = w_cls.lookup(name)
            if isinstance(w_descr, gateway.W_BuiltinFunction):
                if w_descr.is_method and w_obj.getdictvalue(name) is None:
                    if not w_cls.hasdict:
                        code.caches[pc - 1] = AttrCache(
                            None, w_cls.version_tag, None, w_descr, None
                        )
                    frame.locals_cells_stack_w[sp - 1] = w_descr
                    frame.locals_cells_stack_w[sp] = w_obj
                    return
            elif isinstance(w_descr, function.W_Function):
                if w_obj.getdictvalue(name) is None:
                    frame.locals_cells_stack_w[sp - 1] = w_descr
                    frame.locals_cells_stack_w[sp] = w_obj
                    return
        elif isinstance(w_obj, descriptor.W_Super) and w_obj.w_objtype is not None:
            w_descr = w_obj.find(name)
            if isinstance(w_descr, function.W_Function) and w_obj.w_obj is not w_obj.w_objtype:
                frame.locals_cells_stack_w[sp - 1] = w_descr
                frame.locals_cells_stack_w[sp] = w_obj.w_obj
                return
    w_value = space.getattr(w_obj, name)
    frame.locals_cells_stack_w[sp - 1] = w_value
    frame.locals_cells_stack_w[sp] = None


def load_method_jitted(frame, w_obj, sp, name):
    """LOAD_METHOD in traces."""
    if type(w_obj) is moduleobject.W_Module:
        w_value = w_obj.getdictvalue(name)
        if w_value is not None:
            frame.locals_cells_stack_w[sp - 1] = w_value
            frame.locals_cells_stack_w[sp] = None
            return
    w_cls = w_obj.getclass()
    if space.has_default_getattribute(w_cls):
        w_descr = w_cls.lookup(name)
        if isinstance(w_descr, function.W_Function) or (
            isinstance(w_descr, gateway.W_BuiltinFunction) and w_descr.is_method
        ):
            if w_obj.getdictvalue(name) is None:
                frame.locals_cells_stack_w[sp - 1] = w_descr
                frame.locals_cells_stack_w[sp] = w_obj
                return
    elif isinstance(w_obj, descriptor.W_Super) and w_obj.w_objtype is not None:
        w_descr = w_obj.find(name)
        if isinstance(w_descr, function.W_Function) and w_obj.w_obj is not w_obj.w_objtype:
            frame.locals_cells_stack_w[sp - 1] = w_descr
            frame.locals_cells_stack_w[sp] = w_obj.w_obj
            return
    w_value = load_attr_jitted(w_obj, name)
    frame.locals_cells_stack_w[sp - 1] = w_value
    frame.locals_cells_stack_w[sp] = None


def store_attr(code, pc, w_obj, arg, w_value):
    """STORE_ATTR"""
    if we_are_jitted():
        store_attr_jitted(w_obj, eval.name_at(code, arg), w_value)
        return
    if isinstance(w_obj, W_InstanceObject):
        map = w_obj.map
        cache = code.caches[pc - 1]
        if cache is not None and cache.map is map and cache.version is map.w_cls.version_tag:
            if cache.newmap is None:
                if w_obj.write_at(cache.kind, cache.index, w_value):
                    return
            elif w_obj.add_at(cache.kind, cache.index, w_value, cache.newmap):
                return
        store_attr_instance(code, pc, w_obj, map, eval.name_at(code, arg), w_value)
        return
    space.setattr(w_obj, eval.name_at(code, arg), w_value)


def store_attr_jitted(w_obj, name, w_value):
    """STORE_ATTR in traces."""
    if isinstance(w_obj, W_InstanceObject):
        map = promote(w_obj.map)
        w_cls = map.w_cls
        if not map.dictmode and w_cls.slot(slots.SETATTR) is space.w_object_setattr:
            w_descr = w_cls.lookup(name)
            key = key_of(w_descr, name)
            if key is not None:
                node = map.find(key)
                if node is not None:
                    w_obj.write(node, w_value)
                    return
                if w_cls.hasdict or isinstance(w_descr, descriptor.W_SlotMember):
                    w_obj.append_value(key, w_value)
                    return
    space.setattr(w_obj, name, w_value)


def store_attr_instance(code, pc, w_obj, map, name, w_value):
    """STORE_ATTR of an instance, cache miss."""
    w_cls = map.w_cls
    if not map.dictmode and w_cls.slot(slots.SETATTR) is space.w_object_setattr:
        w_descr = w_cls.lookup(name)
        key = key_of(w_descr, name)
        if key is not None:
            node = map.find(key)
            if node is not None:
                w_obj.write(node, w_value)
                if w_obj.map is map:
                    code.caches[pc - 1] = AttrCache(map, w_cls.version_tag, node, None, None)
                return
            if w_cls.hasdict or isinstance(w_descr, descriptor.W_SlotMember):
                w_obj.append_value(key, w_value)
                newmap = w_obj.map
                if newmap.parent is not map:  # it needed another way to keep its attributes
                    return
                code.caches[pc - 1] = AttrCache(map, w_cls.version_tag, newmap, None, newmap)
                return
    space.setattr(w_obj, name, w_value)


from interpreters.python.interpreter import eval, function, gateway  # noqa: E402
from interpreters.python.objspace import descriptor, instance, moduleobject, slots, typeobject  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402

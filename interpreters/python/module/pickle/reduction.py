"""Pickling by reduction: __reduce_ex__ and its friends, globals by name, instances."""

from interpreters.python.interpreter.error import OperationError, operr
from interpreters.python.interpreter.executioncontext import ec
from interpreters.python.module import importing
from interpreters.python.module.pickle import imported, opcodes
from interpreters.python.module.pickle.errors import low_bytes, pickling_error
from interpreters.python.objspace import (
    dictobject,
    instance,
    interning,
    intobject,
    tupleobject,
    typeobject,
    unicodeobject,
    utf8,
)
from interpreters.python.objspace import operation as space


def save_other(pickler, w_obj, w_type):
    """Writes an object of a type that has no opcode."""
    w_reduced = space.w_NotImplemented
    if pickler.w_reducer_override is not None:
        w_reduced = space.call1(pickler.w_reducer_override, w_obj)
    if w_reduced is space.w_NotImplemented:
        if w_type is space.w_type:
            save_type(pickler, w_obj)
            return
        if w_type is space.w_function:
            save_global(pickler, w_obj, None)
            return
        w_reduce = registered(pickler, w_type)
        if w_reduce is not None:
            w_reduced = space.call1(w_reduce, w_obj)
        elif w_type.issubtype(space.w_type):
            save_global(pickler, w_obj, None)
            return
        elif is_plain(pickler, w_obj, w_type):
            save_plain(pickler, w_obj, w_type)
            return
        else:
            w_reduced = reduced_by_method(pickler, w_obj)
    if isinstance(w_reduced, unicodeobject.W_UnicodeObject):
        save_global(pickler, w_obj, w_reduced)
    else:
        save_reduced(pickler, w_reduced, w_obj)


def registered(pickler, w_type):
    """What the dispatch table has for a type, or None."""
    if pickler.w_dispatch_table is None:
        w_table = imported.tables().w_dispatch_table
        if isinstance(w_table, dictobject.W_DictObject):
            return w_table.getitem(w_type)
    else:
        w_table = pickler.w_dispatch_table
    try:
        return space.getitem(w_table, w_type)
    except OperationError as e:
        if not e.match(space.w_KeyError):
            raise
        return None


def reduced_by_method(pickler, w_obj):
    """What __reduce_ex__ or __reduce__ returns."""
    w_reduce = space.findattr(w_obj, "__reduce_ex__")
    if w_reduce is not None:
        return space.call1(w_reduce, space.newint(pickler.proto))
    w_reduce = space.findattr(w_obj, "__reduce__")
    if w_reduce is not None:
        return space.call0(w_reduce)
    raise pickling_error(
        "can't pickle '%s' object: %s" % (space.typename(w_obj), space.repr_w(w_obj))
    )


# ---- what a reduction gives


def optional(w_tuple, index):
    """An item that may be missing or None."""
    if index >= w_tuple.length():
        return None
    return space.none_to_null(w_tuple.getitem(index))


def check_iterator(w_item, which):
    """PicklingError if an item is no iterator."""
    if w_item is not None and space.lookup(w_item, "__next__") is None:
        raise pickling_error(
            "%s element of the tuple returned by __reduce__ must be an iterator, not %s"
            % (which, space.typename(w_item))
        )


def save_reduced(pickler, w_reduced, w_obj):
    """Writes what a reduction of w_obj (which may be None) gave."""
    if not isinstance(w_reduced, tupleobject.W_TupleObject):
        raise pickling_error("__reduce__ must return a string or tuple")
    if w_reduced.length() < 2 or w_reduced.length() > 6:
        raise pickling_error("tuple returned by __reduce__ must contain 2 through 6 elements")
    w_callable = w_reduced.getitem(0)
    w_args = w_reduced.getitem(1)
    if not space.callable_w(w_callable):
        raise pickling_error("first item of the tuple returned by __reduce__ must be callable")
    if not isinstance(w_args, tupleobject.W_TupleObject):
        raise pickling_error("second item of the tuple returned by __reduce__ must be a tuple")
    w_state = optional(w_reduced, 2)
    w_list_items = optional(w_reduced, 3)
    check_iterator(w_list_items, "fourth")
    w_dict_items = optional(w_reduced, 4)
    check_iterator(w_dict_items, "fifth")
    w_state_setter = optional(w_reduced, 5)
    if w_state_setter is not None and not space.callable_w(w_state_setter):
        raise pickling_error(
            "sixth element of the tuple returned by __reduce__ must be a function, not "
            + space.typename(w_state_setter)
        )
    save_making(pickler, w_callable, w_args, w_obj)
    if w_obj is not None:
        index = pickler.memo.get(w_obj, -1)
        if index >= 0:  # it was written as a part of its own arguments
            pickler.put(opcodes.POP)
            pickler.put_get(index)
            return
        pickler.memoize(w_obj)
    if w_list_items is not None:
        pickler.save_iterated(w_list_items)
    if w_dict_items is not None:
        pickler.save_iterated_pairs(w_dict_items)
    if w_state is None:
        return
    if w_state_setter is None:
        pickler.save(w_state)
        pickler.put(opcodes.BUILD)
    else:
        pickler.save(w_state_setter)
        pickler.save(w_obj)
        pickler.save(w_state)
        pickler.put(opcodes.TUPLE2 + opcodes.REDUCE + opcodes.POP)


def save_making(pickler, w_callable, w_args, w_obj):
    """Writes the call that makes an object."""
    name = ""
    if pickler.proto >= 2:
        w_name = space.findattr(w_callable, "__name__")
        if w_name is not None and isinstance(w_name, unicodeobject.W_UnicodeObject):
            name = w_name.text()
    if name == "__newobj_ex__":
        save_new_with_keywords(pickler, w_args)
    elif name == "__newobj__":
        save_new(pickler, w_args, w_obj)
    else:
        pickler.save(w_callable)
        pickler.save(w_args)
        pickler.put(opcodes.REDUCE)


def save_new(pickler, w_args, w_obj):
    """cls.__new__(cls, *args)"""
    if w_args.length() < 1:
        raise pickling_error("__newobj__ arglist is empty")
    w_cls = w_args.getitem(0)
    if not isinstance(w_cls, typeobject.W_TypeObject):
        raise pickling_error("args[0] from __newobj__ args is not a type")
    if w_obj is not None and space.getattr(w_obj, "__class__") is not w_cls:
        raise pickling_error("args[0] from __newobj__ args has the wrong class")
    pickler.save(w_cls)
    pickler.save(space.newtuple(w_args.getitems()[1:]))
    pickler.put(opcodes.NEWOBJ)


def save_new_with_keywords(pickler, w_args):
    """cls.__new__(cls, *args, **kwargs)"""
    if w_args.length() != 3:
        raise pickling_error(
            "length of the NEWOBJ_EX argument tuple must be exactly 3, not %d" % w_args.length()
        )
    w_cls = w_args.getitem(0)
    w_positional = w_args.getitem(1)
    w_keywords = w_args.getitem(2)
    if not isinstance(w_cls, typeobject.W_TypeObject):
        raise pickling_error(
            "first item from NEWOBJ_EX argument tuple must be a class, not " + space.typename(w_cls)
        )
    if not isinstance(w_positional, tupleobject.W_TupleObject):
        raise pickling_error(
            "second item from NEWOBJ_EX argument tuple must be a tuple, not "
            + space.typename(w_positional)
        )
    if not isinstance(w_keywords, dictobject.W_DictObject):
        raise pickling_error(
            "third item from NEWOBJ_EX argument tuple must be a dict, not "
            + space.typename(w_keywords)
        )
    if pickler.proto >= 4:
        pickler.save(w_cls)
        pickler.save(w_positional)
        pickler.save(w_keywords)
        pickler.put(opcodes.NEWOBJ_EX)
        return
    values_w = [space.getattr(w_cls, "__new__"), w_cls] + w_positional.getitems()
    args = argument.from_star_args(None, space.newtuple(values_w), w_keywords)
    pickler.save(imported.tables().w_partial.call_args(args))
    pickler.save(space.newtuple([]))
    pickler.put(opcodes.REDUCE)


# ---- instances without pickling methods of their own


class Layout(object):
    """The attributes of the instances with one map."""

    def __init__(self, names_w, nodes):
        self.names_w = names_w
        self.nodes = nodes


def layout_of(pickler, map):
    """The Layout of a map, or None if the state of its instances is not just a dict."""
    layout = pickler.layouts.get(map, None)
    if layout is None:
        names_w = []
        nodes = []
        for name in map.names():
            if name.endswith(instance.SLOT_MARK):
                return None
            names_w.append(interning.interned(name))
            nodes.append(map.find(name))
        layout = Layout(names_w, nodes)
        pickler.layouts[map] = layout
    return layout


def is_object_method(w_type, name):
    """Is the method that of object?"""
    return w_type.lookup(name) is space.w_object.dict_w[name]


def is_plain(pickler, w_obj, w_type):
    """Would object.__reduce_ex__ reduce the object to its class and attributes?"""
    return (
        type(w_obj) is instance.W_InstanceObject
        and pickler.proto >= 2
        and pickler.w_persistent_id is None
        and not w_obj.map.dictmode
        and space.has_default_getattribute(w_type)
        and is_object_method(w_type, "__reduce_ex__")
        and is_object_method(w_type, "__reduce__")
        and is_object_method(w_type, "__getstate__")
        and is_object_method(w_type, "__class__")
        and w_type.lookup("__getnewargs_ex__") is None
        and w_type.lookup("__getnewargs__") is None
        and w_obj.map.find("__reduce_ex__") is None
        and layout_of(pickler, w_obj.map) is not None
    )


def save_plain(pickler, w_obj, w_type):
    """Writes such an object as its reduction would be, without making a dict of its attributes."""
    assert isinstance(w_obj, instance.W_InstanceObject)
    pickler.save(w_type)
    pickler.put(opcodes.EMPTY_TUPLE)
    pickler.put(opcodes.NEWOBJ)
    pickler.memoize(w_obj)
    map = w_obj.map
    if map.dictmode:
        save_reduced_state(pickler, w_obj)
        return
    layout = layout_of(pickler, map)
    if layout is None:
        save_reduced_state(pickler, w_obj)
        return
    n = len(layout.nodes)
    if n == 0:
        return
    pickler.put(opcodes.EMPTY_DICT)
    if not pickler.fast:
        pickler.put_number(pickler.count)
    if n > 1:
        pickler.put(opcodes.MARK)
    i = 0
    while i < n:
        if w_obj.map is not map:
            raise operr(space.w_RuntimeError, "dictionary changed size during iteration")
        node = layout.nodes[i]
        w_value = w_obj.read_at(node.kind, node.index)
        pickler.save(layout.names_w[i])
        pickler.save(w_value)
        i += 1
    pickler.put(opcodes.SETITEMS if n > 1 else opcodes.SETITEM)
    pickler.put(opcodes.BUILD)


def save_reduced_state(pickler, w_obj):
    """The state of a plain object that has changed since its class was written."""
    w_state = space.call_method0(w_obj, "__getstate__")
    if w_state is not space.w_None:
        pickler.save(w_state)
        pickler.put(opcodes.BUILD)


# ---- globals


def save_type(pickler, w_type):
    """Writes a class; those of None, NotImplemented and ... have no name in a module."""
    w_single = None
    if w_type is space.type(space.w_None):
        w_single = space.w_None
    elif w_type is space.type(space.w_NotImplemented):
        w_single = space.w_NotImplemented
    elif w_type is space.type(space.w_Ellipsis):
        w_single = space.w_Ellipsis
    if w_single is None:
        save_global(pickler, w_type, None)
    else:
        pickler.reduce_to(space.w_type, [w_single], w_type)


def attribute_path(w_obj, w_name):
    """The parts of a dotted name; AttributeError if one is local to a function."""
    parts = space.text_w(w_name).split(".")
    for part in parts:
        if part == "<locals>":
            raise operr(
                space.w_AttributeError,
                "Can't get local attribute %s on %s" % (space.repr_w(w_name), space.repr_w(w_obj)),
            )
    return parts


def follow(w_obj, parts):
    """(the attribute at the end of a path or None, the object that has it)"""
    w_parent = w_obj
    for part in parts:
        w_parent = w_obj
        w_obj = space.findattr(w_parent, part)
        if w_obj is None:
            return None, w_parent
    return w_obj, w_parent


def which_module(w_obj, parts):
    """The name of the module that a global belongs to."""
    w_name = space.findattr(w_obj, "__module__")
    if w_name is not None and w_name is not space.w_None:
        return w_name
    w_modules = ec.w_modules
    for w_key in space.unpackiterable(w_modules):
        if not isinstance(w_key, unicodeobject.W_UnicodeObject):
            continue
        if w_key.text() == "__main__" or w_key.text() == "__mp_main__":
            continue
        w_module = space.mapping_getitem_str(w_modules, w_key.text())
        if w_module is None or w_module is space.w_None:
            continue
        w_found, _ = follow(w_module, parts)
        if w_found is w_obj:
            return w_key
    return space.newtext("__main__")


def save_global(pickler, w_obj, w_name):
    """Writes an object as an attribute of a module."""
    if w_name is None:
        w_name = space.findattr(w_obj, "__qualname__")
        if w_name is None:
            w_name = space.getattr(w_obj, "__name__")
    parts = attribute_path(w_obj, w_name)
    w_module_name = which_module(w_obj, parts)
    try:
        w_module = importing.import_absolute(space.text_w(w_module_name))
    except OperationError as e:
        if not e.match(space.w_Exception):
            raise
        raise pickling_error(
            "Can't pickle %s: import of module %s failed"
            % (space.repr_w(w_obj), space.repr_w(w_module_name))
        )
    w_found, w_parent = follow(w_module, parts)
    if w_found is None:
        raise pickling_error(
            "Can't pickle %s: attribute lookup %s on %s failed"
            % (space.repr_w(w_obj), space.str_w(w_name), space.str_w(w_module_name))
        )
    if w_found is not w_obj:
        raise pickling_error(
            "Can't pickle %s: it's not the same object as %s.%s"
            % (space.repr_w(w_obj), space.str_w(w_module_name), space.str_w(w_name))
        )
    if pickler.proto >= 2 and save_extension(pickler, w_obj, w_module_name, w_name):
        return
    w_last = space.newtext(parts[len(parts) - 1])
    if w_parent is w_module:
        w_name = w_last
    if pickler.proto >= 4:
        pickler.save(w_module_name)
        pickler.save(w_name)
        pickler.put(opcodes.STACK_GLOBAL)
    elif w_parent is not w_module:
        w_args = space.newtuple([w_parent, w_last])
        save_reduced(pickler, space.newtuple([imported.tables().w_getattr, w_args]), None)
    else:
        if pickler.fix_imports:
            tables = imported.tables()
            w_module_name, w_name = imported.renamed(
                w_module_name, w_name, tables.w_names_to_2, tables.w_modules_to_2
            )
        text = opcodes.GLOBAL + identifier(pickler, w_module_name, "module")
        text += "\n" + identifier(pickler, w_name, "global") + "\n"
        pickler.put(text)
    pickler.memoize(w_obj)


def identifier(pickler, w_name, what):
    """A name in the encoding of the protocol."""
    name = space.text_w(w_name)
    if pickler.proto < 3 and not utf8.is_ascii(name):
        raise pickling_error(
            "can't pickle %s identifier '%s' using pickle protocol %d" % (what, name, pickler.proto)
        )
    return name


def save_extension(pickler, w_obj, w_module_name, w_name):
    """Writes a global by its number in the extension registry; False if it has none."""
    w_key = space.newtuple([w_module_name, w_name])
    w_code = imported.find_in(imported.tables().w_extension_registry, w_key)
    if w_code is None:
        return False
    if not isinstance(w_code, intobject.W_AbstractIntObject):
        raise pickling_error(
            "Can't pickle %s: extension code %s isn't an integer"
            % (space.repr_w(w_obj), space.repr_w(w_code))
        )
    code = space.getindex_w(w_code, None)
    if code <= 0 or code > 0x7FFFFFFF:
        raise pickling_error(
            "Can't pickle %s: extension code %d is out of range" % (space.repr_w(w_obj), code)
        )
    if code < 256:
        pickler.put(opcodes.EXT1 + chr(code))
    elif code < 65536:
        pickler.put(opcodes.EXT2 + low_bytes(code, 2))
    else:
        pickler.put(opcodes.EXT4 + low_bytes(code, 4))
    return True


from interpreters.python.interpreter import argument  # noqa: E402

"""How an unpickler fills containers and makes instances."""

from interpreters.python.interpreter import argument
from interpreters.python.interpreter.error import operr
from interpreters.python.module.pickle.errors import unpickling_error
from interpreters.python.objspace import (
    dictobject,
    instance,
    interning,
    listobject,
    objectobject,
    setobject,
    slots,
    tupleobject,
    typeobject,
    unicodeobject,
)
from interpreters.python.objspace import operation as space


def append_items(stack, at):
    """Appends the objects from a position on to the list below."""
    w_list = stack.under(at)
    items_w = stack.items_w
    n = len(items_w)
    if at == n:
        return
    if type(w_list) is listobject.W_ListObject:
        i = at
        while i < n:
            w_list.append(items_w[i])
            i += 1
        stack.drop_from(at)
        return
    taken_w = stack.take_from(at)
    w_extend = space.findattr(w_list, "extend")
    if w_extend is not None:
        space.call1(w_extend, space.newlist(taken_w))
        return
    w_append = space.getattr(w_list, "append")
    for w_item in taken_w:
        space.call1(w_append, w_item)


def add_items(stack, at):
    """Adds the objects from a position on to the set below."""
    w_set = stack.under(at)
    taken_w = stack.take_from(at)
    if len(taken_w) == 0:
        return
    if isinstance(w_set, setobject.W_SetObject):
        for w_item in taken_w:
            w_set.add(w_item)
        return
    w_add = space.getattr(w_set, "add")
    for w_item in taken_w:
        space.call1(w_add, w_item)


def set_items(stack, at):
    """Sets the keys and values from a position on in the mapping below."""
    w_dict = stack.under(at)
    items_w = stack.items_w
    n = len(items_w)
    if (n - at) & 1:
        raise unpickling_error("odd number of items for SETITEMS")
    exact = type(w_dict) is dictobject.W_DictObject
    i = at
    while i < n:
        if exact:
            assert isinstance(w_dict, dictobject.W_DictObject)
            w_dict.setitem(items_w[i], items_w[i + 1])
        else:
            space.setitem(w_dict, items_w[i], items_w[i + 1])
        i += 2
    stack.drop_from(at)


def make_dict(stack):
    """DICT: a dict of all objects above the mark."""
    taken_w = stack.take_from(stack.pop_mark())
    if len(taken_w) & 1:
        raise unpickling_error("odd number of items for DICT")
    w_dict = space.newdict()
    i = 0
    while i < len(taken_w):
        space.setitem(w_dict, taken_w[i], taken_w[i + 1])
        i += 2
    stack.push(w_dict)


def reduce(stack):
    """REDUCE: calls a function."""
    w_args = stack.pop()
    w_function = stack.pop()
    if not isinstance(w_args, tupleobject.W_TupleObject):
        raise operr(space.w_TypeError, "argument list must be a tuple")
    stack.push(space.call_args(w_function, argument.Arguments(w_args.getitems()[:])))


def instantiate(stack, w_cls, w_args):
    """OBJ and INST: an instance of a class that may be one of Python 2."""
    if (
        w_args.length() == 0
        and isinstance(w_cls, typeobject.W_TypeObject)
        and space.findattr(w_cls, "__getinitargs__") is None
    ):
        stack.push(space.call_method1(w_cls, "__new__", w_cls))
    else:
        stack.push(space.call_args(w_cls, argument.Arguments(w_args.getitems()[:])))


def new_object(stack, with_keywords):
    """NEWOBJ and NEWOBJ_EX: cls.__new__(cls, *args, **kwargs)"""
    name = "NEWOBJ"
    w_keywords = None
    if with_keywords:
        name = "NEWOBJ_EX"
        w_keywords = stack.pop()
    w_args = stack.pop()
    w_cls = stack.pop()
    if not isinstance(w_cls, typeobject.W_TypeObject):
        raise unpickling_error(
            "%s class argument must be a type, not %s" % (name, space.typename(w_cls))
        )
    if not isinstance(w_args, tupleobject.W_TupleObject):
        raise unpickling_error(
            "%s args argument must be a tuple, not %s" % (name, space.typename(w_args))
        )
    if w_keywords is not None and not isinstance(w_keywords, dictobject.W_DictObject):
        raise unpickling_error(
            "%s kwargs argument must be a dict, not %s" % (name, space.typename(w_keywords))
        )
    if w_keywords is None and w_args.length() == 0:
        if w_cls.slot(slots.NEW) is space.w_object_new:
            stack.push(objectobject.object_new(w_cls, argument.Arguments([])))
            return
    w_all = space.newtuple([w_cls] + w_args.getitems())
    args = argument.from_star_args(None, w_all, w_keywords)
    stack.push(space.getattr(w_cls, "__new__").call_args(args))


def build(stack):
    """BUILD: gives an object its state."""
    w_state = stack.pop()
    w_obj = stack.top()
    w_setstate = space.findattr(w_obj, "__setstate__")
    if w_setstate is not None:
        space.call1(w_setstate, w_state)
        return
    w_slots = None
    if isinstance(w_state, tupleobject.W_TupleObject) and w_state.length() == 2:
        w_slots = w_state.getitem(1)
        w_state = w_state.getitem(0)
    if w_state is not space.w_None:
        if not isinstance(w_state, dictobject.W_DictObject):
            raise unpickling_error("state is not a dictionary")
        set_attributes(w_obj, w_state)
    if w_slots is not None and w_slots is not space.w_None:
        if not isinstance(w_slots, dictobject.W_DictObject):
            raise unpickling_error("slot state is not a dictionary")
        pos = w_slots.next_entry(0)
        while pos >= 0:
            space.setattr(w_obj, space.text_w(w_slots.key_at(pos)), w_slots.value_at(pos))
            pos = w_slots.next_entry(pos + 1)


def set_attributes(w_obj, w_state):
    """Puts the entries of a dict into the `__dict__` of an object."""
    direct = type(w_obj) is instance.W_InstanceObject and w_obj.getclass().hasdict
    w_dict = None
    if not direct:
        w_dict = space.getattr(w_obj, "__dict__")
    pos = w_state.next_entry(0)
    while pos >= 0:
        w_key = w_state.key_at(pos)
        w_value = w_state.value_at(pos)
        if direct and type(w_key) is unicodeobject.W_UnicodeObject:
            w_obj.setdictvalue(w_key.text(), w_value)
        else:
            if w_dict is None:
                w_dict = space.getattr(w_obj, "__dict__")
            if type(w_key) is unicodeobject.W_UnicodeObject:
                w_key = interning.intern_object(w_key.text(), w_key)
            space.setitem(w_dict, w_key, w_value)
        pos = w_state.next_entry(pos + 1)

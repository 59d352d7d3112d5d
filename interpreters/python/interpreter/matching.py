"""The instructions of the match statement."""

from interpreters.python.compiler import opcode as op
from interpreters.python.interpreter import error

SELF_MATCHING = [
    "bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple",
]  # fmt: skip


def execute(frame, o, arg):
    """GET_LEN .. MATCH_REST"""
    if o == op.GET_LEN:
        frame.pushvalue(space.len(frame.peekvalue(0)))
    elif o == op.MATCH_MAPPING:
        frame.pushvalue(space.newbool(is_mapping(frame.peekvalue(0))))
    elif o == op.MATCH_SEQUENCE:
        frame.pushvalue(space.newbool(is_sequence(frame.peekvalue(0))))
    elif o == op.MATCH_KEYS:
        frame.pushvalue(match_keys(frame.peekvalue(1), frame.peekvalue(0)))
    elif o == op.MATCH_CLASS:
        w_names = frame.popvalue()
        w_cls = frame.popvalue()
        w_obj = frame.popvalue()
        frame.pushvalue(match_class(w_obj, w_cls, w_names, arg))
    else:
        w_keys = frame.popvalue()
        frame.pushvalue(match_rest(frame.popvalue(), w_keys))


def is_mapping(w_obj):
    """Does a mapping pattern accept the object?"""
    if space.isinstance_w(w_obj, space.w_dict):
        return True
    if isinstance(w_obj, typeobject.W_DictProxy):
        return True
    return registered(w_obj, "Mapping")


def is_sequence(w_obj):
    """Does a sequence pattern accept the object?"""
    if space.isinstance_w(w_obj, space.w_str) or space.isinstance_w(w_obj, space.w_bytes):
        return False
    if space.isinstance_w(w_obj, space.w_bytearray):
        return False
    if space.isinstance_w(w_obj, space.w_list) or space.isinstance_w(w_obj, space.w_tuple):
        return True
    if space.isinstance_w(w_obj, space.w_range):
        return True
    return registered(w_obj, "Sequence")


def registered(w_obj, name):
    """Is the object an instance of the ABC in an imported collections.abc?"""
    if ec.w_modules is None:
        return False
    w_abc = space.dict_getitem_str(ec.w_modules, "collections.abc")
    if w_abc is None:
        return False
    w_cls = space.findattr(w_abc, name)
    return w_cls is not None and space.isinstance_check(w_obj, w_cls)


def match_keys(w_obj, w_keys):
    """A tuple with the values of the keys, or None if one is missing."""
    values_w = []
    if space.isinstance_w(w_obj, space.w_dict):
        for w_key in space.unpackiterable(w_keys):
            if not space.contains_w(w_obj, w_key):
                return space.w_None
            values_w.append(space.getitem(w_obj, w_key))
    else:
        w_missing = typeobject.MISSING
        w_get = space.getattr(w_obj, "get")
        for w_key in space.unpackiterable(w_keys):
            w_value = w_get.call2(w_key, w_missing)
            if w_value is w_missing:
                return space.w_None
            values_w.append(w_value)
    return space.newtuple(values_w)


def match_rest(w_obj, w_keys):
    """A new dict with the items of w_obj but those with the given keys."""
    w_dict = space.newdict()
    space.call_method1(w_dict, "update", w_obj)
    for w_key in space.unpackiterable(w_keys):
        space.delitem(w_dict, w_key)
    return w_dict


def matches_self(w_cls):
    """Builtin classes whose single positional pattern is the object itself."""
    if not isinstance(w_cls, typeobject.W_TypeObject):
        return False
    for w_base in w_cls.mro_w:
        if w_base.is_builtin and w_base.name in SELF_MATCHING:
            return True
    return False


def match_class(w_obj, w_cls, w_names, npos):
    """The tuple of extracted attributes, or None."""
    if not isinstance(w_cls, typeobject.W_TypeObject):
        raise error.operr(space.w_TypeError, "called match pattern must be a class")
    if not space.isinstance_check(w_obj, w_cls):
        return space.w_None
    values_w = []
    seen = []
    if npos > 0:
        w_args = space.findattr(w_cls, "__match_args__")
        if w_args is None:
            allowed = 0
            if matches_self(w_cls):
                allowed = 1
            if npos > allowed:
                raise too_many(w_cls, allowed, npos)
            values_w.append(w_obj)
        else:
            if not space.isinstance_w(w_args, space.w_tuple):
                raise error.operr(
                    space.w_TypeError,
                    "%s.__match_args__ must be a tuple (got %s)"
                    % (w_cls.name, w_args.getclass().name),
                )
            args_w = space.unpackiterable(w_args)
            if npos > len(args_w):
                raise too_many(w_cls, len(args_w), npos)
            i = 0
            while i < npos:
                if not space.isinstance_w(args_w[i], space.w_str):
                    raise error.operr_type(
                        space.w_TypeError,
                        "__match_args__ elements must be strings (got %s)",
                        args_w[i],
                    )
                name = space.text_w(args_w[i])
                seen.append(name)
                w_value = space.findattr(w_obj, name)
                if w_value is None:
                    return space.w_None
                values_w.append(w_value)
                i += 1
    for w_name in space.unpackiterable(w_names):
        name = space.text_w(w_name)
        if name in seen:
            raise error.operr(
                space.w_TypeError,
                "%s() got multiple sub-patterns for attribute '%s'" % (w_cls.name, name),
            )
        seen.append(name)
        w_value = space.findattr(w_obj, name)
        if w_value is None:
            return space.w_None
        values_w.append(w_value)
    return space.newtuple(values_w)


def too_many(w_cls, allowed, given):
    """The TypeError of too many positional sub-patterns."""
    plural = "" if allowed == 1 else "s"
    return error.operr(
        space.w_TypeError,
        "%s() accepts %d positional sub-pattern%s (%d given)"
        % (w_cls.name, allowed, plural, given),
    )


from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import operation as space  # noqa: E402
from interpreters.python.objspace import typeobject  # noqa: E402

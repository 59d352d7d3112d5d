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


NEITHER = 0
MAPPING = 1
SEQUENCE = 2


def is_mapping(w_obj):
    """Does a mapping pattern accept the object?"""
    if type(w_obj) is dictobject.W_DictObject:
        return True
    return pattern_kind(w_obj.getclass()) == MAPPING


def is_sequence(w_obj):
    """Does a sequence pattern accept the object?"""
    if type(w_obj) is listobject.W_ListObject or type(w_obj) is tupleobject.W_TupleObject:
        return True
    if type(w_obj) is unicodeobject.W_UnicodeObject or type(w_obj) is dictobject.W_DictObject:
        return False
    return pattern_kind(w_obj.getclass()) == SEQUENCE


def pattern_kind(w_cls):
    """What kind of pattern accepts the instances of a class: that of the first base that is of one kind."""
    if w_cls.issubtype(space.w_str) or w_cls.issubtype(space.w_bytes):
        return NEITHER
    if w_cls.issubtype(space.w_bytearray):
        return NEITHER
    kind = NEITHER
    for w_base in w_cls.mro_w:
        mapping = (
            w_base.issubtype(space.w_dict)
            or w_base.issubtype(space.w_mappingproxy)
            or registered(w_base, "Mapping")
        )
        sequence = (
            w_base.issubtype(space.w_list)
            or w_base.issubtype(space.w_tuple)
            or w_base.issubtype(space.w_range)
            or registered(w_base, "Sequence")
        )
        if mapping and sequence:
            kind = MAPPING
            continue
        if mapping:
            return MAPPING
        if sequence:
            return SEQUENCE
        break
    return kind


def registered(w_cls, name):
    """Is the class a subclass of the ABC in an imported collections.abc?"""
    if ec.w_modules is None:
        return False
    w_module = space.dict_getitem_str(ec.w_modules, "collections.abc")
    if w_module is None:
        return False
    w_abc = space.findattr(w_module, name)
    return w_abc is not None and space.issubclass_check(w_cls, w_abc)


def match_keys(w_obj, w_keys):
    """A tuple with the values of the keys, or None if one is missing."""
    values_w = []
    w_seen = space.newset([])
    for w_key in space.unpackiterable(w_keys):
        if space.contains_w(w_seen, w_key):
            raise error.operr(
                space.w_ValueError,
                "mapping pattern checks duplicate key (" + space.repr_w(w_key) + ")",
            )
        w_seen.add(w_key)
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
                if name in seen:
                    raise repeated(w_cls, name)
                seen.append(name)
                w_value = space.findattr(w_obj, name)
                if w_value is None:
                    return space.w_None
                values_w.append(w_value)
                i += 1
    for w_name in space.unpackiterable(w_names):
        name = space.text_w(w_name)
        if name in seen:
            raise repeated(w_cls, name)
        seen.append(name)
        w_value = space.findattr(w_obj, name)
        if w_value is None:
            return space.w_None
        values_w.append(w_value)
    return space.newtuple(values_w)


def repeated(w_cls, name):
    """The TypeError of two sub-patterns for one attribute."""
    return error.operr(
        space.w_TypeError,
        "%s() got multiple sub-patterns for attribute '%s'" % (w_cls.name, name),
    )


def too_many(w_cls, allowed, given):
    """The TypeError of too many positional sub-patterns."""
    plural = "" if allowed == 1 else "s"
    return error.operr(
        space.w_TypeError,
        "%s() accepts %d positional sub-pattern%s (%d given)"
        % (w_cls.name, allowed, plural, given),
    )


from interpreters.python.interpreter.executioncontext import ec  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    dictobject,
    listobject,
    tupleobject,
    typeobject,
    unicodeobject,
)
from interpreters.python.objspace import operation as space  # noqa: E402

"""type.__flags__ and the sizes of instances, as far as programs can rely on them."""

from interpreters.python.objspace import operation as space

IMMUTABLE = 1 << 8
HEAP = 1 << 9
BASE = 1 << 10
READY = 1 << 12
HAVE_GC = 1 << 14
ABSTRACT = 1 << 20


def fget_flags(w_type):
    """__flags__"""
    flags = READY | HAVE_GC
    if w_type.is_builtin:
        flags |= IMMUTABLE
    else:
        flags |= HEAP
    if w_type.acceptable_as_base:
        flags |= BASE
    if not w_type.is_builtin and classbuild.is_abstract(w_type):
        flags |= ABSTRACT
    bit = 1 << 24
    for w_base in [
        space.w_int,
        space.w_list,
        space.w_tuple,
        space.w_bytes,
        space.w_str,
        space.w_dict,
        space.w_BaseException,
        space.w_type,
    ]:
        if w_type.issubtype(w_base):
            flags |= bit
        bit <<= 1
    return space.newint(flags)


def fget_basicsize(w_type):
    """__basicsize__: of the object without what it refers to"""
    size = 16
    if w_type.layout is not space.w_object:
        size += 16
    if w_type.hasdict:
        size += 8
    return space.newint(size)


def varying_size(w_type):
    """Do instances of a builtin type vary in size (in CPython)? They have no slots and weak references then."""
    return (
        w_type.issubtype(space.w_int)
        or w_type.issubtype(space.w_tuple)
        or w_type.issubtype(space.w_bytes)
    )


def builtin_weakrefable(w_type):
    """Can there be weak references to instances of a builtin type itself?"""
    return (
        w_type.issubtype(space.w_set)
        or w_type.issubtype(space.w_frozenset)
        or w_type.issubtype(space.w_type)
        or w_type.issubtype(space.w_module)
        or w_type.modulename != "builtins"
    )


def fget_itemsize(w_type):
    """__itemsize__"""
    if w_type.issubtype(space.w_tuple) or w_type.issubtype(space.w_type):
        return space.newint(8)
    if w_type.issubtype(space.w_int):
        return space.newint(4)
    if w_type.issubtype(space.w_bytes):
        return space.newint(1)
    return space.newint(0)


def fget_dictoffset(w_type):
    """__dictoffset__: only whether it is 0 means anything"""
    if w_type.hasdict:
        return space.newint(16)
    return space.newint(0)


def fget_weakrefoffset(w_type):
    """__weakrefoffset__: only whether it is 0 means anything"""
    if w_type.is_builtin:
        return space.newint(0)
    return space.newint(24)


from interpreters.python.objspace import classbuild  # noqa: E402

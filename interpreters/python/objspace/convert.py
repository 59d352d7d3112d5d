"""Conversions: unwrapping to RPython values, hash, repr, str, format."""

from rpython.rlib.objectmodel import compute_identity_hash, compute_unique_id


def text_w(w_obj):
    """The UTF-8 bytes of a str; TypeError for other objects."""
    if isinstance(w_obj, unicodeobject.W_UnicodeObject):
        return w_obj.text()
    raise error.operr_type(space.w_TypeError, "expected str, got %s object", w_obj)


def bytes_w(w_obj):
    """The contents of a bytes or bytearray."""
    if isinstance(w_obj, bytesobject.W_BytesObject):
        return w_obj.data()
    return bytesobject.buffer_w(w_obj)


def index(w_obj):
    """The int object that w_obj stands for as an index (__index__)."""
    if isinstance(w_obj, intobject.W_AbstractIntObject):
        return w_obj
    w_descr = w_obj.getclass().slot(slots.INDEX)
    if w_descr is None:
        raise error.operr_type(
            space.w_TypeError, "'%s' object cannot be interpreted as an integer", w_obj
        )
    w_result = space.get_and_call0(w_descr, w_obj)
    if not isinstance(w_result, intobject.W_AbstractIntObject):
        raise error.operr_type(space.w_TypeError, "__index__ returned non-int (type %s)", w_result)
    if w_result.getclass() is not space.w_int:
        warning.strict_subclass("__index__", w_result, "int")
    return w_result


def int_w(w_obj):
    """A machine word from an integer-like object; OverflowError if it does not fit."""
    if isinstance(w_obj, intobject.W_IntObject):
        return w_obj.intval
    w_int = index(w_obj)
    assert isinstance(w_int, intobject.W_AbstractIntObject)
    if not w_int.fits_word():
        raise error.operr(space.w_OverflowError, "Python int too large to convert to C ssize_t")
    return w_int.word()


def getindex_w(w_obj, w_exception):
    """As int_w, with w_exception for what does not fit; None clips to the range of words."""
    if isinstance(w_obj, intobject.W_IntObject):
        return w_obj.intval
    w_int = index(w_obj)
    assert isinstance(w_int, intobject.W_AbstractIntObject)
    if w_int.fits_word():
        return w_int.word()
    if w_exception is None:
        if w_int.is_negative():
            return -MAX_INDEX - 1
        return MAX_INDEX
    raise error.operr_type(w_exception, "cannot fit '%s' into an index-sized integer", w_obj)


MAX_INDEX = 9223372036854775807


def bigint_w(w_obj):
    """The rbigint of an integer-like object."""
    w_int = index(w_obj)
    assert isinstance(w_int, intobject.W_AbstractIntObject)
    return w_int.asbigint()


def bool_w(w_obj):
    """The truth of an object."""
    return space.is_true(w_obj)


def float_w(w_obj):
    """An RPython float from any real number (__float__, __index__)."""
    if isinstance(w_obj, floatobject.W_FloatObject):
        return w_obj.floatval
    if isinstance(w_obj, floatobject.W_AbstractFloatObject):
        return w_obj.value()
    if isinstance(w_obj, intobject.W_AbstractIntObject):
        return intobject.to_float(w_obj)
    w_cls = w_obj.getclass()
    w_descr = w_cls.slot(slots.FLOAT)
    if w_descr is not None:
        w_result = space.get_and_call0(w_descr, w_obj)
        if isinstance(w_result, floatobject.W_AbstractFloatObject):
            if w_result.getclass() is not space.w_float:
                warning.strict_subclass(w_cls.name + ".__float__", w_result, "float")
            return w_result.value()
        raise error.operr(
            space.w_TypeError,
            "%s.__float__ returned non-float (type %s)" % (w_cls.name, w_result.getclass().name),
        )
    if w_cls.slot(slots.INDEX) is not None:
        return float_w(index(w_obj))
    raise error.operr_type(space.w_TypeError, "must be real number, not %s", w_obj)


def hash_w(w_obj):
    """hash(w_obj) as an RPython int."""
    if isinstance(w_obj, intobject.W_IntObject):
        return intobject.hash_word(w_obj.intval)
    w_descr = w_obj.getclass().slot(slots.HASH)
    if w_descr is None or w_descr is space.w_None:
        raise error.operr_type(space.w_TypeError, "unhashable type: '%s'", w_obj)
    w_result = space.get_and_call0(w_descr, w_obj)
    if isinstance(w_result, intobject.W_IntObject):
        h = w_result.intval
    elif isinstance(w_result, intobject.W_AbstractIntObject):
        h = intobject.hash_abstract(w_result)
    else:
        raise error.operr(space.w_TypeError, "__hash__ method should return an integer")
    if h == -1:
        return -2
    return h


def identity_hash(w_obj):
    """The hash of an object by identity."""
    return compute_identity_hash(w_obj)


def address_text(w_obj):
    """The "0x..." of the default repr."""
    n = compute_unique_id(w_obj)
    digits = ""
    while n > 0:
        digits = "0123456789abcdef"[n & 15] + digits
        n >>= 4
    while len(digits) < 12:
        digits = "0" + digits
    return "0x" + digits


def repr(w_obj):
    """repr(w_obj)"""
    w_descr = w_obj.getclass().slot(slots.REPR)
    w_result = space.get_and_call0(w_descr, w_obj)
    if not isinstance(w_result, unicodeobject.W_UnicodeObject):
        raise error.operr_type(
            space.w_TypeError, "__repr__ returned non-string (type %s)", w_result
        )
    return w_result


def str(w_obj):
    """str(w_obj)"""
    if type(w_obj) is unicodeobject.W_UnicodeObject:
        return w_obj
    w_descr = w_obj.getclass().slot(slots.STR)
    w_result = space.get_and_call0(w_descr, w_obj)
    if not isinstance(w_result, unicodeobject.W_UnicodeObject):
        raise error.operr_type(space.w_TypeError, "__str__ returned non-string (type %s)", w_result)
    return w_result


def repr_w(w_obj):
    """repr(w_obj) as UTF-8 bytes"""
    return text_w(repr(w_obj))


def str_w(w_obj):
    """str(w_obj) as UTF-8 bytes"""
    return text_w(str(w_obj))


def ascii(w_obj):
    """ascii(w_obj)"""
    return space.newtext(textops.ascii_escape(repr_w(w_obj)))


def format(w_obj, w_spec):
    """format(w_obj, w_spec); w_spec None for none"""
    if w_spec is None:
        if type(w_obj) is unicodeobject.W_UnicodeObject:
            return w_obj
        w_spec = space.newtext("")
    w_descr = w_obj.getclass().slot(slots.FORMAT)
    if w_descr is None:
        raise error.operr_type(space.w_TypeError, "Type %s doesn't define __format__", w_obj)
    w_result = space.get_and_call1(w_descr, w_obj, w_spec)
    if not isinstance(w_result, unicodeobject.W_UnicodeObject):
        raise error.operr_type(space.w_TypeError, "__format__ must return a str, not %s", w_result)
    return w_result


from interpreters.python.interpreter import error  # noqa: E402
from interpreters.python.objspace import (  # noqa: E402
    bytesobject,
    floatobject,
    intobject,
    slots,
    textops,
    unicodeobject,
    warning,
)
from interpreters.python.objspace import operation as space  # noqa: E402

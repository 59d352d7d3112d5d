"""struct.error and its messages."""

from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.typedef import TypeDef
from interpreters.python.objspace import excobject, intobject, packing
from interpreters.python.objspace import operation as space

error_type = TypeDef(
    "struct.error",
    excobject.W_BaseException,
    base="Exception",
    acceptable_as_base=True,
    publish=False,
)


def struct_error(message):
    """struct.error(message)"""
    return operr(error_type.w_type, message)


def range_error(code, size, w_value, big):
    """The exception for a value that does not fit."""
    if code == "f":
        return operr(space.w_OverflowError, "float too large to pack with f format")
    if code == "e":
        return operr(space.w_OverflowError, "float too large to pack with e format")
    if code == "c":
        return struct_error("char format requires a bytes object of length 1")
    if code == "P":
        return struct_error("int too large to convert")
    w_int = space.index(w_value)
    assert isinstance(w_int, intobject.W_AbstractIntObject)
    fits = w_int.fits_word()
    if size == 8 and big:
        return struct_error("int too large to convert")
    if code == "I" or code == "L" or code == "H" and big:
        fits = not w_int.is_negative() and space.bigint_w(w_int).bit_length() <= 64
    if not fits or size == 8:
        return struct_error("argument out of range")
    if code == "b":
        return struct_error("byte format requires -128 <= number <= 127")
    if code == "B":
        return struct_error("ubyte format requires 0 <= number <= 255")
    if size == 2 and big:
        limits = "-32768 <= number <= 32767" if code == "h" else "0 <= number <= 65535"
        return struct_error("'%s' format requires %s" % (code, limits))
    if code == "h":
        return struct_error("short format requires -32768 <= number <= 32767")
    if code == "H":
        return struct_error("ushort format requires 0 <= number <= 65535")
    if packing.is_signed(code):
        return struct_error("'%s' format requires -2147483648 <= number <= 2147483647" % code)
    return struct_error("'%s' format requires 0 <= number <= 4294967295" % code)


def sum_text(a, b):
    """The text of a + b, which may be more than a word."""
    return space.repr_w(space.add(space.newint(a), space.newint(b)))

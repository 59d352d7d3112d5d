"""Floats from text and to text, with the names of the library that the original uses for it."""

from rpython.rlib.rfloat import formatd, rstring_to_float
from rpython.rlib.rstring import ParseStringError


def strtod(input):
    """The float that a text is; ValueError if it is none."""
    if input != input.strip(" ") or "_" in input:
        raise ValueError("invalid input at position 0")
    try:
        return rstring_to_float(input)
    except ParseStringError:
        raise ValueError("invalid input at position 0")


def dtoa_formatd(value, code, precision, flags):
    """The text of a float, as `rfloat.formatd`."""
    return formatd(value, code, precision, flags)


def dtoa(value, code="r", mode=0, precision=0, flags=0):
    """The text of a float; mode 0: the shortest that is this float, 2: that many digits, 3: that many after the point."""
    if mode == 0:
        return formatd(value, "r", 0, flags)
    return formatd(value, code, precision, flags)

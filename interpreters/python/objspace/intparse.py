"""The int that a text writes."""

from rpython.rlib.rarithmetic import ovfcheck
from rpython.rlib.rbigint import rbigint
from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter import error
from interpreters.python.objspace import longobject
from interpreters.python.objspace import operation as space
from interpreters.python.objspace.intobject import W_IntObject


def digit_value(c):
    """The value of a digit or letter; 99 for other characters."""
    if "0" <= c <= "9":
        return ord(c) - ord("0")
    if "a" <= c <= "z":
        return ord(c) - ord("a") + 10
    if "A" <= c <= "Z":
        return ord(c) - ord("A") + 10
    return 99


def parse_int(text, base, w_source):
    """The int written in `text`; ValueError naming w_source if it is not one."""
    w_result = parse_int_or_none(text, base)
    if w_result is None:
        raise error.operr(
            space.w_ValueError,
            "invalid literal for int() with base %d: %s" % (base, space.repr_w(w_source)),
        )
    return w_result


def is_space(c):
    """ASCII white space"""
    return c == " " or "\t" <= c <= "\r" or "\x1c" <= c <= "\x1f"


def parse_int_or_none(text, base):
    """The int written in `text` (blanks around it, sign, prefix, underscores), or None."""
    i = 0
    end = len(text)
    while i < end and is_space(text[i]):
        i += 1
    while end > i and is_space(text[end - 1]):
        end -= 1
    negative = False
    if i < end and (text[i] == "-" or text[i] == "+"):
        negative = text[i] == "-"
        i += 1
    prefix = 0
    if i + 1 < end and text[i] == "0":
        c = text[i + 1]
        if c == "x" or c == "X":
            prefix = 16
        elif c == "o" or c == "O":
            prefix = 8
        elif c == "b" or c == "B":
            prefix = 2
    had_prefix = False
    must_be_zero = False
    if prefix != 0 and (base == 0 or base == prefix):
        base = prefix
        i += 2
        had_prefix = True
    elif base == 0:
        base = 10
        must_be_zero = i < end and text[i] == "0"
    if had_prefix and i < end and text[i] == "_":
        i += 1
    if i >= end:
        return None
    builder = StringBuilder(end - i)
    value = 0
    small = True
    last_underscore = True
    while i < end:
        c = text[i]
        i += 1
        if c == "_":
            if last_underscore:
                return None
            last_underscore = True
            continue
        d = digit_value(c)
        if d >= base:
            return None
        last_underscore = False
        builder.append(c)
        if small:
            try:
                value = ovfcheck(value * base)
                value = ovfcheck(value + d)
            except OverflowError:
                small = False
    if last_underscore:
        return None
    if must_be_zero and not (small and value == 0):
        return None
    if small:
        if negative:
            value = -value
        return W_IntObject(value)
    digits = builder.build()
    limit = limits.digits
    if limit > 0 and base & (base - 1) != 0 and len(digits) > limit:
        raise error.operr(
            space.w_ValueError,
            "Exceeds the limit (%d digits) for integer string conversion: value has %d digits; "
            "use sys.set_int_max_str_digits() to increase the limit" % (limit, len(digits)),
        )
    big = rbigint.fromstr(digits, base)
    if negative:
        big = big.neg()
    return longobject.newlong(big)


MAX_STR_DIGITS = 4300


class Limits(object):
    """What sys.set_int_max_str_digits sets; 0 for no limit."""

    def __init__(self):
        self.digits = MAX_STR_DIGITS


limits = Limits()

"""Low-level helpers for string builders. See HELPERS.md.

A builder is a buffer, a string of which the first `used` chars are set; when it is full a bigger
one replaces it. A buffer that is full is given out as the result and never written again.
"""

from rpython.rlib.rarithmetic import ovfcheck
from rpython.rtyper.lltypesystem.lltype import malloc, typeOf
from rpython.rtyper.lltypesystem.rstr import copy_string_contents


def _newbuf(STRTYPE, size):
    buf = malloc(STRTYPE, size)
    buf.hash = 0
    return buf


def ll_newbuilder(BUILDER, init_size):
    """A builder with room for init_size chars."""
    if init_size < 16:
        init_size = 16
    b = malloc(BUILDER)
    b.used = 0
    b.buf = _newbuf(BUILDER.buf.TO, init_size)
    return b


def _ll_grow(b, extra):
    """Makes room for `extra` more chars; slow path."""
    used = b.used
    try:
        needed = ovfcheck(used + extra)
        room = ovfcheck(used * 2)
    except OverflowError:
        raise MemoryError
    if room < needed:
        room = needed
    if room < 16:
        room = 16
    buf = _newbuf(typeOf(b.buf).TO, room)
    copy_string_contents(b.buf, buf, 0, 0, used)
    b.buf = buf


_ll_grow._dont_inline_ = True


def ll_builder_append(b, s):
    """b.append(s)"""
    ll_builder_append_slice(b, s, 0, len(s.chars))


def ll_builder_append_char(b, c):
    """b.append(c)"""
    used = b.used
    if used == len(b.buf.chars):
        _ll_grow(b, 1)
    b.buf.chars[used] = c
    b.used = used + 1


def ll_builder_append_slice(b, s, start, end):
    """b.append_slice(s, start, end)"""
    length = end - start
    if length > len(b.buf.chars) - b.used:
        _ll_grow(b, length)
    used = b.used
    copy_string_contents(s, b.buf, start, used, length)
    b.used = used + length


def ll_builder_append_multiple_char(b, c, times):
    """b.append_multiple_char(c, times)"""
    if times <= 0:
        return
    if times > len(b.buf.chars) - b.used:
        _ll_grow(b, times)
    i = b.used
    stop = i + times
    buf = b.buf
    while i < stop:
        buf.chars[i] = c
        i += 1
    b.used = stop


def ll_builder_append_charpsize(b, charp, size):
    """b.append_charpsize(charp, size)"""
    if size > len(b.buf.chars) - b.used:
        _ll_grow(b, size)
    used = b.used
    buf = b.buf
    i = 0
    while i < size:
        buf.chars[used + i] = charp[i]
        i += 1
    b.used = used + size


def ll_builder_build(b):
    """b.build()"""
    used = b.used
    buf = b.buf
    if used != len(buf.chars):
        result = _newbuf(typeOf(buf).TO, used)
        copy_string_contents(buf, result, 0, 0, used)
        b.buf = result
        buf = result
    return buf


def ll_builder_getlength(b):
    """b.getlength()"""
    return b.used


def ll_builder_is_true(b):
    """Is there a builder?"""
    return bool(b)

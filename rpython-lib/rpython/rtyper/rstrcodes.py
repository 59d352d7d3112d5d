"""Low-level helpers between str and unicode: ascii, latin-1, utf-8.

Part of rstr, which has all the names. See HELPERS.md.
"""

from rpython.rlib.objectmodel import we_are_translated
from rpython.rtyper.lltypesystem.lltype import Char, UniChar, cast_primitive
from rpython.rtyper.lltypesystem.rstr import mallocstr, mallocunicode


def _decode_error():
    if we_are_translated():
        raise UnicodeDecodeError
    raise UnicodeDecodeError("ascii", b"?", 0, 1, "invalid data")


def _encode_error():
    if we_are_translated():
        raise UnicodeEncodeError
    raise UnicodeEncodeError("ascii", "?", 0, 1, "cannot be encoded")


def ll_str2unicode_ascii(s):
    """s.decode("ascii")"""
    length = len(s.chars)
    result = mallocunicode(length)
    i = 0
    while i < length:
        n = ord(s.chars[i])
        if n > 127:
            _decode_error()
        result.chars[i] = cast_primitive(UniChar, n)
        i += 1
    return result


def ll_str2unicode_latin1(s):
    """s.decode("latin-1")"""
    length = len(s.chars)
    result = mallocunicode(length)
    i = 0
    while i < length:
        result.chars[i] = cast_primitive(UniChar, ord(s.chars[i]))
        i += 1
    return result


def ll_str2unicode_utf8(s):
    """s.decode("utf-8")"""
    length = len(s.chars)
    count = 0
    i = 0
    while i < length:
        if ord(s.chars[i]) & 0xC0 != 0x80:
            count += 1
        i += 1
    result = mallocunicode(count)
    i = 0
    k = 0
    while i < length:
        n = ord(s.chars[i])
        if n < 0x80:
            more = 0
        elif n < 0xC2:
            _decode_error()
            more = 0
        elif n < 0xE0:
            more = 1
            n &= 0x1F
        elif n < 0xF0:
            more = 2
            n &= 0x0F
        elif n < 0xF5:
            more = 3
            n &= 0x07
        else:
            _decode_error()
            more = 0
        i += 1
        j = 0
        while j < more:
            if i >= length or ord(s.chars[i]) & 0xC0 != 0x80:
                _decode_error()
            n = (n << 6) | (ord(s.chars[i]) & 0x3F)
            i += 1
            j += 1
        if more == 2 and (n < 0x800 or (0xD800 <= n and n <= 0xDFFF)):
            _decode_error()
        if more == 3 and (n < 0x10000 or n > 0x10FFFF):
            _decode_error()
        result.chars[k] = cast_primitive(UniChar, n)
        k += 1
    return result


def _encode_below(u, limit):
    length = len(u.chars)
    result = mallocstr(length)
    i = 0
    while i < length:
        n = ord(u.chars[i])
        if n >= limit:
            _encode_error()
        result.chars[i] = cast_primitive(Char, n)
        i += 1
    return result


def ll_unicode2str_ascii(u):
    """u.encode("ascii")"""
    return _encode_below(u, 128)


def ll_unicode2str_latin1(u):
    """u.encode("latin-1")"""
    return _encode_below(u, 256)


def ll_unicode2str_utf8(u):
    """u.encode("utf-8")"""
    length = len(u.chars)
    total = 0
    i = 0
    while i < length:
        n = ord(u.chars[i])
        total += 1
        if n >= 0x80:
            total += 1
        if n >= 0x800:
            total += 1
            if 0xD800 <= n and n <= 0xDFFF:
                _encode_error()
        if n >= 0x10000:
            total += 1
        i += 1
    result = mallocstr(total)
    k = 0
    i = 0
    while i < length:
        n = ord(u.chars[i])
        if n < 0x80:
            result.chars[k] = cast_primitive(Char, n)
            k += 1
        else:
            if n < 0x800:
                result.chars[k] = cast_primitive(Char, 0xC0 | (n >> 6))
                shift = 6
            elif n < 0x10000:
                result.chars[k] = cast_primitive(Char, 0xE0 | (n >> 12))
                shift = 12
            else:
                result.chars[k] = cast_primitive(Char, 0xF0 | (n >> 18))
                shift = 18
            k += 1
            while shift > 0:
                shift -= 6
                result.chars[k] = cast_primitive(Char, 0x80 | ((n >> shift) & 0x3F))
                k += 1
        i += 1
    return result


__all__ = [_name for _name in list(globals()) if _name.startswith("ll_")]

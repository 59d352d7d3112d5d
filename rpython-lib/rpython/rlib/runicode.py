"""Decoding and encoding between byte strings and RPython's unicode."""

from rpython._missing import not_implemented
from rpython.rlib.rstring import StringBuilder, UnicodeBuilder
from rpython.rlib.rutf8 import unichr_as_utf8_append
from rpython.translation.intrinsics import intrinsic

MAXUNICODE = 0x10FFFF
BYTEORDER = "little"
allow_surrogate_by_default = False


@intrinsic("UNICHR")
def UNICHR(c):
    """The unicode char of a code point."""
    return chr(c)


def ORD(u):
    """The code point of a unicode char."""
    return ord(u)


def default_unicode_error_decode(errors, encoding, msg, s, startingpos, endingpos):
    """What to do at an error: (replacement, position to go on)."""
    if errors == "replace":
        return UNICHR(0xFFFD), endingpos
    if errors == "ignore":
        return "", endingpos
    raise UnicodeDecodeError(encoding, s, startingpos, endingpos, msg)


def default_unicode_error_encode(errors, encoding, msg, u, startingpos, endingpos):
    """What to do at an error: (unicode or None, bytes or None, position to go on)."""
    if errors == "replace":
        return None, "?", endingpos
    if errors == "ignore":
        return None, "", endingpos
    raise UnicodeEncodeError(encoding, u, startingpos, endingpos, msg)


def _sequence_length(first):
    if first < 0x80:
        return 1
    if first < 0xC2:
        return 0
    if first < 0xE0:
        return 2
    if first < 0xF0:
        return 3
    if first < 0xF5:
        return 4
    return 0


def _valid_prefix(s, pos, n, end, allow_surrogates):
    """How many bytes of the sequence of n at pos are right."""
    first = ord(s[pos])
    i = 1
    while i < n and pos + i < end:
        c = ord(s[pos + i])
        low = 0x80
        high = 0xBF
        if i == 1:
            if first == 0xE0:
                low = 0xA0
            elif first == 0xED and not allow_surrogates:
                high = 0x9F
            elif first == 0xF0:
                low = 0x90
            elif first == 0xF4:
                high = 0x8F
        if c < low or c > high:
            return i
        i += 1
    return i


def str_decode_utf_8(
    s, size, errors, final=False, errorhandler=None, allow_surrogates=allow_surrogate_by_default
):
    """(unicode, number of bytes used) of the first `size` bytes of s."""
    if errorhandler is None:
        errorhandler = default_unicode_error_decode
    result = UnicodeBuilder(size)
    pos = 0
    while pos < size:
        first = ord(s[pos])
        n = _sequence_length(first)
        if n == 1:
            result.append(UNICHR(first))
            pos += 1
            continue
        if n == 0:
            r, pos = errorhandler(errors, "utf8", "invalid start byte", s, pos, pos + 1)
            result.append(r)
            continue
        good = _valid_prefix(s, pos, n, size, allow_surrogates)
        if good < n:
            if pos + good >= size:
                if not final:
                    break
                r, pos = errorhandler(errors, "utf8", "unexpected end of data", s, pos, size)
            else:
                r, pos = errorhandler(
                    errors, "utf8", "invalid continuation byte", s, pos, pos + good
                )
            result.append(r)
            continue
        if n == 2:
            code = ((first & 0x1F) << 6) | (ord(s[pos + 1]) & 0x3F)
        elif n == 3:
            code = ((first & 0x0F) << 12) | ((ord(s[pos + 1]) & 0x3F) << 6)
            code |= ord(s[pos + 2]) & 0x3F
        else:
            code = ((first & 0x07) << 18) | ((ord(s[pos + 1]) & 0x3F) << 12)
            code |= ((ord(s[pos + 2]) & 0x3F) << 6) | (ord(s[pos + 3]) & 0x3F)
        result.append(UNICHR(code))
        pos += n
    return result.build(), pos


def unicode_encode_utf_8(
    s, size, errors, errorhandler=None, allow_surrogates=allow_surrogate_by_default
):
    """The UTF-8 of the first `size` code points of s."""
    if errorhandler is None:
        errorhandler = default_unicode_error_encode
    result = StringBuilder(size)
    pos = 0
    while pos < size:
        code = ord(s[pos])
        if 0xD800 <= code <= 0xDFFF and not allow_surrogates:
            ru, rs, pos = errorhandler(errors, "utf8", "surrogates not allowed", s, pos, pos + 1)
            if rs is not None:
                result.append(rs)
            elif ru is not None:
                for c in ru:
                    unichr_as_utf8_append(result, ord(c), True)
            continue
        unichr_as_utf8_append(result, code, True)
        pos += 1
    return result.build()


def _decode_below(limit, encoding, msg):
    """NOT_RPYTHON: makes the decoder of a one-byte encoding whose bytes are code points."""

    def decode(s, size, errors, final=False, errorhandler=None):
        if errorhandler is None:
            errorhandler = default_unicode_error_decode
        result = UnicodeBuilder(size)
        pos = 0
        while pos < size:
            c = ord(s[pos])
            if c < limit:
                result.append(UNICHR(c))
                pos += 1
            else:
                r, pos = errorhandler(errors, encoding, msg, s, pos, pos + 1)
                result.append(r)
        return result.build(), pos

    return decode


def _encode_below(limit, encoding, msg):
    """NOT_RPYTHON: makes the encoder of a one-byte encoding whose bytes are code points."""

    def encode(s, size, errors, errorhandler=None):
        if errorhandler is None:
            errorhandler = default_unicode_error_encode
        result = StringBuilder(size)
        pos = 0
        while pos < size:
            code = ord(s[pos])
            if code < limit:
                result.append(chr(code))
                pos += 1
                continue
            end = pos + 1
            while end < size and ord(s[end]) >= limit:
                end += 1
            ru, rs, pos = errorhandler(errors, encoding, msg, s, pos, end)
            if rs is not None:
                result.append(rs)
            elif ru is not None:
                for c in ru:
                    if ord(c) >= limit:
                        raise UnicodeEncodeError(encoding, s, pos, pos + 1, msg)
                    result.append(chr(ord(c)))
        return result.build()

    return encode


str_decode_latin_1 = _decode_below(256, "latin1", "")
str_decode_ascii = _decode_below(128, "ascii", "ordinal not in range(128)")
unicode_encode_latin_1 = _encode_below(256, "latin1", "ordinal not in range(256)")
unicode_encode_ascii = _encode_below(128, "ascii", "ordinal not in range(128)")


def unicode_encode_utf_16_le(s, size, errors, errorhandler=None, allow_surrogates=True):
    """The UTF-16 of the first `size` code points, little end first."""
    return _encode_utf_16(s, size, False)


def unicode_encode_utf_16_be(s, size, errors, errorhandler=None, allow_surrogates=True):
    """The UTF-16 of the first `size` code points, big end first."""
    return _encode_utf_16(s, size, True)


def _append_unit(result, unit, big):
    if big:
        result.append(chr(unit >> 8))
        result.append(chr(unit & 0xFF))
    else:
        result.append(chr(unit & 0xFF))
        result.append(chr(unit >> 8))


def _encode_utf_16(s, size, big):
    result = StringBuilder(size * 2)
    for i in range(size):
        code = ord(s[i])
        if code >= 0x10000:
            code -= 0x10000
            _append_unit(result, 0xD800 | (code >> 10), big)
            code = 0xDC00 | (code & 0x3FF)
        _append_unit(result, code, big)
    return result.build()


__getattr__ = not_implemented(__name__)

"""Encoding and decoding of text: UTF-8, UTF-16, UTF-32, Latin-1, ASCII, and the error handlers."""

from rpython.rlib.rstring import StringBuilder

from interpreters.python.interpreter.error import OperationError
from interpreters.python.objspace import operation as space
from interpreters.python.objspace import textops, utf8

UTF8 = 1
LATIN1 = 2
ASCII = 3
UTF16 = 4
UTF16LE = 5
UTF16BE = 6
UTF32 = 7
UTF32LE = 8
UTF32BE = 9
UTF8SIG = 10

_ENCODINGS = {
    "utf_8": UTF8,
    "utf8": UTF8,
    "u8": UTF8,
    "cp65001": UTF8,
    "latin_1": LATIN1,
    "latin1": LATIN1,
    "iso_8859_1": LATIN1,
    "iso8859_1": LATIN1,
    "8859": LATIN1,
    "l1": LATIN1,
    "latin": LATIN1,
    "ascii": ASCII,
    "us_ascii": ASCII,
    "646": ASCII,
    "utf_16": UTF16,
    "utf16": UTF16,
    "u16": UTF16,
    "utf_16_le": UTF16LE,
    "utf_16le": UTF16LE,
    "utf_16_be": UTF16BE,
    "utf_16be": UTF16BE,
    "utf_32": UTF32,
    "utf32": UTF32,
    "u32": UTF32,
    "utf_32_le": UTF32LE,
    "utf_32le": UTF32LE,
    "utf_32_be": UTF32BE,
    "utf_32be": UTF32BE,
    "utf_8_sig": UTF8SIG,
}

_NAMES = {
    UTF8: "utf-8",
    LATIN1: "latin-1",
    ASCII: "ascii",
    UTF16: "utf-16",
    UTF16LE: "utf-16-le",
    UTF16BE: "utf-16-be",
    UTF32: "utf-32",
    UTF32LE: "utf-32-le",
    UTF32BE: "utf-32-be",
    UTF8SIG: "utf-8-sig",
}


def normalize(name):
    """The spelling of an encoding's name as the table has it."""
    builder = StringBuilder(len(name))
    for i in range(len(name)):
        c = name[i]
        if "A" <= c <= "Z":
            c = chr(ord(c) + 32)
        elif c == "-" or c == " ":
            c = "_"
        builder.append(c)
    return builder.build()


def _decode_error(encoding, data, start, end, reason):
    return OperationError(
        space.w_UnicodeDecodeError,
        space.call_args(
            space.w_UnicodeDecodeError,
            argument.Arguments(
                [
                    space.newtext(encoding),
                    space.newbytes(data),
                    space.newint(start),
                    space.newint(end),
                    space.newtext(reason),
                ]
            ),
        ),
    )


def _encode_error(encoding, text, start, end, reason):
    return OperationError(
        space.w_UnicodeEncodeError,
        space.call_args(
            space.w_UnicodeEncodeError,
            argument.Arguments(
                [
                    space.newtext(encoding),
                    space.newtext(text),
                    space.newint(start),
                    space.newint(end),
                    space.newtext(reason),
                ]
            ),
        ),
    )


class Handled(object):
    """The bytes to go on with after an error handler was called: it may have replaced them."""

    def __init__(self):
        self.data = ""


handled = Handled()


def _call_handler(errors, e):
    """What a registered error handler gives for an exception: (replacement, position)."""
    w_result = space.call_method2(
        registry(), "_call_handler", space.newtext(errors), e.get_w_value()
    )
    return space.unpack_exactly(w_result, 2)


def _handle_decode(builder, encoding, data, start, end, reason, errors):
    """Treat the undecodable bytes data[start:end]; the position to go on at in handled.data."""
    handled.data = data
    if errors == "strict":
        raise _decode_error(encoding, data, start, end, reason)
    if errors == "ignore":
        return end
    if errors == "replace":
        builder.append("\xef\xbf\xbd")
    elif errors == "backslashreplace":
        for i in range(start, end):
            textops.append_hex_escape(builder, ord(data[i]))
    elif errors == "surrogateescape":
        i = start
        while i < end and ord(data[i]) >= 128:
            utf8.append_codepoint(builder, 0xDC00 + ord(data[i]))
            i += 1
        if i == start:
            raise _decode_error(encoding, data, start, end, reason)
        return i
    elif errors == "surrogatepass":
        raise _decode_error(encoding, data, start, end, reason)
    else:
        e = _decode_error(encoding, data, start, end, reason)
        parts_w = _call_handler(errors, e)
        builder.append(space.text_w(parts_w[0]))
        handled.data = space.bytes_w(space.getattr(e.get_w_value(), "object"))
        return space.int_w(parts_w[1])
    return end


def registry():
    """The module with the registered codecs and error handlers."""
    return importing.import_absolute("_codecs")


def decode(data, encoding, errors):
    """The UTF-8 of bytes in a named encoding."""
    if encoding == "utf-8":
        return decode_utf8(data, errors)
    number = _ENCODINGS.get(normalize(encoding), 0)
    if number == 0:
        w_text = space.call_method3(
            registry(),
            "_decode_text",
            space.newbytes(data),
            space.newtext(encoding),
            space.newtext(errors),
        )
        return space.text_w(w_text)
    if number == UTF8:
        return decode_utf8(data, errors)
    if number == UTF8SIG:
        if utf8.match_at(data, "\xef\xbb\xbf", 0):
            data = data[3:]
        return decode_utf8(data, errors)
    if number == LATIN1:
        return decode_latin1(data)
    if number == ASCII:
        return decode_ascii(data, errors)
    if number == UTF16 or number == UTF16LE or number == UTF16BE:
        return decode_utf16(data, number, errors)
    return decode_utf32(data, number, errors)


def decode_latin1(data):
    """Latin-1 to UTF-8."""
    if utf8.is_ascii(data):
        return data
    builder = StringBuilder(len(data) + 16)
    for i in range(len(data)):
        utf8.append_codepoint(builder, ord(data[i]))
    return builder.build()


def decode_ascii(data, errors):
    """ASCII to UTF-8."""
    if utf8.is_ascii(data):
        return data
    builder = StringBuilder(len(data))
    i = 0
    while i < len(data):
        c = data[i]
        if ord(c) < 128:
            builder.append(c)
            i += 1
        else:
            reason = "ordinal not in range(128)"
            i = _handle_decode(builder, "ascii", data, i, i + 1, reason, errors)
            assert i >= 0
            data = handled.data
    return builder.build()


def decode_utf8(data, errors):
    """UTF-8 from outside, checked."""
    size = len(data)
    pos = utf8.ascii_end(data, 0)
    while pos < size:
        n = utf8.sequence_length(data, pos, False)
        if n <= 0:
            break
        pos += n
        if pos < size and ord(data[pos]) < 0x80:
            pos = utf8.ascii_end(data, pos)
    if pos == size:
        return data
    builder = StringBuilder(size)
    builder.append_slice(data, 0, pos)
    while pos < size:
        n = utf8.sequence_length(data, pos, False)
        if n > 0:
            builder.append_slice(data, pos, pos + n)
            pos += n
            continue
        if errors == "surrogatepass" and utf8.sequence_length(data, pos, True) == 3:
            builder.append_slice(data, pos, pos + 3)
            pos += 3
            continue
        if n <= -4:
            reason = "unexpected end of data"
            end = size
        else:
            end = pos - n
            c = ord(data[pos])
            if c < 0xC2 or c > 0xF4:
                reason = "invalid start byte"
            else:
                reason = "invalid continuation byte"
        pos = _handle_decode(builder, "utf-8", data, pos, end, reason, errors)
        assert pos >= 0
        data = handled.data
        size = len(data)
    return builder.build()


def _unit16(data, pos, big):
    if big:
        return (ord(data[pos]) << 8) | ord(data[pos + 1])
    return (ord(data[pos + 1]) << 8) | ord(data[pos])


def decode_utf16(data, number, errors):
    """UTF-16 to UTF-8; without a byte order in the name a mark is looked for."""
    pos = 0
    big = number == UTF16BE
    if number == UTF16 and len(data) >= 2:
        mark = _unit16(data, 0, False)
        if mark == 0xFEFF:
            pos = 2
        elif mark == 0xFFFE:
            pos = 2
            big = True
    name = "utf-16-le"
    if big:
        name = "utf-16-be"
    size = len(data)
    builder = StringBuilder(size)
    while pos < size:
        if pos + 1 >= size:
            pos = _handle_decode(builder, name, data, pos, size, "truncated data", errors)
            data = handled.data
            size = len(data)
            continue
        cp = _unit16(data, pos, big)
        pos += 2
        if 0xD800 <= cp < 0xE000:
            if cp < 0xDC00 and pos + 1 < size:
                low = _unit16(data, pos, big)
                if 0xDC00 <= low < 0xE000:
                    cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00)
                    utf8.append_codepoint(builder, cp)
                    pos += 2
                    continue
            if errors != "surrogatepass":
                if cp >= 0xDC00:
                    reason = "illegal encoding"
                    end = pos
                elif pos + 1 >= size:
                    reason = "unexpected end of data"
                    end = size
                else:
                    reason = "illegal UTF-16 surrogate"
                    end = pos
                pos = _handle_decode(builder, name, data, pos - 2, end, reason, errors)
                data = handled.data
                size = len(data)
                continue
        utf8.append_codepoint(builder, cp)
    return builder.build()


def decode_utf32(data, number, errors):
    """UTF-32 to UTF-8; without a byte order in the name a mark is looked for."""
    pos = 0
    big = number == UTF32BE
    if number == UTF32 and len(data) >= 4:
        if data[0] == "\xff" and data[1] == "\xfe" and data[2] == "\0" and data[3] == "\0":
            pos = 4
        elif data[0] == "\0" and data[1] == "\0" and data[2] == "\xfe" and data[3] == "\xff":
            pos = 4
            big = True
    name = "utf-32-le"
    if big:
        name = "utf-32-be"
    size = len(data)
    builder = StringBuilder(size)
    while pos < size:
        if pos + 3 >= size:
            pos = _handle_decode(builder, name, data, pos, size, "truncated data", errors)
            data = handled.data
            size = len(data)
            continue
        if big:
            cp = (_unit16(data, pos, True) << 16) | _unit16(data, pos + 2, True)
        else:
            cp = (_unit16(data, pos + 2, False) << 16) | _unit16(data, pos, False)
        if cp > utf8.MAXUNICODE:
            reason = "code point not in range(0x110000)"
            pos = _handle_decode(builder, name, data, pos, pos + 4, reason, errors)
            data = handled.data
            size = len(data)
            continue
        elif 0xD800 <= cp < 0xE000 and errors != "surrogatepass":
            reason = "code point in surrogate code point range(0xd800, 0xe000)"
            pos = _handle_decode(builder, name, data, pos, pos + 4, reason, errors)
            data = handled.data
            size = len(data)
            continue
        else:
            utf8.append_codepoint(builder, cp)
        pos += 4
    return builder.build()


# -- encoding ---------------------------------------------------------------------------------


def encode(text, encoding, errors):
    """Bytes, in a named encoding, of a text in UTF-8."""
    if encoding == "utf-8":
        return encode_utf8(text, errors)
    number = _ENCODINGS.get(normalize(encoding), 0)
    if number == 0:
        w_bytes = space.call_method3(
            registry(),
            "_encode_text",
            space.newtext(text),
            space.newtext(encoding),
            space.newtext(errors),
        )
        return bytesobject.need_buffer(w_bytes)
    if number == UTF8:
        return encode_utf8(text, errors)
    if number == UTF8SIG:
        return "\xef\xbb\xbf" + encode_utf8(text, errors)
    if number == ASCII and utf8.is_ascii(text):
        return text
    return encode_other(text, number, errors)


def _has_surrogate(text):
    pos = text.find("\xed")
    while pos >= 0:
        if pos + 1 < len(text) and ord(text[pos + 1]) >= 0xA0:
            return True
        pos = text.find("\xed", pos + 1)
    return False


def encode_utf8(text, errors):
    """UTF-8 for the world outside: lone surrogates go to the error handler."""
    if not _has_surrogate(text):
        return text
    return encode_other(text, UTF8, errors)


def _append_unit16(builder, unit, big):
    if big:
        builder.append(chr(unit >> 8))
        builder.append(chr(unit & 0xFF))
    else:
        builder.append(chr(unit & 0xFF))
        builder.append(chr(unit >> 8))


def _append_encoded(builder, cp, number):
    """Append an encodable code point."""
    if number == UTF8:
        utf8.append_codepoint(builder, cp)
    elif number == LATIN1 or number == ASCII:
        builder.append(chr(cp))
    elif number == UTF16 or number == UTF16LE or number == UTF16BE:
        big = number == UTF16BE
        if cp >= 0x10000:
            cp -= 0x10000
            _append_unit16(builder, 0xD800 + (cp >> 10), big)
            _append_unit16(builder, 0xDC00 + (cp & 0x3FF), big)
        else:
            _append_unit16(builder, cp, big)
    elif number == UTF32BE:
        _append_unit16(builder, cp >> 16, True)
        _append_unit16(builder, cp & 0xFFFF, True)
    else:
        _append_unit16(builder, cp & 0xFFFF, False)
        _append_unit16(builder, cp >> 16, False)


def _encodable(cp, number):
    if number == LATIN1:
        return cp < 256
    if number == ASCII:
        return cp < 128
    return cp < 0xD800 or cp > 0xDFFF


def _reason(number):
    if number == LATIN1:
        return "ordinal not in range(256)"
    if number == ASCII:
        return "ordinal not in range(128)"
    return "surrogates not allowed"


def unit_size(number):
    """The size of the units of an encoding."""
    if number == UTF16 or number == UTF16LE or number == UTF16BE:
        return 2
    if number == UTF32 or number == UTF32LE or number == UTF32BE:
        return 4
    return 1


def encode_other(text, number, errors):
    """The general encoder."""
    size = len(text)
    builder = StringBuilder(size)
    if number == UTF16:
        builder.append("\xff\xfe")
    elif number == UTF32:
        builder.append("\xff\xfe\0\0")
    pos = 0
    index = 0
    while pos < size:
        cp = utf8.codepoint_at(text, pos)
        pos = utf8.next_pos(text, pos)
        index += 1
        if _encodable(cp, number):
            _append_encoded(builder, cp, number)
        elif errors == "strict":
            end = index
            while pos < size and not _encodable(utf8.codepoint_at(text, pos), number):
                pos = utf8.next_pos(text, pos)
                end += 1
            raise _encode_error(_NAMES[number], text, index - 1, end, _reason(number))
        elif errors == "ignore":
            continue
        elif errors == "replace":
            _append_encoded(builder, 63, number)
        elif errors == "backslashreplace":
            escape = StringBuilder(10)
            textops.append_hex_escape(escape, cp)
            _append_ascii(builder, escape.build(), number)
        elif errors == "xmlcharrefreplace":
            _append_ascii(builder, "&#%d;" % cp, number)
        elif errors == "surrogateescape" and 0xDC80 <= cp <= 0xDCFF and number < UTF16:
            builder.append(chr(cp - 0xDC00))
        elif (
            errors == "surrogatepass"
            and 0xD800 <= cp <= 0xDFFF
            and number != LATIN1
            and number != ASCII
        ):
            _append_encoded(builder, cp, number)
        elif errors == "surrogateescape" or errors == "surrogatepass":
            end = index
            while pos < size and not _encodable(utf8.codepoint_at(text, pos), number):
                pos = utf8.next_pos(text, pos)
                end += 1
            raise _encode_error(_NAMES[number], text, index - 1, end, _reason(number))
        else:
            end = index
            after = pos
            while after < size and not _encodable(utf8.codepoint_at(text, after), number):
                after = utf8.next_pos(text, after)
                end += 1
            e = _encode_error(_NAMES[number], text, index - 1, end, _reason(number))
            parts_w = _call_handler(errors, e)
            w_part = parts_w[0]
            if isinstance(w_part, unicodeobject.W_UnicodeObject):
                part = w_part.text()
                if number != LATIN1 and not utf8.is_ascii(part):
                    raise e
                i = 0
                while i < len(part):
                    if not _encodable(utf8.codepoint_at(part, i), number):
                        raise e
                    _append_encoded(builder, utf8.codepoint_at(part, i), number)
                    i = utf8.next_pos(part, i)
            else:
                raw = bytesobject.need_buffer(w_part)
                if len(raw) % unit_size(number) != 0:
                    raise e
                builder.append(raw)
            index = space.int_w(parts_w[1])
            pos = utf8.advance(text, 0, index)
    return builder.build()


def _append_ascii(builder, text, number):
    for i in range(len(text)):
        _append_encoded(builder, ord(text[i]), number)


from interpreters.python.interpreter import argument  # noqa: E402
from interpreters.python.module import importing  # noqa: E402
from interpreters.python.objspace import bytesobject, unicodeobject  # noqa: E402


def complete_utf8(data):
    """How many bytes of `data` there are before a character that has begun and is not complete."""
    size = len(data)
    back = 1
    while back <= 3 and back <= size:
        c = ord(data[size - back])
        if c < 0x80:
            return size
        if c >= 0xC0:
            need = 4
            if c < 0xE0:
                need = 2
            elif c < 0xF0:
                need = 3
            if back >= need or c < 0xC2 or c > 0xF4:
                return size
            if back > 1:
                second = ord(data[size - back + 1])
                if c == 0xE0 and second < 0xA0 or c == 0xED and second > 0xBF:
                    return size
                if c == 0xF0 and second < 0x90 or c == 0xF4 and second > 0x8F:
                    return size
            return size - back
        back += 1
    return size

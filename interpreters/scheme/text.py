"""UTF-8, case and classes of characters. Beyond ASCII, Latin-1 and Greek letters have cases."""

from rpython.rlib.rstring import StringBuilder


def is_ascii(s):
    for c in s:
        if ord(c) >= 128:
            return False
    return True


def append_code(builder, code):
    """Adds a code point in UTF-8."""
    if code < 0x80:
        builder.append(chr(code))
    elif code < 0x800:
        builder.append(chr(0xC0 | (code >> 6)))
        builder.append(chr(0x80 | (code & 63)))
    elif code < 0x10000:
        builder.append(chr(0xE0 | (code >> 12)))
        builder.append(chr(0x80 | ((code >> 6) & 63)))
        builder.append(chr(0x80 | (code & 63)))
    else:
        builder.append(chr(0xF0 | ((code >> 18) & 7)))
        builder.append(chr(0x80 | ((code >> 12) & 63)))
        builder.append(chr(0x80 | ((code >> 6) & 63)))
        builder.append(chr(0x80 | (code & 63)))


def encode(codes):
    builder = StringBuilder(len(codes))
    for code in codes:
        append_code(builder, code)
    return builder.build()


def encode_one(code):
    builder = StringBuilder(4)
    append_code(builder, code)
    return builder.build()


def width_at(s, pos):
    """How many bytes the character at pos has; wrong UTF-8 is read byte by byte."""
    first = ord(s[pos])
    if first < 0xC0:
        width = 1
    elif first < 0xE0:
        width = 2
    elif first < 0xF0:
        width = 3
    elif first < 0xF8:
        width = 4
    else:
        width = 1
    if pos + width > len(s):
        return 1
    for i in range(pos + 1, pos + width):
        if ord(s[i]) & 0xC0 != 0x80:
            return 1
    return width


def code_at(s, pos, width):
    """The code point of the character at pos, of so many bytes."""
    code = ord(s[pos])
    if width == 2:
        code &= 31
    elif width == 3:
        code &= 15
    elif width == 4:
        code &= 7
    for i in range(pos + 1, pos + width):
        code = (code << 6) | (ord(s[i]) & 63)
    return code


def decode(s):
    codes = [0] * len(s)
    pos = 0
    count = 0
    while pos < len(s):
        width = width_at(s, pos)
        codes[count] = code_at(s, pos, width)
        count += 1
        pos += width
    if count == len(codes):
        return codes
    return codes[:count]


def piece(s, start, stop):
    """s[start:stop] for ints known to be in range."""
    assert 0 <= start <= stop
    return s[start:stop]


def upcase(code):
    if 97 <= code <= 122 or (0xE0 <= code <= 0xFE and code != 0xF7):
        return code - 32
    if 0x3B1 <= code <= 0x3C9 and code != 0x3C2:
        return code - 32
    return code


def downcase(code):
    if 65 <= code <= 90 or (0xC0 <= code <= 0xDE and code != 0xD7):
        return code + 32
    if 0x391 <= code <= 0x3A9:
        return code + 32
    return code


def is_alphabetic(code):
    if code < 128:
        return 65 <= code <= 90 or 97 <= code <= 122
    return code >= 0xC0 and code != 0xD7 and code != 0xF7 and not 0x2000 <= code <= 0x303F


def is_numeric(code):
    return 48 <= code <= 57


def is_whitespace(code):
    return code == 32 or 9 <= code <= 13 or code == 0xA0


def is_upper(code):
    return downcase(code) != code


def is_lower(code):
    return upcase(code) != code or code == 0xDF or code == 0x3C2

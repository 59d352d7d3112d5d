"""Base 64 (RFC 4648) and uuencoded lines."""

from rpython.rlib.jit import dont_look_inside
from rpython.rlib.rstring import StringBuilder

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
VALUES = [ALPHABET.find(chr(code)) for code in range(256)]


class BadData(Exception):
    """What is wrong with the encoded text."""

    def __init__(self, message):
        self.message = message


@dont_look_inside
def encode(data, newline):
    """Four letters for each three bytes."""
    alphabet = ALPHABET
    size = len(data)
    builder = StringBuilder((size + 2) // 3 * 4 + 1)
    pos = 0
    while pos + 3 <= size:
        n = ord(data[pos]) << 16 | ord(data[pos + 1]) << 8 | ord(data[pos + 2])
        pos += 3
        builder.append(alphabet[n >> 18])
        builder.append(alphabet[(n >> 12) & 63])
        builder.append(alphabet[(n >> 6) & 63])
        builder.append(alphabet[n & 63])
    if pos < size:
        n = ord(data[pos]) << 16
        two = pos + 1 < size
        if two:
            n |= ord(data[pos + 1]) << 8
        builder.append(alphabet[n >> 18])
        builder.append(alphabet[(n >> 12) & 63])
        builder.append(alphabet[(n >> 6) & 63] if two else "=")
        builder.append("=")
    if newline:
        builder.append("\n")
    return builder.build()


@dont_look_inside
def decode(data, strict):
    """The bytes; other characters than those of the alphabet are skipped unless strict."""
    values = VALUES
    size = len(data)
    builder = StringBuilder((size + 3) // 4 * 3)
    pos = 0
    while pos + 4 <= size:
        a = values[ord(data[pos])]
        b = values[ord(data[pos + 1])]
        c = values[ord(data[pos + 2])]
        d = values[ord(data[pos + 3])]
        if a | b | c | d < 0:
            break
        n = a << 18 | b << 12 | c << 6 | d
        builder.append(chr(n >> 16))
        builder.append(chr((n >> 8) & 255))
        builder.append(chr(n & 255))
        pos += 4
    decode_rest(data, pos, strict, builder)
    return builder.build()


def decode_rest(data, pos, strict, builder):
    """decode() from a position where a group of four begins; padding and foreign characters."""
    whole = pos
    size = len(data)
    letters = 0
    pads = 0
    padding = False
    value = 0
    if strict and size > 0 and data[0] == "=":
        raise BadData("Leading padding not allowed")
    while pos < size:
        c = data[pos]
        pos += 1
        if c == "=":
            padding = True
            if letters & 3 >= 2:
                pads += 1
                if (letters & 3) + pads >= 4:
                    if strict and pos < size:
                        raise BadData("Excess data after padding")
                    return
            continue
        code = VALUES[ord(c)]
        if code < 0:
            if strict:
                raise BadData("Only base64 data is allowed")
            continue
        if strict and padding:
            raise BadData("Discontinuous padding not allowed")
        pads = 0
        value = (value << 6 | code) & 0xFFFF
        letters += 1
        quarter = letters & 3
        if quarter != 1:
            builder.append(chr((value >> ((4 - quarter) * 2 & 7)) & 255))
    if letters & 3 == 1:
        raise BadData(
            "Invalid base64-encoded string: number of data characters (%d) cannot be 1 more than "
            "a multiple of 4" % (whole + letters)
        )
    if letters & 3:
        raise BadData("Incorrect padding")


def uu_encode(data, backtick):
    """A line for at most 45 bytes."""
    zero = "`" if backtick else " "
    size = len(data)
    builder = StringBuilder(2 + (size + 2) // 3 * 4)
    builder.append(uu_letter(size, zero))
    pos = 0
    while pos < size:
        n = ord(data[pos]) << 16
        if pos + 1 < size:
            n |= ord(data[pos + 1]) << 8
        if pos + 2 < size:
            n |= ord(data[pos + 2])
        pos += 3
        builder.append(uu_letter(n >> 18, zero))
        builder.append(uu_letter((n >> 12) & 63, zero))
        builder.append(uu_letter((n >> 6) & 63, zero))
        builder.append(uu_letter(n & 63, zero))
    builder.append("\n")
    return builder.build()


def uu_letter(value, zero):
    """The letter for six bits."""
    if value == 0:
        return zero
    return chr(32 + value)


def uu_decode(data):
    """The bytes of a line; one that is too short is filled with spaces."""
    size = (ord(data[0]) - 32) & 63 if len(data) > 0 else 32
    builder = StringBuilder(size)
    value = 0
    bits = 0
    done = 0
    pos = 1
    while done < size:
        code = ord(data[pos]) if pos < len(data) else 0
        pos += 1
        if code == 0 and pos > len(data) or code == 10 or code == 13:
            code = 0
        elif 32 <= code <= 96:
            code = (code - 32) & 63
        else:
            raise BadData("Illegal char")
        value = (value << 6 | code) & 0xFFFF
        bits += 6
        if bits >= 8:
            bits -= 8
            builder.append(chr((value >> bits) & 255))
            done += 1
    while pos < len(data):
        c = data[pos]
        pos += 1
        if c != " " and c != "`" and c != "\n" and c != "\r":
            raise BadData("Trailing garbage")
    return builder.build()

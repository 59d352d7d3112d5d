"""MD5 (RFC 1321)."""

import math

from rpython.rlib.rarithmetic import intmask, r_uint
from rpython.rlib.rstring import StringBuilder

_MASK = r_uint(0xFFFFFFFF)
_HEX = "0123456789abcdef"
_SINES = [r_uint(int(abs(math.sin(i + 1)) * 4294967296.0)) for i in range(64)]
_SHIFTS = [7, 12, 17, 22] * 4 + [5, 9, 14, 20] * 4 + [4, 11, 16, 23] * 4 + [6, 10, 15, 21] * 4


def _rotate(x, n):
    return ((x << n) | (x >> (32 - n))) & _MASK


def append_word(builder, x, big):
    """Appends the four bytes of a 32-bit r_uint."""
    n = intmask(x)
    i = 0
    while i < 4:
        shift = i * 8
        if big:
            shift = 24 - shift
        builder.append(chr((n >> shift) & 0xFF))
        i += 1


def read_word(data, pos, big):
    """The 32-bit r_uint of four bytes."""
    n = 0
    i = 0
    while i < 4:
        if big:
            n = (n << 8) | ord(data[pos + i])
        else:
            n |= ord(data[pos + i]) << (i * 8)
        i += 1
    return r_uint(n)


def padded(data, total, big):
    """The last bytes of a message of `total` bytes, with the padding of MD5 and SHA-1."""
    builder = StringBuilder(128)
    builder.append(data)
    builder.append("\x80")
    builder.append_multiple_char("\x00", (55 - total) % 64)
    bits = r_uint(total) << 3
    high = bits >> 32
    low = bits & _MASK
    if big:
        append_word(builder, high, True)
        append_word(builder, low, True)
    else:
        append_word(builder, low, False)
        append_word(builder, high, False)
    return builder.build()


def hexdigits(digest):
    """The hexadecimal text of bytes."""
    builder = StringBuilder(len(digest) * 2)
    for c in digest:
        builder.append(_HEX[ord(c) >> 4])
        builder.append(_HEX[ord(c) & 15])
    return builder.build()


class RMD5(object):
    """update(data) any number of times; digest(), hexdigest(), copy()."""

    digest_size = 16

    def __init__(self, initialdata=""):
        self.a = r_uint(0x67452301)
        self.b = r_uint(0xEFCDAB89)
        self.c = r_uint(0x98BADCFE)
        self.d = r_uint(0x10325476)
        self.rest = ""
        self.total = 0
        self.update(initialdata)

    def update(self, data):
        """Adds bytes to the message."""
        self.total += len(data)
        data = self.rest + data
        pos = 0
        while pos + 64 <= len(data):
            self._block(data, pos)
            pos += 64
        self.rest = data[pos:]

    def _block(self, data, pos):
        words = [r_uint(0)] * 16
        for i in range(16):
            words[i] = read_word(data, pos + i * 4, False)
        a = self.a
        b = self.b
        c = self.c
        d = self.d
        for i in range(64):
            if i < 16:
                f = (b & c) | (~b & d)
                k = i
            elif i < 32:
                f = (d & b) | (~d & c)
                k = (5 * i + 1) & 15
            elif i < 48:
                f = b ^ c ^ d
                k = (3 * i + 5) & 15
            else:
                f = c ^ (b | (~d & _MASK))
                k = (7 * i) & 15
            x = (a + (f & _MASK) + _SINES[i] + words[k]) & _MASK
            a = d
            d = c
            c = b
            b = (b + _rotate(x, _SHIFTS[i])) & _MASK
        self.a = (self.a + a) & _MASK
        self.b = (self.b + b) & _MASK
        self.c = (self.c + c) & _MASK
        self.d = (self.d + d) & _MASK

    def copy(self):
        """An independent copy."""
        other = RMD5()
        other.a = self.a
        other.b = self.b
        other.c = self.c
        other.d = self.d
        other.rest = self.rest
        other.total = self.total
        return other

    def digest(self):
        """The 16 bytes."""
        other = self.copy()
        other.update(padded("", self.total, False))
        builder = StringBuilder(16)
        append_word(builder, other.a, False)
        append_word(builder, other.b, False)
        append_word(builder, other.c, False)
        append_word(builder, other.d, False)
        return builder.build()

    def hexdigest(self):
        """The digest as text."""
        return hexdigits(self.digest())


def new(arg=""):
    """An RMD5 of the data."""
    return RMD5(arg)

"""MD5 (RFC 1321)."""

import math

from rpython.rlib.jit import dont_look_inside
from rpython.rlib.rarithmetic import intmask, r_uint
from rpython.rlib.rstring import StringBuilder
from rpython.rlib.unroll import unrolling_iterable

_MASK = r_uint(0xFFFFFFFF)
_HEX = "0123456789abcdef"
_SINES = [r_uint(int(abs(math.sin(i + 1)) * 4294967296.0)) for i in range(64)]
_SHIFTS = [7, 12, 17, 22] * 4 + [5, 9, 14, 20] * 4 + [4, 11, 16, 23] * 4 + [6, 10, 15, 21] * 4
_WORDS = [[i, (5 * i + 1) & 15, (3 * i + 5) & 15, (7 * i) & 15][i // 16] for i in range(64)]
# (step, word of the message, sine, how far the other way the sum is rotated)
_STEPS = unrolling_iterable([(i, _WORDS[i], _SINES[i], 32 - _SHIFTS[i]) for i in range(64)])


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


def read_words(data, pos, words, big):
    """Sets 16 words of 32 bits to what 64 bytes say."""
    assert pos >= 0
    assert pos + 64 <= len(data)
    assert len(words) == 16
    i = 0
    while i < 16:
        b0 = ord(data[pos])
        b1 = ord(data[pos + 1])
        b2 = ord(data[pos + 2])
        b3 = ord(data[pos + 3])
        if big:
            words[i] = r_uint((b0 << 24) | (b1 << 16) | (b2 << 8) | b3)
        else:
            words[i] = r_uint(b0 | (b1 << 8) | (b2 << 16) | (b3 << 24))
        pos += 4
        i += 1


def whole_blocks(h, data, block):
    """Gives whole blocks of so many bytes to h._block; the rest is kept in h.rest."""
    size = len(data)
    h.total += size
    pos = 0
    rest = h.rest
    if len(rest) > 0:
        pos = block - len(rest)
        assert pos >= 0
        if size < pos:
            h.rest = rest + data
            return
        h._block(rest + data[:pos], 0)
    while pos + block <= size:
        h._block(data, pos)
        pos += block
    h.rest = data[pos:]


whole_blocks._annspecialcase_ = "specialize:argtype(0)"


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
        self.words = [r_uint(0)] * 16
        self.rest = ""
        self.total = 0
        self.update(initialdata)

    def update(self, data):
        """Adds bytes to the message."""
        whole_blocks(self, data, 64)

    @dont_look_inside
    def _block(self, data, pos):
        w = self.words
        read_words(data, pos, w, False)
        a = self.a
        b = self.b
        c = self.c
        d = self.d
        for i, k, sine, back in _STEPS:
            if i < 16:
                f = d ^ (b & (c ^ d))
            elif i < 32:
                f = c ^ (d & (b ^ c))
            elif i < 48:
                f = b ^ c ^ d
            else:
                f = c ^ (b | (d ^ _MASK))
            x = (a + f + sine + w[k]) & _MASK
            a = d
            d = c
            c = b
            b = (b + (((x << (32 - back)) | (x >> back)) & _MASK)) & _MASK
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

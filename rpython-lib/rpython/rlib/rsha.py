"""SHA-1 (FIPS 180-4)."""

from rpython.rlib.rarithmetic import r_uint
from rpython.rlib.rmd5 import append_word, hexdigits, padded, read_word
from rpython.rlib.rstring import StringBuilder

_MASK = r_uint(0xFFFFFFFF)
_K = [r_uint(0x5A827999), r_uint(0x6ED9EBA1), r_uint(0x8F1BBCDC), r_uint(0xCA62C1D6)]


def _rotate(x, n):
    return ((x << n) | (x >> (32 - n))) & _MASK


class RSHA(object):
    """update(data) any number of times; digest(), hexdigest(), copy()."""

    digest_size = 20
    block_size = 64

    def __init__(self, initialdata=""):
        self.h0 = r_uint(0x67452301)
        self.h1 = r_uint(0xEFCDAB89)
        self.h2 = r_uint(0x98BADCFE)
        self.h3 = r_uint(0x10325476)
        self.h4 = r_uint(0xC3D2E1F0)
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
        w = [r_uint(0)] * 80
        for i in range(16):
            w[i] = read_word(data, pos + i * 4, True)
        for i in range(16, 80):
            w[i] = _rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1)
        a = self.h0
        b = self.h1
        c = self.h2
        d = self.h3
        e = self.h4
        for i in range(80):
            if i < 20:
                f = (b & c) | (~b & d & _MASK)
                k = _K[0]
            elif i < 40:
                f = b ^ c ^ d
                k = _K[1]
            elif i < 60:
                f = (b & c) | (b & d) | (c & d)
                k = _K[2]
            else:
                f = b ^ c ^ d
                k = _K[3]
            x = (_rotate(a, 5) + f + e + k + w[i]) & _MASK
            e = d
            d = c
            c = _rotate(b, 30)
            b = a
            a = x
        self.h0 = (self.h0 + a) & _MASK
        self.h1 = (self.h1 + b) & _MASK
        self.h2 = (self.h2 + c) & _MASK
        self.h3 = (self.h3 + d) & _MASK
        self.h4 = (self.h4 + e) & _MASK

    def copy(self):
        """An independent copy."""
        other = RSHA()
        other.h0 = self.h0
        other.h1 = self.h1
        other.h2 = self.h2
        other.h3 = self.h3
        other.h4 = self.h4
        other.rest = self.rest
        other.total = self.total
        return other

    def digest(self):
        """The 20 bytes."""
        other = self.copy()
        other.update(padded("", self.total, True))
        builder = StringBuilder(20)
        append_word(builder, other.h0, True)
        append_word(builder, other.h1, True)
        append_word(builder, other.h2, True)
        append_word(builder, other.h3, True)
        append_word(builder, other.h4, True)
        return builder.build()

    def hexdigest(self):
        """The digest as text."""
        return hexdigits(self.digest())


def new(arg=""):
    """An RSHA of the data."""
    return RSHA(arg)

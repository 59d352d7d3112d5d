"""SHA-1 (FIPS 180-4)."""

from rpython.rlib.jit import dont_look_inside
from rpython.rlib.rarithmetic import r_uint
from rpython.rlib.rmd5 import append_word, hexdigits, padded, read_words, whole_blocks
from rpython.rlib.rstring import StringBuilder
from rpython.rlib.unroll import unrolling_iterable

_MASK = r_uint(0xFFFFFFFF)
_K = [r_uint(0x5A827999), r_uint(0x6ED9EBA1), r_uint(0x8F1BBCDC), r_uint(0xCA62C1D6)]
_STEPS = unrolling_iterable([(i, _K[i // 20]) for i in range(80)])


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
        read_words(data, pos, w, True)
        a = self.h0
        b = self.h1
        c = self.h2
        d = self.h3
        e = self.h4
        for i, k in _STEPS:
            if i >= 16:
                x = w[(i - 3) & 15] ^ w[(i - 8) & 15] ^ w[(i - 14) & 15] ^ w[i & 15]
                w[i & 15] = ((x << 1) | (x >> 31)) & _MASK
            if i < 20:
                f = d ^ (b & (c ^ d))
            elif i < 40 or i >= 60:
                f = b ^ c ^ d
            else:
                f = (b & c) | (d & (b | c))
            x = ((((a << 5) | (a >> 27)) & _MASK) + f + e + k + w[i & 15]) & _MASK
            e = d
            d = c
            c = ((b << 30) | (b >> 2)) & _MASK
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

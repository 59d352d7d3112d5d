"""BLAKE2b and BLAKE2s (RFC 7693), fed piece by piece."""

from rpython.rlib.rarithmetic import r_uint
from rpython.rlib.rstring import StringBuilder

# the first words are those that SHA-512 and SHA-256 start with
IV_B = [
    r_uint(0x6A09E667F3BCC908),
    r_uint(0xBB67AE8584CAA73B),
    r_uint(0x3C6EF372FE94F82B),
    r_uint(0xA54FF53A5F1D36F1),
    r_uint(0x510E527FADE682D1),
    r_uint(0x9B05688C2B3E6C1F),
    r_uint(0x1F83D9ABFB41BD6B),
    r_uint(0x5BE0CD19137E2179),
]
IV_S = [word >> 32 for word in IV_B]
ORDER = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
]
COLUMNS = [
    [0, 4, 8, 12],
    [1, 5, 9, 13],
    [2, 6, 10, 14],
    [3, 7, 11, 15],
    [0, 5, 10, 15],
    [1, 6, 11, 12],
    [2, 7, 8, 13],
    [3, 4, 9, 14],
]


def little(value, size):
    """`size` bytes, the lowest first."""
    builder = StringBuilder(size)
    for i in range(size):
        builder.append(chr(int((value >> (8 * i)) & r_uint(0xFF))))
    return builder.build()


def word_at(data, pos, size):
    """A word of `size` bytes, the lowest first."""
    value = r_uint(0)
    for i in range(size):
        value |= r_uint(ord(data[pos + i])) << (8 * i)
    return value


class Blake2(object):
    """wide: BLAKE2b, with words of 8 bytes; or BLAKE2s, with words of 4."""

    def __init__(self, wide, digest_size, parameters, last_node):
        """parameters: the block of eight words, as bytes."""
        self.wide = wide
        self.word = 8 if wide else 4
        self.block = 16 * self.word
        self.digest_size = digest_size
        self.last_node = last_node
        self.state = []
        iv = IV_B if wide else IV_S
        if len(parameters) > 0:
            for i in range(8):
                self.state.append(iv[i] ^ word_at(parameters, i * self.word, self.word))
        self.pending = ""  # at most a block, which may be the last
        self.total = r_uint(0)

    def copy(self):
        """Another in the same state."""
        other = Blake2(self.wide, self.digest_size, "", self.last_node)
        other.state = self.state[:]
        other.pending = self.pending
        other.total = self.total
        return other

    def update(self, data):
        """Takes in more data."""
        data = self.pending + data
        pos = 0
        while len(data) - pos > self.block:
            self.total += r_uint(self.block)
            self.compress(data, pos, False)
            pos += self.block
        assert pos >= 0
        self.pending = data[pos:]

    def digest(self):
        """The digest; the object is used up."""
        size = len(self.pending)
        self.total += r_uint(size)
        self.compress(self.pending + "\0" * (self.block - size), 0, True)
        text = "".join([little(word, self.word) for word in self.state])
        return text[: self.digest_size]

    def compress(self, data, pos, last):
        """Takes in a block."""
        wide = self.wide
        size = self.word
        message = [word_at(data, pos + i * size, size) for i in range(16)]
        ones = r_uint(0) - r_uint(1)
        if not wide:
            ones = r_uint(0xFFFFFFFF)
        v = self.state + (IV_B if wide else IV_S)
        if wide:
            v[12] ^= self.total
        else:
            v[12] ^= self.total & ones
            v[13] ^= self.total >> 32
        if last:
            v[14] ^= ones
            if self.last_node:
                v[15] ^= ones
        rounds = 12 if wide else 10
        r1, r2, r3, r4 = 16, 12, 8, 7
        bits = 32
        if wide:
            r1, r2, r3, r4 = 32, 24, 16, 63
            bits = 64
        for i in range(rounds):
            order = ORDER[i % 10]
            for k in range(8):
                column = COLUMNS[k]
                ia = column[0]
                ib = column[1]
                ic = column[2]
                id_ = column[3]
                a = v[ia]
                b = v[ib]
                c = v[ic]
                d = v[id_]
                a = (a + b + message[order[2 * k]]) & ones
                d ^= a
                d = (d >> r1) | ((d << (bits - r1)) & ones)
                c = (c + d) & ones
                b ^= c
                b = (b >> r2) | ((b << (bits - r2)) & ones)
                a = (a + b + message[order[2 * k + 1]]) & ones
                d ^= a
                d = (d >> r3) | ((d << (bits - r3)) & ones)
                c = (c + d) & ones
                b ^= c
                b = (b >> r4) | ((b << (bits - r4)) & ones)
                v[ia] = a
                v[ib] = b
                v[ic] = c
                v[id_] = d
        for i in range(8):
            self.state[i] ^= v[i] ^ v[i + 8]

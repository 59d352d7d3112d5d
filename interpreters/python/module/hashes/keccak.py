"""Keccak, the permutation of SHA-3 and SHAKE (FIPS 202), as a sponge that is fed piece by piece."""

from rpython.rlib.jit import dont_look_inside
from rpython.rlib.rarithmetic import r_uint
from rpython.rlib.rstring import StringBuilder
from rpython.rlib.unroll import unrolling_iterable

LANES = 25


def _round_constants():
    """NOT_RPYTHON: by the linear feedback register of the standard."""
    constants = []
    register = 1
    for _ in range(24):
        value = 0
        for j in range(7):
            if register & 1:
                value |= 1 << ((1 << j) - 1)
            register <<= 1
            if register & 0x100:
                register ^= 0x171
        constants.append(r_uint(value))
    return constants


def _walk():
    """NOT_RPYTHON: (lane, how far it is rotated) in the order in which rho and pi pass them on."""
    walk = []
    x, y = 1, 0
    for t in range(24):
        x, y = y, (2 * x + 3 * y) % 5
        walk.append((x + 5 * y, (t + 1) * (t + 2) // 2 % 64))
    return walk


ROUNDS = _round_constants()
WALK = unrolling_iterable(_walk())


@dont_look_inside
def permute(lanes):
    """Keccak-f[1600] on 25 words."""
    assert len(lanes) == LANES
    ones = r_uint(0) - r_uint(1)
    for constant in ROUNDS:
        c0 = lanes[0] ^ lanes[5] ^ lanes[10] ^ lanes[15] ^ lanes[20]
        c1 = lanes[1] ^ lanes[6] ^ lanes[11] ^ lanes[16] ^ lanes[21]
        c2 = lanes[2] ^ lanes[7] ^ lanes[12] ^ lanes[17] ^ lanes[22]
        c3 = lanes[3] ^ lanes[8] ^ lanes[13] ^ lanes[18] ^ lanes[23]
        c4 = lanes[4] ^ lanes[9] ^ lanes[14] ^ lanes[19] ^ lanes[24]
        d0 = c4 ^ ((c1 << 1) | (c1 >> 63))
        d1 = c0 ^ ((c2 << 1) | (c2 >> 63))
        d2 = c1 ^ ((c3 << 1) | (c3 >> 63))
        d3 = c2 ^ ((c4 << 1) | (c4 >> 63))
        d4 = c3 ^ ((c0 << 1) | (c0 >> 63))
        y = 0
        while y < LANES:
            lanes[y] ^= d0
            lanes[y + 1] ^= d1
            lanes[y + 2] ^= d2
            lanes[y + 3] ^= d3
            lanes[y + 4] ^= d4
            y += 5
        word = lanes[1]
        for at, turn in WALK:
            kept = lanes[at]
            lanes[at] = (word << turn) | (word >> (64 - turn))
            word = kept
        y = 0
        while y < LANES:
            b0 = lanes[y]
            b1 = lanes[y + 1]
            b2 = lanes[y + 2]
            b3 = lanes[y + 3]
            b4 = lanes[y + 4]
            lanes[y] = b0 ^ ((b1 ^ ones) & b2)
            lanes[y + 1] = b1 ^ ((b2 ^ ones) & b3)
            lanes[y + 2] = b2 ^ ((b3 ^ ones) & b4)
            lanes[y + 3] = b3 ^ ((b4 ^ ones) & b0)
            lanes[y + 4] = b4 ^ ((b0 ^ ones) & b1)
            y += 5
        lanes[0] ^= constant


def word_at(data, pos):
    """The word that eight bytes are, the lowest first."""
    low = ord(data[pos]) | (ord(data[pos + 1]) << 8)
    low |= (ord(data[pos + 2]) << 16) | (ord(data[pos + 3]) << 24)
    high = ord(data[pos + 4]) | (ord(data[pos + 5]) << 8)
    high |= (ord(data[pos + 6]) << 16) | (ord(data[pos + 7]) << 24)
    return r_uint(low) | (r_uint(high) << 32)


class Sponge(object):
    """rate: bytes between two permutations; suffix: what ends the data."""

    def __init__(self, rate, suffix):
        self.rate = rate
        self.suffix = suffix
        self.lanes = [r_uint(0)] * LANES
        self.at = 0  # bytes taken in since the last permutation

    def copy(self):
        """Another in the same state."""
        other = Sponge(self.rate, self.suffix)
        other.lanes = self.lanes[:]
        other.at = self.at
        return other

    def mix(self, at, byte):
        """Takes in a byte."""
        self.lanes[at >> 3] ^= r_uint(byte) << ((at & 7) << 3)

    def update(self, data):
        """Takes in more data."""
        at = self.at
        i = 0
        while i < len(data):
            if at & 7 == 0 and i + 8 <= len(data):  # the rate is a number of whole words
                self.lanes[at >> 3] ^= word_at(data, i)
                at += 8
                i += 8
            else:
                self.mix(at, ord(data[i]))
                at += 1
                i += 1
            if at == self.rate:
                permute(self.lanes)
                at = 0
        self.at = at

    def squeeze(self, size):
        """The digest; the sponge is used up."""
        self.mix(self.at, self.suffix)
        self.mix(self.rate - 1, 0x80)
        permute(self.lanes)
        builder = StringBuilder(size)
        at = 0
        for _ in range(size):
            if at == self.rate:
                permute(self.lanes)
                at = 0
            builder.append(chr(int((self.lanes[at >> 3] >> ((at & 7) << 3)) & r_uint(0xFF))))
            at += 1
        return builder.build()

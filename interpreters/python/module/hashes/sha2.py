"""SHA-224, SHA-256, SHA-384 and SHA-512 (FIPS 180-4), fed piece by piece."""

from rpython.rlib.jit import dont_look_inside
from rpython.rlib.rarithmetic import intmask, r_uint
from rpython.rlib.rmd5 import read_words, whole_blocks
from rpython.rlib.rstring import StringBuilder
from rpython.rlib.unroll import unrolling_iterable


def _primes(count):
    """NOT_RPYTHON: the first primes."""
    result = []
    n = 2
    while len(result) < count:
        if all(n % p for p in result):
            result.append(n)
        n += 1
    return result


def _root_fraction(n, power):
    """NOT_RPYTHON: 64 bits of the fraction of the power-th root of n."""
    n <<= 64 * power
    low, high = 0, 1 << (n.bit_length() // power + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**power <= n:
            low = middle
        else:
            high = middle - 1
    return low & ((1 << 64) - 1)


H512 = [r_uint(_root_fraction(p, 2)) for p in _primes(8)]
H256 = [r_uint(_root_fraction(p, 2) >> 32) for p in _primes(8)]
H384 = [r_uint(_root_fraction(p, 2)) for p in _primes(16)[8:]]
H224 = [r_uint(_root_fraction(p, 2) & 0xFFFFFFFF) for p in _primes(16)[8:]]
MASK_32 = r_uint(0xFFFFFFFF)
STEPS_256 = unrolling_iterable(
    [(i, r_uint(_root_fraction(p, 3) >> 32)) for i, p in enumerate(_primes(64))]
)
STEPS_512 = unrolling_iterable(
    [(i, r_uint(_root_fraction(p, 3))) for i, p in enumerate(_primes(80))]
)


def padded(data, total, block, length_size):
    """The last bytes of a message of `total` bytes, with the padding and the length in bits."""
    builder = StringBuilder(2 * block)
    builder.append(data)
    builder.append("\x80")
    size = len(data) + 1
    while (size + length_size) % block != 0:
        builder.append("\0")
        size += 1
    bits = total * 8
    i = length_size - 1
    while i >= 0:
        if i >= 8:
            builder.append("\0")
        else:
            builder.append(chr((bits >> (8 * i)) & 255))
        i -= 1
    return builder.build()


def to_bytes(state, size, total):
    """The digest."""
    builder = StringBuilder(64)
    for value in state:
        shift = (size - 1) * 8
        while shift >= 0:
            builder.append(chr(intmask(value >> shift) & 255))
            shift -= 8
    return builder.build()[:total]


def turned32(x, n):
    """A word of 32 bits rotated to the right."""
    return ((x >> n) | (x << (32 - n))) & MASK_32


class Digest(object):
    """An algorithm that is fed piece by piece."""

    def update(self, data):
        """Takes in more data."""
        raise NotImplementedError

    def digest(self):
        """The digest of what there was so far."""
        raise NotImplementedError

    def copy(self):
        """Another in the same state."""
        raise NotImplementedError


class Sha2(Digest):
    """What the two word sizes share; the start values and the size in bytes tell the algorithms apart."""

    block = 64

    def __init__(self, start, size):
        self.state = start[:]
        self.size = size
        self.words = [r_uint(0)] * 16
        self.rest = ""
        self.total = 0

    def _started(self):
        """Another with this state that has seen nothing else."""
        raise NotImplementedError

    def copy(self):
        other = self._started()
        other.rest = self.rest
        other.total = self.total
        return other

    def digest(self):
        other = self._started()
        other.update(padded(self.rest, self.total, self.block, self.block // 8))
        return to_bytes(other.state, self.block // 16, self.size)


class Sha256(Sha2):
    """SHA-256 or, with other start values, SHA-224."""

    def _started(self):
        return Sha256(self.state, self.size)

    def update(self, data):
        whole_blocks(self, data, 64)

    @dont_look_inside
    def _block(self, data, pos):
        w = self.words
        read_words(data, pos, w, True)
        state = self.state
        a, b, c, d = state[0], state[1], state[2], state[3]
        e, f, g, h = state[4], state[5], state[6], state[7]
        for i, k in STEPS_256:
            if i >= 16:
                x = w[(i - 15) & 15]
                s0 = turned32(x, 7) ^ turned32(x, 18) ^ (x >> 3)
                x = w[(i - 2) & 15]
                s1 = turned32(x, 17) ^ turned32(x, 19) ^ (x >> 10)
                w[i & 15] = (w[i & 15] + s0 + w[(i - 7) & 15] + s1) & MASK_32
            s1 = turned32(e, 6) ^ turned32(e, 11) ^ turned32(e, 25)
            t1 = h + s1 + (g ^ (e & (f ^ g))) + k + w[i & 15]
            s0 = turned32(a, 2) ^ turned32(a, 13) ^ turned32(a, 22)
            t2 = s0 + ((a & b) | (c & (a | b)))
            h = g
            g = f
            f = e
            e = (d + t1) & MASK_32
            d = c
            c = b
            b = a
            a = (t1 + t2) & MASK_32
        state[0] = (state[0] + a) & MASK_32
        state[1] = (state[1] + b) & MASK_32
        state[2] = (state[2] + c) & MASK_32
        state[3] = (state[3] + d) & MASK_32
        state[4] = (state[4] + e) & MASK_32
        state[5] = (state[5] + f) & MASK_32
        state[6] = (state[6] + g) & MASK_32
        state[7] = (state[7] + h) & MASK_32


def turned(x, n):
    """A word of 64 bits rotated to the right."""
    return (x >> n) | (x << (64 - n))


class Sha512(Sha2):
    """SHA-512 or, with other start values, SHA-384."""

    block = 128

    def _started(self):
        return Sha512(self.state, self.size)

    def update(self, data):
        whole_blocks(self, data, 128)

    @dont_look_inside
    def _block(self, data, pos):
        w = self.words
        assert pos >= 0
        assert pos + 128 <= len(data)
        i = 0
        while i < 16:
            high = (ord(data[pos]) << 24) | (ord(data[pos + 1]) << 16)
            high |= (ord(data[pos + 2]) << 8) | ord(data[pos + 3])
            low = (ord(data[pos + 4]) << 24) | (ord(data[pos + 5]) << 16)
            low |= (ord(data[pos + 6]) << 8) | ord(data[pos + 7])
            w[i] = (r_uint(high) << 32) | r_uint(low)
            pos += 8
            i += 1
        state = self.state
        a, b, c, d = state[0], state[1], state[2], state[3]
        e, f, g, h = state[4], state[5], state[6], state[7]
        for i, k in STEPS_512:
            if i >= 16:
                x = w[(i - 15) & 15]
                s0 = turned(x, 1) ^ turned(x, 8) ^ (x >> 7)
                x = w[(i - 2) & 15]
                s1 = turned(x, 19) ^ turned(x, 61) ^ (x >> 6)
                w[i & 15] = w[i & 15] + s0 + w[(i - 7) & 15] + s1
            s1 = turned(e, 14) ^ turned(e, 18) ^ turned(e, 41)
            t1 = h + s1 + (g ^ (e & (f ^ g))) + k + w[i & 15]
            s0 = turned(a, 28) ^ turned(a, 34) ^ turned(a, 39)
            t2 = s0 + ((a & b) | (c & (a | b)))
            h = g
            g = f
            f = e
            e = d + t1
            d = c
            c = b
            b = a
            a = t1 + t2
        state[0] += a
        state[1] += b
        state[2] += c
        state[3] += d
        state[4] += e
        state[5] += f
        state[6] += g
        state[7] += h

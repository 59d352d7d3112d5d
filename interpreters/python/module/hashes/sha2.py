"""SHA-224, SHA-256, SHA-384 and SHA-512 (FIPS 180-4)."""

from rpython.rlib.rarithmetic import intmask, r_uint
from rpython.rlib.rstring import StringBuilder


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


K512 = [r_uint(_root_fraction(p, 3)) for p in _primes(80)]
K256 = [r_uint(_root_fraction(p, 3) >> 32) for p in _primes(64)]
H512 = [r_uint(_root_fraction(p, 2)) for p in _primes(8)]
H256 = [r_uint(_root_fraction(p, 2) >> 32) for p in _primes(8)]
H384 = [r_uint(_root_fraction(p, 2)) for p in _primes(16)[8:]]
H224 = [r_uint(_root_fraction(p, 2) & 0xFFFFFFFF) for p in _primes(16)[8:]]
MASK_32 = r_uint(0xFFFFFFFF)


def padded(data, block, length_size):
    """The message with its padding and its length in bits."""
    builder = StringBuilder(len(data) + 2 * block)
    builder.append(data)
    builder.append("\x80")
    size = len(data) + 1
    while (size + length_size) % block != 0:
        builder.append("\0")
        size += 1
    bits = len(data) * 8
    i = length_size - 1
    while i >= 0:
        if i >= 8:
            builder.append("\0")
        else:
            builder.append(chr((bits >> (8 * i)) & 255))
        i -= 1
    return builder.build()


def words(data, pos, count, size):
    """count big-endian numbers of size bytes."""
    result = []
    i = 0
    while i < count:
        value = r_uint(0)
        k = 0
        while k < size:
            value = (value << 8) | r_uint(ord(data[pos]))
            pos += 1
            k += 1
        result.append(value)
        i += 1
    return result


def to_bytes(state, size, total):
    """The digest."""
    builder = StringBuilder(64)
    for value in state:
        shift = (size - 1) * 8
        while shift >= 0:
            builder.append(chr(intmask(value >> shift) & 255))
            shift -= 8
    return builder.build()[:total]


def rot32(x, n):
    return ((x >> n) | (x << (32 - n))) & MASK_32


def rot64(x, n):
    return (x >> n) | (x << (64 - n))


def sha256(data, start, total):
    """SHA-256 or, with other start values, SHA-224."""
    state = start[:]
    message = padded(data, 64, 8)
    pos = 0
    while pos < len(message):
        w = words(message, pos, 16, 4)
        pos += 64
        i = 16
        while i < 64:
            x = w[i - 15]
            s0 = rot32(x, 7) ^ rot32(x, 18) ^ (x >> 3)
            x = w[i - 2]
            s1 = rot32(x, 17) ^ rot32(x, 19) ^ (x >> 10)
            w.append((w[i - 16] + s0 + w[i - 7] + s1) & MASK_32)
            i += 1
        a, b, c, d = state[0], state[1], state[2], state[3]
        e, f, g, h = state[4], state[5], state[6], state[7]
        i = 0
        while i < 64:
            s1 = rot32(e, 6) ^ rot32(e, 11) ^ rot32(e, 25)
            ch = (e & f) ^ ((e ^ MASK_32) & g)
            t1 = h + s1 + ch + K256[i] + w[i]
            s0 = rot32(a, 2) ^ rot32(a, 13) ^ rot32(a, 22)
            t2 = s0 + ((a & b) ^ (a & c) ^ (b & c))
            h = g
            g = f
            f = e
            e = (d + t1) & MASK_32
            d = c
            c = b
            b = a
            a = (t1 + t2) & MASK_32
            i += 1
        i = 0
        for value in [a, b, c, d, e, f, g, h]:
            state[i] = (state[i] + value) & MASK_32
            i += 1
    return to_bytes(state, 4, total)


def sha512(data, start, total):
    """SHA-512 or, with other start values, SHA-384."""
    state = start[:]
    message = padded(data, 128, 16)
    ones = r_uint(0) - r_uint(1)
    pos = 0
    while pos < len(message):
        w = words(message, pos, 16, 8)
        pos += 128
        i = 16
        while i < 80:
            x = w[i - 15]
            s0 = rot64(x, 1) ^ rot64(x, 8) ^ (x >> 7)
            x = w[i - 2]
            s1 = rot64(x, 19) ^ rot64(x, 61) ^ (x >> 6)
            w.append(w[i - 16] + s0 + w[i - 7] + s1)
            i += 1
        a, b, c, d = state[0], state[1], state[2], state[3]
        e, f, g, h = state[4], state[5], state[6], state[7]
        i = 0
        while i < 80:
            s1 = rot64(e, 14) ^ rot64(e, 18) ^ rot64(e, 41)
            ch = (e & f) ^ ((e ^ ones) & g)
            t1 = h + s1 + ch + K512[i] + w[i]
            s0 = rot64(a, 28) ^ rot64(a, 34) ^ rot64(a, 39)
            t2 = s0 + ((a & b) ^ (a & c) ^ (b & c))
            h = g
            g = f
            f = e
            e = d + t1
            d = c
            c = b
            b = a
            a = t1 + t2
            i += 1
        i = 0
        for value in [a, b, c, d, e, f, g, h]:
            state[i] = state[i] + value
            i += 1
    return to_bytes(state, 8, total)

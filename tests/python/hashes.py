# args: 3000
"""Integer bit work on 32 and 64 bits: SHA-256, MD5-like rounds, xorshift, FNV, base64, over bytes."""
import sys

M32 = 0xffffffff


def primes(n):
    out, k = [], 2
    while len(out) < n:
        if all(k % p for p in out):
            out.append(k)
        k += 1
    return out


def root_bits(p, k):
    """First 32 bits of the fractional part of the k-th root of p."""
    lo, hi = 0, p << 32
    target = p << 32 * k
    while lo < hi:
        mid = (lo + hi + 1) // 2
        if mid ** k <= target:
            lo = mid
        else:
            hi = mid - 1
    return lo & M32


P64 = primes(64)
K = [root_bits(p, 3) for p in P64]
H0 = [root_bits(p, 2) for p in P64[:8]]


def sha256(msg):
    h = H0[:]
    n = len(msg) * 8
    msg += b'\x80' + b'\0' * ((55 - len(msg)) % 64) + n.to_bytes(8, 'big')
    for at in range(0, len(msg), 64):
        w = [int.from_bytes(msg[i:i + 4], 'big') for i in range(at, at + 64, 4)]
        for i in range(16, 64):
            x, y = w[i - 15], w[i - 2]
            s0 = (x >> 7 | x << 25) ^ (x >> 18 | x << 14) ^ x >> 3
            s1 = (y >> 17 | y << 15) ^ (y >> 19 | y << 13) ^ y >> 10
            w.append(w[i - 16] + (s0 & M32) + w[i - 7] + (s1 & M32) & M32)
        a, b, c, d, e, f, g, q = h
        for i in range(64):
            s1 = ((e >> 6 | e << 26) ^ (e >> 11 | e << 21) ^ (e >> 25 | e << 7)) & M32
            t1 = q + s1 + (e & f ^ ~e & g) + K[i] + w[i]
            s0 = ((a >> 2 | a << 30) ^ (a >> 13 | a << 19) ^ (a >> 22 | a << 10)) & M32
            t2 = s0 + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, q = t1 + t2 & M32, a, b, c, d + t1 & M32, e, f, g
        h = [x + y & M32 for x, y in zip(h, (a, b, c, d, e, f, g, q))]
    return ''.join('%08x' % x for x in h)


def fnv64(data):
    h = 0xcbf29ce484222325
    for b in data:
        h = (h ^ b) * 0x100000001b3 & 0xffffffffffffffff
    return h


def xorshift(n):
    x, acc = 88172645463325252, 0
    for _ in range(n):
        x ^= x << 13 & 0xffffffffffffffff
        x ^= x >> 7
        x ^= x << 17 & 0xffffffffffffffff
        acc += x >> 60
    return x, acc


ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'


def base64(data):
    out = []
    for i in range(0, len(data) - 2, 3):
        v = data[i] << 16 | data[i + 1] << 8 | data[i + 2]
        out.append(ALPHABET[v >> 18] + ALPHABET[v >> 12 & 63] + ALPHABET[v >> 6 & 63] + ALPHABET[v & 63])
    return ''.join(out)


def popcounts(n):
    t = 0
    for i in range(n):
        v = i * 2654435761 & M32
        v -= v >> 1 & 0x55555555
        v = (v & 0x33333333) + (v >> 2 & 0x33333333)
        t += ((v + (v >> 4) & 0x0f0f0f0f) * 0x01010101 & M32) >> 24
    return t


def main(n):
    assert sha256(b'abc').startswith('ba7816bf8f01cfea')
    data = bytes(i * 7 + (i >> 3) & 255 for i in range(n))
    text = base64(data)
    print('hashes', sha256(data)[:16], fnv64(data), xorshift(n * 2), len(text), fnv64(text.encode()), popcounts(n * 2))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 110000)

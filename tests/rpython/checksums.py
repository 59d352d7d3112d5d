"""CRC-32, Adler-32, FNV, SHA-1 by hand and through rlib, MD5."""

from rpython.rlib import rmd5, rsha
from rpython.rlib.rarithmetic import intmask, r_uint

# run: "The quick brown fox jumps over the lazy dog"
# run: ""
# run: "0123456789012345678901234567890123456789012345678901234567890123456789"


def make_table():
    table = []
    for n in range(256):
        for k in range(8):
            if n & 1:
                n = 0xEDB88320 ^ (n >> 1)
            else:
                n = n >> 1
        table.append(n)
    return table


CRC_TABLE = make_table()


def crc32(s):
    crc = 0xFFFFFFFF
    for c in s:
        crc = CRC_TABLE[(crc ^ ord(c)) & 255] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def adler32(s):
    a = 1
    b = 0
    for c in s:
        a = (a + ord(c)) % 65521
        b = (b + a) % 65521
    return b << 16 | a


def fnv1a(s):
    h = r_uint(0xCBF29CE484222325)
    for c in s:
        h = (h ^ r_uint(ord(c))) * r_uint(0x100000001B3)
    return h


def rotate(x, n):
    return (x << n | x >> (32 - n)) & 0xFFFFFFFF


def pad(s):
    length = len(s) * 8
    s += "\x80"
    s += "\x00" * ((56 - len(s)) % 64)
    for shift in range(56, -8, -8):
        s += chr(length >> shift & 255)
    return s


def sha1(message):
    h0, h1, h2, h3, h4 = 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0
    data = pad(message)
    for start in range(0, len(data), 64):
        w = [0] * 80
        for i in range(16):
            word = 0
            for j in range(4):
                word = word << 8 | ord(data[start + i * 4 + j])
            w[i] = word
        for i in range(16, 80):
            w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1)
        a, b, c, d, e = h0, h1, h2, h3, h4
        for i in range(80):
            if i < 20:
                f = (b & c) | (~b & d)
                k = 0x5A827999
            elif i < 40:
                f = b ^ c ^ d
                k = 0x6ED9EBA1
            elif i < 60:
                f = (b & c) | (b & d) | (c & d)
                k = 0x8F1BBCDC
            else:
                f = b ^ c ^ d
                k = 0xCA62C1D6
            f &= 0xFFFFFFFF
            t = (rotate(a, 5) + f + e + k + w[i]) & 0xFFFFFFFF
            a, b, c, d, e = t, a, rotate(b, 30), c, d
        h0 = (h0 + a) & 0xFFFFFFFF
        h1 = (h1 + b) & 0xFFFFFFFF
        h2 = (h2 + c) & 0xFFFFFFFF
        h3 = (h3 + d) & 0xFFFFFFFF
        h4 = (h4 + e) & 0xFFFFFFFF
    return "".join(["%08x" % h for h in [h0, h1, h2, h3, h4]])


def entry_point(argv):
    s = argv[1]
    print("%08x %08x" % (crc32(s), adler32(s)))
    print(intmask(fnv1a(s)), intmask(fnv1a(s) >> r_uint(33)))
    print(sha1(s))
    library = rsha.new(s).hexdigest()
    print(library == sha1(s), rmd5.new(s).hexdigest())
    return crc32(s) & 127


def target(driver, args):
    return entry_point, None

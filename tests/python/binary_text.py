"""binascii: every encoding of many byte strings, wrong input, checksums."""

import binascii
import random

rnd = random.Random(5)


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as e:
        return type(e).__name__, str(e)


def some_bytes(size):
    kind = rnd.randrange(4)
    if kind == 0:
        return rnd.randbytes(size)
    if kind == 1:
        return bytes(rnd.choice(b"ab =\t\r\n._") for _ in range(size))
    if kind == 2:
        return bytes(rnd.choice(b"ABCDxyz0189+/=!") for _ in range(size))
    return bytes(rnd.randrange(32, 100) for _ in range(size))


digest = 0
for number in range(3000):
    data = some_bytes(rnd.randrange(120))
    results = [
        attempt(binascii.b2a_base64, data, newline=number % 2 == 0),
        attempt(binascii.a2b_base64, data),
        attempt(binascii.a2b_base64, data, strict_mode=True),
        attempt(binascii.b2a_uu, data, backtick=number % 3 == 0),
        attempt(binascii.a2b_uu, data),
        attempt(binascii.b2a_qp, data),
        attempt(binascii.b2a_qp, data, quotetabs=True, istext=number % 2 == 0, header=True),
        attempt(binascii.a2b_qp, data, header=number % 2 == 0),
        attempt(binascii.hexlify, data),
        attempt(binascii.hexlify, data, ":", number % 7 - 3),
        attempt(binascii.unhexlify, data.hex() + "g" * (number % 2)),
        binascii.crc32(data),
        binascii.crc32(data, number - 1500),
        binascii.crc_hqx(data, number << 10),
    ]
    assert binascii.a2b_base64(binascii.b2a_base64(data)) == data
    assert binascii.a2b_uu(binascii.b2a_uu(data[:45])) == data[:45]
    digest = binascii.crc32(repr(results).encode(), digest)
    if number % 200 == 0:
        print(number, digest, results)

print(digest)
print(attempt(binascii.a2b_base64, "é"))
print(attempt(binascii.a2b_base64, 3))
print(attempt(binascii.b2a_base64, "text"))
print(attempt(binascii.b2a_hex, b"ab", "::"))
print(attempt(binascii.a2b_hex, "abc"))
print(attempt(binascii.crc32, b"abc", 1 << 70 | 5), attempt(binascii.crc32, b"abc", "x"))
print(binascii.Error.__mro__, binascii.Incomplete.__mro__)

"""The module struct."""

import struct

VALUES = (2**100, -(2**100), 2**64 - 1, 2**63, 300, -300, 70000, -1, -40000, 2**40, "x", 1.5, 1e300, b"ab", 7)


def attempt(function, *args):
    try:
        result = function(*args)
        print(result)
    except Exception as e:  # noqa: BLE001
        print(type(e).__module__, type(e).__name__, e)


for prefix in "@<>":
    for code in "bBhHiIlLqQnNPfd?c":
        for value in VALUES:
            if code != "P" or not isinstance(value, int) or value >= 0:
                attempt(struct.pack, prefix + code, value)
for form in ("3", "3 i", "i\u00e9", "9" * 30 + "i", "z", "<n", "b3xi", "bq0i", "hb0q", "2s3p 4x", "=bq"):
    attempt(struct.calcsize, form)
attempt(struct.pack, "s", "x")
attempt(struct.pack, "ii", 1)
attempt(struct.pack, "3s5p?ehd", b"abcdef", b"pascal string", 1, 1.5, -2, 2.25)
attempt(struct.unpack, "3s5p?ehd", struct.pack("3s5p?ehd", b"ab", b"p", 0, 1.5, -2, 2.25))
b = bytearray(8)
for args in ((), ("i",), ("i", b), ("i", b, 0), ("i", b, 5, 1), ("i", b, -2, 1), ("i", b, -99, 5), ("i", b"", 0, 5)):
    attempt(struct.pack_into, *args)
struct.pack_into(">H", b, 3, 513)
struct.pack_into("<i", memoryview(b), -4, -2)
print(b)
for args in (("i", b"123"), ("i", "x"), ("i", b"1234")):
    attempt(struct.unpack, *args)
for args in (("i", b"123"), ("i", b"12345", 2), ("i", b"12345", -3), ("i", b"12345", -30), ("<h", b"12345", 1)):
    attempt(struct.unpack_from, *args)
attempt(lambda: list(struct.iter_unpack("<h", b"123456")))
attempt(struct.iter_unpack, "", b"")
attempt(struct.iter_unpack, "i", b"12345")
s = struct.Struct(b"<ib")
print(s.size, s.format, s.pack(1, 2), s.unpack_from(buffer=b"abcdefgh", offset=2), struct.Struct)

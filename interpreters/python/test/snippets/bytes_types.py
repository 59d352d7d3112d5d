def attempt(f, *args, **kw):
    try:
        print(f(*args, **kw))
    except Exception as e:
        print(type(e).__name__, e)


b = b"hello\x00\xff'"
print(b, b[0], b[-1], b[1:3], b[::-1], len(b), list(b[:3]), 104 in b, b"ell" in b, b + b"x", b * 2, b == b"x", b < b"z", b != "x")
attempt(lambda: b[100])
attempt(lambda: b["x"])
attempt(lambda: b + "x")
attempt(lambda: "x" in b)
attempt(lambda: 300 in b)
print(bytes(3), bytes([1, 2, 255]), bytes("h\u00e9", "utf-8"), bytes(b"x"), bytes(), bytes(range(4)), bytes(bytearray(b"q")))
attempt(bytes, [256])
attempt(bytes, "x")
attempt(bytes, -1)
attempt(bytes, 1.5)
attempt(bytes, ["a"])
print(b.hex(), bytes.fromhex("00 ff 1a"), b"ab".hex("-"), b.find(b"l"), b.find(108), b.rfind(b"l"), b.count(b"l"), b.index(b"o"), b.replace(b"l", b"LL"))
attempt(b.index, b"zz")
attempt(bytes.fromhex, "0g")
print(b" a b ".strip(), b"a,b".split(b","), b" a  b ".split(), b",".join([b"a", b"b"]), b"a\nb\r\n".splitlines(), b"abc".partition(b"b"), b"ab".upper(), b"AB".lower())
attempt(b",".join, ["a"])
print(b"abc".startswith(b"a"), b"abc".endswith((b"x", b"c")), b"x".center(3, b"*"), b"5".zfill(3), b"ab".title(), b"12".isdigit(), b"ab".isalpha(), b" ".isspace())
print(b"abc".translate(bytes.maketrans(b"a", b"z")), b"abc".translate(None, b"b"), hash(b"a") == hash(b"a"), {b"k": 1}[b"k"], repr(b'"'), repr(b"'\""))
a = bytearray(b"abc")
a.append(100)
a.extend(b"ef")
a[0] = 65
a[1:3] = b"XYZ"
print(a, len(a), a[0], a[:2], a.pop(), a.find(b"Y"), bytes(a), a == b"AXYZde", a.upper(), a.decode())
a += b"++"
a.insert(0, 33)
a.remove(33)
a.reverse()
del a[0]
del a[::2]
print(a, a * 2, a.copy(), bytearray(3), bytearray([1, 2]), bytearray(b"q") + b"r", list(bytearray(b"ab")))
attempt(lambda: a.append(256))
attempt(lambda: a.__setitem__(0, 300))
attempt(hash, a)
m = memoryview(bytearray(b"abcdef"))
m[0] = 90
print(m[1], bytes(m[1:3]), len(m), m.tobytes(), m.tolist(), m[::2].tobytes(), m == b"Zbcdef", m.readonly)
for x in b"ab":
    print(x, end=" ")
print(int.from_bytes(b"\x01\x00", "big"), (258).to_bytes(2, "little"), b"x".isascii(), bytes([i * 7 & 255 for i in range(5)]))
print(ord(b"a"), max(b"abc"), sorted(b"cab"), b"%d" % 5, b"abc"[1:][0], bytes(reversed(b"abc")))

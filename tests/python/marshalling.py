"""The module marshal."""

import io
import marshal


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as e:  # noqa: BLE001
        print(type(e).__name__, e)


VALUES = [
    None, True, False, ..., StopIteration, 0, 1, -1, 2**31 - 1, 2**31, -(2**31) - 1, 2**75, -(2**75), 2**200,
    0.0, -1.5, float("inf"), 1e-300, 1 + 2j, "", "ascii", "h\u00e9\u20ac", "\ud800", "x" * 300, b"", b"bytes",
    (), (1, "a", None), [1, [2, [3]]], {"k": (1, 2), 3: {}}, {1}, frozenset("a"), bytearray(b"ba"),
]  # fmt: skip
for value in VALUES:
    for version in range(5):
        data = marshal.dumps(value, version)
        back = marshal.loads(data)
        assert back == value and type(back) is (bytes if type(value) is bytearray else type(value)), value
    print(ascii(value)[:60], data if version < 3 else len(marshal.dumps(value, 2)))
shared = ["x", 2.5]
a, b = marshal.loads(marshal.dumps((shared, shared)))
print(a is b, a)
recursive = []
recursive.append(recursive)
back = marshal.loads(marshal.dumps(recursive))
print(back[0] is back)
f = io.BytesIO()
for value in VALUES:
    marshal.dump(value, f)
f.seek(0)
print(all(marshal.load(f) == value for value in VALUES), f.read())


def sample(a, *rest, b=2, **more):
    try:
        return [a + x for x in rest], lambda: (a, b), {"k": f"{a!r:>5}", **more}
    except ValueError as e:
        return e
    finally:
        b += 1


code = marshal.loads(marshal.dumps(sample.__code__))
copied = type(sample)(code, globals(), "sample", None, None)
copied.__kwdefaults__ = {"b": 2}
print(copied(1, 2, 3, z=4)[0], copied(1)[1](), copied(1, c=2)[2], code.co_name, code == sample.__code__)
module = compile("x = [i * 2 for i in range(4)]\nclass C:\n  def m(self): return __class__\n", "<m>", "exec")
namespace = {}
exec(marshal.loads(marshal.dumps(module)), namespace)
print(namespace["x"], namespace["C"]().m().__name__)
attempt(marshal.dumps, object())
attempt(marshal.dumps, [sample])
for data in (b"", b"q", b"i\0", b"(\xff\xff\xff\xff", b"l\x02\0\0\0\0\0\0\0", b"r\0\0\0\0", b"[\x01\0\0\x000", b"0"):
    attempt(marshal.loads, data)
nested = []
for _ in range(3000):
    nested = [nested]
attempt(marshal.dumps, nested)
attempt(marshal.loads, b"[\x01\0\0\0" * 3000 + b"N")
data = marshal.dumps(sample.__code__)
errors = 0
for i in range(0, len(data), 3):
    broken = bytearray(data)
    broken[i] ^= 0x55
    try:
        marshal.loads(broken)
    except Exception:  # noqa: BLE001
        errors += 1
print(errors > 50)

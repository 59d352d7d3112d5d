"""array.array, and memoryviews of arrays and bytearrays."""

import array
import copy
import io
import pickle


def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except Exception as e:  # noqa: BLE001
        print(type(e).__name__, e)


for code in array.typecodes:
    if code == "u":
        a = array.array(code, "h\u00e9\U0001f600")
    elif code in "fd":
        a = array.array(code, [0.5, -2, 1e10])
    else:
        a = array.array(code, [1, 2, 127])
    print(ascii(a), a.itemsize, len(a), a.tobytes(), a[0] in a, a.index(a[1]), ascii(a[1:]))
    b = copy.copy(a)
    b.byteswap()
    b.byteswap()
    print(a == b, a < b, a + b == b + a, ascii(a[::-1]), ascii(a[2::-2]), (a * 2).count(a[0]))
    for protocol in range(5):
        assert pickle.loads(pickle.dumps(a, protocol)) == a
    b.insert(1, b[0])
    b.append(b.pop(0))
    b.extend(a)
    del b[::2]
    print(ascii(b.tolist()), b.buffer_info()[1])
    b[1:1] = a
    b[::2] = b[1::2][: len(b[::2])] if len(b) % 2 == 0 else b[::2]
    b.reverse()
    print(ascii(b))
    if code not in "ufd":
        attempt(array.array, code, [-1])
        attempt(array.array, code, [2**70])
        attempt(array.array, code, [1.5])
a = array.array("i", range(5))
attempt(a.append, "x")
attempt(a.__getitem__, 9)
attempt(a.__getitem__, "x")
attempt(a.__setitem__, 0, 2**40)
attempt(array.array, "x")
attempt(array.array, "i", "text")
attempt(a.frombytes, b"abc")
attempt(a.extend, array.array("b", [1]))
attempt(a.remove, 77)
m = memoryview(a)
print(m.format, m.itemsize, m.shape, m.strides, m[2], m[1:4].tolist(), m.nbytes)
attempt(a.append, 1)
m[2] = -7
m[3:] = array.array("i", [8, 9])
print(a)
c = m.cast("B").cast("h")
print(c.tolist(), c.obj is a)
attempt(m.cast, "d")
c.release()
attempt(c.tolist)
m.release()
a.append(6)
f = io.BytesIO(bytes(range(40)))
print(f.readinto(a), a, f.readinto(memoryview(bytearray(4))[1:]))
data = bytearray(range(24))
m = memoryview(data)
n = m.cast("B", [2, 3, 4])
print(n.tolist(), n[1, 2, 3], n.shape, n.strides, n.ndim, len(n), n.c_contiguous, n.f_contiguous)
attempt(n.__getitem__, 0)
attempt(n.__getitem__, (0, 0))
attempt(n.__getitem__, (0, 5, 0))
n[0, 0, 1] = 200
print(data[:3], m[::-5].tolist(), bytes(m[2:20:6]), m[4:8] == b"\x04\x05\x06\x07", m == n)
print(n.tobytes("F")[:5], m.hex()[:6], m.toreadonly().readonly, m[::2].contiguous)
attempt(m.__setitem__, slice(0, 2), b"abc")
attempt(m.__setitem__, 0, 256)
attempt(m.__setitem__, 0, "x")
attempt(memoryview(b"abc").__setitem__, 0, 1)
attempt(hash, m)
print(hash(memoryview(b"abc")) == hash(b"abc"), memoryview(b"ab").cast("c").tolist())
attempt(memoryview, "text")
with memoryview(data) as v:
    v[0] = 9
    attempt(data.append, 1)
    data[0:2] = b"zz"
attempt(v.tobytes)
n.release()
m.release()
data += b"!"
print(len(data), b"".join([memoryview(b"x"), bytearray(b"y"), array.array("b", [122])]))

"""json: cycles at any depth, containers that change while they are written, keys and subclasses; struct ranges."""

import functools
import json
import struct


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as e:
        return type(e).__name__, str(e)


for length in (1, 2, 5, 15, 16, 17, 18, 40, 100):
    loop = top = []
    for i in range(length):
        loop.append({"k": [i]} if i % 3 == 0 else [])
        loop = loop[-1]
        if isinstance(loop, dict):
            loop = loop["k"]
    print(length, len(json.dumps(top)), json.loads(json.dumps(top)) == top)
    loop.append(top)
    print(attempt(json.dumps, top), attempt(json.dumps, top, check_circular=False)[0])

shared = [1]
print(json.dumps([shared, shared, {"a": shared, "b": [shared]}]))


class Changing(list):
    pass


def shorten(obj):
    del items[-1]
    return None


items = [object() for _ in range(10)]
print(json.dumps(items, default=shorten))
print(json.dumps(Changing([1, (2, 3)])), json.dumps({1: 2, None: 3, True: 4, 1.5: 5, "é\n": 6}))
print(json.dumps({"b": 1, "a": [2]}, sort_keys=True), json.dumps({"b": {"c": []}}, indent=1))
print(attempt(json.dumps, {(1,): 2}), json.dumps({(1,): 2, "a": 1}, skipkeys=True))
print(json.dumps(["\ud800", "\U0001f600", '"\\/\x00\x7f'], ensure_ascii=False).encode("utf-8", "surrogatepass"))
print(json.dumps(["\ud800", "\U0001f600", '"\\/\x00\x7f']), json.dumps([2**70, -5, 1e300, -0.0]))

for order in "@=<>":
    for code in "bBhHiIlLqQnN":
        if code in "nN" and order != "@":
            continue
        size = struct.calcsize(order + code)
        for value in (0, 1, -1, 127, 128, -128, -129, 255, 256, 2**15, 2**16 - 1, 2**31, -(2**31),
                      2**32 - 1, 2**32, 2**63 - 1, 2**63, -(2**63), 2**64 - 1, 2**64, True):  # fmt: skip
            data = attempt(struct.pack, order + code, value)
            if isinstance(data, bytes):
                assert struct.unpack(order + code, data) == (value,), (order, code, value)
                assert len(data) == size
            elif value in (-1, 256, 2**64):
                print(order, code, data)
    print(struct.pack(order + "2hx3sdf?c", 1, -2, b"ab", 1.5, 0.25, 3, b"z"))
    print(struct.unpack(order + "dfe", struct.pack(order + "dfe", -0.0, float("inf"), 0.5)))
print(list(struct.iter_unpack("<Hb", b"\x01\x02\xff" * 3)), attempt(struct.pack, "<d", "x"), struct.pack("<d", 3))


@functools.lru_cache(3)
def cached(n):
    calls.append(n)
    return n * n


calls = []
print([cached(n) for n in (1, 2, 3, 1, 4, 2, 1, 5, 3, 3, 1)], calls, cached.cache_info())
cached.cache_clear()
print(cached(1), calls[-1], cached.cache_info())
for text in ("0", "-0", "12", "-345", "99999999999999999", "-99999999999999999", "123456789012345678901", "1.5",
             "-0.0", "1e3", "-1E-2", "1e999", "01", "-", "1.", ".5", "[1,2.50,-3]"):  # fmt: skip
    print(text, attempt(json.loads, text))
print(json.loads("[1, 2.5]", parse_int=str, parse_float=repr))
key = functools.cmp_to_key(lambda x, y: x - y)
print(key(obj=1) < key(2), attempt(key)[0], attempt(key, 1, 2)[0])

"""Modules of the standard library that lean on the interpreter's own ones."""

import array
import base64
import binascii
import cmath
import codecs
import collections
import contextlib
import dataclasses
import enum
import hashlib
import io
import os
import pickle
import random
import string
import struct
import textwrap
import typing
import unicodedata


@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: int = 3
    tags: list = dataclasses.field(default_factory=list)


class Colour(enum.Enum):
    RED = 1
    GREEN = enum.auto()


class Access(enum.Flag):
    READ = 1
    WRITE = 2


print(
    Point(1),
    Point(1) < Point(2),
    dataclasses.asdict(Point(4, 5)),
    dataclasses.replace(Point(1), y=9),
)
print(list(Colour), Colour(2), Colour["RED"].name, Access.READ | Access.WRITE)
for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512"):
    print(name, getattr(hashlib, name)(b"abc" * 100).hexdigest())
random.seed(42)
print(random.random(), random.randrange(10**30), random.sample(range(50), 5), random.choice("abc"))
print(struct.pack("<hIq3s?d", -2, 7, 1 << 40, b"ab", True, 0.5), struct.calcsize("@bid"))
print(struct.unpack(">Hf", struct.pack(">Hf", 65535, 1.5)), list(struct.iter_unpack("<H", b"abcd")))
print(array.array("i", [1, 2, 3])[::-1], array.array("B", b"xyz").tobytes())
print(
    base64.b64encode(bytes(range(20))),
    base64.b32encode(b"hello"),
    binascii.hexlify(b"\xff\x00", "-"),
)
print(
    codecs.encode("h\xe9", "unicode_escape"),
    "h\u20ac".encode("cp1252"),
    b"\xa4".decode("iso8859-15"),
)
print("\u0142".encode("ascii", "namereplace"), codecs.lookup("utf8").name)
print(
    unicodedata.name("\u00e9"),
    unicodedata.normalize("NFD", "\u00e9\uac00") == "e\u0301\u1100\u1161",
)
print(unicodedata.category("A"), unicodedata.lookup("SNOWMAN"), unicodedata.numeric("\u00bd"))
print(cmath.sqrt(-4), cmath.polar(1j), cmath.isclose(cmath.exp(0j), 1))
for value in (
    None,
    1 << 70,
    {"a": [1, (2,)]},
    Point(1, 2, ["t"]),
    Colour.RED,
    len,
    range(3),
    {1, 2},
):
    print(pickle.loads(pickle.dumps(value)) == value, end=" ")
print()
print(
    string.Formatter().format("{0!r:>6}|{b.real}", "x", b=3),
    string.Template("$a-$$").substitute(a=1),
)
print(textwrap.fill("the quick brown fox jumps over the lazy dog", 20))
print(
    collections.Counter("abracadabra").most_common(2), collections.ChainMap({"a": 1}, {"b": 2})["b"]
)
print(typing.Optional[int], typing.List[str], typing.get_type_hints(Point)["y"])
with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.suppress(KeyError):
    print("hidden")
    raise KeyError
print(repr(out.getvalue()))
wrapper = io.TextIOWrapper(io.BytesIO("a\r\nb\u00e9\n".encode()), encoding="utf-8")
print(wrapper.readlines(), os.path.join("a", "b"), os.path.splitext("x.tar.gz"), os.fspath("p"))
view = memoryview(bytearray(range(8))).cast("H")
view[1] = 0x0A0B
print(view.tolist(), view.format, view[1:3].tobytes())

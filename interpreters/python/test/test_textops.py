"""The text algorithms agree with the host's str and bytes on random texts."""

import random

import pytest

from interpreters.python.objspace import byteops, textops, unicodedb, utf8

POOL = (
    "abcXYZ  \t\n\r\x0b\x1c019_.,'\"\\"
    + chr(0xE9)
    + chr(0xDF)
    + chr(0x1C5)
    + chr(0x130)
    + chr(0x3A3)
    + chr(0x3C3)
    + chr(0x2028)
    + chr(0xA0)
    + chr(0x3000)
    + chr(0xD800)
    + chr(0x1F600)
    + chr(0xFB01)
    + chr(0x660)
)


def to_bytes(text):
    """Host text -> byte string."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def to_text(s):
    """Byte string -> host text."""
    return s.encode("latin-1").decode("utf-8", "surrogatepass")


def texts(seed, n):
    """n random pairs of a text and a short text."""
    rnd = random.Random(seed)
    for _ in range(n):
        yield (
            "".join(rnd.choice(POOL) for _ in range(rnd.randrange(20))),
            "".join(rnd.choice(POOL) for _ in range(rnd.randrange(4))),
            rnd.randrange(-1, 4),
        )


def as_texts(parts):
    return [to_text(p) for p in parts]


def test_case():
    for s, _, _ in texts(1, 1500):
        x = to_bytes(s)
        assert to_text(textops.lower(x)) == s.lower()
        assert to_text(textops.upper(x)) == s.upper()
        assert to_text(textops.title(x)) == s.title()
        assert to_text(textops.swapcase(x)) == s.swapcase()
        assert to_text(textops.capitalize(x)) == s.capitalize()
        assert to_text(textops.casefold(x)) == s.casefold()
        assert textops.istitle(x) == s.istitle()
        assert textops.isidentifier(x) == s.isidentifier()
        assert textops.isprintable(x) == s.isprintable()
        lower = textops.has_case(x, unicodedb.LOWER, unicodedb.UPPER | unicodedb.TITLE)
        assert lower == s.islower()


def test_split_and_strip():
    for s, c, k in texts(2, 1500):
        x = to_bytes(s)
        assert as_texts(textops.split_space(x, k)) == s.split(None, k)
        assert as_texts(textops.rsplit_space(x, k)) == s.rsplit(None, k)
        assert as_texts(textops.splitlines(x, True)) == s.splitlines(True)
        assert as_texts(textops.splitlines(x, False)) == s.splitlines()
        assert to_text(textops.strip_space(x, True, True)) == s.strip()
        if c:
            cb = to_bytes(c)
            assert as_texts(textops.split_text(x, cb, k)) == s.split(c, k)
            assert as_texts(textops.rsplit_text(x, cb, k)) == s.rsplit(c, k)
            assert to_text(textops.strip_chars(x, cb, True, True)) == s.strip(c)


def test_other():
    for s, c, k in texts(3, 1500):
        x = to_bytes(s)
        assert to_text(utf8.replace(x, to_bytes(c), "<>", k)) == s.replace(c, "<>", k)
        assert to_text(textops.repr_text(x, False)) == repr(s)
        assert to_text(textops.repr_text(x, True)) == ascii(s)
        assert to_text(textops.expandtabs(x, 4)) == s.expandtabs(4)
        assert to_text(utf8.reverse(x)) == s[::-1]
        assert utf8.length(x) == len(s)


def test_bytes():
    for s, c, k in texts(4, 1500):
        x = to_bytes(s)
        b = x.encode("latin-1")
        sub = to_bytes(c)
        assert byteops.change_case(x, byteops.TITLE) == b.title().decode("latin-1")
        assert byteops.change_case(x, byteops.SWAP) == b.swapcase().decode("latin-1")
        assert byteops.split_space(x, k) == [p.decode("latin-1") for p in b.split(None, k)]
        assert byteops.rsplit_space(x, k) == [p.decode("latin-1") for p in b.rsplit(None, k)]
        assert byteops.splitlines(x, True) == [p.decode("latin-1") for p in b.splitlines(True)]
        replaced = b.replace(sub.encode("latin-1"), b"<>", k)
        assert byteops.replace(x, sub, "<>", k) == replaced.decode("latin-1")
        assert textops.repr_bytes(x) == repr(b)


def test_index():
    rnd = random.Random(5)
    for s, _, _ in texts(6, 200):
        long = s * 30
        x = to_bytes(long)
        offsets = utf8.build_index(x)
        for _ in range(5):
            i = rnd.randrange(len(long) + 1)
            pos = len(to_bytes(long[:i]))
            assert utf8.offset_of(x, i, offsets) == pos
            assert utf8.index_of(x, pos, offsets) == i


@pytest.mark.parametrize("start", [0, 0x300, 0x1D00, 0xFB00, 0x10400, 0x1E900])
def test_database(start):
    for cp in range(start, start + 0x100):
        ch = chr(cp)
        bits = unicodedb.properties(cp)
        assert bool(bits & unicodedb.ALPHA) == ch.isalpha()
        assert bool(bits & unicodedb.NUMERIC) == ch.isnumeric()
        assert bool(bits & unicodedb.PRINTABLE) == ch.isprintable()
        assert bool(bits & unicodedb.ID_CONTINUE) == ("a" + ch).isidentifier()

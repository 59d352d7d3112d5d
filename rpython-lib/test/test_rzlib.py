"""rzlib on the host, where the library is called through ctypes, against Python's own module."""

import zlib

import pytest

from rpython.rlib import rzlib

TEXT = "".join(chr(i * i % 251) for i in range(1000)) * 150 + "the end"


def raw(text):
    return text.encode("latin-1")


def test_checksums():
    for text in ["", "a", TEXT]:
        assert rzlib.crc32(text) == zlib.crc32(raw(text))
        assert rzlib.adler32(text) == zlib.adler32(raw(text))
    assert rzlib.crc32("b", rzlib.crc32("a")) == zlib.crc32(b"ab")


def test_compress():
    stream = rzlib.deflateInit()
    packed = rzlib.compress(stream, TEXT) + rzlib.compress(stream, "", rzlib.Z_FINISH)
    rzlib.deflateEnd(stream)
    assert raw(packed) == zlib.compress(raw(TEXT))


def test_decompress():
    packed = zlib.compress(raw(TEXT)).decode("latin-1")
    stream = rzlib.inflateInit()
    text, finished, unused = rzlib.decompress(stream, packed[:500])
    assert not finished and unused == 0
    rest, finished, unused = rzlib.decompress(stream, packed[500:] + "more")
    assert text + rest == TEXT and finished and unused == 4
    rzlib.inflateEnd(stream)


def test_decompress_at_once():
    packed = zlib.compress(raw(TEXT)).decode("latin-1")
    for data in [packed, packed[:-5]]:
        stream = rzlib.inflateInit()
        text, finished, _ = rzlib.decompress(stream, data, rzlib.Z_FINISH)
        assert text == TEXT and finished == (data is packed)
        rzlib.inflateEnd(stream)


def test_max_length():
    packed = zlib.compress(raw(TEXT)).decode("latin-1")
    stream = rzlib.inflateInit()
    text, finished, unused = rzlib.decompress(stream, packed, max_length=10)
    assert text == TEXT[:10] and not finished and 0 < unused < len(packed)
    rzlib.inflateEnd(stream)


def test_copy():
    stream = rzlib.deflateInit()
    start = rzlib.compress(stream, "abc")
    other = rzlib.deflateCopy(stream)
    one = start + rzlib.compress(stream, "d", rzlib.Z_FINISH)
    two = start + rzlib.compress(other, "e", rzlib.Z_FINISH)
    assert zlib.decompress(raw(one)) == b"abcd" and zlib.decompress(raw(two)) == b"abce"
    rzlib.deflateEnd(stream)
    rzlib.deflateEnd(other)


def test_dictionary():
    stream = rzlib.deflateInit(zdict="hello world")
    packed = rzlib.compress(stream, "hello world!", rzlib.Z_FINISH)
    rzlib.deflateEnd(stream)
    stream = rzlib.inflateInit()
    with pytest.raises(rzlib.RZlibError):
        rzlib.decompress(stream, packed)
    rzlib.inflateEnd(stream)
    stream = rzlib.inflateInit()
    assert rzlib.decompress(stream, packed, zdict="hello world")[0] == "hello world!"
    rzlib.inflateEnd(stream)


def test_errors():
    stream = rzlib.inflateInit()
    with pytest.raises(rzlib.RZlibError) as info:
        rzlib.decompress(stream, "garbage")
    assert str(info.value) == "Error -3 while decompressing: incorrect header check"
    rzlib.inflateEnd(stream)
    with pytest.raises(ValueError):
        rzlib.deflateInit(level=99)
    with pytest.raises(ValueError):
        rzlib.inflateInit(wbits=99)

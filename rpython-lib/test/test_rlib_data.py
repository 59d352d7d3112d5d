"""runicode, rstruct, rfile and missing modules on the host."""

import hashlib
import math
import random
import struct

import pytest

from rpython.rlib import rfile, rmd5, rsha, runicode
from rpython.rlib.rstruct import ieee
from rpython.rlib.rstruct.error import StructError
from rpython.rlib.rstruct.runpack import runpack


def test_runicode():
    rnd = random.Random(51)
    for _ in range(2000):
        data = bytes(
            rnd.choice([0x41, 0x80, 0xC3, 0xE0, 0xED, 0xA0, 0xF0, 0x90, 0xF4]) for _ in range(6)
        )
        s = data.decode("latin-1")
        for errors in ("replace", "ignore"):
            u, n = runicode.str_decode_utf_8(s, len(s), errors, final=True)
            assert u == data.decode("utf-8", errors) and n == len(s)
        try:
            expected = data.decode("utf-8")
        except UnicodeDecodeError as error:
            seen = []

            def handler(errors, encoding, msg, s, start, end):
                seen.append((start, end))
                raise KeyError

            with pytest.raises(KeyError):
                runicode.str_decode_utf_8(s, len(s), "strict", True, handler)
            assert seen == [(error.start, error.end)]
        else:
            assert runicode.unicode_encode_utf_8(expected, len(expected), "strict") == s
    assert runicode.unicode_encode_ascii("a\xe9", 2, "replace") == "a?"
    assert runicode.unicode_encode_latin_1("a\xe9\u1234", 3, "ignore") == "a\xe9"
    assert runicode.str_decode_ascii("ab", 2, "strict") == ("ab", 2)
    assert runicode.unicode_encode_utf_16_le("\U0001f600x", 2, "strict") == "\x3d\xd8\x00\xdex\x00"


def test_ieee():
    rnd = random.Random(52)
    values = [0.0, -0.0, 1.0, math.inf, -math.inf, 1e-45, 1.1754943e-38, 65504.0, 6e-8, 0.1]
    values += [struct.unpack("<f", struct.pack("<I", rnd.getrandbits(32)))[0] for _ in range(2000)]
    values += [rnd.uniform(-1, 1) * 2.0 ** rnd.randrange(-30, 17) for _ in range(2000)]
    for x in values:
        for size, code in ((8, "d"), (4, "f"), (2, "e")):
            try:
                expected = struct.pack("<" + code, x).decode("latin-1")
            except OverflowError:
                with pytest.raises(OverflowError):
                    ieee.float_pack(x, size)
                continue
            if x == x:
                assert ieee.pack_float_to_str(x, size, False) == expected, x
                value = struct.unpack("<" + code, expected.encode("latin-1"))[0]
                assert ieee.unpack_float(expected, False) == value
                assert ieee.unpack_float(expected[::-1], True) == value


def test_runpack():
    rnd = random.Random(53)
    for fmt in ("<bBhHiIqQ", ">bBhHiIqQ", "@bhiq", "<4sxc", "=df", "<2h3B", "@cd"):
        for _ in range(50):
            data = bytes(rnd.getrandbits(8) for _ in range(struct.calcsize(fmt)))
            expected = tuple(
                x.decode("latin-1") if isinstance(x, bytes) else x for x in struct.unpack(fmt, data)
            )
            assert repr(runpack(fmt, data.decode("latin-1"))).replace("r_uint(", "").replace(
                ")", ""
            ) == repr(expected).replace(")", "")
    with pytest.raises(StructError):
        runpack("<i", "abc")


def test_rfile(tmp_path):
    path = str(tmp_path / "f")
    f = rfile.create_file(path, "w")
    f.write("one\ntwo\n")
    f.close()
    f = rfile.create_file(path)
    assert f.readline(2) == "on" and f.readline() == "e\n" and f.read() == "two\n"
    f.close()
    with pytest.raises(ValueError):
        f.read()


def test_digests():
    rnd = random.Random(54)
    for n in list(range(130)) + [1000]:
        data = bytes(rnd.getrandbits(8) for _ in range(n))
        s = data.decode("latin-1")
        for ours, host in ((rmd5.RMD5(), hashlib.md5), (rsha.RSHA(), hashlib.sha1)):
            ours.update(s[: n // 3])
            ours.copy().update("x")
            ours.update(s[n // 3 :])
            assert ours.hexdigest() == host(data).hexdigest()


def test_missing():
    with pytest.raises(NotImplementedError):
        import rpython.rlib.clibffi  # noqa: F401
    with pytest.raises(ImportError):
        import rpython.rlib.never_heard_of  # noqa: F401
    from rpython.rlib import rgc

    with pytest.raises(NotImplementedError):
        rgc.get_rpy_roots
    assert not hasattr(rgc, "never_heard_of")

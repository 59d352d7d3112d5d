"""rfloat and the math replacements against the host's float and math."""

import math
import random
import struct

import pytest

from rpython.rlib import rfloat
from rpython.rtyper.lltypesystem.module import ll_math
from rpython.translation import replacements


def outcome(function, *args):
    try:
        return repr(function(*args))
    except (ValueError, OverflowError) as error:
        return type(error).__name__


SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -2.5, 700.0, 1e300, -1e300, 5e-324, 1e17, math.inf]
SPECIAL += [-math.inf, math.nan, 3.0, -3.0, 171.0, 1e-10, 710.0, -710.0, 0.1]


@pytest.mark.parametrize(
    "function", sorted(replacements.load(), key=repr), ids=lambda f: f.__name__
)
def test_math(function):
    if function.__module__ != "math" or function in (math.gcd, math.isqrt, math.ldexp):
        return
    ours = replacements.table[function]
    two = ours.__code__.co_argcount == 2
    for x in SPECIAL:
        for y in SPECIAL if two else [None]:
            args = (x, y) if two else (x,)
            expected = outcome(function, *args)
            if function in (math.floor, math.ceil, math.trunc) and abs(x) > 1e18:
                if not math.isnan(x):
                    expected = "OverflowError"
            assert outcome(ours, *args) == expected, args


def test_frexp_ldexp_isqrt():
    rnd = random.Random(5)
    for _ in range(2000):
        x = struct.unpack("<d", struct.pack("<Q", rnd.getrandbits(64)))[0]
        assert outcome(ll_math.ll_math_frexp, x) == outcome(math.frexp, x)
        n = rnd.getrandbits(rnd.randrange(1, 63))
        assert ll_math.ll_math_isqrt(n) == math.isqrt(n)
        assert ll_math.ll_math_isqrt(math.isqrt(n) ** 2) == math.isqrt(n)
    assert ll_math.ll_math_isqrt(2**63 - 1) == math.isqrt(2**63 - 1)


def test_text():
    for text in ["1", " -2.5e3 ", "1e999", "inf", "-Infinity", "nan", ".5", "5.", "1e-400"]:
        assert repr(rfloat.rstring_to_float(text)) == repr(float(text))
    for text in ["", " ", "e5", "1e", ".", "1_0", "0x1", "infi", "--1", "1 2"]:
        with pytest.raises(rfloat.ParseStringError):
            rfloat.rstring_to_float(text)
    assert rfloat.formatd(1.0, "r", 0, rfloat.DTSF_ADD_DOT_0) == "1.0"
    assert rfloat.formatd(1e22, "r", 0, rfloat.DTSF_ADD_DOT_0) == "1e+22"
    assert rfloat.formatd(3.14159, "f", 2, rfloat.DTSF_SIGN) == "+3.14"
    assert rfloat.double_to_string(math.inf, "r", 0, 0) == ("inf", rfloat.DIST_INFINITY)


def test_round():
    rnd = random.Random(1)
    for _ in range(3000):
        x = rnd.choice(
            [rnd.uniform(-1000, 1000), rnd.randrange(-999, 999) / 8, rnd.expovariate(1e-9)]
        )
        for n in (0, 1, 2, 3, -1, -2, 5):
            assert rfloat.round_double(x, n, half_even=True) == round(x, n), (x, n)
    assert rfloat.round_double(2.5, 0) == 3.0
    assert rfloat.round_double(-2.5, 0) == -3.0
    assert rfloat.round_double(0.125, 2) == 0.13
    assert rfloat.round_double(25.0, -1) == 30.0
    assert rfloat.round_double(5.0, -1) == 10.0
    assert rfloat.round_double(4.0, -1) == 0.0
    assert rfloat.round_half_even(2.5) == 2.0
    assert rfloat.round_away(-0.5) == -1.0

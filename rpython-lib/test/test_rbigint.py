"""rbigint against the host's int."""

import math
import random

import pytest

from rpython.rlib.bigdivide import divrem
from rpython.rlib.rarithmetic import r_uint
from rpython.rlib.rbigint import InvalidSignednessError, rbigint
from rpython.rlib.rstring import ParseStringError

big = rbigint.fromlong


def numbers(rnd, count, maxbits=400):
    special = [
        0,
        1,
        -1,
        2**31 - 1,
        2**31,
        2**62 - 1,
        2**62,
        2**63 - 1,
        2**63,
        -(2**63),
        -(2**63) - 1,
        10**18,
    ]
    special += [
        2**64,
        2**124 - 1,
        2**124,
        2**127,
        -(2**128),
        (2**61 + 1) << 62,
        10**36,
        2**186 - 2**62,
    ]
    for _ in range(count):
        kind = rnd.randrange(6)
        if kind == 0:
            yield rnd.choice(special)
        elif kind == 1:
            # long runs of equal bits: carries and quotient corrections
            n = 0
            for _ in range(rnd.randrange(1, 6)):
                bits = rnd.randrange(1, 70)
                n = (n << bits) | rnd.choice([0, (1 << bits) - 1])
            yield rnd.choice([n, -n])
        else:
            n = rnd.getrandbits(rnd.randrange(1, maxbits))
            yield rnd.choice([n, -n])


def check(result, expected):
    assert result.tolong() == expected
    assert result.sign == (expected > 0) - (expected < 0)


def test_arithmetic():
    rnd = random.Random(11)
    values = list(numbers(rnd, 3000))
    for a, b in zip(values, values[1:]):
        x, y = big(a), big(b)
        check(x.add(y), a + b)
        check(x.sub(y), a - b)
        check(x.mul(y), a * b)
        check(x.mul(x), a * a)
        check(x.and_(y), a & b)
        check(x.or_(y), a | b)
        check(x.xor(y), a ^ b)
        check(x.invert(), ~a)
        check(x.neg(), -a)
        check(x.abs(), abs(a))
        check(x.gcd(y), math.gcd(a, b))
        if b:
            q, r = x.divmod(y)
            check(q, a // b)
            check(r, a % b)
            check(x.floordiv(y), a // b)
            check(x.mod(y), a % b)
            q, r = divrem(x, y)
            check(r, int(math.copysign(1, a)) * (abs(a) % abs(b)))
        n = rnd.randrange(200)
        check(x.lshift(n), a << n)
        check(x.rshift(n), a >> n)
        for name in ("lt", "le", "gt", "ge", "eq", "ne"):
            expected = getattr(int, "__%s__" % name)(a, b)
            assert getattr(x, name)(y) == expected
            if -(2**63) <= b < 2**63:
                assert getattr(x, "int_" + name)(b) == expected
        assert x.hash() == hash(a)
        assert x.bit_length() == a.bit_length()
        assert x.bit_count() == a.bit_count()
        if a >= 0:
            check(x.isqrt(), math.isqrt(a))
        i = rnd.randrange(-(2**40), 2**40)
        check(x.int_mul(i), a * i)
        check(x.int_add(i), a + i)


def test_words():
    rnd = random.Random(12)
    for a in numbers(rnd, 2000, 140):
        x = big(a)
        fits = -(2**63) <= a < 2**63
        assert x.fits_int() == fits
        if fits:
            assert x.toint() == a
            check(rbigint.fromint(a), a)
        else:
            with pytest.raises(OverflowError):
                x.toint()
        assert x.uintmask() == a % 2**64
        if 0 <= a < 2**64:
            assert x.touint() == a
            check(rbigint.fromrarith_int(r_uint(a)), a)


def test_texts():
    rnd = random.Random(13)
    for a in numbers(rnd, 500, 900):
        x = big(a)
        assert x.str() == str(a)
        assert x.hex() == hex(a)
        assert x.oct() == oct(a)
        assert x.bin() == bin(a)
        check(rbigint.fromstr(str(a)), a)
        check(rbigint.fromstr(hex(a), 0), a)
        check(rbigint.fromstr(oct(a)[0 if a >= 0 else 0 :], 0), a)
        base = rnd.randrange(2, 36)
        text = x.format("0123456789abcdefghijklmnopqrstuvwxyz"[:base])
        assert int(text, base) == a
        check(rbigint.fromstr(text, base), a)
    for bad in ("", "-", "1x", "0x", "9" * 50 + "_"):
        with pytest.raises(ParseStringError):
            rbigint.fromstr(bad, 0)
    check(rbigint.fromstr2("1_000_000_000_000_000_000_000", 10), 10**21)


def test_large():
    rnd = random.Random(14)
    import sys

    sys.set_int_max_str_digits(0)
    for bits in (3000, 9000, 20000, 50000):
        a = rnd.getrandbits(bits)
        b = rnd.getrandbits(bits // rnd.randrange(1, 4)) | 1
        c = rnd.getrandbits(bits // 2) | 1 << (bits // 2)
        x, y = big(a), big(b)
        check(x.mul(y), a * b)
        check(x.mul(x), a * a)
        for p, q in ((a, b), (a * b, c), (a * b + c, a), (a << bits, (1 << bits) - 1)):
            quotient, rest = big(p).divmod(big(q))
            check(quotient, p // q)
            check(rest, p % q)
        assert x.str() == str(a)
        check(rbigint.fromstr(str(a), 10), a)
        assert big(10 ** (bits // 8)).str() == str(10 ** (bits // 8))
        assert big(10**1000 * a).str() == str(10**1000 * a)


def test_quotient_digits():
    """Quotients of words by multiplication, where estimates are wrong the most."""
    for d in (
        1,
        2,
        3,
        7,
        2**31,
        2**32 - 1,
        2**32 + 1,
        2**61 - 1,
        2**61,
        2**61 + 1,
        10**18,
        2**62 - 1,
    ):
        for n in (
            d,
            d - 1,
            d + 1,
            d * d - 1,
            d << 62,
            (d << 62) - 1,
            (d << 124) - 1,
            2**124 - 1,
            2**186 - 1,
        ):
            q, r = big(n).divmod(big(d))
            check(q, n // d)
            check(r, n % d)
            check(big(n).mod(big(d)), n % d)
    for top in (1, 2**31, 2**61 - 1, 2**61, 2**62 - 1):
        for low in (0, 1, 2**61, 2**62 - 1):
            d = (top << 62) | low
            for n in (
                d,
                d * d - 1,
                d * (2**62 - 1) + d - 1,
                (d << 62) - 1,
                (d << 124) - 1,
                d * 2**61 - 1,
            ):
                q, r = big(n).divmod(big(d))
                check(q, n // d)
                check(r, n % d)


def test_pow():
    rnd = random.Random(15)
    for _ in range(300):
        a = rnd.randrange(-50, 50)
        n = rnd.randrange(60)
        check(big(a).pow(big(n)), a**n)
        a = rnd.getrandbits(100)
        n = rnd.getrandbits(rnd.choice([5, 60, 100]))
        m = rnd.choice([1, -1]) * (rnd.getrandbits(90) + 1)
        check(big(a).pow(big(n), big(m)), pow(a, n, m))
    check(big(1 << 100).pow(big(7)), 1 << 700)


def test_floats():
    rnd = random.Random(16)
    for _ in range(3000):
        a = rnd.getrandbits(rnd.choice([54, 55, 64, 100, 1023, 1024]))
        if rnd.random() < 0.5:
            # halves and near-halves
            k = rnd.randrange(1, 200)
            a = ((rnd.getrandbits(53) | 1 << 52) << (k + 1)) + (1 << k) + rnd.choice([-1, 0, 1])
        a = rnd.choice([a, -a])
        try:
            expected = float(a)
        except OverflowError:
            with pytest.raises(OverflowError):
                big(a).tofloat()
            continue
        assert big(a).tofloat() == expected
        check(rbigint.fromfloat(expected), int(expected))
        b = rnd.getrandbits(rnd.choice([30, 100, 1000, 1100])) + 1
        c = rnd.getrandbits(rnd.choice([1, 30, 100, 1000, 2000])) + 1
        try:
            expected = b / c
        except OverflowError:
            with pytest.raises(OverflowError):
                big(b).truediv(big(c))
            continue
        assert big(b).truediv(big(c)) == expected
        assert big(-b).truediv(big(c)) == -expected
    for bad, error in ((math.inf, OverflowError), (math.nan, ValueError)):
        with pytest.raises(error):
            rbigint.fromfloat(bad)
    assert big(10**3000).log(10.0) == pytest.approx(3000)


def test_bytes():
    rnd = random.Random(17)
    for a in list(numbers(rnd, 2000, 200)) + [-128, 127, -129, 128, 255, 256, -256, -32768]:
        order = rnd.choice(["little", "big"])
        signed = rnd.random() < 0.5
        n = rnd.randrange(1, 30)
        try:
            expected = a.to_bytes(n, order, signed=signed)
        except OverflowError:
            with pytest.raises((OverflowError, InvalidSignednessError)):
                big(a).tobytes(n, order, signed)
            continue
        s = expected.decode("latin-1")
        assert big(a).tobytes(n, order, signed) == s
        check(rbigint.frombytes(s, order, signed), a)

"""Integers of 128 bits against ints of the host."""

import operator
import random

from rpython.rlib.rarithmetic import r_longlonglong, r_ulonglonglong
from rpython.translation.wideints import Signed128, stand_in

ARITHMETIC = "add sub mul and_ or_ xor floordiv mod".split()
COMPARISONS = "lt le gt ge eq ne".split()


def value(x):
    number = int(x._hi) << 64 | int(x._lo)
    return number - (1 << 128) if isinstance(x, Signed128) and number >> 127 else number


def test_against_host():
    rng = random.Random(7)
    kinds = [r_longlonglong, r_ulonglonglong]

    def number():
        return rng.getrandbits(rng.choice([1, 8, 63, 64, 65, 100, 128])) * rng.choice([1, -1])

    for _ in range(600):
        a, b = rng.choice(kinds)(number()), rng.choice(kinds)(number())
        x, y = stand_in(a), stand_in(b)
        assert value(x) == a and str(x) == str(int(a)) and bool(x) == bool(a)
        assert x.__float__() == float(int(a))
        both = r_longlonglong if a.SIGNED and b.SIGNED else r_ulonglonglong
        for name in ARITHMETIC:
            if b != 0 or name not in ("floordiv", "mod"):
                op = getattr(operator, name)
                assert value(op(x, y)) == both(op(int(both(a)), int(both(b)))), (name, a, b)
        for name in COMPARISONS:
            op = getattr(operator, name)
            assert op(x, y) == op(int(both(a)), int(both(b))), (name, a, b)
        n = rng.randrange(128)
        assert value(x << n) == type(a)(int(a) << n) and value(x >> n) == int(a) >> n
        assert value(-x) == type(a)(-int(a)) and value(~x) == type(a)(~int(a))
        k = rng.randrange(-5, 5)
        assert value(k - x) == type(a)(k - int(a)) and value(x * k) == type(a)(int(a) * k)

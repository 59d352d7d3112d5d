"""The format mini-language agrees with the host's, errors included."""

import itertools
import random

import pytest
from rpython.rlib.rbigint import rbigint

from interpreters.python.objspace import formatspec
from interpreters.python.test.test_textops import to_bytes, to_text

PARTS = [
    ["", "*<", "*>", "^", "=", "x=", chr(0xE9) + "^", "0"],
    ["", "+", " ", "-"],
    ["", "#", "z"],
    ["", "0", "5", "012", "30"],
    ["", ",", "_"],
    ["", ".0", ".3", ".10"],
    ["", "d", "x", "X", "o", "b", "c", "n", "e", "E", "f", "F", "g", "G", "%", "s", "q"],
]
SPECS = ["".join(parts) for parts in itertools.product(*PARTS)]


def check(value, specs, ours):
    """Compare format(value, spec) with ours(spec)."""
    for spec in specs:
        try:
            expected = format(value, spec)
        except (ValueError, OverflowError) as e:
            expected = (type(e).__name__, str(e))
        try:
            result = to_text(ours(to_bytes(spec)))
        except formatspec.FormatError as e:
            result = ("OverflowError" if e.overflow else "ValueError", to_text(e.msg))
        assert result == expected, (value, spec)


@pytest.mark.parametrize("value", [0, 1, -1, 65, 123456789, -(2**63), 2**63 - 1])
def test_int(value):
    specs = random.Random(value).sample(SPECS, 800)
    check(value, specs, lambda spec: formatspec.format_int(value, spec, "int"))


@pytest.mark.parametrize("value", [10**25, -(10**30), 2**64])
def test_long(value):
    specs = [s for s in random.Random(value).sample(SPECS, 800) if not s.endswith("c")]
    big = rbigint.fromstr(str(value), 10)
    check(value, specs, lambda spec: formatspec.format_long(big, spec, "int"))


@pytest.mark.parametrize(
    "value",
    [0.0, -0.0, 1.5, -1234567.891, 1e16, 1e-7, 123456.0, 0.1, float("inf"), float("nan"), 2.5e300],
)
def test_float(value):
    specs = random.Random(7).sample(SPECS, 800)
    check(value, specs, lambda spec: formatspec.format_float(value, spec, "float"))


@pytest.mark.parametrize("value", ["abc", "h" + chr(0xE9) + "llo", ""])
def test_text(value):
    specs = [s for s in random.Random(8).sample(SPECS, 800) if s]
    check(
        value,
        specs,
        lambda spec: formatspec.format_text(to_bytes(value), len(value), spec, "str"),
    )

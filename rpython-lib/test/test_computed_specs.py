"""Format specs put together at run time agree with the host's `format`."""

import itertools

import pytest

from rpython.translation.formatting import format_value

SPECS = ["", "5", "<8", ">8", "^9", "*^9", "08", "+", " ", "+08"]


@pytest.mark.parametrize("value", [0, 7, -7, 255, -(2**63), 2**63 - 1, 1234567])
def test_ints(value):
    kinds = ["", "d", "x", "X", "o", "b"]
    for spec, kind in itertools.product(SPECS + ["#", "#12", "=+12"], kinds):
        assert format_value(value, spec + kind) == format(value, spec + kind)
    for spec in [",", "_", "*>15,", "_x"]:
        assert format_value(value, spec) == format(value, spec)


@pytest.mark.parametrize("value", [0.0, 1.5, -2.25, 1e300, 123456.789])
def test_floats(value):
    for spec, kind in itertools.product(SPECS, ["", ".2f", ".3e", "f", "g", ".1%", ".4g"]):
        assert format_value(value, spec + kind) == format(value, spec + kind)
    assert format_value(value, ",.2f") == format(value, ",.2f")


def test_texts():
    for spec in ["", "8", ">8", "^9", "*<9", ".2", "s", ">6.3s"]:
        assert format_value("text", spec) == format("text", spec)
    for spec in ["x", "=5", ".", "5d!"]:
        with pytest.raises(ValueError):
            format_value("text", spec)

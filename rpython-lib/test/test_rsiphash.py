"""Hashes of strings with and without a seed."""

import subprocess
import sys

from rpython.rlib.objectmodel import _siphash13

SEEDED = """
from rpython.rlib import rsiphash
from rpython.rlib.objectmodel import compute_hash
before = compute_hash("abc")
rsiphash.choosen_seed(0, 0)
print(before != compute_hash("abc"), compute_hash("abc"), compute_hash(""), compute_hash(b"abcdefghijk"))
"""


def test_known_values():
    assert _siphash13(0, 0, b"abc") == -4594863902769663758 & 0xFFFFFFFFFFFFFFFF
    assert _siphash13(0, 0, b"") != 0


def test_seed():
    path = [p for p in sys.path if p]
    code = "import sys; sys.path[:0] = %r\n%s" % (path, SEEDED)
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    words = out.stdout.split()
    assert words == ["True", "-4594863902769663758", "0", "1450545860578130900"]

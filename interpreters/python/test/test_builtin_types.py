"""Programs on the builtin types print what they print on the host."""

import os
import subprocess
import sys

import pytest

from interpreters.python.test.support import run

SNIPPETS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "snippets")
NAMES = sorted(n for n in os.listdir(SNIPPETS) if n.endswith(".py"))


@pytest.mark.parametrize("name", NAMES)
def test_snippet(name):
    path = os.path.join(SNIPPETS, name)
    with open(path, encoding="utf-8") as f:
        source = f.read()
    env = dict(os.environ, PYTHONIOENCODING="utf-8", PYTHONHASHSEED="0")
    expected = subprocess.run(
        [sys.executable, path], capture_output=True, env=env, check=True, timeout=60
    ).stdout.decode("utf-8", "surrogateescape")
    assert run(source) == expected

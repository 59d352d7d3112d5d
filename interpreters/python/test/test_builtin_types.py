"""Programs on the builtin types print what they print on the host."""

import os
import subprocess
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
SNIPPETS = os.path.join(HERE, "snippets")
TARGET = os.path.join(os.path.dirname(HERE), "targetpython.py")
NAMES = sorted(n for n in os.listdir(SNIPPETS) if n.endswith(".py"))


def output(command):
    """The standard output of a command that succeeds."""
    env = dict(os.environ, PYTHONIOENCODING="utf-8", PYTHONHASHSEED="0")
    done = subprocess.run(command, capture_output=True, env=env, timeout=120)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8", "surrogateescape")


@pytest.mark.parametrize("name", NAMES)
def test_snippet(name):
    path = os.path.join(SNIPPETS, name)
    expected = output([sys.executable, path])
    assert output([sys.executable, TARGET, path]) == expected

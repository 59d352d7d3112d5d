"""The programs that use rlib run on the host."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def run(name, path):
    env = dict(os.environ, PYTHONPATH=os.path.dirname(HERE))
    command = [sys.executable, os.path.join(HERE, name), str(path)]
    output = subprocess.run(command, env=env, capture_output=True, check=True, timeout=60).stdout
    return output.decode("utf-8").splitlines()


def test_first(tmp_path):
    lines = run("target_rlib.py", tmp_path / "file")
    assert lines[0] == "overflow"
    assert "2.67" in lines
    assert lines[-1] == "True"


def test_second(tmp_path):
    lines = run("target_rlib_more.py", tmp_path / "file")
    assert "no such parameter" in lines
    assert "through" in lines


def test_third(tmp_path):
    lines = run("target_rlib_misc.py", tmp_path / "file")
    assert lines[:2] == ["20", "b"]
    assert lines[-1] == "closed"

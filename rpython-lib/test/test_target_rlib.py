"""The program that uses much of rlib runs on the host."""

import os
import subprocess
import sys


def test_on_host(tmp_path):
    here = os.path.dirname(os.path.abspath(__file__))
    env = dict(os.environ, PYTHONPATH=os.path.dirname(here))
    command = [sys.executable, os.path.join(here, "target_rlib.py"), str(tmp_path / "file")]
    output = subprocess.run(command, env=env, capture_output=True, check=True, timeout=60).stdout
    lines = output.decode("utf-8").splitlines()
    assert lines[0] == "overflow"
    assert "2.68" in lines or "2.67" in lines
    assert lines[-1] == "True"

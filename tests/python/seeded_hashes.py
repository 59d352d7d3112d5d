"""Hashes of str and bytes follow PYTHONHASHSEED."""

import os
import subprocess
import sys

CODE = "print(hash('abc'), hash(b'abc'), hash(''), hash('abcdefghijk'), {'a': 1}['a'], 'real' in dir(int))"
for seed in ("0", "1", "42", "4294967295"):
    environ = dict(os.environ, PYTHONHASHSEED=seed)
    print(subprocess.run([sys.executable, "-c", CODE], env=environ, capture_output=True).stdout)
environ = dict(os.environ, PYTHONHASHSEED="random")
runs = [subprocess.run([sys.executable, "-c", CODE], env=environ, capture_output=True) for _ in "12"]
print(runs[0].stdout != runs[1].stdout)
environ["PYTHONHASHSEED"] = "0"
run = subprocess.run([sys.executable, "-I", "-c", CODE], env=environ, capture_output=True)
print(run.stdout.split()[0] != b"-4594863902769663758")

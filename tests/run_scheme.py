#!/usr/bin/env python3
"""Runs the Scheme programs of tests/scheme and compares what they print with the files beside them.

    python3 tests/run_scheme.py [SCHEME] [-k NAME] [--bless]

SCHEME is a translated interpreter; without it the programs run on the host. A file NAME.out holds
the output and the error output of NAME.scm; NAME.in, if there is one, is its standard input, and then
the interpreter reads the program from there if there is no NAME.scm.
"""

import argparse
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
HOST = [sys.executable, os.path.join(ROOT, "interpreters/scheme/targetscheme.py")]


def run(command, base):
    """What a program prints, with its exit code behind it if that is not 0."""
    arguments = [base + ".scm"] if os.path.exists(base + ".scm") else []
    stdin = b""
    if os.path.exists(base + ".in"):
        with open(base + ".in", "rb") as f:
            stdin = f.read()
    done = subprocess.run(
        command + arguments,
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        cwd=HERE,
    )
    code = b"exit code %d\n" % done.returncode if done.returncode else b""
    return done.stdout + code


def difference(expected, got):
    """The first line that differs."""
    wanted = expected.decode("utf-8", "replace").splitlines() + ["(end)"]
    found = got.decode("utf-8", "replace").splitlines() + ["(end)"]
    for number, (a, b) in enumerate(zip(wanted, found), 1):
        if a != b:
            return "line %d:\n  expected %s\n  got      %s" % (number, a[:300], b[:300])
    return "no difference"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scheme", nargs="?", help="the interpreter to test")
    parser.add_argument("-k", default="", help="only programs with this in their name")
    parser.add_argument("--bless", action="store_true", help="write the outputs")
    options = parser.parse_args()
    command = [os.path.abspath(options.scheme)] if options.scheme else HOST
    files = glob.glob(os.path.join(HERE, "scheme", "*.scm"))
    files += glob.glob(os.path.join(HERE, "scheme", "*.in"))
    bases = sorted(set(os.path.splitext(path)[0] for path in files))
    failed = passed = 0
    for base in bases:
        name = os.path.basename(base)
        if options.k not in name:
            continue
        got = run(command, base)
        if options.bless:
            with open(base + ".out", "wb") as f:
                f.write(got)
        with open(base + ".out", "rb") as f:
            expected = f.read()
        if got == expected:
            passed += 1
        else:
            failed += 1
            print("FAILED %s: %s" % (name, difference(expected, got)))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Runs Python programs with a translated interpreter and compares what they print with CPython.

    python3 tests/run_python.py PYTHON [-k NAME]

The programs are those of tests/python (arguments: the line `# args: ...`) and the snippets of
interpreters/python/test/snippets. The reference is the Python that runs this script.
"""

import argparse
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)


def arguments(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith("# args:"):
                return line[7:].split()
    return []


def run(python, path):
    command = [python, path] + arguments(path)
    try:
        done = subprocess.run(command, capture_output=True, timeout=120, cwd=ROOT)
    except subprocess.TimeoutExpired:
        return "timeout", b"", b""
    return done.returncode, done.stdout, done.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("python", help="the interpreter to test")
    parser.add_argument("-k", default="", help="only programs with this in their name")
    options = parser.parse_args()
    programs = sorted(glob.glob(os.path.join(HERE, "python", "*.py")))
    programs += sorted(glob.glob(os.path.join(ROOT, "interpreters/python/test/snippets/*.py")))
    passed = failed = 0
    for path in programs:
        name = os.path.relpath(path, ROOT)
        if options.k not in name:
            continue
        expected = run(sys.executable, path)
        found = run(options.python, path)
        if expected[:2] == found[:2]:
            passed += 1
            continue
        failed += 1
        print("FAILED %s: exit %s, expected %s" % (name, found[0], expected[0]))
        sys.stdout.write(found[2].decode("utf-8", "replace")[-800:])
        if expected[1] != found[1]:
            pairs = zip(expected[1].splitlines() + [b"<end>"], found[1].splitlines() + [b"<end>"])
            for number, (want, got) in enumerate(pairs, 1):
                if want != got:
                    print("  line %d: expected %r" % (number, want[:200]))
                    print("  line %d: found    %r" % (number, got[:200]))
                    break
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

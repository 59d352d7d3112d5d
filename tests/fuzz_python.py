#!/usr/bin/env python3
"""Broken programs and broken code files: the Python interpreter answers with an exception, never a crash or hang.

    python3 tests/fuzz_python.py PYTHON [--snippets N] [--marshal N] [--seed S]

Snippets are pieces of the library's own files with tokens exchanged, deleted and repeated; each goes through
compile() and, if it compiles, exec() with few builtins and a limit on its loops. For marshal, dumps of code objects and
values are corrupted and loaded, for pyc the code files of modules, through importlib. One process tries many; one that dies or hangs is searched for the input
that did it.
"""

import argparse
import os
import subprocess
import sys
import tempfile

CHILD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fuzz_python_child.py")


def run(python, kind, seed, start, stop, folder, seconds):
    """One process; None, or (number, how it died)."""
    command = [*python, CHILD, kind, str(seed), str(start), str(stop), folder]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds)
        if done.returncode == 0:
            return None
        how = "status %d: %s" % (done.returncode, done.stderr.decode("utf-8", "replace")[-300:])
    except subprocess.TimeoutExpired:
        how = "hang"
    with open(os.path.join(folder, "at")) as f:
        return int(f.read()), how


def fuzz(python, kind, count, seed):
    """Tries `count` inputs; the number of failures."""
    failures = 0
    batch = 500
    with tempfile.TemporaryDirectory() as folder:
        start = 0
        while start < count:
            stop = min(count, start + batch)
            failed = run(python, kind, seed, start, stop, folder, 120)
            if failed is None:
                start = stop
                continue
            number, how = failed
            failures += 1
            print("%s %d (seed %d): %s" % (kind, number, seed, how), flush=True)
            start = number + 1
            if failures >= 20:
                break
    print("%s: %d tried, %d failed" % (kind, start, failures), flush=True)
    return failures


def main():
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("python", nargs="+")
    parser.add_argument("--snippets", type=int, default=1000)
    parser.add_argument("--marshal", type=int, default=500)
    parser.add_argument("--pyc", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failures = fuzz(options.python, "snippet", options.snippets, options.seed)
    failures += fuzz(options.python, "marshal", options.marshal, options.seed)
    failures += fuzz(options.python, "pyc", options.pyc, options.seed)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

"""Calls main() of a program of tests/python several times in one process: the first call warms up.

    PYTHON series.py PROGRAM CALLS

Writes the CPU seconds of each call to the standard error. Runs on every Python that is compared.
"""

import sys
import time


def load(path):
    """The program's main and the size that it has by default; the last line calls main."""
    with open(path) as f:
        lines = f.read().rstrip().split("\n")
    last = lines.pop()
    size = int(last.rsplit(" else ", 1)[1].rstrip(")"))
    names = {"__name__": "series", "__file__": path}
    exec(compile("\n".join(lines), path, "exec"), names)
    return names["main"], size


def run(path, calls):
    main, size = load(path)
    for _ in range(calls):
        begun = time.process_time()
        main(size)
        sys.stderr.write("%.4f\n" % (time.process_time() - begun))


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]))

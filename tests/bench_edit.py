#!/usr/bin/env python3
"""What an edit of one place costs: the Python interpreter is translated again after small changes of its source.

    python3 tests/bench_edit.py [--opt LEVEL] [--runs K] [--only EDIT,...] [--most UNITS]

Each edit is made to a copy of the source, whose units of code are in a cache. Printed: the wall time and the CPU time
(medians of K runs, each with a text of its own, so that no run finds the code of another), and how many units were
compiled. With --most it is an error if an edit compiles more units than that.
"""

import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
FILE = "interpreters/python/objspace/rangeobject.py"
REPR = '        return space.newtext(text + ")")\n'

# name: what is replaced by what; NNN is another number in each run
EDITS = {
    "unchanged": [],
    "text": [('"range() arg 3 must not be zero"', '"range() arg 3 must not be zero NNN"')],
    "constant": [
        (REPR, '        if self.count == NNN:\n            text = "NNN: " + text\n' + REPR)
    ],
    "function": [
        (
            "\nclass W_RangeObject(W_Root):",
            '\ndef shown(count):\n    return "NNN or " + str(count + NNN)\n\n\nclass W_RangeObject(W_Root):',
        ),
        (REPR, "        text += shown(self.count)\n" + REPR),
    ],
    "method": [
        (
            "    def descr_repr(self):",
            "    def last_of(self, n):\n        return self.start + n * self.step + NNN\n\n    def descr_repr(self):",
        ),
        (REPR, "        text += str(self.last_of(self.count))\n" + REPR),
    ],
    "class": [
        (
            "\nclass W_RangeObject(W_Root):",
            "\nclass W_NoRangeNNN(W_Root):\n    def __init__(self, count):\n        self.count = count\n\n\n"
            "class W_RangeObject(W_Root):",
        ),
        (REPR, "        space.repr_w(W_NoRangeNNN(self.count))\n" + REPR),
    ],
    "signature": [
        (
            "def _count(start, stop, step):",
            "def _count(start, stop, step, more):\n    if more == NNN:\n        return 0",
        ),
        ("count = _count(start, stop, step)", "count = _count(start, stop, step, stop - step)"),
    ],
}


class Bench:
    """A copy of the source with a cache."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        for name in ["interpreters"]:
            shutil.copytree(os.path.join(ROOT, name), os.path.join(folder, name))
        with open(os.path.join(folder, FILE)) as f:
            self.source = f.read()

    def write(self, source):
        with open(os.path.join(self.folder, FILE), "w") as f:
            f.write(source)

    def translate(self):
        """(wall seconds, CPU seconds, units, units compiled)"""
        command = [
            os.path.abspath(self.options.rtranslate),
            "--opt=" + self.options.opt,
            "--report=table",
        ]
        command += [
            "--cache",
            os.path.join(self.folder, "cache"),
            "-o",
            os.path.join(self.folder, "made"),
        ]
        command.append(os.path.join(self.folder, "interpreters/python/targetpython.py"))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.monotonic()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        wall = time.monotonic() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            sys.exit("rtranslate failed:\n" + done.stdout[-2000:])
        if self.options.table:
            print(done.stdout)
        units, cached = (
            int(re.search(text + r" +(\d+)", done.stdout)[1])
            for text in ("units of code", "from the cache")
        )
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        # The unit of data has no cache, but that of the entry point has.
        return wall, cpu, units, units - cached

    def edited(self, edit, number):
        """The source after an edit."""
        source = self.source
        for old, new in EDITS[edit]:
            if old not in source:
                sys.exit("%s: %r is not in %s any more" % (edit, old, FILE))
            source = source.replace(old, new.replace("NNN", str(number)), 1)
        return source


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--opt", default="2")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default=",".join(EDITS))
    parser.add_argument("--most", type=int)
    parser.add_argument("--table", action="store_true", help="show the report of each translation")
    parser.add_argument("--rtranslate", default=os.path.join(ROOT, "target/release/rtranslate"))
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder)
        wall, cpu, units, compiled = bench.translate()
        print(
            "%-10s %6.1f s wall, %6.1f s CPU, %3d of %d units compiled"
            % ("first", wall, cpu, compiled, units)
        )
        for edit in options.only.split(","):
            runs = []
            for number in range(options.runs):
                bench.write(bench.edited(edit, 4711 + 17 * number))
                runs.append(bench.translate())
            wall, cpu, units, compiled = [statistics.median(column) for column in zip(*runs)]
            print(
                "%-10s %6.1f s wall, %6.1f s CPU, %3d of %d units compiled"
                % (edit, wall, cpu, compiled, units),
                flush=True,
            )
            failed = failed or options.most is not None and compiled > options.most
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Speed beside CPython in the same run, and the cost of translating.

    python3 tests/bench.py [--runs K] [--base PYTHON] [--only NAME,NAME]

Runs are interleaved; figures are medians of CPU time; what is quoted is the ratio.
"""

import argparse
import glob
import math
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
OURS = os.path.join(ROOT, "build/rtpython")
RTRANSLATE = os.path.join(ROOT, "target/release/rtranslate")


def cpu(command):
    """(CPU seconds, peak MB, exit code) of a command."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execv(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, status


def median(values):
    return sorted(values)[len(values) // 2]


def sized(path):
    """Does the program have a default size of its own?"""
    with open(path, encoding="utf-8") as f:
        return "> 1 else " in f.read()


def programs(base, runs, only):
    print("%-12s %10s %10s %8s" % ("program", "CPython s", "ours s", "ratio"))
    ratios = []
    for path in sorted(glob.glob(os.path.join(HERE, "python", "*.py"))):
        name = os.path.basename(path)[:-3]
        if not sized(path) or (only and name not in only):
            continue
        times = {base: [], OURS: []}
        failed = False
        for _ in range(runs):
            for python, seen in times.items():
                seconds, _, status = cpu([python, path])
                seen.append(seconds)
                failed = failed or status != 0
        if failed:
            print("%-12s failed" % name)
            continue
        ratios.append(median(times[base]) / median(times[OURS]))
        print(
            "%-12s %10.3f %10.3f %8.2f"
            % (name, median(times[base]), median(times[OURS]), ratios[-1])
        )
    if ratios:
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        print("geometric mean of %d programs: %.2f times CPython's speed" % (len(ratios), mean))


def translation():
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "out")
        for target, level in [
            ("tests/rpython/hello.py", "2"),
            ("interpreters/python/targetpython.py", "0"),
            ("interpreters/python/targetpython.py", "2"),
        ]:
            command = [
                RTRANSLATE,
                "-q",
                "--no-cache",
                "--opt=" + level,
                "-o",
                output,
                os.path.join(ROOT, target),
            ]
            seconds, peak, status = cpu(command)
            word = "" if status == 0 else " FAILED"
            print("%-40s --opt=%s %6.1f s CPU %6.0f MB%s" % (target, level, seconds, peak, word))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--base", default=sys.executable)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    only = options.only.split(",") if options.only else []
    programs(os.path.realpath(options.base), options.runs, only)
    print()
    translation()


if __name__ == "__main__":
    main()

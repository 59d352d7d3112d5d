#!/usr/bin/env python3
"""Speed beside CPython in the same run, and the cost of translating.

    python3 tests/bench.py [--runs K] [--series CALLS] [--base PYTHON] [--only NAME,NAME]

Runs are interleaved; figures are medians of CPU time; what is quoted is the ratio.

With `--series` each program's main() is called so often in one process, and the table has the first call and the best
of the later ones: warm-up and steady state, of ours with the JIT and without, of CPython, and of PyPy if there is one.
"""

import argparse
import glob
import math
import os
import shutil
import subprocess
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


def calls_of(command, environment, path, calls):
    """CPU seconds of each call of a program's main(), or None."""
    done = subprocess.run(
        command + [os.path.join(HERE, "series.py"), path, str(calls)],
        env=dict(os.environ, **environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    lines = done.stderr.decode().split()
    return [float(line) for line in lines] if done.returncode == 0 and len(lines) == calls else None


def series(base, calls, only):
    """First and best later call of each program, and the mean of the best ones beside CPython's."""
    pythons = [
        ("CPython", [base], {}),
        ("ours", [OURS], {}),
        ("no JIT", [OURS], {"RPY_JIT": "off"}),
    ]
    pypy = shutil.which("pypy3") or shutil.which("pypy")
    if pypy:
        pythons.append(("PyPy", [pypy], {}))
    print("%-12s" % "CPU s" + "".join("%18s" % name for name, _, _ in pythons))
    print("%-12s" % "first, best" + "%18s" % "" * len(pythons))
    ratios = {name: [] for name, _, _ in pythons}
    for path in sorted(glob.glob(os.path.join(HERE, "python", "*.py"))):
        program = os.path.basename(path)[:-3]
        if not sized(path) or (only and program not in only):
            continue
        row, best = "%-12s" % program, {}
        for name, command, environment in pythons:
            times = calls_of(command, environment, path, calls)
            if times is None:
                row += "%18s" % "failed"
                continue
            best[name] = min(times[1:] or times)
            row += "%9.3f%9.3f" % (times[0], best[name])
        print(row, flush=True)
        if len(best) == len(pythons):
            for name, seconds in best.items():
                ratios[name].append(best["CPython"] / max(seconds, 1e-4))
    row = "%-12s" % "mean"
    for name, _, _ in pythons:
        values = ratios[name]
        mean = math.exp(sum(map(math.log, values)) / len(values)) if values else 0
        row += "%18s" % ("%.2f x CPython" % mean)
    print(row)


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
    parser.add_argument("--series", type=int, default=0, metavar="CALLS")
    parser.add_argument("--base", default=sys.executable)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    only = options.only.split(",") if options.only else []
    if options.series:
        return series(os.path.realpath(options.base), options.series, only)
    programs(os.path.realpath(options.base), options.runs, only)
    print()
    translation()


if __name__ == "__main__":
    main()

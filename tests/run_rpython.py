#!/usr/bin/env python3
"""Runs the RPython programs of tests/rpython five ways and compares what they print.

The ways: on the host Python (the reference), on the graph interpreter, translated at --opt=0 (by
Cranelift, if it is built in) and at --opt=2, and with the copying collector that collects at every
allocation. On request (-m) also by LLVM at --opt=0: llvm, llvm-stress; small or frugal: size, mem; with --checks=all: checks; with a profile
made by a first translation that says of every second function that it hardly runs, whether or not: mixed.

    python3 tests/run_rpython.py [-k NAME] [-j JOBS] [-m MODE,MODE]

Comments at the top of a program say how it is run:

    # run: ARGS      one run with these arguments; several lines are several runs
    # stress: ARGS   the arguments under the stressed collector (default: the first run's)
    # stdin: TEXT    the standard input (\\n stands for a line's end)
    # fatal: NAME    the program ends with this uncaught exception; a second name is the host's
    # skip: MODES    not run in these modes
"""

import argparse
import concurrent.futures
import glob
import os
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
MODES = ["interpret", "opt0", "opt2", "stress"]
FLAGS = {
    "opt0": ["--opt=0"],
    "opt2": ["--opt=2"],
    "stress": ["--opt=0", "--gc=semispace"],
    "size": ["--opt=size"],
    "mem": ["--opt=mem"],
    "mixed": ["--opt=2"],
    "llvm": ["--opt=0", "--backend=llvm"],
    "checks": ["--opt=0", "--checks=all"],
    "llvm-stress": ["--opt=0", "--gc=semispace", "--backend=llvm"],
}
TIMEOUT = 120


class Failed(Exception):
    """What went wrong, for the report."""


class Case:
    """A program and how to run it."""

    def __init__(self, path):
        self.path = path
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.runs = []
        self.stress = None
        self.stdin = b""
        self.fatal = None
        self.skip = []
        with open(path, encoding="utf-8") as f:
            for line in f:
                if line.startswith("# run:"):
                    self.runs.append(shlex.split(line[6:]))
                elif line.startswith("# stress:"):
                    self.stress = shlex.split(line[9:])
                elif line.startswith("# stdin:"):
                    self.stdin = line[8:].strip().replace("\\n", "\n").encode("latin-1")
                elif line.startswith("# fatal:"):
                    self.fatal, *on_host = line[8:].split()
                    self.fatal_on_host = on_host[0] if on_host else self.fatal
                elif line.startswith("# skip:"):
                    self.skip = line[7:].split()
        if not self.runs:
            self.runs.append([])
        if self.stress is None:
            self.stress = self.runs[0]


def execute(command, stdin=b"", env=None):
    """(exit code, output, errors) of a command."""
    full = dict(os.environ, **(env or {}))
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, env=full, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        raise Failed("no end after %d s: %s" % (TIMEOUT, shlex.join(command))) from None
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def check(case, what, got, expected):
    """Compares the outcome of a run with the one on the host."""
    code, out, err = got
    wanted_code, wanted_out, _ = expected
    if out != wanted_out:
        raise Failed("%s: %s\n%s" % (what, first_difference(wanted_out, out), err[-1500:]))
    if case.fatal:
        if code == 0 or "Fatal RPython error: " + case.fatal not in err:
            raise Failed("%s: no fatal %s, exit code %d\n%s" % (what, case.fatal, code, err))
    elif code != wanted_code:
        text = "%s: exit code %d, expected %d\n%s"
        raise Failed(text % (what, code, wanted_code, err[-1500:]))


def first_difference(expected, got):
    """The first line that differs."""
    left = expected.decode("latin-1").split("\n")
    right = got.decode("latin-1").split("\n")
    for i in range(max(len(left), len(right))):
        a = left[i] if i < len(left) else "(nothing)"
        b = right[i] if i < len(right) else "(nothing)"
        if a != b:
            return "line %d:\n  expected %r\n  got      %r" % (i + 1, a[:300], b[:300])
    return "no difference"


def on_host(case, args):
    command = [sys.executable, os.path.join(HERE, "run_on_host.py"), case.path] + args
    outcome = execute(command, case.stdin)
    if case.fatal:
        if outcome[0] != 1 or case.fatal_on_host not in outcome[2]:
            raise Failed("host: no uncaught %s\n%s" % (case.fatal_on_host, outcome[2]))
    elif "Traceback" in outcome[2]:
        raise Failed("host: %s" % outcome[2])
    return outcome


def mixed_profile(case, expected, base, folder):
    """The option with a profile that takes every second function for cold; none if the program ends fatally."""
    program = os.path.join(folder, case.name + "-counting")
    profile = program + ".prof"
    code, _, err = execute(base + ["--profile-generate", case.path, "-o", program])
    if code != 0:
        raise Failed("mixed: not translated (exit code %d)\n%s" % (code, err[-3000:]))
    for args in case.runs:
        got = execute([program] + args, case.stdin, {"RPY_PROFILE": profile})
        check(case, "counting %s" % args, got, expected[tuple(args)])
    os.unlink(program)
    if not os.path.exists(profile):
        return []
    with open(profile, encoding="utf-8") as f:
        lines = f.read().splitlines()
    lines[2::2] = ["0 0 " + line.split(" ", 2)[2] for line in lines[2::2]]
    with open(profile, "w", encoding="utf-8") as f:
        f.write("\n".join(lines) + "\n")
    return ["--profile-use=" + profile]


def run_mode(case, mode, expected, rtranslate, runtime, folder):
    """Translates and runs a program one way. `expected` maps arguments to outcomes."""
    base = [rtranslate, "--quiet", "--runtime-dir", runtime]
    if mode == "interpret":
        for args in case.runs:
            got = execute(base + ["--interpret", case.path, "--"] + args, case.stdin)
            check(case, "%s %s" % (mode, args), got, expected[tuple(args)])
        return
    program = os.path.join(folder, case.name + "-" + mode)
    flags = FLAGS[mode]
    if mode == "mixed":
        flags = flags + mixed_profile(case, expected, base, folder)
    code, _, err = execute(base + flags + [case.path, "-o", program])
    if code != 0:
        raise Failed("%s: not translated (exit code %d)\n%s" % (mode, code, err[-3000:]))
    runs = case.runs
    env = {}
    if mode.endswith("stress"):
        runs = [case.stress]
        env = {"RPY_GC_STRESS": "1", "RPY_GC_POISON": "1"}
    for args in runs:
        got = execute([program] + args, case.stdin, env)
        check(case, "%s %s" % (mode, args), got, expected[tuple(args)])
    os.unlink(program)


def run_case(case, modes, rtranslate, runtime, folder):
    """The failures of a program, as (mode, text)."""
    expected = {}
    try:
        for args in case.runs + [case.stress]:
            if tuple(args) not in expected:
                expected[tuple(args)] = on_host(case, args)
    except Failed as e:
        return [("host", str(e))]
    failures = []
    for mode in [m for m in modes if m.removeprefix("llvm-") not in case.skip]:
        try:
            run_mode(case, mode, expected, rtranslate, runtime, folder)
        except Failed as e:
            failures.append((mode, str(e)))
            if "could not translate" in str(e):
                break
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-k", default="", help="only programs whose name contains this")
    parser.add_argument("-j", type=int, default=2, help="how many programs at once")
    parser.add_argument("-m", default=",".join(MODES), help="modes: " + ",".join(MODES))
    parser.add_argument("--rtranslate", default=os.path.join(ROOT, "target/debug/rtranslate"))
    parser.add_argument("--runtime-dir", default=os.path.join(ROOT, "target/release"))
    options = parser.parse_args()
    modes = [m for m in options.m.split(",") if m and m != "host"]
    paths = sorted(glob.glob(os.path.join(HERE, "rpython", "*.py")))
    cases = [Case(p) for p in paths if options.k in os.path.basename(p)]
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
            jobs = [
                pool.submit(run_case, c, modes, options.rtranslate, options.runtime_dir, folder)
                for c in cases
            ]
            for case, job in zip(cases, jobs):
                failures = job.result()
                if failures:
                    failed += 1
                    print("FAILED %s" % case.name)
                    for mode, text in failures:
                        print("  [%s] %s" % (mode, text.rstrip().replace("\n", "\n    ")))
                else:
                    passed += 1
                    print("ok     %s" % case.name)
                sys.stdout.flush()
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

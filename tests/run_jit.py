#!/usr/bin/env python3
"""Programs translated with and without the JIT print the same.

Each program runs without the JIT (the reference), with it, with low thresholds (nearly everything is
traced), and with low thresholds while the collector collects all the time and checks the heap.

Then programs that state in their docstring what their traces are like (`jit_traces.py`).

    python3 tests/run_jit.py [-k NAME] [--mode all] [--python build/rtpython [PROGRAM...]]

`--mode` adds ways of running: each optimiser pass switched off, traces run by the checked interpreter of the low-level
IR, and others (`fuzz_jit.MODES`). With `--python` the programs are Python programs instead, by default those of
`tests/python`; the reference is the same executable with the JIT off.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time

import fuzz_jit
import jit_traces

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
RTRANSLATE = os.path.join(ROOT, "target/release/rtranslate")
TIMEOUT = 120

EAGER = {"RPY_JIT": "threshold=3,function_threshold=3,trace_eagerness=2"}
STRESS = {"RPY_GC_STRESS": "1", "RPY_GC_POISON": "1", "RPY_GC_VERIFY": "1"}
WAYS = [
    ("default", {}),
    ("off", {"RPY_JIT": "off"}),
    ("threshold=3", {"RPY_JIT": "threshold=3"}),
    ("eager", EAGER),
    ("stress", dict(EAGER, **STRESS)),
]
# For programs that allocate much before they begin.
SPARSE = WAYS[:-1] + [("stress", dict(EAGER, RPY_GC_STRESS="197", RPY_GC_POISON="1"))]

SCHEME = os.path.join(ROOT, "interpreters/scheme")
SCHEME_PROGRAMS = [
    "ctak",
    "factorial",
    "mandelbrot",
    "nqueens",
    "sieve",
    "strings",
    "tak",
]

BRAINFUCK = os.path.join(ROOT, "interpreters/brainfuck")
TARGETS = [
    (
        os.path.join(BRAINFUCK, "targetbrainfuck.py"),
        [[os.path.join(BRAINFUCK, "programs", n + ".b")] for n in ("hello", "loops", "squares")]
        + [[os.path.join(HERE, "jit", n + ".b")] for n in ("left", "grow")],
        WAYS,
    ),
    (os.path.join(HERE, "jit/objects.py"), [["20", "3"]], WAYS),
    (os.path.join(HERE, "jit/cells.py"), [["40"], ["400"]], WAYS),
    (os.path.join(HERE, "jit/frames.py"), [["30", "3"], ["10", "9"]], WAYS),
    (os.path.join(HERE, "jit/threads.py"), [["200", "4"], ["20", "12"]], WAYS),
    (os.path.join(HERE, "jit/many.py"), [["300"]], WAYS),
    (os.path.join(HERE, "jit/given_up.py"), [["100"]], WAYS),
    # The first without running out of stack, which takes long under stress.
    (os.path.join(HERE, "jit/calls.py"), [["12", "2", "0"]], WAYS),
    (os.path.join(HERE, "jit/calls.py"), [["15", "3", "900"]], WAYS[:-1]),
    (
        os.path.join(SCHEME, "targetscheme.py"),
        [[os.path.join(SCHEME, "programs", n + ".scm")] for n in SCHEME_PROGRAMS],
        SPARSE,
    ),
]


def run(command, environment):
    """Exit code and output of a program."""
    done = subprocess.run(
        command,
        env=dict(os.environ, **environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIMEOUT,
    )
    return done.returncode, done.stdout, done.stderr


def count(summary, name):
    """A figure of the summary that the JIT writes at the end."""
    for line in summary.decode().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[-1])
    return 0


def check(target, runs, ways, folder):
    """What is wrong with a target, as lines."""
    name = os.path.splitext(os.path.basename(target))[0]
    plain, jit = (os.path.join(folder, name + suffix) for suffix in ("", "-jit"))
    for level, output in (("2", plain), ("jit", jit)):
        command = [RTRANSLATE, "-q", "--verify", "--opt=" + level, "-o", output, target]
        subprocess.run(command, check=True)
    wrong = []
    loops = 0
    for arguments in runs:
        expected = run([plain] + arguments, {})
        for way, environment in ways:
            got = run([jit] + arguments, environment)
            if got != expected:
                wrong.append("%s %s (%s): %r, not %r" % (name, arguments, way, got, expected))
        log = os.path.join(folder, "summary")
        run([jit] + arguments, dict(EAGER, PYPYLOG="jit-summary:" + log))
        if os.path.exists(log):
            with open(log, "rb") as f:
                loops += count(f.read(), "Loops")
            os.unlink(log)
    if loops == 0:
        wrong.append("%s: no loop was compiled" % name)
    return wrong


def peak_memory(command, environment):
    """Kilobytes that a program needs at most."""
    child = subprocess.Popen(
        command, env=dict(os.environ, **environment), stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    return usage.ru_maxrss


def check_longevity(folder):
    """What is wrong with the freeing of loops: many functions that are made and dropped need little memory."""
    program, log = os.path.join(folder, "many-jit"), os.path.join(folder, "summary")
    few, many = (peak_memory([program, n], EAGER) for n in ("2000", "10000"))
    run([program, "10000"], dict(EAGER, PYPYLOG="jit-summary:" + log))
    with open(log, "rb") as f:
        summary = f.read()
    os.unlink(log)
    wrong = []
    if many - few > 16000:
        wrong.append("many: %d KB for 2,000 functions, %d KB for 10,000" % (few, many))
    freed, loops = count(summary, "Freed loops"), count(summary, "Loops")
    if loops < 10000 or freed < 0.9 * loops:
        wrong.append("many: %d of %d loops freed" % (freed, loops))
    if count(summary, "Constants") > 2000:
        wrong.append("many: %d constants are left" % count(summary, "Constants"))
    return wrong


def check_given_up(folder):
    """What is wrong with keys whose traces did not fit: what is known of them does not keep what the program dropped."""
    program, log = os.path.join(folder, "given_up-jit"), os.path.join(folder, "summary")
    few, many = (peak_memory([program, n], EAGER) for n in ("1000", "10000"))
    run([program, "10000"], dict(EAGER, PYPYLOG="jit-summary:" + log))
    with open(log, "rb") as f:
        aborts = count(f.read(), "Aborts (TooLong)")
    os.unlink(log)
    wrong = []
    if many - few > 40000:
        wrong.append("given_up: %d KB for 1,000 functions, %d KB for 10,000" % (few, many))
    if aborts < 10000:
        wrong.append("given_up: %d traces were given up" % aborts)
    return wrong


def run_within(command, environment, megabytes):
    """Exit code and output of a program with so much address space."""
    limit = (megabytes << 20, megabytes << 20)
    done = subprocess.run(
        command,
        env=dict(os.environ, **environment),
        capture_output=True,
        timeout=TIMEOUT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
    )
    return done.returncode, done.stdout, done.stderr


def check_little_memory(folder):
    """What a program does wrong with the JIT where there is just enough memory without it, or little more."""
    command = [os.path.join(folder, "objects-jit"), "20", "3"]
    off = {"RPY_JIT": "off"}
    expected = run(command, off)
    least, enough = 0, 8192
    while enough - least > 1:
        middle = (least + enough) // 2
        if run_within(command, off, middle) == expected:
            enough = middle
        else:
            least = middle
    wrong = []
    for more in (1, 8, 16, 20, 24, 26, 28, 32, 40, 60, 100, 200, 400):
        got = run_within(command, EAGER, enough + more)
        if got != expected:
            wrong.append("objects with %d MB: %r" % (enough + more, got))
    return wrong


def environment_of(mode):
    """The environment of a mode, with the low thresholds used here."""
    environment = dict(fuzz_jit.MODES[mode])
    environment["RPY_JIT"] = environment["RPY_JIT"].replace(fuzz_jit.EAGER, EAGER["RPY_JIT"])
    return environment


def check_python(python, programs, modes):
    """What Python programs print in some modes and do not print with the JIT off."""
    wrong = []
    for program in programs:
        command = [python] + program.split(" ")
        expected = run(command, {"RPY_JIT": "off"})
        for mode in modes:
            try:
                got = run(command, environment_of(mode))
            except subprocess.TimeoutExpired:
                got = "nothing in time"
            if got != expected:
                text = got if isinstance(got, str) else "%r %r" % (got[0], got[2][-300:])
                wrong.append("%s (%s): %s" % (program, mode, text))
    return wrong


def hints():
    """Programs that show what a hint does."""
    folder = os.path.join(HERE, "jit/hints")
    return sorted(os.path.join(folder, n) for n in os.listdir(folder) if n.endswith(".py"))


def check_hint(program, folder):
    """What is wrong with the traces of a program, and what is known to be missing."""
    output = os.path.join(folder, "hint")
    command = [RTRANSLATE, "-q", "--verify", "--opt=jit", "-o", output, program]
    done = subprocess.run(command, capture_output=True)
    if done.returncode != 0:
        text = "%s: not translated" % os.path.basename(program)
        untranslated = [v for k, v in jit_traces.expectations(program) if k == "untranslated"]
        return ([], [text + " (%s)" % untranslated[0]]) if untranslated else ([text], [])
    return jit_traces.check(program, output, folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-k", default="", help="only targets whose path contains this")
    parser.add_argument("--mode", default="", help="further ways: names joined by commas, or all")
    parser.add_argument("--python", help="run Python programs with this executable")
    parser.add_argument("programs", nargs="*", help="Python programs, each with its arguments")
    options = parser.parse_args()
    modes = [m for m in options.mode.split(",") if m]
    if options.mode == "all":
        modes = list(fuzz_jit.MODES)
    wrong = []
    begun = time.time()
    if options.python:
        folder = os.path.join(HERE, "python")
        own = sorted(os.path.join(folder, n) for n in os.listdir(folder) if n.endswith(".py"))
        programs = options.programs or [p for p in own if options.k in p]
        wrong = check_python(options.python, programs, modes or ["eager"])
        for line in wrong:
            print("FAILED " + line)
        print("JIT: %d failed, %.1f s" % (len(wrong), time.time() - begun))
        return 1 if wrong else 0
    further = [(mode, environment_of(mode)) for mode in modes]
    with tempfile.TemporaryDirectory() as folder:
        for target, runs, ways in TARGETS:
            if options.k in target:
                wrong += check(target, runs, ways + further, folder)
                if target.endswith("many.py"):
                    wrong += check_longevity(folder)
                if target.endswith("given_up.py"):
                    wrong += check_given_up(folder)
                if target.endswith("objects.py"):
                    wrong += check_little_memory(folder)
        for program in hints():
            if options.k in program:
                failures, missing = check_hint(program, folder)
                wrong += failures
                for line in missing:
                    print("not yet: " + line)
    for line in wrong:
        print("FAILED " + line)
    print("JIT: %d failed, %.1f s" % (len(wrong), time.time() - begun))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""What the JIT costs and gains.

    python3 tests/bench_jit.py [--runs K] [--python build/rtpython]

- microseconds of CPU per recorded operation, all in (tracing, optimising, compiling): random programs of
  `tests/jit/toy.py`, nearly all of which is traced; programs of the Python interpreter if it is there;
- nanoseconds of an exit by a guard without a bridge (blackhole and entry), of an exit by one that has a bridge, of an
  entry, of a pass of a loop with and without the JIT: medians of CPU time.
"""

import argparse
import glob
import os
import subprocess
import sys
import tempfile

import toy_programs

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
RTRANSLATE = os.path.join(ROOT, "target/release/rtranslate")
EAGER = "threshold=2,function_threshold=2,trace_eagerness=1"
PROGRAMS = 300


def median(values):
    return sorted(values)[len(values) // 2]


def translated(source, folder):
    """The executable of a program with the JIT."""
    output = os.path.join(folder, os.path.basename(source)[:-3])
    command = [RTRANSLATE, "-q", "--opt=jit", "-o", output, os.path.join(HERE, "jit", source)]
    subprocess.run(command, check=True)
    return output


def summary(command, folder, parameters):
    """The figures that the JIT writes at the end of a run."""
    log = os.path.join(folder, "summary")
    environment = dict(os.environ, PYPYLOG="jit-summary:" + log, RPY_JIT=parameters)
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = {}
    if os.path.exists(log):
        with open(log) as f:
            for line in f:
                name, _, value = line.partition(":")
                if value.strip().isdigit():
                    found[name.replace(", us", "").replace(", bytes", "")] = int(value.split()[-1])
        os.unlink(log)
    return found


def per_operation(title, found):
    """A line with the cost of an operation."""
    count = found.get("Operations recorded", 0)
    if count == 0:
        return
    times = [found.get(name, 0) for name in ("Tracing", "Optimising", "Back end")]
    # What the program did meanwhile is its own.
    times[0] -= found.get("Calls in tracing", 0)
    parts = [time / count for time in times]
    traces = found["Loops"] + found["Bridges"]
    print(
        "%-22s %9d ops %5d traces  %6.2f us/op = tracing %.2f + optimising %.2f + back end %.2f; %.1f KB resume data/trace"
        % (title, count, traces, sum(parts), *parts, found["Resume data"] / 1024.0 / max(traces, 1))
    )


def passes(executable, mode, count, environment, runs):
    """Nanoseconds a pass."""
    seen = []
    for _ in range(runs):
        done = subprocess.run(
            [executable, mode, str(count)],
            env=dict(os.environ, **environment),
            capture_output=True,
            check=True,
        )
        seen.append(float(done.stdout.split()[0]))
    return median(seen)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--python", default=os.path.join(ROOT, "build/rtpython"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        toy = translated("toy.py", folder)
        file = os.path.join(folder, "programs")
        with open(file, "w") as f:
            f.write("".join(toy_programs.write(toy_programs.make(n)) for n in range(PROGRAMS)))
        per_operation("toy programs", summary([toy, file], folder, EAGER))
        if os.path.exists(options.python):
            for path in sorted(glob.glob(os.path.join(HERE, "python", "*.py"))):
                with open(path, encoding="utf-8") as f:
                    sized = "> 1 else " in f.read()
                if sized:
                    found = summary([options.python, path], folder, "threshold=500")
                    per_operation(os.path.basename(path), found)
        cost = translated("cost.py", folder)
        off = {"RPY_JIT": "off"}
        count = 20000000
        plain = passes(cost, "loop", count, {}, options.runs)
        interpreted = passes(cost, "loop", count // 4, off, options.runs)
        both = passes(cost, "bridge", count, {}, options.runs)
        hole = passes(cost, "blackhole", count // 40, {}, options.runs)
        entry = passes(cost, "entry", count // 10, {}, options.runs)
        call = passes(cost, "entry", count // 10, off, options.runs)
        print("loop, a pass            %8.1f ns; without the JIT %.1f" % (plain, interpreted))
        print("exit with a bridge      %8.1f ns" % (2 * (both - plain)))
        print("exit to the blackhole   %8.1f ns (and back into the loop)" % (2 * (hole - plain)))
        print("entry of compiled code  %8.1f ns; the call without the JIT %.1f" % (entry, call))


if __name__ == "__main__":
    sys.exit(main())

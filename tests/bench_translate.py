#!/usr/bin/env python3
"""What translating costs: CPU time and memory of rtranslate and of the original toolchain on the same source.

    python3 tests/bench_translate.py [--original COMMAND] [--runs K] [TARGET...]

Both make an optimised executable with their generational collector, without anything kept from earlier runs. CPU time counts all
processes (host, C compiler, linker); memory is the largest resident size that any one of them reached. Ours: the medians of K runs.
"""

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
TARGETS = ["interpreters/brainfuck/targetbrainfuck.py", "interpreters/scheme/targetscheme.py"]


def cost(command, folder):
    """(CPU seconds, megabytes) of a command and all that it starts; ends the program if it fails."""
    # A process of its own: only what that process waited for is counted.
    child = os.fork()
    if child == 0:
        with open(os.path.join(folder, "log"), "wb") as log:
            status = subprocess.call(command, cwd=folder, stdout=log, stderr=log)
        os._exit(0 if status == 0 else 1)
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        with open(os.path.join(folder, "log"), errors="replace") as log:
            sys.exit("%s failed:\n%s" % (shlex.join(command), log.read()[-2000:]))
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024.0


def ours(rtranslate, target, runs):
    """Medians of CPU seconds and megabytes."""
    costs = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            made = os.path.join(folder, "made")
            costs.append(
                cost([rtranslate, "-q", "--no-cache", "--opt=2", "-o", made, target], folder)
            )
    return [statistics.median(column) for column in zip(*costs)]


def original(command, target):
    """CPU seconds and megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "made")
        result = cost(shlex.split(command) + ["-O2", "--batch", "--output=" + made, target], folder)
        if not os.path.exists(made):
            sys.exit("the original toolchain made no executable of %s" % target)
        return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("targets", nargs="*", default=TARGETS)
    parser.add_argument("--original", default="", help="command of the original toolchain")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rtranslate", default=os.path.join(ROOT, "target/release/rtranslate"))
    options = parser.parse_args()
    print("%-22s %12s %12s %9s %9s" % ("target", "CPU", "original's", "MB", "original's"))
    for target in options.targets:
        target = os.path.join(ROOT, target)
        name = os.path.basename(target)[:-3]
        seconds, megabytes = ours(os.path.abspath(options.rtranslate), target, options.runs)
        line = "%-22s %10.2f s" % (name, seconds)
        if options.original:
            theirs, their_megabytes = original(options.original, target)
            line += " %10.2f s %9.0f %9.0f   %.1fx less CPU, %.1fx less memory" % (
                theirs,
                megabytes,
                their_megabytes,
                theirs / seconds,
                their_megabytes / megabytes,
            )
        else:
            line += " %12s %9.0f" % ("", megabytes)
        print(line, flush=True)


if __name__ == "__main__":
    main()

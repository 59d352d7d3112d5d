#!/usr/bin/env python3
"""Code quality: kernels in RPython through rtranslate and through the original toolchain, and the same in C.

    python3 tests/bench_kernels.py [--runs K] [--only NAME,NAME] [--original COMMAND] [--check]

Each kernel (tests/kernels/NAME.py and NAME.c) is run in turn as: ours, ours without checks (--unchecked), gcc -O2, and the
original's executable if that toolchain is given (it takes half a minute a kernel; executables are kept in build/kernels by the content of
the source). Figures are medians of CPU seconds of interleaved runs; what counts is the ratios and their geometric means.
"""

import argparse
import glob
import hashlib
import math
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
SMALL = {
    "bintrees": 6,
    "bytecode": 1000,
    "fannkuch": 7,
    "matmul": 20,
    "nbody": 100,
    "queens": 6,
    "richards": 1,
    "sieve": 1000,
    "sort": 1000,
    "spectralnorm": 20,
    "strbuild": 500,
    "wordcount": 500,
}


def build(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit("%s failed:\n%s%s" % (" ".join(command), done.stdout, done.stderr))


def original(command, source, folder):
    """The original toolchain's executable; kept until the source changes."""
    with open(source, "rb") as f:
        name = os.path.basename(source)[:-3] + "-" + hashlib.sha256(f.read()).hexdigest()[:16]
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        print("translating %s with the original toolchain" % os.path.basename(source), flush=True)
        with tempfile.TemporaryDirectory() as work:
            made = os.path.join(work, "made")
            done = subprocess.run(
                command + ["-O2", "--output=" + made, source],
                cwd=work,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            if done.returncode != 0 or not os.path.exists(made):
                print("  it failed: %s" % done.stderr.strip().rsplit("\n", 1)[-1])
                return None
            shutil.move(made, path)
    return path


def run(command):
    """CPU seconds and output."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.dup2(write, 1)
        os.close(read)
        os.execv(command[0], command)
    os.close(write)
    with os.fdopen(read, "rb") as f:
        out = f.read()
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit("%s: exit status %d" % (" ".join(command), status))
    return usage.ru_utime + usage.ru_stime, out


def median(values):
    return sorted(values)[len(values) // 2]


def mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else float("nan")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--rtranslate", default=os.path.join(ROOT, "target/release/rtranslate"))
    parser.add_argument("--opt", default="2")
    parser.add_argument("--original", default="", help="command of the original toolchain")
    parser.add_argument(
        "--check", action="store_true", help="small sizes; compare the outputs only"
    )
    options = parser.parse_args()

    folder = os.path.join(ROOT, "build/kernels")
    os.makedirs(folder, exist_ok=True)
    peer = options.original.split()
    if peer and not shutil.which(peer[0]):
        print("%s is not here: no comparison with the original toolchain" % peer[0])
        peer = []
    kernels = {}
    for source in sorted(glob.glob(os.path.join(HERE, "kernels/*.py"))):
        name = os.path.basename(source)[:-3]
        if options.only and name not in options.only.split(","):
            continue
        ours = os.path.join(folder, name + "-ours")
        free = os.path.join(folder, name + "-unchecked")
        gcc = os.path.join(folder, name + "-gcc")
        translate = [options.rtranslate, "-q", "--opt=" + options.opt, source, "-o"]
        build(translate + [ours])
        build(translate + [free, "--unchecked"])
        build(["gcc", "-O2", "-o", gcc, source[:-3] + ".c", "-lm"])
        kernels[name] = {"ours": ours, "unchecked": free, "gcc": gcc}
        made = original(peer, source, folder) if peer else None
        if made:
            kernels[name]["original"] = made

    if options.check:
        for name, programs in kernels.items():
            outputs = {run([p, str(SMALL[name])])[1] for p in programs.values()}
            if len(outputs) != 1:
                sys.exit("%s: different outputs %s" % (name, sorted(outputs)))
        print("%d kernels print the same" % len(kernels))
        return

    header = ("kernel", "ours s", "gcc s", "orig. s", "ours/gcc", "ours/orig", "checks")
    print("%-13s %8s %8s %8s %9s %9s %7s" % header)
    ratios = {"gcc": [], "original": [], "unchecked": []}
    for name, programs in kernels.items():
        times = {kind: [] for kind in programs}
        outputs = set()
        for _ in range(options.runs):
            for kind, program in programs.items():
                seconds, out = run([program])
                times[kind].append(seconds)
                outputs.add(out)
        if len(outputs) != 1:
            sys.exit("%s: different outputs %s" % (name, sorted(outputs)))
        seconds = {kind: median(t) for kind, t in times.items()}
        texts = {}
        for kind in ratios:
            if kind in seconds:
                ratio = seconds["ours"] / seconds[kind]
                ratios[kind].append(ratio)
                texts[kind] = (
                    "%.2f" % ratio if kind != "unchecked" else "%+.1f%%" % (100 * ratio - 100)
                )
        print(
            "%-13s %8.3f %8.3f %8s %9s %9s %7s"
            % (
                name,
                seconds["ours"],
                seconds["gcc"],
                "%.3f" % seconds["original"] if "original" in seconds else "-",
                texts["gcc"],
                texts.get("original", "-"),
                texts["unchecked"],
            ),
            flush=True,
        )
    line = "geometric means: ours/gcc %.2f, cost of checks %+.1f%%"
    print(line % (mean(ratios["gcc"]), 100 * mean(ratios["unchecked"]) - 100))
    if ratios["original"]:
        print("ours/original %.2f" % mean(ratios["original"]))


if __name__ == "__main__":
    main()

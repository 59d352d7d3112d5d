#!/usr/bin/env python3
"""Translates the programs of tests/tracebacks, which end badly, and compares what they say with what is kept.

    python3 tests/run_tracebacks.py [-k NAME] [-m MODE,MODE] [--bless]

A line `# run: ARGS` at the top of NAME.py is a run; NAME.txt has the standard error of all runs. Modes are `opt0` and
`opt2`, or those that `# modes: ...` names; with NAME.MODE.txt a mode says something else.
"""

import argparse
import glob
import os
import re
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
FOLDER = os.path.join(HERE, "tracebacks")
OPTIONS = {
    "opt0": ["--opt=0"],
    "opt2": ["--opt=2"],
    "jit": ["--opt=jit"],
    "debug": ["-g", "--opt=0"],
    "checks": ["--opt=0", "--checks=all"],
    "checks2": ["--opt=2", "--checks=all"],
}


def headers(path, word):
    with open(path, encoding="utf-8") as f:
        return [line[len(word) :].strip() for line in f if line.startswith(word)]


def outcome(rtranslate, path, mode, out):
    """What all runs of a program say, translated that way."""
    exe = os.path.join(out, "program")
    command = [rtranslate, "--quiet", *OPTIONS[mode], "-o", exe, os.path.basename(path)]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, timeout=600)
    if done.returncode:
        return done.stderr.decode("utf-8", "replace")
    text = ""
    for run in headers(path, "# run:"):
        done = subprocess.run([exe, *shlex.split(run)], capture_output=True, timeout=120)
        text += "$ %s\n%sexit code %d\n" % (
            run,
            done.stderr.decode("utf-8", "replace"),
            done.returncode,
        )
    return re.sub(r"the same \d+ more", "the same N more", text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-k", default="", help="programs with this in their name")
    parser.add_argument("-m", default="", help="modes")
    parser.add_argument("--bless", action="store_true", help="keep what is said now")
    parser.add_argument("--rtranslate", default=os.path.join(ROOT, "target/release/rtranslate"))
    options = parser.parse_args()
    wrong = 0
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.py"))):
        name = os.path.basename(path)[:-3]
        if options.k not in name:
            continue
        kept = path[:-3] + ".txt"
        own = headers(path, "# modes:")
        modes = own[0].split() if own else ["opt0", "opt2"]
        if options.m:
            modes = [m for m in modes if m in options.m.split(",")]
        bless = options.bless
        for mode in modes:
            with tempfile.TemporaryDirectory() as out:
                text = outcome(options.rtranslate, path, mode, out)
            if bless:
                with open(kept, "w", encoding="utf-8") as f:
                    f.write(text)
                bless = False
                continue
            own = "%s.%s.txt" % (path[:-3], mode)
            with open(own if os.path.exists(own) else kept, encoding="utf-8") as f:
                expected = f.read()
            if text == expected:
                print("ok   %s %s" % (name, mode))
                continue
            wrong += 1
            print("FAIL %s %s" % (name, mode))
            for a, b in zip(expected.split("\n"), text.split("\n")):
                if a != b:
                    print("  expected %s\n  got      %s" % (a, b))
                    break
            else:
                print(text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

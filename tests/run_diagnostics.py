#!/usr/bin/env python3
"""Translates the wrong programs of tests/diagnostics and compares the messages with those kept.

    python3 tests/run_diagnostics.py [-k NAME] [--bless]

Beside each NAME.py stands NAME.txt: the exit code and what was written to the standard error.
A first comment `# args: ...` gives the command line instead of `NAME.py -o OUT/program`; with `# warns: ...` the
program is translated, and its warnings are compared.
"""

import argparse
import glob
import os
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
FOLDER = os.path.join(HERE, "diagnostics")


def command_line(path, out):
    name = os.path.basename(path)
    with open(path, encoding="utf-8") as f:
        for line in f:
            for start in ("# args:", "# warns:"):
                if line.startswith(start):
                    return [a.replace("OUT", out) for a in shlex.split(line[len(start) :])]
    return [name, "-o", os.path.join(out, "program")]


def is_warned(path):
    """Whether the program has warnings only."""
    with open(path, encoding="utf-8") as f:
        return f.readline().startswith("# warns:")


def messages(text):
    """The messages among what is written about progress: heads, and lines of boxes."""
    lines = text.split("\n")
    return "\n".join(l for l in lines if l.startswith("[") or any(c in l for c in "│╭╰╯"))


def run(rtranslate, path):
    with tempfile.TemporaryDirectory() as out:
        warned = is_warned(path)
        command = [rtranslate] + ["--quiet"] * (not warned) + command_line(path, out)
        env = dict(os.environ, NO_COLOR="1")
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, env=env, timeout=120)
        left = [] if warned else os.listdir(out)
        text = done.stderr.decode("utf-8", "replace")
        if warned:
            text = messages(text)
        text = text.replace(out, "OUT").replace(ROOT + "/", "")
        lines = [line.rstrip() for line in text.split("\n")]
        text = "exit code %d\n%s" % (done.returncode, "\n".join(lines).rstrip("\n") + "\n")
        if left:
            text += "left behind: %s\n" % " ".join(sorted(left))
        return text


def problems(text, code):
    """What is wrong with a message whatever it says."""
    found = []
    if not text.startswith("exit code %d\n" % code):
        found.append("exit code")
    for word in ["panicked", "overflowed", "internal error", "could not translate: 0", "/tmp/"]:
        if word in text:
            found.append("contains " + word)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-k", default="", help="only programs whose name contains this")
    parser.add_argument("--bless", action="store_true", help="keep the messages as they are now")
    parser.add_argument("--rtranslate", default=os.path.join(ROOT, "target/debug/rtranslate"))
    options = parser.parse_args()
    passed = failed = 0
    for path in sorted(glob.glob(os.path.join(FOLDER, "*.py"))):
        name = os.path.splitext(os.path.basename(path))[0]
        if options.k not in name:
            continue
        got = run(options.rtranslate, path)
        kept_path = os.path.join(FOLDER, name + ".txt")
        kept = ""
        if os.path.exists(kept_path):
            with open(kept_path, encoding="utf-8") as f:
                kept = f.read()
        wrong = problems(got, 0 if is_warned(path) else 1)
        if options.bless and not wrong and got != kept:
            with open(kept_path, "w", encoding="utf-8") as f:
                f.write(got)
            kept = got
        if got == kept and not wrong:
            passed += 1
            print("ok     %s" % name)
        else:
            failed += 1
            print("FAILED %s %s" % (name, " ".join(wrong)))
            print("  expected:\n    %s" % kept.replace("\n", "\n    "))
            print("  got:\n    %s" % got.replace("\n", "\n    "))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

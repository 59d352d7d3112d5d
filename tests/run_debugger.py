#!/usr/bin/env python3
"""Programs translated with -g in gdb: breakpoints at lines, stacks, variables. Skipped where there is no gdb."""

import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
RTRANSLATE = os.path.join(ROOT, "target/release/rtranslate")
PROGRAM = """\
from rpython.rlib.objectmodel import dont_inline


class Point(object):
    def __init__(self, x, y):
        self.x = x
        self.y = y
        self.label = None


@dont_inline
def area(point, name, factor, ratio):
    point.label = name
    total = point.x * point.y
    big = total > 10
    total = total * factor
    if big:
        total += int(ratio)
    return total


@dont_inline
def middle(numbers, n):
    numbers.append(n)
    p = Point(n, 7)
    found = area(p, "corner", 3, 2.5)
    return found + len(numbers)


def entry_point(argv):
    numbers = [5]
    print(middle(numbers, len(argv) + 3))
    return 0


def target(driver, args):
    return entry_point
"""


def line_of(text):
    return PROGRAM.split("\n").index(text) + 1


def gdb(folder, level, line):
    exe = os.path.join(folder, "prog")
    command = [RTRANSLATE, "--quiet", "-g", "--opt=%d" % level, "-o", exe, "prog.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    script = ["break prog.py:%d" % line_of(line), "run", "bt"]
    script += ["info args", "info locals", "print *point", "print name", "print point->inst_label"]
    script += ["rpy-type point", "up", "print n", "print numbers", "info source"]
    printers = os.path.join(ROOT, "tools/gdb_rpython.py")
    command = ["gdb", "-q", "-batch", "-nx", "-x", printers]
    for line in script:
        command += ["-ex", line]
    env = dict(os.environ, DEBUGINFOD_URLS="")
    done = subprocess.run([*command, exe], capture_output=True, env=env, timeout=120)
    return done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")


def expect(text, *parts):
    for part in parts:
        assert part in text, "%r is not in\n%s" % (part, text)


def main():
    if not shutil.which("gdb"):
        print("skipped: there is no gdb")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "prog.py"), "w", encoding="utf-8") as f:
            f.write(PROGRAM)
        text = gdb(folder, 0, "        total += int(ratio)")
        middle = line_of('    found = area(p, "corner", 3, 2.5)')
        expect(text, "in middle (", "prog.py:%d" % middle, "in entry_point (")
        expect(text, "factor = 3", "ratio = 2.5", "total = 84", "big = true")
        expect(text, "x = 4", "y = 7", "= 'corner'", "'Point'", "= 4", "list of 2 = {5, 4}")
        print("ok   --opt=0: variables, structures, strings, lists")
        # Not the line above: with these arguments it may be no code of its own.
        text = gdb(folder, 2, "    point.label = name")
        expect(text, "middle (", "entry_point (", "prog.py:")
        print("ok   --opt=2: stack and lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())

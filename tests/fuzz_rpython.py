#!/usr/bin/env python3
"""Random well-typed RPython functions: equal on the host, the graph interpreter, --opt=0 and --opt=2.

    python3 tests/fuzz_rpython.py [-n FUNCTIONS] [-s SEED] [-b BATCH] [-m MODES] [--keep DIR]

Many functions go into one program, which calls each with several arguments and prints what it gives or
raises (`rpyfuzz/maker.py`, `rpyfuzz/templates.py`: what they are made of). A function whose outcome differs is
named, and written to --keep with what it needs; the others of its program are still compared. A function that
the translator refuses or that ends the program counts as one that differs. `fuzz_reduce.py` makes it smaller.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time

from rpyfuzz.maker import functions, program

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
LIMIT = 300
# How the lines begin that tell of a call, and how many of them a function gives.
HEAD = re.compile(r"@(\d+) ")
HEADS = 6
# The flags and the environment of each way to translate.
MODES = {
    "interpret": ["--interpret"],
    "opt0": ["--opt=0"],
    "llvm": ["--opt=0", "--backend=llvm"],
    "opt1": ["--opt=1"],
    "opt2": ["--opt=2"],
    "opt3": ["--opt=3"],
    "unchecked": ["--opt=2", "--unchecked"],
    "semispace": ["--opt=0", "--gc=semispace"],
    "stress": ["--opt=2"],
}
ENVIRONMENT = {
    "semispace": {"RPY_GC_STRESS": "7", "RPY_GC_POISON": "1"},
    "stress": {"RPY_GC_NURSERY": "16384", "RPY_GC_STRESS": "13", "RPY_GC_POISON": "1"},
}


def execute(command, mode=None):
    """The exit code, the output and the errors of a command."""
    env = dict(os.environ, **ENVIRONMENT.get(mode, {}))
    try:
        done = subprocess.run(command, capture_output=True, timeout=LIMIT, env=env)
    except subprocess.TimeoutExpired as stopped:
        out = (stopped.stdout or b"").decode("latin-1")
        return -1, out, "no end after %d s" % LIMIT
    err = done.stderr.decode("utf-8", "replace")
    return done.returncode, done.stdout.decode("latin-1"), err


def by_function(output):
    """The lines of each function: the first of each call and the next of each call name it."""
    result = {}
    number = None
    for line in output.removesuffix("\n").split("\n"):
        found = HEAD.match(line)
        if found:
            number = int(found.group(1))
        result.setdefault(number, []).append(line)
    return result


def ended(lines):
    """Whether a function came to the end of its calls."""
    return sum(HEAD.match(line) is not None for line in lines) >= HEADS


class Run:
    """The functions of one program and what is wrong with them."""

    def __init__(self, options, folder, first):
        self.options = options
        self.first = first
        self.path = os.path.join(folder, "program%d.py" % first)
        self.exe = os.path.join(folder, "program")
        self.texts = functions(options.s, first, options.b)
        self.wrong = {}

    def write(self, texts, path=None):
        with open(path or self.path, "w", encoding="utf-8") as f:
            f.write(program(texts))

    def tell(self, number, mode, what):
        """Notes that a function fails in a mode; keeps it as a program of its own."""
        self.wrong.setdefault(number, []).append(mode)
        name = "program%d.py" % self.first
        if number is not None:
            name = "function%d.py" % (self.first + number)
        print("FAILED %s of seed %d [%s]: %s" % (name, self.options.s, mode, what), flush=True)
        os.makedirs(self.options.keep, exist_ok=True)
        alone = [t if i == number or number is None else None for i, t in enumerate(self.texts)]
        self.write(alone, os.path.join(self.options.keep, name))

    def places(self, messages):
        """The functions that messages are about: (number, message)."""
        with open(self.path, encoding="utf-8") as f:
            lines = f.read().split("\n")
        result = {}
        for message in re.split(r"\n(?=\[E)", messages):
            for match in re.finditer(r"%s:(\d+):" % re.escape(self.path), message):
                heads = [
                    line for line in lines[: int(match.group(1))] if line.startswith("# function ")
                ]
                if heads and not message.startswith("CALLS"):
                    result.setdefault(int(heads[-1].split()[-1]), message)
                    break
        return result

    def culprit(self, left):
        """The function that a message without a place is about, by halves; None if the types are not it."""
        path = self.path.replace("program", "part")

        def refused(numbers):
            self.write([text if n in numbers else None for n, text in enumerate(left)], path)
            command = [self.options.rtranslate, "--quiet", "--stop-after=rtype", path]
            return execute(command)[0] != 0

        numbers = [n for n, text in enumerate(left) if text]
        while len(numbers) > 1:
            half = numbers[: len(numbers) // 2]
            numbers = half if refused(half) else numbers[len(half) :]
        return numbers[0] if refused(numbers) else None

    def on_host(self):
        """What the host prints. A function that ends it is left out: the templates promise what they cannot hold."""
        while True:
            self.write(self.texts)
            command = [sys.executable, os.path.join(HERE, "run_on_host.py"), self.path]
            code, out, err = execute(command)
            if code == 0:
                return by_function(out)
            found = re.search(r", in f(\d+)\n", err)
            number = int(found.group(1)) if found else None
            print("left out %s: %s" % (number, err[-600:]), flush=True)
            self.texts[number] = None

    def compare(self):
        """Runs the program in all modes."""
        expected = self.on_host()
        left = list(self.texts)
        for mode in self.options.m.split(","):
            self.mode(mode, left, expected)
        return self.wrong

    def mode(self, mode, left, expected):
        base = [self.options.rtranslate, "--quiet"]
        while any(left):
            if mode == "interpret":
                command = base + MODES[mode] + [self.path, "--"]
                code, out, err = execute(command)
                refused = code != 0 and not out
            else:
                code, out, err = execute(
                    base + MODES[mode] + ["--no-cache", "-o", self.exe, self.path]
                )
                command = [self.exe]
                refused = code != 0
                if not refused:
                    code, out, err = execute(command, mode)
            if not refused:
                break
            places = {n: what for n, what in self.places(err).items() if left[n]}
            if not places:
                number = self.culprit(left)
                if number is None:
                    self.tell(None, mode, err[:3000])
                    return
                places = {number: err}
            for number, what in places.items():
                self.tell(number, mode, what[:1500])
                left[number] = None
            self.write(left)
        else:
            return
        numbers = [n for n, text in enumerate(left) if text]
        got = {}
        while True:
            got.update(by_function(out))
            if code == 0:
                break
            # The first that is not there in full ended the program: the others are run without it.
            ending = next(n for n in numbers + [None] if n is None or not ended(got.get(n, [])))
            if ending is None:
                self.tell(None, mode, "exit %d at the end %s" % (code, err[:900]))
                break
            text = "\nexit %d %s" % (code, err[:900])
            self.tell(ending, mode, difference(expected[ending], got.get(ending, [])) + text)
            left[ending] = None
            numbers.remove(ending)
            rest = [n for n in numbers if n > ending]
            if not rest:
                break
            code, out, err = execute(command + [str(rest[0]), str(rest[-1])], mode)
        for number in numbers:
            if got.get(number) != expected.get(number):
                self.tell(number, mode, difference(expected[number], got.get(number, [])))
                left[number] = None


def difference(left, right):
    for i in range(max(len(left), len(right))):
        a = left[i] if i < len(left) else "(nothing)"
        b = right[i] if i < len(right) else "(nothing)"
        if a != b:
            k = len(os.path.commonprefix([a, b]))
            k = max(0, k - 60)
            return "\nexpected %r\n     got %r" % (a[k : k + 300], b[k : k + 300])
    return "no difference"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-n", type=int, default=100, help="how many functions")
    parser.add_argument("-s", type=int, default=1, help="the seed")
    parser.add_argument("-b", type=int, default=50, help="functions in a program")
    parser.add_argument("-m", default="interpret,opt0,opt2", help="the ways: " + ",".join(MODES))
    parser.add_argument("--first", type=int, default=0, help="the number of the first function")
    parser.add_argument("--keep", default=os.path.join(tempfile.gettempdir(), "fuzz_rpython"))
    parser.add_argument("--rtranslate", default=os.path.join(ROOT, "target/debug/rtranslate"))
    options = parser.parse_args()
    options.rtranslate = os.path.abspath(options.rtranslate)
    failed = 0
    begin = time.time()
    with tempfile.TemporaryDirectory() as folder:
        for first in range(options.first, options.first + options.n, options.b):
            failed += len(Run(options, folder, first).compare())
    print("%d functions, %d failed, %.0f s" % (options.n, failed, time.time() - begin))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

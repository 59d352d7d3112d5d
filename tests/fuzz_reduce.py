#!/usr/bin/env python3
"""Makes a program that the translator gets wrong smaller, by statements and expressions.

    python3 tests/fuzz_reduce.py PROGRAM.py [-m MODE] [-o SMALLER.py]

MODE is one of fuzz_rpython.py's (the program runs on the host without an exception, and the mode refuses it,
ends otherwise or prints something else), or `rtype`: the program need not be right, and rtranslate panics, hangs or
gives the same first message as at the beginning. What is left out is tried from large to small: declarations,
statements, blocks round statements, expressions.
"""

import argparse
import ast
import copy
import os
import re
import subprocess
import sys
import tempfile
import time
import warnings

from fuzz_rpython import ENVIRONMENT, HERE, MODES, ROOT
from fuzz_translate import Translator

LIMIT = 10


def run(command, env=None):
    """Exit code, output, errors."""
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=LIMIT, env=dict(os.environ, **(env or {}))
        )
    except subprocess.TimeoutExpired:
        return "slow", "", ""
    return done.returncode, done.stdout.decode("latin-1"), done.stderr.decode("utf-8", "replace")


def first_message(err):
    """What kind of message the first is, without names."""
    panic = re.search(r"panicked at ([^\n]*)", err)
    if panic:
        return panic.group(1)
    found = re.search(r"\[(E\d+)\] Error: ([^\n]*)", err) or re.search(
        r"error\[(E\d+)\]: ([^\n]*)", err
    )
    if not found:
        return err[:60]
    return found.group(1) + re.sub(r"'[^']*'|`[^`]*`|\d+", "", found.group(2))


class Reducer:
    """`kind` is what the program shows at the beginning; it is kept."""

    def __init__(self, options, folder):
        self.options = options
        self.path = os.path.join(folder, "smaller.py")
        self.exe = os.path.join(folder, "smaller")
        self.tries = 0
        self.kind = None
        self.translator = Translator(
            [options.rtranslate, "--batch", "--stop-after=rtype", "--time-limit=%d" % LIMIT]
        )
        self.end = time.time() + options.seconds

    def outcome(self, text):
        """What is wrong with a program; None if nothing."""
        self.tries += 1
        with open(self.path, "w", encoding="utf-8") as f:
            f.write(text)
        base = [self.options.rtranslate, "--quiet"]
        if self.options.m == "rtype":
            answer = self.translator.ask(self.path) or {
                "outcome": "end",
                "panic": "",
                "messages": [],
            }
            if answer["outcome"] == "good":
                return None
            titles = sorted({re.sub(r"\d+", "", m["message"]) for m in answer["messages"]})[:1]
            return " ".join([answer["outcome"], answer["panic"]] + titles)
        host = run([sys.executable, os.path.join(HERE, "run_on_host.py"), self.path])
        if "Traceback" in host[2] or host[0] == "slow":
            return None
        flags = base + MODES[self.options.m]
        if self.options.m == "interpret":
            got = run(flags + [self.path])
            if got[0] == 1 and not got[1] and "Error: " in got[2]:
                return "refused " + first_message(got[2])
        else:
            made = run(flags + ["--no-cache", "-o", self.exe, self.path])
            if made[0] != 0:
                return "refused %s %s" % (made[0], first_message(made[2]))
            got = run([self.exe], ENVIRONMENT.get(self.options.m))
        if got[0] != host[0]:
            return "exit code %s" % got[0]
        return None if got[1] == host[1] else "another output"

    def fails(self, tree):
        if time.time() > self.end:
            return False
        try:
            text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
            compile(text, "smaller.py", "exec")
        except (SyntaxError, ValueError, RecursionError):
            return False
        return self.outcome(text) == self.kind

    def reduce(self, tree):
        while time.time() < self.end:
            before = ast.dump(tree)
            for change in (self.statements, self.blocks, self.expressions):
                change(tree)
            if ast.dump(tree) == before:
                break
        return tree

    def statements(self, tree):
        """Leaves out runs of statements, long ones first."""
        for node in [n for n in ast.walk(tree) if hasattr(n, "body")]:
            for field in ("body", "orelse", "finalbody", "handlers"):
                items = getattr(node, field, None)
                if not isinstance(items, list):
                    continue
                size = len(items)
                while size:
                    at = 0
                    while at < len(items):
                        kept = items[at : at + size]
                        del items[at : at + size]
                        filled = not items and field == "body"
                        if filled:
                            items.append(ast.Pass())
                        if ast.Pass in map(type, kept) or not self.fails(tree):
                            if filled:
                                items.pop()
                            items[at:at] = kept
                            at += size
                    size //= 2

    def blocks(self, tree):
        """Replaces a compound statement by one of its blocks."""
        for node in [n for n in ast.walk(tree) if hasattr(n, "body")]:
            for field in ("body", "orelse", "finalbody"):
                items = getattr(node, field, None)
                if not isinstance(items, list):
                    continue
                at = 0
                while at < len(items):
                    old = items[at]
                    for name in ("body", "orelse", "finalbody"):
                        inside = getattr(old, name, None)
                        if isinstance(old, (ast.FunctionDef, ast.ClassDef)) or not isinstance(
                            inside, list
                        ):
                            continue
                        items[at : at + 1] = inside
                        if inside and self.fails(tree):
                            break
                        items[at : at + len(inside)] = [old]
                    at += 1

    def expressions(self, tree):
        """Replaces an expression by one of its parts, or by something plain."""
        places = [(n, f) for n in ast.walk(tree) for f in n._fields]
        for node, field in places:
            value = getattr(node, field, None)
            if isinstance(value, list):
                if value and isinstance(value[0], (ast.expr, ast.keyword)):
                    for i in range(len(value) - 1, -1, -1):
                        old = value.pop(i)
                        if not self.fails(tree):
                            value.insert(i, old)
                    for i in range(len(value)):
                        self.simpler(tree, lambda new, i=i: value.__setitem__(i, new), value[i])
            elif isinstance(value, ast.expr):
                self.simpler(tree, lambda new: setattr(node, field, new), value)

    def simpler(self, tree, put, old):
        if not isinstance(getattr(old, "ctx", ast.Load()), ast.Load) or not isinstance(
            old, ast.expr
        ):
            return
        while True:
            parts = [n for n in ast.walk(old) if isinstance(n, ast.expr) and n is not old]
            if not isinstance(old, (ast.Constant, ast.Name)):
                parts += [ast.Constant(0), ast.Constant(""), ast.Name("a", ast.Load())]
            elif isinstance(old, ast.Constant) and isinstance(old.value, (int, str)) and old.value:
                parts.append(ast.Constant(type(old.value)()))
            for part in parts:
                new = copy.deepcopy(part)
                put(new)
                if self.fails(tree):
                    old = new
                    break
                put(old)
            else:
                return


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("-m", default="interpret", choices=[*MODES, "rtype"], help="what fails")
    parser.add_argument("-o", help="where the smaller program goes [standard output]")
    parser.add_argument("--seconds", type=int, default=300, help="how long to try")
    parser.add_argument("--rtranslate", default=os.path.join(ROOT, "target/debug/rtranslate"))
    options = parser.parse_args()
    options.rtranslate = os.path.abspath(options.rtranslate)
    warnings.simplefilter("ignore", SyntaxWarning)
    with open(options.program, encoding="utf-8") as f:
        text = f.read()
    with tempfile.TemporaryDirectory() as folder:
        reducer = Reducer(options, folder)
        reducer.kind = reducer.outcome(text)
        if reducer.kind is None:
            print("nothing is wrong with this program", file=sys.stderr)
            return 1
        tree = reducer.reduce(ast.parse(text))
        reducer.translator.close()
    smaller = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    print("%s: %d tries" % (reducer.kind, reducer.tries), file=sys.stderr)
    if options.o:
        with open(options.o, "w", encoding="utf-8") as f:
            f.write(smaller)
    else:
        print(smaller)
    return 0


if __name__ == "__main__":
    sys.exit(main())

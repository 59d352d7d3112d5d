#!/usr/bin/env python3
"""Broken programs through the translator: no panic, no hang, no message without a place.

    python3 tests/fuzz_translate.py [-n COUNT] [-s SEED] [-j JOBS] [--keep DIR]

The test programs are changed, by token (dropped, doubled, swapped, replaced by another's) or by tree
(an expression replaced by another of the program or by a constant, a statement dropped, doubled or
moved, a name or an operator replaced), and go through `rtranslate --stop-after=rtype`. A program may
translate or be refused; it must not take more than ten seconds, and each message points into it.
Programs that fail are written to --keep.
"""

import argparse
import ast
import concurrent.futures
import copy
import glob
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import tokenize
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
LIMIT = 10
# Messages about the command or the import as a whole.
PLACELESS = {"E0002", "E0003", "E0004"}
CONSTANTS = [
    "0",
    "-1",
    "1.5",
    "None",
    "True",
    "''",
    "'x'",
    "[]",
    "()",
    "{}",
    "[1]",
    "(1, 'a')",
    "u'w'",
]
OPERATORS = [
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.FloorDiv,
    ast.Div,
    ast.Mod,
    ast.BitAnd,
    ast.LShift,
    ast.Pow,
]
COMPARISONS = [ast.Eq, ast.NotEq, ast.Lt, ast.GtE, ast.Is, ast.IsNot, ast.In, ast.NotIn]


def seeds():
    """The programs to start from: the smaller ones, so that a run is short."""
    paths = glob.glob(os.path.join(HERE, "rpython", "*.py"))
    paths += glob.glob(os.path.join(HERE, "diagnostics", "*.py"))
    texts = []
    for path in sorted(paths):
        with open(path, encoding="utf-8") as f:
            text = f.read()
        try:
            ast.parse(text)
        except SyntaxError:
            continue
        texts.append(text)
    return texts


def change_tokens(text, rng):
    """One to three changes of tokens."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    kinds = (tokenize.NAME, tokenize.OP, tokenize.NUMBER, tokenize.STRING)
    places = [i for i, t in enumerate(tokens) if t.type in kinds]
    words = [(t.type, t.string) for t in tokens]
    for _ in range(rng.randint(1, 3)):
        i, j = rng.choice(places), rng.choice(places)
        how = rng.randrange(4)
        if how == 0:
            words[i] = (tokenize.OP, "")
        elif how == 1:
            words[i] = (words[i][0], words[i][1] + " " + words[i][1])
        elif how == 2:
            words[i], words[j] = words[j], words[i]
        else:
            words[i] = words[j]
    return tokenize.untokenize(words)


class Places(ast.NodeVisitor):
    """Where a function's body can be changed: expressions as (owner, field, index), bodies."""

    def __init__(self):
        self.expressions = []
        self.bodies = []

    def generic_visit(self, node):
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and isinstance(
                getattr(value, "ctx", ast.Load()), ast.Load
            ):
                self.expressions.append((node, field, None))
            elif isinstance(value, list):
                for i, item in enumerate(value):
                    if isinstance(item, ast.expr):
                        if isinstance(getattr(item, "ctx", ast.Load()), ast.Load):
                            self.expressions.append((node, field, i))
                if value and isinstance(value[0], ast.stmt):
                    self.bodies.append(value)
        ast.NodeVisitor.generic_visit(self, node)


def set_place(place, value):
    node, field, index = place
    if index is None:
        setattr(node, field, value)
    else:
        getattr(node, field)[index] = value


def get_place(place):
    node, field, index = place
    value = getattr(node, field)
    return value if index is None else value[index]


def change_tree(text, rng):
    """One to three changes inside functions."""
    tree = ast.parse(text)
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name != "target"]
    names = sorted({n.id for n in ast.walk(tree) if isinstance(n, ast.Name)})
    attributes = sorted({n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}) or ["x"]
    for _ in range(rng.randint(1, 3)):
        places = Places()
        for statement in rng.choice(functions).body:
            places.visit(ast.Module(body=[statement], type_ignores=[]))
        if not places.expressions:
            continue
        place = rng.choice(places.expressions)
        old = get_place(place)
        how = rng.randrange(9)
        if how == 0:
            set_place(place, copy.deepcopy(get_place(rng.choice(places.expressions))))
        elif how == 1:
            set_place(place, ast.parse(rng.choice(CONSTANTS), mode="eval").body)
        elif how == 2:
            set_place(place, ast.Name(id=rng.choice(names), ctx=ast.Load()))
        elif how == 3:
            set_place(place, ast.Attribute(value=old, attr=rng.choice(attributes), ctx=ast.Load()))
        elif how == 4:
            set_place(place, ast.Call(func=old, args=[], keywords=[]))
        elif how == 5:
            other = copy.deepcopy(get_place(rng.choice(places.expressions)))
            set_place(place, ast.BinOp(left=old, op=rng.choice(OPERATORS)(), right=other))
        elif how == 6:
            other = copy.deepcopy(get_place(rng.choice(places.expressions)))
            set_place(
                place, ast.Compare(left=old, ops=[rng.choice(COMPARISONS)()], comparators=[other])
            )
        elif how == 7:
            other = copy.deepcopy(get_place(rng.choice(places.expressions)))
            set_place(place, ast.Subscript(value=old, slice=other, ctx=ast.Load()))
        elif places.bodies:
            body = rng.choice(places.bodies)
            i, j = rng.randrange(len(body)), rng.randrange(len(body))
            if rng.random() < 0.5:
                body.insert(i, copy.deepcopy(body[j]))
            elif len(body) > 1:
                del body[i]
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def mutant(texts, number, seed):
    """The program of a number."""
    rng = random.Random("%d %d" % (seed, number))
    for _ in range(20):
        text = rng.choice(texts)
        try:
            changed = (change_tree if rng.random() < 0.8 else change_tokens)(text, rng)
            compile(changed, "mutant.py", "exec")
        except (SyntaxError, ValueError, tokenize.TokenError, IndexError, RecursionError):
            continue
        if changed != text:
            return changed
    return texts[number % len(texts)]


class Translator:
    """A process that looks for errors in many programs; a new one is started where it ends."""

    def __init__(self, command):
        self.command = command
        self.process = None

    def ask(self, path):
        """What the process says of a program; None if it ended without a word."""
        if self.process is None:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        try:
            self.process.stdin.write(path + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError:
            line = ""
        if not line or self.process.poll() is not None or '"outcome":"slow"' in line:
            self.close()
        return json.loads(line) if line else None

    def close(self):
        """Ends the process."""
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process.stdout.close()
            self.process = None


def problem(path, translator):
    """What is wrong with how a program is taken; None if nothing."""
    answer = translator.ask(path)
    if answer is None:
        return "the process ended"
    outcome, messages = answer["outcome"], answer["messages"]
    if outcome == "slow":
        return "no end after %d s" % LIMIT
    if outcome == "panic":
        return "panic: " + answer["panic"]
    for message in messages:
        if "internal error" in message["message"]:
            return "internal error: " + message["message"]
        placed = any(span["file"] == path for span in message["spans"])
        if not placed and message["code"] not in PLACELESS:
            return "no place: " + message["rendered"]
    if outcome == "refused" and not messages:
        return "refused without a message"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-n", type=int, default=200, help="how many programs")
    parser.add_argument("-s", type=int, default=1, help="the seed")
    parser.add_argument("-j", type=int, default=2, help="how many at once")
    parser.add_argument("--first", type=int, default=0, help="the number of the first program")
    parser.add_argument("--keep", default=os.path.join(tempfile.gettempdir(), "fuzz_translate"))
    parser.add_argument("--rtranslate", default=os.path.join(ROOT, "target/debug/rtranslate"))
    options = parser.parse_args()
    command = [
        os.path.abspath(options.rtranslate),
        "--batch",
        "--stop-after=rtype",
        "--time-limit=%d" % LIMIT,
    ]
    warnings.simplefilter("ignore", SyntaxWarning)
    texts = seeds()
    failed = 0
    begin = time.time()
    last = options.first + options.n
    with tempfile.TemporaryDirectory() as folder:

        def run(worker):
            translator = Translator(command)
            found = []
            for number in range(options.first + worker, last, options.j):
                text = mutant(texts, number, options.s)
                path = os.path.join(folder, "mutant%d.py" % number)
                with open(path, "w", encoding="utf-8") as f:
                    f.write(text)
                wrong = problem(path, translator)
                os.unlink(path)
                if wrong:
                    os.makedirs(options.keep, exist_ok=True)
                    with open(os.path.join(options.keep, "mutant%d.py" % number), "w") as f:
                        f.write(text)
                    found.append("FAILED mutant %d of seed %d: %s" % (number, options.s, wrong))
                    print(found[-1], flush=True)
            translator.close()
            return found

        with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
            for found in pool.map(run, range(options.j)):
                failed += len(found)
    print("%d programs, %d failed, %.0f s" % (options.n, failed, time.time() - begin))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

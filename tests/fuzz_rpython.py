#!/usr/bin/env python3
"""Random well-typed RPython functions: equal on the host, the graph interpreter, --opt=0 and --opt=2.

    python3 tests/fuzz_rpython.py [-n FUNCTIONS] [-s SEED] [-b BATCH] [-m MODES] [--keep DIR]

Many functions go into one program, which calls each with several arguments and prints what it gives or
raises. Expressions are made by type; ints are kept small at each assignment, so that words and the
host's ints agree. A program whose outputs differ is written to --keep, and the first function that
differs is named.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)

PRELUDE = '''"""Made by fuzz_rpython."""


class Base(object):
    def __init__(self, n, name):
        self.n = n
        self.name = name

    def twist(self, k):
        return (self.n * 3 + k) % 1000

    def __add__(self, other):
        return Base((self.n + other.n) % 1000, self.name)

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


class Derived(Base):
    def twist(self, k):
        if k > 500:
            raise Odd(k)
        return (self.n + k * 7) % 1000


class Odd(Exception):
    def __init__(self, k):
        self.k = k


def count(n):
    i = 0
    while i < n:
        yield i * i % 97
        i += 1
'''

DRIVER = """

def run(number, a, b, s):
    items = [a, b, a - b]
    try:
        print(number, CALLS[number](a, b, s, items), items)
    except Odd as e:
        print(number, "Odd", e.k)
    except IndexError:
        print(number, "IndexError")
    except KeyError:
        print(number, "KeyError")
    except ZeroDivisionError:
        print(number, "ZeroDivisionError")
    except ValueError:
        print(number, "ValueError")


def entry_point(argv):
    zero = len(argv) - 1
    for number in range(len(CALLS)):
        run(number, zero + 3, zero + 2, "ab")
        run(number, zero - 5, zero, "")
        run(number, zero + 812, zero - 1, "Hello, World")
    return 0


def target(driver, args):
    return entry_point, None
"""


class Maker:
    """Makes one function. Variables are kept by type: int, bool, str, float, ints, dict, obj, pair."""

    def __init__(self, rng, number):
        self.rng = rng
        self.number = number
        self.lines = []
        self.depth = 1
        self.names = {"int": ["a", "b"], "str": ["s"], "ints": ["xs"]}
        self.fresh = 0
        # Expressions that may raise IndexError and the like are only made where it is caught.
        self.guarded = 0
        self.loops = 0

    def pick(self, *choices):
        return self.rng.choice(choices)

    def line(self, text):
        self.lines.append("    " * self.depth + text)

    def expr(self, kind, depth=3):
        known = self.names.get(kind)
        if known and (depth <= 0 or self.rng.random() < 0.3):
            return self.rng.choice(known)
        return getattr(self, "make_" + kind)(depth - 1)

    def make_int(self, d):
        if d <= 0:
            return str(self.rng.randint(-9, 99))
        e = lambda: self.expr("int", d)  # noqa: E731
        small = lambda: "(%s) %% %d" % (self.expr("int", d), self.rng.randint(2, 9))  # noqa: E731
        choices = [
            lambda: "(%s %s %s)" % (e(), self.pick("+", "-", "*", "&", "|", "^"), small()),
            lambda: "(%s %s %d)" % (e(), self.pick("//", "%"), self.pick(2, 3, 7, -4)),
            lambda: "(%s >> %d)" % (e(), self.rng.randint(0, 5)),
            lambda: "(-%s)" % e(),
            lambda: "abs(%s)" % e(),
            lambda: "%s(%s, %s)" % (self.pick("min", "max"), e(), e()),
            lambda: "(%s if %s else %s)" % (e(), self.expr("bool", d), e()),
            lambda: "len(%s)" % self.expr(self.pick("str", "ints", "dict"), d),
            lambda: "sum(%s)" % self.expr("ints", d),
            lambda: "%s.n" % self.expr("obj", d),
            lambda: "%s[%d]" % (self.expr("pair", d), 0),
            lambda: "%s.get(%s, %s)" % (self.expr("dict", d), self.expr("str", d), e()),
            lambda: "%s.find(%s)" % (self.expr("str", d), self.expr("str", d)),
            lambda: "%s.count(%s)" % (self.expr("ints", d), e()),
            lambda: "int(%s)" % self.expr("float", d),
        ]
        if self.guarded:
            choices += [
                lambda: "%s[%s]" % (self.expr("ints", d), e()),
                lambda: "(%s %s %s)" % (e(), self.pick("//", "%"), e()),
                lambda: "%s[%s]" % (self.expr("dict", d), self.expr("str", d)),
                lambda: "int(%s)" % self.expr("str", d),
                lambda: "%s.index(%s)" % (self.expr("ints", d), e()),
                lambda: "ord(%s[%s])" % (self.expr("str", d), e()),
                lambda: "%s.twist(%s)" % (self.expr("obj", d), e()),
            ]
        return self.rng.choice(choices)()

    def make_bool(self, d):
        if d <= 0:
            return self.pick("True", "a > b")
        i, s, x = "int", "str", "float"
        e = lambda kind: self.expr(kind, d)  # noqa: E731
        compare = self.pick("<", "<=", "==", "!=", ">", ">=")
        return self.rng.choice(
            [
                lambda: "(%s %s %s)" % (e(i), compare, e(i)),
                lambda: "(%s %s %s)" % (e(s), compare, e(s)),
                lambda: "(%s %s %s)" % (e(x), compare, e(x)),
                lambda: "(%s %s %s)" % (e("pair"), compare, e("pair")),
                lambda: "(%s %s %s)" % (e("obj"), self.pick("==", "!=", "<", ">"), e("obj")),
                lambda: "(%s %s %s)" % (e("bool"), self.pick("and", "or"), e("bool")),
                lambda: "(not %s)" % e(self.pick("bool", "int", "str", "ints")),
                lambda: "(%s in %s)" % (e(i), e("ints")),
                lambda: "(%s %s %s)" % (e(s), self.pick("in", "not in"), e(s)),
                lambda: "(%s in %s)" % (e(s), e("dict")),
                lambda: "%s.%s(%s)" % (e(s), self.pick("startswith", "endswith"), e(s)),
                lambda: "(%s == %s)" % (e("ints"), e("ints")),
                lambda: "isinstance(%s, Derived)" % e("obj"),
            ]
        )()

    def make_str(self, d):
        if d <= 0:
            return self.pick("''", "'a'", "'abc'", "'12'", "'x,y'", "' pad '")
        e = lambda kind="str": self.expr(kind, d)  # noqa: E731
        short = lambda: "(%s)[:6]" % e()  # noqa: E731
        return self.rng.choice(
            [
                lambda: "(%s + %s)" % (short(), short()),
                lambda: "(%s * (%s %% 4))" % (short(), e("int")),
                lambda: "str(%s)" % e(self.pick("int", "bool", "pair", "ints", "float")),
                lambda: "('%%d|%%s|%%5d' %% (%s, %s, %s))" % (e("int"), short(), e("int")),
                lambda: (
                    "f'{%s}-{%s:x}'" % (self.pick("a", "b", "s"), self.pick("a & 255", "b & 7"))
                ),
                lambda: (
                    "%s.%s()" % (e(), self.pick("upper", "lower", "strip", "swapcase", "title"))
                ),
                lambda: "%s.replace(%s, %s)" % (short(), self.pick("'a'", "'1'", "'bc'"), short()),
                lambda: "(%s)[%s:%s]" % (e(), self.rng.randint(-3, 3), self.rng.randint(-2, 6)),
                lambda: "(%s)[::%d]" % (e(), self.pick(-1, 2, -2, 3)),
                lambda: "','.join([str(i) for i in %s])" % e("ints"),
                lambda: "'/'.join(%s.split(%s))" % (e(), self.pick("','", "'a'", "")),
                lambda: "(%s if %s else %s)" % (e(), e("bool"), e()),
                lambda: (
                    "%s.%s(%d)"
                    % (
                        short(),
                        self.pick("ljust", "rjust", "center", "zfill"),
                        self.rng.randint(0, 9),
                    )
                ),
                lambda: "%s[1]" % e("pair"),
                lambda: "%s.name" % e("obj"),
                lambda: "repr(%s)" % short(),
            ]
        )()

    def make_float(self, d):
        if d <= 0:
            return self.pick("0.5", "-2.25", "1.0", "8.0")
        e = lambda kind="float": self.expr(kind, d)  # noqa: E731
        return self.rng.choice(
            [
                lambda: "(%s %s %s)" % (e(), self.pick("+", "-"), e()),
                lambda: "(%s * %s)" % (e(), self.pick("0.5", "2.0", "-0.25")),
                lambda: "(%s / %s)" % (e("int"), self.pick("2", "4", "8.0")),
                lambda: "float(%s)" % e("int"),
                lambda: "abs(%s)" % e(),
                lambda: (
                    "(%s %s %s)" % (e(), self.pick("//", "%"), self.pick("2.0", "0.75", "-3.0"))
                ),
                lambda: "(%s if %s else %s)" % (e(), e("bool"), e()),
            ]
        )()

    def make_ints(self, d):
        if d <= 0:
            return self.pick("[a, b]", "[1, 2, 3]", "[5]", "[a]")
        e = lambda kind="ints": self.expr(kind, d)  # noqa: E731
        return self.rng.choice(
            [
                lambda: "(%s[:5] + %s[:5])" % (e(), e()),
                lambda: "[%s, %s, %s]" % (e("int"), e("int"), e("int")),
                lambda: (
                    "[i * %d + %s for i in range(%s %% 5)]"
                    % (self.rng.randint(-3, 9), e("int"), e("int"))
                ),
                lambda: "[i for i in %s if i %s %s]" % (e(), self.pick("<", ">", "!="), e("int")),
                lambda: "sorted(%s)" % e(),
                lambda: "(%s)[%d:%d]" % (e(), self.rng.randint(-3, 3), self.rng.randint(-2, 6)),
                lambda: "(%s)[::%d]" % (e(), self.pick(-1, 2, -2)),
                lambda: "[ord(c) for c in %s]" % e("str"),
                lambda: "(%s[:4] * (%s %% 3))" % (e(), e("int")),
                lambda: "[i for i in count(%s %% 6)]" % e("int"),
                lambda: "%s.copy()" % e(),
                lambda: "[x for x in %s.values()]" % e("dict"),
            ]
        )()

    def make_dict(self, d):
        e = lambda kind: self.expr(kind, d)  # noqa: E731
        if d <= 0:
            return "{'a': a, 'b': b}"
        return self.rng.choice(
            [
                lambda: "{%s: %s, %s: %s}" % (e("str"), e("int"), e("str"), e("int")),
                lambda: "{str(i): i * %d for i in %s}" % (self.rng.randint(1, 5), e("ints")),
                lambda: "%s.copy()" % e("dict"),
            ]
        )()

    def make_obj(self, d):
        if d <= 0:
            return self.pick("Base(a, s)", "Derived(b, 'd')")
        e = lambda kind: self.expr(kind, d)  # noqa: E731
        return self.rng.choice(
            [
                lambda: "%s(%s %% 1000, %s)" % (self.pick("Base", "Derived"), e("int"), e("str")),
                lambda: "(%s + %s)" % (e("obj"), e("obj")),
                lambda: "(%s if %s else %s)" % (e("obj"), e("bool"), e("obj")),
            ]
        )()

    def make_pair(self, d):
        return "(%s, %s)" % (self.expr("int", d), self.expr("str", d))

    def assign(self):
        kind = self.pick(
            "int", "int", "int", "str", "str", "float", "ints", "dict", "obj", "pair", "bool"
        )
        text = self.expr(kind)
        if kind == "int":
            text = "(%s) %% 100003" % text
        elif kind == "str":
            text = "(%s)[:40]" % text
        elif kind == "ints":
            # A list of its own: `xs` is shown by the caller.
            text = "(%s)[:12]" % text
        known = [
            n for n in self.names.get(kind, []) if n not in ("a", "b", "s", "xs") and n[0] != "i"
        ]
        if known and self.rng.random() < 0.5:
            name = self.rng.choice(known)
        else:
            self.fresh += 1
            name = "v%d" % self.fresh
        self.line("%s = %s" % (name, text))
        self.names.setdefault(kind, [])
        if name not in self.names[kind]:
            self.names[kind] = self.names[kind] + [name]

    def body(self, size):
        """Statements; what they define is forgotten afterwards."""
        before = dict(self.names)
        self.depth += 1
        for _ in range(size):
            self.statement()
        self.depth -= 1
        self.names = before

    def change(self):
        """A change of a container."""
        name = self.rng.choice(self.names["ints"])
        small = "(%s) %% 1009" % self.expr("int")
        choices = ["%s.append(%s)" % (name, small), "%s.reverse()" % name, "%s.sort()" % name]
        choices += [
            "%s.insert(0, %s)" % (name, small),
            "%s.extend(%s[:4])" % (name, self.expr("ints")),
        ]
        choices += ["del %s[4:]" % name, "%s[1:2] = %s[:2]" % (name, self.expr("ints"))]
        if self.guarded:
            choices += ["%s.pop()" % name, "%s[%s] = %s" % (name, self.rng.randint(-3, 3), small)]
            choices += ["%s.remove(%s)" % (name, self.expr("int")), "del %s[0]" % name]
        if self.names.get("dict"):
            d = self.rng.choice(self.names["dict"])
            choices += ["%s[%s] = %s" % (d, self.expr("str"), small)] * 3
            choices.append("%s.setdefault(%s, %s)" % (d, self.expr("str"), small))
        self.line(self.rng.choice(choices))

    def statement(self):
        rng = self.rng
        roll = rng.random() if self.depth < 4 else rng.random() * 0.55
        if roll < 0.42:
            self.assign()
        elif roll < 0.55:
            self.change()
        elif roll < 0.7:
            self.line("if %s:" % self.expr("bool"))
            self.body(rng.randint(1, 3))
            if rng.random() < 0.6:
                self.line("else:")
                self.body(rng.randint(1, 3))
        elif roll < 0.83 and self.loops < 2:
            self.fresh += 1
            name = "i%d" % self.fresh
            over = self.pick("range(%s %% 6)" % self.expr("int"), "(%s)[:6]" % self.expr("ints"))
            self.line("for %s in %s:" % (name, over))
            before = dict(self.names)
            self.names["int"] = self.names["int"] + [name]
            self.loops += 1
            self.body(rng.randint(1, 3))
            self.loops -= 1
            self.names = before
            if rng.random() < 0.3:
                self.line("    if %s:" % self.expr("bool"))
                self.line("        " + self.pick("break", "continue"))
        else:
            self.line("try:")
            self.guarded += 1
            self.body(rng.randint(1, 3))
            self.guarded -= 1
            kinds = rng.sample(
                ["IndexError", "KeyError", "ZeroDivisionError", "ValueError", "Odd"], 2
            )
            for kind in kinds:
                self.line("except %s:" % kind)
                self.body(1)
            self.line("except Exception:")
            self.line("    return '%s'" % self.pick("raised", "other"))
            if rng.random() < 0.3:
                self.line("finally:")
                self.line("    xs.append(%d)" % rng.randint(0, 9))

    def function(self):
        self.line("# function %d" % self.number)
        for _ in range(self.rng.randint(3, 7)):
            self.statement()
        kinds = [k for k in self.names if k not in ("obj", "dict")]
        shown = ", ".join("str(%s)" % self.rng.choice(self.names[k]) for k in sorted(kinds))
        self.line("return ' '.join([%s])" % shown)
        return "\n\ndef f%d(a, b, s, xs):\n%s\n" % (self.number, "\n".join(self.lines))


def program(seed, first, size):
    """A program of `size` functions."""
    parts = [PRELUDE]
    for i in range(size):
        parts.append(Maker(random.Random("%d %d" % (seed, first + i)), i).function())
    calls = ", ".join("f%d" % i for i in range(size))
    return "".join(parts) + "\n\nCALLS = [%s]\n" % calls + DRIVER


def execute(command, env=None):
    done = subprocess.run(command, capture_output=True, timeout=300, env=env)
    err = done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("latin-1") + ("exit code %d\n" % done.returncode), err


def difference(expected, got):
    left, right = expected.split("\n"), got.split("\n")
    for i in range(max(len(left), len(right))):
        a = left[i] if i < len(left) else "(nothing)"
        b = right[i] if i < len(right) else "(nothing)"
        if a != b:
            return "expected %r\n     got %r" % (a[:300], b[:300])
    return "no difference"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-n", type=int, default=100, help="how many functions")
    parser.add_argument("-s", type=int, default=1, help="the seed")
    parser.add_argument("-b", type=int, default=50, help="functions in a program")
    parser.add_argument(
        "-m", default="interpret,opt0,opt2", help="the ways to compare with the host"
    )
    parser.add_argument("--first", type=int, default=0, help="the number of the first function")
    parser.add_argument("--keep", default=os.path.join(tempfile.gettempdir(), "fuzz_rpython"))
    parser.add_argument("--rtranslate", default=os.path.join(ROOT, "target/debug/rtranslate"))
    options = parser.parse_args()
    base = [os.path.abspath(options.rtranslate), "--quiet"]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for first in range(options.first, options.first + options.n, options.b):
            text = program(options.s, first, options.b)
            path = os.path.join(folder, "program%d.py" % first)
            with open(path, "w") as f:
                f.write(text)
            expected, err = execute([sys.executable, os.path.join(HERE, "run_on_host.py"), path])
            wrong = [] if "Traceback" not in err else [("host", err[-1500:])]
            for mode in options.m.split(",") if not wrong else []:
                if mode == "interpret":
                    got, err = execute(base + ["--interpret", path])
                else:
                    exe = os.path.join(folder, "program")
                    made, err = execute(base + ["--no-cache", "--opt=" + mode[3:], "-o", exe, path])
                    got = execute([exe])[0] if made == "exit code 0\n" else made
                if got != expected:
                    wrong.append((mode, difference(expected, got) + "\n" + err[:3000]))
            for mode, what in wrong:
                print(
                    "FAILED functions from %d of seed %d [%s]: %s" % (first, options.s, mode, what),
                    flush=True,
                )
            if wrong:
                failed += 1
                os.makedirs(options.keep, exist_ok=True)
                with open(os.path.join(options.keep, "program%d.py" % first), "w") as f:
                    f.write(text)
    print("%d functions, %d programs failed" % (options.n, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

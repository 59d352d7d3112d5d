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

from rpython.rlib.rarithmetic import intmask, r_longlong, r_uint


class Base(object):
    def __init__(self, n, name):
        self.n = n
        self.name = name

    def twist(self, k):
        return (self.n * 3 + k) % 1000

    @property
    def half(self):
        return self.n // 2

    def times(self, k=2, shift=0):
        return (self.n * (k % 7) + shift) % 1000

    def label(self):
        return self.name + "!"

    def __add__(self, other):
        return Base((self.n + other.n) % 1000, self.name)

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


class Derived(Base):
    def label(self):
        return "<" + super().label()[:20] + ">"

    def twist(self, k):
        if k > 500:
            raise Odd(k)
        return (self.n + k * 7) % 1000


class Odd(Exception):
    def __init__(self, k):
        self.k = k


class Bag(object):
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __contains__(self, x):
        return x in self.items

    def __getitem__(self, i):
        return self.items[i % 4] if len(self.items) > 3 else i

    def __iter__(self):
        return BagIterator(self)


class BagIterator(object):
    def __init__(self, bag):
        self.bag = bag
        self.at = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.at >= len(self.bag.items):
            raise StopIteration
        self.at += 1
        return self.bag.items[self.at - 1]


class Guard(object):
    """Suppresses Odd, notes what ends the block."""

    def __init__(self, notes):
        self.notes = notes

    def __enter__(self):
        self.notes.append(1)
        return self

    def __exit__(self, kind, value, tb):
        self.notes.append(2 if kind is None else 3)
        return isinstance(value, Odd)


def inc(n):
    return n + 1


def twice(n):
    return n * 2 % 5000


def square(n):
    return n * n % 5000


STEPS = [inc, twice, square]


def spread(a, *rest):
    return a + len(rest) * 10 + (rest[0] if len(rest) else 0)


def halves(n):
    while n > 0:
        yield n
        n //= 2
    yield from count(3)


def words(s):
    for w in s.split(","):
        if w:
            yield w


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
            lambda: (
                "(intmask((r_uint(%s) %s r_uint(%s)) %s %d) %% 10007)"
                % (
                    e(),
                    self.pick("+", "-", "*", "&", "|", "^"),
                    e(),
                    self.pick(">>", "%", "//"),
                    self.rng.randint(1, 9),
                )
            ),
            lambda: "intmask(r_longlong(%s) * r_longlong(%s))" % (small(), small()),
            lambda: "sum(%s(%s %% 9))" % (self.pick("count", "halves"), e()),
            lambda: "next(iter(%s), %s)" % (self.expr("ints", d), e()),
            lambda: "%s((%s, %s, %s))" % (self.pick("min", "max", "sum"), e(), e(), e()),
            lambda: "STEPS[%s %% 3](%s)" % (e(), e()),
            lambda: "spread(%s)" % ", ".join(e() for _ in range(self.rng.randint(1, 3))),
            lambda: "%s.half" % self.expr("obj", d),
            lambda: (
                "%s.times(%s)"
                % (self.expr("obj", d), self.pick("", "3", "shift=4", "k=5, shift=%s" % small()))
            ),
            lambda: "len(%s)" % self.expr(self.pick("set", "strs", "bag"), d),
            lambda: "%s[%s]" % (self.expr("bag", d), small()),
            lambda: "divmod(%s, %d)[%d]" % (e(), self.pick(3, 7, -4), self.pick(0, 1)),
            lambda: "max(map(STEPS[%d], [a, %s]))" % (self.pick(0, 1, 2), e()),
        ]
        if self.guarded:
            choices += [
                lambda: "%s[%s]" % (self.expr("ints", d), e()),
                lambda: "(%s %s %s)" % (e(), self.pick("//", "%"), e()),
                lambda: "%s[%s]" % (self.expr("dict", d), self.expr("str", d)),
                lambda: "int(%s)" % self.expr("str", d),
                lambda: "%s.index(%s)" % (self.expr("ints", d), e()),
                lambda: "%s(%s)" % (self.pick("min", "max"), self.expr("ints", d)),
                lambda: "%s.pop(%s)" % (self.expr("dict", d), self.expr("str", d)),
                lambda: "%s.rindex(%s)" % (self.expr("str", d), self.expr("str", d)),
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
                lambda: "(%s %s %s)" % (e("ints"), compare, e("ints")),
                lambda: "(%s %s %s)" % (e("set"), self.pick("<", "<=", "==", "!=", ">="), e("set")),
                lambda: "(%s in %s)" % (e(i), self.pick("xs", e("set"), e("bag"))),
                lambda: "%s(x > %s for x in %s)" % (self.pick("any", "all"), e(i), e("ints")),
                lambda: "%s(map(inc, %s))" % (self.pick("any", "all"), e("ints")),
                lambda: "(%s < %s <= %s)" % (e(i), e(i), e(i)),
                lambda: "%s.isdisjoint(%s)" % (e("set"), e("set")),
                lambda: "(%s == %s)" % (e("dict"), e("dict")),
                lambda: "(%s in %s)" % (e(s), e("strs")),
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
                lambda: "%s.label()" % e("obj"),
                lambda: "%s.join(%s)" % (self.pick("'-'", "''"), e(self.pick("str", "strs"))),
                lambda: "str(%s)[:60]" % e(self.pick("dict", "strs")),
                lambda: "''.join(reversed(%s))" % short(),
                lambda: "('%%(x)s:%%(y)03d' %% {'y': %s, 'x': %s})" % (e("int"), short()),
                lambda: (
                    "%s.partition(%s)[%d]" % (short(), self.pick("','", "'a'"), self.pick(0, 2))
                ),
                lambda: "(%s + '\\t|').expandtabs(%d)" % (short(), self.pick(3, 4, 8)),
                lambda: "next(words(%s), 'none')" % e(),
                lambda: (
                    "f'{%s:>7}{%s!r}'" % (self.pick("a", "b"), self.pick("s", "a"))
                    if self.rng.random() < 0.5
                    else "'{:05d}|{}'.format(%s, %s)" % (e("int"), short())
                ),
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
                lambda: "list(halves(%s %% 40))" % e("int"),
                lambda: "list(map(STEPS[%d], %s))" % (self.pick(0, 1, 2), e()),
                lambda: "sorted(%s)" % e("set"),
                lambda: "list(reversed(%s))" % e(),
                lambda: "[i * j for i, j in zip(%s, count(%d))]" % (e(), self.rng.randint(0, 4)),
                lambda: "[i %% 50 + k for k, i in enumerate(%s)]" % e(),
                lambda: "sorted(%s, key=twice, reverse=%s)" % (e(), self.pick("True", "False")),
                lambda: "[x for x in %s]" % e("bag"),
                lambda: "[len(w) for w in words(%s)]" % e("str"),
                lambda: "list(filter(inc, %s))" % e(),
            ]
        )()

    def make_strs(self, d):
        if d <= 0:
            return self.pick("[s, 'q']", "['a', 'b,c']", "s.split(',')")
        e = lambda kind="strs": self.expr(kind, d)  # noqa: E731
        return self.rng.choice(
            [
                lambda: "%s.split(%s)" % (e("str"), self.pick("','", "'a', 1", "")),
                lambda: "[c + c for c in (%s)[:5]]" % e("str"),
                lambda: "list(map(str, %s))" % e("ints"),
                lambda: "sorted(%s)" % e(),
                lambda: "(%s[:3] + %s[:3])" % (e(), e()),
                lambda: "list(words(%s))" % e("str"),
                lambda: "[k for k in %s]" % e("dict"),
                lambda: "[%s, %s]" % (e("str"), e("str")),
                lambda: "[p[1] for p in sorted([%s, %s])]" % (e("pair"), e("pair")),
            ]
        )()

    def make_set(self, d):
        if d <= 0:
            return self.pick("{a, b}", "{1, 2, 3}", "set(xs)")
        e = lambda kind="set": self.expr(kind, d)  # noqa: E731
        return self.rng.choice(
            [
                lambda: "{%s, %s}" % (e("int"), e("int")),
                lambda: "set(%s)" % e("ints"),
                lambda: "(%s %s %s)" % (e(), self.pick("|", "&", "-", "^"), e()),
                lambda: "{i %% 7 for i in %s}" % e("ints"),
                lambda: "set(count(%s %% 6))" % e("int"),
            ]
        )()

    def make_bag(self, d):
        return "Bag(%s)" % self.expr("ints", d)

    def make_dict(self, d):
        e = lambda kind: self.expr(kind, d)  # noqa: E731
        if d <= 0:
            return "{'a': a, 'b': b}"
        return self.rng.choice(
            [
                lambda: "{%s: %s, %s: %s}" % (e("str"), e("int"), e("str"), e("int")),
                lambda: "{str(i): i * %d for i in %s}" % (self.rng.randint(1, 5), e("ints")),
                lambda: "%s.copy()" % e("dict"),
                lambda: "dict(zip(%s, %s))" % (e("strs"), e("ints")),
                lambda: "{w: len(w) for w in words(%s)}" % e("str"),
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
            *("int int int str str float ints dict obj pair bool set strs bag".split()),
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
            choices.append("%s.update(%s)" % (d, self.expr("dict")))
            choices.append("%s.pop(%s, 0)" % (d, self.expr("str")))
            if self.guarded:
                choices.append("del %s[%s]" % (d, self.expr("str")))
        if self.names.get("set"):
            d = self.rng.choice(self.names["set"])
            choices.append("%s.%s(%s)" % (d, self.pick("add", "discard"), small))
            how = self.pick("update", "difference_update", "intersection_update")
            choices.append("%s.%s(%s)" % (d, how, self.expr("set")))
        if self.names.get("obj"):
            choices.append("%s.n = %s" % (self.rng.choice(self.names["obj"]), small))
        if self.guarded:
            choices.append("raise Odd(%s)" % small)
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
        elif roll < 0.86 and self.loops < 2:
            self.fresh += 1
            key, value = "ik%d" % self.fresh, "iv%d" % self.fresh
            self.line("for %s, %s in list(%s.items())[:5]:" % (key, value, self.expr("dict")))
            before = dict(self.names)
            self.names["str"] = self.names["str"] + [key]
            self.names["int"] = self.names["int"] + [value]
            self.loops += 1
            self.body(rng.randint(1, 3))
            self.loops -= 1
            self.names = before
        elif roll < 0.88:
            self.fresh += 2
            one, two = "v%d" % (self.fresh - 1), "v%d" % self.fresh
            self.line("%s, %s = %s" % (one, two, self.expr("pair")))
            self.line("%s %%= 100003" % one)
            self.line("%s = %s[:40]" % (two, two))
            self.names["int"] = self.names["int"] + [one]
            self.names["str"] = self.names["str"] + [two]
        elif roll < 0.9 and self.loops < 2:
            self.fresh += 1
            name = "i%d" % self.fresh
            self.line("%s = %s %% 5" % (name, self.expr("int")))
            self.line("while %s > 0 and %s:" % (name, self.expr("bool")))
            self.line("    %s -= 1" % name)
            self.loops += 1
            self.body(rng.randint(1, 2))
            self.loops -= 1
            if rng.random() < 0.3:
                self.line("else:")
                self.body(1)
        elif roll < 0.93:
            self.line("with Guard(xs):")
            self.guarded += 1
            self.body(rng.randint(1, 2))
            self.guarded -= 1
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
        kinds = [k for k in self.names if k not in ("obj", "set", "bag")]
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

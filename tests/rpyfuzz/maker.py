"""Random well-typed functions, their helpers and classes, and programs of them."""

import ast
import os
import random
import re

from rpyfuzz.templates import LEAVES, LIMITS, SHOWN, TEMPLATES

HERE = os.path.dirname(os.path.abspath(__file__))
HOLE = re.compile(r"\$(?:\[([^\]]*)\]|(\w+))")
RAISED = ["IndexError", "KeyError", "ZeroDivisionError", "ValueError", "Odd"]
VARIABLE_KINDS = (
    "int int int int str str str ints ints strs float dict obj obj pair bool set bag word uint uni tree objs "
    "pairs table idict pdict cdict fdict rdict tri char sset ulong int32 uint32 big"
).split()

DRIVER = """

def run(number, function, a, b, s):
    items = [a, b, a - b]
    restore()
    head = "@" + str(number)
    try:
        print(head, function(a, b, s, items))
    except Odder as e:
        print(head, "Odder", e.describe(), e.text)
    except Odd as e:
        print(head, "Odd", e.k, e.describe())
    except IndexError:
        print(head, "IndexError")
    except KeyError:
        print(head, "KeyError")
    except ZeroDivisionError:
        print(head, "ZeroDivisionError")
    except ValueError:
        print(head, "ValueError")
    except AttributeError:
        print(head, "AttributeError")
    except ParseStringError as e:
        print(head, "ParseStringError", e.msg)
    print(head, items)


def entry_point(argv):
    first, last = 0, 1 << 30
    if len(argv) > 1:
        first = last = int(argv[1])
    if len(argv) > 2:
        last = int(argv[2])
    zero = len(argv) - len(argv)
    for i in range(len(CALLS)):
        number = NUMBERS[i]
        if first <= number <= last:
            run(number, CALLS[i], zero + 3, zero + 2, "ab")
            run(number, CALLS[i], zero - 5, zero, "")
            run(number, CALLS[i], zero + 812, zero - 1, "Hello, World")
    return 0


def target(driver, args):
    return entry_point, None
"""


COMPOUND = (ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.Compare, ast.IfExp)


def _closed(template):
    """The template, in parentheses if it is no atom."""
    tree = ast.parse(
        HOLE.sub(
            lambda m: "x" if m.group(2) else re.split(r"~|\.\.", m.group(1))[0].replace("$", ""),
            template,
        )
    )
    return "(%s)" % template if isinstance(tree.body[0].value, COMPOUND) else template


def _lines(text):
    return [line.strip() for line in text.strip().split("\n") if line.strip()]


def _grown(text):
    """The templates of a kind: plain ones, and all."""
    lines = _lines(text)
    plain = [_closed(line) for line in lines if line[0] not in "!?"]
    return plain, plain + [_closed(line[1:]) for line in lines if line[0] in "!?"]


GROWN = {kind: _grown(text) for kind, text in TEMPLATES.items()}
LEAF = {kind: [_closed(line) for line in _lines(text)] for kind, text in LEAVES.items()}


class Maker:
    """Makes one function of a program. `names` are the variables in scope, by kind."""

    def __init__(self, rng, number):
        self.rng = rng
        self.number = number
        self.lines = []
        self.before = []
        self.depth = 1
        self.names = {"int": ["a", "b"], "str": ["s"], "ints": ["xs"]}
        # Names that are not assigned to.
        self.fixed = {"a", "b", "s", "xs"}
        self.extra = {}
        # Whether this is a helper of another function.
        self.inner = False
        self.fresh = 0
        # What may raise is only made where it is caught.
        self.guarded = 0
        self.loops = 0
        self.handlers = 0

    def pick(self, *choices):
        return self.rng.choice(choices)

    def line(self, text):
        self.lines.append("    " * self.depth + text)

    def new(self, prefix="v"):
        self.fresh += 1
        return "%s%d" % (prefix, self.fresh)

    # ---- expressions

    def expr(self, kind, depth=3):
        known = self.names.get(kind)
        if known and (depth <= 0 or self.rng.random() < 0.35):
            return self.rng.choice(known)
        if depth <= 0 or kind not in GROWN:
            if kind == "short":
                return "(%s)[:6]" % self.expr("str", 0)
            return self.fill(self.rng.choice(LEAF[kind]), 0)
        options = GROWN[kind][1 if self.guarded else 0]
        extra = self.extra.get(kind)
        if extra and self.rng.random() < 0.2:
            options = [t for t in extra if self.guarded or t[0] != "?"] or options
        return self.fill(self.rng.choice(options).lstrip("?"), depth - 1)

    def fill(self, template, depth):
        """The template with its holes filled."""

        in_text = "f'" in template

        def hole(match):
            inside, kind = match.groups()
            if kind is not None:
                return self.in_text(kind, depth) if in_text else self.expr(kind, depth)
            if ".." in inside and "$" not in inside:
                low, high = inside.split("..")
                return str(self.rng.randint(int(low), int(high)))
            text = self.rng.choice(inside.split("~")) if "~" in inside else inside
            return self.fill(text, depth)

        if in_text:
            template = template.replace("'", '"')
        return HOLE.sub(hole, template)

    def in_text(self, kind, depth):
        """An expression that can stand in an f-string of this Python."""
        for _ in range(5):
            text = self.expr(kind, depth)
            if '"' not in text and "\\" not in text:
                return "(%s)" % text
        return "s" if kind in ("str", "short", "char") else "a"

    def limited(self, kind, depth=3):
        text = LIMITS.get(kind, "%s") % self.expr(kind, depth)
        return "kept(%s)" % text if kind == "ints" and self.often() else text

    def often(self):
        """Whether what is made here may run often: then ints that grow are kept below a word, where the host's do not wrap."""
        return self.loops > 0 or self.inner

    # ---- scopes

    def know(self, kind, name):
        """A variable that may be read from here on."""
        have = self.names.get(kind, [])
        if name not in have:
            self.names[kind] = have + [name]

    def body(self, size, *known, fixed=()):
        """Statements; what they define is forgotten afterwards."""
        before = dict(self.names)
        extra = dict(self.extra)
        for kind, name in known:
            self.know(kind, name)
            self.fixed.add(name)
        self.depth += 1
        for _ in range(size):
            self.statement()
        self.depth -= 1
        self.names = before
        self.extra = extra

    def own(self, kind):
        """The variables of a kind that may be assigned to."""
        return [n for n in self.names.get(kind, []) if n not in self.fixed]

    # ---- statements

    def statement(self):
        rng = self.rng
        simple = ["assign"] * 8 + ["change"] * 4 + ["swap", "unpack", "note"]
        if self.depth >= 4:
            return getattr(self, rng.choice(simple))()
        if rng.random() < 0.5:
            return getattr(self, rng.choice(simple))()
        compound = ["branch"] * 4 + ["attempt"] * 3 + ["managed", "matching", "narrowed", "classes"]
        if self.loops < 2:
            compound += ["loop"] * 4 + ["items", "countdown", "forever", "typed_loop", "typed_loop"]
        if self.depth == 1:
            compound += ["closure", "early"]
        return getattr(self, rng.choice(compound))()

    def assign(self):
        kind = self.rng.choice(VARIABLE_KINDS)
        text = self.limited(kind)
        known = self.own(kind)
        if known and self.rng.random() < 0.5:
            name = self.rng.choice(known)
            if kind in ("int", "float", "uint") and self.rng.random() < 0.3:
                op = self.pick("+", "-") if kind != "uint" else self.pick("+", "^", "|")
                self.line("%s %s= %s" % (name, op, text))
                if kind != "uint":
                    self.line("%s = %s" % (name, LIMITS[kind] % name))
                return
        else:
            name = self.new()
        self.line("%s = %s" % (name, text))
        self.know(kind, name)

    def swap(self):
        kind = self.rng.choice(VARIABLE_KINDS)
        known = self.own(kind)
        if len(known) < 2:
            return self.assign()
        one, two = self.rng.sample(known, 2)
        self.line("%s, %s = %s, %s" % (one, two, two, one))

    def unpack(self):
        one, two = self.new(), self.new()
        if self.rng.random() < 0.3:
            self.line("%s, *%s = %s + [1]" % (one, two, self.expr("ints")))
            self.line("%s %%= 100003" % one)
            self.know("int", one)
            self.know("ints", two)
        elif self.rng.random() < 0.5:
            self.line("%s, (%s, w), t = %s" % (one, two, self.expr("tri")))
            self.line("%s = (%s + len(t)) %% 100003" % (one, one))
            self.know("int", one)
            self.know("bool", two)
        else:
            self.line("%s, %s = %s" % (one, two, self.expr("pair")))
            self.line("%s %%= 100003" % one)
            self.line("%s = %s[:40]" % (two, two))
            self.know("int", one)
            self.know("str", two)

    def note(self):
        self.line("xs.append(%s)" % self.limited("int"))

    def change(self):
        """A change of a container or an object."""
        small = "(%s) %% 1009" % self.expr("int")
        e = self.expr
        choices = []
        name = self.rng.choice(self.names["ints"])
        grow = ("kept(%s)[:4]" if self.often() else "%s[:4]") % e("ints")
        choices += ["%s.append(%s)" % (name, small), "%s.reverse()" % name, "%s.sort()" % name]
        choices += ["%s.insert(%d, %s)" % (name, self.pick(0, 0, 1, -1), small)]
        choices += ["%s.extend(%s)" % (name, grow)]
        if name[0] == "v":
            choices += ["%s += %s" % (name, grow)]
        choices += ["del %s[4:]" % name, "%s[1:2] = %s" % (name, grow), "del %s[:-5]" % name]
        choices += ["%s.sort(reverse=True)" % name, "%s.sort(key=twice)" % name]
        if self.guarded:
            choices += ["%s.pop()" % name, "%s[%s] = %s" % (name, self.rng.randint(-3, 3), small)]
            choices += ["%s.remove(%s)" % (name, e("int")), "del %s[%s]" % (name, self.pick(0, -1))]
            choices += ["%s.pop(%s)" % (name, self.pick(0, 1, -2)), "%s[0] += 1" % name]
        kinds = [k for k in self.names if k not in ("int", "str", "float", "bool")]
        kind = self.rng.choice(kinds)
        name = self.rng.choice(self.names[kind])
        if kind == "dict":
            choices = ["%s[%s] = %s" % (name, e("str"), small)] * 2
            choices += ["%s.setdefault(%s, %s)" % (name, e("str"), small)]
            choices += ["%s.update(%s)" % (name, e("dict")), "%s.pop(%s, 0)" % (name, e("str"))]
            if self.guarded:
                choices += ["del %s[%s]" % (name, e("str")), "%s[%s] += 1" % (name, e("str"))]
                choices += ["xs.append(%s.popitem()[1])" % name]
        elif kind in ("idict", "pdict", "cdict", "rdict"):
            key, value = {
                "idict": ("int", "str"),
                "pdict": ("pair", "int"),
                "cdict": ("char", "int"),
                "rdict": ("str", "int"),
            }[kind]
            choices = ["%s[%s] = %s" % (name, e(key), self.limited(value))] * 3
            if self.guarded:
                choices += [
                    "del %s[%s]" % (name, e(key)),
                    "%s[%s] += %s" % (name, e(key), e(value)),
                ]
        elif kind == "set":
            choices = ["%s.%s(%s)" % (name, self.pick("add", "discard"), small)]
            how = self.pick("update", "difference_update", "intersection_update")
            choices += ["%s.%s(%s)" % (name, how, e("set"))]
            if self.guarded:
                choices += ["%s.remove(%s)" % (name, small)]
        elif kind == "sset":
            choices = ["%s.%s(%s)" % (name, self.pick("add", "discard"), e("short"))]
        elif kind == "obj":
            choices = ["%s.n = %s" % (name, small), "%s.half = %s" % (name, small)]
            choices += ["%s.name = %s" % (name, e("short")), "%s.n += %s" % (name, small)]
            choices += ["%s.link = %s" % (name, self.pick("RING", name))]
        elif kind == "objs":
            choices = ["%s.append(%s)" % (name, e("obj")), "%s.reverse()" % name]
        elif kind == "strs":
            choices = ["%s.append(%s)" % (name, e("short")), "%s.sort()" % name]
            choices += ["%s.extend(%s)" % (name, e("strs")), "%s.insert(0, %s)" % (name, e("char"))]
        elif kind == "table":
            choices = ["%s.append(%s)" % (name, e("ints")), "%s.append([])" % name]
            if self.guarded:
                choices += ["%s[%s].append(%s)" % (name, self.pick(0, 1, -1), small)]
                choices += ["%s[0][%s] = %s" % (name, self.pick(0, 1), small)]
        elif kind == "pairs":
            choices = ["%s.append(%s)" % (name, e("pair")), "%s.sort()" % name]
        elif kind == "bag":
            choices = ["%s[%s] = %s" % (name, e("int"), small), "%s.items.append(3)" % name]
        elif kind == "tree":
            choices = ["%s.append(height(insert(%s, %s)))" % ("xs", name, small)]
        if self.guarded:
            choices += ["raise %s" % self.raised()]
        self.line(self.rng.choice(choices))

    def raised(self):
        small = "(%s) %% 1009" % self.expr("int")
        return self.pick(
            "Odd(%s)" % small,
            "Odder(%s, %s)" % (small, self.expr("short")),
            "KeyError",
            "ValueError('wrong')",
            "IndexError",
        )

    def branch(self):
        self.line("if %s:" % self.expr("bool"))
        self.body(self.rng.randint(1, 3))
        if self.rng.random() < 0.2:
            self.line("elif %s:" % self.expr("bool"))
            self.body(1)
        if self.rng.random() < 0.6:
            self.line("else:")
            self.body(self.rng.randint(1, 3))

    def narrowed(self):
        """What may be None, tested."""
        if self.rng.random() < 0.5:
            name = self.new()
            self.line("%s = find_object(%s, %s)" % (name, self.expr("objs"), self.expr("int")))
            kind = "obj"
        else:
            known = self.names.get("tree")
            if known:
                name = self.rng.choice(known)
            else:
                name = self.new()
                self.line("%s = %s" % (name, self.expr("tree")))
            kind = None
        self.line("if %s is not None:" % name)
        if kind:
            self.body(2, (kind, name))
        else:
            field = self.new()
            self.line("    %s = %s.value + %s.total() %% 1009" % (field, name, name))
            self.body(1, ("int", field))
        if self.rng.random() < 0.5:
            self.line("else:")
            self.body(1)

    def classes(self):
        """A test of the class, and what only that class has."""
        name = self.new()
        self.line("%s = %s" % (name, self.expr("obj")))
        self.line("if isinstance(%s, Mixed):" % name)
        self.line("    %s.extra.append(%s.scaled(%s) %% 1009)" % (name, name, self.expr("int")))
        self.body(1, ("ints", name + ".extra"))
        self.line("elif isinstance(%s, Derived):" % name)
        self.body(1, ("obj", name))

    def matching(self):
        if self.rng.random() < 0.5:
            self.line("match %s:" % self.expr("int"))
            patterns = self.pick(["0", "1 | 2", "7"], ["-5", "3", "10 | 20 | 812"])
        else:
            self.line("match %s:" % self.expr("str"))
            patterns = self.pick(["''", "'ab' | 'a'"], ["'x'", "'Hello, World'"])
        self.depth += 1
        for pattern in patterns + ["_"]:
            self.line("case %s:" % pattern)
            self.body(1)
        self.depth -= 1

    def loop(self):
        name = self.new("i")
        over = self.pick(
            "range(%s %% 6)" % self.expr("int"),
            "(%s)[:6]" % self.expr("ints"),
            "range(%s %% 9, -1, -2)" % self.expr("int"),
            "(%s, %s, 4)" % (self.expr("int"), self.expr("int")),
        )
        self.line("for %s in %s:" % (name, over))
        self.looped([("int", name)], 0.35)

    def typed_loop(self):
        kind, over = self.pick(
            ("str", "(%s)[:4]" % self.expr("strs")),
            ("char", "(%s)[:5]" % self.expr("str")),
            ("obj", "(%s)[:4]" % self.expr("objs")),
            ("pair", "(%s)[:4]" % self.expr("pairs")),
            ("ints", "(%s)[:4]" % self.expr("table")),
            ("int", "sorted(%s)[:5]" % self.expr("set")),
            ("int", "halves(%s %% 30)" % self.expr("int")),
            ("int", "list(careful((%s)[:4], xs))" % self.expr("ints")),
            ("str", "words(%s)" % self.expr("str")),
            ("int", "(planted((%s)[:5]) or WOOD).walk()" % self.expr("ints")),
            ("float", "[x / 2 for x in (%s)[:4]]" % self.expr("ints")),
            ("bool", "(True, %s)" % self.expr("bool")),
        )
        name = self.new("i")
        self.line("for %s in %s:" % (name, over))
        self.looped([(kind, name)], 0.3)

    def items(self):
        one, two = self.new("i"), self.new("i")
        kinds, over = self.pick(
            (("str", "int"), "list(%s.items())[:5]" % self.expr("dict")),
            (("int", "str"), "list(%s.items())[:5]" % self.expr("idict")),
            (("int", "str"), "enumerate((%s)[:5])" % self.expr("strs")),
            (("int", "char"), "enumerate((%s)[:5], 1)" % self.expr("str")),
            (("int", "str"), "zip((%s)[:5], %s)" % (self.expr("ints"), self.expr("strs"))),
            (("int", "str"), "(%s)[:4]" % self.expr("pairs")),
            (("str", "int"), "%s.items()" % self.expr("dict")),
        )
        self.line("for %s, %s in %s:" % (one, two, over))
        if over.endswith(".items()"):
            # A dict that is looped over is not changed.
            self.line("    xs.append((%s + len(%s)) %% 100003)" % (two, one))
        else:
            self.looped([(kinds[0], one), (kinds[1], two)], 0.3)

    def looped(self, known, leave):
        self.loops += 1
        self.body(self.rng.randint(1, 3), *known)
        self.loops -= 1
        ended = self.rng.random() < leave
        if ended:
            before = dict(self.names)
            for kind, name in known:
                self.know(kind, name)
            self.line("    if %s:" % self.expr("bool"))
            self.line("        " + self.pick("break", "continue"))
            self.names = before
            if self.rng.random() < 0.5:
                self.line("    xs.append(%d)" % (self.rng.randint(0, 9)))
        if self.rng.random() < 0.2:
            self.line("else:")
            self.body(1)

    def countdown(self):
        name = self.new("i")
        self.line("%s = %s %% 5" % (name, self.expr("int")))
        self.line("while %s > 0 and %s:" % (name, self.expr("bool")))
        self.line("    %s -= 1" % name)
        self.loops += 1
        self.body(self.rng.randint(1, 2), ("int", name))
        self.loops -= 1
        if self.rng.random() < 0.3:
            self.line("else:")
            self.body(1)

    def forever(self):
        name = self.new("i")
        self.line("%s = 0" % name)
        self.line("while True:")
        self.line("    %s += 1" % name)
        self.loops += 1
        self.body(1, ("int", name))
        self.line("    if %s > %s:" % (name, self.pick("3", "%s %% 4" % self.expr("int"))))
        self.line("        break")
        self.body(1, ("int", name))
        self.loops -= 1

    def managed(self):
        if self.rng.random() < 0.7:
            self.line("with Guard(xs):")
        else:
            self.line("with Guard(xs), Guard([]) as g:")
        self.guarded += 1
        self.body(self.rng.randint(1, 2))
        self.guarded -= 1

    def attempt(self):
        rng = self.rng
        self.line("try:")
        self.guarded += 1
        self.body(rng.randint(1, 3))
        self.guarded -= 1
        if rng.random() < 0.1:
            self.line("except (IndexError, KeyError):")
            self.body(1)
        for kind in rng.sample(RAISED, 2):
            if kind == "Odd" and rng.random() < 0.7:
                name = self.new("e")
                self.line("except Odd as %s:" % name)
                self.body(1, ("int", name + ".k"), ("str", name + ".describe()[:20]"))
            else:
                self.line("except %s:" % kind)
                self.body(1)
            if self.depth == 1 and rng.random() < 0.15:
                # `run` catches it.
                self.line("    raise" if rng.random() < 0.7 else "    raise Odd(%d)" % self.number)
        self.line("except Exception:")
        if rng.random() < 0.5:
            self.line("    return %s" % self.result_of_failure())
        else:
            self.body(1)
        if rng.random() < 0.25:
            self.line("else:")
            self.body(1)
        if rng.random() < 0.3:
            self.line("finally:")
            self.line("    xs.append(%d)" % (rng.randint(0, 9)))
            if rng.random() < 0.4:
                self.body(1)

    def result_of_failure(self):
        return "'%s'" % self.pick("raised", "other")

    def early(self):
        self.line("if %s:" % self.expr("bool"))
        self.line("    return 'early' + str(%s)" % self.expr(self.pick("int", "str", "float")))

    def closure(self):
        """An inner function; with `nonlocal` if there is something to change."""
        name = "inner%d" % self.fresh
        p, q = self.new("p"), self.new("p")
        self.fresh += 1
        known = self.own("int")
        before = dict(self.names)
        self.line("def %s(%s, %s):" % (name, p, q))
        self.depth += 1
        if known and self.rng.random() < 0.6:
            changed = self.rng.choice(known)
            self.line("nonlocal %s" % changed)
            self.line("%s = (%s + %s) %% 1009" % (changed, changed, p))
        self.names = {"int": before["int"] + [p], "str": before["str"] + [q], "ints": ["xs"]}
        guarded, self.guarded = self.guarded, 0
        self.line("return (%s) %% 10007" % self.expr("int"))
        self.guarded = guarded
        self.depth -= 1
        self.names = before
        self.line("xs.append(%s(%s, %s))" % (name, self.expr("int", 1), self.expr("str", 1)))
        self.extra["int"] = self.extra.get("int", []) + ["%s($int, $str)" % name]

    # ---- what stands before the function

    def sub(self):
        """A maker for a helper of this function."""
        other = Maker(self.rng, self.number)
        other.extra = dict(self.extra)
        other.inner = True
        return other

    def declare(self):
        """Helpers, classes and prebuilt objects of this function."""
        makers = [self.helper, self.recursion, self.generator, self.subclass, self.prebuilt]
        for make in self.rng.sample(makers, self.rng.randint(1, 3)):
            make()

    def add(self, kind, *templates):
        self.extra[kind] = self.extra.get(kind, []) + list(templates)

    def helper(self):
        """A function of ints and text that may raise."""
        name = "help%d" % self.number
        other = self.sub()
        other.result_of_failure = lambda: "-1"
        other.early = other.assign
        for _ in range(self.rng.randint(1, 4)):
            other.statement()
        if self.rng.random() < 0.5:
            other.line("if %s:" % other.expr("bool"))
            other.line("    raise %s" % other.raised())
            raises = "?"
        else:
            raises = ""
        other.line("return (%s) %% 10007" % other.expr("int"))
        head = "def %s(a, b=3, s='t', xs=None):" % name
        first = "    if xs is None:\n        xs = []"
        self.before += ["", "", head, first] + other.lines
        self.add(
            "int",
            raises + "%s($int)" % name,
            raises + "%s($int, $int, $str, xs)" % name,
            raises + "%s($int, s=$str)" % name,
        )

    def recursion(self):
        name = "again%d" % self.number
        other = self.sub()
        other.extra = {}
        self.before += [
            "",
            "",
            "def %s(a, b, s, xs):" % name,
            "    if a <= 0:",
            "        return (%s) %% 1009" % other.expr("int"),
            "    if %s:" % other.expr("bool"),
            "        return %s(a - 1, (%s) %% 1009, s, xs)" % (name, other.expr("int")),
            "    return (%s(a - 2, b, (%s)[:9], xs) + %s) %% 10007"
            % (name, other.expr("str"), other.expr("int")),
        ]
        self.add("int", "%s($small, $int, $str, xs)" % name)

    def generator(self):
        name = "gen%d" % self.number
        kind = self.pick("int", "int", "str", "pair")
        other = self.sub()
        other.result_of_failure = lambda: ""
        other.early = other.assign
        other.closure = other.assign

        def value():
            if kind == "pair":
                return "((%s) %% 1009, (%s)[:9])" % (other.expr("int"), other.expr("str"))
            return LIMITS[kind] % other.expr(kind)

        other.line("b = a")
        other.line("xs = [a]")
        other.line("yield %s" % value())
        other.statement()
        other.line("for kk in %s:" % other.pick("range(a % 5)", "(%s)[:4]" % other.expr("ints")))
        other.depth += 1
        before = dict(other.names)
        other.know("int", "kk")
        other.fixed.add("kk")
        if self.rng.random() < 0.4:
            other.line("if %s:" % other.expr("bool"))
            other.line("    %s" % other.pick("return", "continue", "break"))
        other.line("yield %s" % value())
        other.depth -= 1
        other.names = before
        if self.rng.random() < 0.4:
            other.line("try:")
            other.line("    yield %s" % value())
            other.line("finally:")
            other.line("    xs.append(1)")
        other.statement()
        other.line("yield %s" % value())
        self.before += ["", "", "def %s(a, s):" % name] + other.lines
        call = "%s($int %% 50, $short)" % name
        if kind == "int":
            self.add("ints", "list(%s)" % call, "[v + 1 for v in %s]" % call)
            self.add("int", "sum(%s)" % call, "next(%s)" % call, "max(%s)" % call)
        elif kind == "str":
            self.add("strs", "list(%s)" % call, "[w for w in %s if w]" % call)
            self.add("str", "next(%s)" % call, "','.join(%s)" % call)
        else:
            self.add("pairs", "[v for v in %s]" % call)
            self.add("dict", "{w: v for v, w in %s}" % call)

    def subclass(self):
        """Classes that override methods."""
        one, two = "One%d" % self.number, "Two%d" % self.number
        bases = self.pick("Base", "Derived", "Mixed")

        def method(head, kind, limit, super_call, k="k"):
            other = self.sub()
            other.extra = {}
            value = other.expr(kind, 2)
            if self.rng.random() < 0.5:
                value = "(%s) + %s" % (value, super_call)
            lines = ["    def %s:" % head, "        a, b, s, xs = %s, self.n, self.name, [1]" % k]
            return lines + ["        return " + limit % value, ""]

        methods = [
            ("twist(self, k)", "int", "(%s) %% 1009", "super().twist(k)"),
            ("times(self, k=4, shift=1)", "int", "(%s) %% 1009", "super().times(shift)"),
            ("label(self)", "str", "(%s)[:20]", "super().label()", "len(self.name)"),
            ("__call__(self, k)", "int", "(%s) %% 1009", "Base.__call__(self, k)"),
        ]
        lines = ["", "", "class %s(%s):" % (one, bases), "    kind = '%s'" % one.lower(), ""]
        lines += ["    def own(self, k):", "        return self.n + k", ""]
        for m in self.rng.sample(methods, 2):
            lines += method(*m)
        lines += ["", "class %s(%s):" % (two, one)]
        lines += ["    def __init__(self, n, name='two'):"]
        lines += ["        %s.__init__(self, n + 1, name)" % one, "        self.more = [name]", ""]
        lines += ["    def own(self, k):", "        self.more.append(str(k % 10))"]
        lines += ["        return super().own(k) % 1009 + len(self.more)", ""]
        for m in self.rng.sample(methods, 2):
            lines += method(*m)
        self.before += lines[:-1]
        self.add("obj", "%s($int %% 1000, $short)" % one, "%s($int %% 1000)" % two)
        self.add("int", "%s($int %% 1000, s).own($int)" % self.pick(one, two))
        self.add("bool", "isinstance($obj, %s)" % self.pick(one, two))
        self.add("str", "'|'.join(%s(a %% 1000).more)" % two)

    def prebuilt(self):
        """Objects that exist before the program starts, and are changed by it."""
        n = self.number
        rng = self.rng
        values = [rng.randint(-9, 99) for _ in range(rng.randint(0, 6))]
        keys = rng.sample(["ab", "", "a", "x,y", "12", "Hello, World", "3"], rng.randint(0, 5))
        self.before += ["", ""]
        self.before += ["ITEMS%d = %r" % (n, values)]
        self.before += ["KEYS%d = %r" % (n, {k: rng.randint(0, 99) for k in keys})]
        self.before += ["BY_INT%d = %r" % (n, {v: str(v) * 2 for v in values})]
        self.before += ["BY_PAIR%d = %r" % (n, {(v, "k"): v + 1 for v in values})]
        self.before += [
            "OBJECTS%d = [%s, RING]" % (n, self.pick("Mixed(3, 'm')", "Derived(4, 'd')"))
        ]
        self.before += ["OBJECTS%d[0].link = %s" % (n, self.pick("RING", "OBJECTS%d[0]" % n))]
        self.before += ["NESTED%d = [ITEMS%d, [%d]]" % (n, n, rng.randint(0, 9))]
        self.before += ["WORDS%d = set(%r)" % (n, keys)]
        self.before += ["FOLDED%d = folded(%r)" % (n, keys)]
        self.before += ["TREE%d = planted(%r)" % (n, values)]
        for kind, name in [
            ("ints", "ITEMS%d"),
            ("dict", "KEYS%d"),
            ("idict", "BY_INT%d"),
            ("pdict", "BY_PAIR%d"),
            ("objs", "OBJECTS%d"),
            ("table", "NESTED%d"),
            ("sset", "WORDS%d"),
            ("rdict", "FOLDED%d"),
        ]:
            self.know(kind, name % n)
            self.fixed.add(name % n)

    def function(self):
        """The function and what stands before it, as text."""
        if self.rng.random() < 0.7:
            self.declare()
        for _ in range(self.rng.randint(3, 8)):
            self.statement()
        kinds = sorted(k for k in self.names if k in SHOWN)
        if len(kinds) > 8:
            kinds = self.rng.sample(kinds, 8)
        shown = [SHOWN[k] % self.rng.choice(self.names[k]) for k in kinds]
        self.line("return ' '.join([%s])" % ", ".join(shown))
        head = "def f%d(a, b, s, xs):" % self.number
        begin = ["", "", "# function %d" % self.number]
        return "\n".join(begin + self.before + ["", "", head] + self.lines) + "\n"


def prelude():
    with open(os.path.join(HERE, "prelude.py"), encoding="utf-8") as f:
        return f.read()


def functions(seed, first, size):
    """The texts of functions, each with what stands before it."""
    return [Maker(random.Random("%d %d" % (seed, first + i)), i).function() for i in range(size)]


def program(texts):
    """A program of functions; `None` stands for one that is left out."""
    numbers = [i for i, text in enumerate(texts) if text]
    lists = "\n\nCALLS = [%s]\n" % ", ".join("f%d" % i for i in numbers)
    lists += "NUMBERS = %r\n" % numbers
    return prelude() + "".join(texts[i] for i in numbers) + lists + DRIVER

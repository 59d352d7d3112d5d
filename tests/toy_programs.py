"""Random programs for the machine of `tests/jit/toy.py`: made as trees, made smaller, written as bytecode.

A program is a list of functions (arguments, locals, body); a body is a list of statements. Statements and expressions are
tuples whose first item says what they are:

    ("set", local, e) ("global", n, e) ("expr", e) ("print", e) ("if", e, body, body) ("loop", local, count, body)
    ("while", local, count, e, body) ("try", body, local, body) ("raise", e) ("return", e)
    ("setf", object, name, e) ("append", list, e) ("lset", list, index, e) ("dictset", key, e)
    ("poke", frame, slot, e) ("yield", e) ("cell", n, e)

    ("const", value) ("local", n) ("globalvar", n) (OP, e...) ("call", function, e...) ("list", e...) ("obj",)
    ("getf", e, name) ("hasf", e, name) ("method", e) ("char", e, index, how) ("slice", e, start, stop)
    ("peek", frame, slot) ("generator", function, e...) ("next", e) ("cellvar", n)
"""

import random

NAMES = """CONST LOAD STORE POP DUP ADD SUB MUL DIV MOD AND OR XOR SHL SHR LT LE EQ NE NOT NEG
JUMP JUMP_FALSE LOOP NEWOBJ GETF SETF NEWLIST APPEND LGET LSET LEN LPOP SLICE CALL RETURN
TRY ENDTRY RAISE PRINT STR CHAR HASF FLOAT INT GLOAD GSTORE METHOD DICTSET DICTGET ISINT PEEK POKE
GENERATOR YIELD NEXT CLOAD CSTORE""".split()
OPS = {name: number for number, name in enumerate(NAMES)}

BINARY = ["ADD", "SUB", "MUL", "DIV", "MOD", "AND", "OR", "XOR", "SHL", "SHR"]
COMPARE = ["LT", "LE", "EQ", "NE"]

# ____________________________________________________________
# writing


class Assembler(object):
    """The code of one function."""

    def __init__(self, arguments, locals):
        self.arguments = arguments
        self.locals = locals
        self.constants = []
        self.code = []
        self.depth = self.most = 0

    def emit(self, name, arg=0, effect=0):
        """Appends an instruction that changes the depth of the stack so; its position."""
        self.code += [OPS[name], arg]
        self.depth += effect
        self.most = max(self.most, self.depth)
        return len(self.code) - 2

    def here(self):
        return len(self.code)

    def patch(self, at):
        """The instruction jumps here."""
        self.code[at + 1] = self.here()

    def constant(self, value):
        if value is None:
            text = "n"
        elif isinstance(value, int):
            text = "i %d" % value
        elif isinstance(value, float):
            text = "f %r" % value
        else:
            text = "s .%s" % value
        if text not in self.constants:
            self.constants.append(text)
        self.emit("CONST", self.constants.index(text), 1)

    def body(self, statements):
        for s in statements:
            self.statement(s)

    def statement(self, s):
        kind = s[0]
        if kind == "set":
            self.expression(s[2])
            self.emit("STORE", s[1], -1)
        elif kind == "global":
            self.expression(s[2])
            self.emit("GSTORE", s[1], -1)
        elif kind == "cell":
            self.expression(s[2])
            self.emit("CSTORE", s[1], -1)
        elif kind == "expr":
            self.expression(s[1])
            self.emit("POP", 0, -1)
        elif kind in ("print", "raise", "return", "yield"):
            self.expression(s[1])
            self.emit(kind.upper(), 0, -1)
        elif kind == "if":
            self.expression(s[1])
            to_else = self.emit("JUMP_FALSE", 0, -1)
            self.body(s[2])
            to_end = self.emit("JUMP")
            self.patch(to_else)
            self.body(s[3])
            self.patch(to_end)
        elif kind in ("loop", "while"):
            self.constant(0)
            self.emit("STORE", s[1], -1)
            top = self.here()
            self.emit("LOAD", s[1], 1)
            self.constant(s[2])
            self.emit("LT", 0, -1)
            exits = [self.emit("JUMP_FALSE", 0, -1)]
            if kind == "while":
                self.expression(s[3])
                exits.append(self.emit("JUMP_FALSE", 0, -1))
            self.emit("LOAD", s[1], 1)
            self.constant(1)
            self.emit("ADD", 0, -1)
            self.emit("STORE", s[1], -1)
            self.body(s[-1])
            self.emit("LOOP", top)
            for at in exits:
                self.patch(at)
        elif kind == "try":
            handler = self.emit("TRY")
            self.body(s[1])
            self.emit("ENDTRY")
            to_end = self.emit("JUMP")
            self.patch(handler)
            self.depth += 1
            self.most = max(self.most, self.depth)
            self.emit("STORE", s[2], -1)
            self.body(s[3])
            self.patch(to_end)
        elif kind in ("setf", "poke"):
            self.expression(s[3])
            self.expression(s[1])
            self.emit(kind.upper(), s[2], -2)
        elif kind == "append":
            self.expression(s[2])
            self.expression(s[1])
            self.emit("APPEND", 0, -2)
        elif kind == "lset":
            for e in (s[3], s[2], s[1]):
                self.expression(e)
            self.emit("LSET", 0, -3)
        elif kind == "dictset":
            self.expression(s[2])
            self.expression(s[1])
            self.emit("DICTSET", 0, -2)
        else:
            raise ValueError(kind)

    def expression(self, e):
        kind = e[0]
        if kind == "const":
            self.constant(e[1])
        elif kind == "local":
            self.emit("LOAD", e[1], 1)
        elif kind == "globalvar":
            self.emit("GLOAD", e[1], 1)
        elif kind == "cellvar":
            self.emit("CLOAD", e[1], 1)
        elif kind in ("call", "generator", "list"):
            items = e[1:] if kind == "list" else e[2:]
            for item in items:
                self.expression(item)
            if kind != "list":
                self.emit(kind.upper(), e[1], 1 - len(items))
            else:
                self.emit("NEWLIST", len(items), 1 - len(items))
        elif kind == "obj":
            self.emit("NEWOBJ", 0, 1)
        elif kind in ("getf", "hasf", "peek"):
            self.expression(e[1])
            self.emit(kind.upper(), e[2])
        elif kind == "char":
            self.expression(e[2])
            self.expression(e[1])
            self.emit("CHAR", e[3], -1)
        elif kind == "slice":
            for item in (e[2], e[3], e[1]):
                self.expression(item)
            self.emit("SLICE", 0, -2)
        elif kind == "LGET":
            self.expression(e[2])
            self.expression(e[1])
            self.emit("LGET", 0, -1)
        else:
            for item in e[1:]:
                self.expression(item)
            self.emit(kind.upper(), 0, 2 - len(e))

    def text(self):
        # A handler finds the stack as deep as at the TRY, and one more.
        head = "F %d %d %d" % (self.arguments, self.locals, self.most + 2)
        constants = " ".join([str(len(self.constants))] + self.constants)
        return "%s\n%s\n%d %s\n" % (
            head,
            constants,
            len(self.code),
            " ".join(str(n) for n in self.code),
        )


def write(program):
    """A program as the machine reads it."""
    parts = ["P %d\n" % len(program)]
    for arguments, locals, body in program:
        a = Assembler(arguments, locals)
        a.body(body)
        a.constant(None)
        a.emit("RETURN", 0, -1)
        parts.append(a.text())
    return "".join(parts)


# ____________________________________________________________
# making

KINDS = ["int", "float", "str", "list", "obj"]
INTS = [0, 1, -1, 2, 3, 5, 7, 10, 63, 64, 100, -8, 1000, 1 << 31, (1 << 62) - 1, 1 << 62]
INTS += [(1 << 63) - 1, -(1 << 63), -(1 << 62)]


class Maker(object):
    """Makes a program from a seed."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        r = self.r
        # Kinds of the arguments, and of the result.
        self.signatures = [([], "int")]
        for _ in range(r.randint(0, 3)):
            kinds = [r.choice(KINDS + ["int", "int", "any"]) for _ in range(r.randint(0, 2))]
            self.signatures.append((["int"] + kinds, r.choice(KINDS + ["int", "int"])))

    def program(self):
        return [self.function(n, *signature) for n, signature in enumerate(self.signatures)]

    def function(self, number, kinds, result):
        r = self.r
        # Each local has a kind that its values mostly have.
        arguments = len(kinds)
        self.kinds = list(kinds)
        self.kinds += ["int", "int", "float", "str", "list", "obj", "any"]
        if len(self.signatures) > 1:
            self.kinds.insert(len(self.kinds) - 1, "generator")
        self.counters = []
        self.own = number
        self.budget = r.randint(8, 40)
        body = []
        for n in range(arguments, len(self.kinds)):
            body.append(("set", n, self.fresh(self.kinds[n])))
            if self.kinds[n] == "obj":
                for name in range(r.randint(0, 5)):
                    body.append(
                        ("setf", ("local", n), name, self.fresh(r.choice(["int", "int", "any"])))
                    )
        if number > 0:
            # Recursion ends.
            limit = ("LT", ("local", 0), ("const", r.randint(0, 3)))
            body.append(("if", limit, [("return", self.expression(result, 1))], []))
        for s in self.body(0) + self.body(0):
            body.append(self.guarded([s])[0] if number == 0 or r.random() < 0.6 else s)
        if number == 0:
            body += [("print", ("local", n)) for n in range(len(self.kinds))]
        body.append(("return", self.expression(result, 2)))
        return arguments, len(self.kinds), body

    def fresh(self, kind):
        r = self.r
        if kind == "any":
            kind = r.choice(KINDS)
        if kind == "int":
            return ("const", r.choice(INTS) if r.random() < 0.6 else r.randint(-20, 20))
        if kind == "float":
            return ("const", r.choice([0.0, 1.5, -2.25, 1e10, 0.1, 3.0]))
        if kind == "str":
            return ("const", "".join(r.choice("abc") for _ in range(r.randint(0, 6))))
        if kind == "list":
            return ("list",) + tuple(self.fresh("int") for _ in range(r.randint(0, 4)))
        if kind == "generator":
            return ("generator",) + self.call(0)[1:]
        return ("obj",)

    def local(self, kind):
        fitting = [n for n, k in enumerate(self.kinds) if k == kind or kind == "any"]
        if not fitting or self.r.random() < 0.02:
            fitting = range(len(self.kinds))
        return ("local", self.r.choice(list(fitting)))

    def expression(self, kind, depth):
        r = self.r
        if r.random() < 0.01:
            kind = "any"
        if kind == "any":
            kind = r.choice(KINDS + ["int", "int"])
        if depth <= 0 or r.random() < 0.25:
            pick = r.random()
            if pick < 0.8:
                return self.local(kind)
            if pick < 0.82:
                return ("globalvar", r.randrange(8))
            if pick < 0.85:
                return ("cellvar", r.randrange(4))
            return self.fresh(kind)
        d = depth - 1
        if r.random() < 0.10 and len(self.signatures) > 1:
            return self.call(d, kind)
        if kind == "generator":
            return self.fresh(kind) if r.random() < 0.5 else self.local(kind)
        if r.random() < 0.06 and "generator" in self.kinds:
            return ("next", self.local("generator"))
        if r.random() < 0.05 and kind == "int":
            return ("getf", self.expression("obj", d), r.randrange(5))
        if r.random() < 0.03:
            return ("peek", ("const", r.randrange(3)), r.randrange(10))
        if r.random() < 0.06 and kind == "int":
            return ("LGET", self.expression("list", d), self.expression("int", d))
        if kind == "int":
            which = r.random()
            if which < 0.6:
                return (
                    r.choice(BINARY + ["ADD", "SUB", "ADD", "AND"]),
                    self.expression("int", d),
                    self.expression("int", d),
                )
            if which < 0.8:
                of = r.choice(["int", "int", "float", "str", "any"])
                return (r.choice(COMPARE), self.expression(of, d), self.expression(of, d))
            return r.choice(
                [
                    ("LEN", self.expression(r.choice(["str", "list"]), d)),
                    ("NOT", self.expression("any", d)),
                    ("NEG", self.expression("int", d)),
                    ("ISINT", self.expression("any", d)),
                    ("INT", self.expression("float", d)),
                    ("char", self.expression("str", d), self.expression("int", d), 0),
                    ("hasf", self.expression("obj", d), r.randrange(5)),
                ]
            )
        if kind == "float":
            if r.random() < 0.3:
                return ("FLOAT", self.expression("int", d))
            op = r.choice(["ADD", "SUB", "MUL", "DIV"])
            return (op, self.expression("float", d), self.expression(r.choice(["int", "float"]), d))
        if kind == "str":
            return r.choice(
                [
                    ("ADD", self.expression("str", d), self.expression("str", d)),
                    ("STR", self.expression("any", d)),
                    ("char", self.expression("str", d), self.expression("int", d), 1),
                    (
                        "slice",
                        self.expression("str", d),
                        self.fresh("int"),
                        self.expression("int", d),
                    ),
                    ("DICTGET", self.expression("str", d)),
                ]
            )
        if kind == "list":
            which = r.randrange(4)
            if which == 0:
                return ("ADD", self.expression("list", d), self.expression("list", d))
            if which == 1:
                return (
                    "slice",
                    self.expression("list", d),
                    self.fresh("int"),
                    self.expression("int", d),
                )
            items = [self.expression("int", d) for _ in range(r.randint(0, 3))]
            return ("list",) + tuple(items)
        return r.choice([("obj",), self.local("obj"), ("METHOD", self.local("obj"))])

    def call(self, depth, kind="any"):
        fitting = [n for n, s in enumerate(self.signatures) if n and s[1] == kind]
        n = self.r.choice(fitting or range(1, len(self.signatures)))
        arguments = [self.expression(k, depth) for k in self.signatures[n][0]]
        # The first argument becomes smaller in recursion.
        if self.own:
            arguments[0] = ("SUB", ("local", 0), ("const", self.r.randint(1, 3)))
        elif self.r.random() < 0.9:
            arguments[0] = ("const", self.r.randint(0, 8))
        return ("call", n) + tuple(arguments)

    def guarded(self, body):
        """The body with a handler round it."""
        fitting = [n for n, k in enumerate(self.kinds) if k == "any"]
        handler = [] if self.r.random() < 0.5 else [("print", ("local", fitting[-1]))]
        return [("try", body, fitting[-1], handler)]

    def body(self, depth):
        out = []
        for _ in range(self.r.randint(1, 6)):
            self.budget -= 1
            if self.budget < 0:
                break
            out.append(self.statement(depth))
        return out

    def counter(self):
        self.kinds.append("counter")
        return len(self.kinds) - 1

    def statement(self, depth):
        r = self.r
        if self.own and r.random() < 0.12:
            return ("yield", self.expression(self.signatures[self.own][1], 2))
        if r.random() < 0.05:
            return ("cell", r.randrange(4), self.expression("any", 1))
        which = r.random()
        if depth < 3 and which < 0.28:
            n = self.counter()
            count = r.choice([2, 3, 5, 9, 14, 25]) if depth else r.choice([6, 12, 30, 60])
            body = self.body(depth + 1)
            if r.random() < 0.6:
                body = self.guarded(body)
            if r.random() < 0.7:
                return ("loop", n, count, body)
            return ("while", n, count, self.expression("int", 2), body)
        if depth < 4 and which < 0.40:
            return ("if", self.expression("int", 2), self.body(depth + 1), self.body(depth + 1))
        if depth < 4 and which < 0.47:
            body = self.guarded(self.body(depth + 1))[0]
            return body[:3] + (body[3] + self.body(depth + 1),)
        if which < 0.72:
            choice = [n for n, k in enumerate(self.kinds) if k != "counter"]
            n = r.choice(choice)
            return ("set", n, self.expression(self.kinds[n], 3))
        return r.choice(
            [
                lambda: ("global", r.randrange(8), self.expression("any", 2)),
                lambda: ("print", self.expression("any", 2)),
                lambda: (
                    "poke",
                    ("const", r.randrange(3)),
                    r.randrange(6),
                    self.expression("int", 2),
                ),
                lambda: ("setf", self.local("obj"), r.randrange(5), self.expression("any", 2)),
                lambda: ("setf", self.local("obj"), 0, ("const", r.randrange(4))),
                lambda: ("append", self.local("list"), self.expression("any", 2)),
                lambda: (
                    "lset",
                    self.local("list"),
                    self.expression("int", 1),
                    self.expression("any", 2),
                ),
                lambda: ("dictset", self.expression("str", 1), self.expression("any", 2)),
                lambda: (
                    "if",
                    self.expression("int", 2),
                    [("raise", self.expression("any", 1))],
                    [],
                ),
                lambda: (
                    "expr",
                    self.call(2) if len(self.signatures) > 1 else self.expression("any", 2),
                ),
                lambda: (
                    ("set", self.local("any")[1], self.expression("any", 3))
                    if "counter" not in self.kinds
                    else ("expr", self.expression("any", 3))
                ),
            ]
        )()


def make(seed):
    """The program of a seed."""
    return Maker(seed).program()


# ____________________________________________________________
# making smaller


def smaller(tree):
    """Trees a little smaller than a list of statements, a statement or an expression, of the same sort."""
    if isinstance(tree, list):
        for size in (len(tree) // 2, 1):
            for at in range(0, len(tree), size) if size else []:
                yield tree[:at] + tree[at + size :]
        for at, s in enumerate(tree):
            for inner in s:
                if isinstance(inner, list):
                    yield tree[:at] + inner + tree[at + 1 :]
    elif tree[0] not in ("const", "local", "globalvar", "cellvar", "obj") and not is_statement(
        tree
    ):
        for inner in tree[1:]:
            if isinstance(inner, tuple):
                yield inner
        yield ("const", 1)
    elif tree[0] == "loop" and tree[2] > 3:
        yield tree[:2] + (tree[2] // 2,) + tree[3:]
    for at, inner in enumerate(tree):
        if isinstance(inner, (tuple, list)):
            for less in smaller(inner):
                if isinstance(tree, list):
                    yield tree[:at] + [less] + tree[at + 1 :]
                else:
                    yield tree[:at] + (less,) + tree[at + 1 :]


STATEMENTS = "set global cell expr print if loop while try raise return yield setf append lset dictset poke".split()


def is_statement(tree):
    return tree[0] in STATEMENTS


def minimise(program, fails, patience=1500):
    """A smaller program for which `fails` still holds."""
    changed = True
    while changed and patience > 0:
        changed = False
        for n, (arguments, locals, body) in enumerate(program):
            for less in smaller(body):
                patience -= 1
                if patience <= 0:
                    break
                candidate = program[:n] + [(arguments, locals, less)] + program[n + 1 :]
                if fails(candidate):
                    program = candidate
                    changed = True
                    break
    return program


def show(program):
    """A program as a person reads it."""
    out = []
    for n, (arguments, locals, body) in enumerate(program):
        out.append("def f%d(%d arguments, %d locals):" % (n, arguments, locals))
        out += lines(body, 1)
    return "\n".join(out)


def lines(body, depth):
    out = []
    for s in body:
        plain = [repr(x) for x in s if not isinstance(x, list)]
        out.append("    " * depth + " ".join(plain))
        for x in s:
            if isinstance(x, list):
                out += lines(x, depth + 1)
                out.append("    " * depth + "--")
    return out

"""The parser against the host's: same trees, same positions, same error texts."""

import ast as hostast
import glob
import os
import sysconfig
import warnings

import pytest

from interpreters.python.parser import error, parser, source
from interpreters.python.test.ast_compare import Comparer

STDLIB = sysconfig.get_paths()["stdlib"]

SNIPPETS = [
    "x = 1\n",
    "a, *b = c = d, e\n",
    "x: int = 3\n(x): int\na.b: c\n",
    "def f(a, /, b=1, *args: int, c, d=2, **kw) -> None: pass\n",
    "lambda a, /, b=1, *args, c, d=2, **kw: (yield)\n",
    "async def f():\n  async for x in y: await x\n  async with a as b, c: pass\n  return [x async for x in y]\n",
    "class A(B, metaclass=C, *d, **e):\n    'doc'\n    x = 1\n",
    "@a.b\n@c(d)\ndef f(): return\n",
    "try:\n  pass\nexcept A: pass\nexcept (B, C) as d: pass\nelse: pass\nfinally: pass\n",
    "try:\n  pass\nexcept* A as e: pass\n",
    "with (a as b, c as d,): pass\nwith (a): pass\nwith (a, b) as c: pass\nwith (yield): pass\n",
    "f(*a, b, c=1, **d)\nf(x for x in y)\nf(a)(b)[c].d\n",
    "x[1:2, ::3, ...]\nx[*a, b]\nx[a:=1]\n",
    "{**a, 'b': c}\n{*a, b}\n{a: b for a, b in c if d if e}\n{a for a in b}\n",
    "a if b else c\nnot a in b\na not in b is not c\na < b <= c != d\n",
    "-a ** -b\n~a @ b // c % d << e >> f & g ^ h | i\n",
    "if (a := b): pass\nelif c: pass\nelse: pass\n",
    "while a:\n  break\nelse:\n  continue\n",
    "from . import a\nfrom ...b.c import (d as e, f,)\nimport a.b as c, d\nfrom x import *\n",
    "global a, b\nnonlocal c\ndel a, b[c], (d, e)\nassert a, b\nraise a from b\n",
    "f'a{b!r:>{c}}d{{}}{e=}'\nf'{x:%H:%M}' 'y' rf'\\{z}'\nf'''{\na\n}'''\n",
    "'a\\n\\x41\\u1234\\U0001F600\\N{LATIN SMALL LETTER A}\\101\\q'\nb'\\x00\\377' b'c'\nu'a'\nr'\\n'\n",
    "0x1F + 0o17 + 0b11 + 1_000 + 1e5 + 1.5j + .5 + 123456789012345678901234567890\n",
    "match x:\n  case 1 | -2 | 3+4j: pass\n  case [a, *_, b] if c: pass\n  case {'k': v, **rest}: pass\n"
    "  case A.B(c, d=e) as f: pass\n  case (a): pass\n  case (): pass\n  case None | True: pass\n"
    "  case a, *b: pass\n  case _: pass\n",
    "match = 1\nmatch[case] = 2\nprint(match, case)\nmatch(x)\nmatch * y\nmatch -x\n",
    "if x:\n\ty\n\n  # comment\n\tz\n",
    "x = (\n  1,\n  2)\ny = a \\\n  + b\n",
    "for x, in y: pass\nfor x[0], *a.b in c, d: pass\n",
    "(yield)\nx = yield a, b\nyield from c\n",
    "print(1if 2else 3)\n",
    "x = 1;y = 2;\n",
]

ERRORS = [
    "x = \n",
    "f() = 1\n",
    "1 = x\n",
    "None = 1\n",
    "(a, 1) = x\n",
    "a + 1 = 2\n",
    "f() += 1\n",
    "del f()\n",
    "for 1 in x: pass\n",
    "if x = 3: pass\n",
    "if x\n  pass\n",
    "if x:\npass\n",
    "  x\n",
    "if x:\n    a\n  b\n",
    "(\n1, 2\n",
    "(1]\n",
    ")\n",
    "'abc\n",
    "'''abc\n",
    "f(a=1, b)\n",
    "f(**a, b)\n",
    "f(a.b=1)\n",
    "f(True=1)\n",
    "f(x for x in y, 1)\n",
    "def f(a=1, b): pass\n",
    "def f(*): pass\n",
    "def f(**a, b): pass\n",
    "lambda a=1, b: 0\n",
    "print 1\n",
    "exec 'a'\n",
    "0777\n",
    "0b12\n",
    "0o8\n",
    "1__0\n",
    "12abc\n",
    "0x\n",
    "x = 5 $ 3\n",
    "a ? b\n",
    "try:\n  pass\nx = 1\n",
    "class C\n  pass\n",
    "from a import b,\n",
    "from a import (b\n",
    "f'{a'\n",
    "f'{}'\n",
    "f'}'\n",
    "f'{a!x}'\n",
    "b'\xc3\xa9'\n",
    "'a' b'c'\n",
    "'\\x1'\n",
    "'\\u12'\n",
    "[a b]\n",
    "(a b)\n",
    "{a: 1, b}\n",
    "{a: }\n",
    "x = a b\n",
    "import a.b as c.d\n",
    "(*a)\n",
    "[*a for a in b]\n",
    "{**a for a in b}\n",
    "a, b: int\n",
    "[a]: int\n",
    "(a := 1) = 2\n",
    "a.b := 1\n",
    "(a.b := 1)\n",
    "else: pass\n",
    "while x:\n",
    "def f():\n",
    "match x:\n  case a.b as c.d: pass\n",
    "except: pass\n",
    "try: pass\nexcept A, B: pass\n",
    "return return\n",
    "x = \\ y\n",
    "with a as f(): pass\n",
    "a = yield = b\n",
]


def parse(text):
    data = text.encode("utf-8").decode("latin-1")
    return parser.parse_module(source.decode_source(data, "<test>"))


@pytest.mark.parametrize("text", SNIPPETS)
def test_same_tree(text):
    Comparer().compare(parse(text), hostast.parse(text), "")


@pytest.mark.parametrize("text", ERRORS)
def test_same_error(text):
    with pytest.raises(SyntaxError) as theirs:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<test>", "exec", hostast.PyCF_ONLY_AST)
    with pytest.raises(error.ParseError) as ours:
        parse(text)
    kinds = {SyntaxError: 0, IndentationError: 1, TabError: 2}
    assert ours.value.msg == theirs.value.msg
    assert ours.value.kind == kinds[type(theirs.value)]
    assert (ours.value.lineno, ours.value.offset) == (theirs.value.lineno, theirs.value.offset)


def test_eval_and_single():
    def info(text):
        return source.text_source(text, "<test>")

    tree = parser.parse_eval(info("a + b"))
    Comparer().compare(tree, hostast.parse("a + b", mode="eval"), "")
    tree = parser.parse_single(info("if a:\n  b\n\n"))
    Comparer().compare(tree, hostast.parse("if a:\n  b\n\n", mode="single"), "")


def test_encodings():
    data = "# -*- coding: latin-1 -*-\nx = '\xe9'\n"
    tree = parser.parse_module(source.decode_source(data, "<test>"))
    assert tree.body[0].value.value.utf8 == "\xc3\xa9"
    with pytest.raises(error.ParseError):
        source.decode_source("x = '\xe9'\n", "<test>")


def test_stdlib_sample():
    names = sorted(glob.glob(os.path.join(STDLIB, "*.py")))[::9]
    for name in names:
        with open(name, "rb") as f:
            data = f.read()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = hostast.parse(data)
        ours = parser.parse_module(source.decode_source(data.decode("latin-1"), name))
        Comparer().compare(ours, theirs, os.path.basename(name))

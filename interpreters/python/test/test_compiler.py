"""The compiler: code objects are sound, and their outline is that of CPython's."""

import glob
import os
import sysconfig
import warnings

import interpreters.python.objspace  # noqa: F401
from interpreters.python.compiler import compile as compiler
from interpreters.python.compiler import opcode, positions
from interpreters.python.interpreter.pycode import PyCode
from interpreters.python.test.code_check import check

STDLIB = sysconfig.get_paths()["stdlib"]
FLAGS = 0x2BF


def to_bytes(text):
    return text.encode("utf-8").decode("latin-1")


def compare(ours, theirs):
    """Names, argument counts, cells, flags of the code object and those inside it."""
    assert ours.name == to_bytes(theirs.co_name)
    assert ours.qualname == to_bytes(theirs.co_qualname)
    assert ours.argcount == theirs.co_argcount
    assert ours.posonlyargcount == theirs.co_posonlyargcount
    assert ours.kwonlyargcount == theirs.co_kwonlyargcount
    assert ours.freevars == [to_bytes(n) for n in theirs.co_freevars]
    assert set(ours.cellvars) == {to_bytes(n) for n in theirs.co_cellvars}
    assert set(ours.varnames) >= {to_bytes(n) for n in theirs.co_varnames}
    assert ours.flags & FLAGS == theirs.co_flags & FLAGS

    def inner(codes):
        return sorted((c for c in codes), key=lambda c: c[:2])

    a = inner(
        (c.firstlineno, c.qualname, i, c)
        for i, c in enumerate(ours.consts_w)
        if isinstance(c, PyCode)
    )
    b = inner(
        (c.co_firstlineno, to_bytes(c.co_qualname), i, c)
        for i, c in enumerate(theirs.co_consts)
        if hasattr(c, "co_code")
    )
    if len(a) == len(b):  # a finally body's functions may be there twice
        for x, y in zip(a, b):
            assert x[:2] == y[:2]
            compare(x[3], y[3])


def compile_both(data, name):
    ours = compiler.compile_bytes(data.decode("latin-1"), name, compiler.EXEC, False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = compile(data, name, "exec", dont_inherit=True)
    return ours, theirs


def test_stdlib_sample():
    for name in sorted(glob.glob(os.path.join(STDLIB, "*.py")))[3::12]:
        with open(name, "rb") as f:
            data = f.read()
        ours, theirs = compile_both(data, name)
        check(ours)
        compare(ours, theirs)


SOURCE = b"""
def f(x):
    for i in x:
        try:
            with i as j:
                if j:
                    return j
                elif i:
                    break
                else:
                    continue
        except E as e:
            return
        finally:
            g(lambda: x)
    while True:
        match x:
            case [1, *a] | {'k': a}:
                pass
            case C(b, c=d) if d:
                return b

async def g():
    async with a as b:
        async for c in b:
            await c
    return [d async for d in e if await f]
"""


def test_control_flow():
    ours, theirs = compile_both(SOURCE, "<test>")
    check(ours)
    compare(ours, theirs)


def test_positions():
    ours, _ = compile_both(b"x = (a +\n  b)\n", "<test>")
    index = [word & 255 for word in ours.code].index(opcode.BINARY_ADD)
    pos = positions.position_of(ours.positions, ours.firstlineno, index)
    assert (pos.lineno, pos.col_offset, pos.end_lineno, pos.end_col_offset) == (1, 5, 2, 3)


def test_constants_are_folded():
    ours, _ = compile_both(b"x = -1, 2 * 3 + 4, 'a' + 'b'\n", "<test>")
    assert [word & 255 for word in ours.code][0] == opcode.LOAD_CONST
    assert len(ours.code) == 4

"""Code objects that programs make or change: those that cannot run raise an exception."""

import sys
import types


def f(a, b=2):
    x = a + b
    return x


code = f.__code__
parts = [
    code.co_argcount,
    code.co_posonlyargcount,
    code.co_kwonlyargcount,
    code.co_nlocals,
    code.co_stacksize,
    code.co_flags,
    code.co_code,
    code.co_consts,
    code.co_names,
    code.co_varnames,
    code.co_filename,
    code.co_name,
    code.co_qualname,
    code.co_firstlineno,
    code.co_linetable,
    code.co_exceptiontable,
    code.co_freevars,
    code.co_cellvars,
]
copy = types.CodeType(*parts)
print(copy == code, hash(copy) == hash(code), types.FunctionType(copy, {})(1, 2))
print(types.FunctionType(code.replace(co_consts=code.co_consts + (5,)), {})(1, 2))
print(types.FunctionType(code.replace(co_name="g", co_firstlineno=9), {}).__name__)

for change in (
    {"co_argcount": 100},
    {"co_nlocals": 1},
    {"co_argcount": -1},
    {"co_consts": [1]},
):
    try:
        code.replace(**change)
        print("changed", change)
    except (TypeError, ValueError) as e:
        print(type(e).__name__)

bad = code.replace(co_stacksize=0)
print(bad.co_stacksize)
if sys.implementation.name != "cpython":
    # what CPython does with these is not defined
    for change in (
        {"co_code": b"\x01\x02" * 30},
        {"co_code": b""},
        {"co_consts": ()},
        {"co_stacksize": 0},
        {"co_flags": 0},
        {"co_cellvars": ("q",)},
        {"co_exceptiontable": b"abc"},
    ):
        changed = code.replace(**change)
        (name,) = change
        assert getattr(changed, name) == change[name]
        assert changed != code
        try:
            types.FunctionType(changed, {})(1, 2)
            assert False, change
        except SystemError:
            pass
        list(changed.co_lines())
        list(changed.co_positions())


def call(a, *args, **kwargs):
    return a, args, kwargs


print(call(*range(40)))
z = 1
print(call(z, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32))  # fmt: skip
print(call(1, b=1, c=2, d=3, e=4, f=5, g=6, h=7, i=8, j=9, k=10, l=11, m=12, n=13, o=14, p=15, q=16, **{"z": z}))  # fmt: skip
print([z, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, *"ab", z])  # fmt: skip
print(len({z, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32}))  # fmt: skip
source = "(\n lhs  \n   .    \n     rhs      \n       )()"
print(sorted({p for p in compile(source, "t", "exec").co_positions() if p[0] and p[0] > 1}))

# ruff: noqa: F821 (names of the built-in part)
"""The instructions of this interpreter, as module dis wants to know them."""

from _opcode import stack_effect

__all__ = [
    "cmp_op",
    "hasconst",
    "hasname",
    "hasjrel",
    "hasjabs",
    "haslocal",
    "hascompare",
    "hasfree",
    "opname",
    "opmap",
    "HAVE_ARGUMENT",
    "EXTENDED_ARG",
    "hasnargs",
    "stack_effect",
]

cmp_op = ("<", "<=", "==", "!=", ">", ">=")
opname = ["<%r>" % (number,) for number in range(256)]
opmap = {}
hasconst = []
hasname = []
hasjrel = []
hasjabs = []
haslocal = []
hascompare = []
hasfree = []
hasnargs = []
HAVE_ARGUMENT = 0
EXTENDED_ARG = 255

for _number, _name, _kind in _table():
    opname[_number] = _name
    opmap[_name] = _number
    for _wanted, _list in ((1, hasconst), (2, hasname), (3, haslocal), (5, hasjabs)):
        if _kind == _wanted:
            _list.append(_number)

# instructions of CPython that dis and tests ask for and that there are not here, or not in that sense
for _number, _name in enumerate(
    ("LOAD_GLOBAL", "BINARY_OP", "CACHE", "COMPARE_OP", "COPY_FREE_VARS")
):
    opmap[_name] = -1 - _number

_nb_ops = []
_specializations = {}
_specialized_instructions = []
_specialization_stats = []
_cache_format = {}
_inline_cache_entries = [0] * 256

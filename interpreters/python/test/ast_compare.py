"""Compares our syntax tree with that of the host's ast module (host tests only)."""

import ast as hostast

from interpreters.python.parser import ast, constant

BINOPS = {
    hostast.Add: ast.ADD,
    hostast.Sub: ast.SUB,
    hostast.Mult: ast.MULT,
    hostast.MatMult: ast.MATMULT,
    hostast.Div: ast.DIV,
    hostast.Mod: ast.MOD,
    hostast.Pow: ast.POW,
    hostast.LShift: ast.LSHIFT,
    hostast.RShift: ast.RSHIFT,
    hostast.BitOr: ast.BITOR,
    hostast.BitXor: ast.BITXOR,
    hostast.BitAnd: ast.BITAND,
    hostast.FloorDiv: ast.FLOORDIV,
    hostast.And: ast.AND,
    hostast.Or: ast.OR,
    hostast.Invert: ast.INVERT,
    hostast.Not: ast.NOT,
    hostast.UAdd: ast.UADD,
    hostast.USub: ast.USUB,
    hostast.Eq: ast.EQ,
    hostast.NotEq: ast.NOTEQ,
    hostast.Lt: ast.LT,
    hostast.LtE: ast.LTE,
    hostast.Gt: ast.GT,
    hostast.GtE: ast.GTE,
    hostast.Is: ast.IS,
    hostast.IsNot: ast.ISNOT,
    hostast.In: ast.IN,
    hostast.NotIn: ast.NOTIN,
    hostast.Load: ast.LOAD,
    hostast.Store: ast.STORE,
    hostast.Del: ast.DEL,
}


def to_bytes(text):
    """Host text -> the interpreter's byte string."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def const_value(const):
    """Our constant -> host value (text as a byte string)."""
    simple = {
        constant.NONE: None,
        constant.TRUE: True,
        constant.FALSE: False,
        constant.ELLIPSIS: Ellipsis,
    }
    if const.kind in simple:
        return simple[const.kind]
    if isinstance(const, constant.IntConst):
        return const.intval
    if isinstance(const, constant.BigIntConst):
        return int(const.bigval.str())
    if isinstance(const, constant.FloatConst):
        return const.floatval
    if isinstance(const, constant.ComplexConst):
        return complex(const.real, const.imag)
    if isinstance(const, constant.StrConst):
        return const.utf8
    if isinstance(const, constant.BytesConst):
        return const.data.encode("latin-1")
    return tuple(const_value(item) for item in const.items)


class Comparer(object):
    def __init__(self, positions=True):
        self.positions = positions
        self.in_fstring = 0

    def fail(self, path, ours, theirs):
        raise AssertionError("%s: ours %r, host's %r" % (path, ours, theirs))

    def compare(self, ours, theirs, path):
        if isinstance(theirs, list):
            if not isinstance(ours, list) or len(ours) != len(theirs):
                self.fail(path, ours, [hostast.dump(x) for x in theirs if x is not None])
            for i, (a, b) in enumerate(zip(ours, theirs)):
                self.compare(a, b, "%s[%d]" % (path, i))
            return
        if theirs is None or not isinstance(theirs, hostast.AST):
            self.value(ours, theirs, path)
            return
        if type(theirs) in BINOPS:
            if ours != BINOPS[type(theirs)]:
                self.fail(path, ours, theirs)
            return
        if type(ours).__name__ != type(theirs).__name__:
            self.fail(path, ours, hostast.dump(theirs))
        name = type(theirs).__name__
        path = "%s.%s@%s" % (path, name, getattr(theirs, "lineno", "-"))
        if isinstance(theirs, hostast.JoinedStr):
            self.in_fstring += 1
        if self.positions and not self.in_fstring and hasattr(theirs, "end_lineno"):
            a = (
                ours.pos.lineno,
                ours.pos.col_offset,
                ours.pos.end_lineno,
                ours.pos.end_col_offset,
            )
            b = (theirs.lineno, theirs.col_offset, theirs.end_lineno, theirs.end_col_offset)
            if a != b:
                self.fail(path, a, b)
        for field in ours._fields:
            if name == "Constant" and field == "kind":
                self.value(ours.kind or None, theirs.kind, path)
                continue
            self.compare(getattr(ours, field), getattr(theirs, field), path + "." + field)
        if isinstance(theirs, hostast.JoinedStr):
            self.in_fstring -= 1

    def value(self, ours, theirs, path):
        if isinstance(ours, constant.Const):
            ours = const_value(ours)
        if isinstance(theirs, str):
            theirs = to_bytes(theirs)
        if type(ours) is not type(theirs) or repr(ours) != repr(theirs):
            self.fail(path, ours, theirs)

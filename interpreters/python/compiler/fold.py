"""Constant folding on the syntax tree: the constant an expression is known to be, or None."""

from rpython.rlib import rbigint
from rpython.rlib.rarithmetic import ovfcheck

from interpreters.python.compiler import optimization
from interpreters.python.parser import ast, constant

MAX_BITS = 128
MAX_SEQUENCE = 256
MAX_TEXT = 4096


def fold(node):
    """The Const that the expression always has as its value, or None."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp):
        return fold_unary(node)
    if isinstance(node, ast.BinOp):
        right = fold(node.right)
        if right is None:
            return None
        left = fold(node.left)
        if left is None:
            return None
        return fold_binary(node.op, left, right)
    if isinstance(node, ast.Tuple):
        if node.ctx != ast.LOAD:
            return None
        return fold_sequence(node.elts, constant.TUPLE)
    if isinstance(node, ast.Name):
        if node.id == "__debug__" and node.ctx == ast.LOAD:
            return debug_constant()
    return None


def debug_constant():
    """__debug__"""
    if optimization.state.level > 0:
        return constant.CONST_FALSE
    return constant.CONST_TRUE


def fold_sequence(elts, kind):
    """A tuple or frozenset of constants, or None."""
    items = []
    for elt in elts:
        const = fold(elt)
        if const is None:
            return None
        items.append(const)
    return constant.SequenceConst(kind, items)


def fold_unary(node):
    """-const, +const, ~const, not const."""
    const = fold(node.operand)
    if const is None:
        return None
    if node.op == ast.NOT:
        return constant.make_bool(not const.is_true())
    if node.op == ast.USUB:
        return constant.negate(const)
    if node.op == ast.UADD:
        if isinstance(const, constant.FloatConst) or isinstance(const, constant.ComplexConst):
            return const
        big = constant.bigint_of(const)
        if big is None:
            return None
        return constant.make_int(big)
    if isinstance(const, constant.IntConst):
        return constant.IntConst(~const.intval)
    return None


def fold_binary(op, left, right):
    """left op right for small numbers and texts."""
    if isinstance(left, constant.IntConst) and isinstance(right, constant.IntConst):
        return fold_ints(op, left.intval, right.intval)
    if isinstance(left, constant.StrConst) and isinstance(right, constant.StrConst):
        if op == ast.ADD and len(left.utf8) + len(right.utf8) <= MAX_TEXT:
            return constant.StrConst(left.utf8 + right.utf8)
        return None
    if isinstance(left, constant.BytesConst) and isinstance(right, constant.BytesConst):
        if op == ast.ADD and len(left.data) + len(right.data) <= MAX_TEXT:
            return constant.BytesConst(left.data + right.data)
        return None
    if isinstance(left, constant.StrConst) and isinstance(right, constant.IntConst):
        if op == ast.MULT:
            times = right.intval
            if times < 0:
                times = 0
            if times <= MAX_TEXT and len(left.utf8) * times <= MAX_TEXT:
                return constant.StrConst(left.utf8 * times)
        return None
    if is_number(left) and is_number(right):
        if isinstance(left, constant.ComplexConst) or isinstance(right, constant.ComplexConst):
            return fold_complex(op, left, right)
        return fold_floats(op, float_value(left), float_value(right))
    return None


def is_number(const):
    """A word-sized int, a float or a complex."""
    return (
        isinstance(const, constant.IntConst)
        or isinstance(const, constant.FloatConst)
        or isinstance(const, constant.ComplexConst)
    )


def float_value(const):
    """The real part as a float."""
    if isinstance(const, constant.IntConst):
        return float(const.intval)
    if isinstance(const, constant.FloatConst):
        return const.floatval
    assert isinstance(const, constant.ComplexConst)
    return const.real


def imag_value(const):
    """The imaginary part."""
    if isinstance(const, constant.ComplexConst):
        return const.imag
    return 0.0


def fold_complex(op, left, right):
    """Sums and differences: 1+2j."""
    a = float_value(left)
    b = float_value(right)
    if op == ast.ADD:
        return constant.ComplexConst(a + b, imag_value(left) + imag_value(right))
    if op == ast.SUB:
        if not isinstance(left, constant.ComplexConst):
            return constant.ComplexConst(a - b, -imag_value(right))
        return constant.ComplexConst(a - b, imag_value(left) - imag_value(right))
    return None


def fold_floats(op, a, b):
    """The operations that cannot fail."""
    if op == ast.ADD:
        return constant.FloatConst(a + b)
    if op == ast.SUB:
        return constant.FloatConst(a - b)
    if op == ast.MULT:
        return constant.FloatConst(a * b)
    if op == ast.DIV and b != 0.0:
        return constant.FloatConst(a / b)
    return None


def fold_ints(op, a, b):
    """Word-sized ints; results beyond the word only for ** and <<."""
    try:
        if op == ast.ADD:
            return constant.IntConst(ovfcheck(a + b))
        if op == ast.SUB:
            return constant.IntConst(ovfcheck(a - b))
        if op == ast.MULT:
            return constant.IntConst(ovfcheck(a * b))
    except OverflowError:
        return None
    if op == ast.BITAND:
        return constant.IntConst(a & b)
    if op == ast.BITOR:
        return constant.IntConst(a | b)
    if op == ast.BITXOR:
        return constant.IntConst(a ^ b)
    if b == 0:
        if op == ast.LSHIFT or op == ast.RSHIFT:
            return constant.IntConst(a)
        if op == ast.POW:
            return constant.IntConst(1)
        return None
    if op == ast.FLOORDIV and b > 0:
        return constant.IntConst(a // b)
    if op == ast.MOD and b > 0:
        return constant.IntConst(a % b)
    if op == ast.DIV:
        if -(1 << 53) <= a and a <= (1 << 53) and -(1 << 53) <= b and b <= (1 << 53):
            return constant.FloatConst(float(a) / float(b))
        return None
    if op == ast.RSHIFT and 0 < b and b < 63:
        return constant.IntConst(a >> b)
    if op == ast.LSHIFT and 0 < b and b <= MAX_BITS:
        return constant.make_int(rbigint.rbigint.fromint(a).lshift(b))
    if op == ast.POW and 0 < b and b <= MAX_BITS:
        return fold_power(a, b)
    return None


def fold_power(a, b):
    """a ** b if the result is not too long."""
    magnitude = a
    if magnitude < 0:
        magnitude = -magnitude
    bits = 0
    while magnitude > 0:
        bits += 1
        magnitude >>= 1
    if bits * b > MAX_BITS:
        return None
    base = rbigint.rbigint.fromint(a)
    result = rbigint.rbigint.fromint(1)
    while b > 0:
        result = result.mul(base)
        b -= 1
    return constant.make_int(result)

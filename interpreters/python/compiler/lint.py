"""Expressions that are surely not meant: what the compiler warns of."""

from interpreters.python.parser import ast, constant


def type_of(node):
    """The name of the type of an expression's value, or ""."""
    if isinstance(node, ast.Tuple):
        return "tuple"
    if isinstance(node, ast.List) or isinstance(node, ast.ListComp):
        return "list"
    if isinstance(node, ast.Dict) or isinstance(node, ast.DictComp):
        return "dict"
    if isinstance(node, ast.Set) or isinstance(node, ast.SetComp):
        return "set"
    if isinstance(node, ast.GeneratorExp):
        return "generator"
    if isinstance(node, ast.Lambda):
        return "function"
    if isinstance(node, ast.JoinedStr) or isinstance(node, ast.FormattedValue):
        return "str"
    if isinstance(node, ast.Constant):
        return type_of_constant(node.value)
    return ""


def type_of_constant(const):
    """The name of the type of a constant."""
    if isinstance(const, constant.IntConst) or isinstance(const, constant.BigIntConst):
        return "int"
    if isinstance(const, constant.FloatConst):
        return "float"
    if isinstance(const, constant.ComplexConst):
        return "complex"
    if isinstance(const, constant.StrConst):
        return "str"
    if isinstance(const, constant.BytesConst):
        return "bytes"
    if isinstance(const, constant.SequenceConst):
        return "tuple"
    if const.kind == constant.NONE:
        return "NoneType"
    if const.kind == constant.TRUE or const.kind == constant.FALSE:
        return "bool"
    if const.kind == constant.ELLIPSIS:
        return "ellipsis"
    return ""


def warn(source, node, msg):
    """A SyntaxWarning at an expression or statement."""
    pos = node.pos
    source.warn(False, msg, pos.lineno, pos.col_offset, pos.end_lineno, pos.end_col_offset)


def check_assert(source, node):
    """assert (condition, message)"""
    test = node.test
    full = isinstance(test, ast.Tuple) and len(test.elts) > 0
    if isinstance(test, ast.Constant) and isinstance(test.value, constant.SequenceConst):
        full = len(test.value.items) > 0
    if full:
        warn(source, node, "assertion is always true, perhaps remove parentheses?")


def is_literal(node):
    """Is it a constant without an identity of its own?"""
    if not isinstance(node, ast.Constant):
        return False
    const = node.value
    return not (
        const.kind == constant.NONE
        or const.kind == constant.TRUE
        or const.kind == constant.FALSE
        or const.kind == constant.ELLIPSIS
    )


def check_compare(source, node):
    """x is 1"""
    left = is_literal(node.left)
    for i in range(len(node.ops)):
        right = is_literal(node.comparators[i])
        if left or right:
            if node.ops[i] == ast.IS:
                warn(source, node, '"is" with a literal. Did you mean "=="?')
                return
            if node.ops[i] == ast.ISNOT:
                warn(source, node, '"is not" with a literal. Did you mean "!="?')
                return
        left = right


def check_call(source, node):
    """[1, 2] (3, 4)"""
    func = node.func
    if isinstance(func, ast.Lambda):
        return
    name = type_of(func)
    if name != "":
        warn(source, node, "'%s' object is not callable; perhaps you missed a comma?" % name)


def check_subscript(source, node):
    """(x for x in y) [1], "text"["name"]"""
    value = node.value
    name = type_of(value)
    if name == "":
        return
    if (
        name == "set"
        or name == "generator"
        or name == "function"
        or name == "int"
        or name == "float"
        or name == "complex"
        or name == "NoneType"
        or name == "bool"
        or name == "ellipsis"
    ):
        warn(source, node, "'%s' object is not subscriptable; perhaps you missed a comma?" % name)
        return
    if name == "dict":
        return
    index = type_of(node.slice)
    if index != "" and index != "int" and index != "bool":
        warn(
            source,
            node,
            "%s indices must be integers or slices, not %s; perhaps you missed a comma?"
            % (name, index),
        )

"""The interpreter's syntax tree to the objects of module ast."""

from rpython.rlib.unroll import unrolling_iterable

from interpreters.python.compiler import assemble
from interpreters.python.module import importing
from interpreters.python.module.ast import grammar
from interpreters.python.objspace import operation as space
from interpreters.python.parser import ast, visitor

# for each enumeration: number -> name of the class
MEMBERS = {}
for _node in grammar.CLASSES:
    if _node.base in grammar.ENUMERATIONS:
        MEMBERS.setdefault(_node.base, [""]).append(_node.name)


class ToObject(visitor.ASTVisitor):
    """Visits a node and leaves its object in w_result."""

    def __init__(self):
        self.w_module = importing.import_absolute("_ast")
        self.w_result = None
        self.singletons = {}

    def make(self, name):
        """A new object of a class of _ast."""
        w_cls = space.getattr(self.w_module, name)
        return space.call0(w_cls)

    def singleton(self, name):
        """The one object for a context or operator."""
        if name not in self.singletons:
            self.singletons[name] = self.make(name)
        return self.singletons[name]

    def convert(self, node):
        """The object of a node; None for None."""
        if node is None:
            return space.w_None
        node.accept(self)
        return self.w_result

    def set_position(self, w_node, pos):
        """lineno and the others"""
        space.setattr(w_node, "lineno", space.newint(pos.lineno))
        space.setattr(w_node, "col_offset", space.newint(pos.col_offset))
        space.setattr(w_node, "end_lineno", space.newint(pos.end_lineno))
        space.setattr(w_node, "end_col_offset", space.newint(pos.end_col_offset))


def to_node(conv, node):
    return conv.convert(node)


def to_name(conv, name):
    if name is None:
        return space.w_None
    return space.newtext(name)


def to_names(conv, names):
    items_w = []
    for name in names:
        items_w.append(space.newtext(name))
    return space.newlist(items_w)


def to_int(conv, value):
    return space.newint(value)


def to_const(conv, value):
    return assemble.wrap(value)


def to_kind(conv, kind):
    if kind == "":
        return space.w_None
    return space.newtext(kind)


def make_to_list():
    """NOT_RPYTHON: the conversion of a list of one type of nodes"""

    def to_list(conv, nodes):
        items_w = []
        for i in range(len(nodes)):
            items_w.append(conv.convert(nodes[i]))
        return space.newlist(items_w)

    return to_list


def make_to_member(names):
    """NOT_RPYTHON: the conversion of a number of an enumeration"""

    def to_member(conv, number):
        return conv.singleton(names[number])

    return to_member


def make_to_members(names):
    """NOT_RPYTHON: the conversion of a list of numbers"""

    def to_members(conv, numbers):
        items_w = []
        for number in numbers:
            items_w.append(conv.singleton(names[number]))
        return space.newlist(items_w)

    return to_members


def _converters():
    """NOT_RPYTHON: type of a field -> conversion"""
    result = {"id": to_name, "id?": to_name, "id*": to_names, "int": to_int, "int?": to_int}
    result["const"] = to_const
    result["kind"] = to_kind
    for name, members in MEMBERS.items():
        result[name] = make_to_member(members)
        result[name + "*"] = make_to_members(members)
    for node in grammar.CLASSES:
        for _, kind in node.fields:
            if kind not in result and kind not in ("none", "ignores"):
                base = kind.rstrip("?*")
                if "*" in kind:
                    result.setdefault(base + "*", make_to_list())
                    result[kind] = result[base + "*"]
                else:
                    result[kind] = to_node
    return result


def _make_visit(node, converters):
    """NOT_RPYTHON: the method for a class"""
    fields = unrolling_iterable(
        [(name, converters[kind]) for name, kind in node.fields if kind in converters]
    )
    class_name = node.name
    positions = node.mark != "-"
    has_ignores = "type_ignores" in [name for name, _ in node.fields]

    def visit(self, tree):
        w_node = self.make(class_name)
        for name, convert in fields:
            space.setattr(w_node, name, convert(self, getattr(tree, name)))
        if has_ignores:
            space.setattr(w_node, "type_ignores", space.newlist([]))
        if positions:
            self.set_position(w_node, tree.pos)
        self.w_result = w_node

    return visit


def _fill():
    """NOT_RPYTHON"""
    converters = _converters()
    for node in grammar.CLASSES:
        if node.base not in grammar.ENUMERATIONS and hasattr(ast, node.name):
            setattr(ToObject, "visit_" + node.name, _make_visit(node, converters))


_fill()


def convert(root):
    """The object of a whole tree."""
    return ToObject().convert(root)

"""Objects of module ast to the interpreter's own syntax tree, for compile()."""

from rpython.rlib.objectmodel import instantiate
from rpython.rlib.unroll import unrolling_iterable

from interpreters.python.compiler import positions
from interpreters.python.interpreter.error import operr
from interpreters.python.module import importing
from interpreters.python.module.ast import grammar, toobject
from interpreters.python.objspace import (
    bytesobject,
    complexobject,
    floatobject,
    intobject,
    listobject,
    longobject,
    setobject,
    tupleobject,
    unicodeobject,
)
from interpreters.python.objspace import operation as space
from interpreters.python.parser import ast, constant


class FromObject(object):
    """Knows the classes of module _ast."""

    def __init__(self):
        self.w_module = importing.import_absolute("_ast")
        self.numbers = {}  # class -> index in BUILDERS
        self.owner = ""  # the class whose fields are being converted
        i = 0
        while i < len(NAMES):
            w_cls = space.getattr(self.w_module, NAMES[i])
            if isinstance(w_cls, typeobject.W_TypeObject):
                self.numbers[w_cls] = i
            i += 1

    def number(self, w_node):
        """The index of the class of an object, or -1."""
        for w_cls in space.type(w_node).mro_w:
            if w_cls in self.numbers:
                return self.numbers[w_cls]
        return -1

    def node(self, w_node, base):
        """Any node; a wrong one is refused as what should be a `base`."""
        number = self.number(w_node)
        if number < 0:
            raise wrong(base, w_node)
        return BUILDERS[number](self, w_node)

    def position(self, w_node, owner, complete):
        """The range of a node."""
        lineno = self.number_field(w_node, owner, "lineno", True, 0)
        col_offset = self.number_field(w_node, owner, "col_offset", True, 0)
        end_lineno = self.number_field(w_node, owner, "end_lineno", complete, lineno)
        end_col_offset = self.number_field(w_node, owner, "end_col_offset", complete, col_offset)
        return positions.Position(lineno, col_offset, end_lineno, end_col_offset)

    def number_field(self, w_node, owner, name, required, default):
        """An attribute that is an int."""
        w_value = space.findattr(w_node, name)
        if w_value is None or (w_value is space.w_None and not required):
            if required:
                raise missing_field(name, owner)
            return default
        return integer(w_value)


def wrong(base, w_node):
    return operr(
        space.w_TypeError, "expected some sort of %s, but got %s" % (base, space.repr_w(w_node))
    )


def missing_field(name, owner):
    return operr(space.w_TypeError, 'required field "%s" missing from %s' % (name, owner))


def required_value(name, owner):
    return operr(space.w_ValueError, "field '%s' is required for %s" % (name, owner))


def integer(w_value):
    """An int of the tree."""
    if not isinstance(w_value, intobject.W_AbstractIntObject):
        raise operr(space.w_ValueError, "invalid integer value: " + space.repr_w(w_value))
    return space.int_w(w_value)


def list_items(w_value, name, owner):
    """The items of a field that is a list."""
    if w_value is None:
        raise missing_field(name, owner)
    if not isinstance(w_value, listobject.W_ListObject):
        raise operr(
            space.w_TypeError,
            '%s field "%s" must be a list, not a %s' % (owner, name, space.typename(w_value)),
        )
    return w_value.getitems_copy()


# ---- conversions of fields: fn(conv, w_value or None, name of the field, name of the class) -------


def make_one(base, cls):
    """NOT_RPYTHON: a node that must be there"""

    def one(conv, w_value, name, owner):
        if w_value is None:
            raise missing_field(name, owner)
        if w_value is space.w_None:
            raise required_value(name, owner)
        node = conv.node(w_value, base)
        if not isinstance(node, cls):
            raise wrong(base, w_value)
        return node

    return one


def make_optional(base, cls):
    """NOT_RPYTHON: a node or None"""

    def optional(conv, w_value, name, owner):
        if w_value is None or w_value is space.w_None:
            return None
        node = conv.node(w_value, base)
        if not isinstance(node, cls):
            raise wrong(base, w_value)
        return node

    return optional


def make_many(base, cls):
    """NOT_RPYTHON: a list of nodes, with None for None"""
    optional = make_optional(base, cls)

    def many(conv, w_value, name, owner):
        result = []
        for w_item in list_items(w_value, name, owner):
            result.append(optional(conv, w_item, name, owner))
        return result

    return many


def member_number(conv, w_value, base, names):
    """The number of a member of an enumeration."""
    for w_cls in space.type(w_value).mro_w:
        i = 1
        while i < len(names):
            if w_cls is space.getattr(conv.w_module, names[i]):
                return i
            i += 1
    raise wrong(base, w_value)


def make_member(base, names):
    """NOT_RPYTHON: an operator or context"""

    def member(conv, w_value, name, owner):
        if w_value is None:
            raise missing_field(name, owner)
        if w_value is space.w_None:
            raise required_value(name, owner)
        return member_number(conv, w_value, base, names)

    return member


def make_members(base, names):
    """NOT_RPYTHON: a list of operators"""

    def members(conv, w_value, name, owner):
        result = []
        for w_item in list_items(w_value, name, owner):
            result.append(member_number(conv, w_item, base, names))
        return result

    return members


def identifier(w_value):
    """A name."""
    if type(w_value) is not unicodeobject.W_UnicodeObject:
        raise operr(space.w_TypeError, "AST identifier must be of type str")
    return w_value.text()


def one_name(conv, w_value, name, owner):
    if w_value is None:
        raise missing_field(name, owner)
    if w_value is space.w_None:
        raise required_value(name, owner)
    return identifier(w_value)


def optional_name(conv, w_value, name, owner):
    if w_value is None or w_value is space.w_None:
        return None
    return identifier(w_value)


def many_names(conv, w_value, name, owner):
    result = []
    for w_item in list_items(w_value, name, owner):
        result.append(identifier(w_item))
    return result


def one_int(conv, w_value, name, owner):
    if w_value is None:
        raise missing_field(name, owner)
    return integer(w_value)


def optional_int(conv, w_value, name, owner):
    if w_value is None or w_value is space.w_None:
        return 0
    return integer(w_value)


def kind_of_string(conv, w_value, name, owner):
    if w_value is None or w_value is space.w_None:
        return ""
    return identifier(w_value)


def constant_value(conv, w_value, name, owner):
    if w_value is None:
        raise missing_field(name, owner)
    return to_const(w_value)


def to_const(w_value):
    """The Const of an object."""
    if w_value is space.w_None:
        return constant.CONST_NONE
    if w_value is space.w_True:
        return constant.CONST_TRUE
    if w_value is space.w_False:
        return constant.CONST_FALSE
    if w_value is space.w_Ellipsis:
        return constant.CONST_ELLIPSIS
    if type(w_value) is unicodeobject.W_UnicodeObject:
        return constant.StrConst(w_value.text())
    if type(w_value) is bytesobject.W_BytesObject:
        return constant.BytesConst(w_value.data())
    w_cls = space.type(w_value)
    if w_cls is space.w_int:
        if isinstance(w_value, intobject.W_IntObject):
            return constant.IntConst(w_value.intval)
        if isinstance(w_value, longobject.W_LongObject):
            return constant.make_int(space.bigint_w(w_value))
    if isinstance(w_value, floatobject.W_FloatObject) and w_cls is space.w_float:
        return constant.FloatConst(w_value.floatval)
    if isinstance(w_value, complexobject.W_ComplexObject) and w_cls is space.w_complex:
        return constant.ComplexConst(w_value.real, w_value.imag)
    kind = -1
    if type(w_value) is tupleobject.W_TupleObject:
        kind = constant.TUPLE
    elif isinstance(w_value, setobject.W_FrozensetObject) and w_cls is space.w_frozenset:
        kind = constant.FROZENSET
    if kind < 0:
        raise operr(
            space.w_TypeError, "got an invalid type in Constant: " + space.typename(w_value)
        )
    items = []
    for w_item in space.unpackiterable(w_value):
        items.append(to_const(w_item))
    return constant.SequenceConst(kind, items)


# ---- one builder a class ---------------------------------------------------------------------


def _rpython_class(base):
    """NOT_RPYTHON: the class of the nodes of a type"""
    if base == "excepthandler":
        return ast.ExceptHandler
    return getattr(ast, base)


def _converters():
    """NOT_RPYTHON: type of a field -> conversion"""
    result = {"id": one_name, "id?": optional_name, "id*": many_names}
    result.update({"int": one_int, "int?": optional_int})
    result.update({"const": constant_value, "kind": kind_of_string})
    for name, members in toobject.MEMBERS.items():
        result[name] = make_member(name, members)
        result[name + "*"] = make_members(name, members)
    for node in grammar.CLASSES:
        for _, kind in node.fields:
            if kind in result or kind in ("none", "ignores"):
                continue
            base = kind.rstrip("?*")
            cls = _rpython_class(base)
            if "*" in kind:
                result.setdefault(base + "*", make_many(base, cls))
                result[kind] = result[base + "*"]
            elif kind.endswith("?"):
                result[kind] = make_optional(base, cls)
            else:
                result[kind] = make_one(base, cls)
    return result


def _make_builder(node, converters):
    """NOT_RPYTHON: fn(conv, w_node) -> node"""
    cls = getattr(ast, node.name)
    owner = node.name
    base = owner if node.base == "AST" else node.base
    positioned = node.mark != "-"
    complete = node.mark == "."
    has_ignores = "type_ignores" in [name for name, _ in node.fields]
    fields = unrolling_iterable(
        [(name, converters[kind]) for name, kind in node.fields if kind in converters]
    )

    def build(conv, w_node):
        tree = instantiate(cls)
        if positioned:
            tree.pos = conv.position(w_node, base, complete)
        else:
            tree.pos = positions.NO_POSITION
        for name, convert in fields:
            setattr(tree, name, convert(conv, space.findattr(w_node, name), name, owner))
        if has_ignores:
            list_items(space.findattr(w_node, "type_ignores"), "type_ignores", owner)
        return tree

    return build


NAMES = []
BUILDERS = []


def _fill():
    """NOT_RPYTHON"""
    converters = _converters()
    for node in grammar.CLASSES:
        if node.base not in grammar.ENUMERATIONS and hasattr(ast, node.name):
            NAMES.append(node.name)
            BUILDERS.append(_make_builder(node, converters))


_fill()


def is_node(w_obj):
    """Is it an object of module ast? (not so if the module was never imported)"""
    w_module = importing.get_loaded("_ast")
    if w_module is None:
        return False
    w_base = space.getattr(w_module, "AST")
    return isinstance(w_base, typeobject.W_TypeObject) and space.isinstance_w(w_obj, w_base)


def convert(w_root, wanted):
    """The tree of an object of the class named `wanted`."""
    conv = FromObject()
    w_cls = space.getattr(conv.w_module, wanted)
    if not space.isinstance_check(w_root, w_cls):
        raise operr(
            space.w_TypeError, "expected %s node, got %s" % (wanted, space.typename(w_root))
        )
    return conv.node(w_root, "mod")


from interpreters.python.objspace import typeobject  # noqa: E402

"""The module _symtable: what the compiler knows of the names of a text."""

from rpython.rlib.objectmodel import compute_identity_hash

from interpreters.python.compiler import compile as compiler
from interpreters.python.compiler import symtable
from interpreters.python.interpreter.baseobjspace import W_Root
from interpreters.python.interpreter.error import operr
from interpreters.python.interpreter.gateway import function
from interpreters.python.interpreter.typedef import TypeDef, getset, method
from interpreters.python.module import modinfo, sourcetext
from interpreters.python.module.builtins import execution
from interpreters.python.module.io import fileio
from interpreters.python.objspace import operation as space
from interpreters.python.parser.error import ParseError

# the numbers that programs see
TYPE_FUNCTION = 0
TYPE_CLASS = 1
TYPE_MODULE = 2
_BITS = [
    ("DEF_GLOBAL", 1, symtable.DEF_GLOBAL),
    ("DEF_LOCAL", 2, symtable.DEF_LOCAL),
    ("DEF_PARAM", 4, symtable.DEF_PARAM),
    ("DEF_NONLOCAL", 8, symtable.DEF_NONLOCAL),
    ("USE", 16, symtable.USE),
    ("DEF_FREE", 32, 0),
    ("DEF_FREE_CLASS", 64, symtable.DEF_FREE_CLASS),
    ("DEF_IMPORT", 128, symtable.DEF_IMPORT),
    ("DEF_ANNOT", 256, symtable.DEF_ANNOT),
    ("DEF_COMP_ITER", 512, symtable.DEF_ITER),
]
_NUMBERS = [(ours, theirs) for _, theirs, ours in _BITS if ours]
SCOPE_OFF = 11
SCOPE_MASK = 15


class W_Entry(W_Root):
    """symtable entry: a Scope, with the entries of the scopes in it."""

    def __init__(self, scope, children_w):
        self.scope = scope
        self.children_w = children_w

    def fget_id(self):
        return space.newint(compute_identity_hash(self))

    def fget_name(self):
        name = self.scope.name
        if self.scope.kind == symtable.MODULE:
            name = "top"
        elif name.startswith("<") and len(name) > 2:
            stop = len(name) - 1
            assert stop >= 1
            name = name[1:stop]
        return space.newtext(name)

    def fget_symbols(self):
        w_dict = space.newdict()
        names = self.scope.order[:]
        declared = {}
        if self.scope.kind == symtable.MODULE:
            # a declaration in a function counts for the module too
            declared_below(self.scope, declared)
            for name in declared:
                if name not in self.scope.symbols:
                    names.append(name)
        for name in names:
            bits = self.scope.bits(name)
            where = self.scope.lookup(name)
            if name in declared:
                bits |= symtable.DEF_GLOBAL
                where = symtable.GLOBAL_EXPLICIT
            flags = where << SCOPE_OFF
            for ours, theirs in _NUMBERS:
                if bits & ours:
                    flags |= theirs
            space.setitem(w_dict, space.newtext(name), space.newint(flags))
        return w_dict

    def fget_varnames(self):
        return space.newlist([space.newtext(name) for name in self.scope.varnames])

    def fget_children(self):
        return space.newlist(self.children_w[:])

    def fget_nested(self):
        return space.newint(1 if self.scope.nested else 0)

    def fget_type(self):
        if self.scope.kind == symtable.MODULE:
            return space.newint(TYPE_MODULE)
        if self.scope.kind == symtable.CLASS:
            return space.newint(TYPE_CLASS)
        return space.newint(TYPE_FUNCTION)

    def fget_lineno(self):
        pos = self.scope.pos
        if pos is None or self.scope.kind == symtable.MODULE:
            return space.newint(0)
        return space.newint(pos.lineno)

    def descr_repr(self):
        return space.newtext(
            "<symtable entry %s(%s), line %s>"
            % (
                space.text_w(self.fget_name()),
                space.repr_w(self.fget_id()),
                space.repr_w(self.fget_lineno()),
            )
        )


def declared_below(scope, names):
    """Adds the names that are declared global in the scopes in this one."""
    for child in scope.children:
        for name in child.order:
            if child.bits(name) & symtable.DEF_GLOBAL:
                names[name] = None
        declared_below(child, names)


def entry_of(scope):
    """The entry of a scope."""
    return W_Entry(scope, [entry_of(child) for child in scope.children])


def symtable_symtable(w_source, w_filename, w_mode):
    """symtable(source, filename, startstr)"""
    filename = fileio.path_of(w_filename)
    if not space.isinstance_w(w_mode, space.w_str):
        raise operr(
            space.w_TypeError, "symtable() argument 3 must be str, not " + space.typename(w_mode)
        )
    name = space.text_w(w_mode)
    if name == "exec":
        mode = compiler.EXEC
    elif name == "eval":
        mode = compiler.EVAL
    elif name == "single":
        mode = compiler.SINGLE
    else:
        raise operr(space.w_ValueError, "symtable() arg 3 must be 'exec' or 'eval' or 'single'")
    try:
        info = sourcetext.info_of_object(
            w_source, filename, "symtable() arg 1 must be a string or bytes object"
        )
        root = compiler.parse_info(info, mode)
        table = symtable.build(root, info, False)
    except ParseError as e:
        raise execution.syntax_error(e)
    return entry_of(table.scopes[root])


W_Entry.typedef = TypeDef(
    "symtable entry",
    W_Entry,
    method("__repr__", W_Entry.descr_repr, "self"),
    getset("id", W_Entry.fget_id),
    getset("name", W_Entry.fget_name),
    getset("symbols", W_Entry.fget_symbols),
    getset("varnames", W_Entry.fget_varnames),
    getset("children", W_Entry.fget_children),
    getset("nested", W_Entry.fget_nested),
    getset("type", W_Entry.fget_type),
    getset("lineno", W_Entry.fget_lineno),
    publish=False,
)

MODULE = modinfo.declare(
    "_symtable",
    [function("symtable", symtable_symtable, "source, filename, startstr, /")],
    [(name, theirs) for name, theirs, _ in _BITS]
    + [
        ("DEF_BOUND", 2 | 4 | 128),
        ("SCOPE_OFF", SCOPE_OFF),
        ("SCOPE_MASK", SCOPE_MASK),
        ("LOCAL", symtable.LOCAL),
        ("GLOBAL_EXPLICIT", symtable.GLOBAL_EXPLICIT),
        ("GLOBAL_IMPLICIT", symtable.GLOBAL_IMPLICIT),
        ("FREE", symtable.FREE),
        ("CELL", symtable.CELL),
        ("TYPE_FUNCTION", TYPE_FUNCTION),
        ("TYPE_CLASS", TYPE_CLASS),
        ("TYPE_MODULE", TYPE_MODULE),
    ],
)

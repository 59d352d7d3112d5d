"""The abstract syntax tree: one class a node, as CPython's `ast` names them.

Every node has ``pos``, a compiler.positions.Position.  A pass over the tree is an ASTVisitor;
``node.accept(visitor)`` calls the visitor's method for the node's class.  Names and other strings
are UTF-8; optional children are None.
"""

# expression contexts
LOAD = 1
STORE = 2
DEL = 3

# BoolOp.op
AND = 1
OR = 2

# BinOp.op and AugAssign.op
ADD = 1
SUB = 2
MULT = 3
MATMULT = 4
DIV = 5
MOD = 6
POW = 7
LSHIFT = 8
RSHIFT = 9
BITOR = 10
BITXOR = 11
BITAND = 12
FLOORDIV = 13

# UnaryOp.op
INVERT = 1
NOT = 2
UADD = 3
USUB = 4

# Compare.ops
EQ = 1
NOTEQ = 2
LT = 3
LTE = 4
GT = 5
GTE = 6
IS = 7
ISNOT = 8
IN = 9
NOTIN = 10


class AST(object):
    """Base of all nodes."""

    _fields = ()

    def __init__(self, pos):
        self.pos = pos

    def accept(self, visitor):
        """Call the visitor's method for this class."""
        raise NotImplementedError


class mod(AST):
    """Root of a tree."""


class stmt(AST):
    """A statement."""


class expr(AST):
    """An expression."""


class pattern(AST):
    """A pattern of a match statement."""


class Module(mod):
    """A file."""

    _fields = ("body",)

    def __init__(self, body, pos):
        AST.__init__(self, pos)
        self.body = body

    def accept(self, visitor):
        visitor.visit_Module(self)


class Interactive(mod):
    """One statement at the prompt."""

    _fields = ("body",)

    def __init__(self, body, pos):
        AST.__init__(self, pos)
        self.body = body

    def accept(self, visitor):
        visitor.visit_Interactive(self)


class Expression(mod):
    """The source of eval(); body is one expr."""

    _fields = ("body",)

    def __init__(self, body, pos):
        AST.__init__(self, pos)
        self.body = body

    def accept(self, visitor):
        visitor.visit_Expression(self)


class FunctionDef(stmt):
    _fields = ("name", "args", "body", "decorator_list", "returns")

    def __init__(self, name, args, body, decorator_list, returns, pos):
        AST.__init__(self, pos)
        self.name = name
        self.args = args
        self.body = body
        self.decorator_list = decorator_list
        self.returns = returns

    def accept(self, visitor):
        visitor.visit_FunctionDef(self)


class AsyncFunctionDef(stmt):
    _fields = ("name", "args", "body", "decorator_list", "returns")

    def __init__(self, name, args, body, decorator_list, returns, pos):
        AST.__init__(self, pos)
        self.name = name
        self.args = args
        self.body = body
        self.decorator_list = decorator_list
        self.returns = returns

    def accept(self, visitor):
        visitor.visit_AsyncFunctionDef(self)


class ClassDef(stmt):
    _fields = ("name", "bases", "keywords", "body", "decorator_list")

    def __init__(self, name, bases, keywords, body, decorator_list, pos):
        AST.__init__(self, pos)
        self.name = name
        self.bases = bases
        self.keywords = keywords
        self.body = body
        self.decorator_list = decorator_list

    def accept(self, visitor):
        visitor.visit_ClassDef(self)


class Return(stmt):
    _fields = ("value",)

    def __init__(self, value, pos):
        AST.__init__(self, pos)
        self.value = value

    def accept(self, visitor):
        visitor.visit_Return(self)


class Delete(stmt):
    _fields = ("targets",)

    def __init__(self, targets, pos):
        AST.__init__(self, pos)
        self.targets = targets

    def accept(self, visitor):
        visitor.visit_Delete(self)


class Assign(stmt):
    _fields = ("targets", "value")

    def __init__(self, targets, value, pos):
        AST.__init__(self, pos)
        self.targets = targets
        self.value = value

    def accept(self, visitor):
        visitor.visit_Assign(self)


class AugAssign(stmt):
    _fields = ("target", "op", "value")

    def __init__(self, target, op, value, pos):
        AST.__init__(self, pos)
        self.target = target
        self.op = op
        self.value = value

    def accept(self, visitor):
        visitor.visit_AugAssign(self)


class AnnAssign(stmt):
    """simple is 1 for an unparenthesised name."""

    _fields = ("target", "annotation", "value", "simple")

    def __init__(self, target, annotation, value, simple, pos):
        AST.__init__(self, pos)
        self.target = target
        self.annotation = annotation
        self.value = value
        self.simple = simple

    def accept(self, visitor):
        visitor.visit_AnnAssign(self)


class For(stmt):
    _fields = ("target", "iter", "body", "orelse")

    def __init__(self, target, iter, body, orelse, pos):
        AST.__init__(self, pos)
        self.target = target
        self.iter = iter
        self.body = body
        self.orelse = orelse

    def accept(self, visitor):
        visitor.visit_For(self)


class AsyncFor(stmt):
    _fields = ("target", "iter", "body", "orelse")

    def __init__(self, target, iter, body, orelse, pos):
        AST.__init__(self, pos)
        self.target = target
        self.iter = iter
        self.body = body
        self.orelse = orelse

    def accept(self, visitor):
        visitor.visit_AsyncFor(self)


class While(stmt):
    _fields = ("test", "body", "orelse")

    def __init__(self, test, body, orelse, pos):
        AST.__init__(self, pos)
        self.test = test
        self.body = body
        self.orelse = orelse

    def accept(self, visitor):
        visitor.visit_While(self)


class If(stmt):
    _fields = ("test", "body", "orelse")

    def __init__(self, test, body, orelse, pos):
        AST.__init__(self, pos)
        self.test = test
        self.body = body
        self.orelse = orelse

    def accept(self, visitor):
        visitor.visit_If(self)


class With(stmt):
    _fields = ("items", "body")

    def __init__(self, items, body, pos):
        AST.__init__(self, pos)
        self.items = items
        self.body = body

    def accept(self, visitor):
        visitor.visit_With(self)


class AsyncWith(stmt):
    _fields = ("items", "body")

    def __init__(self, items, body, pos):
        AST.__init__(self, pos)
        self.items = items
        self.body = body

    def accept(self, visitor):
        visitor.visit_AsyncWith(self)


class Match(stmt):
    _fields = ("subject", "cases")

    def __init__(self, subject, cases, pos):
        AST.__init__(self, pos)
        self.subject = subject
        self.cases = cases

    def accept(self, visitor):
        visitor.visit_Match(self)


class Raise(stmt):
    _fields = ("exc", "cause")

    def __init__(self, exc, cause, pos):
        AST.__init__(self, pos)
        self.exc = exc
        self.cause = cause

    def accept(self, visitor):
        visitor.visit_Raise(self)


class Try(stmt):
    _fields = ("body", "handlers", "orelse", "finalbody")

    def __init__(self, body, handlers, orelse, finalbody, pos):
        AST.__init__(self, pos)
        self.body = body
        self.handlers = handlers
        self.orelse = orelse
        self.finalbody = finalbody

    def accept(self, visitor):
        visitor.visit_Try(self)


class TryStar(stmt):
    _fields = ("body", "handlers", "orelse", "finalbody")

    def __init__(self, body, handlers, orelse, finalbody, pos):
        AST.__init__(self, pos)
        self.body = body
        self.handlers = handlers
        self.orelse = orelse
        self.finalbody = finalbody

    def accept(self, visitor):
        visitor.visit_TryStar(self)


class Assert(stmt):
    _fields = ("test", "msg")

    def __init__(self, test, msg, pos):
        AST.__init__(self, pos)
        self.test = test
        self.msg = msg

    def accept(self, visitor):
        visitor.visit_Assert(self)


class Import(stmt):
    _fields = ("names",)

    def __init__(self, names, pos):
        AST.__init__(self, pos)
        self.names = names

    def accept(self, visitor):
        visitor.visit_Import(self)


class ImportFrom(stmt):
    """module is None in "from . import x"."""

    _fields = ("module", "names", "level")

    def __init__(self, module, names, level, pos):
        AST.__init__(self, pos)
        self.module = module
        self.names = names
        self.level = level

    def accept(self, visitor):
        visitor.visit_ImportFrom(self)


class Global(stmt):
    _fields = ("names",)

    def __init__(self, names, pos):
        AST.__init__(self, pos)
        self.names = names

    def accept(self, visitor):
        visitor.visit_Global(self)


class Nonlocal(stmt):
    _fields = ("names",)

    def __init__(self, names, pos):
        AST.__init__(self, pos)
        self.names = names

    def accept(self, visitor):
        visitor.visit_Nonlocal(self)


class Expr(stmt):
    _fields = ("value",)

    def __init__(self, value, pos):
        AST.__init__(self, pos)
        self.value = value

    def accept(self, visitor):
        visitor.visit_Expr(self)


class Pass(stmt):
    _fields = ()

    def __init__(self, pos):
        AST.__init__(self, pos)

    def accept(self, visitor):
        visitor.visit_Pass(self)


class Break(stmt):
    _fields = ()

    def __init__(self, pos):
        AST.__init__(self, pos)

    def accept(self, visitor):
        visitor.visit_Break(self)


class Continue(stmt):
    _fields = ()

    def __init__(self, pos):
        AST.__init__(self, pos)

    def accept(self, visitor):
        visitor.visit_Continue(self)


class BoolOp(expr):
    _fields = ("op", "values")

    def __init__(self, op, values, pos):
        AST.__init__(self, pos)
        self.op = op
        self.values = values

    def accept(self, visitor):
        visitor.visit_BoolOp(self)


class NamedExpr(expr):
    _fields = ("target", "value")

    def __init__(self, target, value, pos):
        AST.__init__(self, pos)
        self.target = target
        self.value = value

    def accept(self, visitor):
        visitor.visit_NamedExpr(self)


class BinOp(expr):
    _fields = ("left", "op", "right")

    def __init__(self, left, op, right, pos):
        AST.__init__(self, pos)
        self.left = left
        self.op = op
        self.right = right

    def accept(self, visitor):
        visitor.visit_BinOp(self)


class UnaryOp(expr):
    _fields = ("op", "operand")

    def __init__(self, op, operand, pos):
        AST.__init__(self, pos)
        self.op = op
        self.operand = operand

    def accept(self, visitor):
        visitor.visit_UnaryOp(self)


class Lambda(expr):
    _fields = ("args", "body")

    def __init__(self, args, body, pos):
        AST.__init__(self, pos)
        self.args = args
        self.body = body

    def accept(self, visitor):
        visitor.visit_Lambda(self)


class IfExp(expr):
    _fields = ("test", "body", "orelse")

    def __init__(self, test, body, orelse, pos):
        AST.__init__(self, pos)
        self.test = test
        self.body = body
        self.orelse = orelse

    def accept(self, visitor):
        visitor.visit_IfExp(self)


class Dict(expr):
    """A key that is None stands for **value."""

    _fields = ("keys", "values")

    def __init__(self, keys, values, pos):
        AST.__init__(self, pos)
        self.keys = keys
        self.values = values

    def accept(self, visitor):
        visitor.visit_Dict(self)


class Set(expr):
    _fields = ("elts",)

    def __init__(self, elts, pos):
        AST.__init__(self, pos)
        self.elts = elts

    def accept(self, visitor):
        visitor.visit_Set(self)


class ListComp(expr):
    _fields = ("elt", "generators")

    def __init__(self, elt, generators, pos):
        AST.__init__(self, pos)
        self.elt = elt
        self.generators = generators

    def accept(self, visitor):
        visitor.visit_ListComp(self)


class SetComp(expr):
    _fields = ("elt", "generators")

    def __init__(self, elt, generators, pos):
        AST.__init__(self, pos)
        self.elt = elt
        self.generators = generators

    def accept(self, visitor):
        visitor.visit_SetComp(self)


class DictComp(expr):
    _fields = ("key", "value", "generators")

    def __init__(self, key, value, generators, pos):
        AST.__init__(self, pos)
        self.key = key
        self.value = value
        self.generators = generators

    def accept(self, visitor):
        visitor.visit_DictComp(self)


class GeneratorExp(expr):
    _fields = ("elt", "generators")

    def __init__(self, elt, generators, pos):
        AST.__init__(self, pos)
        self.elt = elt
        self.generators = generators

    def accept(self, visitor):
        visitor.visit_GeneratorExp(self)


class Await(expr):
    _fields = ("value",)

    def __init__(self, value, pos):
        AST.__init__(self, pos)
        self.value = value

    def accept(self, visitor):
        visitor.visit_Await(self)


class Yield(expr):
    _fields = ("value",)

    def __init__(self, value, pos):
        AST.__init__(self, pos)
        self.value = value

    def accept(self, visitor):
        visitor.visit_Yield(self)


class YieldFrom(expr):
    _fields = ("value",)

    def __init__(self, value, pos):
        AST.__init__(self, pos)
        self.value = value

    def accept(self, visitor):
        visitor.visit_YieldFrom(self)


class Compare(expr):
    _fields = ("left", "ops", "comparators")

    def __init__(self, left, ops, comparators, pos):
        AST.__init__(self, pos)
        self.left = left
        self.ops = ops
        self.comparators = comparators

    def accept(self, visitor):
        visitor.visit_Compare(self)


class Call(expr):
    _fields = ("func", "args", "keywords")

    def __init__(self, func, args, keywords, pos):
        AST.__init__(self, pos)
        self.func = func
        self.args = args
        self.keywords = keywords

    def accept(self, visitor):
        visitor.visit_Call(self)


class FormattedValue(expr):
    """conversion is -1 or the character code of s, r, a; format_spec is None or a JoinedStr."""

    _fields = ("value", "conversion", "format_spec")

    def __init__(self, value, conversion, format_spec, pos):
        AST.__init__(self, pos)
        self.value = value
        self.conversion = conversion
        self.format_spec = format_spec

    def accept(self, visitor):
        visitor.visit_FormattedValue(self)


class JoinedStr(expr):
    _fields = ("values",)

    def __init__(self, values, pos):
        AST.__init__(self, pos)
        self.values = values

    def accept(self, visitor):
        visitor.visit_JoinedStr(self)


class Constant(expr):
    """value is a constant.Const; kind is "u" for u"..." literals, else ""."""

    _fields = ("value", "kind")

    def __init__(self, value, kind, pos):
        AST.__init__(self, pos)
        self.value = value
        self.kind = kind

    def accept(self, visitor):
        visitor.visit_Constant(self)


class Attribute(expr):
    _fields = ("value", "attr", "ctx")

    def __init__(self, value, attr, ctx, pos):
        AST.__init__(self, pos)
        self.value = value
        self.attr = attr
        self.ctx = ctx

    def accept(self, visitor):
        visitor.visit_Attribute(self)


class Subscript(expr):
    _fields = ("value", "slice", "ctx")

    def __init__(self, value, slice, ctx, pos):
        AST.__init__(self, pos)
        self.value = value
        self.slice = slice
        self.ctx = ctx

    def accept(self, visitor):
        visitor.visit_Subscript(self)


class Starred(expr):
    _fields = ("value", "ctx")

    def __init__(self, value, ctx, pos):
        AST.__init__(self, pos)
        self.value = value
        self.ctx = ctx

    def accept(self, visitor):
        visitor.visit_Starred(self)


class Name(expr):
    _fields = ("id", "ctx")

    def __init__(self, id, ctx, pos):
        AST.__init__(self, pos)
        self.id = id
        self.ctx = ctx

    def accept(self, visitor):
        visitor.visit_Name(self)


class List(expr):
    _fields = ("elts", "ctx")

    def __init__(self, elts, ctx, pos):
        AST.__init__(self, pos)
        self.elts = elts
        self.ctx = ctx

    def accept(self, visitor):
        visitor.visit_List(self)


class Tuple(expr):
    _fields = ("elts", "ctx")

    def __init__(self, elts, ctx, pos):
        AST.__init__(self, pos)
        self.elts = elts
        self.ctx = ctx

    def accept(self, visitor):
        visitor.visit_Tuple(self)


class Slice(expr):
    _fields = ("lower", "upper", "step")

    def __init__(self, lower, upper, step, pos):
        AST.__init__(self, pos)
        self.lower = lower
        self.upper = upper
        self.step = step

    def accept(self, visitor):
        visitor.visit_Slice(self)


class MatchValue(pattern):
    _fields = ("value",)

    def __init__(self, value, pos):
        AST.__init__(self, pos)
        self.value = value

    def accept(self, visitor):
        visitor.visit_MatchValue(self)


class MatchSingleton(pattern):
    """value is a constant.Const: None, True or False."""

    _fields = ("value",)

    def __init__(self, value, pos):
        AST.__init__(self, pos)
        self.value = value

    def accept(self, visitor):
        visitor.visit_MatchSingleton(self)


class MatchSequence(pattern):
    _fields = ("patterns",)

    def __init__(self, patterns, pos):
        AST.__init__(self, pos)
        self.patterns = patterns

    def accept(self, visitor):
        visitor.visit_MatchSequence(self)


class MatchMapping(pattern):
    """rest is the name after **, or None."""

    _fields = ("keys", "patterns", "rest")

    def __init__(self, keys, patterns, rest, pos):
        AST.__init__(self, pos)
        self.keys = keys
        self.patterns = patterns
        self.rest = rest

    def accept(self, visitor):
        visitor.visit_MatchMapping(self)


class MatchClass(pattern):
    _fields = ("cls", "patterns", "kwd_attrs", "kwd_patterns")

    def __init__(self, cls, patterns, kwd_attrs, kwd_patterns, pos):
        AST.__init__(self, pos)
        self.cls = cls
        self.patterns = patterns
        self.kwd_attrs = kwd_attrs
        self.kwd_patterns = kwd_patterns

    def accept(self, visitor):
        visitor.visit_MatchClass(self)


class MatchStar(pattern):
    """name is None for *_."""

    _fields = ("name",)

    def __init__(self, name, pos):
        AST.__init__(self, pos)
        self.name = name

    def accept(self, visitor):
        visitor.visit_MatchStar(self)


class MatchAs(pattern):
    """pattern None: a capture; name also None: the wildcard."""

    _fields = ("pattern", "name")

    def __init__(self, pattern, name, pos):
        AST.__init__(self, pos)
        self.pattern = pattern
        self.name = name

    def accept(self, visitor):
        visitor.visit_MatchAs(self)


class MatchOr(pattern):
    _fields = ("patterns",)

    def __init__(self, patterns, pos):
        AST.__init__(self, pos)
        self.patterns = patterns

    def accept(self, visitor):
        visitor.visit_MatchOr(self)


class comprehension(AST):
    """One for clause of a comprehension."""

    _fields = ("target", "iter", "ifs", "is_async")

    def __init__(self, target, iter, ifs, is_async, pos):
        AST.__init__(self, pos)
        self.target = target
        self.iter = iter
        self.ifs = ifs
        self.is_async = is_async

    def accept(self, visitor):
        visitor.visit_comprehension(self)


class ExceptHandler(AST):
    _fields = ("type", "name", "body")

    def __init__(self, type, name, body, pos):
        AST.__init__(self, pos)
        self.type = type
        self.name = name
        self.body = body

    def accept(self, visitor):
        visitor.visit_ExceptHandler(self)


class arguments(AST):
    """Parameters of a function; kw_defaults has None where a keyword-only one has no default."""

    _fields = ("posonlyargs", "args", "vararg", "kwonlyargs", "kw_defaults", "kwarg", "defaults")

    def __init__(self, posonlyargs, args, vararg, kwonlyargs, kw_defaults, kwarg, defaults, pos):
        AST.__init__(self, pos)
        self.posonlyargs = posonlyargs
        self.args = args
        self.vararg = vararg
        self.kwonlyargs = kwonlyargs
        self.kw_defaults = kw_defaults
        self.kwarg = kwarg
        self.defaults = defaults

    def accept(self, visitor):
        visitor.visit_arguments(self)


class arg(AST):
    _fields = ("arg", "annotation")

    def __init__(self, arg, annotation, pos):
        AST.__init__(self, pos)
        self.arg = arg
        self.annotation = annotation

    def accept(self, visitor):
        visitor.visit_arg(self)


class keyword(AST):
    """arg is None for **value."""

    _fields = ("arg", "value")

    def __init__(self, arg, value, pos):
        AST.__init__(self, pos)
        self.arg = arg
        self.value = value

    def accept(self, visitor):
        visitor.visit_keyword(self)


class alias(AST):
    _fields = ("name", "asname")

    def __init__(self, name, asname, pos):
        AST.__init__(self, pos)
        self.name = name
        self.asname = asname

    def accept(self, visitor):
        visitor.visit_alias(self)


class withitem(AST):
    _fields = ("context_expr", "optional_vars")

    def __init__(self, context_expr, optional_vars, pos):
        AST.__init__(self, pos)
        self.context_expr = context_expr
        self.optional_vars = optional_vars

    def accept(self, visitor):
        visitor.visit_withitem(self)


class match_case(AST):
    _fields = ("pattern", "guard", "body")

    def __init__(self, pattern, guard, body, pos):
        AST.__init__(self, pos)
        self.pattern = pattern
        self.guard = guard
        self.body = body

    def accept(self, visitor):
        visitor.visit_match_case(self)

"""The nodes of Python's syntax trees: one table for the classes of _ast and both conversions.

A line of GRAMMAR is `base mark: Class(field:type, ...) ...`. mark: + four positions, of which the
ends may be missing; . all four required; - none. A type ends in * (a list), ? (may be None) or
*? (a list in which None may stand). Types: the bases and the classes directly below AST, and id
(a name), const, int, kind (of a string literal), none (always missing here), ignores.
"""

GRAMMAR = """
mod -: Module(body:stmt*, type_ignores:ignores) Interactive(body:stmt*) Expression(body:expr) \
FunctionType(argtypes:expr*, returns:expr)
stmt +: FunctionDef(name:id, args:arguments, body:stmt*, decorator_list:expr*, returns:expr?, \
type_comment:none) AsyncFunctionDef(name:id, args:arguments, body:stmt*, decorator_list:expr*, \
returns:expr?, type_comment:none) ClassDef(name:id, bases:expr*, keywords:keyword*, body:stmt*, \
decorator_list:expr*) Return(value:expr?) Delete(targets:expr*) Assign(targets:expr*, value:expr, \
type_comment:none) AugAssign(target:expr, op:operator, value:expr) AnnAssign(target:expr, \
annotation:expr, value:expr?, simple:int) For(target:expr, iter:expr, body:stmt*, orelse:stmt*, \
type_comment:none) AsyncFor(target:expr, iter:expr, body:stmt*, orelse:stmt*, type_comment:none) \
While(test:expr, body:stmt*, orelse:stmt*) If(test:expr, body:stmt*, orelse:stmt*) \
With(items:withitem*, body:stmt*, type_comment:none) AsyncWith(items:withitem*, body:stmt*, \
type_comment:none) Match(subject:expr, cases:match_case*) Raise(exc:expr?, cause:expr?) \
Try(body:stmt*, handlers:excepthandler*, orelse:stmt*, finalbody:stmt*) \
TryStar(body:stmt*, handlers:excepthandler*, orelse:stmt*, finalbody:stmt*) \
Assert(test:expr, msg:expr?) Import(names:alias*) ImportFrom(module:id?, names:alias*, level:int?) \
Global(names:id*) Nonlocal(names:id*) Expr(value:expr) Pass() Break() Continue()
expr +: BoolOp(op:boolop, values:expr*) NamedExpr(target:expr, value:expr) \
BinOp(left:expr, op:operator, right:expr) UnaryOp(op:unaryop, operand:expr) \
Lambda(args:arguments, body:expr) IfExp(test:expr, body:expr, orelse:expr) \
Dict(keys:expr*?, values:expr*) Set(elts:expr*) ListComp(elt:expr, generators:comprehension*) \
SetComp(elt:expr, generators:comprehension*) DictComp(key:expr, value:expr, \
generators:comprehension*) GeneratorExp(elt:expr, generators:comprehension*) Await(value:expr) \
Yield(value:expr?) YieldFrom(value:expr) Compare(left:expr, ops:cmpop*, comparators:expr*) \
Call(func:expr, args:expr*, keywords:keyword*) FormattedValue(value:expr, conversion:int, \
format_spec:expr?) JoinedStr(values:expr*) Constant(value:const, kind:kind) \
Attribute(value:expr, attr:id, ctx:expr_context) Subscript(value:expr, slice:expr, \
ctx:expr_context) Starred(value:expr, ctx:expr_context) Name(id:id, ctx:expr_context) \
List(elts:expr*, ctx:expr_context) Tuple(elts:expr*, ctx:expr_context) \
Slice(lower:expr?, upper:expr?, step:expr?)
expr_context -: Load() Store() Del()
boolop -: And() Or()
operator -: Add() Sub() Mult() MatMult() Div() Mod() Pow() LShift() RShift() BitOr() BitXor() \
BitAnd() FloorDiv()
unaryop -: Invert() Not() UAdd() USub()
cmpop -: Eq() NotEq() Lt() LtE() Gt() GtE() Is() IsNot() In() NotIn()
AST -: comprehension(target:expr, iter:expr, ifs:expr*, is_async:int)
excepthandler +: ExceptHandler(type:expr?, name:id?, body:stmt*)
AST -: arguments(posonlyargs:arg*, args:arg*, vararg:arg?, kwonlyargs:arg*, kw_defaults:expr*?, \
kwarg:arg?, defaults:expr*)
AST +: arg(arg:id, annotation:expr?, type_comment:none) keyword(arg:id?, value:expr) \
alias(name:id, asname:id?)
AST -: withitem(context_expr:expr, optional_vars:expr?) \
match_case(pattern:pattern, guard:expr?, body:stmt*)
pattern .: MatchValue(value:expr) MatchSingleton(value:const) MatchSequence(patterns:pattern*) \
MatchMapping(keys:expr*, patterns:pattern*, rest:id?) MatchClass(cls:expr, patterns:pattern*, \
kwd_attrs:id*, kwd_patterns:pattern*) MatchStar(name:id?) MatchAs(pattern:pattern?, name:id?) \
MatchOr(patterns:pattern*)
type_ignore -: TypeIgnore(lineno:int, tag:id)
"""

# the bases whose members have no fields: a member is a number in the interpreter's own tree
ENUMERATIONS = ["expr_context", "boolop", "operator", "unaryop", "cmpop"]


class NodeClass(object):
    """NOT_RPYTHON: a line of the grammar for one class."""

    def __init__(self, name, base, mark, fields):
        self.name = name
        self.base = base
        self.mark = mark
        self.fields = fields  # [(name, type)]


def read_grammar():
    """NOT_RPYTHON: the NodeClasses."""
    result = []
    for line in GRAMMAR.strip().split("\n"):
        head, _, rest = line.partition(": ")
        base, mark = head.split()
        for part in rest.split(")"):
            name, paren, fields = part.strip().partition("(")
            if not paren:
                continue
            pairs = [tuple(f.strip().split(":")) for f in fields.split(",") if f.strip()]
            result.append(NodeClass(name, base, mark, pairs))
    return result


CLASSES = read_grammar()

"""The classes of syntax trees."""

PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_ONLY_AST = 0x400
PyCF_TYPE_COMMENTS = 0x1000


class AST:
    """Base of the classes of nodes."""

    _fields = ()
    _attributes = ()
    __match_args__ = ()

    def __init__(self, *args, **kwargs):
        fields = self._fields
        if len(args) > len(fields):
            raise TypeError(
                "%s constructor takes at most %d positional argument%s"
                % (type(self).__name__, len(fields), "" if len(fields) == 1 else "s")
            )
        for name, value in zip(fields, args):
            setattr(self, name, value)
        for name, value in kwargs.items():
            if name in fields and fields.index(name) < len(args):
                raise TypeError(
                    "%s got multiple values for argument '%s'" % (type(self).__name__, name)
                )
            setattr(self, name, value)

    def __reduce_ex__(self, protocol):
        return type(self), (), self.__dict__


AST.__module__ = "ast"

# each line: base, its attributes (+: the four of a position), then Name(field, ...) of subclasses;
# a field with ? may be missing (None), with * it is a list
_GRAMMAR = """
mod -: Module(body*, type_ignores*) Interactive(body*) Expression(body) FunctionType(argtypes*, returns)
stmt +: FunctionDef(name, args, body*, decorator_list*, returns?, type_comment?) \
AsyncFunctionDef(name, args, body*, decorator_list*, returns?, type_comment?) \
ClassDef(name, bases*, keywords*, body*, decorator_list*) Return(value?) Delete(targets*) \
Assign(targets*, value, type_comment?) AugAssign(target, op, value) \
AnnAssign(target, annotation, value?, simple) For(target, iter, body*, orelse*, type_comment?) \
AsyncFor(target, iter, body*, orelse*, type_comment?) While(test, body*, orelse*) \
If(test, body*, orelse*) With(items*, body*, type_comment?) AsyncWith(items*, body*, type_comment?) \
Match(subject, cases*) Raise(exc?, cause?) Try(body*, handlers*, orelse*, finalbody*) \
TryStar(body*, handlers*, orelse*, finalbody*) Assert(test, msg?) Import(names*) \
ImportFrom(module?, names*, level?) Global(names*) Nonlocal(names*) Expr(value) Pass() Break() Continue()
expr +: BoolOp(op, values*) NamedExpr(target, value) BinOp(left, op, right) UnaryOp(op, operand) \
Lambda(args, body) IfExp(test, body, orelse) Dict(keys*, values*) Set(elts*) \
ListComp(elt, generators*) SetComp(elt, generators*) DictComp(key, value, generators*) \
GeneratorExp(elt, generators*) Await(value) Yield(value?) YieldFrom(value) \
Compare(left, ops*, comparators*) Call(func, args*, keywords*) \
FormattedValue(value, conversion, format_spec?) JoinedStr(values*) Constant(value, kind?) \
Attribute(value, attr, ctx) Subscript(value, slice, ctx) Starred(value, ctx) Name(id, ctx) \
List(elts*, ctx) Tuple(elts*, ctx) Slice(lower?, upper?, step?)
expr_context -: Load() Store() Del()
boolop -: And() Or()
operator -: Add() Sub() Mult() MatMult() Div() Mod() Pow() LShift() RShift() BitOr() BitXor() \
BitAnd() FloorDiv()
unaryop -: Invert() Not() UAdd() USub()
cmpop -: Eq() NotEq() Lt() LtE() Gt() GtE() Is() IsNot() In() NotIn()
AST -: comprehension(target, iter, ifs*, is_async)
excepthandler +: ExceptHandler(type?, name?, body*)
AST -: arguments(posonlyargs*, args*, vararg?, kwonlyargs*, kw_defaults*, kwarg?, defaults*)
AST +: arg(arg, annotation?, type_comment?) keyword(arg?, value) alias(name, asname?)
AST -: withitem(context_expr, optional_vars?) match_case(pattern, guard?, body*)
pattern .: MatchValue(value) MatchSingleton(value) MatchSequence(patterns*) \
MatchMapping(keys*, patterns*, rest?) MatchClass(cls, patterns*, kwd_attrs*, kwd_patterns*) \
MatchStar(name?) MatchAs(pattern?, name?) MatchOr(patterns*)
type_ignore -: TypeIgnore(lineno, tag)
"""


def _make_class(name, base, fields, attributes):
    names = tuple([field.rstrip("?*") for field in fields])
    body = {"_fields": names, "__match_args__": names, "__module__": "ast"}
    for field in fields:
        if field.endswith("?"):
            body[field[:-1]] = None
    if attributes is not None:
        body["_attributes"] = attributes
        for attribute in attributes:
            if attribute.startswith("end_"):
                body[attribute] = None
    result = type(name, (base,), body)
    globals()[name] = result
    return result


def _make_classes():
    positions = ("lineno", "col_offset", "end_lineno", "end_col_offset")
    for line in _GRAMMAR.strip().split("\n"):
        head, _, rest = line.partition(": ")
        name, kind = head.split()
        attributes = () if kind == "-" else positions
        own = attributes if name == "AST" else None
        base = AST if name == "AST" else _make_class(name, AST, (), attributes)
        for part in rest.split(")"):
            member, paren, fields = part.strip().partition("(")
            if paren:
                _make_class(member, base, [f.strip() for f in fields.split(",") if f.strip()], own)


_make_classes()

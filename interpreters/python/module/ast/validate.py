"""Checks of a syntax tree that a program made: what the parser can never produce is refused."""

from interpreters.python.interpreter.error import operr
from interpreters.python.objspace import operation as space
from interpreters.python.parser import ast, constant, visitor

CONTEXTS = ["", "Load", "Store", "Del"]
FORBIDDEN = ["None", "True", "False"]


def bad(msg):
    return operr(space.w_ValueError, msg)


class Validator(visitor.ASTVisitor):
    """Visits a tree; raises ValueError."""

    # -- helpers ------------------------------------------------------------------------------

    def position(self, node):
        """A range must not end before it starts."""
        pos = node.pos
        if pos.lineno > pos.end_lineno:
            raise bad("AST node line range (%d, %d) is not valid" % (pos.lineno, pos.end_lineno))
        if (pos.lineno < 0 and pos.end_lineno != pos.lineno) or (
            pos.col_offset < 0 and pos.col_offset != pos.end_col_offset
        ):
            raise bad(
                "AST node column range (%d, %d) for line range (%d, %d) is not valid"
                % (pos.col_offset, pos.end_col_offset, pos.lineno, pos.end_lineno)
            )
        if pos.lineno == pos.end_lineno and pos.col_offset > pos.end_col_offset:
            raise bad(
                "line %d, column %d-%d is not a valid range"
                % (pos.lineno, pos.col_offset, pos.end_col_offset)
            )

    def name(self, name):
        """Constants are no names."""
        for word in FORBIDDEN:
            if name == word:
                raise bad("identifier field can't represent '%s' constant" % name)

    def nonempty(self, size, what, owner):
        if size == 0:
            raise bad("empty %s on %s" % (what, owner))

    def expr(self, node, ctx):
        """An expression in a context."""
        self.position(node)
        actual = ast.LOAD
        assignable = True
        if isinstance(node, ast.Attribute):
            actual = node.ctx
        elif isinstance(node, ast.Subscript):
            actual = node.ctx
        elif isinstance(node, ast.Starred):
            actual = node.ctx
        elif isinstance(node, ast.Name):
            self.name(node.id)
            actual = node.ctx
        elif isinstance(node, ast.List):
            actual = node.ctx
        elif isinstance(node, ast.Tuple):
            actual = node.ctx
        else:
            assignable = False
        if not assignable and ctx != ast.LOAD:
            raise bad("expression which can't be assigned to in %s context" % CONTEXTS[ctx])
        if actual != ctx:
            raise bad(
                "expression must have %s context but has %s instead"
                % (CONTEXTS[ctx], CONTEXTS[actual])
            )
        node.accept(self)

    def optional(self, node):
        """An expression or None."""
        if node is not None:
            self.expr(node, ast.LOAD)

    def exprs(self, nodes, ctx, null_ok):
        """A list of expressions."""
        for node in nodes:
            if node is not None:
                self.expr(node, ctx)
            elif not null_ok:
                raise bad("None disallowed in expression list")

    def stmts(self, nodes):
        """A list of statements."""
        for node in nodes:
            if node is None:
                raise bad("None disallowed in statement list")
            self.position(node)
            node.accept(self)

    def body(self, nodes, owner):
        self.nonempty(len(nodes), "body", owner)
        self.stmts(nodes)

    def keywords(self, nodes):
        for node in nodes:
            self.expr(node.value, ast.LOAD)

    def unhandled(self, node):
        """Nodes without anything to check."""

    # -- roots and statements -----------------------------------------------------------------

    def visit_Module(self, node):
        self.stmts(node.body)

    def visit_Interactive(self, node):
        self.stmts(node.body)

    def visit_Expression(self, node):
        self.expr(node.body, ast.LOAD)

    def visit_FunctionDef(self, node):
        self.body(node.body, "FunctionDef")
        node.args.accept(self)
        self.exprs(node.decorator_list, ast.LOAD, False)
        self.optional(node.returns)

    def visit_AsyncFunctionDef(self, node):
        self.body(node.body, "AsyncFunctionDef")
        node.args.accept(self)
        self.exprs(node.decorator_list, ast.LOAD, False)
        self.optional(node.returns)

    def visit_ClassDef(self, node):
        self.body(node.body, "ClassDef")
        self.exprs(node.bases, ast.LOAD, False)
        self.keywords(node.keywords)
        self.exprs(node.decorator_list, ast.LOAD, False)

    def visit_Return(self, node):
        self.optional(node.value)

    def visit_Delete(self, node):
        self.nonempty(len(node.targets), "targets", "Delete")
        self.exprs(node.targets, ast.DEL, False)

    def visit_Assign(self, node):
        self.nonempty(len(node.targets), "targets", "Assign")
        self.exprs(node.targets, ast.STORE, False)
        self.expr(node.value, ast.LOAD)

    def visit_AugAssign(self, node):
        self.expr(node.target, ast.STORE)
        self.expr(node.value, ast.LOAD)

    def visit_AnnAssign(self, node):
        target = node.target
        if not isinstance(target, ast.Name) and node.simple:
            raise operr(space.w_TypeError, "AnnAssign with simple non-Name target")
        self.expr(target, ast.STORE)
        self.optional(node.value)
        self.expr(node.annotation, ast.LOAD)

    def visit_For(self, node):
        self.expr(node.target, ast.STORE)
        self.expr(node.iter, ast.LOAD)
        self.body(node.body, "For")
        self.stmts(node.orelse)

    def visit_AsyncFor(self, node):
        self.expr(node.target, ast.STORE)
        self.expr(node.iter, ast.LOAD)
        self.body(node.body, "AsyncFor")
        self.stmts(node.orelse)

    def visit_While(self, node):
        self.expr(node.test, ast.LOAD)
        self.body(node.body, "While")
        self.stmts(node.orelse)

    def visit_If(self, node):
        self.expr(node.test, ast.LOAD)
        self.body(node.body, "If")
        self.stmts(node.orelse)

    def withitems(self, items, owner):
        self.nonempty(len(items), "items", owner)
        for item in items:
            self.expr(item.context_expr, ast.LOAD)
            if item.optional_vars is not None:
                self.expr(item.optional_vars, ast.STORE)

    def visit_With(self, node):
        self.withitems(node.items, "With")
        self.body(node.body, "With")

    def visit_AsyncWith(self, node):
        self.withitems(node.items, "AsyncWith")
        self.body(node.body, "AsyncWith")

    def visit_Match(self, node):
        self.expr(node.subject, ast.LOAD)
        self.nonempty(len(node.cases), "cases", "Match")
        for case in node.cases:
            self.pattern(case.pattern, False)
            self.optional(case.guard)
            self.body(case.body, "match_case")

    def visit_Raise(self, node):
        if node.exc is None and node.cause is not None:
            raise bad("Raise with cause but no exception")
        self.optional(node.exc)
        self.optional(node.cause)

    def handlers(self, handlers, owner):
        for handler in handlers:
            self.position(handler)
            self.optional(handler.type)
            self.body(handler.body, "ExceptHandler")

    def visit_Try(self, node):
        self.body(node.body, "Try")
        if len(node.handlers) == 0 and len(node.finalbody) == 0:
            raise bad("Try has neither except handlers nor finalbody")
        if len(node.handlers) == 0 and len(node.orelse) > 0:
            raise bad("Try has orelse but no except handlers")
        self.handlers(node.handlers, "Try")
        self.stmts(node.orelse)
        self.stmts(node.finalbody)

    def visit_TryStar(self, node):
        self.body(node.body, "TryStar")
        if len(node.handlers) == 0 and len(node.finalbody) == 0:
            raise bad("TryStar has neither except handlers nor finalbody")
        if len(node.handlers) == 0 and len(node.orelse) > 0:
            raise bad("TryStar has orelse but no except handlers")
        self.handlers(node.handlers, "TryStar")
        self.stmts(node.orelse)
        self.stmts(node.finalbody)

    def visit_Assert(self, node):
        self.expr(node.test, ast.LOAD)
        self.optional(node.msg)

    def visit_Import(self, node):
        self.nonempty(len(node.names), "names", "Import")

    def visit_ImportFrom(self, node):
        if node.level < 0:
            raise bad("Negative ImportFrom level")
        self.nonempty(len(node.names), "names", "ImportFrom")

    def visit_Global(self, node):
        self.nonempty(len(node.names), "names", "Global")

    def visit_Nonlocal(self, node):
        self.nonempty(len(node.names), "names", "Nonlocal")

    def visit_Expr(self, node):
        self.expr(node.value, ast.LOAD)

    # -- parameters ---------------------------------------------------------------------------

    def args(self, nodes):
        for node in nodes:
            self.position(node)
            self.optional(node.annotation)

    def visit_arguments(self, node):
        self.args(node.posonlyargs)
        self.args(node.args)
        if node.vararg is not None:
            self.optional(node.vararg.annotation)
        self.args(node.kwonlyargs)
        if node.kwarg is not None:
            self.optional(node.kwarg.annotation)
        if len(node.defaults) > len(node.posonlyargs) + len(node.args):
            raise bad("more positional defaults than args on arguments")
        if len(node.kw_defaults) != len(node.kwonlyargs):
            raise bad("length of kwonlyargs is not the same as kw_defaults on arguments")
        self.exprs(node.defaults, ast.LOAD, False)
        self.exprs(node.kw_defaults, ast.LOAD, True)

    # -- expressions --------------------------------------------------------------------------

    def visit_BoolOp(self, node):
        if len(node.values) < 2:
            raise bad("BoolOp with less than 2 values")
        self.exprs(node.values, ast.LOAD, False)

    def visit_NamedExpr(self, node):
        self.expr(node.value, ast.LOAD)

    def visit_BinOp(self, node):
        self.expr(node.left, ast.LOAD)
        self.expr(node.right, ast.LOAD)

    def visit_UnaryOp(self, node):
        self.expr(node.operand, ast.LOAD)

    def visit_Lambda(self, node):
        node.args.accept(self)
        self.expr(node.body, ast.LOAD)

    def visit_IfExp(self, node):
        self.expr(node.test, ast.LOAD)
        self.expr(node.body, ast.LOAD)
        self.expr(node.orelse, ast.LOAD)

    def visit_Dict(self, node):
        if len(node.keys) != len(node.values):
            raise bad("Dict doesn't have the same number of keys as values")
        self.exprs(node.keys, ast.LOAD, True)
        self.exprs(node.values, ast.LOAD, False)

    def visit_Set(self, node):
        self.exprs(node.elts, ast.LOAD, False)

    def generators(self, nodes):
        if len(nodes) == 0:
            raise bad("comprehension with no generators")
        for node in nodes:
            self.expr(node.target, ast.STORE)
            self.expr(node.iter, ast.LOAD)
            self.exprs(node.ifs, ast.LOAD, False)

    def visit_ListComp(self, node):
        self.generators(node.generators)
        self.expr(node.elt, ast.LOAD)

    def visit_SetComp(self, node):
        self.generators(node.generators)
        self.expr(node.elt, ast.LOAD)

    def visit_GeneratorExp(self, node):
        self.generators(node.generators)
        self.expr(node.elt, ast.LOAD)

    def visit_DictComp(self, node):
        self.generators(node.generators)
        self.expr(node.key, ast.LOAD)
        self.expr(node.value, ast.LOAD)

    def visit_Await(self, node):
        self.expr(node.value, ast.LOAD)

    def visit_Yield(self, node):
        self.optional(node.value)

    def visit_YieldFrom(self, node):
        self.expr(node.value, ast.LOAD)

    def visit_Compare(self, node):
        if len(node.comparators) == 0:
            raise bad("Compare with no comparators")
        if len(node.comparators) != len(node.ops):
            raise bad("Compare has a different number of comparators and operands")
        self.exprs(node.comparators, ast.LOAD, False)
        self.expr(node.left, ast.LOAD)

    def visit_Call(self, node):
        self.expr(node.func, ast.LOAD)
        self.exprs(node.args, ast.LOAD, False)
        self.keywords(node.keywords)

    def visit_FormattedValue(self, node):
        self.expr(node.value, ast.LOAD)
        self.optional(node.format_spec)

    def visit_JoinedStr(self, node):
        self.exprs(node.values, ast.LOAD, False)

    def visit_Attribute(self, node):
        self.expr(node.value, ast.LOAD)

    def visit_Subscript(self, node):
        self.expr(node.slice, ast.LOAD)
        self.expr(node.value, ast.LOAD)

    def visit_Starred(self, node):
        self.expr(node.value, node.ctx)

    def visit_List(self, node):
        self.exprs(node.elts, node.ctx, False)

    def visit_Tuple(self, node):
        self.exprs(node.elts, node.ctx, False)

    def visit_Slice(self, node):
        self.optional(node.lower)
        self.optional(node.upper)
        self.optional(node.step)

    # -- patterns -----------------------------------------------------------------------------

    def pattern(self, node, star_ok):
        self.position(node)
        if isinstance(node, ast.MatchStar):
            if not star_ok:
                raise bad("can't use MatchStar here")
        node.accept(self)

    def patterns(self, nodes, star_ok):
        for node in nodes:
            if node is None:
                raise bad("None disallowed in pattern list")
            self.pattern(node, star_ok)

    def capture(self, name):
        if name == "_":
            raise bad("can't capture name '_' in patterns")
        self.name(name)

    def pattern_value(self, node):
        """What stands for a value in a pattern."""
        self.expr(node, ast.LOAD)
        if isinstance(node, ast.Constant):
            kind = node.value.kind
            if kind < constant.INT or kind > constant.BYTES:
                raise bad("unexpected constant inside of a literal pattern")
            return
        if isinstance(node, ast.Attribute) or isinstance(node, ast.JoinedStr):
            return
        if isinstance(node, ast.UnaryOp) and self.number(node, True, True):
            return
        if isinstance(node, ast.BinOp) and (node.op == ast.ADD or node.op == ast.SUB):
            if self.number(node.left, True, False) and self.number(node.right, False, True):
                return
        raise bad("patterns may only match literals and attribute lookups")

    def number(self, node, real, imaginary):
        """Is it a number, or a negative one?"""
        if isinstance(node, ast.UnaryOp):
            if node.op != ast.USUB or not (real or imaginary):
                return False
            node = node.operand
        if not isinstance(node, ast.Constant):
            return False
        kind = node.value.kind
        if kind == constant.COMPLEX:
            return imaginary
        return real and (kind == constant.INT or kind == constant.BIGINT or kind == constant.FLOAT)

    def visit_MatchValue(self, node):
        self.pattern_value(node.value)

    def visit_MatchSingleton(self, node):
        kind = node.value.kind
        if kind != constant.NONE and kind != constant.TRUE and kind != constant.FALSE:
            raise bad("MatchSingleton can only contain True, False and None")

    def visit_MatchSequence(self, node):
        self.patterns(node.patterns, True)

    def visit_MatchMapping(self, node):
        if len(node.keys) != len(node.patterns):
            raise bad("MatchMapping doesn't have the same number of keys as patterns")
        if node.rest is not None:
            self.capture(node.rest)
        for key in node.keys:
            if isinstance(key, ast.Constant):
                kind = key.value.kind
                if kind == constant.NONE or kind == constant.TRUE or kind == constant.FALSE:
                    continue
            self.pattern_value(key)
        self.patterns(node.patterns, False)

    def visit_MatchClass(self, node):
        if len(node.kwd_attrs) != len(node.kwd_patterns):
            raise bad("MatchClass doesn't have the same number of keyword attributes as patterns")
        self.expr(node.cls, ast.LOAD)
        cls = node.cls
        while isinstance(cls, ast.Attribute):
            cls = cls.value
        if not isinstance(cls, ast.Name):
            raise bad("MatchClass cls field can only contain Name or Attribute nodes.")
        for name in node.kwd_attrs:
            self.name(name)
        self.patterns(node.patterns, False)
        self.patterns(node.kwd_patterns, False)

    def visit_MatchStar(self, node):
        if node.name is not None:
            self.capture(node.name)

    def visit_MatchAs(self, node):
        if node.name is not None:
            self.capture(node.name)
        if node.pattern is None:
            return
        if node.name is None:
            raise bad("MatchAs must specify a target name if a pattern is given")
        self.pattern(node.pattern, False)

    def visit_MatchOr(self, node):
        if len(node.patterns) < 2:
            raise bad("MatchOr requires at least 2 patterns")
        self.patterns(node.patterns, False)


def validate(root):
    """Refuse an impossible tree."""
    root.accept(Validator())

"""The visitor base class: one method for each node class, all of them refusing."""


class ASTVisitor(object):
    """Subclasses override what they handle; unhandled(node) is called for the others."""

    def unhandled(self, node):
        """A node no method was written for."""
        raise NotImplementedError

    def visit_Module(self, node):
        self.unhandled(node)

    def visit_Interactive(self, node):
        self.unhandled(node)

    def visit_Expression(self, node):
        self.unhandled(node)

    def visit_FunctionDef(self, node):
        self.unhandled(node)

    def visit_AsyncFunctionDef(self, node):
        self.unhandled(node)

    def visit_ClassDef(self, node):
        self.unhandled(node)

    def visit_Return(self, node):
        self.unhandled(node)

    def visit_Delete(self, node):
        self.unhandled(node)

    def visit_Assign(self, node):
        self.unhandled(node)

    def visit_AugAssign(self, node):
        self.unhandled(node)

    def visit_AnnAssign(self, node):
        self.unhandled(node)

    def visit_For(self, node):
        self.unhandled(node)

    def visit_AsyncFor(self, node):
        self.unhandled(node)

    def visit_While(self, node):
        self.unhandled(node)

    def visit_If(self, node):
        self.unhandled(node)

    def visit_With(self, node):
        self.unhandled(node)

    def visit_AsyncWith(self, node):
        self.unhandled(node)

    def visit_Match(self, node):
        self.unhandled(node)

    def visit_Raise(self, node):
        self.unhandled(node)

    def visit_Try(self, node):
        self.unhandled(node)

    def visit_TryStar(self, node):
        self.unhandled(node)

    def visit_Assert(self, node):
        self.unhandled(node)

    def visit_Import(self, node):
        self.unhandled(node)

    def visit_ImportFrom(self, node):
        self.unhandled(node)

    def visit_Global(self, node):
        self.unhandled(node)

    def visit_Nonlocal(self, node):
        self.unhandled(node)

    def visit_Expr(self, node):
        self.unhandled(node)

    def visit_Pass(self, node):
        self.unhandled(node)

    def visit_Break(self, node):
        self.unhandled(node)

    def visit_Continue(self, node):
        self.unhandled(node)

    def visit_BoolOp(self, node):
        self.unhandled(node)

    def visit_NamedExpr(self, node):
        self.unhandled(node)

    def visit_BinOp(self, node):
        self.unhandled(node)

    def visit_UnaryOp(self, node):
        self.unhandled(node)

    def visit_Lambda(self, node):
        self.unhandled(node)

    def visit_IfExp(self, node):
        self.unhandled(node)

    def visit_Dict(self, node):
        self.unhandled(node)

    def visit_Set(self, node):
        self.unhandled(node)

    def visit_ListComp(self, node):
        self.unhandled(node)

    def visit_SetComp(self, node):
        self.unhandled(node)

    def visit_DictComp(self, node):
        self.unhandled(node)

    def visit_GeneratorExp(self, node):
        self.unhandled(node)

    def visit_Await(self, node):
        self.unhandled(node)

    def visit_Yield(self, node):
        self.unhandled(node)

    def visit_YieldFrom(self, node):
        self.unhandled(node)

    def visit_Compare(self, node):
        self.unhandled(node)

    def visit_Call(self, node):
        self.unhandled(node)

    def visit_FormattedValue(self, node):
        self.unhandled(node)

    def visit_JoinedStr(self, node):
        self.unhandled(node)

    def visit_Constant(self, node):
        self.unhandled(node)

    def visit_Attribute(self, node):
        self.unhandled(node)

    def visit_Subscript(self, node):
        self.unhandled(node)

    def visit_Starred(self, node):
        self.unhandled(node)

    def visit_Name(self, node):
        self.unhandled(node)

    def visit_List(self, node):
        self.unhandled(node)

    def visit_Tuple(self, node):
        self.unhandled(node)

    def visit_Slice(self, node):
        self.unhandled(node)

    def visit_MatchValue(self, node):
        self.unhandled(node)

    def visit_MatchSingleton(self, node):
        self.unhandled(node)

    def visit_MatchSequence(self, node):
        self.unhandled(node)

    def visit_MatchMapping(self, node):
        self.unhandled(node)

    def visit_MatchClass(self, node):
        self.unhandled(node)

    def visit_MatchStar(self, node):
        self.unhandled(node)

    def visit_MatchAs(self, node):
        self.unhandled(node)

    def visit_MatchOr(self, node):
        self.unhandled(node)

    def visit_comprehension(self, node):
        self.unhandled(node)

    def visit_ExceptHandler(self, node):
        self.unhandled(node)

    def visit_arguments(self, node):
        self.unhandled(node)

    def visit_arg(self, node):
        self.unhandled(node)

    def visit_keyword(self, node):
        self.unhandled(node)

    def visit_alias(self, node):
        self.unhandled(node)

    def visit_withitem(self, node):
        self.unhandled(node)

    def visit_match_case(self, node):
        self.unhandled(node)

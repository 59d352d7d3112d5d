"""Token buffer, positions and errors: what every part of the parser builds on."""

from interpreters.python.compiler.positions import Position
from interpreters.python.parser import ast, constant, error, tokens, visitor

TARGET_ASSIGN = 0
TARGET_DEL = 1
TARGET_FOR = 2


class BaseParser(object):
    """A cursor on the tokens, with backtracking (``index`` and ``reset``)."""

    def __init__(self, source, tokenizer):
        self.source = source
        self.tokenizer = tokenizer
        self.tokens = []
        self.index = -1
        self.tok = None
        self.kind = tokens.ENDMARKER
        self.failure = None
        self.end_lineno = 1
        self.end_col = 0
        self.in_fstring = False
        self.fstring_depth = 0
        self.field_start = 0  # offset of the expression, inside an f-string
        self.advance()

    # ---- tokens

    def advance(self):
        """Go to the next token; returns the one left behind."""
        old = self.tok
        if old is not None:
            kind = old.kind
            if kind != tokens.NEWLINE and kind != tokens.INDENT and kind != tokens.DEDENT:
                self.end_lineno = old.end_lineno
                self.end_col = old.end_col
        self.index += 1
        if self.index >= len(self.tokens):
            self.fetch()
        self.tok = self.tokens[self.index]
        self.kind = self.tok.kind
        return old

    def fetch(self):
        """Read one more token; after an error of the tokenizer, that error again."""
        if self.failure is not None:
            raise self.failure
        try:
            self.tokens.append(self.tokenizer.next_token())
        except error.ParseError as e:
            self.failure = e
            raise

    def newest_token(self):
        """The last token read, where CPython reports errors inside string literals."""
        return self.tokens[len(self.tokens) - 1]

    def reset(self, index):
        """Go back to an earlier value of self.index."""
        self.index = index
        self.tok = self.tokens[index]
        self.kind = self.tok.kind
        i = index - 1
        while i >= 0:
            kind = self.tokens[i].kind
            if kind != tokens.NEWLINE and kind != tokens.INDENT and kind != tokens.DEDENT:
                self.end_lineno = self.tokens[i].end_lineno
                self.end_col = self.tokens[i].end_col
                break
            i -= 1

    def peek(self):
        """Kind of the token after the current one."""
        if self.index + 1 >= len(self.tokens):
            self.fetch()
        return self.tokens[self.index + 1].kind

    def match(self, kind):
        """Skip the current token if it is of that kind."""
        if self.kind == kind:
            self.advance()
            return True
        return False

    def at_soft(self, word):
        """Is the current token that name (a soft keyword)?"""
        return self.kind == tokens.NAME and self.tok.text == word

    def expect(self, kind):
        """The current token must be of that kind; skip it."""
        if self.kind != kind:
            raise self.invalid_syntax()
        return self.advance()

    def expect_colon(self):
        """The colon before a block; if the line ends instead, it was forgotten."""
        if self.kind != tokens.COLON:
            if self.kind == tokens.NEWLINE:
                raise self.error_tok("expected ':'", self.tok)
            raise self.invalid_syntax()
        self.advance()

    def force_colon(self):
        """The colon where nothing else can follow."""
        if self.kind != tokens.COLON:
            if self.kind == tokens.ENDMARKER and len(self.tokenizer.open_chars) > 0:
                raise self.invalid_syntax()
            raise self.error_tok("expected ':'", self.tok)
        self.advance()

    def expect_name(self):
        """The current token must be an identifier; returns its (normalized) text."""
        if self.kind != tokens.NAME:
            raise self.invalid_syntax()
        return normalize(self.advance().text)

    # ---- positions, errors

    def pos(self, start):
        """Position from the token ``start`` to the last token skipped."""
        return Position(start.lineno, start.col, self.end_lineno, self.end_col)

    def pos_from(self, first):
        """Position from the start of another position to the last token skipped."""
        return Position(first.lineno, first.col_offset, self.end_lineno, self.end_col)

    def syntax_error(self, msg, lineno, col, end_lineno, end_col):
        """A SyntaxError; inside an f-string it shows the expression in parentheses."""
        if not self.in_fstring:
            return self.source.error(msg, lineno, col, end_lineno, end_col, error.SYNTAX)
        start = self.field_start
        end = self.tokenizer.end
        assert start >= 0 and end >= 0
        shift = start - self.tokenizer.line_start - 1
        text = "(" + self.source.text[start:end] + ")"
        e = self.source.error(msg, lineno, col, end_lineno, end_col, error.SYNTAX)
        if lineno == end_lineno and shift >= -1 and text.find("\n") < 0:
            e.text = text
            e.offset -= shift
            e.end_offset -= shift
        e.msg = "f-string: " + msg
        return e

    def only_since(self, minor, what):
        """Refuses what a program of an older version cannot have."""
        if self.source.feature_version < minor:
            msg = "%s only supported in Python 3.%d and greater" % (what, minor)
            raise self.error_tok(msg, self.tok)

    def error_tok(self, msg, tok):
        """A SyntaxError at a token."""
        return self.syntax_error(msg, tok.lineno, tok.col, tok.end_lineno, tok.end_col)

    def error_pos(self, msg, pos):
        """A SyntaxError at a Position."""
        return self.syntax_error(
            msg, pos.lineno, pos.col_offset, pos.end_lineno, pos.end_col_offset
        )

    def error_node(self, msg, node):
        """A SyntaxError at a node."""
        return self.error_pos(msg, node.pos)

    def error_range(self, msg, first, last):
        """A SyntaxError from one Position to another."""
        return self.syntax_error(
            msg, first.lineno, first.col_offset, last.end_lineno, last.end_col_offset
        )

    def invalid_syntax(self):
        """The generic error, at the furthest token that was read."""
        tok = self.tok
        if self.kind == tokens.INDENT:
            return self.indent_error("unexpected indent", tok)
        if self.kind == tokens.DEDENT:
            return self.indent_error("unexpected unindent", tok)
        tokenizer = self.tokenizer
        if len(tokenizer.open_chars) > 0:
            # read on: an error of the tokenizer, or a bracket that is never closed, says more
            while self.tokens[len(self.tokens) - 1].kind != tokens.ENDMARKER:
                self.fetch()
            top = len(tokenizer.open_chars) - 1
            if top >= 0 and (
                tok.lineno > tokenizer.open_lines[top] or tok.kind == tokens.ENDMARKER
            ):
                return self.never_closed()
        return self.error_tok("invalid syntax", tok)

    def never_closed(self):
        """The error for the innermost bracket that is still open."""
        tokenizer = self.tokenizer
        top = len(tokenizer.open_chars) - 1
        return self.syntax_error(
            "'%s' was never closed" % tokenizer.open_chars[top],
            tokenizer.open_lines[top],
            tokenizer.open_cols[top],
            tokenizer.open_lines[top],
            -1,
        )

    def indent_error(self, msg, tok):
        """An IndentationError at a token (at the end of the text: at the NEWLINE before it)."""
        col = tok.col
        lineno = tok.lineno
        if tok.kind == tokens.INDENT and col > 0:
            col -= 1
        elif self.tokenizer.pos >= self.tokenizer.end and self.index > 0:
            last = self.tokens[self.index - 1]
            if last.kind == tokens.NEWLINE and tok.start == tok.end:
                lineno = last.lineno
                col = last.col
        return self.source.error(msg, lineno, col, lineno, -1, error.INDENTATION)

    # ---- targets

    def set_context(self, node, ctx):
        """Turn an expression into a target; node was checked by invalid_target."""
        if isinstance(node, ast.Name):
            node.ctx = ctx
        elif isinstance(node, ast.Attribute):
            node.ctx = ctx
        elif isinstance(node, ast.Subscript):
            node.ctx = ctx
        elif isinstance(node, ast.Starred):
            node.ctx = ctx
            self.set_context(node.value, ctx)
        elif isinstance(node, ast.Tuple):
            node.ctx = ctx
            for item in node.elts:
                self.set_context(item, ctx)
        elif isinstance(node, ast.List):
            node.ctx = ctx
            for item in node.elts:
                self.set_context(item, ctx)

    def invalid_target(self, node, kind):
        """The part of node that cannot be a target, or None."""
        if isinstance(node, ast.Name):
            return None
        if isinstance(node, ast.Attribute) or isinstance(node, ast.Subscript):
            return None
        if isinstance(node, ast.Starred):
            if kind == TARGET_DEL:
                return node
            return self.invalid_target(node.value, kind)
        if isinstance(node, ast.Tuple):
            return self.invalid_among(node.elts, kind)
        if isinstance(node, ast.List):
            return self.invalid_among(node.elts, kind)
        if isinstance(node, ast.Compare) and kind == TARGET_FOR and node.ops[0] == ast.IN:
            return self.invalid_target(node.left, kind)
        return node

    def invalid_among(self, elts, kind):
        for item in elts:
            bad = self.invalid_target(item, kind)
            if bad is not None:
                return bad
        return None


def expr_name(node):
    """What an error message calls an expression."""
    if isinstance(node, ast.Constant):
        kind = node.value.kind
        if kind == constant.NONE:
            return "None"
        if kind == constant.TRUE:
            return "True"
        if kind == constant.FALSE:
            return "False"
        if kind == constant.ELLIPSIS:
            return "ellipsis"
        return "literal"
    namer = _Namer()
    node.accept(namer)
    return namer.name


def normalize(name):
    """The canonical form of an identifier (NFKC where that is more than the text itself)."""
    i = 0
    while i < len(name):
        if ord(name[i]) >= 128:
            return _normalize_wide(name)
        i += 1
    return name


def _normalize_wide(name):
    return name


class _Namer(visitor.ASTVisitor):
    """Finds the name of an expression's kind."""

    def __init__(self):
        self.name = "expression"

    def unhandled(self, node):
        pass

    def visit_Attribute(self, node):
        self.name = "attribute"

    def visit_Subscript(self, node):
        self.name = "subscript"

    def visit_Starred(self, node):
        self.name = "starred"

    def visit_Name(self, node):
        self.name = "name"

    def visit_List(self, node):
        self.name = "list"

    def visit_Tuple(self, node):
        self.name = "tuple"

    def visit_Lambda(self, node):
        self.name = "lambda"

    def visit_Call(self, node):
        self.name = "function call"

    def visit_GeneratorExp(self, node):
        self.name = "generator expression"

    def visit_Yield(self, node):
        self.name = "yield expression"

    def visit_YieldFrom(self, node):
        self.name = "yield expression"

    def visit_Await(self, node):
        self.name = "await expression"

    def visit_ListComp(self, node):
        self.name = "list comprehension"

    def visit_SetComp(self, node):
        self.name = "set comprehension"

    def visit_DictComp(self, node):
        self.name = "dict comprehension"

    def visit_Dict(self, node):
        self.name = "dict literal"

    def visit_Set(self, node):
        self.name = "set display"

    def visit_JoinedStr(self, node):
        self.name = "f-string expression"

    def visit_FormattedValue(self, node):
        self.name = "f-string expression"

    def visit_Compare(self, node):
        self.name = "comparison"

    def visit_IfExp(self, node):
        self.name = "conditional expression"

    def visit_NamedExpr(self, node):
        self.name = "named expression"

"""Statements, and the entry points of the parser: parse_module, parse_eval, parse_single."""

from interpreters.python.parser import ast, base, constant, error, tokens
from interpreters.python.parser.base import expr_name
from interpreters.python.parser.expressions import starts_expression
from interpreters.python.parser.patterns import PatternParser
from interpreters.python.parser.tokenizer import Tokenizer


def _table(pairs):
    """NOT_RPYTHON: token kind -> number."""
    table = [0] * 100
    for kind, number in pairs:
        table[kind] = number
    return table


augmented_operator = _table(
    [
        (tokens.PLUSEQUAL, ast.ADD),
        (tokens.MINEQUAL, ast.SUB),
        (tokens.STAREQUAL, ast.MULT),
        (tokens.ATEQUAL, ast.MATMULT),
        (tokens.SLASHEQUAL, ast.DIV),
        (tokens.PERCENTEQUAL, ast.MOD),
        (tokens.DOUBLESTAREQUAL, ast.POW),
        (tokens.LEFTSHIFTEQUAL, ast.LSHIFT),
        (tokens.RIGHTSHIFTEQUAL, ast.RSHIFT),
        (tokens.VBAREQUAL, ast.BITOR),
        (tokens.CIRCUMFLEXEQUAL, ast.BITXOR),
        (tokens.AMPEREQUAL, ast.BITAND),
        (tokens.DOUBLESLASHEQUAL, ast.FLOORDIV),
    ]
)


class Parser(PatternParser):
    """The whole grammar."""

    def make_subparser(self, tokenizer):
        return Parser(self.source, tokenizer)

    # ---- entry points

    def file_input(self):
        """A module."""
        start = self.tok
        body = []
        while self.kind != tokens.ENDMARKER:
            if self.kind == tokens.NEWLINE:
                self.advance()
            else:
                self.statement(body)
        return ast.Module(body, self.pos(start))

    def eval_input(self):
        """An expression and nothing else."""
        start = self.tok
        while self.kind == tokens.NEWLINE:
            self.advance()
        node = self.star_expressions()
        while self.kind == tokens.NEWLINE:
            self.advance()
        if self.kind != tokens.ENDMARKER:
            raise self.unexpected_after_expression()
        return ast.Expression(node, self.pos(start))

    def single_input(self):
        """One interactive statement."""
        start = self.tok
        body = []
        while self.kind == tokens.NEWLINE:
            self.advance()
        self.statement(body)
        while self.kind == tokens.NEWLINE:
            self.advance()
        if self.kind != tokens.ENDMARKER:
            raise self.error_tok(
                "multiple statements found while compiling a single statement", self.tok
            )
        return ast.Interactive(body, self.pos(start))

    # ---- statements

    def statement(self, body):
        """Parse one line of simple statements or a compound statement; append to body."""
        kind = self.kind
        if kind == tokens.KW_IF:
            body.append(self.if_stmt())
        elif kind == tokens.KW_FOR:
            body.append(self.for_stmt(self.tok, False))
        elif kind == tokens.KW_WHILE:
            body.append(self.while_stmt())
        elif kind == tokens.KW_DEF:
            body.append(self.funcdef(self.tok, [], False))
        elif kind == tokens.KW_CLASS:
            body.append(self.classdef([]))
        elif kind == tokens.KW_TRY:
            body.append(self.try_stmt())
        elif kind == tokens.KW_WITH:
            body.append(self.with_stmt(self.tok, False))
        elif kind == tokens.AT:
            body.append(self.decorated())
        elif kind == tokens.KW_ASYNC:
            body.append(self.async_stmt([]))
        elif kind == tokens.INDENT:
            raise self.indent_error("unexpected indent", self.tok)
        elif kind == tokens.NAME and self.tok.text == "match" and self.looks_like_match():
            body.append(self.match_stmt())
        else:
            self.simple_stmts(body)

    def simple_stmts(self, body):
        """Simple statements separated by semicolons, up to the NEWLINE."""
        while True:
            body.append(self.simple_stmt())
            if self.kind == tokens.SEMI:
                self.advance()
                if self.kind == tokens.NEWLINE:
                    break
                continue
            break
        if self.kind == tokens.NEWLINE:
            self.advance()
            return
        if self.kind == tokens.ENDMARKER and len(self.tokenizer.open_chars) == 0:
            return
        raise self.unexpected_after_expression()

    def unexpected_after_expression(self):
        """The error for a token behind a complete simple statement."""
        tok = self.tok
        if self.index > 0:
            previous = self.tokens[self.index - 1]
            if previous.kind == tokens.NAME and starts_expression[self.kind] != 0:
                name = previous.text
                if (name == "print" or name == "exec") and self.kind != tokens.LPAR:
                    end = self.pos(previous)
                    value = self.star_expressions()
                    return self.error_range(
                        "Missing parentheses in call to '%s'. Did you mean %s(...)?" % (name, name),
                        end,
                        value.pos,
                    )
        if tok.kind == tokens.INDENT:
            return self.indent_error("unexpected indent", tok)
        return self.invalid_syntax()

    def simple_stmt(self):
        kind = self.kind
        start = self.tok
        if kind == tokens.KW_RETURN:
            self.advance()
            value = None
            if self.at_expression() or self.kind == tokens.KW_YIELD:
                value = self.star_expressions()
            return ast.Return(value, self.pos(start))
        if kind == tokens.KW_IMPORT:
            return self.import_name()
        if kind == tokens.KW_FROM:
            return self.import_from()
        if kind == tokens.KW_RAISE:
            return self.raise_stmt()
        if kind == tokens.KW_PASS:
            self.advance()
            return ast.Pass(self.pos(start))
        if kind == tokens.KW_DEL:
            return self.del_stmt()
        if kind == tokens.KW_ASSERT:
            self.advance()
            test = self.expression()
            msg = None
            if self.match(tokens.COMMA):
                msg = self.expression()
            return ast.Assert(test, msg, self.pos(start))
        if kind == tokens.KW_BREAK:
            self.advance()
            return ast.Break(self.pos(start))
        if kind == tokens.KW_CONTINUE:
            self.advance()
            return ast.Continue(self.pos(start))
        if kind == tokens.KW_GLOBAL:
            self.advance()
            names = self.name_list()
            return ast.Global(names, self.pos(start))
        if kind == tokens.KW_NONLOCAL:
            self.advance()
            names = self.name_list()
            return ast.Nonlocal(names, self.pos(start))
        return self.expression_stmt()

    def name_list(self):
        names = [self.expect_name()]
        while self.match(tokens.COMMA):
            names.append(self.expect_name())
        return names

    def expression_stmt(self):
        """An expression, an assignment, an augmented or annotated assignment."""
        start = self.tok
        parenthesized = self.kind == tokens.LPAR
        node = self.yield_or_star_expressions()
        if self.kind == tokens.EQUAL:
            return self.assignment(start, node)
        op = augmented_operator[self.kind]
        if op != 0:
            if not (
                isinstance(node, ast.Name)
                or isinstance(node, ast.Attribute)
                or isinstance(node, ast.Subscript)
            ):
                raise self.error_node(
                    "'%s' is an illegal expression for augmented assignment" % expr_name(node),
                    node,
                )
            self.set_context(node, ast.STORE)
            self.advance()
            value = self.yield_or_star_expressions()
            return ast.AugAssign(node, op, value, self.pos(start))
        if self.kind == tokens.COLON:
            return self.annotated(start, node, parenthesized)
        if self.kind == tokens.COLONEQUAL and not isinstance(node, ast.Name):
            raise self.error_node(
                "cannot use assignment expressions with %s" % expr_name(node), node
            )
        return ast.Expr(node, self.pos(start))

    def assignment(self, start, first):
        targets = []
        node = first
        while self.kind == tokens.EQUAL:
            self.advance()
            if isinstance(node, ast.Yield) or isinstance(node, ast.YieldFrom):
                raise self.error_node("assignment to yield expression not possible", node)
            value = self.yield_or_star_expressions()
            self.check_target(node, value, len(targets) == 0)
            self.set_context(node, ast.STORE)
            targets.append(node)
            node = value
        return ast.Assign(targets, node, self.pos(start))

    def check_target(self, node, value, is_first):
        """Refuse what cannot be assigned to."""
        bad = self.invalid_target(node, base.TARGET_ASSIGN)
        if bad is None:
            return
        msg = "cannot assign to %s" % expr_name(bad)
        if bad is node and self.kind != tokens.EQUAL and self.kind != tokens.COLONEQUAL:
            if not (
                isinstance(bad, ast.GeneratorExp)
                or _is_singleton(bad)
                or isinstance(value, ast.Yield)
                or isinstance(value, ast.Tuple)
                or isinstance(bad, ast.BoolOp)
                or isinstance(bad, ast.Lambda)
                or isinstance(bad, ast.IfExp)
                or isinstance(bad, ast.Compare)
            ):
                msg += " here. Maybe you meant '==' instead of '='?"
        raise self.error_node(msg, bad)

    def annotated(self, start, node, parenthesized):
        if isinstance(node, ast.List):
            raise self.error_node("only single target (not list) can be annotated", node)
        if isinstance(node, ast.Tuple):
            raise self.error_node("only single target (not tuple) can be annotated", node)
        simple = 0
        if isinstance(node, ast.Name):
            if not parenthesized:
                simple = 1
        elif not (isinstance(node, ast.Attribute) or isinstance(node, ast.Subscript)):
            if self.tok.lineno == node.pos.lineno and self.peek() == tokens.NEWLINE:
                raise self.invalid_syntax()
            raise self.error_node("illegal target for annotation", node)
        self.advance()
        annotation = self.expression()
        value = None
        if self.match(tokens.EQUAL):
            value = self.yield_or_star_expressions()
        self.set_context(node, ast.STORE)
        return ast.AnnAssign(node, annotation, value, simple, self.pos(start))

    def raise_stmt(self):
        start = self.advance()
        exc = None
        cause = None
        if self.at_expression():
            exc = self.expression()
            if self.match(tokens.KW_FROM):
                cause = self.expression()
        return ast.Raise(exc, cause, self.pos(start))

    def del_stmt(self):
        start = self.advance()
        targets = []
        while True:
            node = self.star_expression()
            bad = self.invalid_target(node, base.TARGET_DEL)
            if bad is not None:
                raise self.error_node("cannot delete %s" % expr_name(bad), bad)
            self.set_context(node, ast.DEL)
            targets.append(node)
            if not self.match(tokens.COMMA):
                break
            if not self.at_expression():
                break
        return ast.Delete(targets, self.pos(start))

    # ---- imports

    def dotted_text(self):
        """a.b.c as one string."""
        name = self.expect_name()
        while self.match(tokens.DOT):
            name = name + "." + self.expect_name()
        return name

    def import_name(self):
        start = self.advance()
        names = []
        while True:
            tok = self.tok
            name = self.dotted_text()
            asname = None
            if self.match(tokens.KW_AS):
                asname = self.expect_name()
            names.append(ast.alias(name, asname, self.pos(tok)))
            if not self.match(tokens.COMMA):
                break
        return ast.Import(names, self.pos(start))

    def import_from(self):
        start = self.advance()
        level = 0
        while self.kind == tokens.DOT or self.kind == tokens.ELLIPSIS:
            if self.kind == tokens.DOT:
                level += 1
            else:
                level += 3
            self.advance()
        module = None
        if level == 0 or self.kind == tokens.NAME:
            module = self.dotted_text()
        if not self.match(tokens.KW_IMPORT):
            raise self.invalid_syntax()
        names = []
        if self.kind == tokens.STAR:
            tok = self.advance()
            names.append(ast.alias("*", None, self.pos(tok)))
        elif self.match(tokens.LPAR):
            while True:
                names.append(self.import_alias())
                if not self.match(tokens.COMMA) or self.kind == tokens.RPAR:
                    break
            self.close_bracket(tokens.RPAR)
        else:
            while True:
                names.append(self.import_alias())
                if not self.match(tokens.COMMA):
                    break
                if self.kind == tokens.NEWLINE:
                    raise self.error_tok(
                        "trailing comma not allowed without surrounding parentheses", self.tok
                    )
        return ast.ImportFrom(module, names, level, self.pos(start))

    def import_alias(self):
        tok = self.tok
        name = self.expect_name()
        asname = None
        if self.match(tokens.KW_AS):
            asname = self.expect_name()
        return ast.alias(name, asname, self.pos(tok))

    # ---- blocks

    def block(self, what, header):
        """``:`` was read: a block of statements, or simple statements on the same line."""
        body = []
        if self.kind != tokens.NEWLINE:
            self.simple_stmts(body)
            return body
        self.advance()
        if self.kind != tokens.INDENT:
            raise self.indent_error(
                "expected an indented block after %s on line %d" % (what, header.lineno), self.tok
            )
        self.advance()
        while self.kind != tokens.DEDENT and self.kind != tokens.ENDMARKER:
            if self.kind == tokens.NEWLINE:
                self.advance()
            else:
                self.statement(body)
        if self.kind == tokens.DEDENT:
            self.advance()
        return body

    def if_stmt(self):
        """if or elif, with what follows."""
        start = self.advance()
        what = "'if' statement" if start.kind == tokens.KW_IF else "'elif' statement"
        test = self.condition()
        self.expect_colon()
        body = self.block(what, start)
        orelse = []
        if self.kind == tokens.KW_ELIF:
            orelse.append(self.if_stmt())
        else:
            orelse = self.else_block()
        return ast.If(test, body, orelse, self.pos(start))

    def condition(self):
        """The test of if and while: '=' there is a likely slip."""
        node = self.named_expression()
        if self.kind == tokens.EQUAL:
            raise self.equal_in_condition(node)
        return node

    def equal_in_condition(self, node):
        first = node.pos
        self.advance()
        if isinstance(node, ast.Name):
            right = self.bitwise_or()
            return self.error_range(
                "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", first, right.pos
            )
        last = node
        if isinstance(node, ast.Compare):
            last = node.comparators[len(node.comparators) - 1]
        elif isinstance(node, ast.BoolOp):
            last = node.values[len(node.values) - 1]
        return self.error_node(
            "cannot assign to %s here. Maybe you meant '==' instead of '='?" % expr_name(last),
            last,
        )

    def else_block(self):
        """The optional else block; [] if there is none."""
        if self.kind != tokens.KW_ELSE:
            return []
        start = self.advance()
        self.force_colon()
        return self.block("'else' statement", start)

    def while_stmt(self):
        start = self.advance()
        test = self.condition()
        self.expect_colon()
        body = self.block("'while' statement", start)
        orelse = self.else_block()
        return ast.While(test, body, orelse, self.pos(start))

    def for_stmt(self, start, is_async):
        for_tok = self.advance()
        target = self.for_target()
        if not self.match(tokens.KW_IN):
            raise self.invalid_syntax()
        iterable = self.star_expressions()
        self.expect_colon()
        body = self.block("'for' statement", for_tok)
        orelse = self.else_block()
        pos = self.pos(start)
        if is_async:
            return ast.AsyncFor(target, iterable, body, orelse, pos)
        return ast.For(target, iterable, body, orelse, pos)

    def try_stmt(self):
        start = self.advance()
        self.force_colon()
        body = self.block("'try' statement", start)
        handlers = []
        is_star = False
        has_bare = False
        handlers_tok = start
        while self.kind == tokens.KW_EXCEPT:
            tok = self.advance()
            star = self.match(tokens.STAR)
            if star:
                self.only_since(11, "Exception groups are")
            if len(handlers) > 0 and star != is_star:
                raise self.error_tok(
                    "cannot have both 'except' and 'except*' on the same 'try'", tok
                )
            is_star = star
            if has_bare:
                raise self.error_tok("default 'except:' must be last", handlers_tok)
            exc_type = None
            name = None
            if self.kind != tokens.COLON:
                exc_type = self.expression()
                if self.kind == tokens.COMMA:
                    first = exc_type.pos
                    while self.match(tokens.COMMA):
                        if self.at_expression():
                            self.expression()
                    raise self.error_range(
                        "multiple exception types must be parenthesized", first, self.pos(tok)
                    )
                if self.match(tokens.KW_AS):
                    name = self.expect_name()
            elif star:
                raise self.error_tok("expected one or more exception types", self.tok)
            else:
                has_bare = True
            handlers_tok = tok
            self.expect_colon()
            what = "'except*' statement" if star else "'except' statement"
            block = self.block(what, tok)
            handlers.append(ast.ExceptHandler(exc_type, name, block, self.pos(tok)))
        orelse = []
        finalbody = []
        if len(handlers) > 0:
            orelse = self.else_block()
        if self.kind == tokens.KW_FINALLY:
            tok = self.advance()
            self.force_colon()
            finalbody = self.block("'finally' statement", tok)
        if len(handlers) == 0 and len(finalbody) == 0:
            raise self.error_tok("expected 'except' or 'finally' block", self.tok)
        pos = self.pos(start)
        if is_star:
            return ast.TryStar(body, handlers, orelse, finalbody, pos)
        return ast.Try(body, handlers, orelse, finalbody, pos)

    def with_stmt(self, start, is_async):
        with_tok = self.advance()
        items = self.with_items()
        self.expect_colon()
        body = self.block("'with' statement", with_tok)
        pos = self.pos(start)
        if is_async:
            return ast.AsyncWith(items, body, pos)
        return ast.With(items, body, pos)

    def with_items(self):
        """The items; parentheses around all of them are tried first."""
        if self.kind == tokens.LPAR:
            mark = self.index
            items = None
            try:
                items = self.parenthesized_items()
            except error.ParseError:
                self.reset(mark)
            if items is not None:
                self.only_since(9, "Parenthesized context managers are")
                return items
        items = [self.with_item()]
        while self.match(tokens.COMMA):
            items.append(self.with_item())
        return items

    def parenthesized_items(self):
        self.advance()
        items = []
        while True:
            items.append(self.with_item())
            if not self.match(tokens.COMMA) or self.kind == tokens.RPAR:
                break
        if self.kind != tokens.RPAR or self.peek() != tokens.COLON:
            raise self.error_tok("invalid syntax", self.tok)
        self.advance()
        return items

    def with_item(self):
        start = self.tok
        value = self.expression()
        target = None
        if self.match(tokens.KW_AS):
            target = self.with_target()
        return ast.withitem(value, target, self.pos(start))

    def with_target(self):
        node = self.target_item()
        bad = self.invalid_target(node, base.TARGET_ASSIGN)
        if bad is not None:
            raise self.error_node("cannot assign to %s" % expr_name(bad), bad)
        if isinstance(node, ast.Starred):
            raise self.invalid_syntax()
        self.set_context(node, ast.STORE)
        return node

    # ---- functions, classes

    def decorated(self):
        decorators = []
        while self.kind == tokens.AT:
            self.advance()
            decorators.append(self.named_expression())
            if self.kind != tokens.NEWLINE:
                raise self.invalid_syntax()
            self.advance()
        if self.kind == tokens.KW_DEF:
            return self.funcdef(self.tok, decorators, False)
        if self.kind == tokens.KW_CLASS:
            return self.classdef(decorators)
        if self.kind == tokens.KW_ASYNC and self.peek() == tokens.KW_DEF:
            return self.async_stmt(decorators)
        raise self.invalid_syntax()

    def async_stmt(self, decorators):
        start = self.advance()
        if self.kind == tokens.KW_DEF:
            return self.funcdef(start, decorators, True)
        if self.kind == tokens.KW_FOR:
            return self.for_stmt(start, True)
        if self.kind == tokens.KW_WITH:
            return self.with_stmt(start, True)
        raise self.invalid_syntax()

    def funcdef(self, start, decorators, is_async):
        def_tok = self.advance()
        name = self.expect_name()
        if self.kind != tokens.LPAR:
            raise self.error_tok("expected '('", self.tok)
        self.advance()
        args = self.parameters(tokens.RPAR, False)
        self.close_bracket(tokens.RPAR)
        returns = None
        if self.match(tokens.RARROW):
            returns = self.expression()
        self.force_colon()
        body = self.block("function definition", def_tok)
        pos = self.pos(start)
        if is_async:
            return ast.AsyncFunctionDef(name, args, body, decorators, returns, pos)
        return ast.FunctionDef(name, args, body, decorators, returns, pos)

    def classdef(self, decorators):
        start = self.advance()
        name = self.expect_name()
        bases = []
        keywords = []
        if self.kind == tokens.LPAR:
            open_tok = self.advance()
            self.arguments(bases, keywords, open_tok)
            if self.bare_generator:
                raise self.error_node("invalid syntax", bases[0])
            self.close_bracket(tokens.RPAR)
        self.expect_colon()
        body = self.block("class definition", start)
        return ast.ClassDef(name, bases, keywords, body, decorators, self.pos(start))

    # ---- match

    def looks_like_match(self):
        """Is the name ``match`` here the start of a match statement?"""
        kind = self.peek()
        if starts_expression[kind] == 0 and kind != tokens.STAR:
            return False
        mark = self.index
        result = False
        try:
            self.advance()
            self.match_subject()
            if self.kind == tokens.COLON and self.peek() == tokens.NEWLINE:
                self.advance()
                self.advance()
                if self.kind == tokens.INDENT:
                    self.advance()
                    result = self.at_soft("case")
                elif starts_expression[kind] != 0 and kind != tokens.LPAR and kind != tokens.LSQB:
                    result = True
        except error.ParseError:
            result = False
        self.reset(mark)
        return result

    def match_subject(self):
        start = self.tok
        first = self.star_named_expression()
        if self.kind != tokens.COMMA:
            if isinstance(first, ast.Starred):
                raise self.invalid_syntax()
            return first
        elts = [first]
        while self.match(tokens.COMMA):
            if self.kind == tokens.COLON:
                break
            elts.append(self.star_named_expression())
        return ast.Tuple(elts, ast.LOAD, self.pos(start))

    def match_stmt(self):
        start = self.advance()
        subject = self.match_subject()
        self.expect_colon()
        self.expect(tokens.NEWLINE)
        if self.kind != tokens.INDENT:
            raise self.indent_error(
                "expected an indented block after 'match' statement on line %d" % start.lineno,
                self.tok,
            )
        self.advance()
        cases = []
        while self.kind != tokens.DEDENT and self.kind != tokens.ENDMARKER:
            if not self.at_soft("case"):
                raise self.invalid_syntax()
            cases.append(self.case_block())
        if self.kind == tokens.DEDENT:
            self.advance()
        return ast.Match(subject, cases, self.pos(start))

    def case_block(self):
        start = self.advance()
        node = self.patterns()
        guard = None
        if self.match(tokens.KW_IF):
            guard = self.named_expression()
        self.expect_colon()
        body = self.block("'case' statement", start)
        return ast.match_case(node, guard, body, self.pos(start))


def _is_singleton(node):
    if isinstance(node, ast.Constant):
        kind = node.value.kind
        return kind == constant.NONE or kind == constant.TRUE or kind == constant.FALSE
    return False


def parser_for(source):
    """A parser for a SourceInfo."""
    return Parser(source, Tokenizer(source, 0, len(source.text), 1, 0, False))


def parse_module(source):
    """Parse a file."""
    return parser_for(source).file_input()


def parse_eval(source):
    """Parse the argument of eval()."""
    return parser_for(source).eval_input()


def parse_single(source):
    """Parse one interactive statement."""
    return parser_for(source).single_input()

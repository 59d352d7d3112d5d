"""Recursive descent over expressions; binary operators by precedence."""

from rpython.rlib import rfloat

from interpreters.python.parser import ast, base, constant, fstring, strings, tokens
from interpreters.python.parser.base import expr_name, normalize


def _table(pairs):
    """NOT_RPYTHON: token kind -> number."""
    table = [0] * 100
    for kind, number in pairs:
        table[kind] = number
    return table


# token kind -> precedence of the binary operator (0: is none), and its ast number
binary_precedence = _table(
    [
        (tokens.VBAR, 1),
        (tokens.CIRCUMFLEX, 2),
        (tokens.AMPER, 3),
        (tokens.LEFTSHIFT, 4),
        (tokens.RIGHTSHIFT, 4),
        (tokens.PLUS, 5),
        (tokens.MINUS, 5),
        (tokens.STAR, 6),
        (tokens.SLASH, 6),
        (tokens.PERCENT, 6),
        (tokens.DOUBLESLASH, 6),
        (tokens.AT, 6),
    ]
)
binary_operator = _table(
    [
        (tokens.VBAR, ast.BITOR),
        (tokens.CIRCUMFLEX, ast.BITXOR),
        (tokens.AMPER, ast.BITAND),
        (tokens.LEFTSHIFT, ast.LSHIFT),
        (tokens.RIGHTSHIFT, ast.RSHIFT),
        (tokens.PLUS, ast.ADD),
        (tokens.MINUS, ast.SUB),
        (tokens.STAR, ast.MULT),
        (tokens.SLASH, ast.DIV),
        (tokens.PERCENT, ast.MOD),
        (tokens.DOUBLESLASH, ast.FLOORDIV),
        (tokens.AT, ast.MATMULT),
    ]
)
comparison_operator = _table(
    [
        (tokens.EQEQUAL, ast.EQ),
        (tokens.NOTEQUAL, ast.NOTEQ),
        (tokens.LESS, ast.LT),
        (tokens.LESSEQUAL, ast.LTE),
        (tokens.GREATER, ast.GT),
        (tokens.GREATEREQUAL, ast.GTE),
    ]
)
# tokens an expression can start with
starts_expression = _table(
    [
        (kind, 1)
        for kind in [
            tokens.NAME,
            tokens.NUMBER,
            tokens.STRING,
            tokens.LPAR,
            tokens.LSQB,
            tokens.LBRACE,
            tokens.PLUS,
            tokens.MINUS,
            tokens.TILDE,
            tokens.ELLIPSIS,
            tokens.KW_FALSE,
            tokens.KW_NONE,
            tokens.KW_TRUE,
            tokens.KW_AWAIT,
            tokens.KW_LAMBDA,
            tokens.KW_NOT,
        ]
    ]
)


class ExprParser(base.BaseParser):
    """Expressions of the grammar; each method is named after its rule."""

    # ---- lists of expressions

    def at_expression(self):
        """Can an expression start here (a starred one included)?"""
        return starts_expression[self.kind] != 0 or self.kind == tokens.STAR

    def star_expressions(self):
        """An expression, or a tuple without parentheses; items may be starred."""
        start = self.tok
        first = self.star_expression()
        if self.kind != tokens.COMMA:
            return first
        elts = [first]
        while self.match(tokens.COMMA):
            if not self.at_expression():
                break
            elts.append(self.star_expression())
        return ast.Tuple(elts, ast.LOAD, self.pos(start))

    def star_expression(self):
        start = self.tok
        if self.match(tokens.STAR):
            value = self.bitwise_or()
            return ast.Starred(value, ast.LOAD, self.pos(start))
        return self.expression()

    def star_named_expression(self):
        start = self.tok
        if self.match(tokens.STAR):
            value = self.bitwise_or()
            return ast.Starred(value, ast.LOAD, self.pos(start))
        return self.named_expression()

    def named_expression(self):
        """expression, or NAME := expression."""
        start = self.tok
        if self.kind == tokens.NAME and self.peek() == tokens.COLONEQUAL:
            name = normalize(self.advance().text)
            target = ast.Name(name, ast.STORE, self.pos(start))
            self.advance()
            self.only_since(8, "Assignment expressions are")
            value = self.expression()
            return ast.NamedExpr(target, value, self.pos(start))
        node = self.expression()
        if self.kind == tokens.COLONEQUAL and not self.in_fstring:
            raise self.error_node(
                "cannot use assignment expressions with %s" % expr_name(node), node
            )
        return node

    def yield_or_star_expressions(self):
        """The right side of an assignment, or an expression statement."""
        if self.kind == tokens.KW_YIELD:
            return self.yield_expr()
        return self.star_expressions()

    def yield_expr(self):
        start = self.advance()
        if self.match(tokens.KW_FROM):
            value = self.expression()
            return ast.YieldFrom(value, self.pos(start))
        if self.at_expression():
            value = self.star_expressions()
            return ast.Yield(value, self.pos(start))
        return ast.Yield(None, self.pos(start))

    # ---- conditional, lambda, boolean operators

    def expression(self):
        if self.kind == tokens.KW_LAMBDA:
            return self.lambdef()
        start = self.tok
        node = self.disjunction()
        if self.kind == tokens.KW_IF:
            self.advance()
            test = self.disjunction()
            if self.kind != tokens.KW_ELSE:
                if self.kind == tokens.COLON or len(self.tokenizer.open_chars) > 0:
                    raise self.invalid_syntax()
                raise self.error_range("expected 'else' after 'if' expression", node.pos, test.pos)
            self.advance()
            orelse = self.expression()
            return ast.IfExp(test, node, orelse, self.pos(start))
        return node

    def lambdef(self):
        start = self.advance()
        args = self.parameters(tokens.COLON, True)
        self.expect(tokens.COLON)
        body = self.expression()
        return ast.Lambda(args, body, self.pos(start))

    def disjunction(self):
        start = self.tok
        node = self.conjunction()
        if self.kind != tokens.KW_OR:
            return node
        values = [node]
        while self.match(tokens.KW_OR):
            values.append(self.conjunction())
        return ast.BoolOp(ast.OR, values, self.pos(start))

    def conjunction(self):
        start = self.tok
        node = self.inversion()
        if self.kind != tokens.KW_AND:
            return node
        values = [node]
        while self.match(tokens.KW_AND):
            values.append(self.inversion())
        return ast.BoolOp(ast.AND, values, self.pos(start))

    def inversion(self):
        if self.kind == tokens.KW_NOT:
            start = self.advance()
            operand = self.inversion()
            return ast.UnaryOp(ast.NOT, operand, self.pos(start))
        return self.comparison()

    def comparison(self):
        start = self.tok
        left = self.bitwise_or()
        op = self.comparison_op()
        if op == 0:
            return left
        ops = []
        comparators = []
        while op != 0:
            ops.append(op)
            comparators.append(self.bitwise_or())
            op = self.comparison_op()
        return ast.Compare(left, ops, comparators, self.pos(start))

    def comparison_op(self):
        """Skip a comparison operator; 0 if there is none."""
        op = comparison_operator[self.kind]
        if op != 0:
            self.advance()
            return op
        if self.kind == tokens.KW_IN:
            self.advance()
            return ast.IN
        if self.kind == tokens.KW_IS:
            self.advance()
            if self.match(tokens.KW_NOT):
                return ast.ISNOT
            return ast.IS
        if self.kind == tokens.KW_NOT and self.peek() == tokens.KW_IN:
            self.advance()
            self.advance()
            return ast.NOTIN
        return 0

    # ---- arithmetic

    def bitwise_or(self):
        return self.binary(1)

    def binary(self, least):
        """Binary operators of precedence ``least`` and above; they group to the left."""
        start = self.tok
        node = self.factor()
        while True:
            precedence = binary_precedence[self.kind]
            if precedence < least or precedence == 0:
                return node
            op = binary_operator[self.kind]
            self.advance()
            right = self.binary(precedence + 1)
            node = ast.BinOp(node, op, right, self.pos(start))

    def factor(self):
        op = 0
        if self.kind == tokens.MINUS:
            op = ast.USUB
        elif self.kind == tokens.PLUS:
            op = ast.UADD
        elif self.kind == tokens.TILDE:
            op = ast.INVERT
        if op != 0:
            start = self.advance()
            operand = self.factor()
            return ast.UnaryOp(op, operand, self.pos(start))
        return self.power()

    def power(self):
        start = self.tok
        node = self.await_primary()
        if self.match(tokens.DOUBLESTAR):
            right = self.factor()
            return ast.BinOp(node, ast.POW, right, self.pos(start))
        return node

    def await_primary(self):
        if self.kind == tokens.KW_AWAIT:
            start = self.advance()
            value = self.primary()
            return ast.Await(value, self.pos(start))
        return self.primary()

    # ---- primaries

    def primary(self):
        start = self.tok
        node = self.atom()
        while True:
            if self.kind == tokens.DOT:
                self.advance()
                name = self.expect_name()
                node = ast.Attribute(node, name, ast.LOAD, self.pos(start))
            elif self.kind == tokens.LPAR:
                node = self.call(node, start)
            elif self.kind == tokens.LSQB:
                self.advance()
                index = self.slices()
                self.close_bracket(tokens.RSQB)
                node = ast.Subscript(node, index, ast.LOAD, self.pos(start))
            else:
                return node

    def close_bracket(self, kind):
        """The bracket that ends a group; a forgotten comma is the likely mistake."""
        if self.kind != kind:
            raise self.unexpected_in_group()
        self.advance()

    def unexpected_in_group(self):
        """The error for a token that cannot follow an expression inside brackets."""
        tok = self.tok
        if starts_expression[self.kind] != 0 and self.index > 0:
            previous = self.tokens[self.index - 1]
            kind = previous.kind
            soft = kind == tokens.NAME and (
                previous.text == "print" or previous.text == "exec" or previous.text == "match"
            )
            if (
                not soft
                and self.kind != tokens.KW_NOT
                and (
                    kind == tokens.NAME
                    or kind == tokens.NUMBER
                    or kind == tokens.STRING
                    or kind == tokens.RPAR
                    or kind == tokens.RSQB
                    or kind == tokens.RBRACE
                    or kind == tokens.KW_NONE
                    or kind == tokens.KW_TRUE
                    or kind == tokens.KW_FALSE
                )
            ):
                if not (kind == tokens.STRING and self.kind == tokens.STRING):
                    return self.forgotten_comma(previous)
        if tok.kind == tokens.EQUAL and self.index > 0:
            if self.tokens[self.index - 1].kind == tokens.NAME:
                return self.error_range(
                    "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
                    self.pos(self.tokens[self.index - 1]),
                    self.pos(tok),
                )
        return self.invalid_syntax()

    def forgotten_comma(self, previous):
        """Two expressions side by side: check that the second one is sound, then complain."""
        first = self.pos(previous)
        second = self.expression()
        top = len(self.tokenizer.open_chars) - 1
        if self.kind == tokens.ENDMARKER and top >= 0:
            return self.never_closed()
        return self.error_range("invalid syntax. Perhaps you forgot a comma?", first, second.pos)

    def slices(self):
        start = self.tok
        first = self.slice_item()
        if self.kind != tokens.COMMA:
            if isinstance(first, ast.Starred):
                return ast.Tuple([first], ast.LOAD, self.pos(start))
            return first
        elts = [first]
        while self.match(tokens.COMMA):
            if self.kind == tokens.RSQB:
                break
            elts.append(self.slice_item())
        return ast.Tuple(elts, ast.LOAD, self.pos(start))

    def slice_item(self):
        start = self.tok
        if self.kind == tokens.STAR:
            self.advance()
            value = self.bitwise_or()
            return ast.Starred(value, ast.LOAD, self.pos(start))
        lower = None
        if self.kind != tokens.COLON:
            lower = self.named_expression()
            if self.kind != tokens.COLON:
                return lower
        self.advance()
        upper = None
        step = None
        if self.at_slice_part():
            upper = self.expression()
        if self.match(tokens.COLON):
            if self.at_slice_part():
                step = self.expression()
        return ast.Slice(lower, upper, step, self.pos(start))

    def at_slice_part(self):
        return self.kind != tokens.COLON and self.kind != tokens.COMMA and self.kind != tokens.RSQB

    # ---- calls

    def call(self, func, start):
        """The arguments of a call; the current token is the opening parenthesis."""
        open_tok = self.advance()
        args = []
        keywords = []
        self.arguments(args, keywords, open_tok)
        self.close_bracket(tokens.RPAR)
        if len(args) == 1 and len(keywords) == 0:
            arg = args[0]
            if isinstance(arg, ast.GeneratorExp) and self.bare_generator:
                # f(x for x in y): the parentheses of the call are the generator's own
                arg.pos = self.pos(open_tok)
        self.bare_generator = False
        return ast.Call(func, args, keywords, self.pos(start))

    # set by arguments() when its single argument is a generator without own parentheses
    bare_generator = False

    def arguments(self, args, keywords, open_tok):
        """Fill args and keywords; used for calls and for the bases of a class."""
        seen_keyword = False
        seen_double_star = False
        bare = None
        while self.kind != tokens.RPAR:
            start = self.tok
            if self.match(tokens.STAR):
                value = self.expression()
                if seen_double_star:
                    raise self.error_node(
                        "iterable argument unpacking follows keyword argument unpacking", value
                    )
                args.append(ast.Starred(value, ast.LOAD, self.pos(start)))
            elif self.match(tokens.DOUBLESTAR):
                value = self.expression()
                keywords.append(ast.keyword(None, value, self.pos(start)))
                seen_double_star = True
            elif self.kind == tokens.NAME and self.peek() == tokens.EQUAL:
                name = normalize(self.advance().text)
                self.advance()
                if self.kind == tokens.COMMA or self.kind == tokens.RPAR:
                    raise self.error_range(
                        "expected argument value expression", self.pos(start), self.pos(start)
                    )
                value = self.expression()
                self.refuse_generator_argument(value)
                keywords.append(ast.keyword(name, value, self.pos(start)))
                seen_keyword = True
            else:
                value = self.named_expression()
                if self.kind == tokens.KW_FOR or self.kind == tokens.KW_ASYNC:
                    generators = self.comp_for()
                    value = ast.GeneratorExp(value, generators, self.pos(start))
                    if bare is None:
                        bare = value
                    if len(args) > 0 or len(keywords) > 0:
                        raise self.error_node("Generator expression must be parenthesized", value)
                elif self.kind == tokens.EQUAL:
                    raise self.bad_keyword(value)
                elif seen_double_star:
                    raise self.positional_error(
                        "positional argument follows keyword argument unpacking"
                    )
                elif seen_keyword:
                    raise self.positional_error("positional argument follows keyword argument")
                args.append(value)
            if self.kind != tokens.COMMA:
                break
            self.advance()
            if bare is not None and (self.kind != tokens.RPAR or True):
                if self.kind != tokens.RPAR:
                    raise self.error_node("Generator expression must be parenthesized", bare)
        self.bare_generator = bare is not None

    def positional_error(self, msg):
        """CPython points at the last token of the argument list."""
        depth = 0
        while self.kind != tokens.ENDMARKER:
            if self.kind == tokens.LPAR or self.kind == tokens.LSQB or self.kind == tokens.LBRACE:
                depth += 1
            elif self.kind == tokens.RPAR or self.kind == tokens.RSQB or self.kind == tokens.RBRACE:
                if depth == 0:
                    break
                depth -= 1
            self.advance()
        return self.error_tok(msg, self.tok)

    def refuse_generator_argument(self, value):
        if self.kind == tokens.KW_FOR:
            generators = self.comp_for()
            node = ast.GeneratorExp(value, generators, self.pos_from(value.pos))
            raise self.error_range(
                "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", node.pos, node.pos
            )

    def bad_keyword(self, value):
        """The error for ``value = ...`` among the arguments."""
        equal = self.tok
        if isinstance(value, ast.Constant):
            kind = value.value.kind
            if kind == constant.NONE or kind == constant.TRUE or kind == constant.FALSE:
                self.advance()
                return self.error_range(
                    "cannot assign to %s" % expr_name(value), value.pos, self.pos(equal)
                )
        self.advance()
        return self.error_range(
            'expression cannot contain assignment, perhaps you meant "=="?',
            value.pos,
            self.pos(equal),
        )

    # ---- atoms

    def atom(self):
        tok = self.tok
        kind = self.kind
        if kind == tokens.NAME:
            self.advance()
            return ast.Name(normalize(tok.text), ast.LOAD, self.pos(tok))
        if kind == tokens.NUMBER:
            self.advance()
            return ast.Constant(parse_number(tok.text), "", self.pos(tok))
        if kind == tokens.STRING:
            return self.string_atom()
        if kind == tokens.LPAR:
            return self.group()
        if kind == tokens.LSQB:
            return self.list_display()
        if kind == tokens.LBRACE:
            return self.brace_display()
        if kind == tokens.KW_NONE:
            self.advance()
            return ast.Constant(constant.CONST_NONE, "", self.pos(tok))
        if kind == tokens.KW_TRUE:
            self.advance()
            return ast.Constant(constant.CONST_TRUE, "", self.pos(tok))
        if kind == tokens.KW_FALSE:
            self.advance()
            return ast.Constant(constant.CONST_FALSE, "", self.pos(tok))
        if kind == tokens.ELLIPSIS:
            self.advance()
            return ast.Constant(constant.CONST_ELLIPSIS, "", self.pos(tok))
        raise self.invalid_syntax()

    def string_atom(self):
        """Adjacent string literals, one value."""
        start = self.tok
        literals = []
        any_format = False
        bytes_count = 0
        while self.kind == tokens.STRING:
            literal = strings.Literal(self.tok, self.source.text)
            literals.append(literal)
            if literal.is_bytes:
                bytes_count += 1
            if literal.is_format:
                any_format = True
            self.advance()
        pos = self.pos(start)
        if bytes_count > 0:
            if bytes_count != len(literals):
                raise self.error_tok("cannot mix bytes and nonbytes literals", self.newest_token())
            parts = []
            for literal in literals:
                parts.append(self.bytes_of(literal))
            return ast.Constant(constant.BytesConst("".join(parts)), "", pos)
        kind = ""
        if literals[0].is_u:
            kind = "u"
        if not any_format:
            parts = []
            for literal in literals:
                parts.append(self.text_of(literal))
            return ast.Constant(constant.StrConst("".join(parts)), kind, pos)
        joiner = strings.Joiner()
        for literal in literals:
            if literal.is_format:
                fstring.parse_literal(self, literal, joiner, pos)
            else:
                joiner.add_text(self.text_of(literal))
        return joiner.finish(pos)

    def text_of(self, literal):
        """The text of a str literal."""
        start = literal.body_start
        end = literal.body_end
        if literal.is_raw:
            assert start >= 0 and end >= 0
            return self.source.text[start:end]
        return strings.Decoder(self.source, self.newest_token(), literal).decode_text(start, end)

    def bytes_of(self, literal):
        """The bytes of a bytes literal."""
        start = literal.body_start
        end = literal.body_end
        text = self.source.text
        i = start
        while i < end:
            if ord(text[i]) >= 128:
                raise self.error_tok("bytes can only contain ASCII literal characters", literal.tok)
            i += 1
        if literal.is_raw:
            assert start >= 0 and end >= 0
            return text[start:end]
        return strings.Decoder(self.source, self.newest_token(), literal).decode_bytes(start, end)

    def subparser(self, tokenizer, depth):
        """A parser for the expressions inside an f-string."""
        parser = self.make_subparser(tokenizer)
        parser.in_fstring = True
        parser.fstring_depth = depth
        return parser

    def make_subparser(self, tokenizer):
        """A parser of the same class for other tokens."""
        return ExprParser(self.source, tokenizer)

    def group(self):
        """( ... ): grouping, tuple, generator expression."""
        start = self.advance()
        if self.kind == tokens.RPAR:
            self.advance()
            return ast.Tuple([], ast.LOAD, self.pos(start))
        node = self.group_contents(start, tokens.RPAR)
        self.close_bracket(tokens.RPAR)
        # a tuple or generator has the parentheses inside its position
        if isinstance(node, ast.Tuple) and self.fresh_group is node:
            node.pos = self.pos(start)
        elif isinstance(node, ast.GeneratorExp) and self.fresh_group is node:
            node.pos = self.pos(start)
        self.fresh_group = None
        return node

    # the tuple or generator that group_contents made itself
    fresh_group = None

    def group_contents(self, start, end_kind):
        """What stands in parentheses, up to but without the closing one."""
        if self.kind == tokens.KW_YIELD:
            node = self.yield_expr()
            self.fresh_group = None
            return node
        first_tok = self.tok
        if self.kind == tokens.DOUBLESTAR:
            self.advance()
            self.expression()
            if self.kind == end_kind:
                raise self.error_tok("cannot use double starred expression here", first_tok)
            raise self.error_tok("invalid syntax", first_tok)
        first = self.star_named_expression()
        if self.kind == tokens.KW_FOR or (
            self.kind == tokens.KW_ASYNC and self.peek() == tokens.KW_FOR
        ):
            if isinstance(first, ast.Starred):
                raise self.error_node("iterable unpacking cannot be used in comprehension", first)
            generators = self.comp_for()
            node = ast.GeneratorExp(first, generators, self.pos(start))
            self.fresh_group = node
            return node
        if self.kind == tokens.COMMA:
            elts = [first]
            while self.match(tokens.COMMA):
                if self.kind == end_kind:
                    break
                elts.append(self.star_named_expression())
            if self.kind == tokens.KW_FOR and len(elts) > 1:
                pass  # (a, b for ...) is plainly invalid
            node = ast.Tuple(elts, ast.LOAD, self.pos(first_tok))
            self.fresh_group = node
            return node
        if isinstance(first, ast.Starred):
            raise self.error_node("cannot use starred expression here", first)
        self.fresh_group = None
        return first

    def list_display(self):
        """[ ... ]: list or list comprehension."""
        start = self.advance()
        elts = []
        if self.kind != tokens.RSQB:
            first = self.star_named_expression()
            if self.kind == tokens.KW_FOR or self.kind == tokens.KW_ASYNC:
                if isinstance(first, ast.Starred):
                    raise self.error_node(
                        "iterable unpacking cannot be used in comprehension", first
                    )
                generators = self.comp_for()
                self.close_bracket(tokens.RSQB)
                return ast.ListComp(first, generators, self.pos(start))
            elts.append(first)
            while self.match(tokens.COMMA):
                if self.kind == tokens.RSQB:
                    break
                elts.append(self.star_named_expression())
            if self.kind == tokens.KW_FOR and len(elts) > 1:
                raise self.unparenthesized_target(elts)
        self.close_bracket(tokens.RSQB)
        return ast.List(elts, ast.LOAD, self.pos(start))

    def unparenthesized_target(self, elts):
        return self.error_range(
            "did you forget parentheses around the comprehension target?",
            elts[0].pos,
            elts[len(elts) - 1].pos,
        )

    def brace_display(self):
        """{ ... }: dict, set, or their comprehensions."""
        start = self.advance()
        if self.kind == tokens.RBRACE:
            self.advance()
            return ast.Dict([], [], self.pos(start))
        if self.kind == tokens.DOUBLESTAR:
            return self.dict_display(start, None)
        first = self.star_named_expression()
        if self.kind == tokens.COLON and not isinstance(first, ast.Starred):
            return self.dict_display(start, first)
        if self.kind == tokens.KW_FOR or self.kind == tokens.KW_ASYNC:
            if isinstance(first, ast.Starred):
                raise self.error_node("iterable unpacking cannot be used in comprehension", first)
            generators = self.comp_for()
            self.close_bracket(tokens.RBRACE)
            return ast.SetComp(first, generators, self.pos(start))
        elts = [first]
        while self.match(tokens.COMMA):
            if self.kind == tokens.RBRACE:
                break
            elts.append(self.star_named_expression())
        if self.kind == tokens.KW_FOR and len(elts) > 1:
            raise self.unparenthesized_target(elts)
        self.close_bracket(tokens.RBRACE)
        return ast.Set(elts, self.pos(start))

    def dict_display(self, start, first):
        """The rest of a dict display whose first key was read (None: at **)."""
        keys = []
        values = []
        key = first
        while True:
            stars = self.tok
            if key is None and self.match(tokens.DOUBLESTAR):
                value = self.bitwise_or()
                if self.kind == tokens.KW_FOR and len(keys) == 0:
                    raise self.error_tok(
                        "dict unpacking cannot be used in dict comprehension", stars
                    )
                keys.append(None)
                values.append(value)
            else:
                if key is None:
                    key = self.expression()
                if self.kind != tokens.COLON:
                    if self.kind == tokens.RBRACE or self.kind == tokens.COMMA:
                        pos = key.pos
                        raise self.syntax_error(
                            "':' expected after dictionary key",
                            pos.end_lineno,
                            pos.end_col_offset - 1,
                            pos.end_lineno,
                            -1,
                        )
                    raise self.unexpected_in_group()
                colon = self.advance()
                if self.kind == tokens.RBRACE or self.kind == tokens.COMMA:
                    raise self.error_tok("expression expected after dictionary key and ':'", colon)
                if self.kind == tokens.STAR:
                    raise self.error_tok(
                        "cannot use a starred expression in a dictionary value", self.tok
                    )
                value = self.expression()
                if self.kind == tokens.KW_FOR or self.kind == tokens.KW_ASYNC:
                    if len(keys) == 0:
                        generators = self.comp_for()
                        self.close_bracket(tokens.RBRACE)
                        return ast.DictComp(key, value, generators, self.pos(start))
                keys.append(key)
                values.append(value)
            key = None
            if not self.match(tokens.COMMA):
                break
            if self.kind == tokens.RBRACE:
                break
        self.close_bracket(tokens.RBRACE)
        return ast.Dict(keys, values, self.pos(start))

    def comp_for(self):
        """The clauses of a comprehension; the current token is for or async."""
        generators = []
        while self.kind == tokens.KW_FOR or self.kind == tokens.KW_ASYNC:
            start = self.tok
            is_async = 0
            if self.match(tokens.KW_ASYNC):
                is_async = 1
            if self.kind != tokens.KW_FOR:
                raise self.invalid_syntax()
            self.advance()
            target = self.for_target()
            if not self.match(tokens.KW_IN):
                raise self.invalid_syntax()
            iterable = self.disjunction()
            ifs = []
            while self.kind == tokens.KW_IF:
                self.advance()
                ifs.append(self.comp_condition())
            generators.append(ast.comprehension(target, iterable, ifs, is_async, self.pos(start)))
        return generators

    def comp_condition(self):
        """The condition after if in a comprehension: no conditional expression."""
        return self.disjunction()

    def for_target(self):
        """The target list between for and in."""
        start = self.tok
        first = self.target_item()
        node = first
        if self.kind == tokens.COMMA:
            elts = [first]
            while self.match(tokens.COMMA):
                if self.kind == tokens.KW_IN or not self.at_expression():
                    break
                elts.append(self.target_item())
            node = ast.Tuple(elts, ast.LOAD, self.pos(start))
        bad = self.invalid_target(node, base.TARGET_FOR)
        if bad is not None:
            raise self.error_node("cannot assign to %s" % expr_name(bad), bad)
        self.set_context(node, ast.STORE)
        return node

    def target_item(self):
        start = self.tok
        if self.match(tokens.STAR):
            value = self.bitwise_or()
            return ast.Starred(value, ast.LOAD, self.pos(start))
        return self.bitwise_or()

    # ---- parameters

    def parameters(self, end_kind, is_lambda):
        """A parameter list up to end_kind; without annotations for a lambda."""
        start = self.tok
        posonly = []
        args = []
        vararg = None
        kwonly = []
        kw_defaults = []
        kwarg = None
        defaults = []
        seen_star = False
        seen_slash = False
        while self.kind != end_kind:
            tok = self.tok
            if kwarg is not None:
                if self.kind == tokens.STAR or self.kind == tokens.DOUBLESTAR:
                    raise self.error_tok("arguments cannot follow var-keyword argument", tok)
                if self.kind == tokens.SLASH or self.kind == tokens.NAME:
                    raise self.error_tok("arguments cannot follow var-keyword argument", tok)
                raise self.invalid_syntax()
            if self.kind == tokens.SLASH:
                if seen_slash:
                    raise self.error_tok("/ may appear only once", tok)
                if seen_star:
                    raise self.error_tok("/ must be ahead of *", tok)
                if len(args) == 0:
                    raise self.error_tok("at least one argument must precede /", tok)
                self.advance()
                self.only_since(8, "Positional-only parameters are")
                seen_slash = True
                posonly = args
                args = []
            elif self.kind == tokens.STAR:
                if seen_star:
                    raise self.error_tok("* argument may appear only once", tok)
                self.advance()
                seen_star = True
                if self.kind == tokens.NAME:
                    vararg = self.parameter(is_lambda, True)
                    if self.kind == tokens.EQUAL:
                        raise self.error_tok(
                            "var-positional argument cannot have default value", self.tok
                        )
                elif self.kind == end_kind:
                    raise self.error_tok("named arguments must follow bare *", tok)
                elif self.kind == tokens.COMMA:
                    follow = self.peek()
                    if follow == end_kind or follow == tokens.DOUBLESTAR:
                        raise self.error_tok("named arguments must follow bare *", tok)
                else:
                    raise self.invalid_syntax()
            elif self.kind == tokens.DOUBLESTAR:
                self.advance()
                kwarg = self.parameter(is_lambda, False)
                if self.kind == tokens.EQUAL:
                    raise self.error_tok("var-keyword argument cannot have default value", self.tok)
            else:
                if self.kind == tokens.LPAR:
                    if is_lambda:
                        raise self.error_tok(
                            "Lambda expression parameters cannot be parenthesized", tok
                        )
                    raise self.error_tok("Function parameters cannot be parenthesized", tok)
                param = self.parameter(is_lambda, False)
                default = None
                if self.match(tokens.EQUAL):
                    if self.kind == end_kind or self.kind == tokens.COMMA:
                        raise self.error_tok("expected default value expression", self.tok)
                    default = self.expression()
                if seen_star:
                    kwonly.append(param)
                    kw_defaults.append(default)
                else:
                    args.append(param)
                    if default is not None:
                        defaults.append(default)
                    elif len(defaults) > 0:
                        raise self.error_pos(
                            "non-default argument follows default argument", param.pos
                        )
            if self.kind != tokens.COMMA:
                break
            self.advance()
        if self.kind != end_kind:
            raise self.invalid_syntax()
        return ast.arguments(
            posonly, args, vararg, kwonly, kw_defaults, kwarg, defaults, self.pos(start)
        )

    def parameter(self, is_lambda, may_star):
        start = self.tok
        name = self.expect_name()
        annotation = None
        if not is_lambda and self.match(tokens.COLON):
            if may_star and self.kind == tokens.STAR:
                annotation = self.star_expression()
            else:
                annotation = self.expression()
        return ast.arg(name, annotation, self.pos(start))


def parse_number(text):
    """A numeric literal to a constant."""
    if text.find("_") >= 0:
        text = text.replace("_", "")
    if len(text) > 2 and text[0] == "0":
        c = text[1]
        if c == "x" or c == "X":
            return constant.parse_int(text[2:], 16)
        if c == "o" or c == "O":
            return constant.parse_int(text[2:], 8)
        if c == "b" or c == "B":
            return constant.parse_int(text[2:], 2)
    last = len(text) - 1
    assert last >= 0
    if text[last] == "j" or text[last] == "J":
        return constant.ComplexConst(0.0, rfloat.string_to_float(text[:last]))
    for c in text:
        if c == "." or c == "e" or c == "E":
            return constant.FloatConst(rfloat.string_to_float(text))
    return constant.parse_int(text, 10)

"""Patterns of the match statement."""

from interpreters.python.parser import ast, constant, tokens
from interpreters.python.parser.base import normalize
from interpreters.python.parser.expressions import ExprParser, parse_number


class PatternParser(ExprParser):
    """Adds the pattern rules to the expression parser."""

    def patterns(self):
        """The pattern of a case: one, or several with commas (a sequence)."""
        start = self.tok
        first = self.maybe_star_pattern()
        if self.kind != tokens.COMMA:
            if isinstance(first, ast.MatchStar):
                return ast.MatchSequence([first], self.pos(start))
            return first
        items = [first]
        while self.match(tokens.COMMA):
            if self.kind == tokens.COLON or self.kind == tokens.KW_IF:
                break
            items.append(self.maybe_star_pattern())
        return ast.MatchSequence(items, self.pos(start))

    def maybe_star_pattern(self):
        if self.kind == tokens.STAR:
            start = self.advance()
            name = self.expect_name()
            if name == "_":
                return ast.MatchStar(None, self.pos(start))
            return ast.MatchStar(name, self.pos(start))
        return self.pattern()

    def pattern(self):
        """or_pattern ['as' NAME]."""
        start = self.tok
        node = self.or_pattern()
        if self.match(tokens.KW_AS):
            tok = self.tok
            if self.kind != tokens.NAME:
                raise self.error_tok("invalid pattern target", tok)
            name = self.expect_name()
            if name == "_":
                raise self.error_tok("cannot use '_' as a target", tok)
            return ast.MatchAs(node, name, self.pos(start))
        return node

    def or_pattern(self):
        start = self.tok
        first = self.closed_pattern()
        if self.kind != tokens.VBAR:
            return first
        items = [first]
        while self.match(tokens.VBAR):
            items.append(self.closed_pattern())
        return ast.MatchOr(items, self.pos(start))

    def closed_pattern(self):
        tok = self.tok
        kind = self.kind
        if kind == tokens.NUMBER or kind == tokens.MINUS:
            value = self.pattern_number()
            return ast.MatchValue(value, self.pos(tok))
        if kind == tokens.STRING:
            node = self.string_atom()
            if isinstance(node, ast.JoinedStr):
                raise self.error_node(
                    "patterns may only match literals and attribute lookups", node
                )
            return ast.MatchValue(node, self.pos(tok))
        if kind == tokens.KW_NONE:
            self.advance()
            return ast.MatchSingleton(constant.CONST_NONE, self.pos(tok))
        if kind == tokens.KW_TRUE:
            self.advance()
            return ast.MatchSingleton(constant.CONST_TRUE, self.pos(tok))
        if kind == tokens.KW_FALSE:
            self.advance()
            return ast.MatchSingleton(constant.CONST_FALSE, self.pos(tok))
        if kind == tokens.NAME:
            return self.name_pattern()
        if kind == tokens.LPAR:
            return self.group_pattern()
        if kind == tokens.LSQB:
            self.advance()
            items = self.sequence_items(tokens.RSQB)
            self.close_bracket(tokens.RSQB)
            return ast.MatchSequence(items, self.pos(tok))
        if kind == tokens.LBRACE:
            return self.mapping_pattern()
        raise self.invalid_syntax()

    def pattern_number(self):
        """[-] NUMBER [(+|-) NUMBERj]."""
        start = self.tok
        node = self.signed_number()
        if self.kind == tokens.PLUS or self.kind == tokens.MINUS:
            op = ast.ADD
            if self.kind == tokens.MINUS:
                op = ast.SUB
            self.advance()
            if isinstance(node, ast.Constant) and isinstance(node.value, constant.ComplexConst):
                raise self.error_node("real number required in complex literal", node)
            tok = self.tok
            if self.kind != tokens.NUMBER:
                raise self.invalid_syntax()
            self.advance()
            value = parse_number(tok.text)
            if not isinstance(value, constant.ComplexConst):
                raise self.error_tok("imaginary number required in complex literal", tok)
            right = ast.Constant(value, "", self.pos(tok))
            return ast.BinOp(node, op, right, self.pos(start))
        return node

    def signed_number(self):
        start = self.tok
        negative = self.match(tokens.MINUS)
        tok = self.tok
        if self.kind != tokens.NUMBER:
            raise self.invalid_syntax()
        self.advance()
        node = ast.Constant(parse_number(tok.text), "", self.pos(tok))
        if negative:
            return ast.UnaryOp(ast.USUB, node, self.pos(start))
        return node

    def name_pattern(self):
        """Capture, wildcard, dotted value, or class pattern."""
        start = self.tok
        name = normalize(self.advance().text)
        if self.kind != tokens.DOT and self.kind != tokens.LPAR:
            if name == "_":
                return ast.MatchAs(None, None, self.pos(start))
            return ast.MatchAs(None, name, self.pos(start))
        node = self.dotted_name(name, start)
        if self.kind == tokens.LPAR:
            return self.class_pattern(node, start)
        return ast.MatchValue(node, self.pos(start))

    def dotted_name(self, name, start):
        """name(.name)* as an expression; the first name was read."""
        node = self.load_name(name, start)
        while self.match(tokens.DOT):
            attr = self.expect_name()
            node = ast.Attribute(node, attr, ast.LOAD, self.pos(start))
        return node

    def load_name(self, name, start):
        return ast.Name(name, ast.LOAD, self.pos(start))

    def group_pattern(self):
        """( pattern ) or a sequence in parentheses."""
        start = self.advance()
        if self.kind == tokens.RPAR:
            self.advance()
            return ast.MatchSequence([], self.pos(start))
        first = self.maybe_star_pattern()
        if self.kind == tokens.COMMA or isinstance(first, ast.MatchStar):
            items = [first]
            while self.match(tokens.COMMA):
                if self.kind == tokens.RPAR:
                    break
                items.append(self.maybe_star_pattern())
            self.close_bracket(tokens.RPAR)
            return ast.MatchSequence(items, self.pos(start))
        self.close_bracket(tokens.RPAR)
        return first

    def sequence_items(self, end_kind):
        items = []
        while self.kind != end_kind:
            items.append(self.maybe_star_pattern())
            if not self.match(tokens.COMMA):
                break
        return items

    def mapping_pattern(self):
        """{ key: pattern, ..., **rest }."""
        start = self.advance()
        keys = []
        items = []
        rest = None
        while self.kind != tokens.RBRACE:
            if rest is not None:
                raise self.invalid_syntax()
            if self.match(tokens.DOUBLESTAR):
                rest = self.expect_name()
                if rest == "_":
                    raise self.invalid_syntax()
            else:
                keys.append(self.mapping_key())
                self.expect(tokens.COLON)
                items.append(self.pattern())
            if not self.match(tokens.COMMA):
                break
        self.close_bracket(tokens.RBRACE)
        return ast.MatchMapping(keys, items, rest, self.pos(start))

    def mapping_key(self):
        """A literal or a dotted name."""
        tok = self.tok
        kind = self.kind
        if kind == tokens.NUMBER or kind == tokens.MINUS:
            return self.pattern_number()
        if kind == tokens.STRING or kind == tokens.KW_NONE:
            return self.atom()
        if kind == tokens.KW_TRUE or kind == tokens.KW_FALSE:
            return self.atom()
        if kind == tokens.NAME:
            name = normalize(self.advance().text)
            if self.kind != tokens.DOT:
                raise self.invalid_syntax()
            return self.dotted_name(name, tok)
        raise self.invalid_syntax()

    def class_pattern(self, cls, start):
        """cls( patterns, name=pattern ); the current token is the parenthesis."""
        self.advance()
        items = []
        kwd_attrs = []
        kwd_patterns = []
        while self.kind != tokens.RPAR:
            if self.kind == tokens.NAME and self.peek() == tokens.EQUAL:
                kwd_attrs.append(self.expect_name())
                self.advance()
                kwd_patterns.append(self.pattern())
            else:
                tok = self.tok
                item = self.pattern()
                if len(kwd_attrs) > 0:
                    raise self.error_range(
                        "positional patterns follow keyword patterns", self.pos(tok), item.pos
                    )
                items.append(item)
            if not self.match(tokens.COMMA):
                break
        self.close_bracket(tokens.RPAR)
        return ast.MatchClass(cls, items, kwd_attrs, kwd_patterns, self.pos(start))

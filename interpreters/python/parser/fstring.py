"""f-strings: finds the replacement fields of a literal and parses the expressions in them.

The expressions are tokenized in place, in the source text, so their nodes have exact positions.
"""

from interpreters.python.parser import ast, error, strings, tokens
from interpreters.python.parser.tokenizer import Tokenizer

MAX_NESTING = 150


class _Cursor(object):
    """Where in the source the scan of an f-string stands."""

    def __init__(self, parser, literal):
        self.parser = parser
        self.source = parser.source
        self.text = parser.source.text
        self.literal = literal
        self.i = literal.body_start
        self.end = literal.body_end

    def error(self, msg):
        """CPython 3.11 reports errors of an f-string at the token behind the literals."""
        return self.plain_error("f-string: " + msg)

    def plain_error(self, msg):
        """The error with just this message."""
        tok = self.parser.newest_token()
        return self.source.error(
            msg, tok.lineno, tok.col, tok.end_lineno, tok.end_col, error.SYNTAX
        )

    def char(self, i):
        if i < self.end:
            return self.text[i]
        return "\0"


def parse_literal(parser, literal, joiner, pos):
    """Add the pieces of one f-string literal to the joiner."""
    cursor = _Cursor(parser, literal)
    _parse_pieces(cursor, joiner, pos, parser.fstring_depth, 0)
    if cursor.i < cursor.end:
        raise cursor.error("single '}' is not allowed")


def _parse_pieces(cursor, joiner, pos, depth, level):
    """Text and fields up to the end of the literal, or in a format spec (level > 0) up to '}'."""
    text = cursor.text
    while cursor.i < cursor.end:
        start = cursor.i
        i = start
        while i < cursor.end:
            c = text[i]
            if c == "\\" and not cursor.literal.is_raw and i + 1 < cursor.end:
                if text[i + 1] == "{" or text[i + 1] == "}":
                    i += 1
                elif text[i + 1] == "N" and cursor.char(i + 2) == "{":
                    while i < cursor.end and text[i] != "}":
                        i += 1
                    i += 1
                else:
                    i += 2
                continue
            if c == "{" or c == "}":
                break
            i += 1
        if i > cursor.end:
            i = cursor.end
        if i > start:
            joiner.add_text(_decode(cursor, start, i))
        cursor.i = i
        if i >= cursor.end:
            return
        c = text[i]
        if level == 0 and i + 1 < cursor.end and text[i + 1] == c:
            joiner.add_text("{" if c == "{" else "}")
            cursor.i = i + 2
            continue
        if c == "}":
            if level == 0:
                raise cursor.error("single '}' is not allowed")
            return
        _parse_field(cursor, joiner, pos, depth, level)


def _decode(cursor, start, end):
    if cursor.literal.is_raw:
        assert start >= 0 and end >= 0
        return cursor.text[start:end]
    tok = cursor.parser.newest_token()
    return strings.Decoder(cursor.source, tok, cursor.literal).decode_text(start, end)


def _find_end(cursor, i):
    """Offset of the character that ends the expression starting at i: one of ! : = }."""
    text = cursor.text
    brackets = []
    quote = "\0"
    triple = False
    while i < cursor.end:
        c = text[i]
        if c == "\\":
            raise cursor.plain_error("f-string expression part cannot include a backslash")
        if quote != "\0":
            if c == quote:
                if not triple:
                    quote = "\0"
                elif cursor.char(i + 1) == c and cursor.char(i + 2) == c:
                    i += 2
                    quote = "\0"
            i += 1
            continue
        if c == "'" or c == '"':
            quote = c
            triple = cursor.char(i + 1) == c and cursor.char(i + 2) == c
            if triple:
                i += 2
        elif c == "(" or c == "[" or c == "{":
            if len(brackets) >= MAX_NESTING:
                raise cursor.error("too many nested parenthesis")
            brackets.append(c)
        elif c == "#":
            raise cursor.plain_error("f-string expression part cannot include '#'")
        elif len(brackets) == 0 and (
            c == "!" or c == ":" or c == "}" or c == "=" or c == "<" or c == ">"
        ):
            n = cursor.char(i + 1)
            if n == "=" and (c == "!" or c == "=" or c == "<" or c == ">"):
                i += 2
                continue
            if c != "<" and c != ">":
                break
        elif c == ")" or c == "]" or c == "}":
            if len(brackets) == 0:
                raise cursor.error("unmatched '%s'" % c)
            opening = brackets.pop()
            if not (
                (opening == "(" and c == ")")
                or (opening == "[" and c == "]")
                or (opening == "{" and c == "}")
            ):
                raise cursor.error(
                    "closing parenthesis '%s' does not match opening parenthesis '%s'"
                    % (c, opening)
                )
        i += 1
    if quote != "\0":
        raise cursor.error("unterminated string")
    if len(brackets) > 0:
        raise cursor.error("unmatched '%s'" % brackets[len(brackets) - 1])
    return i


def _is_blank(c):
    return c == " " or c == "\t" or c == "\n" or c == "\014" or c == "\r"


def _parse_field(cursor, joiner, pos, depth, level):
    """A replacement field; cursor.i is at its '{'."""
    if level >= 2:
        raise cursor.error("expressions nested too deeply")
    text = cursor.text
    start = cursor.i + 1
    end = _find_end(cursor, start)
    i = start
    while i < end and _is_blank(text[i]):
        i += 1
    if i >= end:
        if end >= cursor.end:
            raise cursor.error("expecting '}'")
        if text[end] != "}":
            raise cursor.error("expression required before '%s'" % text[end])
        raise cursor.error("empty expression not allowed")
    if end >= cursor.end:
        raise cursor.error("expecting '}'")
    node = _parse_expression(cursor, start, end, depth)
    i = end
    debug = False
    if text[i] == "=":
        debug = True
        i += 1
        cursor.parser.only_since(8, "f-string: self documenting expressions are")
        while i < cursor.end and _is_blank(text[i]):
            i += 1
        assert start >= 0 and i >= 0
        joiner.add_text(text[start:i])
    conversion = -1
    if cursor.char(i) == "!":
        i += 1
        if i >= cursor.end:
            raise cursor.error("expecting '}'")
        c = text[i]
        if not (c == "s" or c == "r" or c == "a"):
            raise cursor.error("invalid conversion character: expected 's', 'r', or 'a'")
        conversion = ord(c)
        i += 1
    spec = None
    if cursor.char(i) == ":":
        cursor.i = i + 1
        inner = strings.Joiner()
        _parse_pieces(cursor, inner, pos, depth, level + 1)
        spec = inner.finish(pos)
        i = cursor.i
    if cursor.char(i) != "}" or i >= cursor.end:
        raise cursor.error("expecting '}'")
    cursor.i = i + 1
    if debug and spec is None and conversion < 0:
        conversion = ord("r")
    joiner.add_value(ast.FormattedValue(node, conversion, spec, pos), pos)


def _parse_expression(cursor, start, end, depth):
    """Parse source[start:end] as if it stood in parentheses."""
    # line and column where it starts
    text = cursor.text
    tok = cursor.literal.tok
    lineno = tok.lineno
    line_start = tok.start - tok.col
    i = tok.start
    while i < start:
        if text[i] == "\n":
            lineno += 1
            line_start = i + 1
        i += 1
    tokenizer = Tokenizer(cursor.source, start, end, lineno, line_start, True)
    parser = cursor.parser.subparser(tokenizer, depth + 1)
    parser.field_start = start
    node = parser.group_contents(parser.tok, tokens.ENDMARKER)
    if parser.kind != tokens.ENDMARKER:
        raise parser.unexpected_in_group()
    return node

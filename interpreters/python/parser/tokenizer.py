"""Source text to tokens, one at a time, with Python's indentation and line-joining rules."""

from interpreters.python.parser import error, tokens
from interpreters.python.parser.tokens import Token

TAB_SIZE = 8
MAX_INDENT = 100
MAX_LEVEL = 200


def is_name_start(c):
    """May the byte begin an identifier?  Bytes of non-ASCII characters count as letters here."""
    return ("a" <= c and c <= "z") or ("A" <= c and c <= "Z") or c == "_" or ord(c) >= 128


def is_digit(c):
    """Is the byte an ASCII digit?"""
    return "0" <= c and c <= "9"


def is_name_char(c):
    """May the byte continue an identifier?"""
    return is_name_start(c) or is_digit(c)


def is_hex_digit(c):
    """Is the byte a hexadecimal digit?"""
    return is_digit(c) or ("a" <= c and c <= "f") or ("A" <= c and c <= "F")


class Tokenizer(object):
    """Tokenizes source.text[pos:end].

    For the whole text the indentation rules hold; a tokenizer made by ``nested_tokenizer`` reads an
    expression inside an f-string, where newlines are blanks.
    """

    def __init__(self, source, pos, end, lineno, line_start, nested):
        self.source = source
        self.text = source.text
        self.pos = pos
        self.end = end
        self.lineno = lineno
        self.line_start = line_start
        self.nested = nested
        self.at_line_start = not nested
        self.indents = [0]
        self.alt_indents = [0]
        self.pending = 0  # > 0: INDENTs to give, < 0: DEDENTs to give
        self.open_chars = []  # unclosed brackets
        self.open_lines = []
        self.open_cols = []
        self.last_kind = tokens.NEWLINE

    # ---- errors

    def error_at(self, msg, lineno, start, end):
        """A SyntaxError for text[start:end], which lies in the current line."""
        col = start - self.line_start
        end_col = -1
        if end >= 0:
            end_col = end - self.line_start
        return self.source.error(msg, lineno, col, lineno, end_col, error.SYNTAX)

    def error_here(self, msg, start):
        """A SyntaxError from start up to the current position."""
        return self.error_at(msg, self.lineno, start, self.pos)

    # ---- characters

    def char(self, i):
        """Character at offset i, NUL beyond the end."""
        if i < self.end:
            return self.text[i]
        return "\0"

    # ---- tokens

    def make(self, kind, start):
        """A token of the current line from start to the current position."""
        col = start - self.line_start
        text = ""
        end = self.pos
        if kind == tokens.NAME or kind == tokens.NUMBER:
            assert start >= 0 and end >= 0
            text = self.text[start:end]
        self.last_kind = kind
        return Token(kind, text, start, end, self.lineno, col, self.lineno, end - self.line_start)

    def next_token(self):
        """The next token; ENDMARKER again and again at the end."""
        if self.at_line_start and len(self.open_chars) == 0:
            self.at_line_start = False
            self.read_indentation()
        if self.pending > 0:
            self.pending -= 1
            return self.make(tokens.INDENT, self.pos)
        if self.pending < 0:
            self.pending += 1
            self.last_kind = tokens.DEDENT
            col = self.pos - self.line_start
            return Token(tokens.DEDENT, "", self.pos, self.pos, self.lineno, col, self.lineno, col)
        self.skip_blanks()
        if self.pos >= self.end:
            return self.at_end()
        start = self.pos
        c = self.text[start]
        if is_name_start(c):
            return self.read_name(start)
        if is_digit(c) or (c == "." and is_digit(self.char(start + 1))):
            return self.read_number(start)
        if c == "\n":
            self.pos = start + 1
            token = self.make(tokens.NEWLINE, start)
            self.lineno += 1
            self.line_start = self.pos
            self.at_line_start = True
            return token
        if c == '"' or c == "'":
            return self.read_string(start, start)
        return self.read_operator(start, c)

    def at_end(self):
        """At the end of the text: a missing NEWLINE, the DEDENTs, then ENDMARKER."""
        if self.nested:
            return self.make(tokens.ENDMARKER, self.pos)
        if len(self.open_chars) > 0:
            return self.make(tokens.ENDMARKER, self.pos)
        if self.last_kind != tokens.NEWLINE and self.last_kind != tokens.DEDENT:
            if self.last_kind != tokens.ENDMARKER:
                token = self.make(tokens.NEWLINE, self.pos)
                self.lineno += 1
                self.line_start = self.pos
                return token
        if len(self.indents) > 1:
            self.pending = 1 - len(self.indents)
            del self.indents[1:]
            del self.alt_indents[1:]
            return self.next_token()
        return self.make(tokens.ENDMARKER, self.pos)

    def read_indentation(self):
        """At the start of a logical line: skip blank lines, compare the indentation."""
        text = self.text
        while True:
            col = 0
            alt_col = 0
            i = self.pos
            while i < self.end:
                c = text[i]
                if c == " ":
                    col += 1
                    alt_col += 1
                elif c == "\t":
                    col = (col // TAB_SIZE + 1) * TAB_SIZE
                    alt_col += 1
                elif c == "\014":
                    col = 0
                    alt_col = 0
                elif c == "\\" and self.char(i + 1) == "\n":
                    # an indentation continued on the next line: the first one counts
                    i += 2
                    self.lineno += 1
                    self.line_start = i
                    while i < self.end and (text[i] == " " or text[i] == "\t"):
                        i += 1
                    break
                else:
                    break
                i += 1
            if i < self.end and text[i] == "#":
                while i < self.end and text[i] != "\n":
                    i += 1
            if i >= self.end:
                self.pos = i
                return
            if text[i] != "\n":
                break
            self.lineno += 1
            i += 1
            self.pos = i
            self.line_start = i
        self.pos = i
        self.compare_indentation(col, alt_col)

    def indentation_error(self, msg, kind):
        """An IndentationError or TabError at the end of the current line."""
        i = self.text.find("\n", self.pos)
        if i < 0:
            i = self.end
        col = i - self.line_start
        return self.source.error(msg, self.lineno, col, self.lineno, -1, kind)

    def compare_indentation(self, col, alt_col):
        """Set ``pending`` from the columns of a line's first token."""
        top = len(self.indents) - 1
        if col == self.indents[top]:
            if alt_col != self.alt_indents[top]:
                raise self.tab_error()
        elif col > self.indents[top]:
            if len(self.indents) >= MAX_INDENT:
                raise self.indentation_error("too many levels of indentation", error.INDENTATION)
            if alt_col <= self.alt_indents[top]:
                raise self.tab_error()
            self.indents.append(col)
            self.alt_indents.append(alt_col)
            self.pending = 1
        else:
            while top > 0 and col < self.indents[top]:
                self.indents.pop()
                self.alt_indents.pop()
                self.pending -= 1
                top -= 1
            if col != self.indents[top]:
                raise self.indentation_error(
                    "unindent does not match any outer indentation level", error.INDENTATION
                )
            if alt_col != self.alt_indents[top]:
                raise self.tab_error()

    def tab_error(self):
        return self.indentation_error(
            "inconsistent use of tabs and spaces in indentation", error.TAB
        )

    def skip_blanks(self):
        """Skip blanks, comments, joined lines; inside brackets newlines too."""
        text = self.text
        i = self.pos
        while i < self.end:
            c = text[i]
            if c == " " or c == "\t" or c == "\014":
                i += 1
            elif c == "#":
                while i < self.end and text[i] != "\n":
                    i += 1
            elif c == "\n" and (self.nested or len(self.open_chars) > 0):
                i += 1
                self.lineno += 1
                self.line_start = i
            elif c == "\\":
                if i + 1 >= self.end and not self.nested:
                    self.pos = i + 1
                    raise self.error_at("unexpected EOF while parsing", self.lineno, i, -1)
                if self.char(i + 1) != "\n":
                    self.pos = i + 1
                    raise self.error_at(
                        "unexpected character after line continuation character",
                        self.lineno,
                        i + 1,
                        -1,
                    )
                i += 2
                if i >= self.end:
                    self.pos = i
                    raise self.error_at("unexpected EOF while parsing", self.lineno, i - 1, -1)
                self.lineno += 1
                self.line_start = i
            else:
                break
        self.pos = i

    # ---- names, numbers

    def read_name(self, start):
        text = self.text
        i = start
        ascii_only = True
        while i < self.end and is_name_char(text[i]):
            if ord(text[i]) >= 128:
                ascii_only = False
            i += 1
        self.pos = i
        if i < self.end and (text[i] == '"' or text[i] == "'") and i - start <= 2:
            assert start >= 0
            if is_string_prefix(text[start:i]):
                return self.read_string(start, i)
        token = self.make(tokens.NAME, start)
        if not ascii_only:
            self.check_identifier(token)
        elif token.text in tokens.keywords:
            kind = tokens.keywords[token.text]
            self.last_kind = kind
            return Token(
                kind,
                token.text,
                start,
                i,
                token.lineno,
                token.col,
                token.end_lineno,
                token.end_col,
            )
        return token

    def check_identifier(self, token):
        """Refuse characters that cannot be in an identifier."""
        bad = bad_identifier_offset(token.text)
        if bad >= 0:
            start = token.start + bad
            stop = start + 1
            while stop < self.end and (ord(self.text[stop]) & 0xC0) == 0x80:
                stop += 1
            code = utf8_code(self.text, start)
            digits = hex_upper(code, 4)
            assert start >= 0 and stop >= 0
            if is_printable_code(code):
                msg = "invalid character '%s' (U+%s)" % (self.text[start:stop], digits)
            else:
                msg = "invalid non-printable character U+%s" % digits
            raise self.error_at(msg, self.lineno, start, -1)

    def digits(self, i, base, what):
        """Skip digits with single underscores between them; returns the offset behind them."""
        while True:
            first = i
            while is_digit_of(self.char(i), base):
                i += 1
            if i == first:
                c = self.char(i)
                self.pos = i
                if is_digit(c) and base < 10:
                    raise self.error_at(
                        "invalid digit '%s' in %s literal" % (c, what), self.lineno, i, i + 1
                    )
                raise self.error_at("invalid %s literal" % what, self.lineno, i - 1, -1)
            if self.char(i) != "_":
                break
            i += 1
        c = self.char(i)
        if is_digit(c) and base < 10:
            raise self.error_at(
                "invalid digit '%s' in %s literal" % (c, what), self.lineno, i, i + 1
            )
        return i

    def read_number(self, start):
        c = self.text[start]
        n = self.char(start + 1)
        if c == "0" and (n == "x" or n == "X"):
            return self.end_of_number(
                start, self.radix(start + 2, 16, "hexadecimal"), "hexadecimal"
            )
        if c == "0" and (n == "o" or n == "O"):
            return self.end_of_number(start, self.radix(start + 2, 8, "octal"), "octal")
        if c == "0" and (n == "b" or n == "B"):
            return self.end_of_number(start, self.radix(start + 2, 2, "binary"), "binary")
        i = start
        is_float = False
        if c != ".":
            i = self.digits(i, 10, "decimal")
        int_end = i
        if self.char(i) == ".":
            is_float = True
            i += 1
            if is_digit(self.char(i)):
                i = self.digits(i, 10, "decimal")
        e = self.char(i)
        if e == "e" or e == "E":
            j = i + 1
            if self.char(j) == "+" or self.char(j) == "-":
                j += 1
            if is_digit(self.char(j)):
                is_float = True
                i = self.digits(j, 10, "decimal")
            elif j > i + 1:
                self.pos = j
                raise self.error_at("invalid decimal literal", self.lineno, i, -1)
        e = self.char(i)
        if e == "j" or e == "J":
            return self.end_of_number(start, i + 1, "imaginary")
        if not is_float and c == "0":
            k = start
            while k < int_end and (self.text[k] == "0" or self.text[k] == "_"):
                k += 1
            if k < int_end:
                raise self.error_at(
                    "leading zeros in decimal integer literals are not permitted; "
                    "use an 0o prefix for octal integers",
                    self.lineno,
                    start,
                    k,
                )
        return self.end_of_number(start, i, "decimal")

    def radix(self, i, base, what):
        if self.char(i) == "_":
            i += 1
        return self.digits(i, base, what)

    def end_of_number(self, start, i, what):
        """A number may be followed by a keyword without a blank, not by another letter."""
        self.pos = i
        if i < self.end and is_name_char(self.text[i]):
            j = i
            while j < self.end and is_name_char(self.text[j]):
                j += 1
            assert i >= 0
            word = self.text[i:j]
            if not (
                word == "and"
                or word == "else"
                or word == "for"
                or word == "if"
                or word == "in"
                or word == "is"
                or word == "not"
                or word == "or"
            ):
                raise self.error_at("invalid %s literal" % what, self.lineno, i - 1, -1)
            col = i - self.line_start
            self.source.warn(
                False, "invalid %s literal" % what, self.lineno, col - 1, self.lineno, col
            )
        return self.make(tokens.NUMBER, start)

    # ---- strings, operators

    def read_string(self, start, quote_at):
        """A string literal whose opening quote is at quote_at, its prefix at start."""
        text = self.text
        quote = text[quote_at]
        lineno = self.lineno
        col = start - self.line_start
        i = quote_at + 1
        triple = self.char(i) == quote and self.char(i + 1) == quote
        if triple:
            i += 2
        while True:
            if i >= self.end:
                self.pos = i
                raise self.unterminated(start, lineno, col, triple)
            c = text[i]
            if c == "\\":
                i += 1
                if i < self.end and text[i] == "\n":
                    self.lineno += 1
                    self.line_start = i + 1
            elif c == "\n":
                if not triple:
                    self.pos = i
                    raise self.unterminated(start, lineno, col, triple)
                self.lineno += 1
                self.line_start = i + 1
            elif c == quote:
                if not triple:
                    i += 1
                    break
                if self.char(i + 1) == quote and self.char(i + 2) == quote:
                    i += 3
                    break
            i += 1
        self.pos = i
        self.last_kind = tokens.STRING
        assert start >= 0
        return Token(
            tokens.STRING, text[start:i], start, i, lineno, col, self.lineno, i - self.line_start
        )

    def unterminated(self, start, lineno, col, triple):
        """The error for a string literal without its end."""
        if triple:
            last = self.lineno
            if self.end > 0 and self.text[self.end - 1] == "\n" and last > lineno:
                last -= 1
            msg = "unterminated triple-quoted string literal (detected at line %d)" % last
        else:
            msg = "unterminated string literal (detected at line %d)" % self.lineno
        return self.source.error(msg, lineno, col, lineno, -1, error.SYNTAX)

    def read_operator(self, start, c):
        text = self.text
        kind = -1
        assert start >= 0
        for length in [3, 2, 1]:
            if start + length <= self.end:
                op = text[start : start + length]
                if op in tokens.operators:
                    kind = tokens.operators[op]
                    self.pos = start + length
                    break
        if kind < 0:
            self.pos = start + 1
            if c == "<" or c == "!":
                raise self.error_here(self.invalid_syntax(), start)
            if ord(c) < 32 or ord(c) == 127:
                if c == "\0":
                    raise self.error_here("source code cannot contain null bytes", start)
                raise self.error_at(
                    "invalid non-printable character U+%s" % hex_upper(ord(c), 4),
                    self.lineno,
                    start,
                    -1,
                )
            raise self.error_here(self.invalid_syntax(), start)
        if kind == tokens.LPAR or kind == tokens.LSQB or kind == tokens.LBRACE:
            if len(self.open_chars) >= MAX_LEVEL:
                raise self.error_here("too many nested parentheses", start)
            self.open_chars.append(c)
            self.open_lines.append(self.lineno)
            self.open_cols.append(start - self.line_start)
        elif kind == tokens.RPAR or kind == tokens.RSQB or kind == tokens.RBRACE:
            self.close(start, c)
        return self.make(kind, start)

    def invalid_syntax(self):
        """The message on a character that begins nothing."""
        if self.nested:
            return "f-string: invalid syntax"
        return "invalid syntax"

    def close(self, start, c):
        """A closing bracket must match the last one opened."""
        if len(self.open_chars) == 0:
            if self.nested:
                raise self.error_here("f-string: unmatched '%s'" % c, start)
            raise self.error_here("unmatched '%s'" % c, start)
        opening = self.open_chars.pop()
        line = self.open_lines.pop()
        self.open_cols.pop()
        if (
            (opening == "(" and c == ")")
            or (opening == "[" and c == "]")
            or (opening == "{" and c == "}")
        ):
            return
        msg = "closing parenthesis '%s' does not match opening parenthesis '%s'" % (c, opening)
        if self.nested:
            msg = "f-string: " + msg
        if line != self.lineno:
            msg += " on line %d" % line
        raise self.error_here(msg, start)


def is_digit_of(c, base):
    """Is c a digit in that base (2, 8, 10, 16)?"""
    if base == 16:
        return is_hex_digit(c)
    return "0" <= c and ord(c) < ord("0") + base


def is_string_prefix(s):
    """Is s one of r, b, u, f, br, fr in any case and order?"""
    low = s.lower()
    return (
        low == "r"
        or low == "b"
        or low == "u"
        or low == "f"
        or low == "br"
        or low == "rb"
        or low == "fr"
        or low == "rf"
    )


def utf8_code(s, i):
    """The code point that starts at byte i of valid UTF-8."""
    c = ord(s[i])
    if c < 0x80:
        return c
    if c < 0xE0:
        return ((c & 0x1F) << 6) | (ord(s[i + 1]) & 0x3F)
    if c < 0xF0:
        return ((c & 0x0F) << 12) | ((ord(s[i + 1]) & 0x3F) << 6) | (ord(s[i + 2]) & 0x3F)
    return (
        ((c & 0x07) << 18)
        | ((ord(s[i + 1]) & 0x3F) << 12)
        | ((ord(s[i + 2]) & 0x3F) << 6)
        | (ord(s[i + 3]) & 0x3F)
    )


def hex_upper(n, width):
    """n in upper-case hexadecimal, at least width digits."""
    s = ("%x" % n).upper()
    while len(s) < width:
        s = "0" + s
    return s


def is_printable_code(code):
    """A coarse test for the error message on a stray character."""
    if code < 32 or (127 <= code and code < 161) or code == 0xAD:
        return False
    if (0x2000 <= code and code <= 0x200F) or (0x2028 <= code and code <= 0x202F):
        return False
    return not ((0x205F <= code and code <= 0x206F) or code == 0x3000 or code == 0xFEFF)


def bad_identifier_offset(name):
    """Offset of the first character that cannot be in an identifier, or -1.

    Letters are recognised by block: Latin-1 symbols, general punctuation, arrows, mathematical and
    technical symbols, CJK punctuation, private use and emoji are refused.
    """
    i = 0
    while i < len(name):
        if ord(name[i]) < 128:
            i += 1
            continue
        code = utf8_code(name, i)
        if code < 0xC0:
            ok = code == 0xAA or code == 0xB5 or code == 0xB7 or code == 0xBA
            if code == 0xB7 and i == 0:
                ok = False
        elif code == 0xD7 or code == 0xF7 or code == 0x2E2F:
            ok = False
        elif 0x2000 <= code and code < 0x2C00:
            ok = (
                code == 0x203F
                or code == 0x2040
                or code == 0x2054
                or code == 0x2071
                or code == 0x207F
                or (0x2090 <= code and code <= 0x209C)
                or (0x20D0 <= code and code <= 0x20F0)
                or (0x2102 <= code and code <= 0x2188 and code != 0x2116 and code != 0x2122)
            )
        elif 0x3000 <= code and code < 0x3040:
            ok = 0x3005 <= code and code <= 0x3007 or 0x3021 <= code and code <= 0x302F
        elif 0xD800 <= code and code < 0xF900:
            ok = False
        elif 0xFEFF == code or (0xFFE0 <= code and code <= 0xFFFF):
            ok = False
        elif 0x1F000 <= code and code < 0x20000:
            ok = False
        else:
            ok = code < 0xE0000 or (0xE0100 <= code and code <= 0xE01EF)
        if not ok:
            return i
        i += 1
        while i < len(name) and (ord(name[i]) & 0xC0) == 0x80:
            i += 1
    return -1

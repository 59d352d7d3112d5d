"""Errors of the source text: SyntaxError and its two subclasses, as an RPython exception."""

SYNTAX = 0
INDENTATION = 1
TAB = 2


class ParseError(Exception):
    """A SyntaxError (kind SYNTAX), IndentationError or TabError before it becomes an object.

    ``offset`` and ``end_offset`` count characters from 1 (end_offset 0 or -1: unknown); ``text`` is
    the source line or None.
    """

    def __init__(self, msg, filename, lineno, offset, end_lineno, end_offset, text, kind):
        self.msg = msg
        self.filename = filename
        self.lineno = lineno
        self.offset = offset
        self.end_lineno = end_lineno
        self.end_offset = end_offset
        self.text = text
        self.kind = kind

    def __str__(self):
        """NOT_RPYTHON"""
        return "%s (%s, line %d, offset %d)" % (self.msg, self.filename, self.lineno, self.offset)


class ParseWarning(object):
    """What is to be warned of: deprecated, or only strange."""

    def __init__(self, deprecated, msg, lineno, col, end_lineno, end_col):
        self.deprecated = deprecated
        self.msg = msg
        self.lineno = lineno
        self.col = col
        self.end_lineno = end_lineno
        self.end_col = end_col


class SourceInfo(object):
    """A source text (UTF-8, newlines normalized) and its file name: makes errors with positions."""

    def __init__(self, text, filename):
        self.text = text
        self.filename = filename
        self.warnings = []
        self.feature_version = 11  # 3.x: what is newer is refused

    def warn(self, deprecated, msg, lineno, col, end_lineno, end_col):
        """Notes a warning, once for a place: the parser may come by again."""
        for w in self.warnings:
            if w.lineno == lineno and w.col == col and w.msg == msg:
                return
        self.warnings.append(ParseWarning(deprecated, msg, lineno, col, end_lineno, end_col))

    def line(self, lineno):
        """The lineno-th line, with its newline."""
        i = 0
        text = self.text
        while lineno > 1:
            i = text.find("\n", i) + 1
            if i <= 0:
                return ""
            lineno -= 1
        j = text.find("\n", i)
        assert i >= 0
        if j < 0:
            return text[i:]
        return text[i : j + 1]

    def error(self, msg, lineno, col, end_lineno, end_col, kind):
        """A ParseError; col and end_col are byte columns from 0, -1 for unknown."""
        line = self.line(lineno)
        offset = char_column(line, col)
        end_offset = 0
        if end_col >= 0:
            end_line = line
            if end_lineno != lineno:
                end_line = self.line(end_lineno)
            end_offset = char_column(end_line, end_col)
        return ParseError(msg, self.filename, lineno, offset, end_lineno, end_offset, line, kind)


def char_column(line, col):
    """1-based column in characters of a 0-based column in bytes."""
    n = 1
    i = 0
    while i < col:
        if i >= len(line) or (ord(line[i]) & 0xC0) != 0x80:
            n += 1
        i += 1
    return n

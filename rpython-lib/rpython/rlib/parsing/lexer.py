"""Text to tokens."""

from rpython.rlib.parsing.deterministic import LexerError, make_deterministic
from rpython.rlib.parsing.regexparse import NFA


class SourcePos(object):
    """A place in the text: index, line and column, from 0."""

    def __init__(self, i, lineno, columnno):
        self.i = i
        self.lineno = lineno
        self.columnno = columnno


class Token(object):
    """A token: its kind, its text, its SourcePos."""

    def __init__(self, name, source, source_pos):
        self.name = name
        self.source = source
        self.source_pos = source_pos

    def __repr__(self):
        return "Token(%s, %s)" % (self.name, self.source)


class Lexer(object):
    """Made at import time from regular expressions, their names, and the names that are left out."""

    def __init__(self, token_regexs, names, ignore=()):
        nfa = NFA()
        start = nfa.state()
        for kind, regex in enumerate(token_regexs):
            nfa.add(regex, start, kind)
        self.dfa = make_deterministic(nfa, start)
        self.names = list(names)
        self.ignored = [name in ignore for name in names]

    def tokenize(self, text, eof=False):
        """The list of tokens; with `eof` there is a last one named EOF."""
        tokens = []
        i = line = column = 0
        while i < len(text):
            kind, end = self.dfa.longest(text, i)
            if kind < 0 or end == i:
                raise LexerError(text, 0, SourcePos(i, line, column))
            source = text[i:end]
            if not self.ignored[kind]:
                tokens.append(Token(self.names[kind], source, SourcePos(i, line, column)))
            for c in source:
                column += 1
                if c == "\n":
                    line += 1
                    column = 0
            i = end
        if eof:
            tokens.append(Token("EOF", "EOF", SourcePos(i, line, column)))
        return tokens

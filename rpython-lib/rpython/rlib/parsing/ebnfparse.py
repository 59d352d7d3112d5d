"""Grammars as text, read at import time.

    IGNORE: " |\\n";                          tokens that are left out
    DECIMAL: "0|[1-9][0-9]*";                 a token: a name in capitals, a regular expression
    sum: product ["+"] sum | <product>;       a rule: alternatives, tried in their order
    product: (item ";")* item? other+;        groups and repetitions

In the syntax tree `[x]` is left out, `<x>` stands for the whole, and the parts of `>x<` are parts of the rule itself.
"""

from rpython.rlib.parsing import parsing
from rpython.rlib.parsing.lexer import Lexer

_SPECIAL = {"IGNORE"}


class _Reader(object):
    """NOT_RPYTHON: reads a grammar."""

    def __init__(self, text):
        self.names, self.regexs = [], []
        self.literals = {}
        self.rules, self.ignored = [], []
        self.made = 0
        names = ["STRING", "NAME", "PUNCTUATION", "SPACE"]
        regexs = [
            "\"([^\\\\\"]|\\\\.)*\"|'([^\\\\']|\\\\.)*'",
            "[A-Za-z_][A-Za-z0-9_]*",
            "[:;|*+?()<>]|\\[|\\]",
            "[ \\t\\r\\n]+|#[^\\n]*",
        ]
        self.tokens = Lexer(regexs, names, ["SPACE"]).tokenize(text, eof=True)
        self.i = 0
        while self.tokens[self.i].name != "EOF":
            self.definition()

    def take(self, source=None):
        token = self.tokens[self.i]
        if source is not None and token.source != source:
            error = parsing.ErrorInformation(self.i, [source])
            raise parsing.ParseError(token.source_pos, error)
        self.i += 1
        return token

    def is_next(self, *sources):
        return self.tokens[self.i].name != "STRING" and self.tokens[self.i].source in sources

    def definition(self):
        name = self.take().source
        self.take(":")
        if name.isupper() and self.tokens[self.i].name == "STRING":
            regex = _unquoted(self.take().source)
            if name in _SPECIAL:
                name = "IGNORE%d" % len(self.ignored)
                self.ignored.append(name)
            self.names.append(name)
            self.regexs.append(regex)
        else:
            self.rules.append(parsing.Rule(name, self.alternatives()))
        self.take(";")

    def alternatives(self):
        found = [self.sequence()]
        while self.is_next("|"):
            self.take()
            found.append(self.sequence())
        return found

    def sequence(self):
        parts = []
        while not self.is_next("|", ";", ")", "]", "EOF"):
            if self.is_next(">") and parts and self.open_merge:
                break
            parts.extend(self.repeated())
        return parts

    open_merge = False

    def repeated(self):
        mark = parsing.KEEP
        if self.is_next("["):
            self.take()
            parts = self.sequence()
            self.take("]")
            mark = parsing.DROP
        elif self.is_next("<"):
            self.take()
            parts = [self.atom()]
            self.take(">")
            mark = parsing.REPLACE
        elif self.is_next(">"):
            self.take()
            parts = [self.atom()]
            self.take("<")
            mark = parsing.MERGE
        elif self.is_next("("):
            self.take()
            parts = None
            inner = self.alternatives()
            self.take(")")
        else:
            parts = [self.atom()]
        if parts is not None and mark != parsing.KEEP:
            for part in parts:
                part.mark = mark
        if self.is_next("*", "+", "?"):
            kind = {"*": parsing.STAR, "+": parsing.PLUS, "?": parsing.MAYBE}[self.take().source]
            prefix = {parsing.STAR: "_star", parsing.PLUS: "_plus", parsing.MAYBE: "_maybe"}[kind]
            name = "%s_symbol%d" % (prefix, self.made)
            self.made += 1
            self.rules.append(parsing.Rule(name, inner if parts is None else [parts], kind))
            return [parsing.Part(name, parsing.KEEP)]
        if parts is None:
            if len(inner) == 1:
                return inner[0]
            # A group matches once: as one that may match, and must.
            name = "_group_symbol%d" % self.made
            self.made += 1
            self.rules.append(parsing.Rule(name, inner, parsing.ONCE))
            return [parsing.Part(name, parsing.MERGE)]
        return parts

    def atom(self):
        token = self.take()
        if token.name == "STRING":
            text = _unquoted(token.source)
            if text not in self.literals:
                self.literals[text] = "__%d_%s" % (len(self.literals), text)
            return parsing.Part(self.literals[text], parsing.KEEP)
        if token.name != "NAME":
            error = parsing.ErrorInformation(self.i - 1, ["NAME", "STRING"])
            raise parsing.ParseError(token.source_pos, error)
        return parsing.Part(token.source, parsing.KEEP)


def _unquoted(source):
    """NOT_RPYTHON: escapes of quotes are undone, the others are for the regular expression."""
    return source[1:-1].replace("\\" + source[0], source[0])


def _quoted(text):
    """NOT_RPYTHON: the regular expression of a text."""
    return "".join(["\\" + c if c in "\\|*+?()[]{}." else c for c in text])


class _Grammar(object):
    """NOT_RPYTHON: what parse_ebnf gives as its first and second result."""

    def __init__(self, reader):
        literals = sorted(reader.literals)
        # Texts that the grammar names win over tokens of the same length.
        self.names = [reader.literals[text] for text in literals] + reader.names
        self.regexs = [_quoted(text) for text in literals] + reader.regexs
        self.ignored = reader.ignored
        ordered = [rule for rule in reader.rules if not rule.nonterminal.startswith("_")]
        ordered += [rule for rule in reader.rules if rule.nonterminal.startswith("_")]
        known = set(self.names + [rule.nonterminal for rule in ordered] + ["EOF"])
        for rule in ordered:
            for parts in rule.alternatives:
                for part in parts:
                    if part.name not in known:
                        raise ValueError("the grammar has no %r" % part.name)
        self.parser = parsing.PackratParser(ordered)


def parse_ebnf(text):
    """NOT_RPYTHON: (tokens, rules, class of transformers) of a grammar, the first two for make_parse_function."""
    grammar = _Grammar(_Reader(text))

    class ToAST(parsing.Transformer):
        def __init__(self):
            parsing.Transformer.__init__(self, grammar.parser)

    return grammar, grammar.parser.rules, ToAST


def make_parse_function(regexs, rules, eof=False):
    """NOT_RPYTHON: the function from text to a tree."""
    lexer = Lexer(regexs.regexs, regexs.names, regexs.ignored)
    parser = regexs.parser

    def parse(text):
        return parser.parse(lexer.tokenize(text, eof=True))

    return parse


def check_for_missing_names(names, regexs, rules):
    """NOT_RPYTHON: parse_ebnf checks already."""

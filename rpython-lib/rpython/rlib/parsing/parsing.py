"""A parser that tries the alternatives of a rule in their order and remembers what it found where."""

from rpython.rlib.parsing.deterministic import marked_line
from rpython.rlib.parsing.tree import Nonterminal, Symbol

KEEP, DROP, REPLACE, MERGE = 0, 1, 2, 3  # what becomes of a part in the syntax tree
ONCE, STAR, PLUS, MAYBE = 0, 1, 2, 3  # how often a rule matches


class ErrorInformation(object):
    """The farthest position that was reached, and what was expected there."""

    def __init__(self, pos, expected):
        self.pos = pos
        self.expected = expected


class ParseError(Exception):
    """The tokens do not follow the grammar."""

    def __init__(self, source_pos, errorinformation):
        self.source_pos = source_pos
        self.errorinformation = errorinformation
        self.args = (source_pos, errorinformation)

    def nice_error_message(self, filename="<unknown>", source=""):
        """File, line, a mark under the place, what was expected."""
        text = "  File %s, line %d\n" % (filename, self.source_pos.lineno + 1)
        if source:
            text += marked_line(source, self.source_pos) + "\n"
        expected = self.errorinformation.expected
        if len(expected) == 0:
            return text + "ParseError"
        names = [shown(name) for name in expected]
        return text + "ParseError: expected " + " or ".join(names)


def shown(name):
    """The name of a token for people: of one that the grammar gives as a text, the text."""
    if name.startswith("__"):
        at = name.find("_", 2)
        if at >= 0:
            return "'" + name[at + 1 :] + "'"
    return name


class Part(object):
    """A part of an alternative: a token or a rule, and what becomes of it."""

    _immutable_fields_ = ["name", "rule", "mark"]

    def __init__(self, name, mark):
        self.name = name
        self.mark = mark
        self.rule = None  # None for tokens


class Rule(object):
    """A rule: alternatives, lists of Parts."""

    _immutable_fields_ = ["nonterminal", "number", "kind"]

    def __init__(self, nonterminal, alternatives, kind=ONCE):
        self.nonterminal = nonterminal
        self.alternatives = alternatives
        self.kind = kind
        self.number = 0


class Result(object):
    """What a rule found: a node (None: nothing) and where it ended."""

    def __init__(self, node, end):
        self.node = node
        self.end = end


class PackratParser(object):
    """Made at import time from rules, the first of which is to be found if no other is named."""

    def __init__(self, rules, startsymbol=None):
        self.rules = rules
        self.by_name = {}
        for i in range(len(rules)):
            rules[i].number = i
            self.by_name[rules[i].nonterminal] = rules[i]
        for rule in rules:
            for parts in rule.alternatives:
                for part in parts:
                    part.rule = self.by_name.get(part.name)
        self.start = rules[0] if startsymbol is None else self.by_name[startsymbol]

    def parse(self, tokens):
        """The tree of all tokens up to EOF; ParseError."""
        run = _Run(self, tokens)
        result = run.find(self.start, 0)
        if result.node is not None:
            if result.end >= len(tokens) or tokens[result.end].name == "EOF":
                return result.node
            run.expected_here(result.end, "EOF")
        at = run.farthest
        if at >= len(tokens):
            at = len(tokens) - 1
        error = ErrorInformation(at, run.expected[:])
        raise ParseError(tokens[at].source_pos, error)


class _Run(object):
    def __init__(self, parser, tokens):
        self.parser = parser
        self.tokens = tokens
        self.known = {}
        self.farthest = 0
        self.expected = []

    def expected_here(self, pos, name):
        if pos > self.farthest:
            self.farthest = pos
            self.expected = []
        if pos == self.farthest and name not in self.expected:
            self.expected.append(name)

    def find(self, rule, pos):
        key = pos * len(self.parser.rules) + rule.number
        if key in self.known:
            return self.known[key]
        # A rule that begins with itself finds nothing there.
        self.known[key] = Result(None, pos)
        found = self.find_anew(rule, pos)
        self.known[key] = found
        return found

    def find_anew(self, rule, pos):
        if rule.kind == ONCE:
            return self.alternative_of(rule, pos)
        children = []
        while rule.kind != MAYBE or len(children) == 0:
            one = self.alternative_of(rule, pos)
            if one.node is None or one.end == pos:
                break
            children.append(one.node)
            pos = one.end
        if rule.kind == PLUS and len(children) == 0:
            return Result(None, pos)
        return Result(Nonterminal(rule.nonterminal, children), pos)

    def alternative_of(self, rule, pos):
        for i in range(len(rule.alternatives)):
            children, end = self.sequence(rule.alternatives[i], pos)
            if children is not None:
                return Result(Nonterminal(rule.nonterminal, children, i), end)
        return Result(None, pos)

    def sequence(self, parts, pos):
        children = []
        for part in parts:
            if part.rule is not None:
                found = self.find(part.rule, pos)
                if found.node is None:
                    return None, pos
                children.append(found.node)
                pos = found.end
            else:
                if pos >= len(self.tokens) or self.tokens[pos].name != part.name:
                    self.expected_here(pos, part.name)
                    return None, pos
                token = self.tokens[pos]
                children.append(Symbol(token.name, token.source, token))
                pos += 1
        return children, pos


class Transformer(object):
    """A tree without what the grammar leaves out."""

    def __init__(self, parser):
        self.parser = parser

    def transform(self, node):
        """The syntax tree of a tree of the parser."""
        if isinstance(node, Nonterminal):
            return self.changed(node, self.parser.by_name[node.symbol])
        return node

    def changed(self, node, rule):
        children = []
        other = self.collect(node, rule.alternatives[node.alternative], children)
        if other is not None:
            return other
        return Nonterminal(node.symbol, children)

    def collect(self, node, parts, children):
        """Adds what the parts become; a node that replaces them all is the result."""
        for i in range(len(parts)):
            part, child = parts[i], node.children[i]
            if part.mark == DROP:
                continue
            rule = part.rule
            if rule is not None and rule.kind != ONCE:
                assert isinstance(child, Nonterminal)
                for one in child.children:
                    assert isinstance(one, Nonterminal)
                    other = self.collect(one, rule.alternatives[one.alternative], children)
                    if other is not None:
                        children.append(other)
                continue
            made = self.transform(child)
            if part.mark == REPLACE:
                return made
            if part.mark == MERGE and isinstance(made, Nonterminal):
                for one in made.children:
                    children.append(one)
            else:
                children.append(made)
        return None

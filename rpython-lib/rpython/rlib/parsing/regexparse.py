"""Regular expressions of tokens: text to a nondeterministic automaton. At import time only.

a|b   ab   a* a+ a? a{2} a{2,3}   (a)   [a-z]   [^a]   .   \\n \\t \\r \\xNN \\d \\s \\w \\. ...
"""

from rpython._missing import not_implemented

_CLASSES = {
    "d": [ord(c) for c in "0123456789"],
    "s": [9, 10, 11, 12, 13, 32],
    "w": [i for i in range(128) if chr(i).isalnum() or chr(i) == "_"],
}
_ESCAPES = {"n": 10, "t": 9, "r": 13, "f": 12, "v": 11, "0": 0}


class RegexError(Exception):
    """A wrong regular expression."""


class NFA(object):
    """States are numbers; edges are (set of bytes or None for nothing, target)."""

    def __init__(self):
        self.edges = []
        self.final = {}

    def state(self):
        """A new state."""
        self.edges.append([])
        return len(self.edges) - 1

    def edge(self, start, stop, bytes=None):
        """A new edge."""
        self.edges[start].append((bytes, stop))

    def add(self, regex, start, kind):
        """From state `start` the regular expression leads to a final state of the kind."""
        parser = _Parser(self, regex)
        begin, end = parser.alternatives()
        if parser.i != len(regex):
            raise RegexError("%r: %r is not expected" % (regex, regex[parser.i]))
        self.edge(start, begin)
        self.final[end] = kind


class _Parser(object):
    def __init__(self, nfa, text):
        self.nfa, self.text, self.i = nfa, text, 0

    def peek(self):
        return self.text[self.i] if self.i < len(self.text) else ""

    def take(self):
        c = self.peek()
        if c == "":
            raise RegexError("%r ends too early" % self.text)
        self.i += 1
        return c

    def alternatives(self):
        begin, end = self.nfa.state(), self.nfa.state()
        while True:
            a, b = self.sequence()
            self.nfa.edge(begin, a)
            self.nfa.edge(b, end)
            if self.peek() != "|":
                return begin, end
            self.i += 1

    def sequence(self):
        begin = end = self.nfa.state()
        while self.peek() not in ("", "|", ")"):
            a, b = self.repeated()
            self.nfa.edge(end, a)
            end = b
        return begin, end

    def repeated(self):
        start = self.i
        a, b = self.atom()
        stop = self.i
        while self.peek() in ("*", "+", "?", "{"):
            if self.peek() == "{":
                return self.counted(start, stop)
            a, b = self.looped(a, b, self.take())
        return a, b

    def looped(self, a, b, how):
        begin, end = self.nfa.state(), self.nfa.state()
        self.nfa.edge(begin, a)
        self.nfa.edge(b, end)
        if how in "*?":
            self.nfa.edge(begin, end)
        if how in "*+":
            self.nfa.edge(b, a)
        return begin, end

    def counted(self, start, stop):
        closing = self.text.index("}", self.i)
        low, comma, high = self.text[self.i + 1 : closing].partition(",")
        low = int(low)
        many = comma and not high
        high = int(high) if high else low
        begin = end = self.nfa.state()
        for n in range(max(high, low) + (1 if many else 0)):
            self.i = start
            a, b = self.atom()
            assert self.i == stop
            if n >= low:
                a, b = self.looped(a, b, "*" if many else "?")
            self.nfa.edge(end, a)
            end = b
        self.i = closing + 1
        return begin, end

    def atom(self):
        c = self.take()
        if c == "(":
            a, b = self.alternatives()
            if self.take() != ")":
                raise RegexError("%r: a ) is missing" % self.text)
            return a, b
        if c == "[":
            bytes = self.charset()
        elif c == ".":
            bytes = set(range(256)) - {10}
        elif c == "\\":
            bytes = set(self.escape())
        else:
            data = c.encode("latin-1") if ord(c) < 256 else c.encode("utf-8")
            begin = end = self.nfa.state()
            for byte in data:
                following = self.nfa.state()
                self.nfa.edge(end, following, frozenset([byte]))
                end = following
            return begin, end
        a, b = self.nfa.state(), self.nfa.state()
        self.nfa.edge(a, b, frozenset(bytes))
        return a, b

    def escape(self):
        c = self.take()
        if c == "x":
            return [int(self.take() + self.take(), 16)]
        return _CLASSES.get(c) or [_ESCAPES.get(c, ord(c))]

    def charset(self):
        negated = self.peek() == "^"
        if negated:
            self.i += 1
        bytes = set()
        while self.peek() != "]":
            c = self.take()
            first = self.escape() if c == "\\" else [ord(c)]
            if self.peek() == "-" and self.text[self.i + 1 : self.i + 2] != "]":
                self.i += 1
                c = self.take()
                last = self.escape() if c == "\\" else [ord(c)]
                bytes.update(range(first[0], last[0] + 1))
            else:
                bytes.update(first)
        self.i += 1
        return set(range(256)) - bytes if negated else bytes


__getattr__ = not_implemented(__name__)

"""Deterministic automata, made at import time, that find the longest token."""


class LexerError(Exception):
    """No token begins here: the text, the state, and the SourcePos."""

    def __init__(self, input, state, source_pos):
        self.input = input
        self.state = state
        self.source_pos = source_pos
        self.args = (input, state, source_pos)

    def nice_error_message(self, filename="<unknown>"):
        """File, line, and a mark under the place."""
        pos = self.source_pos
        return "  File %s, line %d\n%s\nLexerError" % (
            filename,
            pos.lineno + 1,
            marked_line(self.input, pos),
        )


def marked_line(source, pos):
    """The line of a position, with a mark below."""
    lines = source.split("\n")
    line = lines[pos.lineno] if pos.lineno < len(lines) else ""
    return line + "\n" + " " * pos.columnno + "^"


class DFA(object):
    """`rows[state]` has a state for each byte, -1 if there is none; `final[state]` is a kind or -1."""

    _immutable_fields_ = ["rows[*]", "final[*]"]

    def __init__(self, rows, final):
        self.rows = rows
        self.final = final

    def longest(self, text, i):
        """(kind, end) of the longest token that begins at i; kind -1 if there is none."""
        state = 0
        kind, end = -1, i
        while i < len(text):
            state = self.rows[state][ord(text[i])]
            if state < 0:
                break
            i += 1
            if self.final[state] >= 0:
                kind, end = self.final[state], i
        return kind, end


def make_deterministic(nfa, start):
    """NOT_RPYTHON: the DFA of a nondeterministic automaton; the smallest kind wins."""

    def closed(states):
        found, todo = set(states), list(states)
        while todo:
            for bytes, target in nfa.edges[todo.pop()]:
                if bytes is None and target not in found:
                    found.add(target)
                    todo.append(target)
        return frozenset(found)

    names = {}
    order = []

    def number(states):
        if states not in names:
            names[states] = len(order)
            order.append(states)
        return names[states]

    number(closed([start]))
    rows, final = [], []
    at = 0
    while at < len(order):
        states = order[at]
        kinds = [nfa.final[state] for state in states if state in nfa.final]
        final.append(min(kinds) if kinds else -1)
        targets = [set() for _ in range(256)]
        for state in states:
            for bytes, target in nfa.edges[state]:
                for byte in bytes or ():
                    targets[byte].add(target)
        known = {}
        row = []
        for found in targets:
            key = frozenset(found)
            if key not in known:
                known[key] = number(closed(key)) if key else -1
            row.append(known[key])
        rows.append(row)
        at += 1
    return DFA(rows, final)

"""Syntax trees and their visitors."""

from rpython.rlib.objectmodel import specialize


class Node(object):
    """Base of the nodes."""

    symbol = ""

    @specialize.argtype(1)
    def visit(self, visitor):
        """Calls the visitor's method for this node."""
        return visitor.dispatch(self)


class Symbol(Node):
    """A token: `symbol` is its kind, `additional_info` its text, `token` the Token."""

    def __init__(self, symbol, additional_info, token):
        self.symbol = symbol
        self.additional_info = additional_info
        self.token = token

    def getsourcepos(self):
        """Where it stands."""
        return self.token.source_pos

    def __repr__(self):
        return "Symbol(%s, %s)" % (self.symbol, self.additional_info)


class Nonterminal(Node):
    """A rule that matched, with what it consists of."""

    def __init__(self, symbol, children, alternative=0):
        self.symbol = symbol
        self.children = children
        self.alternative = alternative

    def getsourcepos(self):
        """Where its first token stands; None if it is empty."""
        for child in self.children:
            if isinstance(child, Symbol):
                return child.token.source_pos
            if isinstance(child, Nonterminal):
                found = child.getsourcepos()
                if found is not None:
                    return found
        return None

    def __repr__(self):
        return "Nonterminal(%s, %d)" % (self.symbol, len(self.children))


_DISPATCH = """
def dispatch(self, node):
    symbol = node.symbol
{tests}
    return self.general_visit(node)
"""


class _VisitorMeta(type):
    """At import time: a class gets a `dispatch` with a test for each method `visit_...`."""

    def __new__(cls, name, bases, namespace):
        made = type.__new__(cls, name, bases, namespace)
        tests = []
        for attribute in sorted(dir(made)):
            if attribute.startswith("visit_"):
                tests.append("    if symbol == %r:" % attribute[len("visit_") :])
                tests.append("        return self.%s(node)" % attribute)
        scope = {}
        exec(_DISPATCH.format(tests="\n".join(tests)), scope)
        made.dispatch = scope["dispatch"]
        return made


class RPythonVisitor(metaclass=_VisitorMeta):
    """A visitor: `node.visit(visitor)` calls `visit_SYMBOL(node)`, or `general_visit` if there is none."""

    def general_visit(self, node):
        """For nodes without a method."""
        raise VisitError(node)


class VisitError(Exception):
    """A visitor met a node for which it has no method."""

    def __init__(self, node):
        self.node = node

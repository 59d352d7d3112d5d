"""Functions that a class of the library calls from code that it makes."""

from rpython.rlib.parsing.tree import RPythonVisitor
from rpython.rlib.parsing.tree import Nonterminal, Symbol

# row: refuse.union-result


class Shown(RPythonVisitor):
    def visit_a(self, node):
        return 1

    def visit_b(self, node):
        return [node]


def entry_point(argv):
    tree = Nonterminal(argv[0], [Symbol("x", "y", None)])
    Shown().dispatch(tree)
    return 0


def target(driver, args):
    return entry_point, None

"""Functions called from one place agree on arguments and results."""


class Node(object):
    def eval(self, env, deep=False):
        return 0

    def name(self):
        return None

    def visit(self, other):
        return self


class Num(Node):
    def eval(self, env, deep=False):
        return -1

    def name(self):
        return "num"

    def visit(self, other):
        return other


class Add(Node):
    def eval(self, env, quite_deep=True, extra=None):
        return 2

    def name(self):
        return "x"


def run(node, other):
    s = node.name()
    total = 0
    if s is not None:
        total += len(s)
    node.visit(other)
    return total + node.eval({})


def entry_point(argv):
    direct = Num().visit(Add()).eval({}, True)
    return run(Num(), Num()) + run(Add(), Node()) + direct


def target(driver, args):
    return entry_point

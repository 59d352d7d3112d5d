"""A call of many functions is annotated again: what they give changes, what they get changes, more are called."""


class Node(object):
    def run(self, x, depth=0):
        return None


class Leaf(Node):
    def run(self, x, depth=0):
        return "leaf"


class Loop(Node):
    def __init__(self, body):
        self.body = body

    def run(self, x, depth=0):
        return invoke(self.body, x, depth + 1)


class Mapped(Node):
    def run(self, x, depth=0):
        return str(depth) + x


class Late(Node):
    def run(self, x, depth=0):
        return None


def invoke(node, x, depth):
    return node.run(x, depth)


def one(x):
    return x


def two(x):
    return x + 1


def three(x):
    return 3


def four(x):
    return -x if x > 5 else x


FUNCTIONS = [one, two, three, four]


def entry_point(argv):
    node = Leaf()
    if len(argv) > 1:
        node = Mapped()
    elif len(argv) > 2:
        node = Loop(Loop(Leaf()))
    text = invoke(node, argv[0], 0)
    total = 0
    for f in FUNCTIONS:
        total += f(len(argv))
    if len(argv) > 3:
        text = invoke(Late(), "late", -1)
    if len(argv) > 4:
        for f in FUNCTIONS:
            total += f(-1)
    return total + (0 if text is None else len(text))


def target(driver, args):
    return entry_point, None

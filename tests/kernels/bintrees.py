"""Binary trees made and walked: allocation."""


class Tree(object):
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def check(self):
        if self.left is None:
            return 1
        return 1 + self.left.check() + self.right.check()


def make(depth):
    if depth == 0:
        return Tree(None, None)
    return Tree(make(depth - 1), make(depth - 1))


def entry_point(argv):
    most = 17
    if len(argv) > 1:
        most = int(argv[1])
    total = make(most + 1).check()
    kept = make(most)
    for depth in range(4, most + 1, 2):
        for _ in range(1 << (most - depth + 4)):
            total += make(depth).check()
    print("%d" % (total + kept.check()))
    return 0


def target(driver, args):
    return entry_point, None

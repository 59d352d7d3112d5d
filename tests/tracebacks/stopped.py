# modes: opt0 opt2 debug
# run: index
# run: null
# run: zero
# run: key
# run: endless
from rpython.rlib.objectmodel import dont_inline


class Thing(object):
    def __init__(self, n):
        self.items = [n]
        self.next = None


@dont_inline
def index(n):
    return [1, 2, 3][n]


@dont_inline
def null(thing):
    return thing.next.items[0]


@dont_inline
def zero(n):
    return 10 // n


@dont_inline
def key(d, n):
    return d[n]


root = Thing(0)


def endless(n):
    return endless(n + 1) + 1


def entry_point(argv):
    what = argv[1]
    n = len(argv)
    if what == "index":
        return index(n + 5)
    if what == "null":
        if n > 9:
            root.next = Thing(1)
        return null(root)
    if what == "zero":
        return zero(n - 2)
    if what == "key":
        return key({5: n, 7: 1}, n)
    return endless(n)


def target(driver, args):
    return entry_point

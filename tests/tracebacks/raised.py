# run: call
# run: method 3
# run: reraised
# run: reraised_other
# run: finally
# run: new
# run: stored
# run: inlined
# run: overflow
# run: asserted
# run: deep
# run: prebuilt
# run: with
# run: generator
# run: caught
from rpython.rlib.objectmodel import always_inline, dont_inline
from rpython.rlib.rarithmetic import ovfcheck


class Boom(Exception):
    def __init__(self, code):
        self.code = code


class Node(object):
    def visit(self, n):
        raise NotImplementedError


class Leaf(Node):
    @dont_inline
    def visit(self, n):
        raise Boom(n)


class Pair(Node):
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def visit(self, n):
        if n > 0:
            return self.left.visit(n - 1)
        return self.right.visit(n)


@dont_inline
def lookup(key):
    if key == "a":
        return 1
    raise KeyError


@dont_inline
def tolerant(key):
    try:
        return lookup(key)
    except KeyError:
        return 0


@dont_inline
def cleans_up(key):
    try:
        return lookup(key)
    except KeyError:
        tolerant(key)
        if key == "b":
            return -1
        raise


@dont_inline
def not_mine(key):
    try:
        return cleans_up(key)
    except ValueError:
        return 5


@dont_inline
def at_last(key):
    try:
        n = lookup(key)
    finally:
        tolerant(key)
        cleans_up("b")
    return n


@dont_inline
def other(key):
    try:
        return lookup(key)
    except KeyError:
        raise Boom(3)


class Box(object):
    error = None


box = Box()


@dont_inline
def stored(key):
    try:
        lookup(key)
    except KeyError as e:
        box.error = e
    tolerant(key)
    error = box.error
    if error:
        raise error
    return 1


@always_inline
def small(n):
    if n > 2:
        raise Boom(n)
    return n


@always_inline
def medium(n):
    return small(n) + 1


@dont_inline
def inlined(n):
    return medium(n) * 2


@dont_inline
def sums(n):
    total = 1
    for i in range(n):
        total = ovfcheck(total * 7)
    return total


@dont_inline
def checks(n):
    assert n < 5
    return n


def deep(n):
    if n == 0:
        raise Boom(1)
    return deep(n - 1) + 1


def prebuilt_error(n):
    if n > 1:
        raise error
    return n


error = Boom(17)


class Manager(object):
    def __enter__(self):
        return self

    def __exit__(self, a, b, c):
        tolerant("x")


@dont_inline
def managed(key):
    with Manager():
        return lookup(key)


def numbers(n):
    for i in range(n):
        if i == 2:
            raise Boom(i)
        yield i


@dont_inline
def consumes(n):
    total = 0
    for i in numbers(n):
        total += i
    return total


def entry_point(argv):
    what = argv[1]
    n = len(argv) + 3
    tolerant("q")
    if what == "call":
        return lookup(what)
    if what == "method":
        return Pair(Pair(Leaf(), Leaf()), Leaf()).visit(int(argv[2]))
    if what == "reraised":
        return cleans_up(what)
    if what == "reraised_other":
        return not_mine(what)
    if what == "finally":
        return at_last(what)
    if what == "new":
        return other(what)
    if what == "stored":
        return stored(what)
    if what == "inlined":
        return inlined(n)
    if what == "overflow":
        return sums(n * 10)
    if what == "asserted":
        return checks(n)
    if what == "deep":
        return deep(n * 100)
    if what == "prebuilt":
        return prebuilt_error(n)
    if what == "with":
        return managed(what)
    if what == "generator":
        return consumes(n)
    return tolerant(what)


def target(driver, args):
    return entry_point

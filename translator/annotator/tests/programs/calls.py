"""Defaults, keywords, star arguments, specialisation, functions as values."""

from rpython.rlib.objectmodel import enforceargs, specialize


def plain(a, b=2, *, c=3):
    return a + b + c


def rest(a, *args):
    return a + len(args)


@specialize.arg(0)
def by_constant(op, x):
    if op == "neg":
        return -x
    return str(x)


@specialize.argtype(0)
def by_type(x):
    return x


@specialize.memo()
def memo(cls):
    return cls.__name__ + "!"


@enforceargs(int, float)
def enforced(a, b):
    return a + b


class A(object):
    pass


class B(A):
    pass


def add(x, y):
    return x + y


def sub(x, y):
    return x - y


def add_more(x, y, z=10):
    return x + y + z


table = {"+": add, "-": sub, "++": add_more}
CLOSURES = []


def make(n):
    def closure(x):
        return x + n

    return closure


def entry_point(argv):
    total = plain(1) + plain(1, c=5) + plain(b=2, a=7)
    total += rest(1) + rest(1, 2, 3)
    pair = (4, 5)
    total += plain(*pair)
    total += by_constant("neg", total) + len(by_constant("str", total))
    total += by_type(3) + len(by_type("abc"))
    total += len(memo(A)) + len(memo(B))
    total += int(enforced(1, 2))
    f = table[argv[0]]
    total = f(total, 1)
    total += make5(total) if total else make6(total)
    return total


make5 = make(5)
make6 = make(6)


def target(driver, args):
    return entry_point

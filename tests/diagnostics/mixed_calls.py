"""Functions of different signatures meet."""

# row: refuse.mixed-calls


def one(a):
    return a


def two(a, b):
    return a + b


def entry_point(argv):
    f = one if len(argv) > 1 else two
    print(f(1))
    return 0


def target(driver, args):
    return entry_point, None

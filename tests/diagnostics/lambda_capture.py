"""A lambda that captures a local."""

# row: refuse.lambda-capture


def apply(f):
    return f(1)


def entry_point(argv):
    n = len(argv)
    return apply(lambda x: x + n)
    return 0


def target(driver, args):
    return entry_point, None

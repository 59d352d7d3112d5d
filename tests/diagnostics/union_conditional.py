"""A conditional expression of two types."""

# row: refuse.union-conditional


def entry_point(argv):
    x = len(argv) if len(argv) > 1 else "none"
    print(x)
    return 0


def target(driver, args):
    return entry_point, None

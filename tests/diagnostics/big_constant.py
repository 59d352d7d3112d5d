"""A constant that does not fit a word."""

# row: refuse.big-constant

LIMIT = 1 << 70


def entry_point(argv):
    return LIMIT > len(argv)


def target(driver, args):
    return entry_point, None

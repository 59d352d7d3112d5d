"""A set of lists."""

# row: refuse.set-of-lists


def entry_point(argv):
    s = set()
    s.add(argv)
    print(len(s))
    return 0


def target(driver, args):
    return entry_point, None

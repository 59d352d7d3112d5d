"""A slice of an int."""

# row: refuse.slice-int


def entry_point(argv):
    n = len(argv)
    print(n[1:])
    return 0


def target(driver, args):
    return entry_point, None

"""Unpacking of an int."""

# row: refuse.unpack-int


def entry_point(argv):
    a, b = len(argv)
    print(a, b)
    return 0


def target(driver, args):
    return entry_point, None

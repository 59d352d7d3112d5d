"""Unpacking of a tuple of another length."""

# row: refuse.unpack-constant


def entry_point(argv):
    a, b = (1, 2, len(argv))
    return a + b
    return 0


def target(driver, args):
    return entry_point, None

"""A local that was deleted."""

# row: refuse.read-after-del


def entry_point(argv):
    n = len(argv)
    del n
    return n
    return 0


def target(driver, args):
    return entry_point, None

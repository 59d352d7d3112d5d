"""`globals()`."""

# row: refuse.globals-call


def entry_point(argv):
    print(len(globals()))
    return 0


def target(driver, args):
    return entry_point, None

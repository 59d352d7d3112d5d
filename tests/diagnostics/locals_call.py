"""`locals()`."""

# row: refuse.locals-call


def entry_point(argv):
    print(len(locals()))
    return 0


def target(driver, args):
    return entry_point, None

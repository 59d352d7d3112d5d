"""None is called."""

# row: refuse.call-none


def entry_point(argv):
    f = None
    f()
    return 0


def target(driver, args):
    return entry_point, None

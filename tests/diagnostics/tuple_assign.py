"""An item of a tuple is assigned."""

# row: refuse.tuple-assign


def entry_point(argv):
    t = (1, len(argv))
    t[0] = 5
    return 0


def target(driver, args):
    return entry_point, None

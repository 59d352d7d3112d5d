"""`getattr` with a default."""

# row: refuse.getattr-default


class Thing(object):
    x = 0


def entry_point(argv):
    t = Thing()
    print(getattr(t, "y", 5))
    return 0


def target(driver, args):
    return entry_point, None

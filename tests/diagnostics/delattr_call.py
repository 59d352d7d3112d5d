"""`delattr`."""

# row: refuse.delattr-call


class Thing(object):
    x = 0


def entry_point(argv):
    t = Thing()
    t.x = 1
    delattr(t, "x")
    return 0


def target(driver, args):
    return entry_point, None

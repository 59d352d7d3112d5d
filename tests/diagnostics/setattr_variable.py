"""`setattr` with a name that is not constant."""

# row: refuse.setattr-variable


class Thing(object):
    x = 0


def entry_point(argv):
    t = Thing()
    setattr(t, argv[1], 1)
    return 0


def target(driver, args):
    return entry_point, None

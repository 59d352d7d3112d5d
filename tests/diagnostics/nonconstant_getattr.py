"""getattr with a computed name."""

# row: refuse.nonconstant-getattr

class Point(object):
    def __init__(self):
        self.x = 1
        self.y = 2


def entry_point(argv):
    p = Point()
    return getattr(p, argv[0])


def target(driver, args):
    return entry_point, None

"""A property without a setter is assigned."""

# row: refuse.property-read-only


class Point(object):
    @property
    def x(self):
        return 1


def entry_point(argv):
    p = Point()
    p.x = 5
    return 0


def target(driver, args):
    return entry_point, None

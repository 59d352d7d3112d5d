"""An attribute that nothing sets."""

# row: refuse.missing-attribute

class Point(object):
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Named(Point):
    def __init__(self, x, y, name):
        Point.__init__(self, x, y)
        self.name = name


def entry_point(argv):
    p = Named(1, 2, argv[0])
    print(p.nmae)
    return p.x


def target(driver, args):
    return entry_point, None

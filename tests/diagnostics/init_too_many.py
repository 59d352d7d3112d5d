"""Too many arguments for `__init__`."""

# row: refuse.init-too-many


class Point(object):
    def __init__(self, x, y):
        self.x = x + y


def entry_point(argv):
    print(Point(1, 2, 3).x)
    return 0


def target(driver, args):
    return entry_point, None

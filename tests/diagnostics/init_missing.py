"""Arguments for a class without `__init__`."""

# row: refuse.init-missing


class Point(object):
    x = 0


def entry_point(argv):
    print(Point(1))
    return 0


def target(driver, args):
    return entry_point, None

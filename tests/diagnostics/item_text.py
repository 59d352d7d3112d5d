"""Instances inside of a list that is printed."""

# row: class.list-repr


class Point(object):
    def __repr__(self):
        return "Point"


def entry_point(argv):
    print([Point()])
    return 0


def target(driver, args):
    return entry_point, None

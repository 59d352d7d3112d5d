"""An attribute that `_attrs_` does not have."""

# row: refuse.attrs-breach


class Point(object):
    _attrs_ = ["x"]

    def __init__(self, x):
        self.x = x
        self.y = x


def entry_point(argv):
    return Point(len(argv)).x


def target(driver, args):
    return entry_point, None

"""`_immutable_fields_` that is text."""

# row: refuse.immutable-text


class Point(object):
    _immutable_fields_ = "x"

    def __init__(self, x):
        self.x = x


def entry_point(argv):
    return Point(len(argv)).x


def target(driver, args):
    return entry_point, None

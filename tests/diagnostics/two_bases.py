"""Two bases that are no mixins."""

# row: refuse.two-bases


class Left(object):
    def left_done(self):
        print("left")


class Right(object):
    def right_done(self):
        print("right")


class Both(Left, Right):
    pass


def entry_point(argv):
    both = Both()
    both.left_done()
    both.right_done()
    return 0


def target(driver, args):
    return entry_point, None

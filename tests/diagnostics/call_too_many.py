"""Too many arguments of a method."""

# row: refuse.call-too-many

class Counter(object):
    def __init__(self):
        self.n = 0

    def bump(self):
        self.n += 1


def entry_point(argv):
    c = Counter()
    c.bump(2)
    return c.n


def target(driver, args):
    return entry_point, None

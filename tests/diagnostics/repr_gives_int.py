"""A `__repr__` that gives no text, asked for by a container."""

# row: refuse.union-result


class Named(object):
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return len(self.name)


def entry_point(argv):
    print([Named(arg) for arg in argv])
    return 0


def target(driver, args):
    return entry_point, None

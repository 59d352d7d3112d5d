"""A `__hash__` that gives no int, asked for by a dict."""

# row: refuse.union-result


class Named(object):
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return self.name

    def __eq__(self, other):
        return self.name == other.name


def entry_point(argv):
    seen = {}
    for arg in argv:
        seen[Named(arg)] = 1
    return len(seen)


def target(driver, args):
    return entry_point, None

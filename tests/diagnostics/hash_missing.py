"""Keys that have an equality but no hash."""

# row: refuse.hash-missing


class Money(object):
    def __init__(self, cents):
        self.cents = cents

    def __eq__(self, other):
        return self.cents == other.cents


def entry_point(argv):
    d = {Money(len(argv)): "a"}
    print(d[Money(1)])
    return 0


def target(driver, args):
    return entry_point, None

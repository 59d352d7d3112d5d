"""Members of a list that have an equality of their own."""

# row: class.hash


class Money(object):
    def __init__(self, cents):
        self.cents = cents

    def __eq__(self, other):
        return self.cents == other.cents


def entry_point(argv):
    wallet = [Money(len(argv)), Money(5)]
    print(Money(5) in wallet)
    return 0


def target(driver, args):
    return entry_point, None

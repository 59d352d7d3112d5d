"""An error in a function of the library that the program calls."""

# row: refuse.reached-from-library


class Pair(object):
    def __init__(self, a):
        self.a = a


def itself(pair):
    return pair


def entry_point(argv):
    pairs = [Pair(1), Pair(len(argv))]
    print(min(pairs, key=itself).a)
    pairs.sort(key=itself)
    return 0


def target(driver, args):
    return entry_point, None

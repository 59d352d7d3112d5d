"""Attributes that nobody sets."""


class Thing(object):
    def __init__(self):
        self.counter = 0

    def report(self):
        return self.countr


def entry_point(argv):
    return Thing().report()


def target(driver, args):
    return entry_point

"""Importing the target fails in a function of its own."""

TABLE = {"a": 1}


def make(name):
    return TABLE[name]


VALUE = make("b")


def entry_point(argv):
    return VALUE


def target(driver, args):
    return entry_point, None

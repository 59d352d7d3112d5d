"""A module of the original that would do what is done another way here."""

# row: refuse.module-library

from rpython.rlib import clibffi


def entry_point(argv):
    print(clibffi)
    return 0


def target(driver, args):
    return entry_point, None

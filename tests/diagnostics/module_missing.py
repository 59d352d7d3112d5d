"""A module of the original's library that is not here."""

# row: refuse.module-missing

from rpython.rlib import rope


def entry_point(argv):
    print(rope)
    return 0


def target(driver, args):
    return entry_point, None

"""A module of the original's library that is not written."""

# row: refuse.module-missing

from rpython.rlib import rstacklet


def entry_point(argv):
    print(rstacklet)
    return 0


def target(driver, args):
    return entry_point, None

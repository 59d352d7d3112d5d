"""Regular expressions."""

# row: lib.rsre

from rpython.rlib.rsre import rsre_core


def entry_point(argv):
    print(rsre_core)
    return 0


def target(driver, args):
    return entry_point, None

"""A module of the original's translator."""

# row: refuse.module-translator

from rpython.annotator.model import SomeInteger


def entry_point(argv):
    print(SomeInteger)
    return 0


def target(driver, args):
    return entry_point, None

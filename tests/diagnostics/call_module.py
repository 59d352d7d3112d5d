"""A module is called."""

# row: refuse.call-module

import os


def entry_point(argv):
    print(os(1))
    return 0


def target(driver, args):
    return entry_point, None

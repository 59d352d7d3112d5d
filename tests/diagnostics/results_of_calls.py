"""Functions that are called at one place in the library, whose results have no common type."""

from rpython.rlib import rstacklet

# row: refuse.union-result


class Shared(object):
    pass


sthread = rstacklet.StackletThread()


def produce(caller, arg):
    return caller


def recurse(caller, arg):
    return Shared()


def entry_point(argv):
    if len(argv) > 1:
        sthread.new(produce)
    else:
        sthread.new(recurse)
    return 0


def target(driver, args):
    return entry_point, None

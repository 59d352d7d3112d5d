"""What the library calls in a thread of its own is no function."""

from rpython.rlib import rstacklet

# row: refuse.blocked-call

sthread = rstacklet.StackletThread()


def entry_point(argv):
    sthread.new(argv)
    return 0


def target(driver, args):
    return entry_point, None

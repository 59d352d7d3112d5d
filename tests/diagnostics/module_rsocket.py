"""Sockets."""

# row: lib.rsocket

from rpython.rlib import rsocket


def entry_point(argv):
    print(rsocket)
    return 0


def target(driver, args):
    return entry_point, None

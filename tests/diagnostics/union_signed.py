"""Signed and unsigned ints meet."""

# row: refuse.union-signed

from rpython.rlib.rarithmetic import r_uint


def entry_point(argv):
    x = -len(argv)
    if len(argv) > 1:
        x = r_uint(5)
    print(x)
    return 0


def target(driver, args):
    return entry_point, None

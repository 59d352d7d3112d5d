"""An argument that `enforceargs` does not allow."""

# row: refuse.enforceargs-mismatch

from rpython.rlib.objectmodel import enforceargs


@enforceargs(int)
def half(n):
    return n // 2


def entry_point(argv):
    print(half(argv[0]))
    return 0


def target(driver, args):
    return entry_point, None

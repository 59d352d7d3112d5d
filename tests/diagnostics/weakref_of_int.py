"""A weak reference to an int."""

# row: refuse.weakref-of-int

import weakref


def entry_point(argv):
    r = weakref.ref(len(argv))
    print(r())
    return 0


def target(driver, args):
    return entry_point, None

"""Calls that do not match, operations that are not defined, values without meaning."""

import threading
from rpython.rlib.debug import make_sure_not_resized
from rpython.rlib.objectmodel import specialize

lock = threading.Lock()


def two(a, b):
    return a


@specialize.arg(0)
def constant(x):
    return x


class NoInit(object):
    pass


def entry_point(argv):
    two(1)
    two(1, 2, 3)
    two(1, c=4)
    NoInit(1)
    constant(len(argv))
    argv[0].strp()
    "%d items" % argv[0]
    1 + argv[0]
    use(lock)
    lst = make_sure_not_resized([1])
    lst.append(2)
    return 0


def use(x):
    pass


def target(driver, args):
    return entry_point

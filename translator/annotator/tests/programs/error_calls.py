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
    n = len(argv)
    if n == 1:
        two(1)
    elif n == 2:
        two(1, 2, 3)
    elif n == 3:
        two(1, c=4)
    elif n == 4:
        NoInit(1)
    elif n == 5:
        constant(n)
    elif n == 6:
        argv[0].strp()
    elif n == 7:
        "%d items" % argv[0]
    elif n == 8:
        1 + argv[0]
    elif n == 9:
        use(lock)
    elif n == 10:
        lst = make_sure_not_resized([1])
        lst.append(2)
    elif n == 11:
        argv[0](1)
    elif n == 12:
        NoInit.x = 3
    elif n == 13:
        argv[argv[0]]
    elif n == 14:
        raise NoInit()
    return 0


def use(x):
    pass


def target(driver, args):
    return entry_point

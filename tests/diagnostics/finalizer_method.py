"""A class with a finalizer."""

# row: class.del


class Handle(object):
    def __del__(self):
        print("closed")


def entry_point(argv):
    handle = Handle()
    return 0 if handle else 1


def target(driver, args):
    return entry_point, None

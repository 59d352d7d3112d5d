"""`len` of an instance without `__len__`."""

# row: refuse.instance-len


class Thing(object):
    y = 0


def entry_point(argv):
    print(len(Thing()))
    return 0


def target(driver, args):
    return entry_point, None

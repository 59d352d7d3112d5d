"""An item of an instance without `__getitem__`."""

# row: refuse.instance-getitem


class Thing(object):
    y = 0


def entry_point(argv):
    print(Thing()[0])
    return 0


def target(driver, args):
    return entry_point, None

"""`+` of instances without `__add__`."""

# row: refuse.instance-add


class Thing(object):
    y = 0


def entry_point(argv):
    t = Thing()
    print((t + t).y)
    return 0


def target(driver, args):
    return entry_point, None

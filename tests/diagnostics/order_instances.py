"""Instances without order are compared."""

# row: refuse.order-instances


class Thing(object):
    x = 0


def entry_point(argv):
    print(Thing() < Thing())
    return 0


def target(driver, args):
    return entry_point, None

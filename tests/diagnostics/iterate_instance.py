"""A loop over an instance without `__iter__`."""

# row: refuse.iterate-instance


class Thing(object):
    y = 0


def entry_point(argv):
    for x in Thing():
        print(x)
    return 0


def target(driver, args):
    return entry_point, None

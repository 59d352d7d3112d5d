"""`with` of what is no manager."""

# row: refuse.with-no-exit


class Thing(object):
    x = 0


def entry_point(argv):
    with Thing():
        print("in")
    return 0


def target(driver, args):
    return entry_point, None

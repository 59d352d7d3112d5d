"""A call with `**`."""

# row: refuse.call-double-star


def work(a):
    return a


def entry_point(argv):
    options = {"a": 1}
    print(work(**options))
    return 0


def target(driver, args):
    return entry_point, None

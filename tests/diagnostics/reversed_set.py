"""`reversed` of a set."""

# row: refuse.reversed-set


def entry_point(argv):
    total = 0
    for n in reversed({len(argv), 5}):
        total = total * 10 + n
    return total


def target(driver, args):
    return entry_point, None

"""`int` of a list."""

# row: refuse.int-of-list


def entry_point(argv):
    print(int(argv))
    return 0


def target(driver, args):
    return entry_point, None

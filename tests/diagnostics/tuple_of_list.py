"""`tuple` of a list."""

# row: refuse.tuple-of-list


def entry_point(argv):
    t = tuple(argv)
    print(len(t))
    return 0


def target(driver, args):
    return entry_point, None

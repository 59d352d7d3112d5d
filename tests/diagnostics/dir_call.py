"""`dir()`."""

# row: refuse.dir-call


def entry_point(argv):
    print(len(dir(argv)))
    return 0


def target(driver, args):
    return entry_point, None

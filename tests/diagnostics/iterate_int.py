"""A loop over an int."""

# row: refuse.iterate-int


def entry_point(argv):
    for i in len(argv):
        print(i)
    return 0


def target(driver, args):
    return entry_point, None

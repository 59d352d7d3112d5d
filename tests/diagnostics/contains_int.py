"""`in` an int."""

# row: refuse.contains-int


def entry_point(argv):
    print(1 in len(argv))
    return 0


def target(driver, args):
    return entry_point, None

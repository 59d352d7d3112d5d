"""An attribute of an int."""

# row: refuse.attribute-of-int


def entry_point(argv):
    print(len(argv).real)
    return 0


def target(driver, args):
    return entry_point, None

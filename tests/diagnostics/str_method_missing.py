"""A method that text does not have."""

# row: refuse.str-method-missing


def entry_point(argv):
    print(argv[0].uppercase())
    return 0


def target(driver, args):
    return entry_point, None

"""A method that lists do not have."""

# row: refuse.list-method-missing


def entry_point(argv):
    argv.add("x")
    return 0


def target(driver, args):
    return entry_point, None

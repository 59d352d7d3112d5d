"""`id` of an object."""

# row: refuse.builtin-id


def entry_point(argv):
    print(id(argv))
    return 0


def target(driver, args):
    return entry_point, None

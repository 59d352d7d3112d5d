"""A default of another type."""

# row: refuse.dict-get-default


def entry_point(argv):
    d = {"a": 1}
    print(d.get(argv[0], "none"))
    return 0


def target(driver, args):
    return entry_point, None

"""A list indexed by text."""

# row: refuse.index-by-str


def entry_point(argv):
    print(argv["a"])
    return 0


def target(driver, args):
    return entry_point, None

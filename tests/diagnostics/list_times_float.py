"""A list repeated a float of times."""

# row: refuse.list-times-float


def entry_point(argv):
    print(argv * 1.5)
    return 0


def target(driver, args):
    return entry_point, None

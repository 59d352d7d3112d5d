"""A float that may be None."""

# row: refuse.none-for-float


def entry_point(argv):
    x = None
    if len(argv) > 1:
        x = 1.5
    print(x is None)
    return 0


def target(driver, args):
    return entry_point, None

"""An int constant out of range in a list."""

# row: refuse.promote-wide-int

TABLE = [1, 2, 1 << 80]


def entry_point(argv):
    print(TABLE[len(argv)])
    return 0


def target(driver, args):
    return entry_point, None

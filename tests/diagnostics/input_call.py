"""`input()`."""

# row: refuse.input-call


def entry_point(argv):
    print(input())
    return 0


def target(driver, args):
    return entry_point, None

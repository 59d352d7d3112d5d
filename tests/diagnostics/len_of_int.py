"""`len` of an int."""

# row: refuse.len-of-int


def entry_point(argv):
    print(len(len(argv)))
    return 0


def target(driver, args):
    return entry_point, None

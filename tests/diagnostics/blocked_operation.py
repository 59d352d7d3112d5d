"""A string plus an int."""

# row: refuse.blocked-operation

def label(n):
    return "number " + n


def entry_point(argv):
    print(label(len(argv)))
    return 0


def target(driver, args):
    return entry_point, None

"""Indexing an int."""

# row: refuse.blocked-index

def first(x):
    return x[0]


def entry_point(argv):
    return first(len(argv))


def target(driver, args):
    return entry_point, None

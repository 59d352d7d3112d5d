"""A generator of two types."""

# row: refuse.union-yield


def values(n):
    yield n
    yield "text"


def entry_point(argv):
    for x in values(len(argv)):
        print(x)
    return 0


def target(driver, args):
    return entry_point, None

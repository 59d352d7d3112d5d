"""A list made of a generator that came from elsewhere."""

# row: refuse.list-of-generator


def count(n):
    while n:
        yield n
        n -= 1


def total(g):
    return len(list(g))


def entry_point(argv):
    return total(count(len(argv)))


def target(driver, args):
    return entry_point, None

"""A function that returns an int or a tuple."""

# row: refuse.union-result

def find(items, x):
    for i in range(len(items)):
        if items[i] == x:
            return i, x
    return -1


def entry_point(argv):
    return find(argv, "x")


def target(driver, args):
    return entry_point, None

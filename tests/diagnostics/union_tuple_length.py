"""Tuples of different lengths meet."""

# row: refuse.union-tuple-length


def entry_point(argv):
    pair = (1, 2)
    if len(argv) > 1:
        pair = (1, 2, 3)
    print(pair[0])
    return 0


def target(driver, args):
    return entry_point, None

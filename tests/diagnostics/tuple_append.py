"""A tuple is appended to."""

# row: refuse.tuple-append


def entry_point(argv):
    t = (1, 2)
    t.append(len(argv))
    return 0


def target(driver, args):
    return entry_point, None

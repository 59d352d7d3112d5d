"""`range` of a float."""

# row: refuse.range-of-float


def entry_point(argv):
    for i in range(len(argv) * 0.5):
        print(i)
    return 0


def target(driver, args):
    return entry_point, None

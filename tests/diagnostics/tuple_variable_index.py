"""An index of a tuple that is not constant."""

# row: refuse.tuple-variable-index


def entry_point(argv):
    pair = (1, "a")
    print(pair[len(argv) - 1])
    return 0


def target(driver, args):
    return entry_point, None

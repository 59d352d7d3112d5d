"""A sequence pattern."""

# row: refuse.match-sequence


def entry_point(argv):
    match argv:
        case [a, b]:
            print(a, b)
    return 0


def target(driver, args):
    return entry_point, None

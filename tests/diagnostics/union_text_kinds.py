"""Text and unicode meet."""

# row: refuse.union-text-kinds


def entry_point(argv):
    x = argv[0]
    if len(argv) > 1:
        x = u"wide"
    print(len(x))
    return 0


def target(driver, args):
    return entry_point, None

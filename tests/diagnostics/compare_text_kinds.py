"""Text compared with unicode."""

# row: refuse.compare-text-kinds


def entry_point(argv):
    print(argv[0] == u"wide")
    return 0


def target(driver, args):
    return entry_point, None

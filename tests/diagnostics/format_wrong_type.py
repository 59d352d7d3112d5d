"""`%d` of text."""

# row: refuse.format-wrong-type


def entry_point(argv):
    print("%d" % argv[0])
    return 0


def target(driver, args):
    return entry_point, None

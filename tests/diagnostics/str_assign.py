"""A char of text is assigned."""

# row: refuse.str-assign


def entry_point(argv):
    s = argv[0]
    s[0] = "x"
    return 0


def target(driver, args):
    return entry_point, None

"""A format spec computed at run time."""

# row: expr.computed-spec


def entry_point(argv):
    width = len(argv)
    print(f"{width:{width}d}")
    return 0


def target(driver, args):
    return entry_point, None

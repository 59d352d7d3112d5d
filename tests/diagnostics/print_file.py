"""`print(file=...)`."""

# row: refuse.print-file


def entry_point(argv):
    import sys

    print("x", file=sys.stderr)
    return 0


def target(driver, args):
    return entry_point, None

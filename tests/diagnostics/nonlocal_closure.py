"""`nonlocal` in an inner function."""

# row: stmt.nonlocal-closure


def entry_point(argv):
    n = 0

    def bump():
        nonlocal n
        n += 1

    bump()
    return n
    return 0


def target(driver, args):
    return entry_point, None

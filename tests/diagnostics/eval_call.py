"""`eval`."""

# row: refuse.eval-call


def entry_point(argv):
    print(eval(argv[1]))
    return 0


def target(driver, args):
    return entry_point, None

"""A template that is not constant."""

# row: expr.percent-variable

def entry_point(argv):
    print(argv[0] % len(argv))
    return 0


def target(driver, args):
    return entry_point, None

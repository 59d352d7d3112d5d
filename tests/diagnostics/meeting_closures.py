"""Different closures meet in one variable."""

# row: refuse.meeting-closures


def make_adder(n):
    return lambda x: x + n


def make_scaler(n):
    return lambda x: x * n


def entry_point(argv):
    n = len(argv)
    f = make_adder(n) if n > 1 else make_scaler(n)
    return f(1)


def target(driver, args):
    return entry_point, None

"""`**` in a dict display."""

# row: expr.dict-display-star


def entry_point(argv):
    base = {"a": 1}
    print(len({**base, "b": 2}))
    return 0


def target(driver, args):
    return entry_point, None

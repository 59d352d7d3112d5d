"""A method that dicts do not have."""

# row: refuse.dict-method-missing


def entry_point(argv):
    d = {"a": 1}
    d.append(2)
    return 0


def target(driver, args):
    return entry_point, None

"""A key of another type."""

# row: refuse.dict-wrong-key


def entry_point(argv):
    d = {1: "a"}
    print(d["b"])
    return 0


def target(driver, args):
    return entry_point, None

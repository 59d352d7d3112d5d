"""A list as a key."""

# row: refuse.dict-list-key


def entry_point(argv):
    d = {}
    d[argv] = 1
    print(len(d))
    return 0


def target(driver, args):
    return entry_point, None

"""`ord` of a list."""

# row: refuse.ord-of-list


def entry_point(argv):
    print(ord(argv))
    return 0


def target(driver, args):
    return entry_point, None

"""`!a` in an f-string."""

# row: refuse.fstring-ascii


def entry_point(argv):
    print(f"{argv[0]!a}")
    return 0


def target(driver, args):
    return entry_point, None

"""`map` kept in a variable."""

# row: refuse.map-as-value


def entry_point(argv):
    items = map(len, argv)
    other = items
    for n in other:
        print(n)
    return 0


def target(driver, args):
    return entry_point, None

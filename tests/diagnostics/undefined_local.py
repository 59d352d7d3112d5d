"""A local that is not assigned on every path."""

# row: refuse.undefined-local

def pick(argv):
    if len(argv) > 1:
        choice = argv[1]
    print(choice)


def entry_point(argv):
    pick(argv)
    return 0


def target(driver, args):
    return entry_point, None

"""A handler for a class that is not constant."""

# row: refuse.except-variable


def entry_point(argv):
    kind = ValueError if len(argv) > 1 else KeyError
    try:
        print(int(argv[0]))
    except kind:
        print("caught")
    return 0


def target(driver, args):
    return entry_point, None

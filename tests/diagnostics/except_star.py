"""`except*`."""

# row: refuse.except-star


def entry_point(argv):
    try:
        print(int(argv[0]))
    except* ValueError:
        print("caught")
    return 0


def target(driver, args):
    return entry_point, None

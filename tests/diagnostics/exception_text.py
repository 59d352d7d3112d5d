"""The text of a builtin exception."""

# row: exc.builtin-str


def entry_point(argv):
    try:
        return int(argv[0])
    except ValueError as e:
        print(str(e))
    return 0


def target(driver, args):
    return entry_point, None

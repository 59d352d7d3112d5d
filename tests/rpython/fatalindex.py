"""An index out of range that no handler can catch stops the program."""

# row: exc.fatal
# run: 3
# fatal: IndexError


def pick(items, i):
    return items[i]


def entry_point(argv):
    n = int(argv[1])
    print(pick([10, 20, 30], n - 1))
    print(pick([10, 20, 30], n))
    return 0


def target(driver, args):
    return entry_point, None

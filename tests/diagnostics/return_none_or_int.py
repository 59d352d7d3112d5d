"""A function that returns an int or nothing."""

# row: refuse.return-none-or-int


def find(items):
    for i in range(len(items)):
        if items[i] == "x":
            return i


def entry_point(argv):
    x = find(argv)
    print(x + 1)
    return 0


def target(driver, args):
    return entry_point, None

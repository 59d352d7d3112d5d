"""One variable, an int here and a string there."""

# row: refuse.union-variable

def entry_point(argv):
    if len(argv) > 2:
        x = 5
    else:
        x = argv[0]
    print(x)
    return 0


def target(driver, args):
    return entry_point, None

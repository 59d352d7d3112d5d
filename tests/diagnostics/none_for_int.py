"""None where an int is expected."""

# row: refuse.none-for-int

def parse(s):
    if s.isdigit():
        return int(s)
    return None


def entry_point(argv):
    n = parse(argv[0])
    if n is None:
        return 1
    return n + 1


def target(driver, args):
    return entry_point, None

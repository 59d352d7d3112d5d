"""Several errors are told at once."""

def one(n):
    return "a" + n


def two(items):
    return items.missing


def three(n):
    return undefined_thing + n


def four(a, b):
    return a - b


def entry_point(argv):
    if len(argv) > 5:
        one(len(argv))
    if len(argv) > 4:
        two(argv)
    if len(argv) > 3:
        three(len(argv))
    if len(argv) > 2:
        four(len(argv))
    return 0


def target(driver, args):
    return entry_point, None

"""Too few arguments."""

def add(a, b):
    return a + b


def entry_point(argv):
    return add(len(argv))


def target(driver, args):
    return entry_point, None

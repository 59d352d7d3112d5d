"""Too few arguments."""

# row: refuse.call-too-few

def add(a, b):
    return a + b


def entry_point(argv):
    return add(len(argv))


def target(driver, args):
    return entry_point, None

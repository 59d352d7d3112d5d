"""`send`."""

# row: refuse.generator-send


def counting():
    yield 1
    yield 2


def entry_point(argv):
    g = counting()
    g.send(1)
    return 0


def target(driver, args):
    return entry_point, None

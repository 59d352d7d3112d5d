"""An error three calls deep."""

# row: refuse.deep-call-chain


def outer(n):
    middle(n)


def middle(n):
    inner(n)


def inner(n):
    print(n.name)


def entry_point(argv):
    outer(len(argv))
    return 0


def target(driver, args):
    return entry_point, None

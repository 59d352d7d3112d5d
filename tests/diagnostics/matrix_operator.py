"""The operator `@`."""

# row: refuse.matrix-operator


def entry_point(argv):
    a = len(argv)
    print(a @ a)
    return 0


def target(driver, args):
    return entry_point, None

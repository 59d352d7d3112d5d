"""Complex numbers."""

# row: refuse.complex-literal


def entry_point(argv):
    z = 1j
    print(z)
    return 0


def target(driver, args):
    return entry_point, None

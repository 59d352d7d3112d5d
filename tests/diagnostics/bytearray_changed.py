"""A bytearray that is changed."""

# row: bytearray.items


def entry_point(argv):
    b = bytearray(argv[0])
    b[0] = 120
    return len(b)


def target(driver, args):
    return entry_point, None

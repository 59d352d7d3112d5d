"""A bytearray that grows."""

# row: bytearray.items


def entry_point(argv):
    b = bytearray(argv[0])
    b += bytearray(argv[0])
    return len(b)


def target(driver, args):
    return entry_point, None

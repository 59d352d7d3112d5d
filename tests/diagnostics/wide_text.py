"""A character that is no byte, made at import time."""

# row: refuse.wide-text

ARROW = chr(0x2192)


def entry_point(argv):
    print(ARROW)
    return 0


def target(driver, args):
    return entry_point, None

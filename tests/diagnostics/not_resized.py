"""make_sure_not_resized, and then an append."""

# row: refuse.not-resized

from rpython.rlib.debug import make_sure_not_resized

def entry_point(argv):
    items = [0] * len(argv)
    make_sure_not_resized(items)
    items.append(1)
    return len(items)


def target(driver, args):
    return entry_point, None

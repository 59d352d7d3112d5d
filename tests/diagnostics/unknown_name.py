"""A name that is defined nowhere."""

# row: refuse.unknown-name

def count_items(items):
    return len(itmes)


def entry_point(argv):
    return count_items(argv)


def target(driver, args):
    return entry_point, None

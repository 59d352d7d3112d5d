"""A method that a list does not have."""

# row: refuse.missing-method

def entry_point(argv):
    items = [1, 2]
    items.push(3)
    return len(items)


def target(driver, args):
    return entry_point, None

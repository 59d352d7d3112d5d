"""Items of one list have two types."""

# row: refuse.union-list

def collect(argv):
    items = []
    for arg in argv:
        items.append(arg)
    items.append(len(argv))
    return items


def entry_point(argv):
    return len(collect(argv))


def target(driver, args):
    return entry_point, None

"""hash and id of objects."""

# row: refuse.builtin-hash

class Key(object):
    pass


def entry_point(argv):
    return hash(Key()) + id(argv)


def target(driver, args):
    return entry_point, None

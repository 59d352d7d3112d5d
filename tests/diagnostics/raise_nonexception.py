"""Raising what is no exception."""

# row: refuse.raise-nonexception

class Problem(object):
    pass


def entry_point(argv):
    if len(argv) > 3:
        raise Problem()
    return 0


def target(driver, args):
    return entry_point, None

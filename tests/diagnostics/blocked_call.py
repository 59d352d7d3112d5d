"""Calling what is no function."""

# row: refuse.blocked-call

class Thing(object):
    pass


def entry_point(argv):
    thing = Thing()
    return thing(len(argv))


def target(driver, args):
    return entry_point, None

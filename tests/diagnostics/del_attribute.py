"""Deleting an attribute."""

# row: refuse.del-attribute

class Box(object):
    def __init__(self):
        self.x = 1


def entry_point(argv):
    box = Box()
    del box.x
    return 0


def target(driver, args):
    return entry_point, None

"""An attribute that is given values of two types."""

# row: refuse.union-attribute

class Box(object):
    def __init__(self, value):
        self.value = value


class Item(object):
    pass


def entry_point(argv):
    a = Box("text")
    a.value = Item()
    return len(argv)


def target(driver, args):
    return entry_point, None

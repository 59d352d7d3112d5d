"""Places that can never succeed are kept as stops, with a warning."""


class Holder(object):
    def __init__(self):
        self.item = None
        self.items = []


class Never(object):
    pass


def entry_point(argv):
    h = Holder()
    if len(argv) > 5:
        return h.item.value
    if len(argv) > 6:
        return h.items[0]
    if isinstance(h, Never):
        return h.nothing
    for x in h.items:
        return x.anything
    return len(h.items)


def target(driver, args):
    return entry_point

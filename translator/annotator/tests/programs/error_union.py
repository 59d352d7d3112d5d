"""Values without a common type, in several places."""


class Box(object):
    def __init__(self, value):
        self.value = value


def mixed(n):
    if n:
        return 1
    return "one"


def entry_point(argv):
    a = Box(1)
    b = Box("text")
    lst = [1]
    lst.append(argv[0])
    mixed(len(argv))
    x = None
    if len(argv) > 1:
        x = 5
    return a is b and x is None


def target(driver, args):
    return entry_point

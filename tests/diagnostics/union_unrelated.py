"""Instances without a common base class meet."""

# row: refuse.union-unrelated


class Cat(object):
    name = "cat"


class Car(object):
    name = "car"


def entry_point(argv):
    x = Cat() if len(argv) > 1 else Car()
    print(x.name)
    return 0


def target(driver, args):
    return entry_point, None

"""Text of a class whose subclass alone has a `__str__`."""

# row: refuse.text-of-subclass


class Shape(object):
    pass


class Square(Shape):
    def __str__(self):
        return "square"


def entry_point(argv):
    shape = Square() if len(argv) > 1 else Shape()
    print(str(shape))
    return 0


def target(driver, args):
    return entry_point, None

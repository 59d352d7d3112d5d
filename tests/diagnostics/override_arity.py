"""An overriding method with other arguments."""

# row: refuse.override-arity


class Shape(object):
    def area(self, k):
        return k


class Circle(Shape):
    def area(self):
        return 3


def entry_point(argv):
    for shape in [Shape(), Circle()]:
        print(shape.area(2))
    return 0


def target(driver, args):
    return entry_point, None

"""Attributes, inheritance, methods, class attributes, prebuilt instances, properties."""

from rpython.rlib.objectmodel import import_from_mixin


class Shape(object):
    kind = "shape"
    scale = 1

    def __init__(self, name):
        self.name = name
        self.parent = None

    def area(self):
        raise NotImplementedError

    def describe(self):
        return self.name + str(self.area())


class Square(Shape):
    kind = "square"

    def __init__(self, side):
        Shape.__init__(self, "square")
        self.side = side

    def area(self):
        return self.side * self.side

    @property
    def double(self):
        return self.side * 2


class Circle(Shape):
    _immutable_fields_ = ["radius"]

    def __init__(self, radius):
        Shape.__init__(self, "circle")
        self.radius = radius

    def area(self):
        return int(self.radius * 3)


class Mixin(object):
    _mixin_ = True

    def hello(self):
        return self.value


class One(Mixin):
    def __init__(self):
        self.value = 1


class Two(Mixin):
    def __init__(self):
        self.value = "two"


class Extra(object):
    def extra(self):
        return self.flag


class Three(object):
    import_from_mixin(Extra)

    def __init__(self):
        self.flag = True


class State(object):
    pass


state = State()
state.counter = 0
state.items = []
state.unused = object()

prebuilt = [Square(2), Circle(1.5)]


def take_square(sq):
    return sq.double


def entry_point(argv):
    total = 0
    for shape in prebuilt:
        total += shape.area() * shape.scale
        if isinstance(shape, Square):
            total += take_square(shape)
            shape.parent = prebuilt[0]
    state.counter += 1
    state.items.append(Square(total))
    cls = Square
    if len(argv) > 2:
        cls = Other
    made = cls(3)
    return total + One().hello() + len(Two().hello()) + int(Three().extra()) + len(made.kind)


class Other(Square):
    kind = "other"


def target(driver, args):
    return entry_point

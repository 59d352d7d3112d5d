"""Classes: inheritance, virtual calls, class attributes, isinstance, properties, mixins."""

from rpython.rlib.objectmodel import import_from_mixin

# run: 4


class Shape(object):
    sides = 0
    kind = "shape"
    created = None

    def __init__(self, name):
        self.name = name

    def area(self):
        return 0.0

    def describe(self):
        return "%s %s with %d sides and area %s" % (
            self.kind,
            self.name,
            self.sides,
            str(self.area()),
        )


class Rectangle(Shape):
    sides = 4
    kind = "rectangle"

    def __init__(self, name, w, h):
        Shape.__init__(self, name)
        self.w = w
        self.h = h

    def area(self):
        return float(self.w * self.h)


class Square(Rectangle):
    kind = "square"

    def __init__(self, name, side):
        super().__init__(name, side, side)

    def describe(self):
        return "! " + Rectangle.describe(self)


class Circle(Shape):
    kind = "circle"

    def __init__(self, name, r):
        Shape.__init__(self, name)
        self.r = r

    def area(self):
        return 3.0 * self.r * self.r

    @property
    def diameter(self):
        return self.r * 2

    @staticmethod
    def unit():
        return Circle("unit", 1)

    @classmethod
    def named(cls, name):
        return cls(name, 10)


class Counter(object):
    _mixin_ = True

    def bump(self):
        self.count += 1
        return self.count


class Clicker(Counter):
    def __init__(self):
        self.count = 0


class Stepper(Counter):
    def __init__(self):
        self.count = 100


class Named(object):
    def title(self):
        return "Mr " + self.name


class Person(object):
    import_from_mixin(Named)

    def __init__(self, name):
        self.name = name


class Registry(object):
    def __init__(self):
        self.shapes = []
        self.last = None

    def add(self, shape):
        self.shapes.append(shape)
        self.last = shape
        return self


registry = Registry()
registry.add(Rectangle("prebuilt", 2, 3))


def classify(shape):
    if isinstance(shape, Square):
        return "square of side %d" % shape.w
    elif isinstance(shape, Rectangle):
        return "%d by %d" % (shape.w, shape.h)
    elif isinstance(shape, (Circle,)):
        return "round, %d across" % shape.diameter
    return "unknown"


def entry_point(argv):
    n = int(argv[1])
    registry.add(Square("sq", n)).add(Circle("c", n)).add(Shape("plain"))
    registry.add(Circle.unit())
    registry.add(Circle.named("big"))
    total = 0.0
    for shape in registry.shapes:
        print(shape.describe(), "-", classify(shape))
        total += shape.area()
    print(total, registry.last is not None, registry.last.name)
    c = Clicker()
    s = Stepper()
    print(c.bump(), c.bump(), s.bump(), Person("Bean").title())
    shape = registry.shapes[0]
    shape.created = "yesterday"
    print(shape.created, registry.shapes[1].created is None, shape is registry.shapes[0])
    shape.sides = 99
    print(shape.sides, Rectangle.sides, shape.__class__ is Rectangle)
    method = shape.area
    print(method(), hasattr(shape, "name"), getattr(shape, "name"))
    for cls in [Rectangle, Square]:
        print(cls.kind)
    return len(registry.shapes)


def target(driver, args):
    return entry_point, None

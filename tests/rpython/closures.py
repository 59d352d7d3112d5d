"""Functions made at import time: closures, tables, decorators, default arguments."""

# run: 7


def make_adder(n):
    def add(x):
        return x + n

    return add


def make_op(name, symbol, function):
    def show(a, b):
        return "%d %s %d = %d" % (a, symbol, b, function(a, b))

    show.__name__ = name
    return show


def traced(function):
    def wrapper(n):
        print("enter", n)
        result = function(n)
        print("leave", result)
        return result

    return wrapper


add_one = make_adder(1)
add_ten = make_adder(10)
ADDERS = [make_adder(i * i) for i in range(5)]
OPS = {
    "add": make_op("add", "+", lambda a, b: a + b),
    "sub": make_op("sub", "-", lambda a, b: a - b),
    "mul": make_op("mul", "*", lambda a, b: a * b),
}


@traced
def triple(n):
    return n * 3


def with_defaults(a, b=10, c="text"):
    return "%d %d %s" % (a, b, c)


def compose(f, g, x):
    return f(g(x))


def apply_all(functions, x):
    for f in functions:
        x = f(x)
    return x


def star(*args):
    total = 0
    for arg in args:
        total += arg
    return total


class Dispatcher(object):
    def __init__(self, handler):
        self.handler = handler

    def run(self, x):
        return self.handler(x)


def double(x):
    return x * 2


def negate(x):
    return -x


dispatchers = [Dispatcher(double), Dispatcher(negate), Dispatcher(add_ten)]


def entry_point(argv):
    n = int(argv[1])
    print(add_one(n), add_ten(n), apply_all(ADDERS, n), ADDERS[n % 5](100))
    for name in ["add", "sub", "mul"]:
        print(OPS[name](n, 3))
    print(triple(n))
    print(
        with_defaults(1), with_defaults(2, 3), with_defaults(4, c="named"), with_defaults(b=5, a=6)
    )
    print(compose(double, negate, n), compose(add_one, add_one, n))
    print(star(1), star(1, 2, n), star(*(4, 5)))
    total = 0
    for d in dispatchers:
        total += d.run(n)
    print(total)
    f = double if n > 5 else negate
    print(f(n))
    square = lambda x: x * x  # noqa: E731
    print(square(n))

    def local(x):
        return x + 1000

    print(local(n))
    return add_one(n)


def target(driver, args):
    return entry_point, None

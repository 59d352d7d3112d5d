"""record_exact_class: the class is known without a guard.

loop lacks: guard_class|guard_nonnull_class
loop lacks: call_
output: 200
"""

from rpython.rlib.jit import JitDriver, record_exact_class

driver = JitDriver(greens=["code"], reds=["n", "total", "shapes"], name="record_exact_class")


class Shape(object):
    def size(self):
        return 1


class Square(Shape):
    def size(self):
        return 2


def run(code, shapes, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total, shapes=shapes)
        shape = shapes[n & 1]
        if shape is not None:
            record_exact_class(shape, Square)
            total += shape.size()
        n -= 1
    return total


def entry_point(argv):
    shapes = [Square(), Square()]
    if len(argv) > 5:
        shapes[0] = Shape()
    print(str(run(1, shapes, 100)))
    return 0


def target(driver, args):
    return entry_point, None

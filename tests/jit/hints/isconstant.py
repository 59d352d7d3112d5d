"""isconstant, isvirtual, we_are_jitted: what traced code knows of itself. They do not change what a program does here.

loop lacks: slowly
trace has: int_add\(i\d+, 3\)
output: done
"""

from rpython.rlib.jit import JitDriver, dont_look_inside, isconstant, isvirtual, we_are_jitted

driver = JitDriver(greens=["code"], reds=["n", "total"], name="isconstant")


class Box(object):
    def __init__(self, value):
        self.value = value


@dont_look_inside
def slowly(n):
    return n


def run(code, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total)
        box = Box(n)
        if we_are_jitted():
            if not isconstant(code):
                total += slowly(1)
            if isconstant(n):
                total += slowly(2)
            if not isvirtual(box):
                total += slowly(3)
            total += 3
        n -= box.value - n + 1
    return total


def entry_point(argv):
    # How much was traced decides the sum.
    if run(1, 100) > 3 * 80:
        print("done")
    return 0


def target(driver, args):
    return entry_point, None

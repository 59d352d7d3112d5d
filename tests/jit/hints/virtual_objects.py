"""Objects that do not leave the loop are not allocated, in loops as in bridges that come back to them.

loop lacks: new
bridges: 2
output: 5133
"""

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["box"], name="virtual_objects")


class Box(object):
    def __init__(self, n, total):
        self.n = n
        self.total = total


def run(code, n):
    box = Box(n, 0)
    while box.n > 0:
        driver.jit_merge_point(code=code, box=box)
        extra = 0
        if box.n % 3 == 0:
            extra = 1
        box = Box(box.n - 1, box.total + box.n + extra)
    return box.total


def entry_point(argv):
    print(str(run(1, 100) + 50))
    return 0


def target(driver, args):
    return entry_point, None

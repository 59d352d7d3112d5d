"""elidable_promote: the arguments are promoted, so that the call is folded.

trace has: guard_value
loop lacks: call_
output: 900
"""

from rpython.rlib.jit import JitDriver, elidable_promote

driver = JitDriver(greens=["code"], reds=["n", "total", "box"], name="elidable_promote")


class Box(object):
    def __init__(self, value):
        self.value = value


@elidable_promote()
def square(x):
    return x * x


def run(code, box, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total, box=box)
        total += square(box.value)
        n -= 1
    return total


def entry_point(argv):
    print(str(run(1, Box(2 + len(argv)), 100)))
    return 0


def target(driver, args):
    return entry_point, None

"""promote: from the hint on the value is a constant, behind a guard_value.

trace has: guard_value\(i\d+, 6
loop lacks: int_mul
output: 3600
"""

from rpython.rlib.jit import JitDriver, promote

driver = JitDriver(greens=["code"], reds=["n", "total", "box"], name="promote")


class Box(object):
    def __init__(self, value):
        self.value = value


def run(code, box, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total, box=box)
        x = promote(box.value)
        total += x * x
        n -= 1
    return total


def entry_point(argv):
    print(str(run(1, Box(5 + len(argv)), 100)))
    return 0


def target(driver, args):
    return entry_point, None

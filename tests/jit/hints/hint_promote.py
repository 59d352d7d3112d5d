"""hint(x, promote=True): as promote.

trace has: guard_value\(i\d+, 6
loop lacks: int_mul
output: 3600
"""

from rpython.rlib.jit import JitDriver, hint

driver = JitDriver(greens=["code"], reds=["n", "total", "box"], name="hint_promote")


class Box(object):
    def __init__(self, value):
        self.value = value


def run(code, box, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total, box=box)
        x = hint(box.value, promote=True)
        total += x * x
        n -= 1
    return total


def entry_point(argv):
    print(str(run(1, Box(5 + len(argv)), 100)))
    return 0


def target(driver, args):
    return entry_point, None

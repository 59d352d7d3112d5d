"""disable_unrolling: a loop of more operations than that is not peeled, so what never changes is read again each time.

set: RPY_JIT=disable_unrolling=5
loops: 1
loop has: getfield_gc_i\\(p\\d+, descr=.*weight
output: 21000
"""

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["n", "total", "box"], name="disable_unrolling")


class Box(object):
    _immutable_fields_ = ["weight"]

    def __init__(self, weight):
        self.weight = weight


def run(code, box, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total, box=box)
        total += box.weight
        total ^= n & 1
        total ^= n & 1
        n -= 1
    return total


def entry_point(argv):
    print(str(run(1, Box(6 + len(argv)), 3000)))
    return 0


def target(driver, args):
    return entry_point, None

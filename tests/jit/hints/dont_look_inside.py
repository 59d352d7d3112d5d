"""dont_look_inside: the function is called, not traced.

loop count: 1 call_i\(ConstClass\(outside
loop lacks: ConstClass\(inside
output: 5150
"""

from rpython.rlib.jit import JitDriver, dont_look_inside

driver = JitDriver(greens=["code"], reds=["n", "total"], name="dont_look_inside")


@dont_look_inside
def outside(x):
    return x + 1


def inside(x):
    return x - 0


def run(code, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total)
        total += inside(outside(n))
        n -= 1
    return total


def entry_point(argv):
    print(str(run(1, 100)))
    return 0


def target(driver, args):
    return entry_point, None

"""elidable: a call with constant arguments is folded; two calls with the same arguments are one.

loop lacks: square
loop count: 1 call_i\(ConstClass\(cube
output: 10000
"""

from rpython.rlib.jit import JitDriver, elidable

driver = JitDriver(greens=["code"], reds=["n", "total", "x"], name="elidable")


@elidable
def square(x):
    return x * x


@elidable
def cube(x):
    return x * x * x


def run(code, n, x):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total, x=x)
        y = (n & 1) + x
        total += square(code) + (cube(y) - cube(y)) * n
        n -= 1
    return total


def entry_point(argv):
    print(str(run(10, 100, len(argv))))
    return 0


def target(driver, args):
    return entry_point, None

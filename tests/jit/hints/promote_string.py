"""promote_string: strings are compared by content, then the string is a constant.

trace has: guard_(true|value)
loop lacks: strlen|arraylen
output: 400
"""

from rpython.rlib.jit import JitDriver, promote_string

driver = JitDriver(greens=["code"], reds=["n", "total", "names"], name="promote_string")


def run(code, names, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total, names=names)
        total += len(promote_string(names[n & 1]))
        n -= 1
    return total


def entry_point(argv):
    names = ["ab" + str(len(argv) + 10), "ab" + str(len(argv) + 10)]
    print(str(run(1, names, 100)))
    return 0


def target(driver, args):
    return entry_point, None

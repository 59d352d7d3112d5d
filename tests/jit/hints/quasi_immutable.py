"""_immutable_fields_ = ['x?']: a constant until it is written; the loop is then compiled again.

trace has: guard_not_invalidated
loop lacks: getfield
output: 100
output: 200
output: 100
"""

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["n", "total"], name="quasi_immutable")


class Code(object):
    _immutable_fields_ = ["step?"]

    def __init__(self, step):
        self.step = step


def run(code, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total)
        total += code.step
        n -= 1
    return total


def entry_point(argv):
    code = Code(1)
    print(str(run(code, 100)))
    code.step = 2
    print(str(run(code, 100)))
    code.step = 1
    print(str(run(code, 100)))
    return 0


def target(driver, args):
    return entry_point, None

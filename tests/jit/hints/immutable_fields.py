"""_immutable_fields_: fields and items of constant objects are constants.

loop lacks: getfield
loop lacks: getarrayitem
output: 3500
"""

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["n", "total"], name="immutable_fields")


class Code(object):
    _immutable_fields_ = ["step", "items[*]"]

    def __init__(self, step, items):
        self.step = step
        self.items = items


def run(code, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total)
        total += code.step + code.items[1]
        n -= 1
    return total


def entry_point(argv):
    print(str(run(Code(5, [10, 30, len(argv)][:]), 100)))
    return 0


def target(driver, args):
    return entry_point, None

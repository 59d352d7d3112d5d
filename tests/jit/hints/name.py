r"""name: what logs call a driver without get_printable_location; its greens follow.

log has: debug_merge_point\(0, 0, 'first: code=5'\)
log has: debug_merge_point\(0, 0, 'second: code=6'\)
output: 9900
"""

from rpython.rlib.jit import JitDriver

first = JitDriver(greens=["code"], reds=["n", "total"], name="first")
second = JitDriver(greens=["code"], reds=["n", "total"], name="second")


def run_first(code, n):
    total = 0
    while n > 0:
        first.jit_merge_point(code=code, n=n, total=total)
        n -= 1
        total += n
    return total


def run_second(code, n):
    total = 0
    while n > 0:
        second.jit_merge_point(code=code, n=n, total=total)
        n -= 1
        total += n
    return total


def entry_point(argv):
    print(str(run_first(5, 100) + run_second(6, 100)))
    return 0


def target(driver, args):
    return entry_point, None

# args: --opt=jit jit_no_merge_point.py -o OUT/program
"""Loops are entered of a driver that has no merge point."""

# row: refuse.jit-no-merge-point

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["n"], name="first")
other = JitDriver(greens=["code"], reds=["n"], name="second")


def run(code, n):
    while n > 0:
        driver.jit_merge_point(code=code, n=n)
        n -= 1
        other.can_enter_jit(code=code, n=n)
    return n + code


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None

# args: --opt=jit jit_green_type.py -o OUT/program
"""A green that is an int at the merge point and a float where loops are entered."""

# row: refuse.jit-green-type

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["n"])


def run(code, n):
    while n > 0:
        driver.jit_merge_point(code=code, n=n)
        n -= 1
        driver.can_enter_jit(code=code * 0.5, n=n)
    return n


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None

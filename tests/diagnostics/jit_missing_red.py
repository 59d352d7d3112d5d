# args: --opt=jit jit_missing_red.py -o OUT/program
"""A merge point that does not pass a red."""

# row: refuse.jit-missing-red

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["n", "total"])


def run(code, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n)
        n -= 1
        total += n
    return total


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None

# args: --opt=jit jit_unnamed_red.py -o OUT/program
"""A variable that lives across the merge point and is no red."""

# row: refuse.jit-unnamed-red

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["n"])


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

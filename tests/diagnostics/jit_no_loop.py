# args: --opt=jit jit_no_loop.py -o OUT/program
"""A merge point that is passed once."""

# row: refuse.jit-no-loop

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["n"])


def run(code, n):
    driver.jit_merge_point(code=code, n=n)
    return n + code


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None

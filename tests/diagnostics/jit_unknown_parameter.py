# args: --opt=jit jit_unknown_parameter.py -o OUT/program
"""A parameter with a name that does not exist."""

# row: refuse.jit-unknown-parameter

from rpython.rlib.jit import JitDriver, set_param

driver = JitDriver(greens=["code"], reds=["n"])


def run(code, n):
    set_param(driver, "treshold", 3)
    while n > 0:
        driver.jit_merge_point(code=code, n=n)
        n -= 1
    return n


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None

# args: --opt=jit jit_virtualizable_name.py -o OUT/program
"""A virtualizable that is no red."""

# row: refuse.jit-virtualizable-name

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["n"], virtualizables=["frame"])


def run(code, n):
    while n > 0:
        driver.jit_merge_point(code=code, n=n)
        n -= 1
    return n


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None

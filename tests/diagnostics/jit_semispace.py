# args: --opt=jit --gc=semispace jit_semispace.py -o OUT/program
"""A collector without a JIT."""

# row: refuse.jit-semispace

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["n"])


def run(code, n):
    while n > 0:
        driver.jit_merge_point(code=code, n=n)
        n -= 1
    return n


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None

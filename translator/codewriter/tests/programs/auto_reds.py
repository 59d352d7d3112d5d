"""An interpreter loop whose reds the translator finds."""

from rpython.rlib import jit

driver = jit.JitDriver(greens=["code"], reds="auto", name="t")


def helper(n):
    if jit.we_are_jitted():
        return n + 1
    return n


def run(code, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code)
        total += jit.promote(helper(n))
        n -= 1
    return total


def entry(argv):
    print(run(len(argv), 10))
    return 0


def target(driver, args):
    return entry, None

# warns: --opt=jit jit_elidable_effect.py -o OUT/program
"""Elidable functions with effects."""

# row: refuse.jit-elidable-effect

import os

from rpython.rlib.jit import JitDriver, elidable

driver = JitDriver(greens=["code"], reds=["n"])


@elidable
def note(n):
    log.calls += n


@elidable
def square(n):
    os.write(1, "square")
    return n * n


class Log(object):
    calls = 0


log = Log()


def run(code, n):
    while n > 0:
        driver.jit_merge_point(code=code, n=n)
        n -= 1
        note(n)
        n += square(n) * 0
    return n


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None

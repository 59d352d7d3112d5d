# args: --opt=jit jit_no_virtualizable.py -o OUT/program
"""A class without _virtualizable_."""

# row: refuse.jit-no-virtualizable

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["frame"], virtualizables=["frame"])


class Frame(object):
    def __init__(self, n):
        self.n = n
        self.stack = [0] * n


def run(code, n):
    frame = Frame(n)
    while frame.n > 0:
        driver.jit_merge_point(code=code, frame=frame)
        frame.n -= 1
    return frame.stack[0]


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None

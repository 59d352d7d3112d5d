# args: --opt=jit jit_virtualizable_field.py -o OUT/program
"""A field that no instance has."""

# row: refuse.jit-virtualizable-field

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["frame"], virtualizables=["frame"])


class Frame(object):
    _virtualizable_ = ["n", "depth", "stack[*]"]

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

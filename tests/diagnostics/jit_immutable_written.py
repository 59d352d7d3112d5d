# warns: --opt=jit jit_immutable_written.py -o OUT/program
"""A field that was promised not to change is written later; construction in parts is fine."""

# row: refuse.jit-immutable-written

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds=["n"])


class Code(object):
    _immutable_fields_ = ["size", "limit", "words[*]", "version?"]

    def __init__(self, size):
        self.size = size
        self.words = [0] * size
        self.version = 0
        self.finish()

    def finish(self):
        self.limit = self.size + 1
        self.words[0] = 5


def grow(code):
    code.size += 1
    code.words[0] += 1
    code.version += 1


def run(number, n):
    code = Code(number + 1)
    while n > 0:
        driver.jit_merge_point(code=code, n=n)
        n -= 1
        grow(code)
    return code.limit


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None

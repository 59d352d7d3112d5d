"""conditional_call: the call is in the trace, behind its condition, without a guard on it.

loop has: cond_call
output: 103 3
"""

from rpython.rlib.jit import JitDriver, conditional_call

driver = JitDriver(greens=["code"], reds=["n", "total"], name="conditional_call")


class State(object):
    count = 0


state = State()


def note(n):
    state.count += 1


def run(code, n):
    total = 3
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total)
        conditional_call(n % 33 == 0, note, n)
        total += 1
        n -= 1
    return total


def entry_point(argv):
    print("%d %d" % (run(1, 100), state.count))
    return 0


def target(driver, args):
    return entry_point, None

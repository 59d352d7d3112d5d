"""loop_invariant: called once, before the loop.

trace has: call_loopinvariant|call_i\(ConstClass\(limit
loop lacks: call_
output: 700
"""

from rpython.rlib.jit import JitDriver, loop_invariant

driver = JitDriver(greens=["code"], reds=["n", "total"], name="loop_invariant")


class State(object):
    value = 7


state = State()


@loop_invariant
def limit():
    return state.value


def run(code, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total)
        total += limit()
        n -= 1
    return total


def entry_point(argv):
    state.value = 6 + len(argv)
    print(str(run(1, 100)))
    return 0


def target(driver, args):
    return entry_point, None

"""What entering, leaving and running compiled code costs: `cost MODE COUNT` prints nanoseconds a pass.

Modes: `loop` (a plain loop), `bridge` (each other pass leaves through a guard that has a bridge), `blackhole` (through one
that has none), `entry` (a call of a compiled function a pass).
"""

from rpython.rlib.jit import JitDriver, dont_look_inside, set_param
from rpython.rlib.rtime import clock

driver = JitDriver(greens=["code"], reds=["n", "total"], name="cost")

LOOP, BRIDGE, BLACKHOLE, ENTRY = range(4)
MODES = ["loop", "bridge", "blackhole", "entry"]


def run(code, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total)
        if code == BRIDGE or code == BLACKHOLE:
            if n & 1:
                total ^= n
            else:
                total += n
        else:
            total += n & 7
        n -= 1
    return total


@dont_look_inside
def calls(count):
    total = 0
    while count > 0:
        total += run(ENTRY, 1)
        count -= 1
    return total


def entry_point(argv):
    mode = MODES.index(argv[1])
    count = int(argv[2])
    if mode == BLACKHOLE:
        set_param(driver, "trace_eagerness", 2000000000)
    if mode == ENTRY:
        run(mode, 10000)
        calls(10000)
    else:
        run(mode, 20000)
    begun = clock()
    if mode == ENTRY:
        total = calls(count)
    else:
        total = run(mode, count)
    spent = clock() - begun
    print("%f %d" % (spent * 1e9 / count, total))
    return 0


def target(driver, args):
    return entry_point, None

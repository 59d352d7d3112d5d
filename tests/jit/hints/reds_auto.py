"""reds='auto': the reds are what lives at the merge point.

loops: 1
loop count: 1 int_sub
output: 5050 2500
"""

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["code"], reds="auto", name="reds_auto")


def run(code, n):
    total = 0
    odd = 0
    while n > 0:
        driver.jit_merge_point(code=code)
        total += n
        if code == 1:
            odd += (n & 1) * n
        n -= 1
    return "%d %d" % (total, odd)


def entry_point(argv):
    print(run(1, 100))
    return 0


def target(driver, args):
    return entry_point, None

"""unroll_safe: a function with a loop is traced; the loop is unrolled. Without the hint it is called.

loop lacks: call_.*power
loop count: 1 call_i\(ConstClass\(opaque
loop count: 4 int_mul
output: 1632
"""

from rpython.rlib.jit import JitDriver, unroll_safe

driver = JitDriver(greens=["code"], reds=["n", "total"], name="unroll_safe")


@unroll_safe
def power(x, count):
    result = x
    for i in range(count):
        result *= x
    return result


def opaque(x, count):
    result = x
    while count > 0:
        result += x
        count -= 1
    return result


def run(code, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total)
        total += power(n & 1, 4) + opaque(1, 15) - 0
        n -= 1
    return total


def entry_point(argv):
    print(str(run(1, 96) + 48))
    return 0


def target(driver, args):
    return entry_point, None

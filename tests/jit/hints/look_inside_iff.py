"""look_inside_iff: traced where the condition holds (here: a constant, small count), called elsewhere.

loop count: 1 call_i\(
loop lacks: (outside|repeat).*, 2,
output: 4500
"""

from rpython.rlib.jit import JitDriver, isconstant, look_inside_iff

driver = JitDriver(greens=["code"], reds=["n", "total", "many"], name="look_inside_iff")


@look_inside_iff(lambda x, count: isconstant(count))
def repeat(x, count):
    result = 0
    for i in range(count):
        result += x
    return result


def run(code, n, many):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total, many=many)
        total += repeat(5, 2)
        total += repeat(7, many)
        n -= 1
    return total


def entry_point(argv):
    print(str(run(1, 100, len(argv) + 4)))
    return 0


def target(driver, args):
    return entry_point, None

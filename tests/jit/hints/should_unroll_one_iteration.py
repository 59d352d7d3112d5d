r"""should_unroll_one_iteration: a loop in a call that is looked into comes round once in the trace. Here it ends then.

loop lacks: call_assembler
log has: debug_merge_point\(1, 1, 'code 1'\)
output: 10200
"""

from rpython.rlib.jit import JitDriver


def location(code):
    return "code %d" % code


def unroll(code):
    return code == 1


driver = JitDriver(
    greens=["code"],
    reds=["n", "total"],
    name="unroll",
    is_recursive=True,
    get_printable_location=location,
    should_unroll_one_iteration=unroll,
)


def run(code, n):
    total = 0
    while True:
        driver.jit_merge_point(code=code, n=n, total=total)
        if n == 0:
            return total
        total += n
        if code == 0:
            total += run(1, 1) * 100 - n
            total += 2
        n -= 1
        driver.can_enter_jit(code=code, n=n, total=total)


def entry_point(argv):
    print(str(run(0, 100)))
    return 0


def target(driver, args):
    return entry_point, None

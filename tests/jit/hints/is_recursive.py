r"""is_recursive: of several drivers, those whose calls may be what makes a trace too long. The inner one of another
driver is longer, but it is the call of the recursive one that is traced apart from now on.

set: RPY_JIT=threshold=5,trace_limit=40
log has: debug_merge_point\(0, 0, 'outer 1'\)
log lacks: debug_merge_point\(0, 0, 'inner 9'\)
log has: ABORTING TRACING TooLong
output: 55614
"""

from rpython.rlib.jit import JitDriver


def outer_location(code):
    return "outer %d" % code


def inner_location(code):
    return "inner %d" % code


outer = JitDriver(
    greens=["code"],
    reds=["n", "total"],
    name="outer",
    is_recursive=True,
    get_printable_location=outer_location,
)
inner = JitDriver(
    greens=["code"], reds=["n", "total"], name="inner", get_printable_location=inner_location
)


def run_inner(code, n):
    total = 0
    while True:
        inner.jit_merge_point(code=code, n=n, total=total)
        if code == 9:
            total += (n ^ 1) + (n ^ 2) + (n ^ 3) + (n ^ 4) + (n ^ 5) + (n ^ 6) + (n ^ 7) + (n ^ 8)
            return total
        if n == 0:
            return total
        n -= 1
        inner.can_enter_jit(code=code, n=n, total=total)


def run(code, n):
    total = 0
    while True:
        outer.jit_merge_point(code=code, n=n, total=total)
        if code == 1:
            return run_inner(9, n) + (n ^ 1) + (n ^ 2) + (n ^ 3)
        if n == 0:
            return total
        total += run(1, n)
        total += (n ^ 1) - (n ^ 1) + (n ^ 2) - (n ^ 2) + (n ^ 3) - (n ^ 3) + (n ^ 4) - (n ^ 4)
        n -= 1
        outer.can_enter_jit(code=code, n=n, total=total)


def entry_point(argv):
    print(str(run(0, 100) + run_inner(8, 2)))
    return 0


def target(driver, args):
    return entry_point, None

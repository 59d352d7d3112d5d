r"""get_unique_id: logs say which frame, by the number that the program gives its code, begins and ends where.

loop has: ^enter_portal_frame\(0, 71\)
loop has: ^leave_portal_frame\(0\)
output: 400
"""

from rpython.rlib.jit import JitDriver


def unique_id(code):
    return 70 + code


driver = JitDriver(
    greens=["code"],
    reds=["n", "total"],
    name="numbers",
    is_recursive=True,
    get_unique_id=unique_id,
)


def run(code, n):
    total = 0
    while True:
        driver.jit_merge_point(code=code, n=n, total=total)
        if code > 0:
            return n + code
        if n == 0:
            return total
        total += run(1, 3)
        n -= 1
        driver.can_enter_jit(code=code, n=n, total=total)


def entry_point(argv):
    print(str(run(0, 100)))
    return 0


def target(driver, args):
    return entry_point, None

r"""confirm_enter_jit: the last word on whether a loop is traced or entered; here only one code may, and only at times.

loops: 1
log has: # Loop 1 \(code 2\)
output: 4950 4950 4950
output: refused
"""

from rpython.rlib.jit import JitDriver


class Asked(object):
    refused = 0


asked = Asked()


def location(code):
    return "code %d" % code


def confirm(code, n, total):
    if code == 2 and n > 30:
        return True
    asked.refused += 1
    return False


driver = JitDriver(
    greens=["code"],
    reds=["n", "total"],
    name="confirm",
    get_printable_location=location,
    confirm_enter_jit=confirm,
)


def run(code, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total)
        n -= 1
        total += n
        driver.can_enter_jit(code=code, n=n, total=total)
    return total


def entry_point(argv):
    one = run(1, 100)
    two = run(2, 100)
    print("%d %d %d" % (one, two, run(2, 100)))
    if asked.refused > 0:
        print("refused")
    return 0


def target(driver, args):
    return entry_point, None

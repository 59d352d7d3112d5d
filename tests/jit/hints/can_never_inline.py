r"""can_never_inline: calls of the portal with such a key are machine code of their own; others are looked into.

loop count: 1 call_assembler
log has: debug_merge_point\(1, \d+, 'code 2'\)
log lacks: debug_merge_point\(1, \d+, 'code 1'\)
output: 900
"""

from rpython.rlib.jit import JitDriver


def location(code):
    return "code %d" % code


def never(code):
    return code == 1


driver = JitDriver(
    greens=["code"],
    reds=["n", "total"],
    name="never",
    is_recursive=True,
    get_printable_location=location,
    can_never_inline=never,
)


def run(code, n):
    total = 0
    while True:
        driver.jit_merge_point(code=code, n=n, total=total)
        if code > 0:
            return n + code
        if n == 0:
            return total
        total += run(1, 3) + run(2, 3)
        n -= 1
        driver.can_enter_jit(code=code, n=n, total=total)


def entry_point(argv):
    print(str(run(0, 100)))
    return 0


def target(driver, args):
    return entry_point, None

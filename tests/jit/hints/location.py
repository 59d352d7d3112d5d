"""get_printable_location: what merge points say in logs.

log has: debug_merge_point\(0, 0, 'position 0 of three'\)
log has: # Loop 1 \(position 0 of three\) : loop with
output: 300
"""

from rpython.rlib.jit import JitDriver


def location(pc, code):
    return "position %d of %s" % (pc, code)


driver = JitDriver(
    greens=["pc", "code"], reds=["n", "total"], name="location", get_printable_location=location
)


def run(code, n):
    pc = 0
    total = 0
    while n > 0:
        driver.jit_merge_point(pc=pc, code=code, n=n, total=total)
        if pc == 2:
            n -= 1
            pc = 0
        else:
            pc += 1
        total += 1
    return total


def entry_point(argv):
    print(str(run("three", 100)))
    return 0


def target(driver, args):
    return entry_point, None

# args: --opt=jit jit_hook_result.py -o OUT/program
"""A hook that gives something else than it should."""

# row: refuse.jit-hook-result

from rpython.rlib.jit import JitDriver


def location(code):
    return code + 1


driver = JitDriver(greens=["code"], reds=["n"], get_printable_location=location)


def run(code, n):
    while n > 0:
        driver.jit_merge_point(code=code, n=n)
        n -= 1
    return n


def entry_point(argv):
    return run(len(argv), 3)


def target(driver, args):
    return entry_point, None

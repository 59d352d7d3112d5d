"""is_recursive: a portal that calls itself: inlined a few times, then a call of its own machine code.

trace has: call_assembler
output: 6765
"""

from rpython.rlib.jit import JitDriver

driver = JitDriver(greens=["pc"], reds=["n"], name="recursion", is_recursive=True)


def fib(n):
    pc = 0
    while True:
        driver.jit_merge_point(pc=pc, n=n)
        if pc == 0:
            if n < 2:
                return n
            pc = 1
        else:
            return fib(n - 1) + fib(n - 2)


def entry_point(argv):
    print(str(fib(20)))
    return 0


def target(driver, args):
    return entry_point, None

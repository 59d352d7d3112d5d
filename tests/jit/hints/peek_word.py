r"""peek_word: read anew in every iteration, whoever writes there.

loop count: 1 getfield_raw_i
output: 700 1
"""

from rpython.rlib import rsyscall
from rpython.rlib.jit import JitDriver, dont_look_inside

driver = JitDriver(greens=[], reds=["n", "seen", "address"])


@dont_look_inside
def write(address, n):
    if n == 700:
        rsyscall.put(address, "\1")
    elif n > 700:
        rsyscall.put(address, "\0")


def entry_point(argv):
    address = rsyscall.malloc(8)
    n = 0
    seen = 0
    while n < 1000:
        driver.jit_merge_point(n=n, seen=seen, address=address)
        n += 1
        if n >= 700:
            write(address, n)
        if rsyscall.peek_word(address) != 0:
            seen += 1
            print(str(n) + " " + str(seen))
    rsyscall.free(address)
    return 0


def target(driver, args):
    return entry_point, None

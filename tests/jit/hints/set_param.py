"""set_param, set_user_param: the program decides when loops are traced.

set: RPY_JIT=
loops: 1
output: no such parameter
output: no such pass
"""

from rpython.rlib import jit

driver = jit.JitDriver(greens=["code"], reds=["n", "total"], name="counting")


def run(code, n):
    total = 0
    while n > 0:
        driver.jit_merge_point(code=code, n=n, total=total)
        total += n
        n -= 1
    return total


def refused(text, message):
    try:
        jit.set_user_param(None, text)
    except ValueError:
        print(message)


def entry_point(argv):
    jit.set_param(driver, "threshold", 7)
    run(1, 20)  # traced
    jit.set_param(driver, "threshold", 1000)
    run(2, 20)
    jit.set_user_param(driver, "off")
    run(3, 2000)
    jit.set_user_param(None, "threshold=5,trace_limit=3")
    run(4, 20)  # given up: too long
    jit.set_user_param(driver, "default")
    run(5, 1000)
    jit.set_param_to_default(driver, "enable_opts")
    refused("threshold=5,nonsense=1", "no such parameter")
    refused("enable_opts=heap:magic", "no such pass")
    return 0


def target(driver, args):
    return entry_point, None

"""Many short-lived functions whose traces are given up: what is remembered of them does not keep them.

    given_up ROUNDS

Each round makes a function with much data, or a label for one that stays, runs it until the JIT has tried, and drops
what it made. Labels are arrays that are too large for the nursery, or None.
"""

from rpython.rlib.jit import JitDriver, set_param

driver = JitDriver(greens=["pc", "code", "label"], reds=["n", "total"], name="given_up")

ADD = 0
SUBTRACT = 1
LOOP = 2

LABEL = 100000


class Code(object):
    _immutable_fields_ = ["ops[*]"]

    def __init__(self, ops, data):
        self.ops = ops[:]
        self.data = data


def run(code, n, label):
    pc = 0
    total = 0
    while True:
        driver.jit_merge_point(pc=pc, code=code, label=label, n=n, total=total)
        op = code.ops[pc]
        pc += 1
        if op == ADD:
            total += code.data[n]
        elif op == SUBTRACT:
            total -= n & 3
            if label is not None:
                total += label[n]
        else:
            n -= 1
            if n == 0:
                return total
            pc = 0
            driver.can_enter_jit(pc=pc, code=code, label=label, n=n, total=total)


def make(round, length):
    """A function of so many steps."""
    ops = [(round >> (step & 7)) & 1 for step in range(length)]
    ops.append(LOOP)
    return Code(ops, [round + item for item in range(2000)])


def entry_point(argv):
    # The long ones do not fit.
    set_param(driver, "trace_limit", 100)
    kept = make(1, 4)
    long = make(2, 100)
    total = 0
    for round in range(int(argv[1])):
        if round % 2:
            total += run(long, 10, [round] * LABEL)
        else:
            total += run(make(round, 100), 10, None)
        total += run(kept, 10, None)
        total &= 0xFFFFFFF
    print(str(total))
    return 0


def target(driver, args):
    return entry_point, None

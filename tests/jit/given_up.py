"""Many short-lived functions whose traces are given up: what is remembered of them does not keep them.

    given_up ROUNDS

Each round makes a function with much data, runs it until the JIT has tried, and drops it. One function stays.
The label is a key that may be None.
"""

from rpython.rlib.jit import JitDriver, set_param

driver = JitDriver(greens=["pc", "code", "label"], reds=["n", "total"], name="given_up")

ADD = 0
SUBTRACT = 1
LOOP = 2


class Label(object):
    def __init__(self, weight):
        self.weight = weight


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
                total += label.weight
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
    total = 0
    for round in range(int(argv[1])):
        code = make(round, 100)
        total += run(code, 10, None if round % 2 else Label(round)) + run(kept, 10, None)
        total &= 0xFFFFFFF
    print(str(total))
    return 0


def target(driver, args):
    return entry_point, None

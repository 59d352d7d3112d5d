"""Many short-lived functions, each with a loop that is compiled: their code is freed when nobody uses it any more.

    many ROUNDS

Each round makes a function, runs its loop, calls an old one that stays in use, and drops the new one.
"""

from rpython.rlib.jit import JitDriver, set_param

driver = JitDriver(
    greens=["pc", "code"], reds=["n", "total", "other"], name="many", is_recursive=True
)

ADD = 0
SUBTRACT = 1
CALL = 2
LOOP = 3


class Code(object):
    _immutable_fields_ = ["ops[*]", "weight"]

    def __init__(self, ops, weight):
        self.ops = ops[:]
        self.weight = weight


def run(code, n, other):
    pc = 0
    total = 0
    while True:
        driver.jit_merge_point(pc=pc, code=code, n=n, total=total, other=other)
        op = code.ops[pc]
        pc += 1
        if op == ADD:
            total += code.weight.value
        elif op == SUBTRACT:
            total -= n & 3
        elif op == CALL:
            if other is not None and n % 8 == 0:
                total += run(other, 3, None) & 0xFF
        else:
            n -= 1
            if n == 0:
                return total
            pc = 0
            driver.can_enter_jit(pc=pc, code=code, n=n, total=total, other=other)


class Weight(object):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value


def make(round):
    ops = [ADD]
    for bit in range(4):
        ops.append((round >> bit) & 1)
    ops.append(CALL)
    ops.append(LOOP)
    return Code(ops, Weight(round & 0xFFFF))


def entry_point(argv):
    set_param(driver, "loop_longevity", 50)
    rounds = int(argv[1])
    old = make(5)
    kept = [make(6), make(7)]
    total = 0
    for round in range(rounds):
        code = make(round)
        total = (total + run(code, 30, old)) & 0xFFFFFFF
        if round % 16 == 0:
            # Comes back when its code has been freed, or not.
            kept[(round >> 4) & 1] = code
        total += run(kept[(round >> 5) & 1], 20, old) & 0xFF
    print(str(total))
    return 0


def target(driver, args):
    return entry_point, None

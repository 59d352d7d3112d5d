"""A machine with functions: the portal is called recursively, deep, mutually, with exceptions and floats.

One portal gives objects, the other floats; a function's code is followed by its constant.
"""

from rpython.rlib.jit import JitDriver
from rpython.rlib.rstackovf import StackOverflow, check_stack_overflow

LOAD, STORE, PUSH, ADD, SUB, LESS, JUMP_UNLESS, LOOP, CALL, RETURN, RAISE, TRY, POP, CONS, SUM = (
    range(15)
)


def location(pc, function):
    return function.name + " " + str(pc)


driver = JitDriver(
    greens=["pc", "function"],
    reds=["frame"],
    name="functions",
    get_printable_location=location,
    is_recursive=True,
)
series = JitDriver(greens=["step"], reds=["n", "x"], name="series")


class Failure(Exception):
    def __init__(self, value):
        self.value = value


class Object(object):
    def number(self):
        raise NotImplementedError


class Number(Object):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value

    def number(self):
        return self.value


class Pair(Object):
    _immutable_fields_ = ["head", "tail"]

    def __init__(self, head, tail):
        self.head = head
        self.tail = tail

    def number(self):
        return self.head.number() * 3 + self.tail.number()


class Function(object):
    _immutable_fields_ = ["name", "code", "size"]

    def __init__(self, name, code, size):
        self.name = name
        self.code = "".join([chr(c) for c in code])
        self.size = size


class Frame(object):
    def __init__(self, size):
        self.locals = [None] * size
        self.stack = [None] * 6
        self.top = 0
        self.handler = 0

    def push(self, value):
        self.stack[self.top] = value
        self.top += 1

    def pop(self):
        top = self.top - 1
        assert top >= 0
        self.top = top
        value = self.stack[top]
        self.stack[top] = None
        return value


class Machine(object):
    functions = []
    depth = 0


machine = Machine()


def run(function, frame):
    pc = 0
    while True:
        driver.jit_merge_point(pc=pc, function=function, frame=frame)
        code = function.code
        op = ord(code[pc])
        arg = ord(code[pc + 1])
        pc += 2
        if op == LOAD:
            frame.push(frame.locals[arg])
        elif op == STORE:
            frame.locals[arg] = frame.pop()
        elif op == PUSH:
            frame.push(Number(arg))
        elif op == ADD:
            right = frame.pop()
            frame.push(Number(frame.pop().number() + right.number()))
        elif op == SUB:
            right = frame.pop()
            frame.push(Number(frame.pop().number() - right.number()))
        elif op == LESS:
            right = frame.pop()
            frame.push(Number(1 if frame.pop().number() < right.number() else 0))
        elif op == JUMP_UNLESS:
            if frame.pop().number() == 0:
                pc = arg
        elif op == LOOP:
            pc = arg
            driver.can_enter_jit(pc=pc, function=function, frame=frame)
        elif op == CALL:
            try:
                frame.push(call(arg, frame.pop()))
            except Failure as e:
                if frame.handler == 0:
                    raise
                frame.top = 0
                frame.push(e.value)
                pc = frame.handler
        elif op == RETURN:
            return frame.pop()
        elif op == RAISE:
            raise Failure(frame.pop())
        elif op == TRY:
            frame.handler = arg
        elif op == POP:
            frame.pop()
        elif op == CONS:
            tail = frame.pop()
            frame.push(Pair(frame.pop(), tail))
        elif op == SUM:
            frame.push(Number(int(geometric(0.5, frame.pop().number()) * 1000.0)))


def call(number, argument):
    function = machine.functions[number]
    frame = Frame(function.size)
    frame.locals[0] = argument
    return run(function, frame)


def geometric(step, n):
    """1 + step + step^2 + …: a loop in a portal that gives a float, with a call of itself now and then."""
    x = 1.0
    while True:
        series.jit_merge_point(step=step, n=n, x=x)
        if n <= 0:
            return x
        x = x * step + 1.0
        if n % 5 == 0:
            x += geometric(step, n - 2) * 0.125
        n -= 1
        series.can_enter_jit(step=step, n=n, x=x)


# fmt: off
FIB = [
    LOAD, 0, PUSH, 2, LESS, 0, JUMP_UNLESS, 12, LOAD, 0, RETURN, 0,
    LOAD, 0, PUSH, 1, SUB, 0, CALL, 0, LOAD, 0, PUSH, 2, SUB, 0, CALL, 0, ADD, 0, RETURN, 0,
]
# Even and odd call each other; odd raises at the bottom.
EVEN = [
    LOAD, 0, PUSH, 1, LESS, 0, JUMP_UNLESS, 12, PUSH, 7, RETURN, 0,
    LOAD, 0, PUSH, 1, SUB, 0, CALL, 2, PUSH, 1, ADD, 0, RETURN, 0,
]
ODD = [
    LOAD, 0, PUSH, 1, LESS, 0, JUMP_UNLESS, 14, PUSH, 9, RAISE, 0, POP, 0,
    LOAD, 0, PUSH, 1, SUB, 0, CALL, 1, LOAD, 0, CONS, 0, RETURN, 0,
]
# Sums what even gives, or what it fails with, from n down to 0.
BOTH = [
    TRY, 24,
    LOAD, 0, PUSH, 1, LESS, 0, JUMP_UNLESS, 14, LOAD, 1, RETURN, 0,
    LOAD, 0, CALL, 1, JUMP_UNLESS, 18, PUSH, 5, LOOP, 26,
    POP, 0,  # 24
    PUSH, 2, LOAD, 1, ADD, 0, STORE, 1,
    LOAD, 0, PUSH, 1, SUB, 0, STORE, 0, LOAD, 0, PUSH, 3, ADD, 0, SUM, 0, LOAD, 1, ADD, 0, STORE, 1,
    LOOP, 2,
]
# As deep as the argument says.
DEEP = [
    LOAD, 0, JUMP_UNLESS, 16, LOAD, 0, PUSH, 1, SUB, 0, CALL, 4, PUSH, 1, ADD, 0,
    LOAD, 0, JUMP_UNLESS, 22, RETURN, 0,
    PUSH, 0, RETURN, 0,
]
# Without end.
ENDLESS = [LOAD, 0, PUSH, 1, ADD, 0, CALL, 5, PUSH, 1, ADD, 0, RETURN, 0]
# fmt: on


def entry_point(argv):
    n = 15
    rounds = 2
    depth = 500
    if len(argv) > 1:
        n = int(argv[1])
    if len(argv) > 2:
        rounds = int(argv[2])
    if len(argv) > 3:
        depth = int(argv[3])
    codes = [
        ("fib", FIB),
        ("even", EVEN),
        ("odd", ODD),
        ("both", BOTH),
        ("deep", DEEP),
        ("endless", ENDLESS),
    ]
    machine.functions = [Function(name, code, 2) for name, code in codes]
    for _ in range(rounds):
        print(call(0, Number(n)).number())
        function = machine.functions[3]
        frame = Frame(2)
        frame.locals[0] = Number(n)
        frame.locals[1] = Number(0)
        print(run(function, frame).number())
        print(call(4, Number(depth)).number())
        if depth > 0:
            try:
                print(call(5, Number(0)).number())
            except StackOverflow:
                check_stack_overflow()
                print("too deep")
    return 0


def target(driver, args):
    return entry_point, None


if __name__ == "__main__":
    import sys

    entry_point(sys.argv)

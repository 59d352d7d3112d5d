"""A machine whose frames are virtualizables: boxed values in their stacks, calls, exceptions, and machine code that
reads and writes the frames that are running.

Each frame links to its caller through a global chain, as the frames of Python do.
"""

from rpython.rlib.jit import JitDriver, dont_look_inside, hint, unroll_safe

(
    PUSH, ADD, SUB, LESS, LOAD, STORE, JUMP_IF, PRINT, CALL, RETURN, RAISE, LOOK, POKE, DEEP, FLOAT, OUTER, JUMP,
) = range(17)  # fmt: skip

driver = JitDriver(
    greens=["pc", "code"],
    reds=["frame"],
    virtualizables=["frame"],
)


class Raised(Exception):
    def __init__(self, value):
        self.value = value


class Value(object):
    def number(self):
        raise NotImplementedError


class Int(Value):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value

    def number(self):
        return self.value


class Float(Value):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value

    def number(self):
        return int(self.value)


class Code(object):
    _immutable_fields_ = ["ops[*]", "handler", "functions[*]"]

    def __init__(self, ops, handler):
        self.ops = ops
        self.handler = handler
        self.functions = []


class State(object):
    def __init__(self):
        self.top = None
        self.out = []


state = State()


class Frame(object):
    _virtualizable_ = ["depth", "pc", "weight", "active", "stack[*]", "locals[*]"]

    def __init__(self, back):
        self = hint(self, access_directly=True, fresh_virtualizable=True)
        self.stack = [None] * 6
        self.locals = [None] * 4
        self.depth = 0
        self.pc = 0
        self.weight = 0.0
        self.active = True
        self.back = back

    def push(self, value):
        depth = hint(self.depth, promote=True)
        assert depth >= 0
        self.stack[depth] = value
        self.depth = depth + 1

    def pop(self):
        depth = hint(self.depth, promote=True) - 1
        assert depth >= 0
        value = self.stack[depth]
        self.stack[depth] = None
        self.depth = depth
        return value


@dont_look_inside
def look(n, number):
    """What the last running frames hold, in one of four calls."""
    total = 0
    if number % 4 != 0:
        return 0
    frame = state.top
    while frame is not None:
        for value in frame.locals:
            if value is not None:
                total += value.number()
        total += frame.depth * 7 + frame.pc + int(frame.weight)
        if frame.active:
            total += 1
        frame = frame.back
        n -= 1
        if n <= 0:
            break
    return total


@dont_look_inside
def poke(n):
    """Changes the running frame, in one of five calls."""
    frame = state.top
    if n % 5 == 0:
        frame.locals[3] = Int(n)
        frame.weight = frame.weight + 1.5
    return n


@dont_look_inside
def deep(n):
    """Changes the caller of the running frame."""
    back = state.top.back
    if back is not None and n % 3 == 0:
        back.locals[2] = Int(back.locals[2].number() + n)
        back.active = not back.active


@unroll_safe
def outer_sum():
    """Reads the frames from traced code."""
    total = 0
    frame = state.top
    while frame is not None:
        value = frame.locals[0]
        if value is not None:
            total += value.number()
        frame = frame.back
    return total


def call(code, argument, back):
    frame = Frame(back)
    frame.locals[0] = argument
    state.top = frame
    try:
        return run(code, frame)
    finally:
        state.top = back


def run(code, frame):
    pc = 0
    while True:
        driver.jit_merge_point(pc=pc, code=code, frame=frame)
        ops = code.ops
        op = ops[pc]
        arg = ops[pc + 1]
        frame.pc = pc
        pc += 2
        try:
            if op == PUSH:
                frame.push(Int(arg))
            elif op == ADD:
                b = frame.pop()
                a = frame.pop()
                if isinstance(a, Float):
                    frame.push(Float(a.value + float(b.number())))
                else:
                    frame.push(Int(a.number() + b.number()))
            elif op == SUB:
                b = frame.pop()
                a = frame.pop()
                frame.push(Int(a.number() - b.number()))
            elif op == LESS:
                b = frame.pop()
                a = frame.pop()
                if a.number() < b.number():
                    frame.push(Int(1))
                else:
                    frame.push(Int(0))
            elif op == LOAD:
                frame.push(frame.locals[arg])
            elif op == STORE:
                frame.locals[arg] = frame.pop()
            elif op == JUMP_IF:
                if frame.pop().number() != 0:
                    if arg < pc:
                        pc = arg
                        driver.can_enter_jit(pc=pc, code=code, frame=frame)
                    else:
                        pc = arg
            elif op == JUMP:
                pc = arg
                driver.can_enter_jit(pc=pc, code=code, frame=frame)
            elif op == PRINT:
                state.out.append(str(frame.pop().number()))
            elif op == CALL:
                argument = frame.pop()
                frame.push(call(code.functions[arg], argument, frame))
            elif op == RETURN:
                return frame.pop()
            elif op == RAISE:
                value = frame.pop()
                if value.number() % 7 == 3:
                    raise Raised(value)
            elif op == LOOK:
                frame.push(Int(look(arg, frame.pop().number())))
            elif op == POKE:
                frame.push(Int(poke(frame.pop().number())))
            elif op == DEEP:
                deep(frame.pop().number())
            elif op == FLOAT:
                frame.weight = frame.weight + 0.25
                frame.push(Float(frame.weight))
            else:
                frame.push(Int(outer_sum()))
        except Raised as e:
            if code.handler < 0:
                raise
            while frame.depth > 0:
                frame.pop()
            frame.push(e.value)
            pc = code.handler


def program():
    fib = Code(
        [
            LOAD, 0, PUSH, 2, LESS, 0, JUMP_IF, 28,
            LOAD, 0, PUSH, 1, SUB, 0, CALL, 0,
            LOAD, 0, PUSH, 2, SUB, 0, CALL, 0,
            ADD, 0, RETURN, 0,
            # 28
            LOAD, 0, RETURN, 0,
        ],
        -1,
    )  # fmt: skip
    fib.functions = [fib]
    leaf = Code([LOAD, 0, DEEP, 0, LOAD, 0, RAISE, 0, LOAD, 0, PUSH, 5, ADD, 0, RETURN, 0], -1)
    spy = Code([LOAD, 0, LOOK, 3, LOAD, 0, ADD, 0, RETURN, 0], -1)
    main = Code(
        [
            # 0: local 0 counts down, 1 sums, 2 is changed from below, 3 by POKE
            PUSH, 0, STORE, 1, PUSH, 0, STORE, 2, PUSH, 0, STORE, 3,
            # 12: the loop
            LOAD, 0, PUSH, 1, SUB, 0, STORE, 0,
            LOAD, 1, LOAD, 0, ADD, 0, STORE, 1,
            LOAD, 0, POKE, 0, LOAD, 1, ADD, 0, STORE, 1,
            LOAD, 0, CALL, 0, LOAD, 1, ADD, 0, STORE, 1,
            FLOAT, 0, LOAD, 1, ADD, 0, STORE, 1,
            LOAD, 1, OUTER, 0, ADD, 0, STORE, 1,
            LOAD, 0, CALL, 1, PUSH, 0, LESS, 0, JUMP_IF, 12,
            PUSH, 0, LOAD, 0, LESS, 0, JUMP_IF, 12,
            # 82
            LOAD, 1, PRINT, 0, LOAD, 2, PRINT, 0, LOAD, 3, PRINT, 0,
            PUSH, 0, LOOK, 9, RETURN, 0,
            # 100: the handler
            LOAD, 1, ADD, 0, STORE, 1, JUMP, 74,
        ],
        100,
    )  # fmt: skip
    main.functions = [leaf, spy]
    plain = Code(
        [
            PUSH, 0, STORE, 1,
            # 4
            LOAD, 1, LOAD, 0, ADD, 0, STORE, 1, LOAD, 0, PUSH, 1, SUB, 0, STORE, 0,
            PUSH, 0, LOAD, 0, LESS, 0, JUMP_IF, 4,
            LOAD, 1, RETURN, 0,
        ],
        -1,
    )  # fmt: skip
    return [fib, main, plain]


def entry_point(argv):
    n = 30
    rounds = 1
    if len(argv) > 1:
        n = int(argv[1])
    if len(argv) > 2:
        rounds = int(argv[2])
    codes = program()
    for _ in range(rounds):
        state.out = []
        for code in codes:
            argument = n
            if code is codes[0]:
                argument = n % 18
            try:
                state.out.append("= %d" % call(code, Int(argument), None).number())
            except Raised as e:
                state.out.append("raised %d" % e.value.number())
        print(" ".join(state.out))
    return 0


def target(driver, args):
    return entry_point, None

"""A machine with boxed values: allocation, exceptions, floats and calls in traced loops.

There is no can_enter_jit: every merge point counts.
"""

from rpython.rlib.jit import JitDriver, dont_look_inside

PUSH, ADD, SUB, DUP, LOAD, STORE, JUMP_IF, PRINT, DIV, HALF, EVEN, ODD, LIST, END = range(14)

driver = JitDriver(greens=["pc", "code"], reds=["frame"])


class Zero(Exception):
    pass


class Value(object):
    def add(self, other):
        raise NotImplementedError

    def integer(self):
        raise NotImplementedError

    def text(self):
        raise NotImplementedError


class Int(Value):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value

    def add(self, other):
        if isinstance(other, Float):
            return Float(self.value + other.value)
        return Int(self.value + other.integer())

    def integer(self):
        return self.value

    def text(self):
        return str(self.value)


class Float(Value):
    _immutable_fields_ = ["value"]

    def __init__(self, value):
        self.value = value

    def add(self, other):
        if isinstance(other, Float):
            return Float(self.value + other.value)
        return Float(self.value + float(other.integer()))

    def integer(self):
        return int(self.value)

    def text(self):
        return "f" + str(int(self.value * 8.0))


class Node(object):
    def __init__(self, value, link):
        self.value = value
        self.link = link


class Frame(object):
    def __init__(self):
        self.stack = [None] * 16
        self.depth = 0
        self.locals = [None] * 8
        self.list = None
        self.out = []

    def push(self, value):
        self.stack[self.depth] = value
        self.depth += 1

    def pop(self):
        self.depth -= 1
        value = self.stack[self.depth]
        self.stack[self.depth] = None
        return value


@dont_look_inside
def divide(a, b):
    if b == 0:
        raise Zero
    return a // b


@dont_look_inside
def is_even(n):
    return not is_odd(n)


@dont_look_inside
def is_odd(n):
    return (n & 1) != 0


@dont_look_inside
def half(x):
    return x * 0.5


@dont_look_inside
def total(node):
    n = 0
    while node is not None:
        n += node.value.integer()
        node = node.link
    return n


def run(code):
    frame = Frame()
    pc = 0
    while True:
        driver.jit_merge_point(pc=pc, code=code, frame=frame)
        op = ord(code[pc])
        arg = ord(code[pc + 1])
        pc += 2
        if op == PUSH:
            frame.push(Int(arg))
        elif op == ADD:
            b = frame.pop()
            frame.push(frame.pop().add(b))
        elif op == SUB:
            b = frame.pop()
            frame.push(Int(frame.pop().integer() - b.integer()))
        elif op == DUP:
            b = frame.pop()
            frame.push(b)
            frame.push(b)
        elif op == LOAD:
            frame.push(frame.locals[arg])
        elif op == STORE:
            frame.locals[arg] = frame.pop()
        elif op == JUMP_IF:
            if frame.pop().integer() != 0:
                pc = arg
        elif op == PRINT:
            frame.out.append(frame.pop().text())
        elif op == DIV:
            b = frame.pop().integer()
            a = frame.pop().integer()
            try:
                frame.push(Int(divide(a, b)))
            except Zero:
                frame.push(Int(arg))
        elif op == HALF:
            v = frame.pop()
            if isinstance(v, Float):
                frame.push(Float(half(v.value)))
            else:
                frame.push(Float(half(float(v.integer()))))
        elif op == EVEN:
            if is_even(frame.pop().integer()):
                frame.push(Int(1))
            else:
                frame.push(Int(0))
        elif op == ODD:
            if is_odd(frame.pop().integer()):
                frame.push(Int(1))
            else:
                frame.push(Int(0))
        elif op == LIST:
            frame.list = Node(frame.pop(), frame.list)
            if arg != 0:
                frame.push(Int(total(frame.list)))
                frame.list = None
        else:
            return frame


def program(n):
    """Locals: 0 counts down, 1 sums, 2 is a float."""
    code = [
        PUSH, n, STORE, 0, PUSH, 0, STORE, 1, PUSH, 1, HALF, 0, STORE, 2,
        # 14: the outer loop
        PUSH, n, STORE, 3,
        # 18: the inner loop
        LOAD, 1, LOAD, 3, ADD, 0, STORE, 1,
        LOAD, 2, PUSH, 1, ADD, 0, HALF, 0, STORE, 2,
        LOAD, 3, EVEN, 0, LOAD, 1, ADD, 0, STORE, 1,
        LOAD, 3, ODD, 0, LOAD, 1, ADD, 0, STORE, 1,
        LOAD, 3, LIST, 0,
        PUSH, 100, LOAD, 3, PUSH, 3, SUB, 0, DIV, 7, LOAD, 1, ADD, 0, STORE, 1,
        LOAD, 3, PUSH, 1, SUB, 0, DUP, 0, STORE, 3, JUMP_IF, 18,
        LOAD, 0, LIST, 1, LOAD, 1, ADD, 0, STORE, 1,
        LOAD, 0, PUSH, 1, SUB, 0, DUP, 0, STORE, 0, JUMP_IF, 14,
        LOAD, 1, PRINT, 0, LOAD, 2, PRINT, 0, END, 0,
    ]  # fmt: skip
    return "".join([chr(c) for c in code])


def entry_point(argv):
    n = 20
    rounds = 1
    if len(argv) > 1:
        n = int(argv[1])
    if len(argv) > 2:
        rounds = int(argv[2])
    code = program(n)
    for _ in range(rounds):
        frame = run(code)
        print(" ".join(frame.out))
    return 0


def target(driver, args):
    return entry_point, None

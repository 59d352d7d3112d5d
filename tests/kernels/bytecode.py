"""A small stack machine: a dispatch loop over a string of opcodes."""

PUSH = 0
ADD = 1
SUB = 2
DUP = 3
SWAP = 4
JUMP_IF = 5
LOAD = 6
STORE = 7
MUL = 8
MASK = 9
HALT = 10


class Machine(object):
    def __init__(self, code):
        self.code = code
        self.stack = [0] * 32
        self.depth = 0
        self.slots = [0] * 8

    def push(self, x):
        self.stack[self.depth] = x
        self.depth += 1

    def pop(self):
        self.depth -= 1
        return self.stack[self.depth]

    def run(self):
        code = self.code
        pc = 0
        while True:
            op = ord(code[pc])
            arg = ord(code[pc + 1])
            pc += 2
            if op == PUSH:
                self.push(arg)
            elif op == ADD:
                b = self.pop()
                self.push(self.pop() + b)
            elif op == SUB:
                b = self.pop()
                self.push(self.pop() - b)
            elif op == MUL:
                b = self.pop()
                self.push(self.pop() * b)
            elif op == DUP:
                x = self.pop()
                self.push(x)
                self.push(x)
            elif op == SWAP:
                x = self.pop()
                y = self.pop()
                self.push(x)
                self.push(y)
            elif op == LOAD:
                self.push(self.slots[arg])
            elif op == STORE:
                self.slots[arg] = self.pop()
            elif op == MASK:
                self.push(self.pop() & 0xFFFFFF)
            elif op == JUMP_IF:
                if self.pop() != 0:
                    pc = arg
            else:
                return self.slots[1]


def assemble():
    out = []
    for op, arg in [
        (LOAD, 1),  # total = (total * 3 + count) & 0xFFFFFF
        (PUSH, 3),
        (MUL, 0),
        (LOAD, 0),
        (SWAP, 0),
        (ADD, 0),
        (MASK, 0),
        (STORE, 1),
        (LOAD, 0),  # count -= 1
        (PUSH, 1),
        (SUB, 0),
        (DUP, 0),
        (STORE, 0),
        (JUMP_IF, 0),
        (HALT, 0),
    ]:
        out.append(chr(op))
        out.append(chr(arg))
    return "".join(out)


def entry_point(argv):
    n = 20000000
    if len(argv) > 1:
        n = int(argv[1])
    machine = Machine(assemble())
    machine.slots[0] = n
    print("%d" % machine.run())
    return 0


def target(driver, args):
    return entry_point, None
